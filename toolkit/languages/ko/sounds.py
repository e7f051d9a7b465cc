"""What letters a Hangul syllable stands for: learned tables and their search.

A *route* is one way of reading Hangul in Latin letters: Korean names, Japanese
kana, Chinese (pinyin, and Korean readings of the characters), and all other names
that Korean writes by sound. Its tables hold P(letters | syllable) at the place of
the syllable in its word, backed off to P(letters | jamo); they were trained by
expectation maximisation on pairs of names (`eval/names/train.py`), in the manner
of Knight and Graehl, "Machine Transliteration" (Computational Linguistics 24,
1998), and the joint source-channel model of Li, Zhang and Su (ACL 2004).
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent.parent / "data" / "names.json.gz"

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
NUCLEI = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_FOLD = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i", "œ": "oe", "ð": "d", "þ": "th", "ə": "a"}
)
_SKIP_SYLLABLE = 8.0  # nats, for a syllable that no letter stands for, unseen in training
_SKIP_LETTER = 6.0
_SKIP_VOWEL, _SKIP_CONSONANT, _SKIP_JAMO = 4.0, 5.0, 5.0  # the same, jamo by jamo
_BEAM = 12.0
_BY_JAMO = 3.0  # nats more for a reading that is put together from single jamo
_INF = 1e9
_CACHE = 200_000

STRICTNESS = {"ko": 1.5, "zh": 1.5}  # a letter more is another name there: Do-hun, Do-hyun

Costs = dict[str, float]
Chunks = dict[str, list[tuple[str, int, float]]]


@lru_cache(maxsize=_CACHE)
def fold(latin: str) -> str:
    """Lower-case ASCII letters of a Latin word; everything else is dropped.

    >>> fold("Milošević"), fold("Do-hoon")
    ('milosevic', 'dohoon')
    """
    text = latin.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.translate(_FOLD)).translate(_FOLD)
    return "".join(c for c in text if "a" <= c <= "z")


def is_hangul(text: str) -> bool:
    """Whether every character is a Hangul syllable (and there is one)."""
    return bool(text) and all("가" <= c <= "힣" for c in text)


def jamo(syllable: str) -> tuple[str, str, str]:
    """Onset, nucleus and coda of a Hangul syllable; no coda is a space."""
    index = ord(syllable) - 0xAC00
    return ONSETS[index // 588], NUCLEI[index % 588 // 28], CODAS[index % 28]


@lru_cache(maxsize=_CACHE)
def letter_mask(word: str) -> int:
    """Set of the letters a to z of a folded word, as bits."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) - 97)
    return mask


def place_of(index: int, size: int) -> str:
    """Code of a place in a word: "^" first, "-" inside, "$" last, "=" alone."""
    if size == 1:
        return "="
    return "^" if index == 0 else "$" if index == size - 1 else "-"


def unpack(packed: str) -> Costs:
    """Costs in nats from "ka 12 ga 3": tenths of a nat, "_" for no letter at all."""
    items = packed.split()
    return {("" if a == "_" else a): int(b) / 10 for a, b in zip(items[::2], items[1::2], strict=True)}


def _lines(text: str) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in text.split("\n") if line)


def _by_letter(costs: Costs) -> tuple[float, Chunks]:
    """Cost of no letter, and the other chunks with length and cost by their first letter."""
    chunks: Chunks = {}
    for chunk, cost in costs.items():
        if chunk:
            chunks.setdefault(chunk[0], []).append((chunk, len(chunk), cost))
    return costs.get("", _INF), chunks


_HOPELESS = 22.0  # nats above a good price from which on a reading is dropped


class Route:
    """One way of reading Hangul: costs (nats) of letters for a syllable at a place.

    `strictness` scales the price of letters that no jamo stands for.
    """

    def __init__(self, syllables: str, jamo: str, strictness: float = 1.0) -> None:
        self._strictness = strictness
        self._syllables = _lines(syllables)
        self._jamo = _lines(jamo)
        self._units: dict[str, tuple[Costs, int]] = {}
        self._letters: dict[str, tuple[Costs, int]] = {}
        self._masks: dict[str, tuple[int, tuple[int, ...]]] = {}
        self._firsts: dict[str, frozenset[str]] = {}
        self._of_syllables: dict[str, tuple[int, int]] = {}
        self._masks_of_jamo: dict[str, int] = {}
        self._chunks: dict[str, tuple[float, Chunks]] = {}
        self._costs: dict[tuple[str, str, float, float], float] = {}

    def unit(self, place: str, syllable: str) -> tuple[Costs, int]:
        """Costs of letters for a syllable, and the length of the longest of them."""
        key = place + syllable
        found = self._units.get(key)
        if found is None:
            packed = self._syllables.get(key) or self._syllables.get("-" + syllable)
            costs = unpack(packed) if packed is not None else {}
            found = self._units[key] = (costs, max(map(len, costs), default=0))
        return found

    def units(self) -> list[str]:
        """All places and syllables with a table of their own."""
        return list(self._syllables)

    def _of(self, key: str) -> tuple[Costs, int]:
        found = self._letters.get(key)
        if found is None:
            costs = unpack(self._jamo.get(key) or self._jamo.get(key[1:], ""))
            costs.setdefault("", _SKIP_JAMO)
            found = self._letters[key] = (costs, max(map(len, costs)))
        return found

    def plausible(self, hangul: str, latin: str) -> bool:
        """Whether the letters at hand could be those of the Hangul word, looked at as a set.

        The first letter must fit the first syllable; one letter without a jamo and
        one consonant without a letter are forgiven.
        """
        if (
            latin[0] not in self.firsts(hangul[0])
            or not 0.8 * len(hangul) <= len(latin) <= 4.5 * len(hangul) + 2
        ):
            return False
        found = self._masks.get(hangul)
        if found is None:
            found = self._masks[hangul] = self._mask(hangul)
        allowed, wanted = found
        letters = letter_mask(latin)
        wrong = (letters & ~allowed).bit_count()
        if wrong > 2:
            return False
        for mask in wanted:
            if not letters & mask:
                wrong += 1
        return wrong <= 1

    def firsts(self, syllable: str) -> frozenset[str]:
        """Letters with which a word may begin that begins with this syllable."""
        found = self._firsts.get(syllable)
        if found is None:
            heads: set[str] = set()
            for place in "^=":
                if place + syllable in self._syllables:
                    heads |= {chunk[:1] for chunk, cost in self.unit(place, syllable)[0].items() if cost < 9}
            onset, nucleus, _ = jamo(syllable)
            for key in ["^o" + onset] + (["-n" + nucleus] if onset == "ㅇ" else []):
                heads |= {chunk[:1] for chunk, cost in self._of(key)[0].items() if cost < 6}
            found = self._firsts[syllable] = frozenset(heads - {""})
        return found

    def _mask(self, hangul: str) -> tuple[int, tuple[int, ...]]:
        allowed, wanted = 0, []
        for index, syllable in enumerate(hangul):
            letters, onset = self._syllable_masks(place_of(index, len(hangul)), syllable)
            allowed |= letters
            if onset:
                wanted.append(onset)
        return allowed, tuple(wanted)

    def _syllable_masks(self, place: str, syllable: str) -> tuple[int, int]:
        """Letters that the syllable may stand for, and those of its onset (0 where it has none)."""
        key = place + syllable
        found = self._of_syllables.get(key)
        if found is None:
            onset, nucleus, coda = jamo(syllable)
            heads = self._letters_of("-o" + onset) | (self._letters_of("^o" + onset) if place in "^=" else 0)
            letters = heads | self._letters_of("-n" + nucleus) | self._letters_of("-c" + coda)
            if key in self._syllables:
                letters |= letter_mask(
                    "".join(c for c, cost in self.unit(place, syllable)[0].items() if cost < 6)
                )
            found = self._of_syllables[key] = (letters, heads if onset != "ㅇ" else 0)
        return found

    def _letters_of(self, key: str) -> int:
        found = self._masks_of_jamo.get(key)
        if found is None:
            chunks = "".join(chunk for chunk, cost in self._of(key)[0].items() if cost < 6)
            found = self._masks_of_jamo[key] = letter_mask(chunks)
        return found

    def _of_jamo(self, key: str) -> tuple[float, Chunks]:
        """Cost of no letter, and the chunks of a jamo by their first letter."""
        found = self._chunks.get(key)
        if found is None:
            found = self._chunks[key] = _by_letter(self._of(key)[0])
        return found

    def _of_unit(self, place: str, syllable: str) -> tuple[float, Chunks]:
        """The same for a syllable at its place."""
        key = place + syllable
        found = self._chunks.get(key)
        if found is None:
            found = self._chunks[key] = _by_letter(self.unit(place, syllable)[0])
        return found

    def cost(self, hangul: str, latin: str, good: float = _INF, dearest: float = _INF) -> float:
        """-log P(latin | hangul) of the best reading, in nats, for one word of each.

        A reading dearer than `good` is sought again jamo by jamo, which forgives
        spellings that training has not seen. One dearer than `dearest` may be infinite.
        """
        # The bounds belong to the key: what was found under others would make the answer depend on the past.
        key = (hangul, latin, good, dearest)
        found = self._costs.get(key)
        if found is None:
            if len(self._costs) > _CACHE:
                self._costs.clear()
            found = _INF
            if self.plausible(hangul, latin):
                # no caller tells prices apart that lie further above a good one
                found = self._by_syllable(hangul, latin, min(dearest, good + _HOPELESS))
                if found > good:
                    found = min(found, self._by_jamo(hangul, latin, good + 12.0 - _BY_JAMO) + _BY_JAMO)
            self._costs[key] = found
        return found

    def _by_syllable(self, hangul: str, latin: str, dearest: float) -> float:
        size, count = len(latin), len(hangul)
        row = {0: 0.0}
        for index, syllable in enumerate(hangul):
            nothing, chunks = self._of_unit(place_of(index, count), syllable)
            nothing = min(nothing, _SKIP_SYLLABLE)
            after: dict[int, float] = {}
            limit = min(row.values())
            if limit > dearest:
                return _INF
            limit = min(limit + _BEAM, dearest)
            for start, so_far in row.items():
                if so_far > limit:
                    continue
                if so_far + nothing < after.get(start, _INF):
                    after[start] = so_far + nothing
                if start < size:
                    for chunk, length, cost in chunks.get(latin[start], ()):
                        if so_far + cost < after.get(start + length, _INF) and latin.startswith(chunk, start):
                            after[start + length] = so_far + cost
            if not after:
                return _INF
            for start in range(min(after), size):
                here = after.get(start, _INF) + _SKIP_LETTER
                if here < after.get(start + 1, _INF):
                    after[start + 1] = here
            row = after
        return row.get(size, _INF)

    def _by_jamo(self, hangul: str, latin: str, dearest: float) -> float:
        size, last = len(latin), len(hangul) - 1
        scale = self._strictness
        skips = [scale * (_SKIP_VOWEL if c in "aeiouhy" else _SKIP_CONSONANT) for c in latin]
        row = {0: 0.0}
        for index, syllable in enumerate(hangul):
            onset, nucleus, coda = jamo(syllable)
            end_of_word = "$" if index == last else "-"
            keys = [
                ("^o" if index == 0 else "-o") + onset,
                end_of_word + "n" + nucleus,
                end_of_word + "c" + coda,
            ]
            for key in keys[onset == "ㅇ" and index > 0 :]:
                nothing, chunks = self._of_jamo(key)
                after: dict[int, float] = {}
                limit = min(dearest, min(row.values()) + 8.0)
                for start, so_far in row.items():
                    if so_far > limit:
                        continue
                    if so_far + nothing < after.get(start, _INF):
                        after[start] = so_far + nothing
                    if start < size:
                        for chunk, length, cost in chunks.get(latin[start], ()):
                            if so_far + cost < after.get(start + length, _INF) and latin.startswith(
                                chunk, start
                            ):
                                after[start + length] = so_far + cost
                if not after:
                    return _INF
                for start in range(min(after), size):
                    here = after.get(start, _INF) + skips[start]
                    if here < after.get(start + 1, _INF):
                        after[start + 1] = here
                row = after
        return row.get(size, _INF)

    def split(self, hangul: str, latin: str) -> list[str] | None:
        """Letters of each syllable in the best reading, None where a part has no reading."""
        size, count = len(latin), len(hangul)
        rows: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
        for index, syllable in enumerate(hangul):
            costs, longest = self.unit(place_of(index, count), syllable)
            after: dict[int, tuple[float, int]] = {}
            for start, (so_far, _) in rows[-1].items():
                for end in range(start, min(size, start + longest) + 1):
                    cost = costs.get(latin[start:end])
                    if cost is not None and so_far + cost < after.get(end, (_INF, 0))[0]:
                        after[end] = (so_far + cost, start)
            rows.append(after)
        if size not in rows[-1]:
            return None
        parts: list[str] = []
        end = size
        for row in reversed(rows[1:]):
            start = row[end][1]
            parts.append(latin[start:end])
            end = start
        return parts[::-1]


@cache
def table() -> dict[str, Any]:
    """The learned table that ships, read once (some 20 ms)."""
    return json.loads(gzip.decompress(TABLE.read_bytes()))  # type: ignore[no-any-return]


@cache
def route(name: str) -> Route:
    """A route of the table that ships: "ko", "ja", "zh" or "x" (all other languages)."""
    packed = table()["routes"][name]
    return Route(packed["syllables"], packed["jamo"], STRICTNESS.get(name, 1.0))
