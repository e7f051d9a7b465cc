"""Korean numerals: digits with 만 억 조 경, Sino-Korean and native words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..units import tidy

SMALL = {"십": 10, "백": 100, "천": 1000}
BIG = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
SINO = {
    "영": 0,
    "공": 0,
    "일": 1,
    "이": 2,
    "삼": 3,
    "사": 4,
    "오": 5,
    "육": 6,
    "륙": 6,
    "칠": 7,
    "팔": 8,
    "구": 9,
}

_ONES = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4, "다섯": 5, "닷": 5,
         "여섯": 6, "엿": 6, "일곱": 7, "여덟": 8, "아홉": 9}  # fmt: skip
_TENS = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
NATIVE_RANGES = {"한두": (1, 2), "두세": (2, 3), "두서너": (2, 4), "서너": (3, 4), "너댓": (4, 5), "네댓": (4, 5),
                 "네다섯": (4, 5), "여남은": (10, 13), "대여섯": (5, 6), "예닐곱": (6, 7), "일고여덟": (7, 8), "여덟아홉": (8, 9), "열두세": (12, 13), "열서너": (13, 14), "스물두세": (22, 23)}  # fmt: skip

NATIVE: dict[str, int] = {
    **_ONES,
    **_TENS,
    **{ten + one: t + o for ten, t in _TENS.items() if ten != "스무" for one, o in _ONES.items()},
}
"""Native numeral to value: 스물한 = 21."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(NUMBER)
# 경 only before a counter that can be so many, never in 1경기; 조 never in 조각, 조사, ...
_PIECE = re.compile(
    rf"({NUMBER})|([십백천])(?!주교|체(?!로)|막|둥|연|명하|명했|장에|정|신(?![0-9만]))|(만(?!큼)|억|조(?![각직합차건항약치별선사])|경(?=[ 0-9원달]|$))"
)
_ONLY = ("을", "이", "은", "도")  # 1.3만을: 만 is "only"
_GAP = re.compile(
    r" (?=(?:[십백천]|[만억조경](?![가-힣])|[만억조](?:여|원|달러|유로|엔|위안|명|개|대|톤|t|주|장|건|배럴|파운드)))"
)
_NEXT = re.compile(
    rf" ?(?=(?:{NUMBER}) ?[만억천백](?![가-힣])|(?:{NUMBER}) ?[만억천백]|[0-9]{{3,4}}(?![0-9,.년])|[0-9],[0-9]{{3}}(?![0-9,]))"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as read: its value, where it ends, whether 천, 만 or a larger word stands in it, and 여 or 몇."""

    value: float
    end: int
    scaled: bool
    approximate: bool = False


def read_numeral(text: str, start: int) -> Numeral | None:
    """The numeral of digits and scale words that begins at `start` (at a digit), None if there is none.

    >>> read_numeral("3억5천만 원", 0).value
    350000000.0
    """
    m = _NUMBER.match(text, start)
    return _continue(text, m.end(), to_number(m.group())) if m else None


def read_sino(text: str, start: int) -> Numeral | None:
    """A Sino-Korean numeral written in Hangul (천만, 이십, 삼천오백) with at least one unit."""
    at, total, section = start, 0.0, 0.0
    digit: int | None = None
    low, big, units = 10**5, 10.0**20, 0
    while at < len(text):
        c = text[at]
        if c in SINO and digit is None:
            digit = SINO[c]
        elif c in SMALL and SMALL[c] < low:
            low = SMALL[c]
            section += (1 if digit is None else digit) * low
            digit, units = None, units + 1
        elif c in BIG and BIG[c] < big:
            whole = section + (digit or 0)
            if not whole and (total or c != "만"):
                break
            big = float(BIG[c])
            total += (whole or 1) * big
            section, digit, low, units = 0.0, None, 10**5, units + 1
        else:
            break
        at += 1
    if not units or (digit is not None and low == 10**5 and not total):
        return None
    return Numeral(total + section + (digit or 0), at, True)


def to_number(digits: str) -> float:
    """Value of digits with thousands commas; long runs are cut so that no float overflows."""
    return float(digits.replace(",", "")[:300])


def _continue(text: str, at: int, number: float | None) -> Numeral:
    """Go on after the first digits: scale words, further digits below them."""
    total = section = 0.0
    big, low, scaled, approximate = 1e20, 1e5, False, False
    last, n = at, len(text)
    while at < n:
        c = text[at]
        if (number is not None or section) and c in "여몇" and at + 1 < n:
            after = text[at + 1 : at + 3].lstrip(" ")[:1]
            if after and after in "십백천만억조":
                approximate = True
                at += 1 + (text[at + 1] == " ")
                c = text[at]
        if c == " ":
            if number is not None and number % 1 and text[at + 1 : at + 2] == "만":
                break  # 0.1 만 표시: 만 is "only"
            m = (_GAP if number is not None or section else _NEXT).match(text, at)
            if not m and scaled and number is None:
                m = _NEXT.match(text, at)
            if not m or (number is None and not scaled):
                break
            at = m.end()
            continue
        m = _PIECE.match(text, at)
        if not m or (c == "만" and number is not None and number % 1 and text[at + 1 : at + 2] in _ONLY):
            break
        digits, small, large = m.groups()
        if digits:
            value = to_number(digits)
            if number is not None or not scaled or value >= min(low, big):
                break
            number = value
        elif small:
            unit = SMALL[small]
            if unit >= low or (number is None and last != at):
                break
            low = unit
            section += (1.0 if number is None else number) * unit
            number, scaled = None, True
        else:
            unit = BIG[large]
            whole = section + (number or 0.0)
            if unit >= big or not whole:
                break
            big = float(unit)
            total += whole * big
            section, number, low, scaled = 0.0, None, 1e5, True
        at = m.end()
        last = at
    value = total + section + (number or 0.0)
    return Numeral(tidy(value) if scaled else value, last, scaled, approximate)
