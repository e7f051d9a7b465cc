"""The Korean reader of quantities."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.languages import LANGUAGES
from toolkit.languages.base import Quantity

ARTICLE = date(2019, 9, 20)


def read(text: str, day: date | None = None) -> list[Quantity]:
    return LANGUAGES["ko"].quantities(text, day)


def only(text: str, day: date | None = None) -> Quantity:
    found = read(text, day)
    assert len(found) == 1, found
    return found[0]


NUMBERS = [
    ("3억5천만 원", "money", 350_000_000, "KRW"),
    ("1천300만 명", "cardinal", 13_000_000, "명"),
    ("30억6천 만 달러", "money", 3_060_000_000, "USD"),
    ("50만여 명", "cardinal", 500_000, "명"),
    ("20여만 명", "cardinal", 200_000, "명"),
    ("2억4천여만 원", "money", 240_000_000, "KRW"),
    ("12조3천억 번", "cardinal", 12.3e12, "번"),
    ("1 억 달러", "money", 1e8, "USD"),
    ("4천3백경 가지", "cardinal", 4.3e19, "가지"),
    ("1만 1,800mm", "measure", 11_800, "mm"),
    ("27만5000명", "cardinal", 275_000, "명"),
    ("천만 달러", "money", 1e7, "USD"),
    ("삼천오백 명", "cardinal", 3500, "명"),
    ("7,000억 달러", "money", 7e11, "USD"),
    ("2,326억 호주달러", "money", 232.6e9, "AUD"),
    ("호주 달러", None, 0, ""),
    ("50 캐나다 달러", "money", 50, "CAD"),
    ("12.8센트", "money", 0.128, "USD"),
    ("$5.5", "money", 5.5, "USD"),
    ("US$ 30억", "money", 3e9, "USD"),
    ("€20만", "money", 2e5, "EUR"),
    ("2할6푼8리", "percent", 26.8, "%"),
    ("5%포인트", "percentage-point", 5, "%p"),
    ("0.25%p", "percentage-point", 0.25, "%p"),
    ("80 퍼센트", "percent", 80, "%"),
    ("3분의 1", "fraction", 1 / 3, ""),
    ("600만분의 1", "fraction", 1 / 6e6, ""),
    ("13초04", "duration", 13.04, "second"),
    ("2분 14초 207", "duration", 134.207, "second"),
    ("1시간 20분", "duration", 80, "minute"),
    ("4년 반 만에", "duration", 4.5, "year"),
    ("열이틀", "duration", 12, "day"),
    ("보름", "duration", 15, "day"),
    ("스물한 명", "cardinal", 21, "명"),
    ("서른 아홉 편", "cardinal", 39, "편"),
    ("세 나라", "cardinal", 3, "나라"),
    ("21세기", "ordinal", 21, "century"),
    ("제3차 회의", "ordinal", 3, ""),
    ("헌법 9조", "ordinal", 9, ""),
    ("80년대", "decade", 1980, "year"),
    ("1980년대", "decade", 1980, "year"),
    ("50대 남성", "decade", 50, "year"),
    ("버스 50대의 행렬", "cardinal", 50, "대"),
    ("26살", "age", 26, "year"),
    ("칠순", "age", 70, "year"),
    ("시속 120km", "measure", 120, "km/h"),
    ("섭씨 30도", "measure", 30, "°C"),
    ("화씨 80도의", "measure", 80, "°F"),
    ("2m34를", "measure", 2.34, "m"),
    ("1m 20㎝", "measure", 1.2, "m"),
    ("64.5 메가와트", "measure", 64.5, "MW"),
    ("오후 5시 30분", "time", 17 * 60 + 30, "pm"),
    ("오전 12시 10분", "time", 10, "am"),
    ("세 시 반", "time", 3 * 60 + 30, ""),
    ("17:30", "time", 17 * 60 + 30, "pm"),
    ("4.4.4-2 버전", "cardinal", 4_004_004_002, "version"),
]


@pytest.mark.parametrize(("text", "kind", "value", "unit"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_numbers(text: str, kind: str | None, value: float, unit: str) -> None:
    if kind is None:
        assert read(text) == []
        return
    q = only(text)
    assert (q.kind, q.unit) == (kind, unit)
    assert q.value == pytest.approx(value, rel=1e-12)


RANGES = [
    ("3~5%", 3, 5),
    ("3∼4명", 3, 4),
    ("3~4만명", 30_000, 40_000),
    ("10만~20만 명", 100_000, 200_000),
    ("129~130달러", 129, 130),
    ("서너 명", 3, 4),
    ("2, 3년", 2, 3),
    ("1950∼53년", 1950, 1953),
    ("6~8월", 6, 8),
    ("3-2", 3, 2),
    ("3대2", 3, 2),
    ("96 대 94", 96, 94),
    ("수백 명", 100, 900),
]


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_ranges_and_scores(text: str, low: float, high: float) -> None:
    q = only(text)
    assert (q.value, q.high) == (low, high)


DATES = [
    ("2019년 9월 19일", (2019, 9, 19), date(2019, 9, 19)),
    ("2019.9.19", (2019, 9, 19), date(2019, 9, 19)),
    ("2019-09-19", (2019, 9, 19), date(2019, 9, 19)),
    ("9월 19일", (None, 9, 19), date(2019, 9, 19)),
    ("작년 6월 12일", (2018, 6, 12), date(2018, 6, 12)),
    ("오는 8월 8일", (None, 8, 8), date(2020, 8, 8)),
    ("19일", (None, None, 19), date(2019, 9, 19)),
    ("지난 19일", (None, None, 19), date(2019, 9, 19)),
    ("지난 25일", (None, None, 25), date(2019, 8, 25)),
    ("오는 21일까지", (None, None, 21), date(2019, 9, 21)),
    ("오는 3일", (None, None, 3), date(2019, 10, 3)),
    ("12일부터", (None, None, 12), date(2019, 9, 12)),
    ("20일(금)", (None, None, 20), date(2019, 9, 20)),
    ("다음달 2일", (2019, 10, 2), date(2019, 10, 2)),
    ("어제", (2019, 9, 19), date(2019, 9, 19)),
    ("지난주 금요일", (2019, 9, 13), date(2019, 9, 13)),
]


@pytest.mark.parametrize(("text", "parts", "when"), DATES, ids=[row[0] for row in DATES])
def test_days_by_the_date_of_the_article(
    text: str, parts: tuple[int | None, int | None, int], when: date
) -> None:
    q = only(text, ARTICLE)
    assert (q.kind, q.unit) == ("date", "day")
    assert (q.year, q.month, q.day) == parts
    assert q.value == when.toordinal()


def test_weekdays_of_the_calendar() -> None:
    assert only("19일", ARTICLE).weekday == 3
    assert only("16일", ARTICLE).weekday == 0
    assert only("월요일").weekday == 0


def test_months_and_years() -> None:
    assert (only("지난 2월", ARTICLE).month, only("지난 2월", ARTICLE).hard) == (2, True)
    month = only("이달 하순", ARTICLE)
    assert (month.text, month.year, month.month, month.hard) == ("이달 하순", 2019, 9, False)
    assert only("다음 달", ARTICLE).month == 10
    assert only("내년", ARTICLE).year == 2020
    assert only("'98년").year == 1998
    assert only("2000년부터").year == 2000
    assert only("전날", ARTICLE).kind == "date"
    assert only("다음 주말").unit == "week"


def test_a_day_that_follows_a_date_keeps_its_month() -> None:
    first, second = read("6월 21일-24일", ARTICLE)
    assert (first.month, first.day, second.month, second.day) == (6, 21, 6, 24)


@pytest.mark.parametrize(
    "text", ["15일 동안", "15일짜리", "10일 만에", "올림픽을 10일 앞둔", "24일간", "3일 전"]
)
def test_lengths_are_no_days_of_the_month(text: str) -> None:
    q = next(q for q in read(text) if q.kind != "date" or q.day)
    assert q.kind == "duration"


@pytest.mark.parametrize(
    "text",
    [
        "천명했다",
        "한편 정부는",
        "구조대가 도착했다",
        "세대 갈등",
        "백만장자",
        "세계",
        "조사",
        "다시",
        "보름달이 떴다",
        "일본",
        "만족",
    ],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert read(text) == []


def test_what_must_be_matched_and_what_need_not() -> None:
    assert only("38명").hard
    assert not only("2명").hard
    assert not only("세 명").hard
    assert not only("수백 명").hard
    assert not only("오후 5시").hard
    assert not only("6자회담").hard
    assert not only("8호 태풍").hard
    outside, inside = read("1억5840만 달러(약 1600억원)")
    assert (outside.hard, inside.hard) == (True, False)


def test_full_width_and_entities_keep_their_place() -> None:
    text = "약 ３억　원과 5&nbsp;%"
    first, second = read(text)
    assert (first.value, first.text) == (3e8, "３억　원")
    assert (second.value, second.unit, second.text) == (5, "%", "5&nbsp;%")
    assert all(text[q.start : q.end] == q.text for q in (first, second))


def test_memorial_days() -> None:
    assert (only("9·11 테러").month, only("9·11 테러").day) == (9, 11)
    assert (only("6.15 남북공동선언").month, only("6.15 남북공동선언").day) == (6, 15)
    assert only("6.15%").kind == "percent"
