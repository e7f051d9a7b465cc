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
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).resolve().parent.parent / "data" / "names.json.gz"

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
NUCLEI = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_NO_LETTER = re.compile(r"[^a-z]+")
_FOLD = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i", "œ": "oe", "ð": "d", "þ": "th", "ə": "a"}
)
_SKIP_SYLLABLE = 8.0  # nats, for a syllable that no letter stands for, unseen in training
_SKIP_LETTER = 6.0
_SKIP_VOWEL, _SKIP_CONSONANT, _SKIP_JAMO = 4.0, 5.0, 5.0  # the same, jamo by jamo
_BEAM, _BEAM_OF_JAMO = 12.0, 8.0
_BY_JAMO = 3.0  # nats more for a reading that is put together from single jamo
_INF = 1e9
_SOFT = frozenset("aeiouhy")  # letters that are silent more often
_ROUNDING = 1e-6  # sums in another order
_KEEP = 1 << 14

STRICTNESS = {"ko": 1.5, "zh": 1.5}  # a letter more is another name there: Do-hun, Do-hyun

Costs = dict[str, float]


@dataclass(slots=True)
class _Word:
    """What one route asks of each Latin word beside a Hangul one."""

    firsts: frozenset[str]
    """Letters that may begin it."""
    fewest: float
    most: float
    """Bounds of the number of its letters."""
    allowed: int
    """Set of the letters that it may hold."""
    wanted: tuple[int, ...]
    """Sets of letters of which it must hold one, for each consonant that begins a syllable."""
    syllables: tuple[_Piece, ...] | None = None
    jamo: tuple[_Piece, ...] | None = None
    """The pieces to be read, laid out when they are first asked for."""


@lru_cache(maxsize=_KEEP)
def fold(latin: str) -> str:
    """Lower-case ASCII letters of a Latin word; everything else is dropped.

    >>> fold("Milošević"), fold("Do-hoon")
    ('milosevic', 'dohoon')
    """
    text = latin.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.translate(_FOLD)).translate(_FOLD)
    return text if text.isascii() and text.isalpha() else _NO_LETTER.sub("", text)


def is_hangul(text: str) -> bool:
    """Whether every character is a Hangul syllable (and there is one)."""
    return bool(text) and min(text) >= "가" and max(text) <= "힣"


def jamo(syllable: str) -> tuple[str, str, str]:
    """Onset, nucleus and coda of a Hangul syllable; no coda is a space."""
    index = ord(syllable) - 0xAC00
    return ONSETS[index // 588], NUCLEI[index % 588 // 28], CODAS[index % 28]


@lru_cache(maxsize=_KEEP)
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


class _Piece(NamedTuple):
    """What a syllable or a jamo may be written as, laid out for the search."""

    nothing: float
    """Cost of no letter at all."""
    chunks: dict[str, list[tuple[str, int, float]]]
    """Letters with their number and cost, by the first of them; the cheapest first."""
    bounds: tuple[tuple[int, str, float], ...]
    """Letters as a set and in order, and their cost, all that cost less than none; the cheapest first."""


def _piece(costs: Costs, nothing: float) -> _Piece:
    chunks: dict[str, list[tuple[str, int, float]]] = {}
    bounds: list[tuple[int, str, float]] = []
    for chunk, cost in sorted(costs.items(), key=itemgetter(1)):
        if chunk:
            beginning = chunk[0]
            if beginning in chunks:
                chunks[beginning].append((chunk, len(chunk), cost))
            else:
                chunks[beginning] = [(chunk, len(chunk), cost)]
            if cost < nothing:
                bounds.append((letter_mask(chunk), chunk, cost))
    return _Piece(nothing, chunks, tuple(bounds))


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
        self._words: dict[str, _Word] = {}
        self._firsts: dict[str, frozenset[str]] = {}
        self._of_syllables: dict[str, tuple[int, int]] = {}
        self._masks_of_jamo: dict[str, int] = {}
        self._pieces: dict[str, _Piece] = {}

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

    def forget(self) -> None:
        """Forget what was laid out for the words that were read."""
        self._words.clear()

    def plausible(self, hangul: str, latin: str) -> bool:
        """Whether the letters at hand could be those of the Hangul word, looked at as a set.

        The first letter must fit the first syllable; one letter without a jamo and
        one consonant without a letter are forgiven.
        """
        return _may_read(self._words.get(hangul) or self._word(hangul), latin)

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

    def _word(self, hangul: str) -> _Word:
        """What is asked of each Latin word beside this Hangul one, remembered."""
        if len(self._words) > _KEEP:
            self._words.clear()
        allowed, wanted = 0, []
        last = len(hangul) - 1
        for index, syllable in enumerate(hangul):
            letters, onset = self._syllable_masks(place_of(index, last + 1), syllable)
            allowed |= letters
            if onset:
                wanted.append(onset)
        found = self._words[hangul] = _Word(
            self.firsts(hangul[0]), 0.8 * (last + 1), 4.5 * (last + 1) + 2, allowed, tuple(wanted)
        )
        return found

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

    def _of_jamo(self, key: str) -> _Piece:
        """What a jamo at its place may be written as."""
        found = self._pieces.get(key)
        if found is None:
            costs = self._of(key)[0]
            found = self._pieces[key] = _piece(costs, costs[""])
        return found

    def _of_unit(self, key: str) -> _Piece:
        """What a syllable may be written as; `key` is the code of its place and the syllable."""
        found = self._pieces.get(key)
        if found is None:
            costs = self.unit(key[0], key[1:])[0]
            found = self._pieces[key] = _piece(costs, min(costs.get("", _INF), _SKIP_SYLLABLE))
        return found

    def cost(self, hangul: str, latin: str, good: float = _INF, dearest: float = _INF) -> float:
        """-log P(latin | hangul) of the best reading, in nats, for one word of each.

        A reading dearer than `good` is sought again jamo by jamo, which forgives
        spellings that training has not seen. One dearer than `dearest` may be infinite.
        """
        word = self._words.get(hangul) or self._word(hangul)
        if not _may_read(word, latin):
            return _INF
        if word.syllables is None:
            word.syllables = self._by_syllable(hangul)
        # no caller tells prices apart that lie further above a good one
        found = _search(
            word.syllables, latin, _SKIP_LETTER, _SKIP_LETTER, min(dearest, good + _HOPELESS), _BEAM
        )
        if found > good:
            if word.jamo is None:
                word.jamo = self._by_jamo(hangul)
            vowel, consonant = self._strictness * _SKIP_VOWEL, self._strictness * _SKIP_CONSONANT
            dearest = min(dearest, good + 12.0) - _BY_JAMO
            again = _search(word.jamo, latin, vowel, consonant, dearest, _BEAM_OF_JAMO) + _BY_JAMO
            found = min(found, again)
        return found

    def _by_syllable(self, hangul: str) -> tuple[_Piece, ...]:
        last = len(hangul) - 1
        return tuple(
            self._of_unit(place_of(index, last + 1) + syllable) for index, syllable in enumerate(hangul)
        )

    def _by_jamo(self, hangul: str) -> tuple[_Piece, ...]:
        last = len(hangul) - 1
        pieces: list[_Piece] = []
        for index, syllable in enumerate(hangul):
            onset, nucleus, coda = jamo(syllable)
            end_of_word = "$" if index == last else "-"
            if index == 0:
                pieces.append(self._of_jamo("^o" + onset))
            elif onset != "ㅇ":
                pieces.append(self._of_jamo("-o" + onset))
            pieces.append(self._of_jamo(end_of_word + "n" + nucleus))
            pieces.append(self._of_jamo(end_of_word + "c" + coda))
        return tuple(pieces)

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


def _may_read(word: _Word, latin: str) -> bool:
    if latin[0] not in word.firsts or not word.fewest <= len(latin) <= word.most:
        return False
    letters = letter_mask(latin)
    wrong = (letters & ~word.allowed).bit_count()
    if wrong > 2:
        return False
    for mask in word.wanted:
        if not letters & mask:
            wrong += 1
            if wrong > 1:
                return False
    return wrong <= 1


def _search(
    pieces: Sequence[_Piece], latin: str, vowel: float, consonant: float, dearest: float, beam: float
) -> float:
    """Cost of the best way to read the pieces, in order, as the letters of `latin`; infinite above `dearest`.

    `vowel` and `consonant` are what a letter costs that no piece stands for. What the
    rest must cost at least rules readings out before they are followed.
    """
    rest = _least_rest(pieces, latin, vowel if vowel < consonant else consonant, dearest)
    if rest is None:
        return _INF
    dearest += _ROUNDING
    size = len(latin)
    row = {0: 0.0}
    for index, (nothing, chunks, _) in enumerate(pieces, 1):
        bound = dearest - rest[index]
        after: dict[int, float] = {}
        limit = min(row.values()) + beam
        for start, so_far in row.items():
            if so_far > limit:
                continue
            here = so_far + nothing
            if here <= bound and here < after.get(start, _INF):
                after[start] = here
            if start < size:
                for chunk, length, cost in chunks.get(latin[start], ()):
                    here = so_far + cost
                    if here > bound:
                        break
                    if here < after.get(start + length, _INF) and latin.startswith(chunk, start):
                        after[start + length] = here
        if not after:
            return _INF
        for start in range(min(after), size):
            here = after.get(start, _INF) + (vowel if latin[start] in _SOFT else consonant)
            if here <= bound and here < after.get(start + 1, _INF):
                after[start + 1] = here
        row = after
    return row.get(size, _INF)


def _least_rest(pieces: Sequence[_Piece], latin: str, skip: float, dearest: float) -> list[float] | None:
    """The least that the pieces from each on must cost, 0 at the end; None where that is above `dearest`.

    Letters count only where they stand in `latin`: those of the first piece at its
    beginning, those of the last at its end, or a letter is skipped.
    """
    missing = ~letter_mask(latin)
    last = len(pieces) - 1
    rest = [0.0] * (last + 2)
    total = 0.0
    left = dearest + _ROUNDING
    for i in range(last, -1, -1):
        least, _, bounds = pieces[i]
        for mask, chunk, cost in bounds:
            if cost >= least or cost > left:
                break
            if mask & missing or chunk not in latin:
                continue
            if i == 0 and not latin.startswith(chunk):
                continue
            if i == last and not latin.endswith(chunk):
                cost += skip
                if cost < least:
                    least = cost
                continue
            least = cost
            break
        left -= least
        if left < 0.0:
            return None
        total += least
        rest[i] = total
    return rest


@cache
def table() -> dict[str, Any]:
    """The learned table that ships, read once (some 20 ms)."""
    return json.loads(gzip.decompress(TABLE.read_bytes()))  # type: ignore[no-any-return]


@cache
def route(name: str) -> Route:
    """A route of the table that ships: "ko", "ja", "zh" or "x" (all other languages)."""
    packed = table()["routes"][name]
    return Route(packed["syllables"], packed["jamo"], STRICTNESS.get(name, 1.0))
