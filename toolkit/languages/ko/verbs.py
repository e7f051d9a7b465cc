"""Dictionary forms of conjugated Korean verbs and adjectives: candidates, for a look-up to choose from.

The rules are those of school grammar (endings of the stems, contractions, the irregular
classes ㅂ, ㄷ, ㅅ, ㄹ, 르, ㅎ, 하다) read backwards; a word that no verb is yields candidates as well.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_BASE: Final = 0xAC00
_FINALS: Final = (
    "", "ㄱ", "ㄲ", "ㄳ", "ㄴ", "ㄵ", "ㄶ", "ㄷ", "ㄹ", "ㄺ", "ㄻ", "ㄼ", "ㄽ", "ㄾ", "ㄿ", "ㅀ", "ㅁ", "ㅂ", "ㅄ", "ㅅ", "ㅆ",
    "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_SILENT: Final = 11
_LIQUID: Final = 5
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
# What a vowel may be contracted from: the stem's vowel before 아 or 어 (올려 from 올리 + 어).
_UNCONTRACTED: Final = {
    "ㅕ": "ㅣㅕ", "ㅘ": "ㅗ", "ㅝ": "ㅜ", "ㅙ": "ㅚ", "ㅐ": "ㅏㅐ", "ㅓ": "ㅡㅓ", "ㅏ": "ㅡㅏ", "ㅔ": "ㅔ", "ㅞ": "ㅞ", "ㅖ": "ㅖ",
}  # fmt: skip
# First syllables of what follows a stem as it stands (늘리+기로, 막+았다, 먹+으며).
_AFTER_STEM: Final = frozenset("다고는지게기자도며면니나던거려므음은을으았었아어습네느더든라러느냐소죠")


def _parts(syllable: str) -> tuple[int, str, str]:
    index = ord(syllable) - _BASE
    return index // 588, _VOWELS[index % 588 // 28], _FINALS[index % 28]


def _syllable(onset: int, vowel: str, final: str = "") -> str:
    return chr(_BASE + onset * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


@lru_cache(1 << 14)
def citations(word: str) -> tuple[str, ...]:
    """Forms in 다 that a Hangul word may be a form of, longest stem first; stems of one syllable are left out.

    >>> "늘리다" in citations("늘렸다"), "아름답다" in citations("아름다운"), "발표하다" in citations("발표했으며")
    (True, True, True)
    >>> "만들다" in citations("만든다"), "이르다" in citations("일렀다"), "깨닫다" in citations("깨달았다")
    (True, True, True)
    """
    if not all("가" <= c <= "힣" for c in word):
        return ()
    found: list[str] = []
    for cut in range(min(len(word), 7), 0, -1):
        head, last, rest = word[: cut - 1], word[cut - 1], word[cut:]
        onset, vowel, final = _parts(last)
        after = rest[:1]
        if after in _AFTER_STEM and rest:
            found.append(head + last)
            # ㄷ and ㅅ that changed or fell before a vowel: 깨달아, 지어.
            if after in "아어았었으은을음":
                if final == "ㄹ":
                    found.append(head + _syllable(onset, vowel, "ㄷ"))
                elif not final:
                    found.append(head + _syllable(onset, vowel, "ㅅ"))
        if not final and after and after in "니는시십네":
            found.append(head + _syllable(onset, vowel, "ㄹ"))  # 만드는
        if final in ("ㄴ", "ㄹ", "ㅁ", "ㅂ"):
            open_ = _syllable(onset, vowel)
            found += [head + open_]
            if final in ("ㄴ", "ㅂ"):
                found.append(head + _syllable(onset, vowel, "ㄹ"))  # 만든, 만듭니다
            if final == "ㄴ":
                found.append(head + _syllable(onset, vowel, "ㅎ"))  # 그런
            if head and onset == _SILENT and vowel == "ㅜ" and not _parts(head[-1])[2]:
                found.append(head[:-1] + _syllable(*_parts(head[-1])[:2], "ㅂ"))  # 아름다운
        if final in ("", "ㅆ"):
            found += _contracted(head, onset, vowel, final)
    return tuple(dict.fromkeys(stem + "다" for stem in found if len(stem) > 1))


def _contracted(head: str, onset: int, vowel: str, final: str) -> list[str]:
    """Stems of a syllable that holds 아 or 어 (with ㅆ the past): 올려, 도와, 몰라, 해."""
    found = [head + _syllable(onset, v) for v in _UNCONTRACTED.get(vowel, "")]
    before = _parts(head[-1]) if head else None
    if before is None:
        return found
    if onset == _SILENT and vowel in "ㅘㅝㅜ" and not before[2]:
        found.append(head[:-1] + _syllable(before[0], before[1], "ㅂ"))  # 아름다워
    if onset == _LIQUID and vowel in "ㅏㅓ" and before[2] == "ㄹ":
        found.append(head[:-1] + _syllable(before[0], before[1]) + "르")  # 흘러
    return found
