"""The gate: does a system reach its floors, and has it not fallen behind the baseline?

Rules are written `METRIC=NUMBER` or `SYSTEM:METRIC=NUMBER`. A floor fails where
the score is under it (over it, for metrics that are better the lower). A drop
fails where a system is worse than the baseline by more than the number and the
difference is significant at alpha, both tests agreeing after correction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, OptionError
from ..files import json_line, read_jsonl, read_text, write_text
from .core import Evaluation, Measured
from .metrics import metric_kind


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `system` is "" where it holds for every system (but the baseline, for drops)."""

    kind: str
    metric: str
    limit: float
    system: str = ""

    def __str__(self) -> str:
        return f"--{self.kind} {self.system + ':' if self.system else ''}{self.metric}={self.limit:g}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a rule for a system, in one line."""

    rule: Rule
    system: str
    passed: bool
    text: str


def parse_rule(kind: str, text: str) -> Rule:
    """A rule from the command line.

    Raises
    ------
    OptionError: it is not METRIC=NUMBER.
    """
    name, sep, number = text.rpartition("=")
    system, _, metric = name.rpartition(":")
    try:
        limit = float(number)
    except ValueError:
        sep = ""
        limit = 0.0
    if not sep or not metric:
        raise OptionError(f"--{kind} {text!r} is not METRIC=NUMBER", f"for instance --{kind} chrF=45")
    return Rule(kind, metric, limit, system)


def judge(evaluation: Evaluation, rules: Sequence[Rule]) -> list[Verdict]:
    """What becomes of each rule for each system that it is about.

    Raises
    ------
    OptionError: a rule names a metric or system that was not evaluated, or needs a baseline.
    """
    result: list[Verdict] = []
    for rule in rules:
        number, measured = _find(evaluation, rule)
        names = [system.name for system in evaluation.systems]
        if rule.system and rule.system not in names:
            raise OptionError(f"{rule}: no system {rule.system!r}", f"the systems are: {', '.join(names)}")
        if rule.kind == "max-drop" and evaluation.baseline is None:
            raise OptionError(f"{rule} needs a baseline", "name it with --baseline")
        if rule.kind == "max-drop" and not evaluation.comparisons:
            raise OptionError(f"{rule} needs the significance tests", "leave --no-tests out")
        for index, system in enumerate(names):
            if rule.system and system != rule.system:
                continue
            if rule.kind == "fail-under":
                result.append(_floor(rule, measured, index, system))
            elif index != evaluation.baseline:
                result.append(_drop(rule, evaluation, number, measured, index, system))
    return result


def _find(evaluation: Evaluation, rule: Rule) -> tuple[int, Measured]:
    for number, measured in enumerate(evaluation.metrics):
        if measured.name.casefold() == rule.metric.casefold():
            return number, measured
    known = [m.name for m in evaluation.metrics]
    try:
        wanted = metric_kind(rule.metric).name
    except OptionError:
        wanted = rule.metric
    if wanted in known:
        return known.index(wanted), evaluation.metrics[known.index(wanted)]
    raise OptionError(f"{rule}: {rule.metric!r} was not measured", f"measured: {', '.join(known)}")


def _floor(rule: Rule, measured: Measured, index: int, system: str) -> Verdict:
    value = measured.values[index]
    passed = value >= rule.limit if measured.kind.higher else value <= rule.limit
    side = "at least" if measured.kind.higher else "at most"
    text = f"{system}: {measured.name} is {value:.2f}, should be {side} {rule.limit:g}"
    return Verdict(rule, system, passed, text)


def _drop(
    rule: Rule, evaluation: Evaluation, number: int, measured: Measured, index: int, system: str
) -> Verdict:
    assert evaluation.baseline is not None
    found = evaluation.comparison(number, evaluation.baseline, index)
    assert found is not None
    drop = -found.difference if measured.kind.higher else found.difference
    p = max(evaluation.baseline_adjusted[number, index])
    significant = p < evaluation.resampling.alpha
    base = evaluation.systems[evaluation.baseline].name
    passed = not (drop > rule.limit and significant)
    moved = f"{abs(drop):.2f} {'worse' if drop > 0 else 'better'} than {base}"
    text = (
        f"{system}: {measured.name} is {measured.values[index]:.2f}, {moved} "
        f"(p = {p:.4f}), may be {rule.limit:g} worse"
        + ("" if significant or drop <= rule.limit else "; not significant")
    )
    return Verdict(rule, system, passed, text)


# History ------------------------------------------------------------------


def history_entry(evaluation: Evaluation, label: str, primary: int) -> dict[str, Any]:
    """One run as a line of the history file. Segment scores (of the primary metric, one
    decimal) let the next run say which segments have got worse."""
    return {
        "version": 1,
        "label": label,
        "test_set": evaluation.test_set.digest,
        "primary": evaluation.metrics[primary].name,
        "scores": [
            {
                "system": s.system,
                "metric": s.metric,
                "value": round(s.value, 4),
                "low": None if s.low is None else round(s.low, 4),
                "high": None if s.high is None else round(s.high, 4),
                "signature": s.signature,
            }
            for s in evaluation.scores()
        ],
        "segments": {
            system.name: [
                None if v != v else round(float(v), 1) for v in evaluation.metrics[primary].segments[n]
            ]
            for n, system in enumerate(evaluation.systems)
        },
    }


def read_history(path: Path) -> list[dict[str, Any]]:
    """Entries of a history file, oldest first; none where it does not exist.

    Raises
    ------
    InputError: a line is not an entry.
    """
    if not path.exists():
        return []
    entries = []
    for line, row in read_jsonl(path):
        if row.get("version") != 1 or not isinstance(row.get("scores"), list):
            raise InputError("not a line of an evaluation history", "name another --history file", path, line)
        entries.append(row)
    return entries


def append_history(path: Path, entry: dict[str, Any]) -> None:
    """Add an entry, unless the last one is the same."""
    old = read_text(path).text if path.exists() else ""
    line = json_line(entry)
    lines = old.rstrip("\n").split("\n")
    if lines[-1] and json.loads(lines[-1]) == entry:
        return
    write_text(path, (old if not old or old.endswith("\n") else old + "\n") + line + "\n")
