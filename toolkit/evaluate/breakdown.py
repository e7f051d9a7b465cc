"""Scores of parts of the test set: by document, label, length and what a segment holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .core import Evaluation
from .lexical import scores
from .significance import interval

Floats = NDArray[np.float64]

SMALLEST = 5
"""Groups of fewer segments are not scored by themselves."""

_QUOTE = re.compile("[\"“”„«»「」『』‘’]|''")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A way to part the test set. `labels` names the groups in order; `member[i]` is the
    number of segment i's group, -1 where it belongs to none."""

    name: str
    labels: tuple[str, ...]
    member: tuple[int, ...]
    note: str = ""

    @property
    def sizes(self) -> list[int]:
        """Segments of each group."""
        counts = Counter(self.member)
        return [counts[n] for n in range(len(self.labels))]


def breakdowns(evaluation: Evaluation) -> list[Breakdown]:
    """All ways to part this test set that leave at least two groups."""
    test_set = evaluation.test_set
    texts = test_set.sources
    of = "source"
    if texts is None and test_set.references:
        texts = tuple(text or "" for text in test_set.references[0])
        of = "reference"
    found: list[Breakdown] = []
    if test_set.documents is not None and 1 < len(set(test_set.documents)) <= 40:
        found.append(_by_value("document", test_set.documents))
    for label, values in sorted(test_set.labels.items()):
        found.append(_by_value(label.replace("_", " "), values))
    if texts is not None:
        found.append(_by_length(f"length of the {of}", texts))
        found.append(_yes_no(f"numbers in the {of}", [_NUMBER.search(t) is not None for t in texts]))
        found.append(_yes_no(f"quotation in the {of}", [_QUOTE.search(t) is not None for t in texts]))
        found.append(_by_rarity(f"rarest words of the {of}", texts))
    if test_set.names is not None:
        found.append(_yes_no("a name given for the segment", [bool(names) for names in test_set.names]))
    return [b for b in found if sum(size > 0 for size in b.sizes) > 1]


def _by_value(name: str, values: Sequence[str]) -> Breakdown:
    labels = tuple(dict.fromkeys(sorted(values)))
    return Breakdown(
        name, tuple(label or "(none)" for label in labels), tuple(labels.index(v) for v in values)
    )


def _by_length(name: str, texts: Sequence[str]) -> Breakdown:
    """Four groups as equal as the lengths allow; by characters where words are not parted by blanks."""
    words = [len(t.split()) for t in texts]
    unit = "words"
    if sum(len(t) for t in texts) > 25 * max(sum(words), 1):
        words, unit = [len(t) for t in texts], "characters"
    cuts = sorted({int(c) for c in np.quantile(words, [0.25, 0.5, 0.75])})
    bounds = [0, *cuts, max(words)]
    labels = []
    for low, high in pairwise(bounds):
        first = low + 1 if low else min(words)
        labels.append(f"{first} to {high} {unit}" if first < high else f"{high} {unit}")
    member = np.minimum(np.searchsorted(cuts, words, side="left"), len(labels) - 1)
    return Breakdown(name, tuple(labels), tuple(int(m) for m in member))


def _yes_no(name: str, values: Sequence[bool]) -> Breakdown:
    return Breakdown(name, ("yes", "no"), tuple(0 if v else 1 for v in values))


def _by_rarity(name: str, texts: Sequence[str]) -> Breakdown:
    """By how often the rarest half of a segment's words occur in the whole test set."""
    words = [re.findall(r"\w+", t.lower()) for t in texts]
    counts = Counter(w for ws in words for w in ws)
    labels = ("common throughout", "some rare", "mostly rare")
    member = []
    for ws in words:
        once = sum(counts[w] == 1 for w in ws) / len(ws) if ws else 0.0
        member.append(0 if once < 0.1 else 1 if once < 0.3 else 2)
    note = "rare: a word that the test set has once; under 10 %, 10 to 30 %, over 30 % of the words"
    return Breakdown(name, labels, tuple(member), note)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Score of a system on a group, with its 95 % interval (None where the group is too small)."""

    value: float | None
    low: float | None = None
    high: float | None = None


def group_scores(
    evaluation: Evaluation, breakdown: Breakdown, metric: int, samples: int = 500
) -> list[list[GroupScore]]:
    """Score of each group (outer list) for each system, intervals by bootstrap within the group."""
    measured = evaluation.metrics[metric]
    member = np.array(breakdown.member)
    result: list[list[GroupScore]] = []
    for number in range(len(breakdown.labels)):
        chosen = np.flatnonzero(member == number)
        if not len(chosen):
            result.append([GroupScore(None) for _ in evaluation.systems])
            continue
        counts = None
        if len(chosen) >= SMALLEST and evaluation.resampling.samples > 0:
            counts = _counts(len(chosen), samples, evaluation.resampling.seed)
        row = []
        for rows in measured.rows:
            part = rows[chosen].astype(float)
            value = float(scores(measured.metric, part.sum(0)[None])[0])
            if value != value:
                row.append(GroupScore(None))
            elif counts is None:
                row.append(GroupScore(value))
            else:
                row.append(GroupScore(value, *interval(scores(measured.metric, counts @ part))))
        result.append(row)
    return result


def _counts(size: int, samples: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, size, (samples, size))
    flat = drawn + size * np.arange(samples)[:, None]
    counts: Floats = np.bincount(flat.ravel(), minlength=samples * size).reshape(samples, size).astype(float)
    return counts


def document_scores(evaluation: Evaluation, metric: int) -> list[tuple[str, list[int], list[float]]]:
    """Documents in order of appearance: name, numbers of their segments, score of each system."""
    documents = evaluation.test_set.documents
    if documents is None:
        return []
    places: dict[str, list[int]] = {}
    for number, name in enumerate(documents):
        places.setdefault(name, []).append(number)
    measured = evaluation.metrics[metric]

    def score(sums: Floats) -> float:
        return float(scores(measured.metric, sums[None])[0])

    return [
        (name, numbers, [score(rows[numbers].sum(0).astype(float)) for rows in measured.rows])
        for name, numbers in places.items()
    ]
