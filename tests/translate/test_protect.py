"""What must come through unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.translate.protect import guard, missing, pieces_around, protected_spans

CASES = [
    ("자세한 것은 https://a.b/c_d?x=1 에서 보라.", ["https://a.b/c_d?x=1"]),
    ("주소는 https://example.org/a.html.", ["https://example.org/a.html"]),
    ("https://example.org/은 열리지 않는다", ["https://example.org/"]),
    ("이메일 a.b+c@d-e.co.kr로 보내라", ["a.b+c@d-e.co.kr"]),
    ("@user_1은 썼다", ["@user_1"]),
    ("좋다 👍🏽 #태그 foo_bar", ["👍🏽", "#태그", "foo_bar"]),
    ("국기 🇰🇷 가족 👨‍👩‍👧 숫자 1️⃣", ["🇰🇷", "👨‍👩‍👧", "1️⃣"]),
    ("`code()` 와 {name} 그리고 %s, ${x}", ["`code()`", "{name}", "%s", "${x}"]),
    ("__ 밑줄 _", ["__", "_"]),
    ("5% 늘었다. 3억5천만 원 (A&B) R&D #1", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_spans_that_are_protected(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in protected_spans(text)] == expected


@given(st.text(alphabet=st.sampled_from("가나 ab_@#.😀/:1\t`{}"), max_size=40) | st.text(max_size=40))
def test_nothing_is_lost_by_guarding_and_cutting(text: str) -> None:
    guarded = guard(text)
    assert guarded.head + guarded.text + guarded.tail == text
    assert guarded.text == guarded.text.strip()
    assert missing(guarded.inner, guarded.text) == []
    assert "".join(piece for piece, _ in pieces_around(text)) == text


def test_ends_are_cut_off_and_inner_ones_listed() -> None:
    guarded = guard("@kim 이것은 https://a.b/c 다 😀")
    assert (guarded.head, guarded.text, guarded.tail) == ("@kim ", "이것은 https://a.b/c 다", " 😀")
    assert guarded.inner == ("https://a.b/c",)
    assert missing(guarded.inner, "This is it") == ["https://a.b/c"]


def test_a_particle_stays_with_its_sentence() -> None:
    assert guard("@kim은 썼다").text == "@kim은 썼다"


def test_kept_strings_are_protected_as_well() -> None:
    guarded = guard("그는 foo() 함수를 썼다", ["foo()"])
    assert guarded.inner == ("foo()",)
