"""Training of the log-linear alignment model: a conditional random field over alignments.

The likelihood of the gold path is maximised under an L2 penalty; gradients come
from the forward-backward pass that also gives confidences at run time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.align.evidence import BEAD_FEATURES, GAP_FEATURES, Evidence
from toolkit.align.search import EXCHANGES, SHAPES, Arcs, Shape, posterior

F64 = NDArray[np.float64]
B, G = len(BEAD_FEATURES), len(GAP_FEATURES)
SIZE = B + G + 2


@dataclass(slots=True)
class Example:
    """One document ready for training: its features and those of the gold path, summed."""

    name: str
    evidence: Evidence
    gold: F64
    weight: float
    beads: int


def arcs_of(evidence: Evidence, w: F64) -> Arcs:
    """Scores of a document under weights laid out as (beads, gaps, opening, exchange)."""
    wb, wg = w[:B].astype(np.float32), w[B : B + G]
    beads = {
        s: (wb @ f.reshape(B, -1)).reshape(f.shape[1:]).astype(np.float64) for s, f in evidence.beads.items()
    }
    return Arcs(beads, wg @ evidence.source_gaps, wg @ evidence.target_gaps, w[-2], w[-1])


def gold_path(
    gold: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], n: int, m: int
) -> tuple[list[tuple[Shape, int, int]], list[int], list[int], int, int]:
    """The gold as a path of the lattice: beads, omissions of either side, openings, exchanges.

    Beads that the lattice cannot hold (too long, not consecutive, crossing far) count
    as omissions.
    """
    usable = []
    for a, b in gold:
        whole = a and b and a[-1] - a[0] + 1 == len(a) and b[-1] - b[0] + 1 == len(b)
        if whole and (len(a), len(b)) in SHAPES:
            usable.append((len(a), len(b), a[0], b[0]))
    usable.sort(key=lambda x: x[2])
    # Heaviest chain in which neighbours may be exchanged.
    best: list[tuple[float, int, int]] = []  # (weight, previous item, 1 if this is the end of an exchange)
    for k, (a, b, i, j) in enumerate(usable):
        options = [(float(a + b), -1, 0)]
        for p in range(k):
            pa, pb, pi, pj = usable[p]
            end = pj + pb
            if best[p][2]:
                q = usable[p - 1]
                end = q[3] + q[1]
            if end <= j and pi + pa <= i:
                options.append((best[p][0] + a + b, p, 0))
        if k:
            pa, pb, pi, pj = usable[k - 1]
            if pi + pa == i and j + b == pj and ((pa, pb), (a, b)) in EXCHANGES:
                inner = [(float(a + b + pa + pb), -1, 1)]
                for p in range(k - 1):
                    qa, qb, qi, qj = usable[p]
                    end = qj + qb
                    if best[p][2]:
                        q = usable[p - 1]
                        end = q[3] + q[1]
                    if end <= j and qi + qa <= pi:
                        inner.append((best[p][0] + a + b + pa + pb, p, 1))
                options.append(max(inner))
        best.append(max(options))
    chain: list[int] = []
    exchanges = 0
    if best:
        k = max(range(len(best)), key=lambda x: best[x][0])
        while k >= 0:
            chain.append(k)
            if best[k][2]:
                chain.append(k - 1)
                exchanges += 1
            k = best[k][1]
    chain.sort()
    beads = [((usable[k][0], usable[k][1]), usable[k][2], usable[k][3]) for k in chain]
    used_s = {x for s, i, _ in beads for x in range(i, i + s[0])}
    used_t = {x for s, _, j in beads for x in range(j, j + s[1])}
    gaps_s = [i for i in range(n) if i not in used_s]
    gaps_t = [j for j in range(m) if j not in used_t]
    # Places of openings: (beads before it in the source order, in the target order) as
    # ends in the lattice; an omission lies between two beads of the path.
    ends = [(0, 0)]
    k = 0
    ordered = sorted(beads, key=lambda x: x[1])
    while k < len(ordered):
        (a, b), i, j = ordered[k]
        if k + 1 < len(ordered) and ordered[k + 1][2] < j:
            (c, _), i2, _ = ordered[k + 1]
            ends.append((i2 + c, j + b))
            k += 2
        else:
            ends.append((i + a, j + b))
            k += 1
    starts = []
    k = 0
    while k < len(ordered):
        (_, _), i, j = ordered[k]
        if k + 1 < len(ordered) and ordered[k + 1][2] < j:
            starts.append((i, ordered[k + 1][2]))
            k += 2
        else:
            starts.append((i, j))
            k += 1
    starts.append((n, m))
    openings = sum(e != s for e, s in zip(ends, starts, strict=True))
    return beads, gaps_s, gaps_t, openings, exchanges


def gold_features(evidence: Evidence, gold: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> F64:
    """Summed features of the gold path."""
    n, m = evidence.source_gaps.shape[1], evidence.target_gaps.shape[1]
    beads, gaps_s, gaps_t, openings, exchanges = gold_path(gold, n, m)
    out = np.zeros(SIZE)
    for shape, i, j in beads:
        out[:B] += evidence.beads[shape][:, i, j]
    out[B : B + G] += evidence.source_gaps[:, gaps_s].sum(axis=1)
    out[B : B + G] += evidence.target_gaps[:, gaps_t].sum(axis=1)
    out[-2:] = openings, exchanges
    return out


def loss_and_gradient(examples: Sequence[Example], w: F64, scale: F64, l2: float) -> tuple[float, F64]:
    """Mean negative log-likelihood a bead, with L2 on weights measured in units of `scale`."""
    loss, gradient, total = 0.0, np.zeros(SIZE), 0.0
    for e in examples:
        p = posterior(arcs_of(e.evidence, w))
        expected = np.zeros(SIZE)
        for s, marginal in p.beads.items():
            f = e.evidence.beads[s]
            if marginal.size:
                expected[:B] += f.reshape(B, -1) @ marginal.astype(np.float32).ravel()
        expected[B : B + G] = e.evidence.source_gaps @ p.source_gaps + e.evidence.target_gaps @ p.target_gaps
        expected[-2:] = p.openings, p.exchanges
        loss += e.weight * (p.log_z - float(w @ e.gold))
        gradient += e.weight * (expected - e.gold)
        total += e.weight * e.beads
    loss, gradient = loss / total, gradient / total
    return loss + l2 * float(((w * scale) ** 2).sum()), gradient + 2 * l2 * w * scale**2


def feature_scale(examples: Sequence[Example]) -> F64:
    """Standard deviation of each feature over gold and near-gold beads: what one unit of weight does."""
    rows = []
    for e in examples:
        f = e.evidence.beads[1, 1]
        rows.append(f.reshape(B, -1)[:, :: max(1, f[0].size // 200)])
    beads = np.concatenate(rows, axis=1).std(axis=1)
    gaps = np.concatenate([e.evidence.source_gaps for e in examples], axis=1).std(axis=1)
    out = np.concatenate([beads, gaps, [1.0, 1.0]])
    return np.where(out < 0.05, 0.3, out)


def fit(examples: Sequence[Example], start: F64, l2: float, steps: int, log: bool = False) -> F64:
    """Weights of the least loss, by L-BFGS."""
    from scipy.optimize import minimize

    scale = feature_scale(examples)

    def objective(v: F64) -> tuple[float, F64]:
        loss, gradient = loss_and_gradient(examples, v / scale, scale, l2)
        if log:
            print(f"  loss {loss:.5f}", flush=True)
        return loss, gradient / scale

    result = minimize(objective, start * scale, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    found: F64 = result.x / scale
    return found


def start_weights() -> F64:
    """A rough start, near the figures of the first prototypes."""
    w = np.zeros(SIZE)
    names = dict(zip(BEAD_FEATURES, range(B), strict=True))
    for name, value in {
        "bead": 1.0,
        "sentences beyond two": -2.5,
        "cosine above .35": 5.0,
        "cosine": 4.0,
        "distance against the usual": -3.0,
        "length difference": -1.0,
    }.items():
        w[names[name]] = value
    gaps = dict(zip(GAP_FEATURES, range(B, B + G), strict=True))
    w[gaps["omission"]] = -2.0
    w[gaps["best cosine above .4"]] = -3.0
    w[-2:] = -2.0, -4.0
    return w
