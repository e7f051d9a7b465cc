"""English numerals: digits with scale words, and numbers in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..units import tidy

ONES = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19}  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
        "ninety": 90}  # fmt: skip
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15,
          "quintillion": 1e18}  # fmt: skip
SHORT_SCALES = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "B": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12, "tln": 1e12,
                "mil": 1e6, "Million": 1e6, "Billion": 1e9, "Trillion": 1e12}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
            "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
            "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
            "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
            "hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9}  # fmt: skip
CARDINALS = {**ONES, **TENS}

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(NUMBER)
_SCALE = re.compile(
    r"(?:-odd|[ -]|\u00ad)?\s{0,6}(hundreds?|thousands?|millions?|billions?|trillions?|quadrillions?|quintillions?|[Mm]illion|[Bb]illion|[Tt]rillion|mn|mln|bn|bln|tn|trn|tln)\b|(mn|mln|m|M|bn|b|B|k|K|tn)(?![A-Za-z0-9²³/])"
)
_MIXED = re.compile(r"(?: |-|\sand\s)([1-9])/([2-9]|1[0-6])\b|([½⅓⅔¼¾])")
_VULGAR = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75}
_WORD = re.compile(r"([A-Za-z]+)")
_JOIN = re.compile(r"(?:\s{1,6}|-)(?:and\s{1,6})?(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as read: value, end, whether a scale word stands in it, whether it is an ordinal."""

    value: float
    end: int
    scaled: bool = False
    ordinal: bool = False


def to_number(digits: str) -> float:
    """Value of digits with thousands commas; long runs are cut so that no float overflows."""
    return float(digits.replace(",", "")[:300])


def read_digits(text: str, start: int, *, money: bool = False) -> Numeral | None:
    """The numeral that begins with a digit (or a point before one) at `start`.

    Short scales ("3.2bn", "5m") are read after a currency sign; "5m" elsewhere is
    left to the reader of units.
    """
    m = _NUMBER.match(text, start)
    if not m:
        return None
    value, end = to_number(m.group()), m.end()
    c = text[end : end + 1]
    if c and c in " -½⅓⅔¼¾" and (f := _MIXED.match(text, end)):
        value += _VULGAR[f[3]] if f[3] else int(f[1]) / int(f[2])
        end = f.end()
    scaled = False
    while s := _SCALE.match(text, end):
        word = s.group(1)
        if word is None:
            short = s.group(2)
            if not money and short in ("m", "M", "k", "K", "b", "B", "tn"):
                break
            value *= SHORT_SCALES[short]
        else:
            lower = word.lower()
            value *= SCALES.get(lower.removesuffix("s")) or SHORT_SCALES[lower]
        scaled, end = True, s.end()
    return Numeral(tidy(value) if scaled else value, end, scaled)


def read_words(text: str, start: int) -> Numeral | None:
    """A number in words that begins at `start`: "twenty-one", "a hundred and five thousand", "two-thirds".

    "a" counts only before hundred and larger words.
    """
    total = section = 0.0
    at, end, scaled, seen, ordinal = start, start, False, False, False
    low = 1e18
    last = 0.0
    while m := _WORD.match(text, at):
        word = m.group().lower()
        if word in CARDINALS:
            value = CARDINALS[word]
            if seen and not (
                (last in (20, 30, 40, 50, 60, 70, 80, 90) and value < 10) or (last >= 100 and value < 100)
            ):
                break
            section += value
            last = value
        elif word == "a" and not seen:
            section, last = 1.0, 1.0
            after = _JOIN.match(text, m.end())
            nxt = _WORD.match(text, after.end()) if after else None
            if nxt is None or nxt.group().lower() not in SCALES:
                return None
        elif word in SCALES:
            scale = SCALES[word]
            if scale == 100 and seen and section:
                section *= 100
            elif scale >= low:
                break
            elif scale == 100:
                section = 100.0
            else:
                total += (section or 1.0) * scale
                section, low = 0.0, scale
            last, scaled = scale, True
        elif word in ORDINALS and (not seen or (last >= 20 and ORDINALS[word] < last)):
            section += ORDINALS[word]
            ordinal, seen, end = True, True, m.end()
            break
        else:
            break
        seen, end = True, m.end()
        joint = _JOIN.match(text, end)
        if not joint:
            break
        if "and" in joint.group() and (last < 100 or _starts_larger(text, joint.end(), last)):
            break
        at = joint.end()
    if not seen:
        return None
    return Numeral(total + section, end, scaled, ordinal)


_OWN_SCALE = re.compile(r"[A-Za-z]+(?:[\s-][A-Za-z]+){0,2}?[\s-](thousand|million|billion|trillion)\b", re.I)


def _starts_larger(text: str, at: int, last: float) -> bool:
    """Whether what follows "and" is a number of its own: "three million and five million"."""
    m = _OWN_SCALE.match(text, at)
    return m is not None and last >= 1000 and SCALES[m.group(1).lower()] >= last
