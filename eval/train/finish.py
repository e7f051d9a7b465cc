"""From a training run to the files that bitext ships: adapter and smoothing scales.

    python eval/train/finish.py --start models/gemma-koen --change RUN/change-average.npz --out NEW

The trained change is added to the adapter that the run started from and the sum
brought back to `--rank` (the best approximation, by singular values); smoothing
scales are calibrated on sentences of the training text.
"""

from __future__ import annotations

import argparse
import random
import shutil
from pathlib import Path

import numpy as np
import sentencepiece
from data import development_examples, encode, news_runs

from toolkit.engines.spec import WORDS
from toolkit.engines.wordlist import WordList
from toolkit.models.gemma_smooth import smoothing_scales
from toolkit.models.gemma_weights import (
    Adapter,
    GGUFWeights,
    MergedWeights,
    Weights,
    base_file,
    read_adapter,
    read_kept,
    write_adapter,
)


def summed(first: Adapter, second: Adapter, rank: int) -> tuple[Adapter, float]:
    """The sum of two changes at a given rank, and the share of its energy that is lost."""
    up, down, lost, whole = {}, {}, 0.0, 0.0
    for name in first.up:
        left = np.concatenate([first.up[name], second.up[name]], axis=1).astype(np.float64)
        right = np.concatenate([first.down[name], second.down[name]], axis=0).astype(np.float64)
        q1, r1 = np.linalg.qr(left)
        q2, r2 = np.linalg.qr(right.T)
        u, s, v = np.linalg.svd(r1 @ r2.T)
        root = np.sqrt(s[:rank])
        up[name] = ((q1 @ u)[:, :rank] * root).astype(np.float32)
        down[name] = (root[:, None] * (v @ q2.T)[:rank]).astype(np.float32)
        lost, whole = lost + float((s[rank:] ** 2).sum()), whole + float((s**2).sum())
    return Adapter(up, down, second.norms), lost / whole


def low_rank_part(weights: dict[str, np.ndarray], base: Weights, rank: int) -> Adapter:
    """The best change of a given rank from the base to fully trained weights ("full/NAME")."""
    up, down = {}, {}
    for key, array in weights.items():
        kind, _, name = key.partition("/")
        if kind == "full":
            u, s, v = np.linalg.svd(array.astype(np.float32) - base[name], full_matrices=False)
            root = np.sqrt(s[:rank])
            up[name], down[name] = u[:, :rank] * root, root[:, None] * v[:rank]
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
    add("--rank", type=int, default=64)
    add("--sentences", type=int, default=24, help="pairs to calibrate on, in both directions")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    adapter = read_adapter(args.start / "adapter.npz")
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(args.start / "sentencepiece.model"))
    with base_file(args.base) as base:
        weights = GGUFWeights(base, read_kept(args.start / "kept_ids.npy"))
        full = [c for c in args.change if any(k.startswith("full/") for k in np.load(c).files)]
        if full:
            if len(args.change) > 1:
                parser.error("runs of all weights cannot be averaged here")
            adapter = low_rank_part(dict(np.load(full[0])), weights, args.rank)
        elif args.change:
            adapter, lost = summed(adapter, mean([read_adapter(c) for c in args.change]), args.rank)
            print(f"rank {args.rank}: {lost:.2%} of the energy of the sum is lost")
        write_adapter(args.out / "adapter.npz", adapter)
        merged = dict(MergedWeights(weights, read_adapter(args.out / "adapter.npz")))
    for name in ("kept_ids.npy", "sentencepiece.model"):
        if args.out.resolve() != args.start.resolve():
            shutil.copyfile(args.start / name, args.out / name)
    pairs = random.Random(3).sample(news_runs("train")[0], args.sentences)
    listed = args.start / WORDS
    words = WordList.read(listed) if listed.is_file() else WordList(())
    chosen = development_examples(pairs, args.sentences, 3, words)
    texts = [encode(example, tokenizer).ids for example in chosen]
    scales = smoothing_scales(merged, weights.config, texts)
    np.savez(args.out / "smooth.npz", **{name: s.astype(np.float16) for name, s in scales.items()})


if __name__ == "__main__":
    main()
