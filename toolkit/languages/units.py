"""Units, currencies and the small arithmetic that all readers of quantities share."""

from __future__ import annotations

import re

from .base import Quantity

CURRENCIES: dict[str, tuple[str, str]] = {
    "KRW": ("won", "원"),
    "USD": ("dollars", "달러"),
    "EUR": ("euros", "유로"),
    "JPY": ("yen", "엔"),
    "CNY": ("yuan", "위안"),
    "GBP": ("pounds", "파운드"),
    "CHF": ("Swiss francs", "스위스프랑"),
    "CAD": ("Canadian dollars", "캐나다달러"),
    "AUD": ("Australian dollars", "호주달러"),
    "NZD": ("New Zealand dollars", "뉴질랜드달러"),
    "HKD": ("Hong Kong dollars", "홍콩달러"),
    "SGD": ("Singapore dollars", "싱가포르달러"),
    "TWD": ("Taiwan dollars", "대만달러"),
    "RUB": ("rubles", "루블"),
    "INR": ("rupees", "루피"),
    "BRL": ("reais", "헤알"),
    "MXN": ("pesos", "페소"),
    "THB": ("baht", "바트"),
    "VND": ("dong", "동"),
    "IDR": ("rupiah", "루피아"),
    "MYR": ("ringgit", "링깃"),
    "TRY": ("lira", "리라"),
    "ILS": ("shekels", "셰켈"),
    "SEK": ("Swedish kronor", "스웨덴 크로나"),
    "NOK": ("Norwegian kroner", "노르웨이 크로네"),
    "DKK": ("Danish kroner", "덴마크 크로네"),
    "ZAR": ("rand", "랜드"),
    "SAR": ("riyals", "리얄"),
    "DEM": ("marks", "마르크"),
    "FRF": ("francs", "프랑"),
    "ITL": ("Italian lire", "이탈리아 리라"),
}
"""ISO 4217 code to (English plural, Korean)."""

FAMILY_OF_CURRENCY: dict[str, str] = {
    **dict.fromkeys(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD"), "dollar"),
    **dict.fromkeys(("CHF", "FRF"), "franc"),
    **dict.fromkeys(("SEK", "NOK", "DKK"), "krone"),
    **dict.fromkeys(("TRY", "ITL"), "lira"),
}
"""Currencies whose short names are the same word: "$5" beside "호주달러 5" is no conflict."""

SYMBOLS: dict[str, str] = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₩": "KRW",
    "￦": "KRW",
    "￥": "JPY",
    "￡": "GBP",
}

# Symbol of a unit -> (dimension, factor to the base unit, offset in the base unit).
UNITS: dict[str, tuple[str, float, float]] = {
    "mm": ("length", 0.001, 0.0),
    "cm": ("length", 0.01, 0.0),
    "m": ("length", 1.0, 0.0),
    "km": ("length", 1000.0, 0.0),
    "in": ("length", 0.0254, 0.0),
    "ft": ("length", 0.3048, 0.0),
    "yd": ("length", 0.9144, 0.0),
    "mi": ("length", 1609.344, 0.0),
    "nmi": ("length", 1852.0, 0.0),
    "ri": ("length", 392.7, 0.0),
    "mg": ("mass", 1e-6, 0.0),
    "g": ("mass", 0.001, 0.0),
    "kg": ("mass", 1.0, 0.0),
    "t": ("mass", 1000.0, 0.0),
    "oz": ("mass", 0.028349523, 0.0),
    "lb": ("mass", 0.45359237, 0.0),
    "st": ("mass", 6.35029318, 0.0),
    "geun": ("mass", 0.6, 0.0),
    "m2": ("area", 1.0, 0.0),
    "cm2": ("area", 1e-4, 0.0),
    "km2": ("area", 1e6, 0.0),
    "ha": ("area", 1e4, 0.0),
    "acre": ("area", 4046.8564, 0.0),
    "ft2": ("area", 0.09290304, 0.0),
    "mi2": ("area", 2.589988e6, 0.0),
    "pyeong": ("area", 3.305785, 0.0),
    "ml": ("volume", 0.001, 0.0),
    "l": ("volume", 1.0, 0.0),
    "m3": ("volume", 1000.0, 0.0),
    "cm3": ("volume", 0.001, 0.0),
    "ft3": ("volume", 28.316847, 0.0),
    "gal": ("volume", 3.785411784, 0.0),
    "pt": ("volume", 0.473176473, 0.0),
    "bbl": ("volume", 158.987295, 0.0),
    "°C": ("temperature", 1.0, 0.0),
    "°F": ("temperature", 5 / 9, -160 / 9),
    "°": ("degree", 1.0, 0.0),
    "km/h": ("speed", 1.0, 0.0),
    "mph": ("speed", 1.609344, 0.0),
    "m/s": ("speed", 3.6, 0.0),
    "kn": ("speed", 1.852, 0.0),
    "W": ("power", 1.0, 0.0),
    "kW": ("power", 1e3, 0.0),
    "MW": ("power", 1e6, 0.0),
    "GW": ("power", 1e9, 0.0),
    "hp": ("power", 745.7, 0.0),
    "kWh": ("energy", 1.0, 0.0),
    "MWh": ("energy", 1e3, 0.0),
    "KB": ("data", 1e3, 0.0),
    "MB": ("data", 1e6, 0.0),
    "GB": ("data", 1e9, 0.0),
    "TB": ("data", 1e12, 0.0),
    "second": ("time", 1.0, 0.0),
    "minute": ("time", 60.0, 0.0),
    "hour": ("time", 3600.0, 0.0),
    "day": ("time", 86400.0, 0.0),
    "week": ("time", 604800.0, 0.0),
    "month": ("time", 2629746.0, 0.0),
    "year": ("time", 31556952.0, 0.0),
    "decade": ("time", 315569520.0, 0.0),
    "century": ("time", 3155695200.0, 0.0),
}


def in_base_unit(value: float, unit: str) -> tuple[str, float] | None:
    """Dimension and value in its base unit; None for a unit that is not converted."""
    found = UNITS.get(unit)
    return (found[0], value * found[1] + found[2]) if found else None


def tidy(value: float) -> float:
    """`value` without what binary fractions add to it: 16.4 trillion is a whole number.

    >>> tidy(16.4 * 1e12)
    16400000000000.0
    """
    whole = float(round(value))
    return whole if abs(value - whole) <= 1e-12 * abs(value) + 1e-9 else round(value, 9)


def same_currency(a: str, b: str) -> bool:
    """Whether two ISO codes may stand for one amount ("$" is used of every dollar)."""
    return a == b or (FAMILY_OF_CURRENCY.get(a, a) == FAMILY_OF_CURRENCY.get(b, b))


# Full-width forms have one code point as their plain forms have, so offsets stay.
_PLAIN = str.maketrans(
    {
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
        "\u3000": " ",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "〜": "~",
        "∼": "~",
        "～": "~",
        "˜": "~",
        "–": "-",
        "—": "~",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "ㆍ": "·",
        "・": "·",
        "•": "·",
        "‧": "·",
        "∙": "·",
        "㎞": "㎞",
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "￦": "₩",
        "￥": "¥",
        "￡": "£",
    }
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")

_ODD = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")


def plain(text: str) -> str:
    """`text` with full-width forms, dashes and HTML entities made plain, every offset kept.

    An entity becomes its character after as many spaces as it was longer.
    """
    if text.isascii():
        return _ENTITY.sub(_character, text) if "&" in text else text
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text.translate(_PLAIN) if _ODD.search(text) else text


def _character(m: re.Match[str]) -> str:
    from html import unescape

    found = unescape(m.group())
    if len(found) != 1:
        return m.group()
    return found.rjust(len(m.group()))


def significant(value: float) -> int:
    """Number of significant digits of the decimal form, trailing zeros of a whole number apart.

    >>> significant(158.4e6), significant(2000), significant(0.268)
    (4, 1, 3)
    """
    digits = f"{abs(value):.12g}"
    if "e" in digits:
        digits = digits.partition("e")[0]
    if "." not in digits:
        digits = digits.rstrip("0")
    return len(digits.replace(".", "").strip("0").lstrip("0")) if "." in digits else len(digits)


_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6}){2,5}(?![0-9])(?:-[0-9]{1,4}(?![0-9]))?")


def read_version(text: str, start: int) -> Quantity | None:
    """A number of several parts, of a version, a chapter or an address: 4.2.0, 192.168.0.1.

    Its value only tells it from others; it is a number with the unit "version".
    """
    if text[start - 1 : start].isdigit():
        return None
    m = _VERSION.match(text, start)
    if not m:
        return None
    value = 0.0
    for part in re.split(r"[.-]", m.group()):
        value = value * 1e3 + int(part)
    return Quantity("cardinal", value, start, m.end(), m.group(), "version")
