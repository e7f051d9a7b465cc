"""Scores from files and commands, and their agreement with people."""

from __future__ import annotations

import shlex
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import BitextError, InputError, OptionError
from toolkit.evaluate import agreement as ag
from toolkit.evaluate.inputs import System, TestSet
from toolkit.evaluate.outside import read_scores, run_scorer

TEST_SET = TestSet(("a", "b"), (("x", "y"),), sources=("s", "t"))
SYSTEMS = [System("one", ("1", "2")), System("two", ("3", "4"))]


def test_score_file_with_raters(tmp_path: Path) -> None:
    path = tmp_path / "mqm.tsv"
    path.write_text(
        "system\tsegment\trater\tscore\none\ta\tr1\t-1\none\ta\tr2\t-3\none\tb\tr1\t0\ntwo\ta\tr1\t-5\n"
    )
    (given_scores,), notes = read_scores(path, TEST_SET, SYSTEMS)
    assert given_scores.name == "mqm" and given_scores.human and given_scores.higher
    assert given_scores.values[0].tolist() == [-2, 0] and np.isnan(given_scores.values[1][1])
    assert "1 segments have several ratings; they lie 2.00 apart" in notes[0]
    assert "1 of 4 segments have no score" in notes[1]


def test_penalties_and_metricx_are_better_the_lower(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    rows = [
        f'{{"system": "{s}", "segment": "{g}", "metric": "{m}", "score": 2}}'
        for s in ("one", "two")
        for g in "ab"
        for m in ("MQM", "MetricX-24", "COMET", "ESA")
    ]
    path.write_text("\n".join(rows))
    given_scores, _ = read_scores(path, TEST_SET, SYSTEMS)
    assert {g.name: (g.higher, g.human) for g in given_scores} == {
        "MQM": (False, True), "MetricX-24": (False, False), "COMET": (True, False), "ESA": (True, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("system\tsegment\tscore\nthree\ta\t1\n", r"s.tsv:2: unknown system 'three'"),
        ("system\tsegment\tscore\none\tzz\t1\n", r"s.tsv:2: unknown segment 'zz'"),
        ("system\tsegment\tscore\none\ta\tgood\n", r"s.tsv:2: the score is no number: 'good'"),
        ("system\tsegment\none\ta\n", r"s.tsv:1: no column 'score'"),
        ("system\tsegment\tscore\none\ta\n", r"s.tsv:2: 2 columns where the header has 3"),
        ("system\tsegment\tscore\n", r"s.tsv: no scores"),
    ],
)
def test_bad_score_files(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "s.tsv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_scores(path, TEST_SET, SYSTEMS)


def command(tmp_path: Path, body: str) -> str:
    script = tmp_path / "scorer.py"
    script.write_text(f"import json, sys\n{body}\n")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"


def test_scorer_speaks_json_lines(tmp_path: Path) -> None:
    body = (
        'print(json.dumps({"metric": "LEN", "version": "3", "better": "lower"}))\n'
        "for line in sys.stdin:\n"
        "    row = json.loads(line)\n"
        '    print(json.dumps({"score": int(row["hypothesis"]) + len(row["references"]) + (row["source"] == "s")}))'
    )
    found = run_scorer("LEN", command(tmp_path, body), TEST_SET, SYSTEMS)
    assert [v.tolist() for v in found.values] == [[3, 3], [5, 5]]
    assert found.signature == "metric:LEN|version:3|better:lower" and not found.higher


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("sys.exit(3)", "failed with status 3"),
        ('sys.stdin.read(); print("hello")', "wrote on line 1: 'hello'"),
        ("sys.stdin.read(); print('{\"score\": 1}')", "gave 1 scores for 4 segments"),
    ],
)
def test_scorers_that_fail(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(BitextError, match=message):
        run_scorer("X", command(tmp_path, body), TEST_SET, SYSTEMS)
    with pytest.raises(OptionError, match="cannot be started"):
        run_scorer("X", "/no/such/command", TEST_SET, SYSTEMS)


numbers = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=2, max_size=30)


@given(numbers)
def test_kendall_by_counting(rows: list[tuple[int, int]]) -> None:
    x, y = (np.array(column, float) for column in zip(*rows, strict=True))
    pairs = list(combinations(range(len(x)), 2))
    signs = [np.sign(x[i] - x[j]) * np.sign(y[i] - y[j]) for i, j in pairs]
    below = np.sqrt(sum(x[i] != x[j] for i, j in pairs) * sum(y[i] != y[j] for i, j in pairs))
    found = ag.kendall(x, y)
    assert np.isnan(found) if not below else found == pytest.approx(sum(signs) / below)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2)), min_size=4, max_size=4),
        min_size=2,
        max_size=4,
    )
)
def test_pairwise_accuracy_finds_the_best_threshold(rows: list[list[tuple[int, int]]]) -> None:
    metric = np.array([[a for a, _ in row] for row in rows], float)
    human = np.array([[b for _, b in row] for row in rows], float)
    apart, truth = [], []
    for a, b in combinations(range(len(rows)), 2):
        apart += list(metric[a] - metric[b])
        truth += list(np.sign(human[a] - human[b]))
    best = max(
        np.mean([np.sign(d) * (abs(d) > e) == t for d, t in zip(apart, truth, strict=True)])
        for e in [0, *map(abs, apart)]
    )
    accuracy, epsilon = ag.pairwise_accuracy(metric, human)
    assert accuracy == pytest.approx(best)
    assert np.mean(
        [np.sign(d) * (abs(d) > epsilon) == t for d, t in zip(apart, truth, strict=True)]
    ) == pytest.approx(best)


def test_correlations_by_hand() -> None:
    x, y = np.array([1.0, 2, 3, 4]), np.array([1.0, 4, 9, 16])
    assert ag.pearson(x, x * 2 + 1) == pytest.approx(1) and ag.spearman(x, y) == pytest.approx(1)
    assert ag.spearman(x, -y) == pytest.approx(-1) and np.isnan(ag.pearson(x, np.ones(4)))
    assert ag.ranks(np.array([5.0, 1.0, 5.0])).tolist() == [2.5, 1.0, 2.5]
