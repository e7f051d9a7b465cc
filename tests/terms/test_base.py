"""Lookup of terms in Korean and English text."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.terms import TermBase, merge, starter_terms
from toolkit.text import Term

TITLE = "special representative for Korean Peninsula peace and security affairs"
BASE = TermBase(
    [
        Term(("한반도평화교섭본부장",), (TITLE,), kind="title"),
        Term(("미국",), ("United States", "U.S.", "US", "American"), kind="place"),
        Term(("한국",), ("South Korea", "Korea"), kind="place"),
        Term(("북한",), ("North Korea",), kind="place"),
        Term(("한국은행",), ("Bank of Korea", "BOK"), kind="organisation"),
        Term(("국무부",), ("State Department",), kind="organisation"),
        Term(("외교부",), ("Foreign Ministry", "Ministry of Foreign Affairs"), kind="organisation"),
        Term(("외교부장",), ("foreign minister",), kind="title"),
        Term(("세계보건기구", "WHO"), ("World Health Organization", "WHO"), kind="organisation"),
        Term(("튀르키예",), ("Turkey",), kind="place"),
        Term(("대변인",), ("spokesman",), kind="title"),
        Term(("농림축산식품부",), ("Ministry of Agriculture, Food and Rural Affairs",), kind="organisation"),
    ]
)


def found(text: str, language: str, day: date | None = None) -> list[tuple[str, str]]:
    return [(text[a:b], term.source[0]) for term, (a, b) in BASE.find(text, language, day)]


@pytest.mark.parametrize(
    "text",
    [
        "한반도평화교섭본부장은 19일",
        "이도훈 한반도 평화교섭본부장이",
        "한반도 평화 교섭 본부장으로부터의",
        "외교부의 한반도평화교섭본부장에게서도",
        "한반도평화교섭본부장이라고 했다",
        "“한반도평화교섭본부장”",
    ],
)
def test_particles_and_spacing(text: str) -> None:
    assert "한반도평화교섭본부장" in [source for _, source in found(text, "ko")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한국은행은 한국은 다르다", ["한국은행", "한국"]),
        ("중국 외교부장은", ["외교부장"]),
        ("한국외교부는", ["한국", "외교부"]),
        ("미국무부는", ["국무부"]),
        ("북한산 등산", ["북한"]),
        ("외교부담이 크다", []),
        ("미국FDA와 WHO가", ["미국", "세계보건기구"]),
        ("who is it", []),
    ],
)
def test_where_a_korean_noun_ends(text: str, expected: list[str]) -> None:
    assert [source for _, source in found(text, "ko")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S.'s State Department", ["미국", "국무부"]),
        ("US and us", ["미국"]),
        ("Who said the WHO would?", ["세계보건기구"]),
        ("a turkey in Turkey", ["튀르키예"]),
        ("Foreign ministers met; spokesmen spoke", ["외교부장", "대변인"]),
        ("South Korea's Foreign Ministry", ["한국", "외교부"]),
        ("SOUTH KOREA", ["한국"]),
        ("the Ministry of Agriculture, Food and Rural Affairs", ["농림축산식품부"]),
        ("of the State, Department stores", []),
    ],
)
def test_english_inflection_and_capitals(text: str, expected: list[str]) -> None:
    assert [source for _, source in found(text, "en")] == expected


def test_longer_matches_win_and_shorter_ones_are_hits() -> None:
    hits = BASE.hits("the Bank of Korea", "en")
    assert [(h.forms[0].term.source[0], h.top) for h in hits] == [("한국은행", True), ("한국", False)]


def test_dates_of_validity() -> None:
    old = Term(
        ("행정안전부",), ("Ministry of Public Administration and Security",), valid_to=date(2013, 3, 22)
    )
    new = Term(("행정안전부",), ("Ministry of the Interior and Safety",), valid_from=date(2017, 7, 26))
    base = TermBase([old, new])
    assert [t for t, _ in base.find("행정안전부는", "ko", date(2010, 1, 1))] == [old]
    assert [t for t, _ in base.find("행정안전부는", "ko", date(2020, 1, 1))] == [new]
    assert base.find("행정안전부는", "ko", date(2015, 1, 1)) == []
    assert [t for t, _ in base.find("행정안전부는", "ko")] == [old, new]


def test_forbidden_forms_are_hits_but_not_found() -> None:
    base = TermBase([Term(("통일부",), ("Unification Ministry",), forbidden=("Ministry of Reunification",))])
    assert base.find("the Ministry of Reunification", "en") == []
    assert [f.forbidden for h in base.hits("the Ministry of Reunification", "en") for f in h.forms] == [True]


def test_other_languages() -> None:
    base = TermBase([Term(("Außenministerium",), ("外務省",), "de", "ja")])
    assert base.find("das Außenministerium sagt", "de")
    assert [span for _, span in base.find("日本の外務省は", "ja")] == [(3, 6)]
    assert base.find("외무성", "ko") == []


def test_merge_overrides_by_source() -> None:
    first = [Term(("외교부",), ("Foreign Ministry",)), Term(("국방부",), ("Defense Ministry",))]
    second = [Term(("외교부",), ("Ministry of Foreign Affairs",))]
    merged = merge([first, second])
    assert {t.source[0]: t.target[0] for t in merged} == {
        "외교부": "Ministry of Foreign Affairs",
        "국방부": "Defense Ministry",
    }


def test_merge_joins_rows_of_one_file() -> None:
    merged = merge([[Term(("중국",), ("China",)), Term(("중국",), ("Chinese",), kind="place")]])
    assert merged.entries == (Term(("중국",), ("China", "Chinese"), kind="place"),)


def test_digest_depends_on_entries() -> None:
    assert TermBase([Term(("가나",), ("Ghana",))]).digest != TermBase([Term(("가나",), ("Gana",))]).digest
    assert BASE.digest == TermBase(BASE.entries).digest


@given(st.text(), st.sampled_from(["ko", "en", "ja", "xx"]))
def test_any_text(text: str, language: str) -> None:
    for hit in BASE.hits(text, language):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.forms


@given(
    st.lists(
        st.sampled_from(
            ["미국 ", "외교부", "외교부장", "은 ", "한국", "은행 ", "무부", "US ", "이다. ", "\n"]
        ),
        max_size=12,
    )
)
def test_top_hits_do_not_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    last = 0
    for hit in BASE.hits(text, "ko"):
        if hit.top:
            assert hit.start >= last
            last = hit.end


def test_cost_hardly_depends_on_the_number_of_entries() -> None:
    """With fifty times the entries, lookup looks at no more places of the text."""
    rng = random.Random(1)
    syllables = "가나다라마바사아자차카타파하"
    many = TermBase(
        [
            *BASE.entries,
            *(Term(("".join(rng.choices(syllables, k=4)),), (f"Name{i} Thing",)) for i in range(10_000)),
        ]
    )
    text = "이도훈 외교부 한반도평화교섭본부장은 미국 국무부를 방문했다."
    assert [t.source for t, _ in many.find(text, "ko")] == [t.source for t, _ in BASE.find(text, "ko")]


def test_starter_has_the_touchstone() -> None:
    base = starter_terms()
    assert len([t for t in base if t.kind != "place"]) >= 400
    (term, span), *_ = base.find("한반도 평화교섭본부장", "ko")
    assert term.target[0] == TITLE and span == (0, 11)
