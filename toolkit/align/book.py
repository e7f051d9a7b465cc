"""Long texts: cut where the correspondence is beyond doubt, then align each part.

Sentences that are each other's nearest neighbour by a clear margin are anchors; the
heaviest increasing chain of them is trusted, and a cut is made where two successive
anchors are neighbours on both sides (the idea of Moore 2002, with vectors).
"""

from __future__ import annotations

import bisect

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]

CELLS = 90_000
"""Products of sentences up to which an article is searched whole."""

_APART = 60  # sentences between cuts, at least
_LARGEST = 400  # sentences of either side of a part, after which any anchor will do
_COSINE, _MARGIN = 0.45, 0.06
_BLOCK = 1024


def cut(source: F32, target: F32) -> list[tuple[int, int]]:
    """Places (i, j) at which to cut, from (0, 0) to (N, M), both included.

    Parameters
    ----------
    source, target: unit vectors of the sentences, (N, d) and (M, d).
    """
    n, m = len(source), len(target)
    chain = _chain(anchors(source, target))
    cuts = [(0, 0)]
    for k, (i, j, _) in enumerate(chain):
        i0, j0 = cuts[-1]
        adjacent = k + 1 < len(chain) and chain[k + 1][:2] == (i + 1, j + 1)
        far = max(i - i0, j - j0)
        if (adjacent and min(i - i0, j - j0) >= _APART) or far >= _LARGEST:
            cuts.append((i + 1, j + 1))
    return _bounded([*(c for c in cuts if c[0] < n and c[1] < m), (n, m)])


def _bounded(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts that are still too large for the search are cut at equal shares of both sides."""
    found = [cuts[0]]
    for i1, j1 in cuts[1:]:
        i0, j0 = found[-1]
        pieces = 1
        while (-(-(i1 - i0) // pieces)) * (-(-(j1 - j0) // pieces)) > 4 * CELLS:
            pieces += 1
        for k in range(1, pieces):
            found.append((i0 + (i1 - i0) * k // pieces, j0 + (j1 - j0) * k // pieces))
        found.append((i1, j1))
    return found


def anchors(source: F32, target: F32) -> list[tuple[int, int, float]]:
    """Mutual nearest neighbours (i, j, margin) by a clear margin, in the order of i."""
    n, m = len(source), len(target)
    best_of_target = np.full(m, -1, np.int64)
    target_value = np.full(m, -2.0, np.float32)
    target_second = np.full(m, -2.0, np.float32)
    best_of_source = np.empty(n, np.int64)
    value, second = np.empty(n, np.float32), np.empty(n, np.float32)
    for at in range(0, n, _BLOCK):
        block = source[at : at + _BLOCK] @ target.T
        rows = np.arange(len(block))
        best = block.argmax(axis=1)
        best_of_source[at : at + len(block)] = best
        value[at : at + len(block)] = block[rows, best]
        column_best = block.argmax(axis=0)
        columns = np.arange(m)
        top = block[column_best, columns]
        block[column_best, columns] = -2
        runner_up = block.max(axis=0)
        block[column_best, columns] = top
        better = top > target_value
        target_second = np.where(better, np.maximum(target_value, runner_up), np.maximum(target_second, top))
        best_of_target[better] = at + column_best[better]
        target_value = np.maximum(target_value, top)
        block[rows, best] = -2
        second[at : at + len(block)] = block.max(axis=1)
    found = []
    for i in range(n):
        j = int(best_of_source[i])
        if best_of_target[j] != i or value[i] < _COSINE:
            continue
        margin = float(value[i] - max(second[i], target_second[j]))
        if margin > _MARGIN:
            found.append((i, j, round(margin, 4)))
    return found


def _chain(points: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Heaviest chain that increases in i and j (a Fenwick tree of prefix maxima)."""
    if not points:
        return []
    order = sorted({j for _, j, _ in points})
    tree = [(0.0, -1)] * (len(order) + 1)
    previous = [-1] * len(points)
    for k, (_, j, weight) in enumerate(points):
        rank = bisect.bisect_left(order, j)
        at, best = rank, (0.0, -1)
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        previous[k] = best[1]
        entry = (best[0] + weight, k)
        at = rank + 1
        while at <= len(order):
            tree[at] = max(tree[at], entry)
            at += at & -at
    at, best = len(order), (0.0, -1)
    while at > 0:
        best = max(best, tree[at])
        at -= at & -at
    chain = []
    k = best[1]
    while k >= 0:
        chain.append(points[k])
        k = previous[k]
    chain.reverse()
    return chain
