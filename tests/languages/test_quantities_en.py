"""The English reader of quantities."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.languages import LANGUAGES
from toolkit.languages.base import Quantity

ARTICLE = date(2019, 9, 20)


def read(text: str, day: date | None = None) -> list[Quantity]:
    return LANGUAGES["en"].quantities(text, day)


def only(text: str, day: date | None = None) -> Quantity:
    found = read(text, day)
    assert len(found) == 1, found
    return found[0]


NUMBERS = [
    ("350 million won", "money", 350_000_000, "KRW"),
    ("$3.2bn", "money", 3.2e9, "USD"),
    ("$5m", "money", 5e6, "USD"),
    ("US$232.6 billion", "money", 232.6e9, "USD"),
    ("a $1,580 ransom", "money", 1580, "USD"),
    ("us $5", "money", 5, "USD"),
    ("A$50", "money", 50, "AUD"),
    ("16.4 trillion won", "money", 16.4e12, "KRW"),
    ("12.8 cents", "money", 0.128, "USD"),
    ("5 million pounds sterling", "money", 5e6, "GBP"),
    ("$65.9 bln", "money", 65.9e9, "USD"),
    ("1.2 million people", "cardinal", 1_200_000, ""),
    ("twenty-one", "cardinal", 21, ""),
    ("a hundred and five thousand", "cardinal", 105_000, ""),
    ("one hundred twenty-five", "cardinal", 125, ""),
    ("half a million", "cardinal", 500_000, ""),
    ("two dozen", "cardinal", 24, ""),
    ("sevenfold", "cardinal", 7, "times"),
    (".268", "cardinal", 0.268, ""),
    ("two-thirds", "fraction", 2 / 3, ""),
    ("a third of", "fraction", 1 / 3, ""),
    ("80 percent", "percent", 80, "%"),
    ("80 per cent", "percent", 80, "%"),
    ("5 percentage points", "percentage-point", 5, "%p"),
    ("18 pct points", "percentage-point", 18, "%p"),
    ("13.04 seconds", "duration", 13.04, "second"),
    ("a year and a half", "duration", 1.5, "year"),
    ("three and a half years", "duration", 3.5, "year"),
    ("half an hour", "duration", 0.5, "hour"),
    ("1 hour and 40 minutes", "duration", 100, "minute"),
    ("around the clock", "duration", 24, "hour"),
    ("26-year-old", "age", 26, "year"),
    ("aged 24", "age", 24, "year"),
    ("the 21st century", "ordinal", 21, "century"),
    ("the 37th", "ordinal", 37, ""),
    ("World War II", "ordinal", 2, ""),
    ("1980s", "decade", 1980, "year"),
    ("the '80s", "decade", 1980, "year"),
    ("in their early 50s", "decade", 50, "year"),
    ("120 km/h", "measure", 120, "km/h"),
    ("75 mph", "measure", 75, "mph"),
    ("5 degrees Celsius", "measure", 5, "°C"),
    ("100 pounds", "measure", 100, "lb"),
    ("6-foot-6", "measure", 6.5, "ft"),
    ("1 meter 40 centimeters", "measure", 1.4, "m"),
    ("5:30 p.m.", "time", 17 * 60 + 30, "pm"),
    ("12:26 a.m.", "time", 26, "am"),
    ("1215 GMT", "time", 12 * 60 + 15, "pm"),
    ("six o'clock", "time", 360, ""),
]


@pytest.mark.parametrize(("text", "kind", "value", "unit"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_numbers(text: str, kind: str, value: float, unit: str) -> None:
    q = only(text)
    assert (q.kind, q.unit if kind != "time" or unit else "") == (kind, unit)
    assert q.value == pytest.approx(value, rel=1e-12)


RANGES = [
    ("3-5 percent", 3, 5),
    ("3 to 5 percent", 3, 5),
    ("3 to 4 million", 3e6, 4e6),
    ("$3-4 million", 3e6, 4e6),
    ("five or six", 5, 6),
    ("1992-1995", 1992, 1995),
    ("2008-09", 2008, 2009),
    ("won 3-2", 3, 2),
    ("60-40", 60, 40),
    ("hundreds of people", 100, 900),
    ("tens of thousands", 10_000, 90_000),
]


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_ranges_and_scores(text: str, low: float, high: float) -> None:
    q = only(text)
    assert (q.value, q.high) == (low, high)


DATES = [
    ("Sept. 19, 2019", (2019, 9, 19), date(2019, 9, 19)),
    ("19 September", (None, 9, 19), date(2019, 9, 19)),
    ("September 19", (None, 9, 19), date(2019, 9, 19)),
    ("2019-09-19", (2019, 9, 19), date(2019, 9, 19)),
    ("tomorrow", (2019, 9, 21), date(2019, 9, 21)),
    ("yesterday", (2019, 9, 19), date(2019, 9, 19)),
    ("on the 16th", (None, None, 16), date(2019, 9, 16)),
]


@pytest.mark.parametrize(("text", "parts", "when"), DATES, ids=[row[0] for row in DATES])
def test_days_by_the_date_of_the_article(
    text: str, parts: tuple[int | None, int | None, int], when: date
) -> None:
    q = only(text, ARTICLE)
    assert (q.kind, q.unit) == ("date", "day")
    assert (q.year, q.month, q.day) == parts
    assert q.value == when.toordinal()


def test_spans_of_days_keep_the_order_of_the_calendar() -> None:
    q = only("Aug. 3-24", ARTICLE)
    assert (q.value, q.high) == (date(2019, 8, 3).toordinal(), date(2019, 8, 24).toordinal())


def test_months_weeks_and_years() -> None:
    assert only("last month", ARTICLE).month == 8
    assert only("early this month", ARTICLE).month == 9
    assert only("last year", ARTICLE).year == 2018
    assert only("Thursday").weekday == 3
    assert only("since 2004").year == 2004
    assert only("July 2018").month == 7


@pytest.mark.parametrize(
    "text",
    [
        "it may rain",
        "they march on",
        "Theresa May said",
        "Nam June Paik",
        "Lee Jun-seok",
        "April Fools",
        "a second",
    ],
)
def test_words_that_only_look_like_months(text: str) -> None:
    assert all(q.kind != "date" for q in read(text))


@pytest.mark.parametrize(
    ("text", "month"),
    [("in May", 5), ("the March 29 election", 3), ("the warm March", 3), ("since last May", 5)],
)
def test_months_that_look_like_other_words(text: str, month: int) -> None:
    assert only(text).month == month


def test_two_amounts_joined_by_and() -> None:
    assert [q.value for q in read("three million and five million copies")] == [3e6, 5e6]


def test_what_must_be_matched_and_what_need_not() -> None:
    assert only("38 people").hard
    assert not only("two people").hard
    assert not only("about G20 members").hard
    metres, feet = read("14,000 meters (32,800 feet)")
    assert (metres.hard, feet.hard) == (True, False)


def test_entities_keep_their_place() -> None:
    text = "worth &pound;5m a year"
    q = read(text)[0]
    assert (q.value, q.unit, q.text) == (5e6, "GBP", "&pound;5m")
    assert text[q.start : q.end] == q.text


def test_capitals_tell_roman_numbers_and_currencies_of_countries() -> None:
    assert [q.text for q in read("World War II, ii and a $5 bill, A$6")] == ["II", "$5", "A$6"]
    assert [q.text for q in read("THREE men and Two women in straße ẞ one")] == ["THREE", "Two", "one"]


def test_a_month_at_which_a_date_was_cut_is_soft() -> None:
    assert not only("He was killed on Oct.").hard
    assert only("He was killed in Oct.").hard
