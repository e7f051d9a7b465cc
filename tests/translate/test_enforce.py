"""Hinted forms in the output: found, repaired, forced, capitalised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.translate.enforce import Hint, find, lost, repair, set_capitals, starts

TITLE = "special representative for Korean Peninsula peace and security affairs"


@pytest.mark.parametrize(
    ("form", "text", "there"),
    [
        ("Lee Do-hoon", "Lee Do-hoon's visit", True),
        ("Lee Do-hoon", "Lee Do hoon said", True),
        ("nuclear envoy", "the two nuclear envoys met", True),
        ("Seoul", "Seoulites", False),
        ("Rep. Ok Jae-min", "Rep. Ok Jae-min said", True),
        (TITLE, "Special Representative for Korean Peninsula Peace and Security Affairs Lee", True),
    ],
)
def test_english_forms_are_found_in_their_inflections(form: str, text: str, there: bool) -> None:
    assert (find(form, text, "en") is not None) == there


def test_korean_forms_are_found_before_particles_and_across_spaces() -> None:
    assert find("외교부 장관", "외교부장관은 말했다", "ko") == (0, 5)
    assert find("외교부", "국방부는", "ko") is None


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Jeon Do-hoon met Biegun.", "Lee Do-hoon", "Lee Do-hoon met Biegun."),
        (
            "He is the special representative for Korean Peninsula peace and security, she said.",
            TITLE,
            f"He is the {TITLE}, she said.",
        ),
        ("The talks ended.", "Lee Do-hoon", "The talks ended."),
        ("Steve Beigun's plane landed.", "Stephen Biegun", "Stephen Biegun's plane landed."),
    ],
)
def test_what_resembles_a_lost_form_is_replaced(text: str, form: str, expected: str) -> None:
    assert repair(text, [Hint("x", form)], "en") == expected


def test_korean_repair_mends_the_particle() -> None:
    assert repair("스티븐 비건는 왔다", [Hint("x", "스티븐 비컨")], "ko") == "스티븐 비컨은 왔다"
    assert repair("외교통상부과 협의했다", [Hint("x", "외교통산부")], "ko") == "외교통산부와 협의했다"


def test_an_allowed_form_will_do() -> None:
    hint = Hint("미국", "United States", "place", allowed=("U.S.", "American"))
    assert lost([hint], "The American delegation", "en") == []
    assert lost([hint], "The British delegation", "en") == [hint]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Special Representative For Korean peninsula Peace And Security Affairs spoke.",
            f"S{TITLE[1:]} spoke.",
        ),
        (f"He met the {TITLE.upper()}.", f"He met the {TITLE}."),
        (
            "Special Representative for Korean Peninsula Peace and Security Affairs Lee Do-hoon spoke.",
            "Special Representative for Korean Peninsula Peace and Security Affairs Lee Do-hoon spoke.",
        ),
        (f"Done. {TITLE}s met.", f"Done. S{TITLE[1:]}s met."),
    ],
)
def test_capitals_are_those_of_the_place(text: str, expected: str) -> None:
    assert set_capitals(text, [Hint("한반도평화교섭본부장", TITLE, "title")], "en") == expected


@given(
    st.text(alphabet=st.sampled_from("ab C.-가 "), max_size=60), st.sampled_from(["Lee Do-hoon", "b a", "C"])
)
def test_every_beginning_ends_in_the_form(text: str, form: str) -> None:
    heads = starts(text, form, "en", 6)
    assert heads
    assert all(head.endswith(form) for head in heads)


@given(st.text(max_size=60))
def test_repair_and_capitals_take_any_text(text: str) -> None:
    hints = [Hint("이도훈", "Lee Do-hoon", "person"), Hint("외교부", "foreign ministry", "organisation")]
    for language in ("en", "ko"):
        set_capitals(repair(text, hints, language), hints, language)
