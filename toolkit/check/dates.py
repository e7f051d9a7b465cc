"""The check `dates`: years, months, days and weekdays agree, by the article's own date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..text import Finding, SegmentPair
from .base import Check, CheckContext
from .numbers import finding_of
from .quantity_match import compare

_EXPLANATION = """\
Reads the dates of both sides (2019년 9월 19일, 지난 19일, 이달 하순, Sept. 19, last month) and compares years,
months, days and weekdays. Where the date of the article is known (field `date` of a pair), words that count
from it are resolved by the calendar: in an article of 2019-09-20, 19일 is Thursday.

error    another month, day, year or weekday than the other side gives; 19일 beside the 19th of a month that
         is too far from the article's day
warning  a date without counterpart, where the other side names no time that could stand for it; 지난해 beside
         a year that it is not

Without the article's date a bare day (19일) may be any weekday, and 지난달 any month. A desk silences a finding
with an exception for the check `dates`."""


def check_dates(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings on the dates of each pair; pairs with an empty side are left to `completeness`."""
    for pair in pairs:
        if pair.source and pair.target:
            for d in compare(pair.source, pair.target, pair.source_language, pair.target_language, pair.date):
                if d.check == "dates":
                    yield finding_of(pair, d)


DATES = Check(
    "dates", "years, months, days and weekdays by the article's own date", _EXPLANATION, check_dates
)
