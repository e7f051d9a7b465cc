"""The translation memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import InputError
from toolkit.translate.memory import CONTEXT, Entry, Memory, normalise

PAIRS = [
    (
        "정부는 내년 예산을 5% 늘리기로 했다.",
        "The government decided to raise next year's budget by 5 percent.",
    ),
    ("대통령은 15일 기자회견을 열었다.", "The president held a news conference on the 15th."),
    ("회사는 매출이 3조 원을 넘었다고 밝혔다.", "The company said sales passed 3 trillion won."),
]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    kept = Memory(tmp_path / "desk.tm")
    kept.add(Entry(s, t, changed="2024-01-01T00:00:00Z", author="kim") for s, t in PAIRS)
    return kept


def test_exact_fuzzy_and_none(memory: Memory) -> None:
    exact = memory.best(PAIRS[0][0], "ko", "en")
    assert exact is not None
    assert (exact.target, exact.similarity, exact.kind) == (PAIRS[0][1], 1.0, "exact")
    assert memory.best("정부는 내년 예산을 7% 늘리기로 했다.", "ko", "en") is None
    (fuzzy,) = memory.matches("정부는 내년 예산을 7% 늘리기로 했다.", "ko", "en")
    assert fuzzy.kind == "fuzzy"
    assert 0.9 < fuzzy.similarity < 1
    assert memory.matches("고양이가 잔다.", "ko", "en") == []
    assert memory.matches(PAIRS[0][0], "ko", "fr") == []


def test_case_and_spaces_make_a_match_all_but_exact(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.add([Entry("The “Budget”", "예산", "en", "ko")])
    (found,) = memory.matches('the  "budget"', "en", "ko")
    assert (found.similarity, found.kind) == (0.99, "exact")


def test_neighbours_make_a_context_match(memory: Memory) -> None:
    memory.add([Entry("그는 웃었다.", "He laughed.", previous="a", following="b")])
    memory.add(
        [Entry("그는 웃었다.", "He smiled.", previous="c", following="d", changed="2030-01-01T00:00:00Z")]
    )
    found = memory.best("그는 웃었다.", "ko", "en", previous="a", following="b")
    assert found is not None
    assert (found.target, found.similarity) == ("He laughed.", CONTEXT)
    newest = memory.best("그는 웃었다.", "ko", "en")
    assert newest is not None
    assert newest.target == "He smiled."


def test_a_correction_wins_and_says_who_and_when(memory: Memory) -> None:
    memory.correct(
        Entry(PAIRS[1][0], "The president met reporters on the 15th.", author="lee", origin="review")
    )
    found = memory.matches(PAIRS[1][0], "ko", "en", threshold=1.0)
    assert [m.target for m in found] == ["The president met reporters on the 15th."]
    assert found[0].entry.author == "lee"
    assert found[0].entry.changed > "2024"


def test_penalties_are_taken_off(memory: Memory) -> None:
    memory.add([Entry("기계 번역이다.", "It is machine translation.", origin="model", penalty=0.1)])
    assert memory.best("기계 번역이다.", "ko", "en") is None
    (found,) = memory.matches("기계 번역이다.", "ko", "en")
    assert found.similarity == pytest.approx(0.9)


def test_the_same_entry_is_kept_once_and_forgotten_whole(memory: Memory) -> None:
    assert memory.add([Entry(*PAIRS[0])]) == 0
    assert len(memory) == 3
    assert memory.forget(PAIRS[0][0], "ko", "en") == 1
    assert memory.matches(PAIRS[0][0], "ko", "en", threshold=0.9) == []
    assert len(memory) == 2


def test_it_is_there_when_opened_again(memory: Memory) -> None:
    memory.close()
    again = Memory(memory.path)
    assert len(again) == 3
    assert again.pairs() == {("ko", "en"): 3}
    assert [e.source for e in again.entries("ko", "en")] == [s for s, _ in PAIRS]


def test_other_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("no database, " * 50)
    with pytest.raises(InputError, match="not a translation memory"):
        Memory(text)
    other = tmp_path / "b.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE x (y)")
    with pytest.raises(InputError, match="no translation memory"):
        Memory(other)


def test_an_interrupted_import_leaves_nothing(memory: Memory) -> None:
    def broken() -> object:
        yield Entry("하나", "one")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.add(broken())  # type: ignore[arg-type]
    assert len(memory) == 3
    assert memory.best("하나", "ko", "en") is None


def test_by_meaning_with_real_vectors(memory: Memory) -> None:
    from toolkit.engines.usem import open_encoder

    (found, *_) = memory.by_meaning("내년도 정부 예산이 5퍼센트 증가한다.", "ko", "en", open_encoder())
    assert found.target == PAIRS[0][1]
    assert found.kind == "meaning"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_any_text_can_be_kept_and_looked_up(texts: list[str], query: str) -> None:
    texts = [t.encode("utf-8", "replace").decode() for t in texts]
    with Memory(":memory:") as memory:
        memory.add(Entry(t, "x") for t in texts)
        for text in texts:
            found = memory.best(text, "ko", "en")
            assert (found is not None) == bool(text.strip() and normalise(text))
        memory.matches(query.encode("utf-8", "replace").decode(), "ko", "en", threshold=0.5)
