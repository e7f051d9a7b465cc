"""What holds of every reader of quantities, and of the writers beside them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.languages import LANGUAGES
from toolkit.languages.base import Quantity
from toolkit.languages.calendar import resolve_day, resolve_month, resolve_weekday
from toolkit.languages.generic_quantities import quantities as generic
from toolkit.languages.units import in_base_unit, plain, significant
from toolkit.languages.writing import write_quantity

READERS = {"ko": LANGUAGES["ko"].quantities, "en": LANGUAGES["en"].quantities, "any": generic}
# Words and signs that the readers look for, so that random texts are not all noise.
_WORDS = (
    "1 12 300 2019 0 9999999 3.5 1,000 .5 , . - ~ : / ( ) % %p $ US$ € ₩ ' 년 월 일 시 분 초 만 억 조 경 천 백 십 원 달러 여 약 수 몇 세 네 두 열 스물 한 명 개 대 위 "
    "지난 오는 이달 작년 다음 달 어제 월요일 반 분의 할 푼 리 세기 년대 &nbsp; &amp; &# １２ ½ a an and half hundred thousand million billion m bn k one two twenty -one "
    "third percent percentage points per cent May March Sept. 19 th Monday last next month year -year-old s 's to or p.m. o'clock feet km mph C won dollars cents"
)
PIECES = st.sampled_from([*_WORDS.split(), " ", "  ", "\n", "’"])

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
)
DAYS = st.one_of(st.none(), st.dates())


@pytest.mark.parametrize("language", READERS)
@settings(max_examples=400, deadline=None)
@given(text=TEXTS, day=DAYS)
def test_any_text_is_read_and_spans_lie_in_it(language: str, text: str, day: date | None) -> None:
    found = READERS[language](text, day)
    end = 0
    for q in found:
        assert end <= q.start < q.end <= len(text)
        assert text[q.start : q.end] == q.text
        assert q.value == q.value and abs(q.value) != float("inf")
        end = q.end
        for to in ("ko", "en", "fr"):
            assert isinstance(write_quantity(q, to), str)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80))
def test_plain_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)


WHOLE = st.one_of(
    st.integers(3, 9_999),
    st.integers(1, 9_999).map(lambda n: n * 10_000),
    st.integers(1, 99_999).map(lambda n: n * 10**8),
)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        ("money", "KRW"),
        ("money", "USD"),
        ("money", "EUR"),
        ("percent", "%"),
        ("percentage-point", "%p"),
        ("measure", "km"),
        ("measure", "t"),
    ],
)
@settings(max_examples=60, deadline=None)
@given(value=WHOLE)
def test_what_is_written_is_read_again(language: str, kind: str, unit: str, value: int) -> None:
    written = write_quantity(Quantity(kind, float(value), 0, 1, "x", unit), language)  # type: ignore[arg-type]
    (q,) = READERS[language](written, None)
    assert (q.kind, q.unit, q.value) == (kind, unit, value)


@pytest.mark.parametrize("language", ["ko", "en"])
@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_again(language: str, day: date) -> None:
    given_day = Quantity(
        "date", day.toordinal(), 0, 1, "x", "day", year=day.year, month=day.month, day=day.day
    )
    (q,) = READERS[language](write_quantity(given_day, language), None)
    assert q.value == day.toordinal()


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("3억5천만 원", "350 million won"),
        ("12조3천억 원", "12.3 trillion won"),
        ("1천276명", "1,276"),
        ("5%포인트", "5 percentage points"),
        ("2019년 9월 19일", "Sept. 19, 2019"),
        ("3분의 2", "two-thirds"),
        ("80년대", "1980s"),
        ("21세기", "21st century"),
        ("오후 5시 30분", "5:30 p.m."),
        ("26세", "26 years old"),
        ("3-2", "3-2"),
        ("시속 120km", "120 kilometers per hour"),
        ("1시간 20분", "1 hour 20 minutes"),
        ("3~5%", "3-5 percent"),
        ("14억 달러", "$1.4 billion"),
    ],
)
def test_newspaper_forms(korean: str, english: str) -> None:
    (q,) = LANGUAGES["ko"].quantities(korean, None)
    assert write_quantity(q, "en") == english
    if "명" not in korean:
        assert write_quantity(q, "ko").replace("1980년대", "80년대") == korean


def test_a_language_without_writer_gets_figures() -> None:
    assert write_quantity(Quantity("money", 1e6, 0, 1, "x", "EUR"), "fr") == "1000000 EUR"


def test_generic_reader_knows_both_separators() -> None:
    found = generic("1.234,5 € und 12 % am 2019-09-19, 3'000")
    assert [(q.kind, q.value) for q in found] == [
        ("money", 1234.5),
        ("percent", 12),
        ("date", date(2019, 9, 19).toordinal()),
        ("cardinal", 3000),
    ]


def test_bare_days_fall_near_the_article() -> None:
    assert resolve_day(19, date(2019, 9, 20)) == date(2019, 9, 19)
    assert resolve_day(30, date(2019, 10, 1)) == date(2019, 9, 30)
    assert resolve_day(2, date(2019, 10, 31)) == date(2019, 10, 2)
    assert resolve_day(31, date(2019, 9, 20), "past") == date(2019, 8, 31)
    assert resolve_day(1, date(2019, 12, 20), "future") == date(2020, 1, 1)
    assert resolve_month(11, date(2019, 2, 1), "past") == (2018, 11)
    assert resolve_weekday(4, date(2019, 9, 19), "future") == date(2019, 9, 20)


def test_units_convert() -> None:
    assert in_base_unit(212, "°F") == ("temperature", pytest.approx(100))
    assert in_base_unit(1, "mi") == ("length", pytest.approx(1609.344))
    assert in_base_unit(1, "명") is None
    assert [significant(v) for v in (158.4e6, 2000, 0.268, 7)] == [4, 1, 3, 1]
