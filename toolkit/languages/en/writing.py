"""How an English-language newspaper writes a quantity (the forms of the Associated Press, percent in words)."""

from __future__ import annotations

from datetime import date as Date

from ..base import Quantity
from ..units import CURRENCIES

MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
FULL_MONTHS = (
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
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_SIGNS = {"USD": "$", "AUD": "A$", "CAD": "C$", "HKD": "HK$", "NZD": "NZ$", "SGD": "S$", "TWD": "NT$"}
_ONE = {
    "KRW": "won",
    "EUR": "euro",
    "GBP": "pound",
    "JPY": "yen",
    "CNY": "yuan",
    "CHF": "Swiss franc",
    "RUB": "ruble",
    "INR": "rupee",
}
_MEASURES = {
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "km": "kilometer", "yd": "yard", "mi": "mile", "nmi": "nautical mile",
    "mg": "milligram", "g": "gram", "kg": "kilogram", "t": "ton", "oz": "ounce", "lb": "pound", "m2": "square meter",
    "km2": "square kilometer", "ha": "hectare", "acre": "acre", "mi2": "square mile", "pyeong": "pyeong", "ml": "milliliter",
    "l": "liter", "m3": "cubic meter", "gal": "gallon", "pt": "pint", "bbl": "barrel", "kn": "knot", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "kWh": "kilowatt-hour",
}  # fmt: skip
_IRREGULAR = {
    "in": ("inch", "inches"), "ft": ("foot", "feet"), "ft2": ("square foot", "square feet"), "ft3": ("cubic foot", "cubic feet"),
    "pyeong": ("pyeong", "pyeong"), "km/h": ("kilometer per hour", "kilometers per hour"), "mph": ("mile per hour", "miles per hour"),
    "m/s": ("meter per second", "meters per second"), "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "°": ("degree", "degrees"), "hp": ("horsepower", "horsepower"),
    "century": ("century", "centuries"),
}  # fmt: skip
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_FRACTIONS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def write_number(value: float) -> str:
    """A number in figures: 275,000; 12.3 trillion where no more than four decimals say it exactly.

    >>> write_number(350_000_000), write_number(1276), write_number(2.5)
    ('350 million', '1,276', '2.5')
    """
    if value == int(value) and abs(value) < 1e18:
        whole = int(value)
        for scale, word in _SCALES:
            if abs(whole) >= scale and (whole * 10_000) % scale == 0:
                return f"{_decimal(whole / scale)} {word}"
        return f"{whole:,}"
    return _decimal(value)


def _decimal(value: float) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def write_quantity(q: Quantity) -> str:
    """The newspaper form of `q`, exact: "350 million won", "Sept. 19, 2019", "5 percentage points".

    What a Korean counter counts (명, 건) is left out; the number alone is given.
    """
    writer = _WRITERS.get(q.kind, _cardinal)
    return writer(q)


def _span(q: Quantity) -> str:
    """The number or both ends of the range: "3-5", "10 million to 20 million"."""
    if q.high is None:
        return write_number(q.value)
    low, high = write_number(q.value), write_number(q.high)
    return f"{low} to {high}" if " " in low or " " in high else f"{low}-{high}"


def _noun(q: Quantity, one: str, many: str) -> str:
    return f"{_span(q)} {one if q.value == 1 and q.high is None else many}"


def _money(q: Quantity) -> str:
    sign = _SIGNS.get(q.unit)
    if sign:
        if q.value < 1 and q.high is None and q.unit == "USD":
            return f"{_decimal(q.value * 100)} cents"
        low = sign + (
            f"{q.value:,.2f}"
            if 0 < q.value < 1000 and q.value != int(q.value) and round(q.value, 2) == q.value
            else write_number(q.value)
        )
        return low if q.high is None else f"{low} to {sign}{write_number(q.high)}"
    many = CURRENCIES.get(q.unit, (q.unit, ""))[0]
    if q.high is None and 1 < q.value < 1000 and q.value % 1 and round(q.value, 2) == q.value:
        return f"{q.value:.2f} {many}"
    return _noun(q, _ONE.get(q.unit, many.removesuffix("s")), many)


def _percent(q: Quantity) -> str:
    return f"{_span(q)} percent"


def _point(q: Quantity) -> str:
    return _noun(q, "percentage point", "percentage points")


def _date(q: Quantity) -> str:
    if q.unit == "weekday" and q.weekday is not None:
        return WEEKDAYS[q.weekday]
    if q.unit == "year" and q.year:
        return str(q.year) if q.high is None else f"{q.year}-{int(q.high)}"
    if q.unit == "day" and q.day:
        known = q.value > 400
        day = Date.fromordinal(int(q.value)) if known else None
        month = q.month or (day.month if day else None)
        last = "" if q.high is None else f"-{int(q.day + q.high - q.value)}"
        if month is None:
            return f"the {ordinal(q.day)}"
        text = f"{MONTHS[month - 1]} {q.day}{last}"
        if q.year:
            return f"{text}, {q.year}"
        return f"{WEEKDAYS[day.weekday()]}, {text}" if day and not q.month else text
    if q.month:
        name = FULL_MONTHS[q.month - 1]
        if q.high is not None and 1 <= q.month + q.high - q.value <= 12:
            name += f" to {FULL_MONTHS[int(q.month + q.high - q.value) - 1]}"
        return f"{name} {q.year}" if q.year else name
    return q.text


def _time(q: Quantity) -> str:
    hour, minute = divmod(int(q.value), 60)
    clock = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    if q.unit:
        return f"{clock} {'a.m.' if hour < 12 or hour == 24 else 'p.m.'}"
    return clock if minute else f"{clock} o'clock"


def _duration(q: Quantity) -> str:
    if q.high is None and q.unit in ("minute", "second") and q.value >= 60:
        return _long(q)
    one, many = _IRREGULAR.get(q.unit, (q.unit or "", f"{q.unit}s"))
    return _noun(q, one, many)


def _long(q: Quantity) -> str:
    """90 minutes as "1 hour 30 minutes"."""
    seconds = q.value * (60 if q.unit == "minute" else 1)
    parts = []
    for size, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        count = seconds // size if size > 1 else round(seconds, 3)
        seconds -= count * size
        if count:
            parts.append(f"{_decimal(count)} {name}{'' if count == 1 else 's'}")
    return " ".join(parts)


def _age(q: Quantity) -> str:
    return _noun(q, "year old", "years old")


def _score(q: Quantity) -> str:
    return f"{int(q.value)}-{int(q.high or 0)}"


def _fraction(q: Quantity) -> str:
    for below in range(2, 11):
        top = q.value * below
        if 0 < round(top) < below and abs(top - round(top)) < 1e-6:
            count, name = round(top), _FRACTIONS[below]
            if name == "half":
                return "half"
            return f"{_WORDS[count]}-{name}{'' if count == 1 else 's'}"
    if q.value and abs(1 / q.value - round(1 / q.value)) < 1e-6:
        return f"one in {write_number(round(1 / q.value))}"
    return _decimal(q.value) if q.value > 1e-4 else f"{q.value:.2g}"


def _measure(q: Quantity) -> str:
    if q.unit in _IRREGULAR:
        return _noun(q, *_IRREGULAR[q.unit])
    name = _MEASURES.get(q.unit)
    return _noun(q, name, f"{name}s") if name else f"{_span(q)} {q.unit}".rstrip()


def _decade(q: Quantity) -> str:
    return f"{int(q.value)}s" if q.high is None else f"{int(q.value)}s and {int(q.high)}s"


def ordinal(value: float) -> str:
    """1st, 22nd, 113th."""
    whole = int(value)
    ending = "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole:,}{ending}"


def _ordinal(q: Quantity) -> str:
    text = _ORDINALS[int(q.value)] if 1 <= q.value <= 9 and q.value == int(q.value) else ordinal(q.value)
    return f"{text} century" if q.unit == "century" else text


def _cardinal(q: Quantity) -> str:
    if q.unit == "version":
        return q.text
    if q.unit == "times":
        return _noun(q, "time", "times")
    if q.high is None and 1 <= q.value <= 9 and q.value == int(q.value):
        return _WORDS[int(q.value)]
    return _span(q)


_WRITERS = {
    "money": _money,
    "percent": _percent,
    "percentage-point": _point,
    "date": _date,
    "time": _time,
    "duration": _duration,
    "age": _age,
    "score": _score,
    "fraction": _fraction,
    "measure": _measure,
    "decade": _decade,
    "ordinal": _ordinal,
}
