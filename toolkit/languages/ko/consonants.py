"""Consonants of Hangul and Latin words in classes of like sounds: a quick look before a name is scored."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Indel

_KEEP = 1 << 14
_CLASSES = (
    ("tsch", "s"), ("sch", "s"), ("ch", "s"), ("sh", "s"), ("ts", "s"), ("ph", "p"), ("th", "t"), ("ng", "n"),
    ("x", "ks"), ("qu", "k"),
)  # fmt: skip
_LIKE = str.maketrans("gcqdbfvzjr", "kkktpppssl", "aeiouyhw")
_SOFT = re.compile(r"(?:c|dg|g)(?=[eiy])|th")
_VOWELS = re.compile(r"[aeiouy]+")
_NO_ONSET = 11
_SILENT = re.compile(r"r(?![aeiouyhr])")
_ABROAD = str.maketrans("cwjqx", "spyss")
# Of the jamo in the order of Unicode: initial ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ, final (none)ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ.
_ONSETS = ("k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "s", "s", "s", "k", "t", "p", "")
_CODAS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "l", "l", "l", "l", "l", "l", "l", "m", "p", "p", "t", "t", "n", "t",
    "t", "k", "t", "p", "",
)  # fmt: skip
_ALIKE = 0.65  # share of the consonants that one name has in common in both scripts, nearly always


def _single(classes: str) -> str:
    return "".join(c for i, c in enumerate(classes) if i == 0 or classes[i - 1] != c)


@lru_cache(_KEEP)
def latin_consonants(latin: str) -> str:
    """Consonants of a folded name in classes of like sounds, each once where it is doubled.

    >>> latin_consonants("chaffee"), latin_consonants("sheriff")
    ('sp', 'slp')
    """
    for letters, sound in _CLASSES:
        latin = latin.replace(letters, sound)
    return _single(latin.translate(_LIKE))


@lru_cache(_KEEP)
def hangul_consonants(hangul: str) -> str:
    """The same of a Hangul word, syllable by syllable.

    >>> hangul_consonants("트럼프")
    'tlmp'
    """
    classes = ""
    for syllable in hangul:
        index = ord(syllable) - 0xAC00
        classes += _ONSETS[index // 588] + _CODAS[index % 28]
    return _single(classes)


@lru_cache(_KEEP)
def vowels_of(latin: str) -> int:
    """Groups of vowels of a folded Latin word."""
    return len(_VOWELS.findall(latin))


@lru_cache(_KEEP)
def _vowels_that_may_join(hangul: str) -> int:
    return sum((ord(syllable) - 0xAC00) // 588 == _NO_ONSET for syllable in hangul[1:])


def vowels_fit(hangul: str, latin: str) -> bool:
    """Whether a Latin word has as many groups of vowels as Hangul that is romanised syllable by syllable.

    So are Korean, Chinese and Japanese names; a syllable without a consonant before it may join its neighbour,
    and one of three or more may be no part of the name (진해선, the Jinhae Line).
    """
    found, syllables = vowels_of(latin), len(hangul)
    return found <= syllables and found >= syllables - _vowels_that_may_join(hangul) - (syllables > 2)


@lru_cache(_KEEP)
def _readings(latin: str) -> tuple[str, ...]:
    """Consonants of a folded Latin word as it may be read: plainly; with the c, g and th of "cedar",
    "George" and "Arthur"; without the r of "Walker"; with the c, ch, j, q, w and x of other languages."""
    soft = _SOFT.sub("s", latin)
    readings = (
        latin,
        soft,
        _SILENT.sub("", latin),
        _SILENT.sub("", soft),
        latin.translate(_ABROAD).replace("sh", "k"),
    )
    return tuple(dict.fromkeys(map(latin_consonants, readings)))


@lru_cache(_KEEP)
def may_sound_alike(hangul: str, latin: str) -> bool:
    """Whether the consonants leave it possible that a Latin word (folded) is the Hangul one; a hint, no proof.

    Of 28,584 words of names that the scorer takes for the same as a Hangul one, 99.5 % pass, of
    pairs of words by chance a fifth.
    """
    if vowels_of(latin) > len(hangul) + 1:
        return False
    a = hangul_consonants(hangul)
    if not a:
        return True
    short = len(a) == 1 or len(hangul) == 1
    for b in _readings(latin):
        if not b or (short and a[0] in b) or (len(b) == 1 and b in a):
            return True
        if Indel.normalized_similarity(a, b) >= _ALIKE:
            return True
    return False
