"""The layers of the encoder against what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.engines.usem_layers import MARGIN, TILE, Convolution, FirstLayer, Narrowing

F32 = NDArray[np.float32]


def random(*shape: int) -> F32:
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_fewer_products_give_the_same_convolution(width: int) -> None:
    tiles = 7
    x, w = random(tiles * TILE + MARGIN, 16), random(width, 16, 8)
    out = np.zeros((tiles * TILE, 24), np.float32)
    Convolution.of(w).apply(x, out[:, 8:16])
    exact = sum(x[k : k + len(out)].astype(float) @ w[k].astype(float) for k in range(width))
    np.testing.assert_allclose(out[:, 8:16], exact, atol=2e-4)
    assert not out[:, :8].any() and not out[:, 16:].any()


def layer(capacity: int) -> FirstLayer:
    table = random(50, 12)
    narrowing = Narrowing(random(12, 8), random(8), random(8), random(8), 1e-6)
    convolutions = [(random(2, 4, 4), random(4), 0), (random(3, 4, 4), random(4), 1)]
    return FirstLayer(lambda tokens: table[tokens], narrowing, convolutions, 50, capacity)


def test_the_first_layer_keeps_tokens_and_forgets_them_when_full() -> None:
    small, large = layer(6), layer(50)
    seen = []
    for tokens in ([3, 1, 3], [1, 2, 9], [40, 41, 42, 43], [3, 1, 2, 9, 40, 49], [0, 3]):
        flat = np.array(tokens)
        a, b = small.rows(flat), large.rows(flat)
        seen.append(a.tolist())
        assert a.all() and [x == y for x in a for y in a] == [x == y for x in flat for y in flat]
        np.testing.assert_allclose(small.embedded[a], large.embedded[b])
        np.testing.assert_allclose(small.total[a], large.embedded[b].sum(axis=1), rtol=1e-5)
        for width, (x, y) in zip((2, 3), zip(small.taps, large.taps, strict=True), strict=True):
            for k in range(width):
                np.testing.assert_allclose(x[a * width + k], y[b * width + k], atol=1e-5)
    assert seen[0] == [2, 1, 2] and seen[1][0] == 1  # kept
    assert seen[2] == [1, 2, 3, 4]  # begun anew
    assert not any(x[0].any() for x in (small.embedded, *small.narrow))


def test_taps_are_the_terms_of_the_convolution() -> None:
    one = layer(10)
    (row,) = one.rows(np.array([7]))
    weights, bias = random(3, 4, 4), random(4)
    for k in range(3):
        expected = one.narrow[1][row] @ weights[k] + (bias if k == 1 else 0)
        np.testing.assert_allclose(one.taps[1][row * 3 + k], expected, atol=1e-5)
