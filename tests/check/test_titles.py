"""The checks of titles and organisations."""

from __future__ import annotations

import pytest

from toolkit.check import CheckContext, check_pairs
from toolkit.languages.en.titles import titles as english_titles
from toolkit.languages.ko.titles import titles as korean_titles
from toolkit.terms import TermBase
from toolkit.text import Finding, SegmentPair, Term

TOUCHSTONE = "special representative for Korean Peninsula peace and security affairs"


def check(source: str, target: str, terms: TermBase | None = None) -> list[Finding]:
    pair = SegmentPair("1", source, target)
    return list(check_pairs([pair], CheckContext(terms=terms), only=["titles"]))


def grave(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.severity, f.expected) for f in found if f.severity != "note"]


def test_the_touchstone() -> None:
    source = "이도훈 외교부 한반도평화교섭본부장은 19일 미국으로 출국했다."
    right = f"Lee Do-hoon, {TOUCHSTONE} at the Ministry of Foreign Affairs, left for the United States."
    assert grave(check(source, right)) == []
    for wrong in (
        "Lee Do-hoon, head of the Korean Peninsula Peace Negotiation Headquarters at the Foreign Ministry, left for the U.S.",
        "Lee Do-hoon, director of the Foreign Ministry's peace negotiation office, left for the U.S.",
        "Deputy Minister Lee Do-hoon of the Foreign Ministry left for the U.S.",
    ):
        assert grave(check(source, wrong)) == [("error", TOUCHSTONE)], wrong


def test_the_capitals_of_the_touchstone() -> None:
    source = "이도훈 한반도평화교섭본부장은 말했다."
    upper = "Lee Do-hoon, Special Representative for Korean Peninsula Peace and Security Affairs, said so to reporters today."
    assert grave(check(source, upper)) == [("warning", TOUCHSTONE)]
    lower = "It was what foreign minister Kang Kyung-wha told reporters on her way to the airport."
    (found,) = check("강경화 외교부 장관은 공항에서 기자들에게 말했다.", lower)
    assert found.expected == "Foreign Minister"
    fine = "Foreign Minister Kang Kyung-wha said so. Kang Kyung-wha, foreign minister, left. The foreign minister smiled."
    assert check("강경화 외교부 장관은 그렇게 말하고 떠났다.", fine) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("무바라크 대통령은 말했다.", "Vice President Mubarak said so.", "president"),
        ("훈센 총리가 이겼다.", "President Hun Sen won.", "prime minister"),
        ("데이비드 애치슨 박사는 말했다.", "Gen. David Acheson said so.", "Dr."),
        ("정부 대변인은 말했다.", "A government chairman said so.", "spokesperson"),
        ("콘돌리자 라이스 미국 국무장관은", "Secretary of Defense Condoleezza Rice", "secretary of state"),
        ("백남순 북한 외무상은", "North Korean Defense Minister Paek Nam-sun", "foreign minister"),
        ("통일부 장관은 말했다.", "Foreign Minister Kim said so.", "unification minister"),
        ("강 차관은 말했다.", "Minister Kang said so.", "vice minister"),
    ],
)
def test_swapped_titles_are_errors(source: str, target: str, expected: str) -> None:
    assert grave(check(source, target)) == [("error", expected)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("뤄자오후이 중국 외교부 부부장은", "Chinese Vice Foreign Minister Luo Zhaohui"),
        (
            "왕이 중국 외교담당 국무위원 겸 외교부장의",
            "Chinese State Councilor and Foreign Minister Wang Yi's",
        ),
        ("구닐라 린드버그 IOC 부위원장은", "IOC vice president Gunilla Lindberg"),
        ("유명환 외교통상부장관은", "South Korean Foreign Minister Yu Myung-hwan"),
        ("국무총리실은 밝혔다.", "The Prime Minister's Office said so."),
        ("이 본부장은 말했다.", "Lee said so."),
        ("마크 내퍼 국무부 부차관보는", "Deputy Assistant Secretary of State Marc Knapper"),
        ("부시 대통령과 라이스 장관은", "President Bush and Rice"),
        ("김 의원은 감독하고 대표해", "Rep. Kim supervised and represented"),
    ],
)
def test_correct_titles_are_quiet(source: str, target: str) -> None:
    assert grave(check(source, target)) == []


ALSO_CORRECT = [
    ("노태우 대통령 시절 수교했다.", "They set up ties under President Roh Tae-woo."),
    ("노태우 대통령 시절 수교했다.", "Under President Roh Tae-woo, they set up ties."),
    ("줄리아 해리스 검사장은 물었다.", "District Attorney Julia Harris asked."),
    ("릭 매더슨 부교수가 읽었다.", "Associate professor Rick Matheson read it."),
    ("훗날 유엔 사무차장이 됐다.", "He later became a U.N. undersecretary-general."),
    ("법무차관은 서류를 돌려보냈다.", "The deputy attorney general returned the papers."),
    (
        "법률가 라파엘 렘킨의 말이 기소장에 등장했다.",
        "The word of the lawyer Raphael Lemkin was in the indictment.",
    ),
    (
        "프리미어리그 구단이 여름 이적 시장에서 썼다.",
        "The Premier League clubs spent it in the transfer window.",
    ),
    ("고종 황제의 특사", "an emissary of Emperor Gojong"),
]


@pytest.mark.parametrize(("source", "target"), ALSO_CORRECT)
def test_words_that_look_like_titles_or_ranks(source: str, target: str) -> None:
    assert grave(check(source, target)) == []


def test_an_under_secretary_is_no_secretary() -> None:
    assert [f.rank for f in english_titles("Under Secretary Hale met under secretaries of the army.")] == [
        "under",
        "under",
    ]
    assert [f.rank for f in english_titles("under Secretary of State John Kerry")] == [""]
    (found,) = check("존 케리 국무차관은 말했다.", "Secretary of State John Kerry said.")
    assert found.severity == "error"


def test_former_and_acting() -> None:
    assert grave(check("강경화 전 장관은 말했다.", "Minister Kang said so.")) == [
        ("warning", "former Minister")
    ]
    assert grave(check("강경화 전 장관은 말했다.", "Former Minister Kang said so.")) == []
    assert grave(check("한덕수 대통령 권한대행은", "President Han Duck-soo")) == [
        ("warning", "acting President")
    ]


def test_posts_of_the_united_states() -> None:
    assert grave(check("미국 국방부 차관보는", "Under Secretary Brown of the Pentagon")) == [
        ("warning", "assistant secretary")
    ]
    assert grave(check("미국 재무장관은", "Treasury Secretary Janet Yellen")) == []


def test_a_title_is_needed_at_the_first_mention_only() -> None:
    pairs = [
        SegmentPair("1", "이도훈 장관은 떠났다.", "Lee Do-hoon left.", document="a"),
        SegmentPair("2", "이도훈 장관은 돌아왔다.", "Lee Do-hoon came back.", document="a"),
    ]
    found = list(check_pairs(pairs, only=["titles"]))
    assert [(f.id, f.severity) for f in found] == [("1", "note")]


def test_the_term_base_decides() -> None:
    own = TermBase([Term(("가람위원장",), ("garam coordinator",), kind="title")])
    assert check("박철수 가람위원장은", "Garam coordinator Park Chul-soo", own) == []


def test_abbreviations_are_introduced_before_they_are_used() -> None:
    def run(*targets: str) -> list[str]:
        pairs = [SegmentPair(str(i), "문장", target, document="a") for i, target in enumerate(targets)]
        found = check_pairs(pairs, only=["organisations"])
        return [f.target[slice(*f.target_span or ())] for f in found if f.severity == "note"]

    assert run("The Korea Zinc Fund (KZF) grew.", "The KZF said so.") == []
    assert run("It said the KZF grew.", "The KZF said so.") == ["KZF"]
    assert run("It said NATO and the IMF grew.", "Yes.") == []


def test_reading_of_titles() -> None:
    (title,) = english_titles("Vice Unification Minister Suh Ho spoke.")
    assert (title.head, title.rank, title.office, title.before_name) == (
        "minister",
        "vice",
        "unification",
        True,
    )
    assert [t.head for t in english_titles("Lt. Gen. Kim met U.N. Under-Secretary-General Lee.")] == [
        "general",
        "secretary-general",
    ]
    assert english_titles("In general, major states manage.") == []
    (korean,) = korean_titles("강경화 전 외교부 장관은")
    assert (korean.text, korean.office, korean.former, korean.named) == ("장관", "foreign", True, True)
    assert korean_titles("시장경제를 대표해 감독했다") == []


def test_the_desk_need_not_name_the_kind_of_a_known_office() -> None:
    own = TermBase([Term(("한반도평화교섭본부장",), (TOUCHSTONE,))])
    found = check(
        "이도훈 한반도평화교섭본부장은 떠났다.", "Lee Do-hoon, head of the peace office, left.", own
    )
    assert grave(found) == [("error", TOUCHSTONE)]
    assert grave(check("이도훈 한반도평화교섭본부장은 떠났다.", "Lee Do-hoon left.", own)) == []


def test_from_english() -> None:
    def grave_of(target: str) -> list[tuple[str, str]]:
        pair = SegmentPair("1", f"Lee Do-hoon, {TOUCHSTONE}, left.", target, "en", "ko")
        return grave(list(check_pairs([pair], only=["titles"])))

    assert grave_of("이도훈 한반도 평화교섭본부장이 떠났다.") == []
    assert grave_of("이도훈 한반도 평화 및 안보 특별대표가 떠났다.") == [("warning", "한반도평화교섭본부장")]
