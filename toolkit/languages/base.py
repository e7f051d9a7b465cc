"""What a language is to the rest of the house: one frozen record of plain functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from ..text import Span

QuantityKind = Literal[
    "cardinal",
    "ordinal",
    "percent",
    "percentage-point",
    "money",
    "date",
    "time",
    "duration",
    "age",
    "score",
    "fraction",
    "measure",
    "decade",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, an amount or a date as it stands in a text.

    `value` (and `high` for a range) is the number in the unit: won for "3억5천만
    원", days since 0001-01-01 (`date.toordinal`) for a date that is known in
    full, minutes since midnight for a time of day. `unit` is an ISO 4217 code for
    money ("KRW"), a unit symbol for a measure ("km"), what is counted or ""
    elsewhere. Parts of a date that the text gives stand in `year`, `month`, `day`,
    `weekday` (0 = Monday); in soft dates they may follow from the day of the article
    (지난달). The `unit` of a date says how far it is known: "day", "weekday", "week",
    "month", "season", "year"; short of the full date `value` is the number of that part. `hard` quantities must have a counterpart in a
    translation; soft ones (native numerals, values up to two) need not.
    """

    kind: QuantityKind
    value: float
    start: int
    end: int
    text: str
    unit: str = ""
    high: float | None = None
    hard: bool = True
    approximate: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """All that is known of one language.

    `sentences(text)` gives the spans of the sentences of one block, without the
    white space around them; every character that is not white space lies in
    exactly one span. `words(text)` gives the spans of words. `quantities(text,
    date)` reads numbers, amounts and dates; `date` is the day of the article.
    `detokenise(words)` joins words with the spacing of the language.
    """

    code: str
    name: str
    endonym: str
    script: str
    sentences: Callable[[str], list[Span]]
    words: Callable[[str], list[Span]]
    quantities: Callable[[str, Date | None], list[Quantity]]
