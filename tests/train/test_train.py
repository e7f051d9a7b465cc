"""Training on a tiny model: the forward pass, resuming, int8, and what is exported."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from data import Batch  # noqa: E402
from finish import mean, truncated, whole_change  # noqa: E402
from model import Gemma, balanced  # noqa: E402
from tiny import TINY, VOCABULARY, tiny_weights  # noqa: E402
from train import loss_of, rate_at, train  # noqa: E402

from toolkit.models.gemma_smooth import forward  # noqa: E402
from toolkit.models.gemma_weights import (  # noqa: E402
    MergedWeights,
    read_adapter,
)


def packed(rng: np.random.Generator, rows: int = 2, length: int = 24) -> Batch:
    """Two examples in each row: the second copies the first token again and again."""
    tokens = rng.integers(4, VOCABULARY, (rows, length))
    tokens[:, 12:] = tokens[:, 12:13]
    half = length // 2
    positions = np.tile(np.concatenate([np.arange(half), np.arange(half)]), (rows, 1))
    segments = np.tile(np.repeat([1, 2], half), (rows, 1))
    targets = np.full_like(tokens, -1)
    targets[:, half + 2 : -1] = tokens[:, half + 3 :]
    return Batch(tokens, positions, segments, targets)


def tensors(batch: Batch) -> tuple[torch.Tensor, ...]:
    return tuple(torch.from_numpy(a) for a in (batch.tokens, batch.positions, batch.segments))


@pytest.mark.parametrize("rank", [0, 4])
def test_packed_rows_equal_the_reference(rank: int) -> None:
    weights = tiny_weights()
    model = Gemma(TINY, weights, rank)
    batch = packed(np.random.default_rng(1))
    with torch.no_grad():
        logits = model.logits(model.hidden(*tensors(batch))).numpy()
    for row in range(2):
        for part in (slice(0, 12), slice(12, 24)):
            expected = forward(weights, TINY, batch.tokens[row, part].tolist())
            np.testing.assert_allclose(logits[row, part], expected, atol=2e-3)


def test_bfloat16_is_near_float32() -> None:
    batch = packed(np.random.default_rng(2))
    model = Gemma(TINY, tiny_weights(), 4)
    model.start_change(0)
    exact, n = loss_of(model, batch, argparse.Namespace(device="cpu", bf16=False))
    model.halve()
    near, m = loss_of(model, batch, argparse.Namespace(device="cpu", bf16=True))
    assert n == m
    assert abs(near.item() - exact.item()) < 0.02 * exact.item()
    assert near.item() != exact.item()


def test_int8_is_near_and_its_gradient_points_the_same_way() -> None:
    batch = packed(np.random.default_rng(2))
    gradients, outputs = [], []
    for int8 in (False, True):
        model = Gemma(TINY, tiny_weights(), 4)
        model.start_change(0)
        if int8:
            model.quantise(*tensors(batch))
        outputs.append(model.hidden(*tensors(batch)).detach())
        loss, n = loss_of(model, batch, argparse.Namespace(device="cpu", bf16=False))
        (loss / n).backward()
        gradients.append(torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]))
    assert torch.linalg.norm(outputs[1] - outputs[0]) < 0.1 * torch.linalg.norm(outputs[0])
    assert torch.nn.functional.cosine_similarity(gradients[0], gradients[1], dim=0) > 0.9


def arguments(out: Path, **changes: object) -> argparse.Namespace:
    out.mkdir(parents=True, exist_ok=True)
    options: dict[str, object] = {
        "out": out, "device": "cpu", "rate": 5e-3, "rank": 4, "warmup": 2, "tokens": 1e9, "cooldown": 200.0,
        "average": 0.9, "weight_decay": 0.0, "dev_every": 5, "save_every": 4, "bf16": False, "seed": 1,
    }  # fmt: skip
    return argparse.Namespace(**(options | changes))


def stream(stop_at: int | None = None) -> Iterator[Batch]:
    """Batches without end, or until a kill."""
    rng = np.random.default_rng(3)
    for number in range(10_000):
        if number == stop_at:
            raise KeyboardInterrupt
        yield packed(rng)


def run(out: Path, stop_at: int | None = None, rank: int = 4, tokens: float = 1200) -> Gemma:
    torch.manual_seed(0)
    model = Gemma(TINY, tiny_weights(), rank)
    if rank:
        model.start_change(0)
    held = {"dev": [packed(np.random.default_rng(9))]}
    train(model, stream(stop_at), held, arguments(out, rank=rank, tokens=tokens))
    return model


def curve(out: Path, key: str) -> list[float]:
    lines = [json.loads(line) for line in (out / "curve.jsonl").read_text().splitlines()]
    return [line[key] for line in lines if key in line]


def test_the_curve_goes_down_and_ends_with_no_rate(tmp_path: Path) -> None:
    run(tmp_path)
    dev = curve(tmp_path, "dev")
    assert dev[-1] < 0.95 * dev[0]
    assert curve(tmp_path, "rate")[-1] < 1e-3


def test_a_killed_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "killed", stop_at=14)
    resumed = run(tmp_path / "killed")
    for a, b in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(a, b)
    assert curve(tmp_path / "whole", "dev")[-1] == curve(tmp_path / "killed", "dev")[-1]
    before = (tmp_path / "killed/curve.jsonl").read_text()
    run(tmp_path / "killed")  # finished: nothing more to do
    assert (tmp_path / "killed/curve.jsonl").read_text() == before


def test_a_file_named_cooldown_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "cooldown").touch()
    run(tmp_path, tokens=1e9)
    assert len(curve(tmp_path, "train")) >= 1


def test_what_is_written_is_what_was_trained(tmp_path: Path) -> None:
    model = run(tmp_path)
    weights = tiny_weights()
    merged = MergedWeights(weights, read_adapter(tmp_path / "change.npz"))
    batch = packed(np.random.default_rng(5))
    with torch.no_grad():
        expected = model.logits(model.hidden(*tensors(batch))).numpy()[0, :12]
    got = forward(merged, TINY, batch.tokens[0, :12].tolist())
    np.testing.assert_allclose(got, expected, atol=0.03)  # float16 factors


def test_full_training_is_exported_as_its_whole_change(tmp_path: Path) -> None:
    run(tmp_path, rank=0)
    weights = tiny_weights()
    trained = dict(np.load(tmp_path / "change.npz"))
    change = whole_change(trained, weights)
    for name in change.up:
        np.testing.assert_allclose(
            weights[name] + change.up[name] @ change.down[name], trained[f"full/{name}"], atol=1e-3
        )
    moments = {name: np.eye(down.shape[1]) for name, down in change.down.items()}
    kept, lost = truncated(change, 3, moments)
    assert kept.rank == 3
    assert 0 < lost < 1


def test_the_mean_of_changes() -> None:
    first = Gemma(TINY, tiny_weights(), 3)
    first.start_change(1)
    second = Gemma(TINY, tiny_weights(), 3)
    second.start_change(2)
    with torch.no_grad():
        for model in (first, second):
            for name, parameter in model.named_parameters():
                if ".up." in name:
                    parameter.normal_()
    a, b = first.adapter(), second.adapter()
    half = mean([a, b])
    for name in a.up:
        total = a.up[name] @ a.down[name] + b.up[name] @ b.down[name]
        np.testing.assert_allclose(half.up[name] @ half.down[name], total / 2, atol=1e-4)


def test_balanced_factors_have_the_same_product() -> None:
    rng = np.random.default_rng(0)
    up, down = rng.normal(size=(20, 4)), 9 * rng.normal(size=(4, 30))
    left, right = balanced(up, down, 4)
    np.testing.assert_allclose(left @ right, up @ down, rtol=1e-4, atol=1e-4)
    assert np.linalg.norm(left) == pytest.approx(np.linalg.norm(right), rel=1e-4)
    left, right = balanced(up, down, 6)
    assert left.shape == (20, 6)
    np.testing.assert_allclose(left @ right, up @ down, rtol=1e-4, atol=1e-4)


def test_the_learning_rate_warms_up_stays_and_falls() -> None:
    args = argparse.Namespace(warmup=10, cooldown=100.0)
    assert rate_at(args, 0, 0, None) == pytest.approx(0.1)
    assert rate_at(args, 500, 1e6, None) == 1.0
    assert rate_at(args, 500, 1025, 1000.0) == pytest.approx(0.5)
    assert rate_at(args, 500, 1100, 1000.0) == 0.0
