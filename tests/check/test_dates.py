"""The check `dates`, by the article's own date and without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toolkit.check.base import CheckContext
from toolkit.check.dates import DATES
from toolkit.text import Finding, SegmentPair

ARTICLE = date(2019, 9, 20)


def findings(korean: str, english: str, day: date | None = ARTICLE) -> list[Finding]:
    return list(DATES.run([SegmentPair("1", korean, english, date=day)], CheckContext()))


WRONG = [
    ("지난 19일 만났다.", "They met on Friday.", "Thursday, Sept. 19"),
    ("16일 밝혔다.", "He said on Tuesday.", "Monday, Sept. 16"),
    ("6월 21일 열린다.", "It opens on Aug. 21.", "June 21"),
    ("8월 8일 개막한다.", "It begins August 16.", "Aug. 8"),
    ("작년 6월 12일", "on June 12, 2017", "June 12, 2018"),
    ("2004년 2월 이후", "since February 2006", "February 2004"),
    ("1992년에 시작됐다.", "It began in 1972.", "1992"),
    ("지난달 열렸다.", "It was held in September.", "August 2019"),
    ("20일 전체회의에서", "at a full meeting on the 17th", "Friday, Sept. 20"),
    (
        "2011년 1월 찍어 2012년 9월 개봉했다.",
        "It was shot in January 2011 and released in January 2012.",
        "September 2012",
    ),
    ("8월에 발표돼 9월에 나왔다.", "Announced in August, it appeared in August.", "September"),
    ("목요일에 열린다.", "It opens on Friday.", "Thursday"),
    ("7월 24일 연다.", "It opens on 84 July.", "July 24"),
    ("16일 시작돼 20일 끝났다.", "It began Monday and ended Saturday.", "Friday, Sept. 20"),
    ("북한은 19일 미사일을 쐈다.", "North Korea fired a missile on Aug. 19.", "Sept. 19"),
    ("오는 21일 회담이 열린다.", "Talks open on Oct. 21.", "Sept. 21"),
]


@pytest.mark.parametrize(("korean", "english", "expected"), WRONG, ids=[row[0] for row in WRONG])
def test_errors(korean: str, english: str, expected: str) -> None:
    (f,) = findings(korean, english)
    assert (f.check, f.severity, f.expected) == ("dates", "error", expected)
    assert f.source_span and f.target_span


RIGHT = [
    ("8월 18일과 19일 열렸다.", "It was held on Aug. 18 and 19."),
    ("오는 5일 열린다.", "It opens on Oct. 5."),
    ("지난 25일 열렸다.", "It opened on Aug. 25."),
    ("지난해 늘었다.", "It rose in 2018."),
    ("2015년 이후 지난해까지 늘었다.", "It rose from 2015 through 2018."),
    ("지난해 3%에서 올해 2%로 낮췄다.", "It was cut from 3 percent in 2018 to 2 percent in 2019."),
    ("지난 19일 만났다.", "They met on Thursday."),
    ("16일 밝혔다.", "He said on Monday."),
    ("19일부터 21일까지 방문한다.", "He visits from Thursday through Saturday."),
    ("지난 2월 끝났다.", "It ended in February."),
    ("지난 6월 밝혔다.", "He suggested in June."),
    ("이달 하순 열린다.", "It will be held later this month."),
    ("이달 초 방문했다.", "He visited early this month."),
    ("다음 달 2일", "on Oct. 2"),
    ("작년 6월 12일", "on June 12, 2018"),
    ("작년 6월 12일", "on June 12 last year"),
    ("오는 21일까지", "until Saturday"),
    ("전날 밝혔다.", "He said the previous day."),
    ("내년 1월 3일까지", "through Jan. 3"),
    ("2019년 9월 19일", "on Sept. 19"),
    ("6월 21일-24일", "June 21-24"),
    ("28일(현지시간) 발표했다.", "They announced on Friday."),
    ("6~8월 평균기온", "the average from June to August"),
]


@pytest.mark.parametrize(("korean", "english"), RIGHT, ids=[row[0] for row in RIGHT])
def test_correct_pairs_are_left_alone(korean: str, english: str) -> None:
    assert findings(korean, english) == []


def test_without_the_date_of_the_article_a_bare_day_may_be_any_weekday() -> None:
    assert findings("지난 19일 만났다.", "They met on Friday.", None) == []
    assert findings("지난달 열렸다.", "It was held in September.", None) == []
    assert findings("6월 21일 열린다.", "It opens on Aug. 21.", None) != []


def test_missing_dates_are_warnings() -> None:
    (f,) = findings("6월 21일 열린다.", "It opens.")
    assert (f.severity, f.message) == ("warning", "6월 21일 (June 21) is missing")


def test_the_sample_story_is_quiet(shared: Path) -> None:
    folder = shared / "articles"
    korean = " ".join((folder / "us-nk-talks.ko.txt").read_text("utf-8").split())
    english = " ".join((folder / "us-nk-talks.en.txt").read_text("utf-8-sig").split())
    assert [f.message for f in findings(korean, english, date(2019, 9, 19)) if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("지난해 수출이 늘었다.", "Exports rose in 2017."),
        ("올해 수출이 늘었다.", "Exports rose in 2018."),
        ("내년에는 는다.", "They will rise in 2021."),
    ],
)
def test_a_year_counted_from_the_article(korean: str, english: str) -> None:
    (f,) = findings(korean, english)
    assert (f.severity, f.source_span is None, f.target_span is None) == ("warning", False, False)
    assert not findings(korean, english, None)
