"""Fit the confidence that `translate` gives: how sure it is that a translation is one of the better ones.

    python eval/train/confidence.py --model FOLDER [--data ../shared] [--pairs 200]

Greedy translations of the development sets in both directions are called good
where their chrF (by sentence) is at least `--good` (English, Korean). A logistic
function of what is known without a reference is fitted to that: the mean
log-probability of a token, the cosine of the sentence vectors, the share of the
source's quantities that are found again, the number of flags. Printed are the
weights for `toolkit.translate.decode`, and from five folds of sentences the AUC,
the calibration error and a table of calibration; the same for the confidence as
`translate` gives it now.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import sacrebleu
from evaluate import open_model, tasks

from toolkit.engines.base import Decoding
from toolkit.engines.usem import open_encoder
from toolkit.translate.articles import quantity_agreement
from toolkit.translate.decode import confidence
from toolkit.translate.judge import judge

NAMES = ("intercept", "score", "cosine", "numbers", "flags")


def fit(x: np.ndarray, y: np.ndarray, ridge: float = 1.0, rounds: int = 30) -> np.ndarray:
    """Weights (features,) of a logistic regression by Newton's method; the first column is 1 and free."""
    w = np.zeros(x.shape[1])
    penalty = np.diag([0.0] + [ridge] * (x.shape[1] - 1))
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + penalty
        w += np.linalg.solve(hessian + 1e-9 * np.eye(len(w)), x.T @ (y - p) - penalty @ w)
    return w


def auc(p: np.ndarray, y: np.ndarray) -> float:
    """Chance that a good translation has a higher value than one that is not; ties count half."""
    good, bad = p[y > 0][:, None], p[y == 0][None, :]
    return float(((good > bad) + 0.5 * (good == bad)).mean())


def calibration(p: np.ndarray, y: np.ndarray, bins: int = 8) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error, and for each bin of equal size: mean value, share of good ones, number."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    table = [(float(p[i].mean()), float(y[i].mean()), len(i)) for i in parts if len(i)]
    return sum(abs(a - b) * n for a, b, n in table) / len(p), table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the installed model")
    parser.add_argument("--data", type=Path, help="folder that holds data/dev")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--good", default="45,25", help="least chrF of a good English and Korean sentence")
    parser.add_argument("--seed", type=int, default=23)
    args = parser.parse_args()
    least = dict(zip(("en", "ko"), map(float, args.good.split(",")), strict=True))
    metric, encoder = sacrebleu.metrics.CHRF(), open_encoder()
    rows, good, direction, sources, given = [], [], [], [], []
    with open_model(args.model) as engine:
        for task in tasks(args.data, args.pairs, args.seed):
            agreement = quantity_agreement(task.source_language, task.target_language)
            found = engine.translate(task.requests, task.source_language, task.target_language, Decoding())
            best = [some[0] for some in found]
            left, right = encoder.encode(task.sources), encoder.encode([h.text for h in best])
            for i, (source, hypothesis) in enumerate(zip(task.sources, best, strict=True)):
                flags = judge(
                    source, hypothesis.text, task.source_language, task.target_language, cut=hypothesis.cut
                )
                share = agreement(source, hypothesis.text)
                cosine = float(left[i] @ right[i])
                rows.append([1.0, hypothesis.score, cosine - 0.6, share - 1.0, len(flags)])
                given.append(confidence(hypothesis.score, cosine, share, len(flags)))
                sources.append(source)
                chrf = metric.sentence_score(hypothesis.text, [task.references[i]]).score
                good.append(chrf >= least[task.target_language])
                direction.append(task.target_language)
    x, y = np.array(rows, dtype=np.float64), np.array(good, dtype=np.float64)
    # A sentence stands in several sets, with and without hints: its folds are one.
    distinct = list(dict.fromkeys(sources))
    folds = dict(zip(distinct, np.random.default_rng(args.seed).permutation(len(distinct)) % 5, strict=True))
    fold = np.array([folds[source] for source in sources])
    held = np.zeros(len(y))
    for k in range(5):
        held[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    print(f"{len(y)} translations of {len(distinct)} sentences, {y.mean():.1%} good")
    into = {language: np.array(direction) == language for language in least}
    print(", ".join(f"into {language} {y[here].mean():.1%}" for language, here in into.items()))
    for name, p in (("fitted anew, five folds", held), ("as translate gives it", np.array(given))):
        apart = ", ".join(f"into {language} {auc(p[here], y[here]):.3f}" for language, here in into.items())
        error, table = calibration(p, y)
        print(f"{name}: AUC {auc(p, y):.3f}, {apart}; calibration error {error:.3f}")
        for mean, share, n in table:
            print(f"  confidence {mean:.2f}: {share:.2f} good of {n}")
    print("weights: " + ", ".join(f"{name} {w:.2f}" for name, w in zip(NAMES, fit(x, y), strict=True)))


if __name__ == "__main__":
    main()
