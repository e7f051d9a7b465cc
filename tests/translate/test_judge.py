"""Flags of what is visibly wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.translate.judge import judge

KO = "정부는 내년 예산을 5% 늘리기로 했다고 밝혔다."
CASES = [
    (KO, "The government said it would raise next year's budget by 5 percent.", ()),
    (KO, "", ("empty",)),
    (KO, KO, ("copied", "script")),
    (KO, "The the the the the the the the the the the the the the the the the.", ("repeated",)),
    (KO, "Yes.", ("length",)),
    (KO, "The government ⁇ said it would raise next year's budget by 5.", ("unknown",)),
    (KO, "정부는 next year 예산을 늘리기로 했다고", ("script",)),
    ("서울", "Seoul", ()),
    ("서울", "서울", ("script",)),
    (KO, "The government said it would raise next year's 예산 by five percent or so.", ("script",)),
    ("#정부 는 늘리기로 했다고 밝혔다.", "The #정부 said that it would raise it.", ()),
    (KO, "The government said it would raise the budget of α-plan by 5 percent.", ()),
    ("KBS", "KBS", ()),
    ("", "", ()),
]


@pytest.mark.parametrize(("source", "output", "flags"), CASES)
def test_flags(source: str, output: str, flags: tuple[str, ...]) -> None:
    assert judge(source, output, "ko", "en") == flags


def test_korean_output() -> None:
    source = "The government said it would raise next year's budget by 5 percent."
    assert judge(source, KO, "en", "ko") == ()
    assert "copied" in judge(source, source, "en", "ko")


def test_a_line_of_the_prompt_is_invented() -> None:
    assert judge("The level of the handler.", "/ 손잡이 Korean: handler의 수준", "en", "ko") == ("invented",)
    assert judge("Korean: a language", "Korean: 언어", "en", "ko") == ()
    assert judge("한국어: 언어", "Korean: a language", "ko", "en") == ()


@pytest.mark.parametrize(
    ("source", "output", "flags"),
    [
        ("You can also execute JavaScript code.", "JavaScript 코드를 실행할 수 있다.", ()),
        ("comment_factory and pi_factory make them.", "comment_factory와 pi_factory가 만든다.", ()),
        ("Useful for offline license activation", "offline 라이선스 활성화에 유용", ()),
        ("Queue for the next login of a user.", "queue for the next login of user", ("script",)),
        ("Queue for the next login of a user.", "user의 next login을 위한 queue", ("script",)),
    ],
)
def test_names_and_identifiers_stay_in_their_script(source: str, output: str, flags: tuple[str, ...]) -> None:
    assert judge(source, output, "en", "ko") == flags


def test_a_turn_of_phrase_five_times_is_a_repetition() -> None:
    source = "그는 전쟁에 나갔고 왕을 만났고 돌아왔다."
    output = (
        "I have been in war, I have been with him, I have been back, I have been here, and I have been dead."
    )
    assert "repeated" in judge(source, output, "ko", "en")


def test_cut_is_passed_on() -> None:
    assert judge(KO, "The government said it would raise next year's", "ko", "en", cut=True) == ("cut",)


@given(st.text(max_size=80), st.text(max_size=200))
def test_no_text_is_an_error(source: str, output: str) -> None:
    judge(source, output, "ko", "en")
    judge(source, output, "en", "ko")
    judge(source, output, "xx", "ja")
