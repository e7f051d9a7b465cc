"""What ships of a training run: the sum of changes, truncated by what it does to the outputs."""

from __future__ import annotations

import numpy as np
import pytest
from finish import FLOOR, input_moments, summed, truncated
from tiny import TINY, tiny_weights

from toolkit.models.gemma_smooth import forward
from toolkit.models.gemma_weights import LINEARS, Adapter

NAME = "model.layers.0.mlp.up_proj.weight"


def _change(rng: np.random.Generator, rank: int, out: int = 12, inputs: int = 9) -> Adapter:
    return Adapter({NAME: rng.normal(size=(out, rank))}, {NAME: rng.normal(size=(rank, inputs))}, {})


def _product(adapter: Adapter) -> np.ndarray:
    return np.asarray(adapter.up[NAME] @ adapter.down[NAME])


def test_a_sum_of_changes_is_their_sum() -> None:
    rng = np.random.default_rng(1)
    first, second = _change(rng, 3), _change(rng, 2)
    assert np.allclose(_product(summed(first, second)), _product(first) + _product(second))


def test_at_full_rank_nothing_is_lost() -> None:
    rng = np.random.default_rng(2)
    change, x = _change(rng, 4), rng.normal(size=(50, 9))
    kept, lost = truncated(change, 4, {NAME: x.T @ x})
    assert lost < 1e-12
    assert np.allclose(_product(kept), _product(change), atol=1e-5)


def test_even_inputs_give_the_nearest_change_in_the_weights() -> None:
    change = _change(np.random.default_rng(3), 6)
    kept, lost = truncated(change, 2, {NAME: np.eye(9)})
    assert kept.rank == 2
    assert 0 < lost < 1
    whole = np.linalg.svd(_product(change), compute_uv=False)
    assert np.linalg.norm(_product(change) - _product(kept)) == pytest.approx(
        np.linalg.norm(whole[2:]), rel=1e-5
    )
    assert lost == pytest.approx((whole[2:] ** 2).sum() / (whole**2).sum(), rel=1e-5)


def test_uneven_inputs_keep_what_changes_the_outputs() -> None:
    rng = np.random.default_rng(4)
    change = _change(rng, 6)
    x = rng.normal(size=(400, 9)) * np.geomspace(1, 0.01, 9)
    seen, _ = truncated(change, 2, {NAME: x.T @ x / len(x)})
    blind, _ = truncated(change, 2, {NAME: np.eye(9)})

    def error(kept: Adapter) -> float:
        return float(np.linalg.norm(x @ (_product(change) - _product(kept)).T))

    assert error(seen) < 0.7 * error(blind)
    assert 0 < FLOOR < 1


def test_moments_are_those_of_the_inputs_of_each_layer() -> None:
    weights = tiny_weights()
    texts = [[1, 2, 3], [4, 5]]
    found = input_moments(weights, TINY, texts)
    assert set(found) == {f"model.layers.{layer}.{linear}.weight" for layer in range(2) for linear in LINEARS}
    inputs: list[np.ndarray] = []
    for tokens in texts:
        forward(weights, TINY, tokens, lambda name, x: inputs.append(x) if name == "0/down" else None)
    x = np.concatenate(inputs)
    assert np.allclose(found["model.layers.0.mlp.down_proj.weight"], x.T @ x / 5, rtol=1e-4)
