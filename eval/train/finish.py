"""From a training run to the files that bitext ships: adapter and smoothing scales.

    python eval/train/finish.py --data ../shared --start models/gemma-koen --change RUN/change-average.npz --out NEW

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

from data import development_examples, encode, read_news
from toolkit.models.gemma_smooth import smoothing_scales
from toolkit.models.gemma_weights import Adapter, GGUFWeights, MergedWeights, base_file, read_adapter, read_kept
from train import write_adapter


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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="folder of the adapter that the run started from")
    parser.add_argument("--base", type=Path)
    parser.add_argument("--change", type=Path, action="append", default=[], help="change.npz of a run; several are averaged")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=48)
    parser.add_argument("--sentences", type=int, default=24, help="pairs to calibrate on, both directions")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    adapter = read_adapter(args.start / "adapter.npz")
    for number, change in enumerate(args.change, 1):
        one = read_adapter(change)
        if number == 1:
            total = one
        else:
            up = {n: np.concatenate([total.up[n], one.up[n]], axis=1) for n in one.up}
            down = {n: np.concatenate([total.down[n], one.down[n]], axis=0) for n in one.down}
            norms = {n: total.norms[n] + one.norms[n] for n in one.norms}
            total = Adapter(up, down, norms)
    if args.change:
        share = 1.0 / len(args.change)
        mean = Adapter({n: a * share for n, a in total.up.items()}, total.down, {n: a * share for n, a in total.norms.items()})
        adapter, lost = summed(adapter, mean, args.rank)
        print(f"rank {args.rank}: {lost:.2%} of the energy of the sum is lost")
    write_adapter(args.out / "adapter.npz", adapter)
    for name in ("kept_ids.npy", "sentencepiece.model"):
        if args.out != args.start:
            shutil.copyfile(args.start / name, args.out / name)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(args.start / "sentencepiece.model"))
    pairs = read_news(args.data / "data/train-news/news.train.tsv")[0]
    chosen = development_examples(random.Random(3).sample(pairs, args.sentences), args.sentences, 3)
    texts = [encode(example, tokenizer).ids for example in chosen]
    with base_file(args.base) as base:
        weights = GGUFWeights(base, read_kept(args.start / "kept_ids.npy"))
        merged = dict(MergedWeights(weights, read_adapter(args.out / "adapter.npz")))
    scales = smoothing_scales(merged, weights.config, texts)
    np.savez(args.out / "smooth.npz", **{name: s.astype(np.float16) for name, s in scales.items()})


if __name__ == "__main__":
    main()
