"""Consonants in classes of like sounds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.languages.ko.consonants import (
    hangul_consonants,
    latin_consonants,
    may_sound_alike,
    vowels_fit,
)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("트럼프", "trump"),
        ("워커", "walker"),
        ("조지", "george"),
        ("아서", "arthur"),
        ("요비차", "jovica"),
        ("칭", "qing"),
        ("로도스", "rhodes"),
        ("이", "lee"),
    ],
)
def test_names_pass(hangul: str, latin: str) -> None:
    assert may_sound_alike(hangul, latin)


@pytest.mark.parametrize(("hangul", "latin"), [("트럼프", "biden"), ("정부", "smith"), ("오바마", "clinton")])
def test_other_words_do_not(hangul: str, latin: str) -> None:
    assert not may_sound_alike(hangul, latin)


def test_groups_of_vowels() -> None:
    assert vowels_fit("도훈", "dohoon") and vowels_fit("미영", "miyoung") and vowels_fit("진해선", "jinhae")
    assert not vowels_fit("트럼프", "trump") and not vowels_fit("김", "kimura")


@given(
    st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8),
    st.from_regex(r"[a-z]{1,12}", fullmatch=True),
)
def test_any_word(hangul: str, latin: str) -> None:
    for consonants in (hangul_consonants(hangul), latin_consonants(latin)):
        assert all(a != b for a, b in pairwise(consonants))
        assert not set(consonants) & set("aeiou")
    may_sound_alike(hangul, latin)
    vowels_fit(hangul, latin)
