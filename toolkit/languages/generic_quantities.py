"""Numbers in a language of which we know nothing: digits, and the signs that stand beside them everywhere."""

from __future__ import annotations

import re
from datetime import date as Date

from .base import Quantity, QuantityKind
from .units import SYMBOLS, plain

_NUMBER = re.compile(
    r"(?P<sign>[$€£¥₩]\s?)?(?P<n>[0-9]{1,3}(?:(?P<sep>[,.'\u0020])[0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?|[0-9]+(?:[.,][0-9]+)?)(?P<after>\s?(?:%|[€£¥₩$]))?"
)
_ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9])")


def quantities(text: str, date: Date | None = None) -> list[Quantity]:
    """Numbers of `text`: plain digits with either convention of separators, percent and currency signs, ISO dates."""
    original, text = text, plain(text)
    found: list[Quantity] = []
    at = 0
    while m := _NUMBER.search(text, at):
        start = m.start()
        if iso := _ISO.match(text, start):
            year, month, day = map(int, iso.groups())
            try:
                value = Date(year, month, day).toordinal()
            except ValueError:
                value = 0
            if value:
                found.append(
                    Quantity(
                        "date",
                        value,
                        start,
                        iso.end(),
                        original[start : iso.end()],
                        "day",
                        year=year,
                        month=month,
                        day=day,
                    )
                )
                at = iso.end()
                continue
        sign, after = (m["sign"] or "").strip(), (m["after"] or "").strip()
        kind: QuantityKind = (
            "money" if sign or (after and after != "%") else "percent" if after else "cardinal"
        )
        unit = SYMBOLS.get(sign or after, "%" if after else "")
        value_of = _value(m["n"][:300], m["sep"])
        named = start > 0 and (text[start - 1].isalpha() or text[start - 1] in "_/@#")
        found.append(
            Quantity(
                kind,
                value_of,
                start,
                m.end(),
                original[start : m.end()],
                unit,
                hard=value_of > 2 and not named,
            )
        )
        at = m.end()
    return found


def _value(digits: str, separator: str | None) -> float:
    """1,234.5, 1.234,5, 1 234 and 12,5 alike: a separator before three digits groups, any other is the point."""
    if separator:
        digits = digits.replace(separator, "")
    return float(digits.replace(",", "."))
