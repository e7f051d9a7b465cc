"""From a training run to the files that bitext ships: adapter and smoothing scales.

    python eval/train/finish.py --start models/gemma-koen --change RUN/change-average.npz --out NEW

The trained change is added to the adapter that the run started from and the sum
brought back to `--rank`: what is kept is what changes the outputs most on sentences of
the training text, not what is largest in the weights (Hsu et al. 2022, arXiv:2207.00112,
with the whole second moment of the inputs, as in Wang et al. 2024, arXiv:2403.07378).
Smoothing scales are calibrated on the same sentences.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import sentencepiece
from data import development_examples, encode, news_runs
from lowrank import singular

from toolkit.engines.spec import WORDS
from toolkit.engines.wordlist import WordList
from toolkit.models.gemma_smooth import READERS, forward, smoothing_scales
from toolkit.models.gemma_weights import (
    Adapter,
    GemmaConfig,
    GGUFWeights,
    MergedWeights,
    Weights,
    base_file,
    read_adapter,
    read_kept,
    write_adapter,
)

FLOOR = 0.02
"""Share of the energy of the inputs that is taken to be spread evenly when a change is truncated."""


def summed(first: Adapter, second: Adapter) -> Adapter:
    """The sum of two changes, their factors side by side; the norms are those of the second."""
    return Adapter(
        {n: np.concatenate([first.up[n], second.up[n]], axis=1) for n in first.up},
        {n: np.concatenate([first.down[n], second.down[n]], axis=0) for n in first.down},
        second.norms,
    )


def truncated(adapter: Adapter, rank: int, moments: Mapping[str, np.ndarray]) -> tuple[Adapter, float]:
    """The change of a given rank nearest to one in its outputs, and the share of their energy that is lost.

    Parameters
    ----------
    moments: by weight name, (in, in) mean of x xᵀ over inputs x of the layer; with identities this is
        the nearest one in the weights.
    """
    up, down, lost, whole = {}, {}, 0.0, 0.0
    for name in adapter.up:
        moment = moments[name].astype(np.float64)
        # Directions that the sentences hardly use keep a little weight.
        moment = moment / np.trace(moment) + np.eye(len(moment)) * (FLOOR / len(moment))
        root = np.linalg.cholesky(moment)
        u, s, v = singular(adapter.up[name], adapter.down[name].astype(np.float64) @ root)
        half = np.sqrt(s[:rank])
        up[name] = (u[:, :rank] * half).astype(np.float32)
        right = half[:, None] * v[:rank]
        down[name] = np.linalg.solve(root.T, right.T).T.astype(np.float32)
        lost, whole = lost + float((s[rank:] ** 2).sum()), whole + float((s**2).sum())
    return Adapter(up, down, adapter.norms), lost / whole


def input_moments(weights: Weights, config: GemmaConfig, texts: list[list[int]]) -> dict[str, np.ndarray]:
    """By name of each linear weight, the mean of x xᵀ (in, in) over its inputs x in some texts."""
    sums: dict[str, np.ndarray] = {}

    def see(name: str, x: np.ndarray) -> None:
        sums[name] = sums.get(name, 0.0) + x.T @ x

    for tokens in texts:
        forward(weights, config, tokens, see)
    count = sum(map(len, texts))
    return {
        f"model.layers.{number}.{linear}.weight": sums[f"{number}/{name}"] / count
        for number in range(config.layers)
        for name, linears in READERS.items()
        for linear in linears
    }


def whole_change(weights: Mapping[str, np.ndarray], base: Weights) -> Adapter:
    """The change, of full rank, from the base to fully trained weights ("full/NAME")."""
    up, down = {}, {}
    for key, array in weights.items():
        kind, _, name = key.partition("/")
        if kind == "full":
            up[name] = array.astype(np.float32) - base[name]
            down[name] = np.eye(array.shape[1], dtype=np.float32)
    norms = {key.removeprefix("norm/"): a for key, a in weights.items() if key.startswith("norm/")}
    return Adapter(up, down, norms)


def mean(changes: list[Adapter]) -> Adapter:
    """The mean of changes of one start (their factors side by side)."""
    share = 1.0 / len(changes)
    return Adapter(
        {n: np.concatenate([c.up[n] * share for c in changes], axis=1) for n in changes[0].up},
        {n: np.concatenate([c.down[n] for c in changes], axis=0) for n in changes[0].down},
        {n: np.mean([c.norms[n] for c in changes], axis=0) for n in changes[0].norms},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--start", type=Path, required=True, help="folder of the adapter that the run started from")
    add("--base", type=Path, help="GGUF file of the base (default: the one in the package)")
    add("--change", type=Path, action="append", default=[], help="change.npz of a run; several are averaged")
    add("--out", type=Path, required=True)
    add("--rank", type=int, default=112)
    add("--sentences", type=int, default=48, help="pairs to calibrate on, in both directions")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    adapter = read_adapter(args.start / "adapter.npz")
    texts = calibration(args.start, args.sentences)
    with base_file(args.base) as base:
        weights = GGUFWeights(base, read_kept(args.start / "kept_ids.npy"))
        full = [c for c in args.change if any(k.startswith("full/") for k in np.load(c).files)]
        if full:
            if len(args.change) > 1:
                parser.error("runs of all weights cannot be averaged here")
            adapter = whole_change(dict(np.load(full[0])), weights)
        elif args.change:
            adapter = summed(adapter, mean([read_adapter(c) for c in args.change]))
        if adapter.rank > args.rank:
            moments = input_moments(dict(MergedWeights(weights, adapter)), weights.config, texts)
            adapter, lost = truncated(adapter, args.rank, moments)
            print(f"rank {args.rank}: {lost:.2%} of the energy of the change of the outputs is lost")
        write_adapter(args.out / "adapter.npz", adapter)
        merged = dict(MergedWeights(weights, read_adapter(args.out / "adapter.npz")))
    for name in ("kept_ids.npy", "sentencepiece.model"):
        if args.out.resolve() != args.start.resolve():
            shutil.copyfile(args.start / name, args.out / name)
    scales = smoothing_scales(merged, weights.config, texts)
    np.savez(args.out / "smooth.npz", **{name: s.astype(np.float16) for name, s in scales.items()})


def calibration(start: Path, count: int) -> list[list[int]]:
    """Token ids of `count` training pairs with their prompts, in both directions."""
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(start / "sentencepiece.model"))
    pairs = random.Random(3).sample(news_runs("train")[0], count)
    listed = start / WORDS
    words = WordList.read(listed) if listed.is_file() else WordList(())
    return [encode(example, tokenizer).ids for example in development_examples(pairs, count, 3, words)]


if __name__ == "__main__":
    main()
