"""How far metrics agree with each other and with human scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pearson(x: Floats, y: Floats) -> float:
    """Pearson's correlation; NaN where a side does not vary."""
    if len(x) < 2:
        return float("nan")
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 0 else float("nan")


def ranks(values: Floats) -> Floats:
    """Ranks from 1, the mean rank for equal values."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    mean: Floats = (ends - (counts - 1) / 2.0)[inverse]
    return mean


def spearman(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation."""
    return pearson(ranks(x), ranks(y))


def kendall(x: Floats, y: Floats) -> float:
    """Kendall's tau-b, by merge sort (Knight 1966)."""
    n = len(x)
    if n < 2:
        return float("nan")
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    pairs = n * (n - 1) // 2
    same_x = _tied(x)
    same_y = _tied(np.sort(y))
    both = _tied_rows(x, y)
    swaps = _inversions(ranks(y))
    below = float(np.sqrt(float(pairs - same_x) * float(pairs - same_y)))
    return (pairs - same_x - same_y + both - 2 * swaps) / below if below else float("nan")


def _tied(ordered: Floats) -> int:
    _, counts = np.unique(ordered, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def _tied_rows(x: Floats, y: Floats) -> int:
    _, counts = np.unique(np.stack([x, y], axis=1), axis=0, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def _inversions(values: Floats) -> int:
    """Pairs out of order, counted by merging runs of doubled length."""
    values = values.copy()
    n, width, total = len(values), 1, 0
    while width < n:
        for start in range(0, n - width, 2 * width):
            left = values[start : start + width]
            right = values[start + width : start + 2 * width]
            total += int((len(left) - np.searchsorted(left, right, side="right")).sum())
            values[start : start + 2 * width] = np.sort(values[start : start + 2 * width], kind="stable")
        width *= 2
    return total


def pairwise_accuracy(metric: Floats, human: Floats) -> tuple[float, float]:
    """Accuracy over pairs of systems of one segment, ties counted, and the tie threshold found.

    As in the WMT metrics tasks since 2023 (Deutsch, Foster and Freitag, "Ties
    Matter"): two translations are tied under the metric if they differ by at most
    epsilon, and epsilon is the one that gives the best accuracy.

    Parameters
    ----------
    metric, human: shape (systems, segments), better the higher; NaN for no score.
    """
    systems = len(metric)
    apart: list[Floats] = []
    gold: list[Floats] = []
    for a in range(systems):
        for b in range(a + 1, systems):
            known = ~np.isnan(metric[a] + metric[b] + human[a] + human[b])
            apart.append((metric[a] - metric[b])[known])
            gold.append(np.sign((human[a] - human[b])[known]))
    difference, truth = np.concatenate(apart), np.concatenate(gold)
    if not len(difference):
        return float("nan"), float("nan")
    size = np.abs(difference)
    order = np.argsort(size, kind="stable")
    size, tied = size[order], truth[order] == 0
    right = np.sign(difference[order]) == truth[order]
    right &= ~tied
    # With epsilon = size[i], pairs 0..i are called ties.
    correct = np.concatenate([[right.sum()], np.cumsum(tied) + right.sum() - np.cumsum(right)])
    ends = np.concatenate([[True], np.append(size[1:] != size[:-1], True)])
    ends[0] = size[0] > 0  # no threshold below zero parts equal values
    candidates = np.flatnonzero(ends)
    best = int(candidates[np.argmax(correct[candidates])])
    return float(correct[best] / len(size)), 0.0 if best == 0 else float(size[best - 1])


@dataclass(frozen=True, slots=True)
class Agreement:
    """One metric against one human score: over all segments of all systems, and over systems.

    Correlations are NaN where they are not defined; `system_accuracy` is the share
    of pairs of systems in the same order (Kocmi et al. 2021).
    """

    metric: str
    human: str
    segments: int
    pearson: float
    spearman: float
    kendall: float
    accuracy: float
    epsilon: float
    system_pearson: float
    system_accuracy: float


def agreement(
    metric: str,
    human: str,
    values: Sequence[Floats],
    gold: Sequence[Floats],
    system_values: Sequence[float],
    system_gold: Sequence[float],
) -> Agreement:
    """Agreement of a metric with a human score, both better the higher.

    Parameters
    ----------
    values, gold: for each system, scores of its segments (NaN for none).
    system_values, system_gold: scores of the systems.
    """
    x, y = np.stack(list(values)), np.stack(list(gold))
    known = ~np.isnan(x + y)
    flat_x, flat_y = x[known], y[known]
    many = len(x) > 1
    accuracy, epsilon = pairwise_accuracy(x, y) if many else (float("nan"), float("nan"))
    pairs = [(a, b) for a in range(len(x)) for b in range(a)]
    same = sum(
        np.sign(system_values[a] - system_values[b]) == np.sign(system_gold[a] - system_gold[b])
        for a, b in pairs
    )
    return Agreement(
        metric,
        human,
        len(flat_x),
        pearson(flat_x, flat_y),
        spearman(flat_x, flat_y),
        kendall(flat_x, flat_y),
        accuracy,
        epsilon,
        pearson(np.array(system_values), np.array(system_gold)) if len(x) > 2 else float("nan"),
        same / len(pairs) if many else float("nan"),
    )
