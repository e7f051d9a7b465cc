"""The check `numbers`: what is found, what is left alone, and what a finding says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.check.base import CheckContext
from toolkit.check.dates import DATES
from toolkit.check.numbers import NUMBERS
from toolkit.text import Finding, SegmentPair


def findings(korean: str, english: str, *, swap: bool = False, day: date | None = None) -> list[Finding]:
    """Findings of both checks."""
    pair = SegmentPair("1", korean, english, date=day)
    if swap:
        pair = SegmentPair("1", english, korean, "en", "ko", date=day)
    return [f for check in (NUMBERS, DATES) for f in check.run([pair], CheckContext())]


ERRORS = [
    ("3억5천만 원을 썼다.", "It spent 35 million won.", "350 million won"),
    ("사병 다섯 명이 그를 꺼냈다.", "Four enlisted men pulled him out.", "five"),
    ("20만 톤을 보낸다.", "It will send 20,000 tons.", "200,000 tons"),
    ("신입생 3천123명 가운데", "of the 312 freshmen", "3,123"),
    ("38명이 숨졌다.", "At least 98 people were killed.", "38"),
    ("127.95달러에 거래됐다.", "It traded at $127.97.", "$127.95"),
    ("1500달러의 몸값", "a 1,500 won ransom", "$1,500"),
    ("14억 달러 규모", "worth 1.4 billion won", "$1.4 billion"),
    ("80%가 찬성했다.", "80 percentage points were in favor.", "80 percent"),
    ("5%포인트 올랐다.", "It rose 5 percent.", "5 percentage points"),
    ("폭 15m, 길이 2km", "11 meters (49 feet) wide, 2 kilometers long", "15 meters"),
    ("30대 여성", "a woman in her 70s", "30s"),
    ("2대1로 이겼다.", "They won 3-1.", "2-1"),
    ("오전 5시 32분", "at 9:32 a.m.", "5:32 a.m."),
    ("HER2 단백질", "the protein HER6", "2"),
    ("900mm가 내렸다.", "It dropped 36 inches (980 mm).", "900 millimeters"),
    ("2,326억 달러", "(US$232.6 thousand)", "$232.6 billion"),
    ("1만m 상공", "at 10,000 meters (3,280 feet)", "10,000 meters"),
    ("131.04달러에 거래됐다.", "It settled up to 131.04 won.", "$131.04"),
    ("9%포인트 앞섰다.", "He leads by a 6-point margin.", "9 percentage points"),
    ("7살 조카", "the 1 year-old nephew", "7 years old"),
    ("47명이 숨졌다. 시체들이 발견됐다.", "48 people died; scores of bodies were found.", "47"),
    ("10명 중 4명, 10명 중 9명", "four in 60, nine in 10", "10"),
    ("징역 3년 6개월", "three years and eight months in prison", "42 months"),
    ("징역 3년 6개월", "5 1/2 years in prison", "42 months"),
    ("1유로 60센트를 받는다.", "They get 1.80 euros.", "1.60 euros"),
    ("약값은 15달러 50센트다.", "The pill costs $15.40.", "$15.50"),
    ("전국 117곳에서", "from more than 190 sources", "117"),
    ("시험은 밤 아홉 시 48분에 끝난다.", "The exam ends at 9:28 p.m.", "9:48"),
    ("1g의 1조분의 29", "39 trillionths of a gram", "2.9e-11"),
]


@pytest.mark.parametrize(("korean", "english", "expected"), ERRORS, ids=[row[0] for row in ERRORS])
def test_errors(korean: str, english: str, expected: str) -> None:
    errors = [f for f in findings(korean, english) if f.severity == "error"]
    assert [(f.check, f.expected) for f in errors] == [("numbers", expected)]
    (f,) = errors
    assert f.source_span and f.target_span
    assert f.source[slice(*f.source_span)] and f.target[slice(*f.target_span)]


@pytest.mark.parametrize(("korean", "english"), [row[:2] for row in ERRORS])
def test_the_other_direction_finds_the_same(korean: str, english: str) -> None:
    here = {(f.check, f.severity, f.source_span, f.target_span) for f in findings(korean, english)}
    there = {
        (f.check, f.severity, f.target_span, f.source_span) for f in findings(korean, english, swap=True)
    }
    assert here == there


CORRECT = [
    ("협상단은 이레 동안 여덟 개 시간대를 지났다.", "Negotiators crossed eight time zones in a week."),
    ("송전탑 노선을 1.6km 옮겼다.", "The transmission line was moved a mile."),
    ("2030 여성 구매 비중 38%", "Women in 20s and 30s make 38% of purchases"),
    ("예 병장 등 사병 다섯 명이 그를 꺼냈다.", "Sgt. Ye and four other enlisted men pulled him out."),
    ("3억5천만 원", "350 million won"),
    ("1억5840만 달러(약 1600억원)", "$158.4 million"),
    ("약 1600억 원", "about 158.4 billion won"),
    ("50만여 명", "more than 500,000 people"),
    ("2할6푼8리", "batting .268"),
    ("하루 24시간", "around the clock"),
    ("1만m 상공", "at 10,000 meters (32,800 feet)"),
    ("시속 120km", "75 mph"),
    ("섭씨 30도", "86 degrees Fahrenheit"),
    ("80년대와 1970년대", "the 1980s and the '70s"),
    ("50대 남성", "a man in his 50s"),
    ("9·11 테러", "the Sept. 11 attacks"),
    ("오후 5시", "17:00"),
    ("3분의 1", "one in three"),
    ("절반", "50 percent"),
    ("4년 반 만에", "after four and a half years"),
    ("1시간 30분", "an hour and a half"),
    ("열두 명", "12 people"),
    ("보름 전", "two weeks ago"),
    ("6 대 4로", "a 60-40 split"),
    ("남자 1명", "a man"),
    ("세 명이", "they"),
    ("수백만 달러", "$5 million"),
    ("오늘은 1억5천만 유로, 내일은 2억 유로", "today 150 million euros, tomorrow 200."),
    ("6피트 6인치의 선수", "the 6-foot-6 forward"),
    ("세트 점수 3-1(25-21 23-25)", "3-1 (25-21, 23-25)"),
    ("2차 세계대전", "World War II"),
    ("26살과 27살", "aged 26 and 27"),
    ("600만분의 1", "one in 6 million"),
    ("98년 8월", "August 1998"),
    ("50&nbsp;% 이상", "more than 50%"),
    ("129~130달러", "between 129 and $130"),
    ("1유로 60센트", "1.60 euros"),
    ("15달러 50센트", "$15.50"),
    ("3파운드 20펜스", "3.20 pounds"),
    ("징역 1년 6개월", "18 months in prison"),
    ("징역 1년 6개월", "a year and six months in prison"),
    ("징역 3년 6개월", "3 1/2 years"),
    ("징역 5년 6개월", "five and a half years"),
    ("2년 6개월", "two years and six months"),
    ("1년 반을 끈 갈등", "the year-and-a-half standoff"),
    ("1시간 45분", "an hour and 45 minutes"),
    ("밤 아홉 시 48분", "9:48 p.m."),
    ("도시농부 십여 명", "a dozen urban farmers"),
    ("여남은 명", "10 or so members"),
    ("보름 뒤", "a fortnight later"),
    ("2주 뒤", "a fortnight later"),
    ("서른 세대를 이어", "for 30 generations"),
    ("서른사흘 동안", "for 33 days"),
    ("열이레째", "on the 17th day"),
    ("백일 동안", "for 100 days"),
    ("15m를 4초대에", "under five seconds for 15 meters"),
    ("1g의 1조분의 29", "29 trillionths of a gram"),
    ("지름의 1만분의 1", "a ten-thousandth the diameter"),
    ("22구경 총알", "a .22-caliber bullet"),
    ("3-1로 누르고", "beat him in four sets"),
    ("6-3, 3-6, 7-5로", "6-3, 3-6, 7-5"),
    ("2승1패", "a 2-1 lead"),
    ("2과 3분의 2이닝", "2 2/3 innings"),
    ("후반 41분에", "in the 86th minute"),
    ("106년을 보낸 뒤", "for more than a century"),
    ("55년 만에", "after more than half a century"),
    ("22년 만에", "more than two decades later"),
    ("39년의 의정 생활", "a nearly four-decade career"),
    ("19년 동안", "for nearly 20 years"),
    ("전국 117곳", "more than 100 sources"),
    ("1905년 문을 연", "opened in the early 1900s"),
    ("수천 년을 버틴", "has lasted millennia"),
    ("38%만이 명부에 올랐다.", "Only 38 percent are on the rolls."),
    ("법원은 10%만 인정했다.", "The court accepted only 10 percent."),
    ("백 장관은 경고했다.", "Minister Beck warned."),
    ("밝힌 이만 여야를 합쳐 아홉 명이다.", "Nine from both camps have said so."),
    ("사라진 백사장", "the lost beach"),
    ("올림피아드를 석권한 학생들", "the students who swept the Olympiad"),
    ("섞이다 만 석회", "unmixed lime"),
    ("만 세 살에", "at 3"),
    ("기자 이레나 바르토바", "Irena Bartova, a reporter"),
    ("코로나19 이전", "pre-COVID levels"),
    ("주민 백마흔 명과 의자 이백여든 개", "140 residents and 280 chairs"),
    ("백두 살", "102 years old"),
    ("약관의 나이에, 불혹에", "at 20 and upon turning 40"),
    ("하루 만 보라는 숫자", "the figure of 10,000 steps a day"),
    ("2천만 t 남짓한 사막", "20-odd million tons of desert"),
    ("지난 100년 사이에", "over the past century"),
    ("백 세 노인들", "centenarians"),
    ("소설이 백만 부 팔렸다.", "The novel sold a million copies."),
    ("두 평 남짓한 감방", "a cell of barely 6 square meters"),
]


@pytest.mark.parametrize(("korean", "english"), CORRECT, ids=[row[0] for row in CORRECT])
@pytest.mark.parametrize("swap", [False, True])
def test_correct_pairs_are_left_alone(korean: str, english: str, swap: bool) -> None:
    assert findings(korean, english, swap=swap) == []


def test_missing_and_extra_are_warnings() -> None:
    (missing,) = findings("터키에서 86명이 체포됐다.", "People were arrested in Turkey.")
    assert (missing.severity, missing.expected, missing.target_span) == ("warning", "86", None)
    (extra,) = findings("터키에서 체포됐다.", "In Turkey 86 people were arrested.")
    assert (extra.severity, extra.expected, extra.source_span) == ("warning", "", None)


def test_a_small_number_in_words_alone_is_a_note() -> None:
    (f,) = findings("호텔들이 피해를 입었다.", "Three hotels were damaged.")
    assert f.severity == "note"
    (g,) = findings("호텔 세 곳이 피해를 입었다.", "Nine hotels were damaged.")
    assert g.severity in ("warning", "error")


def test_the_same_number_in_another_unit_is_a_warning() -> None:
    (f,) = findings("중국은 5와트를 생산했다.", "China produced 5 gigawatts.")
    assert (f.severity, f.expected) == ("warning", "5 watts")


def test_the_message_tells_what_is_wrong() -> None:
    (f,) = findings("정부는 3억5천만 원을 썼다.", "The government spent 35 million won.")
    assert f.message == "3억5천만 원 is 350 million won, found 35 million won"
    assert (f.source_span, f.target_span, f.side) == ((4, 11), (21, 35), "target")


def test_a_pair_without_a_side_is_left_to_completeness() -> None:
    assert findings("38명", "") == findings("", "38 people") == []


def test_languages_that_we_do_not_know() -> None:
    pair = SegmentPair("1", "Es kostet 12 €.", "Ça coûte 21 €.", "de", "fr")
    assert [f.severity for f in NUMBERS.run([pair], CheckContext())] == ["error"]
    same = SegmentPair("1", "Es kostet 1.200 €.", "Ça coûte 1 200 €.", "de", "fr")
    assert list(NUMBERS.run([same], CheckContext())) == []


_PIECES = "3 12 450 1,200 7.5 만 억 원 달러 % %포인트 명 년 월 일 시 분 - ~ ( ) $ million percent points May 19 1980s km miles"
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(_PIECES.split()),
        max_size=9,
    ).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(korean=TEXTS, english=TEXTS, day=st.one_of(st.none(), st.dates()))
def test_nothing_in_the_text_can_break_it(korean: str, english: str, day: date | None) -> None:
    for swap in (False, True):
        for f in findings(korean, english, swap=swap, day=day):
            assert f.message and f.severity in ("error", "warning", "note")
            for text, span in ((f.source, f.source_span), (f.target, f.target_span)):
                assert span is None or 0 <= span[0] < span[1] <= len(text)
            assert f.source_span or f.target_span


def test_careful_translations_raise_hardly_an_alarm(shared: Path) -> None:
    rows = [line.split("\t")[:2] for line in (shared / "data/dev/pud.tsv").read_text("utf-8").splitlines()]
    flagged = sum(any(f.severity == "error" for f in findings(ko, en)) for ko, en in rows)
    assert flagged / len(rows) <= 0.003
