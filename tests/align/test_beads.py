"""Reading and writing beads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.align.beads import WRITERS, Aligned, as_html, as_text, bead_line, read_beads, summary
from toolkit.errors import InputError
from toolkit.text import Bead

ONE = Aligned(
    ["하나 <b>", "둘\t탭", "셋"],
    ["One & only", "Two,\nthree", "Four"],
    [Bead((0,), (0,), 0.98), Bead((1, 2), (1,), 0.5), Bead((), (2,), 0.7)],
    source_file="a.ko.txt",
    target_file="a.en.txt",
)


def test_machine_format() -> None:
    assert WRITERS["beads"](ONE) == "0:0\t0.9800\n1,2:1\t0.5000\n:2\t0.7000\n"


NUMBERS = st.lists(st.integers(0, 999), max_size=5, unique=True).map(lambda x: tuple(sorted(x)))


@given(
    beads=st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 10_000)).filter(lambda x: bool(x[0] or x[1])))
)
def test_written_beads_are_read_again(beads: list[tuple[tuple[int, ...], tuple[int, ...], int]]) -> None:
    import tempfile

    made = [Bead(a, b, c / 10_000) for a, b, c in beads]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.beads"
        path.write_text("".join(bead_line(b) + "\n" for b in made), encoding="utf-8")
        assert read_beads(path) == made


@pytest.mark.parametrize("line", ["0", "a:b", "0:1\tx", "-1:0", "0 1:2 3"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(f"0:0\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_beads(path)
    assert caught.value.line == 2


def test_tables_have_a_line_a_bead() -> None:
    rows = WRITERS["tsv"](ONE).splitlines()
    assert len(rows) == 4
    assert all(len(r.split("\t")) == 5 for r in rows)
    objects = [json.loads(line) for line in WRITERS["jsonl"](ONE).splitlines()]
    assert objects[1]["source"] == [1, 2] and objects[1]["target"] == [1]
    assert {"source_file", "source_id", "target_file", "target_id", "confidence"} <= set(objects[0])


def test_html_escapes_all_text() -> None:
    page = as_html(ONE)
    assert "하나 &lt;b&gt;" in page and "One &amp; only" in page and "<b>" not in page
    assert 'class="merge doubt"' in page and 'class="gap"' in page


def test_the_page_for_people_marks_what_matters() -> None:
    page = as_text(ONE, 80, ["why one", "why two", "why three"])
    lines = page.splitlines()
    assert any("= │" in line for line in lines)
    assert any("+ │" in line and "(not in ko)" in line for line in lines)
    assert "^ 50% sure" in page and "why two" in page
    assert page.count("하나") == 1 and page.count("셋") == 1 and page.count("Four") == 1
    assert "2 pairs (1 merged, 1 doubtful), 0 sentences only in the source, 1 only in the target" in page


@given(text=st.text(max_size=300), width=st.integers(40, 120))
def test_no_letter_is_lost_on_the_page(text: str, width: int) -> None:
    one = Aligned([text], [], [Bead((0,), (), 1.0)])
    page = as_text(one, width)
    for word in text.split():
        for letter in word:
            assert letter in page


def test_summary_counts() -> None:
    assert summary([]).startswith("0 pairs")
