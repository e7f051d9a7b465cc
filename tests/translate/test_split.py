"""Over-long sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.translate.split import split_long


@given(st.text(min_size=1, max_size=200), st.integers(1, 30))
def test_pieces_join_to_the_text_and_fit(text: str, longest: int) -> None:
    pieces = split_long(text, len, longest)
    assert "".join(pieces) == text
    assert all(len(piece) <= max(longest, 4) or any(c in piece for c in "\u200d\ufe0f") for piece in pieces)


def test_cuts_at_clauses_before_words() -> None:
    text = "정부는 예산을 크게 늘리기로 했지만 국회는 이를 받아들이지 않겠다고 밝혔다"
    assert split_long(text, len, 30)[0].strip().endswith("했지만")
    text = "The government raised the budget; parliament said it would not accept that"
    assert split_long(text, len, 50)[0] == "The government raised the budget; "
