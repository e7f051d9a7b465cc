"""Confidence intervals and paired tests for every metric, from its statistics alone.

Two tests of "is the difference chance?", both two-sided and paired by segment:
paired bootstrap resampling (Koehn 2004, with the centring of Moses and
sacrebleu) and approximate randomisation (Riezler and Maxwell 2005). Index
streams, statistics and p-values are those of sacrebleu's `PairedTest` for the
same seed; the resamples are summed as a product of count matrices, in chunks, so
that memory does not grow with their number.

p-values of several comparisons are corrected by Holm's method (1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from .lexical import Rows, scores

Floats = NDArray[Any]

_EXACT = 1 << 24  # whole numbers below this are exact in float32
_CHUNK_BYTES = 24 << 20


@dataclass(frozen=True, slots=True)
class Resampling:
    """How the tests draw. The defaults are sacrebleu's.

    `samples` bootstrap resamples, `trials` of randomisation, both from a fresh
    generator seeded with `seed`. `compatible` scores float32 sums, as sacrebleu
    does, so that bootstrap figures are bit-identical to its own.
    """

    samples: int = 1000
    trials: int = 10_000
    seed: int = 12345
    alpha: float = 0.05
    compatible: bool = True

    def enough_for(self, pairs: int) -> bool:
        """Whether so many comparisons can come out significant after Holm's correction:
        the smallest p-value that n draws can give is 1 / (n + 1)."""
        return pairs < self.alpha * (min(self.samples, self.trials) + 1)


def enough(systems: int, seed: int = 12345, alpha: float = 0.05) -> Resampling:
    """Draws for a comparison of all pairs of systems: sacrebleu's defaults, more where
    Holm's correction of that many pairs could not be passed otherwise (from 11 systems on).

    With more draws than sacrebleu's, its float32 rounding is not followed either.
    """
    least = Resampling(seed=seed, alpha=alpha)
    pairs = systems * (systems - 1) // 2
    if least.enough_for(pairs):
        return least
    wanted = math.ceil(2 * pairs / alpha / 1000) * 1000
    samples, trials = max(least.samples, wanted), max(least.trials, wanted)
    return Resampling(samples, trials, seed, alpha, compatible=False)


Table = Sequence[tuple[Metric, Sequence[Rows]]]
"""Metrics, each with the statistics of every system."""


def _chunk(segments: int, total: int) -> int:
    return max(32, min(total, _CHUNK_BYTES // (8 * max(segments, 1))) // 32 * 32)


def _whole(rows: Rows) -> bool:
    return bool(np.issubdtype(rows.dtype, np.integer) or (rows == np.floor(rows)).all())


def _joined(table: Table) -> tuple[list[NDArray[Any]], list[slice], bool]:
    """Statistics of all metrics side by side, a matrix for each system; whether float32 is exact."""
    systems = len(table[0][1])
    slices, at = [], 0
    for _, rows in table:
        slices.append(slice(at, at + rows[0].shape[1]))
        at += rows[0].shape[1]
    wide = [np.concatenate([rows[s] for _, rows in table], axis=1) for s in range(systems)]
    exact = all(_whole(m) and (m >= 0).all() and m.max(initial=0) * 4.0 * len(m) < _EXACT for m in wide)
    return [m.astype(np.float32 if exact else np.float64) for m in wide], slices, exact


def bootstrap_indices(segments: int, samples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Segment numbers drawn with replacement, in chunks of shape (resamples, segments).

    The stream is that of `default_rng(seed).choice(segments, (samples, segments))`,
    drawn a resample at a time, which stays in the processor's cache. A chunk holds until
    the next one is asked for.
    """
    rng = np.random.default_rng(seed)
    step = _chunk(segments, samples)
    drawn = np.empty((min(step, samples), segments), np.int64)
    for start in range(0, samples, step):
        chunk = drawn[: min(step, samples - start)]
        for row in chunk:
            row[:] = rng.integers(segments, size=segments)
        yield chunk


def bootstrap(
    table: Table, resampling: Resampling, progress: Callable[[int, int], None] | None = None
) -> list[Floats]:
    """Scores of each system on each bootstrap resample.

    Returns
    -------
    one array a metric, shape (systems, samples); float32 where sacrebleu's are.
    """
    matrices, slices, _ = _joined(table)
    segments, systems = len(matrices[0]), len(matrices)
    found: list[list[list[Any]]] = [[[] for _ in range(systems)] for _ in table]
    strict = [resampling.compatible and type(m) in (BLEU, CHRF, TER) for m, _ in table]
    # Sums that float32 cannot hold exactly depend on sacrebleu's order of addition.
    whole = [all(_whole(r) for r in rows) for _, rows in table]
    at = 0
    width = matrices[0].shape[1]
    joined = np.concatenate(matrices, axis=1)
    kept = np.empty((_chunk(segments, resampling.samples), segments), joined.dtype)
    for drawn in bootstrap_indices(segments, resampling.samples, resampling.seed):
        counts = kept[: len(drawn)]
        for row, indices in enumerate(drawn):
            counts[row] = np.bincount(indices, minlength=segments)
        all_sums = counts @ joined
        for system in range(systems):
            sums = all_sums[:, system * width : (system + 1) * width]
            for number, (metric, rows) in enumerate(table):
                part = sums[:, slices[number]]
                if not strict[number]:
                    found[number][system].append(scores(metric, part.astype(np.float64)))
                    continue
                if not whole[number] or part.max(initial=0) >= _EXACT:
                    narrow = rows[system].astype(np.float32)
                    part = np.stack([narrow[indices].sum(0) for indices in drawn])
                narrow = part.astype(np.float32)
                found[number][system].append(
                    np.array([metric._compute_score_from_stats(row).score for row in narrow])
                )
        at += len(drawn)
        if progress is not None:
            progress(at, resampling.samples)
    return [np.stack([np.concatenate(parts) for parts in metric]) for metric in found]


def interval(resampled: Floats) -> tuple[float, float]:
    """Bounds of the 95 % interval: the 1/40 and 39/40 quantiles of the resamples, as in sacrebleu."""
    ordered = np.sort(resampled[~np.isnan(resampled)])
    if not len(ordered):
        return float("nan"), float("nan")
    low = len(ordered) // 40
    return float(ordered[low]), float(ordered[len(ordered) - low - 1])


def _share_above(values: Floats, difference: float) -> float:
    """p-value of a difference; draws without a score (NaN) count against it."""
    if math.isnan(difference):
        return 1.0
    return (int(np.sum(~(values <= difference))) + 1) / (len(values) + 1)


def bootstrap_p(one: Floats, other: Floats, difference: float) -> float:
    """Two-sided p-value of a difference (absolute) from paired resamples of two systems."""
    apart = np.abs(other - one)
    if math.isnan(difference):
        return 1.0
    return _share_above(apart - (np.nanmean(apart) if np.isnan(apart).any() else apart.mean()), difference)


def randomised_sums(
    table: Table, resampling: Resampling, progress: Callable[[int, int], None] | None = None
) -> list[list[NDArray[Any]]]:
    """Sums of the statistics over the segments that each trial selects.

    Returns
    -------
    for each metric, for each system, shape (trials, statistics). The stream of
    selections is that of `default_rng(seed).integers(2, size=(trials, segments), dtype=bool)`.
    """
    matrices, slices, exact = _joined(table)
    segments = len(matrices[0])
    rng = np.random.default_rng(resampling.seed)
    step = _chunk(segments, resampling.trials)
    chosen = [np.empty((resampling.trials, m.shape[1]), m.dtype) for m in matrices]
    for start in range(0, resampling.trials, step):
        number = min(step, resampling.trials - start)
        pick = rng.integers(2, size=(number, segments), dtype=bool).astype(matrices[0].dtype)
        for sums, matrix in zip(chosen, matrices, strict=True):
            sums[start : start + number] = pick @ matrix
        if progress is not None:
            progress(start + number, resampling.trials)
    result = [[sums[:, part] for sums in chosen] for part in slices]
    if not exact:
        return result
    return [[np.rint(sums).astype(np.int64) for sums in metric] for metric in result]


def randomisation_p(
    metric: Metric, one: Rows, other: Rows, one_sums: Rows, other_sums: Rows, difference: float
) -> float:
    """Two-sided p-value of a difference by approximate randomisation.

    `one_sums` and `other_sums` come from :func:`randomised_sums`: in each trial the
    two systems swap the segments that were not selected.
    """
    one_total, other_total = one.sum(0), other.sum(0)
    first = scores(metric, one_sums + (other_total - other_sums))
    second = scores(metric, (one_total - one_sums) + other_sums)
    return _share_above(np.abs(first - second), difference)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for the number of comparisons (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems under one metric. `difference` is second minus first on the metric's scale.

    The adjusted p-values are corrected over all pairs of systems of that metric.
    """

    metric: int
    first: int
    second: int
    difference: float
    bootstrap_p: float
    randomisation_p: float
    bootstrap_adjusted: float = 1.0
    randomisation_adjusted: float = 1.0


def compare_all(
    table: Table,
    values: Sequence[Sequence[float]],
    resamples: Sequence[Floats],
    sums: Sequence[Sequence[Rows]],
) -> list[Comparison]:
    """All pairs of systems under all metrics.

    Parameters
    ----------
    values: score of each system on the whole test set, for each metric.
    resamples: of :func:`bootstrap`.
    sums: of :func:`randomised_sums`.
    """
    result: list[Comparison] = []
    for number, (metric, rows) in enumerate(table):
        found = []
        for a, b in combinations(range(len(rows)), 2):
            difference = values[number][b] - values[number][a]
            boot = bootstrap_p(resamples[number][a], resamples[number][b], abs(difference))
            random = randomisation_p(
                metric, rows[a], rows[b], sums[number][a], sums[number][b], abs(difference)
            )
            found.append(Comparison(number, a, b, difference, boot, random))
        boots = holm([c.bootstrap_p for c in found])
        randoms = holm([c.randomisation_p for c in found])
        result += [
            Comparison(
                c.metric, c.first, c.second, c.difference, c.bootstrap_p, c.randomisation_p, boot, random
            )
            for c, boot, random in zip(found, boots, randoms, strict=True)
        ]
    return result


def clusters(values: Sequence[float], better: Callable[[int, int], bool], higher: bool = True) -> list[int]:
    """Cluster of each system, from 1: every system of a cluster is significantly
    better than every system of those after it (as in the rankings of WMT).

    `better(a, b)` says whether a is significantly better than b.
    """

    def key(system: int) -> tuple[float, int]:
        value = values[system]
        return (math.inf if math.isnan(value) else -value if higher else value), system

    ranked = sorted(range(len(values)), key=key)
    result = [0] * len(values)
    cluster = 1
    for place, system in enumerate(ranked):
        above, below = ranked[:place], ranked[place:]
        if above and all(better(a, b) for a in above for b in below):
            cluster += 1
        result[system] = cluster
    return result
