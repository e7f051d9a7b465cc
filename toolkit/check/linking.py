"""Which Hangul word of a pair goes with which name on the English side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ..languages.en.names import Word
from ..languages.ko.consonants import hangul_consonants, latin_consonants, may_sound_alike, vowels_of
from ..languages.ko.hangulise import pinyin_in_hangul
from ..languages.ko.mentions import is_ordinary, stems
from ..languages.ko.names import NameScorer
from ..languages.ko.romanise import romanise
from ..languages.ko.sounds import fold
from ..text import SegmentPair

MATCHED = 1.5  # nats from which on two words are taken for one name
_SURE = 6.0
_BEHIND = 2  # syllables that may stand behind a name in its word
_MANY = 3  # consonants that tell a name without its vowels
_HANGUL = re.compile(r"[가-힣]+")


class HangulWord(NamedTuple):
    """A run of Hangul: its text, the nouns it may hold, and where it begins."""

    text: str
    stems: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Link:
    """A Hangul stem that goes with a Latin name, and how well (nats)."""

    stem: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Sides:
    """The Korean and the English text of a pair, and which of them is the source."""

    korean: str
    english: str
    korean_is_source: bool


def same_consonants(hangul: str, latin: str) -> bool:
    """Whether the consonants of both are much the same, so that one name may be written oddly or cut short."""
    a, b = latin_consonants(fold(romanise(hangul))), latin_consonants(fold(latin))
    if min(len(a), len(b)) < 2:
        return a == b != ""
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], before + 1 if x == y else max(row[j], row[j - 1])
    return 2 * row[-1] >= 0.74 * (len(a) + len(b))


def sides(pair: SegmentPair) -> Sides | None:
    """Korean and English text of a pair, None for other languages."""
    if pair.source_language[:2] == "ko" and pair.target_language[:2] == "en":
        return Sides(pair.source, pair.target, True)
    if pair.source_language[:2] == "en" and pair.target_language[:2] == "ko":
        return Sides(pair.target, pair.source, False)
    return None


@lru_cache(maxsize=2048)
def hangul_words(text: str) -> tuple[HangulWord, ...]:
    """Runs of Hangul in order."""
    return tuple([HangulWord(m.group(), stems(m.group()), m.start()) for m in _HANGUL.finditer(text)])


@cache
def korean_surname_spellings() -> dict[str, frozenset[str]]:
    """Korean surnames by their usual Latin spellings (folded)."""
    scorer = NameScorer.load()
    found: dict[str, set[str]] = {}
    for surname in scorer.surnames:
        for spelling, cost in scorer.surname_spellings(surname).items():
            if cost < 4.0:
                found.setdefault(spelling, set()).add(surname)
    return {spelling: frozenset(surnames) for spelling, surnames in found.items()}


@cache
def first_letters(syllable: str) -> frozenset[str]:
    """Letters with which a name may begin that begins with this syllable, by any route."""
    return NameScorer.load().first_letters(syllable)


def word_link(word: str, words: Sequence[HangulWord]) -> Link | None:
    """The Hangul word that goes best with one Latin word, None where none does."""
    folded = fold(word)
    if len(folded) < 2:
        return None
    scorer = NameScorer.load()
    usual = scorer.usual_hangul(folded)
    if usual:
        for hangul in words:
            for stem in hangul.stems:
                if stem in usual:
                    return Link(stem, hangul.start, hangul.start + len(stem), scorer.word_score(stem, folded))
    best: dict[bool, Link] = {}
    first, size = folded[0], len(folded)
    for hangul in words:
        if first not in first_letters(hangul.text[0]):
            continue
        found: Link | None = None
        for stem in hangul.stems:
            if size > 7 * len(stem) or len(stem) > size + 2 or not may_sound_alike(stem, folded):
                continue
            score = scorer.word_score(stem, folded, MATCHED)
            if score >= MATCHED and (found is None or score > found.score):
                found = Link(stem, hangul.start, hangul.start + len(stem), score)
        if found is None:
            continue
        # An ordinary word is the name where no other word is.
        ordinary = is_ordinary(hangul.text)
        before = best.get(ordinary)
        if before is None or (before.score < _SURE and found.score > before.score):
            best[ordinary] = found
        if not ordinary and found.score >= _SURE:
            break
    return best.get(False) or best.get(True)


def same_sounds(word: str, words: Sequence[HangulWord]) -> Link | None:
    """A Hangul word with just the consonants of a Latin one, where these are many enough to say that it is the name.

    A syllable or two behind it may say what it is the name of: 로도스섬, Rhodes.
    """
    folded = fold(word)
    wanted = latin_consonants(folded)
    if len(wanted) < _MANY:
        return None
    vowels = vowels_of(folded)
    for hangul in words:
        if folded[0] not in first_letters(hangul.text[0]):
            continue
        for stem in hangul.stems:
            if not hangul_consonants(stem).startswith(wanted):
                continue
            for size in range(len(stem), max(vowels, len(stem) - _BEHIND) - 1, -1):
                if hangul_consonants(stem[:size]) == wanted:
                    return Link(stem[:size], hangul.start, hangul.start + size, _SURE)
    return None


def surname_link(word: str, words: Sequence[HangulWord]) -> Link | None:
    """A Hangul name or surname whose surname is spelt like this ("Lee": 이 본부장, 이도훈)."""
    surnames = korean_surname_spellings().get(fold(word))
    if surnames is None:
        return None
    for hangul in words:
        if hangul.text[0] in surnames:
            return Link(hangul.text[0], hangul.start, hangul.start + 1, MATCHED)
    return None


def name_link(names: Sequence[Word], words: Sequence[HangulWord]) -> Link | None:
    """The one Hangul word that holds a whole name of two or three words (이도훈, 뤄자오후이)."""
    if not 2 <= len(names) <= 3:
        return None
    scorer = NameScorer.load()
    folded = [fold(w.text) for w in names]
    spellings = korean_surname_spellings()
    surnames = spellings.get(folded[0], frozenset()) | spellings.get(folded[-1], frozenset())
    if not surnames and not all(map(pinyin_in_hangul, folded)) and not any("-" in w.text for w in names):
        return None  # neither Korean nor Chinese: word by word
    latin = " ".join(folded)
    size = len(latin) - len(folded) + 1
    firsts = {word[:1] for word in (folded[0], folded[-1])}
    best: Link | None = None
    for hangul in words:
        if not firsts & first_letters(hangul.text[0]):
            continue
        for stem in hangul.stems:
            if 2 <= len(stem) <= 6 and len(stem) < size <= 5 * len(stem) + 2:
                score = scorer.whole_score(stem, latin, MATCHED)
                if score >= MATCHED and (best is None or score > best.score):
                    best = Link(stem, hangul.start, hangul.start + len(stem), score)
        if best is not None and best.score >= _SURE:
            return best
    return best
