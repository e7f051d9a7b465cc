"""Pseudo-translation keeps the contract of an engine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines import Decoding, Request
from toolkit.engines.fake import FakeEngine, pseudo


@given(st.text(), st.sampled_from(["ko", "en"]))
def test_pseudo_translation_is_always_the_same_and_keeps_what_is_no_word(text: str, language: str) -> None:
    assert pseudo(text, language) == pseudo(text, language)
    assert [c for c in text if c.isdecimal()] == [c for c in pseudo(text, language) if c.isdecimal()]


def test_answers_hints_and_beginnings() -> None:
    engine = FakeEngine({"안녕": "Hello"})
    found = engine.translate(
        [Request("안녕"), Request("이도훈은", (("이도훈", "Lee Do-hoon"),)), Request("안녕", prefix="So")],
        "ko", "en", Decoding(),
    )  # fmt: skip
    assert found[0][0].text == "Hello"
    assert found[1][0].text.startswith("Lee Do-hoon")
    assert found[2][0].text == "So Hello"
    assert engine.calls == 1
    assert engine.digest != FakeEngine().digest
