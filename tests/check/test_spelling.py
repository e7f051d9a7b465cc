"""One name, one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.check import CheckContext
from toolkit.check.spelling import SPELLING, deletions, slip
from toolkit.text import Finding, SegmentPair

KOREAN = [
    "스티븐 비건 대표가 말했다.",
    "비건 대표는 유연한 접근이 필요하다고 했다.",
    "이도훈 본부장은 비건 대표를 만난다.",
]
ENGLISH = [
    "Stephen Biegun spoke.",
    "Beigun said a flexible approach was needed.",
    "Lee Do-hoon will meet Biegun.",
]


def check(korean: list[str], english: list[str], reverse: bool = False) -> list[Finding]:
    pairs = [
        SegmentPair(str(n), e, k, "en", "ko", document="a")
        if reverse
        else SegmentPair(str(n), k, e, document="a")
        for n, (k, e) in enumerate(zip(korean, english, strict=True))
    ]
    return list(SPELLING.run(pairs, CheckContext()))


def test_minority_spelling_is_the_finding() -> None:
    (found,) = check(KOREAN, ENGLISH)
    assert (found.id, found.severity, found.expected) == ("1", "error", "Biegun")
    assert found.target[slice(*found.target_span or (0, 0))] == "Beigun"
    assert "0, 2" in found.message


def test_each_place_is_found() -> None:
    found = check([*KOREAN, KOREAN[1], KOREAN[0], KOREAN[0]], [*ENGLISH, ENGLISH[1], ENGLISH[0], ENGLISH[0]])
    assert [f.id for f in found] == ["1", "3"]


def test_english_as_the_source() -> None:
    (found,) = check(KOREAN, ENGLISH, reverse=True)
    assert found.side == "source"
    assert found.source[slice(*found.source_span or (0, 0))] == "Beigun"


def test_two_persons_are_not_one() -> None:
    korean = ["이준호 의원이 말했다.", "이진호 의원이 반박했다.", "이준호 의원은 떠났다."]
    english = ["Rep. Lee Jun-ho spoke.", "Rep. Lee Jin-ho objected.", "Lee Jun-ho left."]
    assert not check(korean, english)


@pytest.mark.parametrize(
    ("one", "other"), [("Iraq", "Iraqi"), ("Koreas", "Korean"), ("McCann", "McCanns"), ("John", "Jon")]
)
def test_endings_and_known_names_pass(one: str, other: str) -> None:
    assert not check(["그는 말했다.", "그녀는 떠났다."], [f"The {one} matter.", f"Then {other} left."])


def test_misspelt_common_name() -> None:
    (found,) = check(["로버트 게이츠 장관이 말했다."], ["Secretary Robret Gates spoke."])
    assert (found.severity, found.expected) == ("warning", "Robert")


def test_hangul_written_two_ways() -> None:
    korean = ["맥퍼슨 의원이 말했다.", "맥퍼손 의원은 반대했다.", "맥퍼슨은 떠났다."]
    english = ["Macpherson spoke.", "Macpherson objected.", "Macpherson left."]
    (note,) = check(korean, english)
    assert (note.severity, note.side, note.expected) == ("note", "source", "맥퍼슨")
    (warning,) = check(korean, english, reverse=True)
    assert (warning.severity, warning.side) == ("warning", "target")


def test_slip() -> None:
    assert slip("biegun", "beigun") and slip("wade", "wayde") and slip("anna", "anne") and slip("anne", "ann")
    assert not slip("anne", "anne") and not slip("biegun", "bugein") and not slip("lee", "leeds")


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_slips_share_a_deletion(a: str, b: str) -> None:
    assert slip(a, b) == slip(b, a)
    if slip(a, b):
        assert deletions(a) & deletions(b)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=30)), max_size=4))
def test_any_text(pairs: list[tuple[str, str]]) -> None:
    for found in check([k for k, _ in pairs], [e for _, e in pairs]):
        for text, span in ((found.source, found.source_span), (found.target, found.target_span)):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


@settings(deadline=None, max_examples=30)
@given(st.permutations(list(range(3))))
def test_order_of_sentences_changes_no_verdict(order: list[int]) -> None:
    korean, english = [KOREAN[i] for i in order], [ENGLISH[i] for i in order]
    assert {f.target or f.source for f in check(korean, english)} == {ENGLISH[1]}


def test_vowels_and_words_side_by_side_are_no_slips() -> None:
    assert not check(["산타 세실리아 음악원"], ["the Santa Cecelia conservatory"])
    assert not check(["라인, 론", "라인"], ["the Rhine and the Rhône", "the Rhine"])


def test_a_word_beside_the_name_that_it_resembles_is_no_slip() -> None:
    assert not check(
        ["테슬라가 텍사스 공장에 칩을 맡겼다."], ["Tesla placed a chip order with the plant in Texas."]
    )
    assert check(["런던 템스강 위로 눈이 내렸다."], ["Snow fell over the Thames in Londno."])


def test_a_surname_is_not_another_persons_first_name() -> None:
    korean = ["웨이드 심스가 숨졌다.", "웨이드 심스는 선수였다.", "“늘 걱정하던 일이다” 웨이드가 말했다."]
    english = ["Wayde Sims died.", "Wayde Sims was a player.", '"That is what you fear," Wade said.']
    assert not check(korean, english)


def test_places_are_named_by_the_file_of_their_side() -> None:
    pairs = [
        SegmentPair(f"a.ko.txt:{n}", k, e, document="a", source_file="a.ko.txt", target_file="a.en.txt")
        for n, (k, e) in enumerate(zip(KOREAN, ENGLISH, strict=True))
    ]
    (found,) = SPELLING.run(pairs, CheckContext())
    assert "a.en.txt:0, a.en.txt:2" in found.message and "a.ko.txt" not in found.message
