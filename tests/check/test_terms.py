"""The check of terms: swaps are errors, absence is not."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.check import CheckContext, check_pairs
from toolkit.terms import TermBase
from toolkit.text import Finding, SegmentPair, Term

OWN = TermBase(
    [
        Term(("가온연구소",), ("Gaon Institute",), forbidden=("Gaon Laboratory",), kind="organisation"),
        Term(("나래사업",), ("Narae Project",)),
        Term(("다온제도",), ("Daon Scheme",)),
    ]
)


def check(
    source: str, target: str, terms: TermBase | None = None, *, only: tuple[str, ...] = ("terms", "organisations"), day: date | None = None, starter: bool = True
) -> list[Finding]:  # fmt: skip
    pair = SegmentPair("1", source, target, date=day)
    return list(check_pairs([pair], CheckContext(terms=terms, starter=starter), only=only))


def test_a_swapped_place_is_an_error() -> None:
    (found,) = check("독일 총리는 베를린에서 연설했다.", "The French chancellor spoke in Berlin.")
    assert (found.check, found.severity, found.expected) == ("terms", "error", "Germany")
    assert found.source[slice(*found.source_span or ())] == "독일"
    assert found.target[slice(*found.target_span or ())] == "French"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("독일 총리는 연설했다.", "The chancellor spoke."),  # absence proves nothing
        ("독일 총리는 연설했다.", "The German chancellor spoke."),  # an adjective
        (
            "한미 정상은 만났다. 중국은 빠졌다.",
            "The South Korean and U.S. leaders met without Beijing.",
        ),  # one syllable, a capital
        ("이라크전을 비판한 미국 신문", "The newspaper criticized the Iraq war."),  # a name in a compound
        ("미국인들은 러시아어를 배운다.", "Americans learn Russian."),
        ("중국산 배추와 일본군", "Chinese cabbage and Japanese troops"),
        ("화물선이 타이완 해협을 지났다.", "A cargo ship passed the Taiwan Strait."),  # only 타이완 is known
    ],
)
def test_correct_pairs_are_quiet(source: str, target: str) -> None:
    assert [f for f in check(source, target) if f.severity != "note"] == []


def test_the_desk_decides() -> None:
    (found,) = check("나래사업을 시작했다.", "The Daon Scheme was launched.", OWN)
    assert (found.severity, found.expected) == ("error", "Narae Project")
    (note,) = check("나래사업을 시작했다.", "The program was launched.", OWN)
    assert note.severity == "note"
    assert check("나래사업을 시작했다.", "Narae Projects were launched.", OWN) == []


def test_forbidden_forms() -> None:
    (found,) = check("가온연구소가 밝혔다.", "The Gaon Laboratory said so.", OWN)
    assert (found.check, found.severity, found.expected) == ("organisations", "error", "Gaon Institute")
    assert check("다른 연구소가 밝혔다.", "The Gaon Laboratory said so.", OWN) == []


def test_the_name_of_another_date() -> None:
    source = "행정안전부는 대책을 발표했다."
    old = "The Ministry of Public Administration and Security announced measures."
    (found,) = check(source, old, day=date(2020, 5, 1))
    assert (found.check, found.severity) == ("organisations", "error")
    assert found.expected == "Ministry of the Interior and Safety"
    assert check(source, old, day=date(2010, 5, 1)) == []


def test_a_rival_phrase_with_the_same_head() -> None:
    (found,) = check("통일부는 자료를 냈다.", "The Reunite Ministry released data.")
    assert (found.check, found.severity, found.expected) == (
        "organisations",
        "warning",
        "Ministry of Unification",
    )


def test_other_direction() -> None:
    pair = SegmentPair("1", "The German chancellor spoke.", "프랑스 총리가 연설했다.", "en", "ko")
    (found,) = check_pairs([pair], only=["terms"])
    assert (found.severity, found.expected) == ("error", "독일")
    right = SegmentPair("1", "The German chancellor spoke.", "독일 총리가 연설했다.", "en", "ko")
    assert list(check_pairs([right], only=["terms"])) == []


def test_a_term_that_moved_to_the_next_sentence_is_no_error() -> None:
    pairs = [
        SegmentPair("1", "독일은 반대했다.", "France supported it.", document="a"),
        SegmentPair("2", "프랑스는 찬성했다.", "Germany opposed it.", document="a"),
    ]
    assert {f.severity for f in check_pairs(pairs, only=["terms"])} <= {"warning", "note"}


def test_without_the_starter_terms() -> None:
    assert check("독일은 반대했다.", "France opposed it.", starter=False) == []


def test_another_phrase_for_an_entry_of_the_desk() -> None:
    own = TermBase([Term(("통일부",), ("Ministry of Unification",)), Term(("나래사업",), ("Narae Project",))])
    assert [f.severity for f in check("통일부는 밝혔다.", "The Ministry of Reuniting said so.", own)] == [
        "error"
    ]
    (found,) = check("나래사업은 컸다.", "The Narae Business was big.", own)
    assert (found.severity, found.expected) == ("warning", "Narae Project")
    assert [f.severity for f in check("나래사업은 컸다.", "Narae was big.", own)] == ["note"]


def test_a_party_is_no_parliament_and_a_common_noun_no_body() -> None:
    for source, target in (
        (
            "The Massachusetts Democrat spoke during a town hall.",
            "매사추세츠 민주당원은 마을 의회에서 말했다.",
        ),
        (
            "It is about a cabinet secretary after the Capitol falls.",
            "의회 의사당이 무너진 뒤의 내각 비서 이야기다.",
        ),
    ):
        pair = SegmentPair("1", source, target, "en", "ko")
        assert not list(check_pairs([pair], only=["organisations"]))
