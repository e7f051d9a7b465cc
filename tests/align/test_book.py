"""Cutting long texts at anchors."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.align import align_segments
from toolkit.align.book import CELLS, anchors, cut
from toolkit.text import Bead

from .conftest import WordHashes


def vectors(n: int, seed: int) -> np.ndarray:
    v = np.random.default_rng(seed).normal(size=(n, 64)).astype(np.float32)
    return v / np.sqrt((v**2).sum(axis=1, keepdims=True))


def test_anchors_are_mutual_neighbours() -> None:
    v = vectors(50, 1)
    assert [(i, j) for i, j, _ in anchors(v, v[::-1].copy())] == [(i, 49 - i) for i in range(50)]
    doubled = np.concatenate([v, v])
    assert anchors(v, doubled) == []  # two equal candidates: no margin


def test_blocks_agree_with_the_whole() -> None:
    v = vectors(2100, 2)
    assert [(i, j) for i, j, _ in anchors(v, v[::-1].copy())] == [(k, 2099 - k) for k in range(2100)]


def test_cuts_lie_on_the_true_path() -> None:
    v = vectors(1500, 4)
    target = np.delete(v, range(700, 720), axis=0)
    cuts = cut(v, target)
    assert cuts[0] == (0, 0) and cuts[-1] == (1500, 1480)
    for i, j in cuts[1:-1]:
        assert j == (i if i <= 700 else i - 20)
    assert len(cuts) > 15
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(cuts))


@settings(max_examples=20, deadline=None)
@given(n=st.integers(1, 1500), m=st.integers(1, 1500), seed=st.integers(0, 99))
def test_unrelated_texts_are_cut_small_enough(n: int, m: int, seed: int) -> None:
    cuts = cut(vectors(n, seed), vectors(m, seed + 100))
    assert cuts[0] == (0, 0) and cuts[-1] == (n, m)
    for (i0, j0), (i1, j1) in pairwise(cuts):
        assert i0 <= i1 and j0 <= j1 and (i1 - i0) * (j1 - j0) <= 4 * CELLS


def test_a_book_is_aligned_like_its_parts(hashes: WordHashes) -> None:
    source = [f"문장 {k} 값 {k * 7919 % 10007}" for k in range(420)]
    target = [f"{k * 7919 % 10007} 값 {k} 문장" for k in range(420) if k % 50 != 7]
    beads = align_segments(source, target, hashes)
    kept = [k for k in range(420) if k % 50 != 7]
    right = {((i,), (j,)) for j, i in enumerate(kept)}
    found = {(b.source, b.target) for b in beads}
    assert len(found & right) > 0.95 * len(right)
    assert isinstance(beads[0], Bead)
