"""Which quantity of one side stands for which of the other, and what is left over.

The readers of `toolkit.languages` say what each side holds; here the two lists are
compared once for a pair, and the checks `numbers` and `dates` each take their part
of the outcome. A quantity is matched when the other side holds the same number in
any form: words and digits, conversions, rounding where a scale word stands,
decades, clocks. Only what stays unmatched is judged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Date
from functools import lru_cache

from ..languages import get_language
from ..languages.base import Quantity
from .date_match import compare_dates
from .discrepancy import Discrepancy, Reason
from .number_judge import compare_numbers

_KEEP = 2048


@lru_cache(_KEEP)
def compare(
    source: str, target: str, source_language: str, target_language: str, date: Date | None
) -> tuple[Discrepancy, ...]:
    """Discrepancies between the quantities of two texts, in no particular order."""
    a = get_language(source_language).quantities(source, date)
    b = get_language(target_language).quantities(target, date)
    if not a and not b:
        return ()
    # One order for both directions, so that they find the same.
    if target_language < source_language:
        return tuple(_compare(a, b, source, target, date))
    return tuple(_turned(d) for d in _compare(b, a, target, source, date))


def _turned(d: Discrepancy) -> Discrepancy:
    turned: dict[Reason, Reason] = {"missing": "extra", "extra": "missing"}
    reason = turned.get(d.reason, d.reason)
    return replace(d, reason=reason, source=d.target, target=d.source)


def _compare(
    a: list[Quantity], b: list[Quantity], source: str, target: str, date: Date | None
) -> list[Discrepancy]:
    found = [d for d in compare_numbers(a, b, source, target) if not _is_own_year(d, date)]
    told = {id(q) for d in found for q in (d.source, d.target) if q is not None}
    found += [
        d
        for d in compare_dates(a, b, source, target, date)
        if d.severity == "error" or id(d.source or d.target) not in told
    ]
    return found


def _is_own_year(d: Discrepancy, date: Date | None) -> bool:
    """Whether only the year of a date is left out, and it is the year of the article."""
    q = d.source or d.target
    alone = d.source is None or d.target is None
    return (
        date is not None
        and alone
        and q is not None
        and q.kind == "date"
        and q.unit != "year"
        and q.year == date.year
    )
