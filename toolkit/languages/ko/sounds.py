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

Costs = dict[str, float]


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
    return dict(line.split("\t", 1) for line in text.split("\n") if line)  # type: ignore[misc]


class Route:
    """One way of reading Hangul: costs (nats) of letters for a syllable at a place."""

    def __init__(self, syllables: str, jamo: str) -> None:
        self._syllables = _lines(syllables)
        self._jamo = _lines(jamo)
        self._units: dict[str, tuple[Costs, int]] = {}
        self._letters: dict[str, tuple[Costs, int]] = {}
        self._masks: dict[str, tuple[frozenset[str], int, tuple[int, ...]]] = {}
        self._costs: dict[tuple[str, str], float] = {}

    def unit(self, place: str, syllable: str) -> tuple[Costs, int]:
        """Costs of letters for a syllable, and the length of the longest of them."""
        key = place + syllable
        found = self._units.get(key)
        if found is None:
            packed = self._syllables.get(key) or self._syllables.get("-" + syllable)
            costs = unpack(packed) if packed is not None else self._compose(place, syllable)
            found = self._units[key] = (costs, max(map(len, costs), default=0))
        return found

    def units(self) -> list[str]:
        """All places and syllables with a table of their own."""
        return list(self._syllables)

    def _compose(self, place: str, syllable: str) -> Costs:
        onset, nucleus, coda = jamo(syllable)
        last = "$" if place in "$=" else "-"
        costs: Costs = {}
        codas, _ = self._of(last + "c" + coda)
        nuclei, _ = self._of(last + "n" + nucleus)
        for a, x in self._of(("^" if place in "^=" else "-") + "o" + onset)[0].items():
            for b, y in nuclei.items():
                if x + y > 12:
                    continue
                for c, z in codas.items():
                    cost = x + y + z
                    if cost < 13 and cost < costs.get(a + b + c, _INF):
                        costs[a + b + c] = cost
        return costs

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
        found = self._masks.get(hangul)
        if found is None:
            found = self._masks[hangul] = self._mask(hangul)
        first, allowed, wanted = found
        if latin[0] not in first or len(latin) > 7 * len(hangul):
            return False
        letters = letter_mask(latin)
        wrong = (letters & ~allowed).bit_count()
        if wrong > 2:
            return False
        for mask in wanted:
            if not letters & mask:
                wrong += 1
        return wrong <= 1

    def _mask(self, hangul: str) -> tuple[frozenset[str], int, tuple[int, ...]]:
        first: set[str] = set()
        for place in "^=":
            costs, _ = self.unit(place, hangul[0])
            first |= {chunk[:1] for chunk, cost in costs.items() if cost < 9}
        allowed, wanted = 0, []
        for index, syllable in enumerate(hangul):
            onset, nucleus, coda = jamo(syllable)
            if index == 0:
                keys = ["^o" + onset] + (["-n" + nucleus] if onset == "ㅇ" else [])
                first |= {chunk[:1] for key in keys for chunk, cost in self._of(key)[0].items() if cost < 6}
            for key in ("-o" + onset, "-n" + nucleus, "-c" + coda):
                allowed |= self._letters_of(key)
            if index == 0:
                allowed |= self._letters_of("^o" + onset)
            costs, _ = self.unit(place_of(index, len(hangul)), syllable)
            allowed |= letter_mask("".join(chunk for chunk, cost in costs.items() if cost < 6))
            if onset != "ㅇ":
                wanted.append(self._letters_of("-o" + onset) | self._letters_of("^o" + onset))
        return frozenset(first - {""}), allowed, tuple(wanted)

    def _letters_of(self, key: str) -> int:
        return letter_mask("".join(chunk for chunk, cost in self._of(key)[0].items() if cost < 6))

    def cost(self, hangul: str, latin: str, good: float = -_INF) -> float:
        """-log P(latin | hangul) of the best reading, in nats, for one word of each.

        A reading dearer than `good` is sought again jamo by jamo, which forgives
        spellings that training has not seen.
        """
        key = (hangul, latin)
        found = self._costs.get(key)
        if found is None:
            if len(self._costs) > _CACHE:
                self._costs.clear()
            found = _INF
            if self.plausible(hangul, latin):
                found = self._by_syllable(hangul, latin)
                if found > good:
                    found = min(found, self._by_jamo(hangul, latin, good + 12.0 - _BY_JAMO) + _BY_JAMO)
            self._costs[key] = found
        return found

    def _by_syllable(self, hangul: str, latin: str) -> float:
        size, count = len(latin), len(hangul)
        row = {0: 0.0}
        for index, syllable in enumerate(hangul):
            costs, longest = self.unit(place_of(index, count), syllable)
            get = costs.get
            after: dict[int, float] = {}
            limit = min(row.values()) + _BEAM
            for start, so_far in row.items():
                if so_far > limit:
                    continue
                here = so_far + _SKIP_SYLLABLE
                if here < after.get(start, _INF):
                    after[start] = here
                for end in range(start, min(size, start + longest) + 1):
                    cost = get(latin[start:end])
                    if cost is not None and so_far + cost < after.get(end, _INF):
                        after[end] = so_far + cost
            for start in range(size):
                here = after.get(start, _INF) + _SKIP_LETTER
                if here < after.get(start + 1, _INF):
                    after[start + 1] = here
            row = after
        return row.get(size, _INF)

    def _by_jamo(self, hangul: str, latin: str, dearest: float) -> float:
        size, last = len(latin), len(hangul) - 1
        skips = [_SKIP_VOWEL if c in "aeiouhy" else _SKIP_CONSONANT for c in latin]
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
                costs, longest = self._of(key)
                get = costs.get
                after: dict[int, float] = {}
                limit = min(dearest, min(row.values()) + 8.0)
                for start, so_far in row.items():
                    if so_far > limit:
                        continue
                    for end in range(start, min(size, start + longest) + 1):
                        cost = get(latin[start:end])
                        if cost is not None and so_far + cost < after.get(end, _INF):
                            after[end] = so_far + cost
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
    return Route(packed["syllables"], packed["jamo"])
