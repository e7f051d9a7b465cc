"""Days that a text names only in part, found from the day of its article."""

from __future__ import annotations

from datetime import date as Date
from datetime import timedelta
from typing import Literal

Tense = Literal["past", "future", ""]


def make_date(year: int, month: int, day: int) -> Date | None:
    """The day, None where the calendar has no such day."""
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month `by` months later."""
    at = year * 12 + month - 1 + by
    return at // 12, at % 12 + 1


def resolve_day(day: int, article: Date, tense: Tense = "") -> Date | None:
    """The day of the month `day` that an article of the day `article` means.

    "past" (지난 19일) is the last such day up to the article's own, "future" (오는
    21일) the first from it on. Without either it is a day of the article's month,
    or of the one before where that lies more than 20 days nearer: an article of the
    1st that says "30일" means yesterday.
    """
    near = [
        found
        for by in (-1, 0, 1)
        if (found := make_date(*shift_month(article.year, article.month, by), day)) is not None
    ]
    if tense == "past":
        return max((d for d in near if d <= article), default=None)
    if tense == "future":
        return min((d for d in near if d >= article), default=None)
    own = make_date(article.year, article.month, day)
    before = make_date(*shift_month(article.year, article.month, -1), day)
    if own is None or (before is not None and (own - article).days - (article - before).days > 20):
        return before
    return own


def resolve_month(
    month: int, article: Date, tense: Tense = "", year_shift: int | None = None
) -> tuple[int, int]:
    """Year and month that a bare month means: the article's year, or the last or next such month."""
    if year_shift is not None:
        return article.year + year_shift, month
    if tense == "past" and month > article.month:
        return article.year - 1, month
    if tense == "future" and month < article.month:
        return article.year + 1, month
    return article.year, month


def resolve_weekday(weekday: int, article: Date, tense: Tense = "") -> Date:
    """The day that a bare weekday means: the last one (today included), or the next for "future"."""
    if tense == "future":
        return article + timedelta(days=(weekday - article.weekday()) % 7)
    return article - timedelta(days=(article.weekday() - weekday) % 7)


def days_from(article: Date, by: int) -> Date | None:
    """The day `by` days after `article`, None past the ends of the calendar."""
    try:
        return article + timedelta(days=by)
    except OverflowError:
        return None
