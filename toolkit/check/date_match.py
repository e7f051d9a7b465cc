"""Months, days and weekdays of one side against those of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Date

from ..languages.base import Quantity
from ..languages.calendar import make_date
from .discrepancy import Discrepancy


def compare_dates(
    a: Sequence[Quantity], b: Sequence[Quantity], source: str, target: str, date: Date | None
) -> list[Discrepancy]:
    """Discrepancies of the months, days and weekdays of both sides; years are compared with the numbers."""
    dates_a = [q for q in a if q.kind == "date"]
    dates_b = [q for q in b if q.kind == "date"]
    found: list[Discrepancy] = []
    if not dates_a and not dates_b:
        return found
    found.extend(_months(dates_a, dates_b, date))
    told = {id(q) for d in found for q in (d.source, d.target)}
    found.extend(_days(dates_a, dates_b, a, b, told))
    if date is not None and dates_a and dates_b:
        told |= {id(q) for d in found for q in (d.source, d.target)}
        found.extend(_relative_years(dates_a, dates_b))
        found.extend(_bare_days(dates_a, dates_b, date, told))
    if dates_a and dates_b and not found:
        local = "현지시간" in source or "현지시간" in target or "현지 시간" in source or "현지 시간" in target
        found.extend(_weekdays(dates_a, dates_b, local))
    return found


def _weekdays(a: Sequence[Quantity], b: Sequence[Quantity], local: bool) -> Iterator[Discrepancy]:
    """A weekday beside another weekday, or beside a day of the month that the calendar gives another one.

    Judged only where both sides name as many days and one of them differs. With "(현지시간)" the two papers may
    count from different zones, and the neighbouring day passes.
    """
    days_a, days_b = [q for q in a if _names_day(q)], [q for q in b if _names_day(q)]
    if len(days_a) != len(days_b) or any(q.weekday is None for q in (*days_a, *days_b)):
        return
    left_a = [q for q in days_a if all(q.weekday != o.weekday for o in days_b)]
    left_b = [q for q in days_b if all(q.weekday != o.weekday for o in days_a)]
    if len(left_a) != 1 or len(left_b) != 1:
        return
    x, y = left_a[0], left_b[0]
    if x.unit != "weekday" and y.unit != "weekday" and x.day == y.day:
        return
    if local and ((x.weekday or 0) - (y.weekday or 0)) % 7 in (1, 6):
        return
    yield Discrepancy("weekday", "error", x, y)


def _relative_years(a: Sequence[Quantity], b: Sequence[Quantity]) -> Iterator[Discrepancy]:
    """지난해 beside a year that it is not; judged where each side names one year, and not in the same way."""
    counted = [[q for q in side if q.year and not q.hard and q.unit == "year"] for side in (a, b)]
    given = [[q for q in side if q.year and q.hard] for side in (a, b)]
    for mine, theirs in ((0, 1), (1, 0)):
        if len(counted[mine]) == 1 and not counted[theirs] and len(given[theirs]) == 1 and not given[mine]:
            x, y = counted[mine][0], given[theirs][0]
            if y.high is None and x.year != y.year:
                yield Discrepancy("year", "warning", *((x, y) if mine == 0 else (y, x)))


_NEAR = 25
"""Days within which a bare day of the month lies from its article."""


def _bare_days(
    a: Sequence[Quantity], b: Sequence[Quantity], date: Date, told: set[int]
) -> Iterator[Discrepancy]:
    """19일 beside the 19th of a month in which the day of the article does not allow it to lie."""
    for mine, theirs, turned in ((a, b, False), (b, a, True)):
        months = {q.month for q in mine if q.month}
        for x in mine:
            if x.unit != "day" or x.month or not x.day or x.value < 10_000 or id(x) in told:
                continue
            same = [q for q in theirs if q.day == x.day]
            if len(same) != 1 or not same[0].month or same[0].year or same[0].month in months:
                continue
            y, meant = same[0], Date.fromordinal(int(x.value))
            near = [
                found
                for year in (date.year - 1, date.year, date.year + 1)
                if (found := make_date(year, y.month or 1, x.day)) is not None
            ]
            far = all(abs((found - date).days) > _NEAR for found in near)
            if y.month != meant.month and far and id(y) not in told:
                shown = replace(x, month=meant.month)
                yield Discrepancy("month", "error", *((y, shown) if turned else (shown, y)))


def _names_day(q: Quantity) -> bool:
    """Whether `q` is a day by name or number: Thursday, 19일; not 이날, yesterday or a week."""
    if q.unit == "weekday":
        return True
    return q.unit == "day" and any(c.isdigit() for c in q.text)


def _vague(quantities: Sequence[Quantity]) -> bool:
    """Whether a side names a time in words that may stand for any month: last month, Thursday, 19일."""
    return any(
        (not q.hard and q.kind == "date" and not (q.month and q.day and q.unit == "day"))
        or q.unit in ("week", "season")
        for q in quantities
    )


def _months(a: Sequence[Quantity], b: Sequence[Quantity], date: Date | None) -> Iterator[Discrepancy]:
    months_a = {month for q in a for month in _month_numbers(q)}
    months_b = {month for q in b for month in _month_numbers(q)}
    left_a = [q for q in a if _gives_month(q, date) and not _month_numbers(q) <= months_b]
    left_b = [q for q in b if _gives_month(q, date) and not _month_numbers(q) <= months_a]
    pairs = list(zip(left_a, left_b, strict=False))
    if len(left_a) > len(left_b):
        pairs += _moved(left_a[len(left_b) :], a, b)
    elif len(left_b) > len(left_a):
        pairs += [(x, y) for y, x in _moved(left_b[len(left_a) :], b, a)]
    pairs = [(x, y) for x, y in pairs if x.hard or y.hard]
    for x, y in pairs:
        yield Discrepancy("month", "error", x, y)
    told = {id(q) for pair in pairs for q in pair}
    for x in left_a:
        if x.hard and id(x) not in told and not _vague(b):
            yield Discrepancy("missing", "warning" if x.day or x.year else "note", x, None)
    for y in left_b:
        if y.hard and id(y) not in told and not _vague(a):
            yield Discrepancy("extra", "warning" if y.day or y.year else "note", None, y)


def _gives_month(q: Quantity, date: Date | None) -> bool:
    """Whether the month of `q` is certain: given, or counted from the article's date (지난달)."""
    return q.month is not None and (q.hard or (date is not None and q.unit == "month"))


def _month_numbers(q: Quantity) -> set[int]:
    if not q.month:
        return set()
    if q.high is None or q.unit != "month":
        return {q.month}
    return {q.month, int(q.month + q.high - q.value)}


def _moved(
    left: Sequence[Quantity], own: Sequence[Quantity], other: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity]]:
    """Unmatched months that stand on the other side as a month which this side has as well, but not so often.

    By the day (June 1 as May 1 beside May 29), by the year (September 2012 as January
    2012), or by the count (August twice for August and September).
    """
    days, years = {(q.month, q.day) for q in own}, {(q.year, q.month) for q in own}
    mine, theirs = Counter(q.month for q in own), Counter(q.month for q in other)
    found = []
    for x in left:
        for y in other:
            if not y.hard or not y.month or y.month == x.month:
                continue
            by_day = x.day and y.day == x.day and (y.month, y.day) not in days
            by_year = x.year and y.year == x.year and not x.day and (y.year, y.month) not in years
            by_count = not x.day and not y.day and x.year == y.year and theirs[y.month] > mine[y.month]
            if by_day or by_year or by_count:
                found.append((x, y))
                break
    return found


def _day_numbers(q: Quantity) -> set[int]:
    if q.day is None:
        return set()
    days = {q.day}
    if q.high is not None:
        days.add(int(q.day + q.high - q.value))
    return days


def _days(
    a: Sequence[Quantity],
    b: Sequence[Quantity],
    all_a: Sequence[Quantity],
    all_b: Sequence[Quantity],
    told: set[int],
) -> Iterator[Discrepancy]:
    days_a = {d for q in a for d in _day_numbers(q)} | {
        int(q.value) for q in all_a if q.kind != "date" and q.value <= 31
    }
    days_b = {d for q in b for d in _day_numbers(q)} | {
        int(q.value) for q in all_b if q.kind != "date" and q.value <= 31
    }
    left_a = [
        q for q in a if q.day and _names_day(q) and not (_day_numbers(q) & days_b) and id(q) not in told
    ]
    left_b = [
        q for q in b if q.day and _names_day(q) and not (_day_numbers(q) <= days_a) and id(q) not in told
    ]
    for x, y in zip(left_a, left_b, strict=False):
        yield Discrepancy("day", "error", x, y)
    for x in left_a[len(left_b) :]:
        if x.hard and not _vague(b):
            yield Discrepancy("missing", "warning", x, None)
    for y in left_b[len(left_a) :]:
        if y.hard and not _vague(a):
            yield Discrepancy("extra", "warning", None, y)
