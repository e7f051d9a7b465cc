"""Units and currencies that follow a number in English."""

from __future__ import annotations

import re

from ..base import QuantityKind

AFTER: dict[str, tuple[QuantityKind, str, float]] = {}
"""Word that follows a number -> kind, symbol of the unit, factor to the unit."""


def _unit(kind: QuantityKind, unit: str, words: str, factor: float = 1.0) -> None:
    for word in words.split():
        AFTER[word.replace("_", " ")] = (kind, unit, factor)


_unit(
    "percentage-point",
    "%p",
    "percentage-point percentage_point percentage_points percentage-points pp ppt ppts %p %-point %-points pct-point percent_point percent_points pct_points pct-points pct_point",
)
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
    "decade": "decades decade",
    "century": "centuries century",
}.items():
    _unit("duration", _symbol, _words)
_unit("age", "year", "year-old year-olds years-old years_old yearold year_old years_of_age yo")
_unit("cardinal", "times", "times fold")
_unit("cardinal", "set", "sets")
_unit("cardinal", "point", "points point")

_UNIT = re.compile(
    r"(?P<gap>\s?-?|\s{1,6})(?P<u>%(?:-?points?|p\b)?|[°℃℉¢](?:\s?[CF]\b)?|[A-Za-z][A-Za-z./²³]*(?:-(?:old|olds|point|points|hours?|foot|meter|metre|mile|kilometer|per)(?:-(?:hour|old|olds))?)?'?s?'?)(?P<more>\s(?:cents?|points?|of\sage|old|dollars?|meters?|metres?|kilometers?|kilometres?|feet|foot|miles?|km|ft|m|per\shour|an\shour|per\ssecond|tons?|Celsius|Fahrenheit|Centigrade|C|F|francs?|sterling|marks?|hours?)\b)?"
)


def unit_at(text: str, end: int) -> tuple[QuantityKind, str, float, int] | None:
    """Kind, unit, factor of the unit after a number that ends at `end`, and where the unit ends."""
    m = _UNIT.match(text, end)
    if not m:
        return None
    word = m["u"]
    if m["more"]:
        both = AFTER.get(f"{word} {' '.join(m['more'].split())}")
        if both:
            return (*both, m.end())
    found = AFTER.get(word) or AFTER.get(word.rstrip("."))
    if found is None and not m["gap"] and word[:1] not in "%°":
        return None
    if found is None:
        found = AFTER.get(word.lower().rstrip(".'"))
        if found is None or (len(word) <= 2 and word[:1] not in "%°"):
            return None
        return (*found, m.start("u") + len(word.rstrip(".")))
    if len(word) == 1 and word.isalpha() and m["gap"] and word in "CFWtlgmh" and found[1] not in ("°C", "°F"):
        return None
    return (*found, m.start("u") + len(word.rstrip(".")))
