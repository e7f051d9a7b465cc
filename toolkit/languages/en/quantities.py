"""Numbers, amounts, dates and times as they stand in English text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from ..base import Quantity, QuantityKind
from ..units import SYMBOLS, plain, read_version
from .clock import read_time
from .dates import (
    MONTHS,
    RELATIVE_DAYS,
    WEEKDAYS,
    read_day_month,
    read_month,
    read_numeric,
    read_ordinal_day,
    read_relative,
    read_relative_day,
    read_weekday,
    read_year,
)
from .numerals import CARDINALS, ORDINALS, SCALES, Numeral, read_digits, read_words
from .units import unit_at

_KEEP = 1024
"""How many texts are remembered as read."""

_SCORE = re.compile(r"\s?[-:]\s?([0-9]{1,3})(?![0-9]|,[0-9]|\.[0-9]|[-:/]|\s?%)")
_RANGE = re.compile(r"\s?(?:-|~|to|and|or)\s?(?=[$€£¥₩]?[0-9])|\s(?:to|or)\s(?=[$€£¥₩]?[0-9])")
_WORD_RANGE = re.compile(r"\s(?:to|or)\s|-to-")
_ORDINAL_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_PLAIN_FRACTION = re.compile(r"/([1-9][0-9]?)(?![0-9/])")
_FRACTION_WORDS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fourth": 0.25, "fourths": 0.25,
                   "fifth": 0.2, "fifths": 0.2, "sixth": 1 / 6, "sixths": 1 / 6, "seventh": 1 / 7, "sevenths": 1 / 7, "eighth": 1 / 8, "eighths": 1 / 8, "ninth": 1 / 9, "ninths": 1 / 9,
                   "tenth": 0.1, "tenths": 0.1, "hundredth": 0.01, "hundredths": 0.01}  # fmt: skip
_FRACTION = re.compile(
    r"(?:\s|-)(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)\b",
    re.I,
)
_SMALL_PART = r"(?:ten-|hundred-)?(?:thousand|million|billion|trillion)th"
_TINY = re.compile(rf"(?:\s|-)({_SMALL_PART})(?:s\b|\b(?=\s(?:of|scale|the)\b))", re.I)
_A_TINY = re.compile(
    rf"(?:a|one)(?:\s|-)({_SMALL_PART})\b(?!\s(?:time|day|visitor|customer|person|goal|hit|car))", re.I
)
_AND_HALF = re.compile(
    r"(?:\s|-)and(?:\s|-)(?:a|one)(?:\s|-)(half|quarter|third)\b|(?:\s|-)(year|month|hour|week|day|decade)s?\sand\sa\shalf\b"
)
_VAGUE = {
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 100.0,
    "thousands": 1000.0,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
    "decades": 10.0,
    "centuries": 100.0,
    "millennia": 1000.0,
}
_TENS_OF = re.compile(
    r"(?i:(tens|hundreds|dozens|scores|thousands)\sof\s(thousands|millions|billions|hundreds))"
)
_SOFT_WORDS: dict[str, tuple[QuantityKind, float, str]] = {
    "once": ("cardinal", 1, "times"),
    "twice": ("cardinal", 2, "times"),
    "thrice": ("cardinal", 3, "times"),
    "double": ("cardinal", 2, "times"),
    "doubled": ("cardinal", 2, "times"),
    "doubles": ("cardinal", 2, "times"),
    "doubling": ("cardinal", 2, "times"),
    "triple": ("cardinal", 3, "times"),
    "tripled": ("cardinal", 3, "times"),
    "quadruple": ("cardinal", 4, "times"),
    "quadrupled": ("cardinal", 4, "times"),
    "both": ("cardinal", 2, ""),
    "pair": ("cardinal", 2, ""),
    "couple": ("cardinal", 2, ""),
    **{name + "fold": ("cardinal", float(value), "times") for name, value in CARDINALS.items() if value >= 2},
    "twin": ("cardinal", 2, ""),
    "twins": ("cardinal", 2, ""),
    "trio": ("cardinal", 3, ""),
    "duo": ("cardinal", 2, ""),
    "triplets": ("cardinal", 3, ""),
    "quartet": ("cardinal", 4, ""),
    "quarterly": ("ordinal", 4, ""),
    "half": ("fraction", 0.5, ""),
    "halve": ("fraction", 0.5, ""),
    "halved": ("fraction", 0.5, ""),
    "quarter": ("fraction", 0.25, ""),
    "majority": ("fraction", 0.5, ""),
    "dozen": ("cardinal", 12, ""),
    "decade": ("duration", 10, "year"),
    "century": ("duration", 100, "year"),
    "centenarian": ("age", 100, "year"),
    "centenarians": ("age", 100, "year"),
    "fortnight": ("duration", 14, "day"),
    "noon": ("time", 720, "pm"),
    "midday": ("time", 720, "pm"),
    "midnight": ("time", 0, "am"),
    "teen": ("decade", 10, "year"),
    "teens": ("decade", 10, "year"),
    "teenage": ("decade", 10, "year"),
    "teenager": ("decade", 10, "year"),
    "teenagers": ("decade", 10, "year"),
    "twenties": ("decade", 1920, "year"),
    "thirties": ("decade", 1930, "year"),
    "forties": ("decade", 1940, "year"),
    "fifties": ("decade", 1950, "year"),
    "sixties": ("decade", 1960, "year"),
    "seventies": ("decade", 1970, "year"),
    "eighties": ("decade", 1980, "year"),
    "nineties": ("decade", 1990, "year"),
    "weekly": ("duration", 1, "week"),
    "daily": ("duration", 1, "day"),
    "annual": ("duration", 1, "year"),
    "hourly": ("duration", 1, "hour"),
    "centenary": ("ordinal", 100, ""),
    "centennial": ("ordinal", 100, ""),
    "bicentennial": ("ordinal", 200, ""),
}
_ROMAN = {"II": 2, "III": 3, "IV": 4, "V": 5, "X": 10, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIII": 13, "XIV": 14,
          "XV": 15, "XVI": 16, "XVIII": 18, "XX": 20}  # fmt: skip
_AROUND_THE_CLOCK = re.compile(r"\bround[\s-]the[\s-]$|\baround[\s-]the[\s-]$", re.I)
_CENTURY_OF = re.compile(r"(?:[0-9](?:st|nd|rd|th)|last) $")
_SENTENCE_END = frozenset(".!?:;\"'“”‘’()-~\n")
_FEW = re.compile(r"\b(?:few|several|couple|couple of)\s$", re.I)
_AND_A_HALF = re.compile(
    r"\b(?:an?\s|the\s)(hour|year|month|week|day|decade|century|minute)[\s-]and[\s-]an?[\s-]$", re.I
)
_INCHES = re.compile(
    r"(?:\s(?:and\s)?|-)([0-9]{1,2})(?:[\s-](?:inches|inch|in)\b|(?<=-[0-9])\b|(?<=-[0-9][0-9])\b)(?![-0-9])"
)
_CENTIMETRES = re.compile(r"\s(?:and\s)?([0-9]{1,2})\s?(?:centimeters|centimetres|cm)\b")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|by|from|until|to|and|the|class|spring|summer|fall|winter|autumn|[A-Z][a-z]+))\s$"
)
_HALF_AN_HOUR = re.compile(
    r"(?:\san?\s|\sof\san?\s|-)(hour|year|century|decade|day|month|week|minute|mile|kilometer|kilometre)\b",
    re.I,
)
_HALF_A = re.compile(r"(?:-|\sa[\s-])(hundred|thousand|million|billion|trillion)\b", re.I)
_A_WHOLE = re.compile(r"(?:a|an)\s(?:\w+\s)?(?=hundred|thousand|million|billion|trillion)", re.I)
_A_FRACTION = re.compile(
    r"(?:a|one)(?:\s|-)(third|quarter|fourth|fifth|sixth|tenth|hundredth)\b(?!-(?:place|largest|biggest)|\s(?:of\sthe\s(?:season|year)|time|party|round|place|person|day|consecutive|straight|term|year|quarter|largest|biggest|man|woman|child|set|half|century))",
    re.I,
)
_WORDS = frozenset(
    [*MONTHS, *WEEKDAYS, *RELATIVE_DAYS, *CARDINALS, *SCALES, *ORDINALS, *_VAGUE, *_SOFT_WORDS, "a", "last", "next", "this", "previous",
     "following", "past", "coming", "same", "tens", "clock"]
)  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, with what they begin with in common written once."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], set()).add(word[1:])
    ends = by_first.pop("", None) is not None
    branches = [
        first + (_any_of(rests) if rests != {""} else "") for first, rests in sorted(by_first.items())
    ]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


# Read in the text in lower case: patterns that ignore case are many times slower.
_TOKEN = re.compile(
    r"(?P<money>[$€£¥₩]|(?<![0-9a-z.])\.(?=[0-9]))"
    rf"|(?P<w>(?<![a-z]){_any_of({*_WORDS, *map(str.lower, _ROMAN)})}(?![a-z]))"
    r"|(?P<d>[0-9])"
    r"|(?P<short>'[1-9]0s\b|'[0-9][0-9](?![0-9a-z]))"
    r"|(?P<v>[½⅓⅔¼¾])"
)
_COUNTRY = re.compile(r"(?<![A-Za-z])(?:US|A|C|HK|NZ|S|NT|AU|CA)\s?\Z")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_APPROXIMATE = re.compile(
    r"(?:about|around|nearly|almost|some|roughly|approximately|an estimated|over|than|least|most|up to|close to|under|below|above|exceed(?:ed|ing)?|topp(?:ed|ing)|surpass(?:ed|ing)|approaching)\s$",
    re.I,
)
_APPROXIMATE_A = re.compile(_APPROXIMATE.pattern.removesuffix("\\s$") + r"\s(?:an?|half a)\s$", re.I)
_NAMED = re.compile(r"[A-Za-z_/@#.-]$")


def quantities(text: str, date: Date | None = None) -> list[Quantity]:
    """Quantities of `text` in order, none overlapping; `date` is the day of the article.

    Dates that the text gives in part (yesterday, last month, Sept. 19) are resolved
    when `date` is given; the parts that follow from it stand in soft quantities.
    """
    return list(_read(text, date))


@lru_cache(_KEEP)
def _read(text: str, date: Date | None) -> tuple[Quantity, ...]:
    original, text = text, plain(text)
    found: list[Quantity] = []
    at = 0
    for m in _TOKEN.finditer(text.lower() if text.isascii() else text.translate(_LOWER)):
        start = m.start()
        if start < at:
            continue
        kind = m.lastgroup
        q: Quantity | None
        if kind == "w":
            word = text[start : m.end()]
            if word in _ROMAN:
                q = Quantity("ordinal", _ROMAN[word], start, m.end(), word, hard=False)
            elif m.group() in _WORDS:
                q = _word(text, start, m.end(), m.group(), date)
            else:
                continue
        elif kind == "d":
            q = _digits(text, start, date)
            if q is None:
                at = start + 1
                while at < len(text) and text[at] in "0123456789":
                    at += 1
                continue
        elif kind == "money":
            if m.group() != "." and (country := _COUNTRY.search(text, max(at, start - 4), start)):
                start = country.start()
            q = _money(text, start, m.end(), text[start : m.end()])
        elif kind == "short":
            if m.group()[-1] != "s" and not _YEAR_BEFORE.search(text[max(0, start - 10) : start]):
                q = _digits(text, start + 1, date)
            elif m.group()[-1] == "s":
                q = Quantity(
                    "decade", 1900 + int(m.group()[1:3]), start, m.end(), text[start : m.end()], "year"
                )
            else:
                year = int(m.group()[1:])
                q = Quantity("date", 1900 + year if year > 29 else 2000 + year, start, m.end(), m.group(), "year", hard=False,
                             year=1900 + year if year > 29 else 2000 + year)  # fmt: skip
        else:
            value = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75}[m.group()]
            q = Quantity("fraction", value, start, m.end(), m.group())
        if q is not None:
            found.append(q)
            at = q.end
    if original is not text:
        return tuple(_with_text(q, original) for q in found)
    return tuple(found)


def _with_text(q: Quantity, text: str) -> Quantity:
    """`q` with the words of the original; an entity that it begins inside of belongs to it."""
    start = q.start
    if text[start] == ";":
        start = max(0, text.rfind("&", 0, start))
    return replace(q, start=start, text=text[start : q.end])


def _word(text: str, start: int, end: int, lower: str, date: Date | None) -> Quantity | None:
    if start and (text[start - 1].isdigit() or text[start - 1] in "_@"):
        return None
    word = text[start:end]
    if lower in MONTHS and word[0].isupper():
        return read_month(text, start, end, date)
    if lower in WEEKDAYS:
        return read_weekday(text, start, end, date)
    if lower in RELATIVE_DAYS:
        return read_relative_day(text, start, end, date)
    if lower in ("last", "next", "this", "previous", "following", "past", "coming", "same"):
        return read_relative(text, start, date)
    if lower == "a" or lower == "one":
        if m := _A_TINY.match(text, start):
            return Quantity("fraction", 1 / _small_part(m[1]), start, m.end(), m.group())
        if m := _A_FRACTION.match(text, start):
            return Quantity(
                "fraction", _FRACTION_WORDS[m.group(1).lower()], start, m.end(), m.group(), hard=False
            )
        if lower == "a" and not _A_WHOLE.match(text, start):
            return None
    if m := _TENS_OF.match(text, start):
        first = {"tens": 10.0, **_VAGUE}[m.group(1).lower()]
        value = first * _VAGUE[m.group(2).lower()]
        return Quantity("cardinal", value, start, m.end(), m.group(), "", value * 9, False, True)
    if lower in _VAGUE:
        value = _VAGUE[lower]
        if lower in ("decades", "centuries", "millennia"):
            return Quantity("duration", value, start, end, word, "year", value * 9, False, True)
        return Quantity("cardinal", value, start, end, word, "", value * 9, False, True)
    if lower == "half" and (m := _HALF_A.match(text, end)):
        value = 0.5 * SCALES[m.group(1).lower()]
        return Quantity("cardinal", value, start, m.end(), text[start : m.end()], approximate=True)
    if lower == "half" and (m := _AND_A_HALF.search(text[max(0, start - 22) : start])):
        begin = start - len(m.group())
        return Quantity("duration", 1.5, begin, end, text[begin:end], m.group(1).lower(), hard=False)
    if lower in ("half", "quarter") and (m := _HALF_AN_HOUR.match(text, end)):
        value = 0.5 if lower == "half" else 0.25
        unit = m.group(1).lower()
        if (unit[-1] == "e" and unit[0] == "m" and unit != "minute") or unit[0] == "k":
            return Quantity(
                "measure",
                value,
                start,
                m.end(),
                text[start : m.end()],
                "mi" if unit == "mile" else "km",
                hard=False,
            )
        about = _APPROXIMATE.search(text[max(0, start - 18) : start]) is not None
        return Quantity(
            "duration", value, start, m.end(), text[start : m.end()], unit, hard=False, approximate=about
        )
    if lower in _SOFT_WORDS:
        kind, value, unit = _SOFT_WORDS[lower]
        if lower == "dozen" and text[max(0, start - 7) : start].lower() == "half a ":
            value = 6.0
        if lower == "century" and _CENTURY_OF.search(text, max(0, start - 5), start):
            return None
        about = unit == "year" and _APPROXIMATE_A.search(text[max(0, start - 22) : start]) is not None
        return Quantity(kind, value, start, end, word, unit, hard=False, approximate=about)
    if lower == "clock" and _AROUND_THE_CLOCK.search(text[max(0, start - 12) : start]):
        return Quantity("duration", 24, start, end, word, "hour", hard=False)
    number = read_words(text, start)
    if number is None:
        return None
    if lower in SCALES and _FEW.search(text[max(0, start - 11) : start]):
        end = number.end
        return Quantity(
            "cardinal", number.value, start, end, text[start:end], "", number.value * 9, False, True
        )
    if number.ordinal:
        return _ordinal(text, start, number, date)
    if not number.scaled and (m := _TINY.match(text, number.end)):
        value = number.value / _small_part(m[1])
        return Quantity("fraction", value, start, m.end(), text[start : m.end()])
    if m := _FRACTION.match(text, number.end):
        part = m.group(1).lower()
        plural = part.endswith("s") or part == "half" or number.value == 1
        if plural and (part != "quarters" or number.value < 4):
            value = number.value * _FRACTION_WORDS[part]
            return Quantity("fraction", value, start, m.end(), text[start : m.end()], hard=number.value > 2)
    if text[number.end : number.end + 6].lower() == " dozen":
        end = number.end + 6
        return Quantity(
            "cardinal", number.value * 12, start, end, text[start:end], hard=False, approximate=True
        )
    if text[number.end : number.end + 8].lower() == " o'clock":
        end = number.end + 8
        return Quantity("time", number.value * 60, start, end, text[start:end], hard=False)
    high = None
    if m := _WORD_RANGE.match(text, number.end):
        second = read_words(text, m.end())
        if second and not second.ordinal and second.value > number.value:
            high, number = second.value, Numeral(number.value, second.end, number.scaled or second.scaled)
    if number.value < 1 and text[start:end].lower() == "zero":
        return Quantity("cardinal", 0, start, number.end, text[start : number.end], hard=False)
    named = (
        word[0].isupper()
        and start > 1
        and text[start - 2 : start].strip(" ")
        and text[start - 2] not in _SENTENCE_END
    )
    return _with_unit(text, start, number, high, hard=number.value > 2 and not named)


def _small_part(word: str) -> float:
    """10,000 for ten-thousandth."""
    scale, _, last = word.lower().removesuffix("th").rpartition("-")
    return {"": 1.0, "ten": 10.0, "hundred": 100.0}[scale] * SCALES[last]


def _ordinal(text: str, start: int, number: Numeral, date: Date | None) -> Quantity:
    end = number.end
    if m := re.compile(r"[\s-]century\b", re.I).match(text, end):
        end = m.end()
        return Quantity(
            "ordinal", number.value, start, end, text[start:end], "century", hard=number.value > 2
        )
    return Quantity("ordinal", number.value, start, end, text[start:end], hard=False)


def _money(text: str, start: int, end: int, sign: str) -> Quantity | None:
    if sign == ".":
        number = read_digits(text, start)
        return _with_unit(text, start, number, None, hard=True) if number else None
    while text[end : end + 1] == " ":
        end += 1
    number = read_digits(text, end, money=True)
    if number is None:
        return None
    prefix = sign[:-1].strip()
    code = {
        "US": "USD",
        "A": "AUD",
        "AU": "AUD",
        "C": "CAD",
        "CA": "CAD",
        "HK": "HKD",
        "NZ": "NZD",
        "S": "SGD",
        "NT": "TWD",
    }.get(prefix, SYMBOLS[sign[-1]])
    low, high, stop = number.value, None, number.end
    if m := _RANGE.match(text, stop):
        at = m.end()
        joiner = m.group().strip()
        signed = text[at : at + 1] in SYMBOLS
        if signed or joiner in ("-", "~", "to"):
            second = read_digits(text, at + signed, money=True)
            own = unit_at(text, second.end) if second and not signed else None
            if (
                second
                and joiner not in ("and", "or")
                and (second.value > low or second.scaled)
                and not (own and own[0] == "money")
            ):
                low, high, stop = _carry(number, second), second.value, second.end
    hard = not _own_brackets(text, start, stop)
    return Quantity("money", low, start, stop, text[start:stop], code, high, hard)


def _carry(first: Numeral, second: Numeral) -> float:
    """3 to 4 million: the scale word after the second number is meant for the first as well."""
    if second.scaled and not first.scaled and first.value < 1000:
        for scale in (1e12, 1e9, 1e6, 1e3, 1e2):
            if second.value >= scale and second.value / scale < 1000:
                return first.value * scale
    return first.value


def _own_brackets(text: str, start: int, end: int) -> bool:
    """Whether the amount stands in brackets of its own: a conversion "(49 feet)", "(US$3 million)"."""
    _, bracket, inside = text[max(0, start - 14) : start].rpartition("(")
    return bool(bracket) and text[end : end + 1] == ")" and not re.search(r"[0-9)]", inside)


def _digits(text: str, start: int, date: Date | None) -> Quantity | None:
    before = text[max(0, start - 14) : start]
    last = before[-1:]
    if not (last and last in ".,:/"):
        if q := read_time(text, start):
            return q
        if q := read_day_month(text, start, date) or read_numeric(text, start):
            return q
    if version := read_version(text, start):
        return version
    number = read_digits(text, start)
    if number is None:
        return None
    hard = not (
        last
        and _NAMED.match(last)
        and not re.search(r"(?:[0-9.]|\b(?:mid|pre|post|nearly|the|No|under|over))-?$", before, re.I)
    )
    c = text[number.end : number.end + 1]
    if c and c in " -" and not number.scaled and (m := _TINY.match(text, number.end)):
        value = number.value / _small_part(m[1])
        return Quantity("fraction", value, start, m.end(), text[start : m.end()])
    if not number.scaled:
        if c == "/" and (m := _PLAIN_FRACTION.match(text, number.end)) and number.value < int(m.group(1)):
            return Quantity(
                "fraction", number.value / int(m.group(1)), start, m.end(), text[start : m.end()], hard=False
            )
        if c and c in "sSnNrRtT" and (m := _ORDINAL_SUFFIX.match(text, number.end)):
            return _digit_ordinal(text, start, m.end(), number, date, before)
        if (
            (len(str(int(number.value))) == 4 or c in "s'")
            and "," not in text[start : number.end]
            and number.value == int(number.value)
        ):
            unit = unit_at(text, number.end)
            if (unit is None or unit[1] == "m" or c in "s'-") and (q := read_year(text, start)):
                return q if hard else _softened(q)
        if c and c in "-: " and (q := _score(text, start, number, hard)):
            return q
    high = None
    m = _RANGE.match(text, number.end)
    if m and m.group().strip() in ("-", "~", "to", "or"):
        second = read_digits(text, m.end()) if text[m.end()] not in SYMBOLS else None
        if (
            second
            and (second.value > number.value or second.scaled)
            and (second.scaled or number.value == int(number.value) or "." in text[m.end() : second.end])
        ):
            low = _carry(number, second)
            if second.value > low and not _NAMED_NEXT.match(text, second.end):
                high, number = second.value, Numeral(low, second.end, second.scaled)
    return _with_unit(text, start, number, high, hard=hard)


def _score(text: str, start: int, number: Numeral, hard: bool) -> Quantity | None:
    """3-2, 78:75: two whole numbers that no unit follows."""
    m = _SCORE.match(text, number.end)
    if not m or number.value > 200 or number.value != int(number.value):
        return None
    if text[number.end] == " " and text[number.end : m.start(1)].strip() != "-":
        return None
    if unit_at(text, m.end()) or _COUNTED.match(text, m.end()):
        return None
    if float(m[1]) > number.value and _PLURAL.match(text, m.end()):
        return None
    return Quantity("score", number.value, start, m.end(), text[start : m.end()], high=float(m[1]), hard=hard)


_PLURAL = re.compile(r"\s[a-z]{3,}s\b")
_COUNTED = re.compile(r"\s(?:million|billion|trillion|thousand|people|members|countries|nations)")
_NAMED_NEXT = re.compile(r"(?:st|nd|rd|th)\b|[/:]")


def _softened(q: Quantity) -> Quantity:
    return Quantity(
        q.kind,
        q.value,
        q.start,
        q.end,
        q.text,
        q.unit,
        q.high,
        False,
        q.approximate,
        q.year,
        q.month,
        q.day,
        q.weekday,
    )


_DAY_BEFORE = re.compile(r"\b(?:on|until|by|since|from|through|deadline is)\sthe\s$")
# "on the 15th floor" is no day of the month.
_DAY_NOUN = re.compile(
    r"[\s-](?:floor|anniversary|day|hole|minute|birthday|century|street|avenue|lap|attempt|try|place|time|ballot|round|page|green|tee|shot|ball|move"
    r"|turn|night|stage|level|edition|parallel|lunar|consecutive|straight|largest|biggest|most|year|week|month|hour|inning|quarter|season|amendment|green)\b|[\s-][A-Z]|-"
)


def _digit_ordinal(
    text: str, start: int, end: int, number: Numeral, date: Date | None, before: str
) -> Quantity:
    if number.value <= 99 and _DAY_BEFORE.search(before) and not _DAY_NOUN.match(text, end):
        return read_ordinal_day(text, start, end, int(number.value), date)
    unit = ""
    if text[end : end + 8].lower().replace("-", " ") == " century":
        end, unit = end + 8, "century"
    return Quantity("ordinal", number.value, start, end, text[start:end], unit, hard=number.value > 2)


def _with_unit(text: str, start: int, number: Numeral, high: float | None, *, hard: bool) -> Quantity:
    low, end = number.value, number.end
    kind: QuantityKind = "cardinal"
    unit = ""
    if m := _AND_HALF.match(text, end):
        low += {"half": 0.5, "quarter": 0.25, "third": 1 / 3}[m.group(1) or "half"]
        if m.group(2):
            kind, unit = "duration", m.group(2)
            return Quantity(kind, low, start, m.end(), text[start : m.end()], unit, hard=False)
        end = m.end()
        if (s := read_words(text, end + 1)) and s.value in SCALES.values():
            low, end = low * s.value, s.end
    found = unit_at(text, end)
    if found:
        kind, unit, factor, end = found
        if factor != 1.0:
            low, high = round(low * factor, 12), None if high is None else round(high * factor, 12)
        if (
            unit in ("ft", "m")
            and high is None
            and (m := (_INCHES if unit == "ft" else _CENTIMETRES).match(text, end))
        ):
            low, end = round(low + int(m[1]) / (12 if unit == "ft" else 100), 4), m.end()
        if (
            kind == "cardinal"
            and unit == "point"
            and re.search(r"percentage\s?$", text[max(0, end - 20) : end - 6])
        ):
            kind, unit = "percentage-point", "%p"
    elif m := _POUNDS.match(text, end):
        end = m.end()
        kind, unit = (
            ("money", "GBP")
            if re.match(r"\s(?:a|per)\s(?:week|year|month)", text[end:])
            else ("measure", "lb")
        )
    before = text[max(0, start - 18) : start]
    approximate = bool(_APPROXIMATE.search(before))
    if kind == "cardinal" and not unit and low < 120 and before.endswith(("aged ", "Aged ", "age ", "ages ")):
        kind, unit = "age", "year"
    if (
        low <= 2
        and (high is None or high <= 2)
        and low == int(low)
        and kind in ("cardinal", "ordinal", "duration", "age", "measure")
    ):
        hard = False
    if kind in ("money", "measure") and _own_brackets(text, start, end):
        hard = False
    return Quantity(kind, low, start, end, text[start:end], unit, high, hard, approximate)


_POUNDS = re.compile(r"(?:\s|-)pounds?\b")
