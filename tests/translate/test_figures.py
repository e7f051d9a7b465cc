"""Amounts as hints: exact, in the forms of a newspaper, and only where figures change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import read_news_pairs
from toolkit.translate.figures import MOST, figure_hints


@pytest.mark.parametrize(
    ("text", "source", "target", "form"),
    [
        ("피해액은 3억5천만 원이다.", "3억5천만 원", "en", "350 million won"),
        ("관중 1만3천여명이 모였다.", "1만3천여명", "en", "13,000"),
        ("2천400억달러를 투자한다.", "2천400억달러", "en", "$240 billion"),
        ("The budget is 656.6 trillion won.", "656.6 trillion won", "ko", "656조6천억 원"),
        ("About 226,000 men enlist.", "226,000", "ko", "22만6천"),
    ],
)
def test_amounts_are_written_in_the_other_language(text: str, source: str, target: str, form: str) -> None:
    (hint,) = figure_hints(text, "ko" if target == "en" else "en", target)
    assert (hint.source, hint.target, hint.kind, hint.sure) == (source, form, "number", False)


def test_what_keeps_its_figures_is_not_hinted() -> None:
    assert figure_hints("287명 가운데 75%가 사흘 동안 투표했다.", "ko", "en") == []
    assert figure_hints("3억 원이 들었다.", "ko", "fr") == []  # no writer for French


def test_most_hints_are_what_a_translator_wrote() -> None:
    found = [
        (h.target, pair.en) for pair in read_news_pairs("dev") for h in figure_hints(pair.ko, "ko", "en")
    ]
    assert len(found) > 100
    assert sum(form in english for form, english in found) / len(found) > 0.9


@given(st.text(max_size=60))
def test_any_text_will_do(text: str) -> None:
    for language, other in (("ko", "en"), ("en", "ko")):
        found = figure_hints(text, language, other)
        assert len(found) <= MOST
        assert all(h.source in text and h.target for h in found)
