"""Dictionary forms of English words and Korean verbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.languages.en.lemmas import lemmas
from toolkit.languages.ko.verbs import citations


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("gathered", "gather"), ("studied", "study"), ("running", "run"), ("hoped", "hope"), ("making", "make"),
        ("planned", "plan"), ("called", "call"), ("caused", "cause"), ("cities", "city"), ("biggest", "big"),
        ("fell", "fall"), ("children", "child"), ("happily", "happy"), ("lately", "late"),
    ],
)  # fmt: skip
def test_the_likeliest_base_comes_first(word: str, base: str) -> None:
    assert lemmas(word)[0] == base


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("늘렸다", "늘리다"), ("늘리기로", "늘리다"), ("늘린", "늘리다"), ("늘릴", "늘리다"), ("발표했으며", "발표하다"),
        ("아름다운", "아름답다"), ("아름다웠다", "아름답다"), ("만드는", "만들다"), ("만든다", "만들다"), ("깨달았다", "깨닫다"),
        ("흘렀다", "흐르다"), ("서둘러", "서두르다"), ("나타났다", "나타나다"), ("받아들여", "받아들이다"), ("이루어진", "이루어지다"),
        ("모은", "모으다"), ("시작됐다", "시작되다"),
    ],
)  # fmt: skip
def test_a_conjugated_verb_leads_to_its_dictionary_form(word: str, base: str) -> None:
    assert base in citations(word)


@given(st.text(max_size=12), st.text(alphabet="가난달릴운왔했리르다고는을", max_size=9))
def test_any_word_gives_forms_of_its_kind(text: str, hangul: str) -> None:
    assert text not in lemmas(text)
    assert all(form.endswith("다") and len(form) > 2 for form in (*citations(text), *citations(hangul)))
