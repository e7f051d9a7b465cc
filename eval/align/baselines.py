"""Other aligners, on the same vectors or lengths, for the table of the benchmark."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.align.evidence import Side, characters
from toolkit.align.search import SHAPES, Arcs, Step, best_path
from toolkit.text import Bead

F64 = NDArray[np.float64]
NEVER = -1e9

PUBLISHED = {
    "ntrex-medium": 0.690,
    "ntrex-hard": 0.432,
    "ntrex-easy": 0.956,
    "park-easy": 0.621,
    "park-medium": 0.343,
    "park-hard": 0.227,
    "genesis-koen": 0.051,
    "defr": 0.760,
}
"""hunalign 1.1 without a dictionary, strict F1 on the held-out halves; measured elsewhere, quoted."""


def _beads(steps: Sequence[Step]) -> list[Bead]:
    return [Bead(tuple(range(s.i0, s.i1)), tuple(range(s.j0, s.j1))) for s in steps]


def gale_church(source: Sequence[str], target: Sequence[str]) -> list[Bead]:
    """Gale and Church (1993): priors of their table 5, variance 6.8, ratio of the two texts."""
    a, b = (characters(s).astype(float) for s in (source, target))
    n, m = len(a), len(b)
    c = b.sum() / max(a.sum(), 1)
    prior = {(1, 1): 0.89, (1, 2): 0.0445, (2, 1): 0.0445, (2, 2): 0.011}
    ends = [np.concatenate(([0.0], np.cumsum(x))) for x in (a, b)]
    beads: dict[tuple[int, int], F64] = {}
    for p, q in SHAPES:
        shape = (max(0, n - p + 1), max(0, m - q + 1))
        if (p, q) not in prior or 0 in shape:
            beads[p, q] = np.full(shape, NEVER)
            continue
        left = (ends[0][p:] - ends[0][:-p])[:, None]
        right = (ends[1][q:] - ends[1][:-q])[None, :]
        delta = np.abs(right - left * c) / np.sqrt(6.8 * (left + right / c) / 2 + 1e-9)
        tail = np.vectorize(lambda z: math.log(max(math.erfc(z / math.sqrt(2)), 1e-300)))(delta)
        beads[p, q] = tail + math.log(prior[p, q])
    # One side empty: the length difference is the whole sentence.
    gaps = []
    for x, scale in ((a * c, c), (b, c)):
        delta = x / np.sqrt(6.8 * np.maximum(x / scale, 1) / 2 + 1e-9)
        gaps.append(
            np.array([math.log(max(math.erfc(z / math.sqrt(2)), 1e-300)) for z in delta]) + math.log(0.0049)
        )
    return _beads(best_path(Arcs(beads, gaps[0], gaps[1], 0.0, NEVER)))


def vecalign(source: Side, target: Side, skip: float = 0.05, samples: int = 50) -> list[Bead]:
    """The cost of Vecalign (Thompson and Koehn 2019) on our vectors, searched exactly.

    Cosine distance of the runs, normalised by that to random runs, times the sentences of
    either side; a skip costs the `skip` quantile of the 1-1 costs.
    """
    n, m = len(source), len(target)
    rng = np.random.default_rng(0)
    beads: dict[tuple[int, int], F64] = {}
    single = np.zeros((n, m))
    for p, q in SHAPES:
        x, y = source.vectors[p - 1], target.vectors[q - 1]
        if not len(x) or not len(y):
            beads[p, q] = np.full((len(x), len(y)), NEVER)
            continue
        some_x = source.vectors[0][rng.integers(0, n, samples)]
        some_y = target.vectors[0][rng.integers(0, m, samples)]
        norm = (1 - x @ some_y.T).mean(axis=1)[:, None] + (1 - y @ some_x.T).mean(axis=1)[None, :]
        cost = (1 - x @ y.T).astype(np.float64) * p * q * 2 / np.maximum(norm, 1e-6)
        if (p, q) == (1, 1):
            single = cost
        beads[p, q] = -np.round(cost, 4)
    price = float(np.quantile(single, skip)) if single.size else 1.0
    return _beads(best_path(Arcs(beads, np.full(n, -price), np.full(m, -price), 0.0, NEVER)))
