"""Scores from outside: files of COMET, MetricX or human ratings, and scorers run as a command.

A score file is TSV with a header, or JSON Lines, one score a row, with the fields
`system`, `segment` (its id, or its number from 1), `score`, and where there are
several `metric` and `rater`. An external scorer is a command of the user's own
environment that reads JSON Lines on stdin,

    {"id": "...", "system": "...", "source": "...", "hypothesis": "...", "references": ["..."]}

and writes for each, in order, `{"score": 0.81}` on stdout. A first line with
`{"metric": "...", "version": "...", "weights": "..."}` goes into the signature.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BitextError, InputError, OptionError
from ..files import file_digest, json_line, read_jsonl, read_text
from .core import Given
from .inputs import System, TestSet

_HUMAN = ("mqm", "da", "esa", "human", "adequacy", "fluency", "raw", "z")
_LOWER_IS_BETTER = ("metricx", "ter", "errors")


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return list(read_jsonl(path))
    lines = read_text(path).text.split("\n")
    header = [cell.strip().lower() for cell in lines[0].split("\t")]
    if "score" not in header:
        raise InputError(
            f"no column 'score' (columns: {', '.join(header)})",
            "TSV with a header: system, segment, score, and if you like metric, rater",
            path,
            1,
        )
    result: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise InputError(
                f"{len(cells)} columns where the header has {len(header)}", "count the tabs", path, number
            )
        result.append((number, dict(zip(header, cells, strict=True))))
    return result


def read_scores(path: Path, test_set: TestSet, systems: Sequence[System]) -> tuple[list[Given], list[str]]:
    """Segment scores of a file, the mean where several raters gave one, and remarks on the raters.

    MQM counts penalties: values that are none of them positive are better the
    higher (0 is perfect); where none is negative, 0 is perfect and they are better
    the lower. MetricX is better the lower.

    Raises
    ------
    InputError: a row names an unknown system or segment, or its score is no number.
    """
    places = {name: n for n, name in enumerate(test_set.ids)}
    numbers = {system.name: n for n, system in enumerate(systems)}
    found: dict[str, dict[tuple[int, int], list[float]]] = {}
    for line, row in _rows(path):
        system = str(row.get("system", "")) or (systems[0].name if len(systems) == 1 else "")
        if system not in numbers:
            raise InputError(
                f"unknown system {system!r}", f"the systems are: {', '.join(numbers)}", path, line
            )
        segment = str(row.get("segment", row.get("id", row.get("seg_id", ""))))
        if segment not in places:
            raise InputError(
                f"unknown segment {segment!r}",
                f"the test set has {len(test_set)} segments, the first is {test_set.ids[0]!r}",
                path,
                line,
            )
        try:
            value = float(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the score is no number: {row.get('score')!r}", "", path, line) from error
        metric = str(row.get("metric") or path.stem)
        found.setdefault(metric, {}).setdefault((numbers[system], places[segment]), []).append(value)
    if not found:
        raise InputError("no scores", "the file holds a header at most", path)
    given = []
    notes = []
    for metric, cells in found.items():
        values = np.full((len(systems), len(test_set)), np.nan)
        for (system_number, place), scores in cells.items():
            values[system_number, place] = sum(scores) / len(scores)
        folded = metric.casefold()
        human = any(folded == name or folded.startswith(f"{name}-") for name in _HUMAN)
        higher = not any(name in folded for name in _LOWER_IS_BETTER)
        if folded.startswith("mqm") and np.nanmin(values) >= 0:
            higher = False
        given.append(
            Given(metric, tuple(values), higher, human, f"file:{path.name}|sha256:{file_digest(path)[:16]}")
        )
        apart = [max(s) - min(s) for s in cells.values() if len(s) > 1]
        if apart:
            notes.append(
                f"{metric}: {len(apart)} segments have several ratings; they lie {sum(apart) / len(apart):.2f} "
                f"apart on average and {max(apart):.2f} at most"
            )
        missing = int(np.isnan(values).sum())
        if missing:
            notes.append(
                f"{metric}: {missing} of {values.size} segments have no score and are left out of its mean"
            )
    return given, notes


def run_scorer(name: str, command: str, test_set: TestSet, systems: Sequence[System]) -> Given:
    """Scores that a command gives; see the head of this module for what it reads and writes.

    Raises
    ------
    OptionError: the command does not exist.
    BitextError: it failed, or wrote something else than one score a segment.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise OptionError(f"the scorer command cannot be read: {error}", "check its quotes") from error
    if not words:
        raise OptionError("the scorer command is empty", "--scorer NAME=COMMAND")
    lines = []
    for system in systems:
        for n, hypothesis in enumerate(system.segments):
            row: dict[str, Any] = {"id": test_set.ids[n], "system": system.name, "hypothesis": hypothesis}
            if test_set.sources is not None:
                row["source"] = test_set.sources[n]
            row["references"] = [column[n] for column in test_set.references if column[n] is not None]
            lines.append(json_line(row))
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
    except OSError as error:
        raise OptionError(f"the scorer cannot be started: {error}", "check --scorer NAME=COMMAND") from error
    feeder = threading.Thread(target=_feed, args=(process, lines), daemon=True)
    feeder.start()
    assert process.stdout is not None
    replies = [line for line in process.stdout.read().split("\n") if line.strip()]
    status = process.wait()
    feeder.join()
    if status != 0:
        raise BitextError(f"the scorer {name!r} failed with status {status}", "its own message stands above")
    return _read_replies(name, replies, test_set, systems)


def _feed(process: subprocess.Popen[str], lines: Sequence[str]) -> None:
    assert process.stdin is not None
    try:
        for line in lines:
            process.stdin.write(line + "\n")
        process.stdin.close()
    except BrokenPipeError:
        pass  # it ended early: its status, or the number of its replies, tells


def _read_replies(name: str, replies: Sequence[str], test_set: TestSet, systems: Sequence[System]) -> Given:
    signature = f"scorer:{name}"
    lower = any(word in name.casefold() for word in _LOWER_IS_BETTER)
    values: list[float] = []
    for number, line in enumerate(replies, 1):
        try:
            row = json.loads(line)
            if number == 1 and "score" not in row:
                signature = "|".join(f"{key}:{value}" for key, value in row.items())
                lower = row.get("better") == "lower" if "better" in row else lower
                continue
            values.append(float(row["score"]))
        except (ValueError, TypeError, KeyError) as error:
            raise BitextError(
                f"the scorer {name!r} wrote on line {number}: {line[:80]!r}",
                'each line should be {"score": NUMBER}',
            ) from error
    expected = len(systems) * len(test_set)
    if len(values) != expected:
        raise BitextError(
            f"the scorer {name!r} gave {len(values)} scores for {expected} segments",
            "one line a segment, in their order",
        )
    table = np.array(values).reshape(len(systems), len(test_set))
    return Given(name, tuple(table), not lower, False, signature)
