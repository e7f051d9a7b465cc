"""Number checks of other tools, as functions from a pair to "flagged", and errors put into clean pairs.

The injector knows nothing of our readers: it looks for figures and words that stand
on both sides by plain string search, so that what it spoils was certainly right.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def digit_sets_differ(source: str, target: str) -> bool:
    """The rule of Xbench and Tolgee: the numbers in figures of both sides are the same."""
    return sorted(m.replace(",", "") for m in _DIGITS.findall(source)) != sorted(
        m.replace(",", "") for m in _DIGITS.findall(target)
    )


def pofilter() -> Callable[[str, str], bool] | None:
    """The check `numbers` of translate-toolkit's pofilter, None where the package is not installed."""
    try:
        from translate.filters import checks
    except ImportError:
        return None
    checker = checks.StandardChecker()

    def flagged(source: str, target: str) -> bool:
        try:
            return not checker.numbers(source, target)
        except checks.FilterFailure:
            return True

    return flagged


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A pair with one error in its English side."""

    kind: str
    korean: str
    english: str
    was: str
    now: str


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ABBREVIATED = {
    name: ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")[
        i
    ]
    for i, name in enumerate(_MONTHS)
}
_MONTH = re.compile(
    r"\b("
    + "|".join(sorted({*_MONTHS, *(a.rstrip(".") for a in _ABBREVIATED.values())}, key=len, reverse=True))
    + r")\b\.?(?: (\d{1,2})\b)?"
)
_WORDS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "twenty",
    "thirty",
)
_KOREAN_WORDS = {"two": "두|둘", "three": "세|셋|석", "four": "네|넷|넉", "five": "다섯", "six": "여섯", "seven": "일곱", "eight": "여덟", "nine": "아홉", "ten": "열",
                 "twelve": "열두", "twenty": "스무", "thirty": "서른"}  # fmt: skip
_VALUES = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "twenty": 20,
    "thirty": 30,
}
_WORD = re.compile(r"\b(" + "|".join(_WORDS) + r")\b(?!-)")
_SCALES = ("thousand", "million", "billion", "trillion")
_MONEY = re.compile(r"(?:US)?\$(\d[\d,.]*\d|\d)( (?:million|billion|trillion))?")
_WON = re.compile(r"(\d[\d,.]*\d|\d)( (?:million|billion|trillion))? won\b")


def spoil(korean: str, english: str, rng: random.Random) -> list[Spoilt]:
    """Every kind of error that the pair allows, one of each kind."""
    found: list[Spoilt] = []

    def put(kind: str, start: int, end: int, now: str) -> None:
        found.append(Spoilt(kind, korean, english[:start] + now + english[end:], english[start:end], now))

    figures = [m for m in _DIGITS.finditer(english) if _stands_in(m.group(), korean)]
    if figures:
        m = rng.choice(figures)
        put("digit", *m.span(), _other_digit(m.group(), rng))
        m = rng.choice(figures)
        put("dropped", m.start(), m.end() + (english[m.end() : m.end() + 1] == " "), "")
    if re.search(r"\d[천만억조]|[만억조] ?\d", korean):
        scales = list(re.finditer(r"(?<=\d )(thousand|million|billion|trillion)\b", english))
        if scales:
            m = rng.choice(scales)
            put("scale", *m.span(), rng.choice([s for s in _SCALES if s != m.group()]))
        large = list(re.finditer(r"\b\d{1,3}(?:,\d{3})+\b", english))
        if large and not scales:
            m = rng.choice(large)
            value = int(m.group().replace(",", ""))
            put("scale", *m.span(), f"{value * 10:,}" if rng.random() < 0.5 else f"{value // 10:,}")
    months = [
        m
        for m in _MONTH.finditer(english)
        if re.search(rf"(?<!\d){_number_of(m[1])}월", korean) and (m[1] != "May" or m[2])
    ]
    if months:
        m = rng.choice(months)
        put("month", *m.span(1), rng.choice([x for x in _MONTHS if not x.startswith(m[1][:3])]))
    days = [m for m in months if m[2] and re.search(rf"(?<!\d){m[2]}일", korean)]
    if days:
        m = rng.choice(days)
        put("day", *m.span(2), str(rng.choice([d for d in range(1, 29) if d != int(m[2])])))
    if "달러" in korean:
        money = list(_MONEY.finditer(english))
        if money:
            m = rng.choice(money)
            put("currency", *m.span(), f"{m[1]}{m[2] or ''} won")
    if re.search(r"\d[천만억조]* ?원", korean):
        money = list(_WON.finditer(english))
        if money:
            m = rng.choice(money)
            put("currency", *m.span(), f"${m[1]}{m[2] or ''}")
    if re.search(r"\d ?(?:%|퍼센트)(?! ?(?:p|포인트))", korean):
        percents = list(re.finditer(r"(?<=\d)( percent| per cent|%)(?! ?point)", english))
        if percents:
            m = rng.choice(percents)
            put("point", *m.span(), " percentage points")
    words = [
        m
        for m in _WORD.finditer(english)
        if re.search(
            rf"(?<!\d){_VALUES[m[1]]}(?![\d.,])|(?<![가-힣])(?:{_KOREAN_WORDS[m[1]]})(?= |[가-힣])", korean
        )
    ]
    if words:
        m = rng.choice(words)
        put("word", *m.span(), rng.choice([w for w in _WORDS if w != m[1]]))
    return found


def _stands_in(figure: str, korean: str) -> bool:
    return bool(
        re.search(rf"(?<![\d.,]){re.escape(figure.replace(',', ''))}(?![\d]|[.,]\d)", korean.replace(",", ""))
    )


def _other_digit(figure: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(figure) if c.isdigit()]
    i = rng.choice(places)
    now = rng.choice([d for d in "0123456789" if d != figure[i] and not (d == "0" and i == 0)])
    return figure[:i] + now + figure[i + 1 :]


def _number_of(month: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))
