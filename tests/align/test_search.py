"""The search against brute force: best path, probabilities, every shape."""

from __future__ import annotations

import math

import numpy as np
import pytest

from toolkit.align.search import EXCHANGES, SHAPES, Arcs, best_path, posterior

SIZES = [(0, 0), (1, 0), (0, 2), (1, 1), (2, 3), (3, 3), (4, 2)]


def random_arcs(n: int, m: int, seed: int) -> Arcs:
    rng = np.random.default_rng(seed)
    beads = {(a, b): rng.normal(size=(max(0, n - a + 1), max(0, m - b + 1))) for a, b in SHAPES}
    return Arcs(beads, rng.normal(size=n), rng.normal(size=m), -1.0, -0.5)


Edge = tuple[str, int, int, int, int]


def all_paths(arcs: Arcs) -> list[tuple[float, tuple[Edge, ...]]]:
    """Every alignment with its score, by plain recursion."""
    n, m = arcs.size
    found: list[tuple[float, tuple[Edge, ...]]] = []

    def go(i: int, j: int, state: str, score: float, path: tuple[Edge, ...]) -> None:
        if (i, j) == (n, m):
            found.append((score, path))
        for a, b in SHAPES:
            if i + a <= n and j + b <= m:
                go(i + a, j + b, "c", score + arcs.beads[a, b][i, j], (*path, ("bead", i, i + a, j, j + b)))
        for (a, b), (c, d) in EXCHANGES:
            if i + a + c <= n and j + b + d <= m:
                value = arcs.beads[a, b][i, j + d] + arcs.beads[c, d][i + a, j] + arcs.exchange
                first = ("bead", i, i + a, j + d, j + d + b)
                second = ("bead", i + a, i + a + c, j, j + d)
                go(i + a + c, j + b + d, "c", score + value, (*path, first, second))
        opening = arcs.opening if state == "c" else 0.0
        if i < n and state != "t":
            go(i + 1, j, "s", score + arcs.source_gaps[i] + opening, (*path, ("source", i, i + 1, j, j)))
        if j < m:
            go(i, j + 1, "t", score + arcs.target_gaps[j] + opening, (*path, ("target", i, i, j, j + 1)))

    go(0, 0, "c", 0.0, ())
    return found


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_best_path_is_the_best_of_all(size: tuple[int, int]) -> None:
    for seed in range(5):
        arcs = random_arcs(*size, seed)
        _, expected = max(all_paths(arcs))
        found = {(s.i0, s.i1, s.j0, s.j1) for s in best_path(arcs)}
        assert found == {e[1:] for e in expected}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_probabilities_are_shares_of_all_paths(size: tuple[int, int]) -> None:
    arcs = random_arcs(*size, 7)
    paths = all_paths(arcs)
    log_z = math.log(sum(math.exp(score) for score, _ in paths))
    found = posterior(arcs)
    assert found.log_z == pytest.approx(log_z)
    share: dict[Edge, float] = {}
    for score, path in paths:
        for edge in path:
            share[edge] = share.get(edge, 0.0) + math.exp(score - log_z)
    n, m = size
    for (a, b), p in found.beads.items():
        for i in range(p.shape[0]):
            for j in range(p.shape[1]):
                assert p[i, j] == pytest.approx(share.get(("bead", i, i + a, j, j + b), 0.0), abs=1e-9)
    for i in range(n):
        expected = sum(v for e, v in share.items() if e[0] == "source" and e[1] == i)
        assert found.source_gaps[i] == pytest.approx(expected, abs=1e-9)
    for j in range(m):
        expected = sum(v for e, v in share.items() if e[0] == "target" and e[3] == j)
        assert found.target_gaps[j] == pytest.approx(expected, abs=1e-9)


def test_a_lopsided_lattice_is_searched_along_its_long_side() -> None:
    arcs = random_arcs(150, 3, 5)
    turned = Arcs(
        {(b, a): v.T for (a, b), v in arcs.beads.items()}, arcs.target_gaps, arcs.source_gaps, -1.0, -0.5
    )
    here, there = posterior(arcs), posterior(turned)
    assert here.log_z == pytest.approx(there.log_z)
    np.testing.assert_allclose(here.source_gaps, there.target_gaps, atol=1e-9)
    steps, back = best_path(arcs), best_path(turned)
    assert {(s.i0, s.i1, s.j0, s.j1) for s in steps if s.i0 < s.i1 and s.j0 < s.j1} == {
        (s.j0, s.j1, s.i0, s.i1) for s in back if s.i0 < s.i1 and s.j0 < s.j1
    }
    assert [i for s in steps for i in range(s.i0, s.i1)] == list(range(150))


def test_each_sentence_is_accounted_for_once() -> None:
    arcs = random_arcs(40, 30, 3)
    found = posterior(arcs)
    source = found.source_gaps.copy()
    for (a, _), p in found.beads.items():
        for k in range(a):
            source[k : k + p.shape[0]] += p.sum(axis=1)
    np.testing.assert_allclose(source, 1, atol=1e-9)


def test_exchanged_neighbours_are_found() -> None:
    beads = {(a, b): np.full((max(0, 4 - a), max(0, 4 - b)), -9.0) for a, b in SHAPES}
    for i, j in ((0, 0), (1, 2), (2, 1)):
        beads[1, 1][i, j] = 5.0
    steps = best_path(Arcs(beads, np.full(3, -3.0), np.full(3, -3.0), -1.0, -2.0))
    assert [(s.i0, s.j0) for s in steps] == [(0, 0), (1, 2), (2, 1)]
