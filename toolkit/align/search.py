"""Search over alignments: the best one, and the probability of each bead.

The lattice has a node for each pair of sentence bounds. An arc is a bead of one
of `SHAPES`, an exchange of two neighbouring beads (`EXCHANGES`), or one omitted
sentence. A run of omissions pays once for being opened, and the omissions of the
source come before those of the target, so each alignment is one path.

Scores are natural logs, bigger is better. A row of the lattice is computed at
once: all that leads to it lies in earlier rows, except omissions of the target,
which are a running maximum along the row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Shape = tuple[int, int]

LONGEST = 5
"""Most sentences that one side of a bead may have."""

SHAPES: tuple[Shape, ...] = tuple((n, total - n) for total in range(2, LONGEST + 2) for n in range(1, total))
"""(source, target) sentences of a bead: all with n + m <= 6."""

EXCHANGES: tuple[tuple[Shape, Shape], ...] = (
    ((1, 1), (1, 1)),
    ((1, 1), (1, 2)),
    ((1, 2), (1, 1)),
    ((1, 1), (2, 1)),
    ((2, 1), (1, 1)),
)
"""Two beads, in the order of the source, that stand the other way round in the target."""

_NEVER = -1e30
_LOPSIDED = 8


@dataclass(frozen=True, slots=True)
class Arcs:
    """Scores of all arcs of an article of N and M sentences.

    beads: for each of SHAPES an array (N - n + 1, M - m + 1) by first sentences.
    source_gaps (N,), target_gaps (M,): omitting one sentence.
    opening: starting a run of omissions. exchange: added to two beads that change places.
    """

    beads: dict[Shape, F64]
    source_gaps: F64
    target_gaps: F64
    opening: float
    exchange: float

    @property
    def size(self) -> Shape:
        """Sentences of source and target."""
        return len(self.source_gaps), len(self.target_gaps)


@dataclass(frozen=True, slots=True)
class Step:
    """A bead of the path by ranges: source[i0:i1], target[j0:j1]; one may be empty."""

    i0: int
    i1: int
    j0: int
    j1: int


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities under the model.

    beads: as in `Arcs`, the probability that the bead is part of the alignment, in
    place or exchanged. source_gaps, target_gaps: that the sentence is omitted.
    openings: expected number of runs of omissions. exchanges: that of exchanges.
    log_z: log of the sum over all alignments.
    """

    beads: dict[Shape, F64]
    source_gaps: F64
    target_gaps: F64
    openings: float
    exchanges: float
    log_z: float


def best_path(arcs: Arcs) -> list[Step]:
    """The alignment of the highest score, in the order of the source (Viterbi)."""
    n, m = arcs.size
    if n > _LOPSIDED * (m + 10):
        return [Step(s.j0, s.j1, s.i0, s.i1) for s in _in_source_order(best_path(_turned(arcs)))]
    table, offsets, width, shapes = _layout(arcs)
    gs, gt, opening = arcs.source_gaps, arcs.target_gaps, arcs.opening
    along = np.concatenate(([0.0], np.cumsum(gt)))
    closed, source, target = (np.full((n + 1, m + 1), _NEVER) for _ in range(3))
    best = np.full((LONGEST + n + 1) * width, _NEVER)
    rows = best.reshape(LONGEST + n + 1, width)
    arc = np.zeros((n + 1, m + 1), np.int16)
    closed[0, 0] = 0.0
    for i in range(n + 1):
        if i:
            reach = best.take(offsets + i * width)
            reach += table[i]
            arc[i] = reach.argmax(axis=0)
            closed[i] = reach.max(axis=0)
            source[i] = np.maximum(closed[i - 1] + opening, source[i - 1]) + gs[i - 1]
        enter = np.maximum(closed[i] + opening, source[i])
        target[i, 1:] = along[1:] + np.maximum.accumulate(enter - along)[:-1]
        np.maximum(np.maximum(closed[i], source[i]), target[i], out=rows[LONGEST + i, LONGEST:])
    return _trace(closed, source, target, arc, shapes, opening)


def _trace(
    closed: F64,
    source: F64,
    target: F64,
    arc: NDArray[np.int16],
    shapes: list[tuple[Shape, ...]],
    opening: float,
) -> list[Step]:
    i, j = closed.shape[0] - 1, closed.shape[1] - 1
    steps: list[Step] = []
    state = ""
    while i or j:
        if not state:
            values = (closed[i, j], source[i, j], target[i, j])
            state = "cst"[values.index(max(values))]
        if state == "t":
            steps.append(Step(i, i, j - 1, j))
            j -= 1
            enter = max(closed[i, j] + opening, source[i, j])
            if target[i, j] <= enter:
                state = "c" if closed[i, j] + opening >= source[i, j] else "s"
        elif state == "s":
            steps.append(Step(i - 1, i, j, j))
            i -= 1
            state = "c" if closed[i, j] + opening >= source[i, j] else "s"
        else:
            shape = shapes[int(arc[i, j])]
            if len(shape) == 1:
                (a, b) = shape[0]
                steps.append(Step(i - a, i, j - b, j))
            else:
                (a, b), (c, d) = shape
                steps.append(Step(i - c, i, j - b - d, j - b))
                steps.append(Step(i - a - c, i - c, j - b, j))
                a, b = a + c, b + d
            i, j, state = i - a, j - b, ""
        if state == "c" and not i and not j:
            break
    steps.reverse()
    return steps


def posterior(arcs: Arcs) -> Posterior:
    """Probability of each bead and omission (forward-backward)."""
    n, m = arcs.size
    if n > _LOPSIDED * (m + 10):
        found = posterior(_turned(arcs))
        beads = {(a, b): found.beads[b, a].T for a, b in SHAPES}
        return replace(found, beads=beads, source_gaps=found.target_gaps, target_gaps=found.source_gaps)
    table, offsets, width, shapes = _layout(arcs)
    gs, gt, opening = arcs.source_gaps, arcs.target_gaps, arcs.opening
    along = np.concatenate(([0.0], np.cumsum(gt)))
    closed, source, target = (np.full((n + 1, m + 1), _NEVER) for _ in range(3))
    reached = np.full((LONGEST + n + 1) * width, _NEVER)
    rows = reached.reshape(LONGEST + n + 1, width)
    closed[0, 0] = 0.0
    for i in range(n + 1):
        if i:
            closed[i] = _log_sum(_starts(reached, offsets, i, width) + table[i])
            source[i] = np.logaddexp(closed[i - 1] + opening, source[i - 1]) + gs[i - 1]
        enter = np.logaddexp(closed[i] + opening, source[i])
        target[i, 1:] = along[1:] + np.logaddexp.accumulate(enter - along)[:-1]
        np.logaddexp(np.logaddexp(closed[i], source[i]), target[i], out=rows[LONGEST + i, LONGEST:])
    log_z = float(rows[-1, -1])

    # Backward: `after` is what may follow a finished bead, `open_s` and `open_t` what
    # may follow an omission of the source and of the target.
    after, open_s, open_t = (np.full((n + 1, m + 1), _NEVER) for _ in range(3))
    ahead = np.full((n + 1 + LONGEST) * width, _NEVER)
    ahead_rows = ahead.reshape(n + 1 + LONGEST, width)
    # Arcs by where they start: table[i + a, t, j + b] seen from (i, j).
    reach = np.array([_extent(s) for s in shapes])
    padded = np.full((n + 1 + LONGEST, len(shapes), m + 1 + LONGEST), _NEVER)
    padded[: n + 1, :, : m + 1] = table
    kinds = np.arange(len(shapes))[:, None]
    columns = np.arange(m + 1)[None, :] + reach[:, 1:]
    forward_offsets = reach[:, :1] * width + columns
    for i in range(n, -1, -1):
        beads = padded[i + reach[:, :1], kinds, columns]
        follow = _log_sum(ahead.take(forward_offsets + i * width) + beads)
        if i == n:
            follow[m] = 0.0
        run = (follow + along)[::-1]
        open_t[i] = np.logaddexp.accumulate(run)[::-1] - along
        skip_t = np.full(m + 1, _NEVER)
        skip_t[:-1] = gt + open_t[i, 1:]
        skip_s = gs[i] + open_s[i + 1] if i < n else np.full(m + 1, _NEVER)
        skip = np.logaddexp(skip_s, skip_t)
        open_s[i] = np.logaddexp(follow, skip)
        after[i] = np.logaddexp(follow, opening + skip)
        ahead_rows[i, : m + 1] = after[i]

    probability = np.zeros_like(table)
    for i in range(1, n + 1):
        probability[i] = _starts(reached, offsets, i, width) + table[i] + after[i] - log_z
    probability = np.exp(np.minimum(probability, 0.0))
    probability[0] = 0.0
    beads = {s[0]: probability[s[0][0] :, t, s[0][1] :].copy() for t, s in enumerate(shapes) if len(s) == 1}
    exchanges = 0.0
    for t, s in enumerate(shapes):
        if len(s) == 2:
            (a, b), (c, d) = s
            p = probability[a + c :, t, b + d :]
            exchanges += float(p.sum())
            beads[a, b][: p.shape[0], d : d + p.shape[1]] += p
            beads[c, d][a : a + p.shape[0], : p.shape[1]] += p
    in_s = np.exp(np.minimum(source[1:] + open_s[1:] - log_z, 0.0)).sum(axis=1)
    in_t = np.exp(np.minimum(target[:, 1:] + open_t[:, 1:] - log_z, 0.0)).sum(axis=0)
    opened = np.exp(np.minimum(closed[:-1] + opening + gs[:, None] + open_s[1:] - log_z, 0.0)).sum()
    opened += np.exp(np.minimum(closed[:, :-1] + opening + gt + open_t[:, 1:] - log_z, 0.0)).sum()
    return Posterior(beads, in_s, in_t, float(opened), exchanges, log_z)


def _turned(arcs: Arcs) -> Arcs:
    """Source and target changed about: a row of the lattice costs little, however long it is."""
    beads = {(a, b): arcs.beads[b, a].T for a, b in SHAPES}
    return replace(arcs, beads=beads, source_gaps=arcs.target_gaps, target_gaps=arcs.source_gaps)


def _in_source_order(steps: list[Step]) -> list[Step]:
    """Steps of a turned lattice: exchanged beads are put into the order of the real source."""
    found = list(steps)
    for k in range(len(found) - 1):
        if found[k + 1].j1 <= found[k].j0 and found[k].j1 > found[k].j0 and found[k + 1].j1 > found[k + 1].j0:
            found[k], found[k + 1] = found[k + 1], found[k]
    return found


def _starts(reached: F64, offsets: NDArray[np.int64], i: int, width: int) -> F64:
    """Values of the nodes from which the arcs into row i start (kinds, M + 1)."""
    return reached.take(offsets + i * width)


def _extent(shape: tuple[Shape, ...]) -> Shape:
    return sum(s[0] for s in shape), sum(s[1] for s in shape)


def _layout(arcs: Arcs) -> tuple[F64, NDArray[np.int64], int, list[tuple[Shape, ...]]]:
    """Arcs by where they end, (N + 1, kinds, M + 1), and the places from which they start.

    Nodes lie in rows of `width`, with LONGEST unreachable rows above and columns to
    the left (and right) so that no arc needs a bound check.
    """
    n, m = arcs.size
    shapes: list[tuple[Shape, ...]] = [(s,) for s in SHAPES]
    shapes += list(EXCHANGES)
    width = m + 1 + LONGEST
    table = np.full((n + 1, len(shapes), m + 1), _NEVER)
    for t, shape in enumerate(shapes):
        high, wide = _extent(shape)
        if high > n or wide > m:
            continue
        if len(shape) == 1:
            table[high:, t, wide:] = arcs.beads[shape[0]]
        else:
            (a, b), (c, d) = shape
            first = arcs.beads[a, b][: n - high + 1, d : d + m - wide + 1]
            second = arcs.beads[c, d][a : a + n - high + 1, : m - wide + 1]
            table[high:, t, wide:] = first + second + arcs.exchange
    reach = np.array([_extent(s) for s in shapes])
    offsets = (LONGEST - reach[:, :1]) * width + LONGEST - reach[:, 1:] + np.arange(m + 1)[None, :]
    return table, offsets, width, shapes


def _log_sum(values: F64) -> F64:
    """log of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    found: F64 = np.log(np.exp(values - top).sum(axis=0)) + top
    return np.maximum(found, _NEVER)
