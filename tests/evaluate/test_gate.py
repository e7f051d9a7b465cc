"""Floors, drops and the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import InputError, OptionError
from toolkit.evaluate.core import Evaluation, evaluate
from toolkit.evaluate.document import build_document
from toolkit.evaluate.gate import append_history, history_entry, judge, parse_rule, read_history
from toolkit.evaluate.inputs import System, TestSet
from toolkit.evaluate.significance import Resampling


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    references = tuple(f"the minister met the envoy number {n} in Seoul on Monday" for n in range(40))
    worse = tuple(r.replace("minister met", "man saw") for r in references)
    near = tuple(r if n else r.replace("Monday", "Tuesday") for n, r in enumerate(references))
    test_set = TestSet(tuple(map(str, range(40))), (references,), target_language="en")
    systems = [System("old", references), System("worse", worse), System("near", near)]
    return evaluate(test_set, systems, ["chrF", "TER"], baseline="old", resampling=Resampling(200, 400))


def test_floor(evaluation: Evaluation) -> None:
    found = {v.system: v for v in judge(evaluation, [parse_rule("fail-under", "chrF=90")])}
    assert found["old"].passed and not found["worse"].passed
    assert "chrF is" in found["worse"].text and "at least 90" in found["worse"].text
    # TER is better the lower.
    found = {v.system: v for v in judge(evaluation, [parse_rule("fail-under", "TER=5")])}
    assert found["old"].passed and not found["worse"].passed and "at most 5" in found["worse"].text


def test_drop_needs_size_and_significance(evaluation: Evaluation) -> None:
    found = {v.system: v for v in judge(evaluation, [parse_rule("max-drop", "chrF=0.5")])}
    assert set(found) == {"worse", "near"} and not found["worse"].passed and found["near"].passed
    assert "worse than old" in found["worse"].text
    assert all(v.passed for v in judge(evaluation, [parse_rule("max-drop", "chrF=50")]))
    assert [v.system for v in judge(evaluation, [parse_rule("max-drop", "near:chrF=0")])] == ["near"]
    assert judge(evaluation, [parse_rule("max-drop", "near:chrF=0")])[0].text.endswith("; not significant")


def test_rules_that_make_no_sense(evaluation: Evaluation) -> None:
    for text in ("chrF", "=3", "chrF=high"):
        with pytest.raises(OptionError, match="is not METRIC=NUMBER"):
            parse_rule("fail-under", text)
    with pytest.raises(OptionError, match="'COMET' was not measured"):
        judge(evaluation, [parse_rule("fail-under", "COMET=1")])
    with pytest.raises(OptionError, match="no system 'x'"):
        judge(evaluation, [parse_rule("fail-under", "x:chrF=1")])


def test_history_grows_and_tells_what_changed(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    assert read_history(path) == []
    entry = history_entry(evaluation, "one", 0)
    append_history(path, entry)
    append_history(path, entry)  # the same run twice is one line
    assert len(read_history(path)) == 1
    changed = {**entry, "label": "two", "segments": {"near": [100.0] * 40, "worse": [0.0] * 40}}
    append_history(path, changed)
    past = read_history(path)
    assert [e["label"] for e in past] == ["one", "two"]
    history = build_document(evaluation, history=past)["history"]
    assert [run["label"] for run in history["runs"]] == ["one", "two"]
    changes = {c["system"]: c for c in history["changes"]}
    assert changes["near"]["regressed"] == [0] and changes["worse"]["better"] == 40
    path.write_text('{"version": 9}\n')
    with pytest.raises(InputError, match=r"runs.jsonl:1: not a line of an evaluation history"):
        read_history(path)
