"""Numbers, amounts, dates and times as they stand in English text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache

from ..base import Quantity, QuantityKind
from ..units import SYMBOLS, plain
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
from .numerals import CARDINALS, NUMBER, ORDINALS, SCALES, Numeral, read_digits, read_words, to_number

_KEEP = 4096
"""How many texts are remembered as read: the checks of one document read each of its segments twice."""

# The word after a number -> (kind, unit, factor to the unit).
_AFTER: dict[str, tuple[QuantityKind, str, float]] = {}


def _unit(kind: QuantityKind, unit: str, words: str, factor: float = 1.0) -> None:
    for word in words.split():
        _AFTER[word.replace("_", " ")] = (kind, unit, factor)


_unit("percentage-point", "%p", "percentage-point percentage_point percentage_points percentage-points pp ppt ppts %p %-point %-points pct-point percent_point percent_points pct_points pct-points pct_point")
_unit("percent", "%", "% percent per_cent pct pc percent's")
for _code, _words in {
    "KRW": "won",
    "USD": "dollar dollars bucks buck US_dollars U.S._dollars American_dollars greenbacks USD",
    "EUR": "euro euros EUR",
    "JPY": "yen JPY",
    "CNY": "yuan renminbi RMB CNY",
    "GBP": "sterling quid GBP pounds_sterling",
    "CHF": "Swiss_francs Swiss_franc CHF",
    "CAD": "Canadian_dollars Canadian_dollar",
    "AUD": "Australian_dollars Australian_dollar",
    "NZD": "New_Zealand_dollars",
    "HKD": "Hong_Kong_dollars",
    "SGD": "Singapore_dollars Singaporean_dollars",
    "TWD": "Taiwan_dollars",
    "RUB": "rubles roubles ruble rouble",
    "INR": "rupees rupee",
    "BRL": "reais real reals",
    "MXN": "pesos peso",
    "THB": "baht",
    "VND": "dong",
    "IDR": "rupiah",
    "MYR": "ringgit",
    "TRY": "lira liras lire",
    "ILS": "shekels shekel",
    "SEK": "kronor krona",
    "DKK": "kroner krone",
    "ZAR": "rand",
    "SAR": "riyals riyal",
    "DEM": "marks deutschmarks Deutschmarks deutsche_marks",
    "FRF": "francs franc",
}.items():
    _unit("money", _code, _words)
_unit("money", "USD", "cent cents ¢", 0.01)
_unit("money", "GBP", "pence", 0.01)
for _symbol, _words in {
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres cms",
    "m": "m meter meters metre metres",
    "km": "km kilometer kilometers kilometre kilometres kms",
    "in": "inch inches",
    "ft": "ft foot feet",
    "yd": "yd yard yards",
    "mi": "mile miles mi",
    "nmi": "nautical_miles nautical_mile",
    "mg": "mg milligrams milligram",
    "g": "g gram grams",
    "kg": "kg kilogram kilograms kilo kilos kgs",
    "t": "t ton tons tonne tonnes metric_tons metric_ton",
    "oz": "ounce ounces oz",
    "lb": "lb lbs",
    "m2": "square_meters square_metres square_meter square_metre m² sq_m sqm square-meter square-metre m2",
    "km2": "square_kilometers square_kilometres square_kilometer km² sq_km square-kilometer km2",
    "ha": "ha hectare hectares",
    "acre": "acre acres",
    "ft2": "square_feet square_foot square-foot sq_ft",
    "mi2": "square_miles square_mile square-mile",
    "pyeong": "pyeong",
    "ml": "ml milliliters millilitres milliliter",
    "l": "l liter liters litre litres",
    "m3": "cubic_meters cubic_metres m³",
    "ft3": "cubic_feet cubic_foot",
    "gal": "gallon gallons",
    "pt": "pint pints",
    "bbl": "barrel barrels",
    "°C": "°C ℃ C degrees_Celsius degrees_C Celsius degrees_Centigrade °_C",
    "°F": "°F ℉ F degrees_Fahrenheit degrees_F Fahrenheit",
    "°": "° degree degrees",
    "km/h": "km/h kph kilometers_per_hour kilometres_per_hour kilometers_an_hour kilometres_an_hour kmh",
    "mph": "mph miles_per_hour miles_an_hour mile-per-hour",
    "m/s": "m/s meters_per_second metres_per_second",
    "kn": "knots knot",
    "W": "W watts watt",
    "kW": "kW kilowatts kilowatt",
    "MW": "MW megawatts megawatt",
    "GW": "GW gigawatts gigawatt",
    "kWh": "kWh kilowatt-hours kilowatt_hours",
    "hp": "hp horsepower",
    "KB": "KB kilobytes",
    "MB": "MB megabytes megabyte",
    "GB": "GB gigabytes gigabyte",
    "TB": "TB terabytes terabyte",
}.items():
    _unit("measure", _symbol, _words)
for _symbol, _words in {
    "year": "year years yr yrs year's years'",
    "month": "month months months' month's",
    "week": "week weeks weeks' week's",
    "day": "day days days' day's",
    "hour": "hour hours hr hrs hours' hour's h",
    "minute": "minute minutes min mins minutes'",
    "second": "seconds sec secs",
    "decade": "decades",
    "century": "centuries",
}.items():
    _unit("duration", _symbol, _words)
_unit("age", "year", "year-old year-olds years-old years_old yearold year_old years_of_age yo")
_unit("cardinal", "times", "times fold")
_unit("cardinal", "point", "points point")
_FIRST_WORDS = frozenset(w.split(" ")[0].split("-")[0] for w in _AFTER)

_TOKEN = re.compile(
    r"(?P<w>[A-Za-z]+)"
    rf"|(?P<money>(?:(?:US|A|C|HK|NZ|S|NT|AU|CA)\s?)?[$€£¥₩]|(?<![0-9A-Za-z])\.(?=[0-9]))"
    rf"|(?P<d>[0-9])"
    r"|(?P<short>'[1-9]0s\b|'[0-9][0-9](?![0-9A-Za-z]))"
    r"|(?P<v>[½⅓⅔¼¾])"
)
_UNIT = re.compile(r"(?P<gap>\s?-?|\s{1,6})(?P<u>%(?:-?points?|p\b)?|[°℃℉¢](?:\s?[CF]\b)?|[A-Za-z][A-Za-z./²³]*(?:-(?:old|olds|point|points|hours?|foot|meter|metre|mile|kilometer|per)(?:-(?:hour|old|olds))?)?'?s?'?)(?P<more>\s(?:cents?|points?|of\sage|old|dollars?|meters?|metres?|kilometers?|kilometres?|feet|foot|miles?|km|ft|m|per\shour|an\shour|per\ssecond|tons?|Celsius|Fahrenheit|Centigrade|C|F|francs?|sterling|marks?|hours?)\b)?")
_TIME = re.compile(r"(?P<h>[01]?[0-9]|2[0-4])(?:[:.](?P<m>[0-5][0-9]))?\s{0,3}(?P<half>[apAP]\.?\s?[mM]\.?|o'clock)(?![A-Za-z])|(?P<h2>[01]?[0-9]|2[0-4]):(?P<m2>[0-5][0-9])(?![0-9:]|\.[0-9])|(?P<h3>[01][0-9]|2[0-3])(?P<m3>[0-5][0-9])(?=\s(?:GMT|hours|local|UTC|EST|EDT|BST|CET))|(?P<h4>0[0-9])(?P<m4>[0-5][0-9])(?![0-9.,:-]|\s[0-9])")
_LAP = re.compile(r"(?:(?P<h>[0-9]{1,2}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)(?![0-9:])")
_LENGTH = re.compile(
    r"(?P<h>[0-9]{1,3})\shours?(?:,|\sand)?\s(?P<hm>[0-9]{1,2})\s?min(?:ute)?s?\b(?:(?:,|\sand)?\s(?P<hs>[0-9]{1,2}(?:\.[0-9]+)?)\s?sec(?:ond)?s?\b)?"
    r"|(?P<m>[0-9]{1,3})\s?min(?:ute)?s?(?:,|\sand)?\s(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s?sec(?:ond)?s?\b"
)
_SCORE = re.compile(r"\s?[-:]\s?([0-9]{1,3})(?![0-9,]|\.[0-9]|[-:/]|\s?%)")
_RANGE = re.compile(r"\s?(?:-|~|to|and|or)\s?(?=[$€£¥₩]?[0-9])|\s(?:to|or)\s(?=[$€£¥₩]?[0-9])")
_WORD_RANGE = re.compile(r"\s(?:to|or)\s|-to-")
_ORDINAL_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_PLAIN_FRACTION = re.compile(r"/([1-9][0-9]?)(?![0-9/])")
_FRACTION_WORDS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fourth": 0.25, "fourths": 0.25,
                   "fifth": 0.2, "fifths": 0.2, "sixth": 1 / 6, "sixths": 1 / 6, "seventh": 1 / 7, "sevenths": 1 / 7, "eighth": 1 / 8, "eighths": 1 / 8, "ninth": 1 / 9, "ninths": 1 / 9,
                   "tenth": 0.1, "tenths": 0.1, "hundredth": 0.01, "hundredths": 0.01}  # fmt: skip
_FRACTION = re.compile(r"(?:\s|-)(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)\b", re.I)
_AND_HALF = re.compile(r"(?:\s|-)and(?:\s|-)(?:a|one)(?:\s|-)(half|quarter|third)\b|(?:\s|-)(year|month|hour|week|day|decade)s?\sand\sa\shalf\b")
_VAGUE = {"dozens": 12.0, "scores": 20.0, "hundreds": 100.0, "thousands": 1000.0, "millions": 1e6, "billions": 1e9, "trillions": 1e12, "decades": 10.0, "centuries": 100.0}
_TENS_OF = re.compile(r"(?i:(tens|hundreds|dozens|scores|thousands)\sof\s(thousands|millions|billions|hundreds))")
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
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIII": 13, "XIV": 14,
          "XV": 15, "XVI": 16, "XVIII": 18, "XX": 20}  # fmt: skip
_AROUND_THE_CLOCK = re.compile(r"\bround[\s-]the[\s-]$|\baround[\s-]the[\s-]$", re.I)
_SENTENCE_END = frozenset(".!?:;\"'“”‘’()-~\n")
_FEW = re.compile(r"\b(?:few|several|couple)\s$", re.I)
_AND_A_HALF = re.compile(r"\ban?\s(hour|year|month|week|day|decade|century|minute)\sand\sa\s$", re.I)
_INCHES = re.compile(r"(?:\s(?:and\s)?|-)([0-9]{1,2})(?:[\s-](?:inches|inch|in)\b|(?<=-[0-9])\b|(?<=-[0-9][0-9])\b)(?![-0-9])")
_CENTIMETRES = re.compile(r"\s(?:and\s)?([0-9]{1,2})\s?(?:centimeters|centimetres|cm)\b")
_YEAR_BEFORE = re.compile(r"(?:\b(?:in|of|since|by|from|until|to|and|the|class|spring|summer|fall|winter|autumn|[A-Z][a-z]+))\s$")
_HALF_AN_HOUR = re.compile(r"(?:\san?\s|\sof\san?\s|-)(hour|year|century|decade|day|month|week|minute|mile|kilometer|kilometre)\b", re.I)
_HALF_A = re.compile(r"(?:-|\sa[\s-])(hundred|thousand|million|billion|trillion)\b", re.I)
_A_WHOLE = re.compile(r"(?:a|an)\s(?:\w+\s)?(?=hundred|thousand|million|billion|trillion)", re.I)
_A_FRACTION = re.compile(r"(?:a|one)(?:\s|-)(third|quarter|fourth|fifth|sixth|tenth|hundredth)\b(?!-(?:place|largest|biggest)|\s(?:of\sthe\s(?:season|year)|time|party|round|place|person|day|consecutive|straight|term|year|quarter|largest|biggest|man|woman|child|set|half|century))", re.I)
_WORDS = frozenset(
    [*MONTHS, *WEEKDAYS, *RELATIVE_DAYS, *CARDINALS, *SCALES, *ORDINALS, *_VAGUE, *_SOFT_WORDS, "a", "last", "next", "this", "previous",
     "following", "past", "coming", "same", "tens", "clock"]
)  # fmt: skip
_UPPER = frozenset(_ROMAN)
_APPROXIMATE = re.compile(r"(?:about|around|nearly|almost|some|roughly|approximately|an estimated|over|than|least|most|up to|close to|under|below|above|exceed(?:ed|ing)?|topp(?:ed|ing)|approaching)\s$", re.I)
_DURATION_UNITS = {"year", "month", "hour", "week", "day", "decade"}
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
    for m in _TOKEN.finditer(text):
        start = m.start()
        if start < at:
            continue
        kind = m.lastgroup
        q: Quantity | None
        if kind == "w":
            word = m.group()
            lower = word.lower()
            if lower in _WORDS:
                q = _word(text, start, m.end(), lower, date)
            elif word in _UPPER:
                q = Quantity("ordinal", _ROMAN[word], start, m.end(), word, hard=False)
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
            q = _money(text, start, m.end(), m.group())
        elif kind == "short":
            if m.group()[-1] != "s" and not _YEAR_BEFORE.search(text[max(0, start - 10) : start]):
                q = _digits(text, start + 1, date)
            elif m.group()[-1] == "s":
                q = Quantity("decade", 1900 + int(m.group()[1:3]), start, m.end(), m.group(), "year")
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
        if m := _A_FRACTION.match(text, start):
            return Quantity("fraction", _FRACTION_WORDS[m.group(1).lower()], start, m.end(), m.group(), hard=False)
        if lower == "a" and not _A_WHOLE.match(text, start):
            return None
    if m := _TENS_OF.match(text, start):
        first = {"tens": 10.0, **_VAGUE}[m.group(1).lower()]
        value = first * _VAGUE[m.group(2).lower()]
        return Quantity("cardinal", value, start, m.end(), m.group(), "", value * 9, False, True)
    if lower in _VAGUE:
        value = _VAGUE[lower]
        if lower in ("decades", "centuries"):
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
        if unit[-1] == "e" and unit[0] == "m" and unit != "minute" or unit[0] == "k":
            return Quantity("measure", value, start, m.end(), text[start : m.end()], "mi" if unit == "mile" else "km", hard=False)
        return Quantity("duration", value, start, m.end(), text[start : m.end()], unit, hard=False)
    if lower in _SOFT_WORDS:
        kind, value, unit = _SOFT_WORDS[lower]
        if lower == "dozen" and text[max(0, start - 7) : start].lower() == "half a ":
            value = 6.0
        if lower == "century" and text[max(0, start - 3) : start] in ("th ", "st ", "nd "):
            return None
        return Quantity(kind, value, start, end, word, unit, hard=False)
    if lower == "clock" and _AROUND_THE_CLOCK.search(text[max(0, start - 12) : start]):
        return Quantity("duration", 24, start, end, word, "hour", hard=False)
    number = read_words(text, start)
    if number is None:
        return None
    if lower in SCALES and _FEW.search(text[max(0, start - 8) : start]):
        end = number.end
        return Quantity("cardinal", number.value, start, end, text[start:end], "", number.value * 9, False, True)
    if number.ordinal:
        return _ordinal(text, start, number, date)
    if m := _FRACTION.match(text, number.end):
        part = m.group(1).lower()
        if part.startswith("half") or part.endswith("s") or number.value == 1:
            if not (part in ("quarters", "halves") and text[m.end() : m.end() + 4] == " of ") or True:
                value = number.value * _FRACTION_WORDS[part]
                if part != "quarters" or number.value < 4:
                    return Quantity("fraction", value, start, m.end(), text[start : m.end()], hard=number.value > 2)
    if text[number.end : number.end + 6].lower() == " dozen":
        end = number.end + 6
        return Quantity("cardinal", number.value * 12, start, end, text[start:end], hard=False, approximate=True)
    if text[number.end : number.end + 8].lower() == " o'clock":
        end = number.end + 8
        return Quantity("time", number.value * 60, start, end, text[start:end], hard=False)
    high = None
    if m := _WORD_RANGE.match(text, number.end):
        second = read_words(text, m.end())
        if second and not second.ordinal and second.value > number.value:
            high, number = second.value, Numeral(number.value, second.end, number.scaled or second.scaled)
            if second.scaled and not number.scaled:
                pass
    if number.value < 1 and text[start:end].lower() == "zero":
        return Quantity("cardinal", 0, start, number.end, text[start : number.end], hard=False)
    named = word[0].isupper() and start > 1 and text[start - 2 : start].strip(" ") and text[start - 2] not in _SENTENCE_END
    return _with_unit(text, start, number, high, hard=number.value > 2 and not named)


def _ordinal(text: str, start: int, number: Numeral, date: Date | None) -> Quantity:
    end = number.end
    if m := re.compile(r"[\s-]century\b", re.I).match(text, end):
        end = m.end()
        return Quantity("ordinal", number.value, start, end, text[start:end], "century", hard=number.value > 2)
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
    code = {"US": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD", "NT": "TWD"}.get(prefix, SYMBOLS[sign[-1]])
    low, high, stop = number.value, None, number.end
    if m := _RANGE.match(text, stop):
        at = m.end()
        joiner = m.group().strip()
        signed = text[at : at + 1] in SYMBOLS
        if signed or joiner in ("-", "~", "to"):
            second = read_digits(text, at + signed, money=True)
            if second and joiner != "and" and joiner != "or" and (second.value > low or second.scaled):
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
    opened, bracket, inside = text[max(0, start - 14) : start].rpartition("(")
    return bool(bracket) and text[end : end + 1] == ")" and not re.search(r"[0-9)]", inside)


def _digits(text: str, start: int, date: Date | None) -> Quantity | None:
    before = text[max(0, start - 14) : start]
    last = before[-1:]
    after = text[start : start + 40]
    if not (last and last in ".,:/"):
        if ":" in after or "GMT" in after or " hours" in after or after[0] == "0" or "m" in after or "M" in after or "clock" in after:
            if m := _TIME.match(text, start):
                return _time(text, start, m)
            if m := _LAP.match(text, start):
                seconds = int(m["h"] or 0) * 3600 + int(m["m"]) * 60 + float(m["s"])
                return Quantity("duration", seconds, start, m.end(), m.group(), "second")
            if m := _LENGTH.match(text, start):
                return _length(start, m)
        if q := read_day_month(text, start, date) or read_numeric(text, start):
            return q
    number = read_digits(text, start)
    if number is None:
        return None
    hard = not (last and _NAMED.match(last) and not re.search(r"(?:[0-9.]|\b(?:mid|pre|post|nearly|the|No|under|over))-?$", before, re.I))
    c = text[number.end : number.end + 1]
    if not number.scaled:
        if c == "/" and (m := _PLAIN_FRACTION.match(text, number.end)) and number.value < int(m.group(1)):
            return Quantity("fraction", number.value / int(m.group(1)), start, m.end(), text[start : m.end()], hard=False)
        if c and c in "sSnNrRtT" and (m := _ORDINAL_SUFFIX.match(text, number.end)):
            return _digit_ordinal(text, start, m.end(), number, date, before)
        if (len(str(int(number.value))) == 4 or c in "s'") and "," not in text[start : number.end] and number.value == int(number.value):
            unit = _unit_at(text, number.end)
            if (unit is None or unit[1] == "m" or c in "s'-") and (q := read_year(text, start)):
                return q if hard else _softened(q)
        if c and c in "-: " and number.value <= 200 and number.value == int(number.value) and (m := _SCORE.match(text, number.end)):
            if (c != " " or text[m.start() : m.start(1)].strip() == "-") and _unit_at(text, m.end()) is None and not re.match(r"\s(?:million|billion|trillion|thousand|people|members|countries|nations)", text[m.end() :]):
                return Quantity("score", number.value, start, m.end(), text[start : m.end()], high=float(m.group(1)), hard=hard)
    high = None
    m = _RANGE.match(text, number.end)
    if m and m.group().strip() in ("-", "~", "to", "or"):
        second = read_digits(text, m.end()) if text[m.end()] not in SYMBOLS else None
        if second and (second.value > number.value or second.scaled) and (second.scaled or number.value == int(number.value) or "." in text[m.end() : second.end]):
            low = _carry(number, second)
            if second.value > low and not _NAMED_NEXT.match(text, second.end):
                high, number = second.value, Numeral(low, second.end, second.scaled)
    return _with_unit(text, start, number, high, hard=hard)


_NAMED_NEXT = re.compile(r"(?:st|nd|rd|th)\b|[/:]")


def _softened(q: Quantity) -> Quantity:
    return Quantity(q.kind, q.value, q.start, q.end, q.text, q.unit, q.high, False, q.approximate, q.year, q.month, q.day, q.weekday)


_DAY_BEFORE = re.compile(r"\b(?:on|until|by|since|from|through|deadline is)\sthe\s$")
# "on the 15th floor" is no day of the month.
_DAY_NOUN = re.compile(
    r"[\s-](?:floor|anniversary|day|hole|minute|birthday|century|street|avenue|lap|attempt|try|place|time|ballot|round|page|green|tee|shot|ball|move"
    r"|turn|night|stage|level|edition|parallel|lunar|consecutive|straight|largest|biggest|most|year|week|month|hour|inning|quarter|season|amendment|green)\b|[\s-][A-Z]|-"
)


def _digit_ordinal(text: str, start: int, end: int, number: Numeral, date: Date | None, before: str) -> Quantity:
    if number.value <= 99 and _DAY_BEFORE.search(before) and not _DAY_NOUN.match(text, end):
        return read_ordinal_day(text, start, end, int(number.value), date)
    unit = ""
    if text[end : end + 8].lower().replace("-", " ") == " century":
        end, unit = end + 8, "century"
    return Quantity("ordinal", number.value, start, end, text[start:end], unit, hard=number.value > 2)


def _time(text: str, start: int, m: re.Match[str]) -> Quantity:
    hour = int(m["h"] or m["h2"] or m["h3"] or m["h4"])
    minute = int(m["m"] or m["m2"] or m["m3"] or m["m4"] or 0)
    half = (m["half"] or "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    name = {"p": "pm", "a": "am"}.get(half, "pm" if hour > 12 else "")
    return Quantity("time", hour * 60 + minute, start, m.end(), text[start : m.end()], name, hard=False)


def _length(start: int, m: re.Match[str]) -> Quantity:
    if m["h"]:
        minutes = int(m["h"]) * 60 + int(m["hm"])
        if not m["hs"]:
            return Quantity("duration", minutes, start, m.end(), m.group(), "minute")
        return Quantity("duration", minutes * 60 + float(m["hs"]), start, m.end(), m.group(), "second")
    return Quantity("duration", int(m["m"]) * 60 + float(m["s"]), start, m.end(), m.group(), "second")


def _unit_at(text: str, end: int) -> tuple[QuantityKind, str, float, int] | None:
    """Kind, unit, factor of the unit after a number that ends at `end`, and where the unit ends."""
    m = _UNIT.match(text, end)
    if not m:
        return None
    word = m["u"]
    if m["more"]:
        both = _AFTER.get(f"{word} {' '.join(m['more'].split())}")
        if both:
            return (*both, m.end())
    found = _AFTER.get(word) or _AFTER.get(word.rstrip("."))
    if found is None and not m["gap"] and word[:1] not in "%°":
        return None
    if found is None:
        found = _AFTER.get(word.lower().rstrip(".'"))
        if found is None or (len(word) <= 2 and word[:1] not in "%°"):
            return None
        return (*found, m.start("u") + len(word.rstrip(".")))
    if len(word) == 1 and word.isalpha() and m["gap"] and word in "CFWtlgmh" and found[1] not in ("°C", "°F"):
        return None
    return (*found, m.start("u") + len(word.rstrip(".")))


def _with_unit(text: str, start: int, number: Numeral, high: float | None, *, hard: bool) -> Quantity:
    low, end = number.value, number.end
    kind: QuantityKind = "cardinal"
    unit = ""
    if (m := _AND_HALF.match(text, end)):
        low += {"half": 0.5, "quarter": 0.25, "third": 1 / 3}[m.group(1) or "half"]
        if m.group(2):
            kind, unit = "duration", m.group(2)
            return Quantity(kind, low, start, m.end(), text[start : m.end()], unit, hard=False)
        end = m.end()
        if s := read_words(text, end + 1):
            if s.value in SCALES.values():
                low, end = low * s.value, s.end
    found = _unit_at(text, end)
    if found:
        kind, unit, factor, end = found
        if factor != 1.0:
            low, high = round(low * factor, 12), None if high is None else round(high * factor, 12)
        if unit in ("ft", "m") and high is None and (m := (_INCHES if unit == "ft" else _CENTIMETRES).match(text, end)):
            low, end = round(low + int(m[1]) / (12 if unit == "ft" else 100), 4), m.end()
        if kind == "cardinal" and unit == "point" and re.search(r"percentage\s?$", text[max(0, end - 20) : end - 6]):
            kind, unit = "percentage-point", "%p"
    elif m := _POUNDS.match(text, end):
        end = m.end()
        kind, unit = ("money", "GBP") if re.match(r"\s(?:a|per)\s(?:week|year|month)", text[end:]) else ("measure", "lb")
    before = text[max(0, start - 18) : start]
    approximate = bool(_APPROXIMATE.search(before))
    if kind == "cardinal" and not unit and low < 120 and before.endswith(("aged ", "Aged ", "age ", "ages ")):
        kind, unit = "age", "year"
    if low <= 2 and (high is None or high <= 2) and low == int(low) and kind in ("cardinal", "ordinal", "duration", "age", "measure"):
        hard = False
    if kind in ("money", "measure") and _own_brackets(text, start, end):
        hard = False
    return Quantity(kind, low, start, end, text[start:end], unit, high, hard, approximate)


_POUNDS = re.compile(r"(?:\s|-)pounds?\b")
