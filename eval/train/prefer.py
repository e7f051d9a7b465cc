"""Train the model to prefer its better hypotheses to its worse ones; see README.md beside this file.

    python eval/train/prefer.py --hypotheses HYP/*.jsonl --start models/gemma-koen --out RUN --rate 1e-4

Minimum risk training (Shen et al. 2016, arXiv:1512.02433) over two of the hypotheses of
`hypotheses.py`, the best and the greedy one (or the worst, where that is as good). They are
ranked by chrF against the reference, hinted forms, quantities, sentence vectors and repetitions;
the likelihood of the reference is an anchor (Edunov et al. 2018, arXiv:1711.04956). What a run
is, its checkpoints and its curve are those of train.py ("train" in the curve is the risk plus
the anchor).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import sacrebleu
import torch
import torch.nn.functional as F
from data import Batch
from model import Gemma
from torch import Tensor
from train import development_batches, open_model, options, prepare, train
from words import listed

from toolkit.check.quantity_match import compare
from toolkit.engines.base import Encoder
from toolkit.engines.usem import open_encoder
from toolkit.engines.wordlist import WordList
from toolkit.translate.judge import judge

HINT, QUANTITY, MEANING, REPEATED, FLAG = 30.0, 5.0, 30.0, 2.0, 10.0
"""Points of chrF that all hinted forms are worth, a right quantity and the cosine of source and hypothesis,
and that a pair of words said again (but for those that the reference repeats) and a flag of `translate` cost."""

LEAST = 4.0
"""Points by which the better hypothesis of a pair must be ahead for it to teach anything."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Token ids of a prompt and of its continuations: the better hypothesis, the worse one, the reference.

    `weight` (0-1) says how much the better one is ahead.
    """

    prompt: list[int]
    continuations: tuple[list[int], list[int], list[int]]
    weight: float

    @property
    def size(self) -> int:
        """Tokens that it takes in a row: each continuation starts with the last of the prompt."""
        return len(self.prompt) - 1 + sum(map(len, self.continuations))


@dataclass(frozen=True, slots=True)
class RankedBatch(Batch):
    """Packed rows of :class:`Ranked`.

    `segments` number the items through the batch from 1, `branches` (rows, length) the continuations
    of a prompt 1 to 3; `weights` (items,).
    """

    branches: np.ndarray
    weights: np.ndarray


def reward(entry: dict[str, Any], hypothesis: str, metric: Any, cosine: float = 0.0) -> float:
    """How good a hypothesis is, in points of `metric`; `cosine` is that of its vector and the source's."""
    points: float = metric.sentence_score(hypothesis, [entry["target"]]).score
    if entry["hints"]:
        kept = [form.casefold() in hypothesis.casefold() for _, form in entry["hints"]]
        points += HINT * sum(kept) / len(kept)
    target = entry["language"]
    source = "en" if target == "ko" else "ko"
    points -= QUANTITY * len(compare(entry["source"], hypothesis, source, target, None))
    points -= REPEATED * max(0, _said_again(hypothesis) - _said_again(entry["target"]))
    points -= FLAG * len(judge(entry["source"], hypothesis, source, target))
    return points + MEANING * cosine


def _said_again(text: str) -> int:
    """Pairs of words that stand in a text before."""
    pairs = list(pairwise(text.casefold().split()))
    return len(pairs) - len(set(pairs))


def ranked(lines: Iterable[str], tokenizer: Any, encoder: Encoder | None = None) -> Iterator[Ranked]:
    """What the lines of hypotheses teach: the best one against the first, which is what the model says if
    asked, or against the worst where the first is as good; those that are much alike are left out."""
    # Recall counts twice in the usual chrF: rewarded with it the model learned to add words.
    metric = sacrebleu.metrics.CHRF(beta=1)
    for line in lines:
        entry = json.loads(line)
        texts = [text for text in dict.fromkeys(entry["hypotheses"]) if text]
        if len(texts) < 2:
            continue
        cosines = [0.0] * len(texts)
        if encoder:
            source, *vectors = encoder.encode([entry["source"], *texts])
            cosines = [float(vector @ source) for vector in vectors]
        found = [(reward(entry, text, metric, c), text) for text, c in zip(texts, cosines, strict=True)]
        high, better = max(found)
        greedy = found[0] if texts[0] == entry["hypotheses"][0] else min(found)
        low, worse = greedy if high - greedy[0] >= LEAST else min(found)
        if high - low < LEAST:
            continue
        prompt = [tokenizer.bos_id(), *tokenizer.encode(entry["prompt"])]
        ends = [
            [*tokenizer.encode(" " + text), tokenizer.eos_id()] for text in (better, worse, entry["target"])
        ]
        yield Ranked(prompt, (ends[0], ends[1], ends[2]), min(1.0, (high - low) / 20))


def pack(items: list[Ranked], rows: int, length: int) -> tuple[RankedBatch, list[Ranked]]:
    """Pack first-fit into rows, longest first; also those that did not fit."""
    tokens = np.zeros((rows, length), np.int64)
    positions, segments, branches = (np.zeros_like(tokens) for _ in range(3))
    targets = np.full_like(tokens, -1)
    used, left, weights = [0] * rows, [], []
    for item in sorted(items, key=lambda r: -r.size):
        row = next((r for r in range(rows) if used[r] + item.size <= length), None)
        if row is None:
            left.append(item)
            continue
        at, shared = used[row], len(item.prompt) - 1
        segments[row, at : at + item.size] = len(weights) + 1
        tokens[row, at : at + shared] = item.prompt[:-1]
        positions[row, at : at + shared] = np.arange(shared)
        at += shared
        for number, ids in enumerate(item.continuations, 1):
            here = slice(at, at + len(ids))
            tokens[row, here] = [item.prompt[-1], *ids[:-1]]
            positions[row, here] = np.arange(shared, shared + len(ids))
            branches[row, here] = number
            targets[row, here] = ids
            at += len(ids)
        used[row] = at
        weights.append(item.weight)
    return (
        RankedBatch(tokens, positions, segments, targets, branches, np.array(weights, np.float32)),
        left,
    )


def batches(items: list[Ranked], seed: int, tokens: int, length: int) -> Iterator[RankedBatch]:
    """Batches without end, in a new order on every pass."""
    rng = random.Random(seed)
    pool: list[Ranked] = []
    while True:
        order = [item for item in items if item.size <= length]
        rng.shuffle(order)
        for item in order:
            pool.append(item)
            if sum(i.size for i in pool) > tokens * 1.1:
                batch, pool = pack(pool, tokens // length, length)
                yield batch


def risk(model: Gemma, batch: RankedBatch, args: argparse.Namespace) -> tuple[Tensor, int]:
    """Weighted chance of the worse hypothesis against the better one, plus the anchor; summed over the
    items of a batch, and their number.

    The chance is by their log-probabilities over the mean of their lengths. Each over its own length
    would make a token of the shorter one count more: the model learned to end late.
    """
    tokens, positions, segments, branches, targets, weights = (
        torch.from_numpy(a).to(args.device)
        for a in (
            batch.tokens, batch.positions, batch.segments, batch.branches, batch.targets, batch.weights,
        )
    )  # fmt: skip
    with torch.autocast(args.device.split(":")[0], torch.bfloat16, enabled=args.bf16):
        hidden = model.hidden(tokens, positions, segments, branches)
        chosen = targets >= 0
        logits = model.logits(hidden[chosen])
    lost = F.cross_entropy(logits.float(), targets[chosen], reduction="none")
    place = (segments[chosen] - 1) * 3 + branches[chosen] - 1
    empty = torch.zeros(3 * len(weights), device=lost.device)
    better, worse, reference = empty.index_add(0, place, lost).view(-1, 3).unbind(1)
    lengths = empty.index_add(0, place, torch.ones_like(lost)).view(-1, 3)
    chance = torch.sigmoid(args.sharpness * (better - worse) / lengths[:, :2].mean(1))
    return (weights * chance + args.anchor * reference / lengths[:, 2]).sum(), len(weights)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--hypotheses", type=Path, nargs="+", required=True, help="files of hypotheses.py")
    parser.add_argument(
        "--sharpness", type=float, default=5.0, help="of the chance, per mean log-probability"
    )
    parser.add_argument("--anchor", type=float, default=0.3, help="weight of the likelihood of the reference")
    args = parser.parse_args()
    tokenizer = prepare(args)
    words = WordList(listed(args))
    held = development_batches(words, tokenizer, args)
    lines = [line for path in args.hypotheses for line in path.read_text("utf-8").splitlines()]
    with open_encoder() as encoder:
        items = list(ranked(lines, tokenizer, encoder))
    longer = sum(len(i.continuations[0]) for i in items) / sum(len(i.continuations[1]) for i in items)
    print(
        f"{len(items)} of {len(lines)} examples have a better and a worse hypothesis, "
        f"the better ones {longer:.2f} times as long",
        flush=True,
    )
    stream = batches(items, args.seed, args.step_tokens, args.long)
    train(open_model(held, args), stream, held, args, risk)


if __name__ == "__main__":
    main()
