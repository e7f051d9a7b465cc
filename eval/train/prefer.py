"""Train the model to prefer its better hypotheses to its worse ones; see README.md beside this file.

    python eval/train/prefer.py --hypotheses HYP/*.jsonl --start models/gemma-koen --out RUN --rank 32 --rate 1.5e-4

Minimum risk training (Shen et al. 2016, arXiv:1512.02433) over the best and the worst of the
hypotheses of `hypotheses.py`, by chrF against the reference, hinted forms and quantities, with
the likelihood of the reference as an anchor (Edunov et al. 2018, arXiv:1711.04956). What a run
is, its checkpoints and its curve are those of train.py ("train" in the curve is the risk plus
the anchor).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
from toolkit.engines.wordlist import WordList

HINT, QUANTITY, LEAST = 30.0, 5.0, 4.0
"""Points of chrF that all hinted forms and a right quantity are worth, and by how many
the best hypothesis must be ahead of the worst for a pair that teaches anything."""


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


def reward(entry: dict[str, Any], hypothesis: str, metric: Any) -> float:
    """How good a hypothesis is, in points of `metric`."""
    points: float = metric.sentence_score(hypothesis, [entry["target"]]).score
    if entry["hints"]:
        kept = [form.casefold() in hypothesis.casefold() for _, form in entry["hints"]]
        points += HINT * sum(kept) / len(kept)
    target = entry["language"]
    wrong = compare(entry["source"], hypothesis, "en" if target == "ko" else "ko", target, None)
    return points - QUANTITY * len(wrong)


def ranked(lines: Iterable[str], tokenizer: Any) -> Iterator[Ranked]:
    """What the lines of hypotheses teach; those without a clear best and worst one are left out."""
    # Recall counts twice in the usual chrF: rewarded with it the model learned to add words.
    metric = sacrebleu.metrics.CHRF(beta=1)
    for line in lines:
        entry = json.loads(line)
        found = sorted((reward(entry, h, metric), h) for h in dict.fromkeys(entry["hypotheses"]) if h)
        if len(found) < 2 or found[-1][0] - found[0][0] < LEAST:
            continue
        (low, worse), (high, better) = found[0], found[-1]
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
    """Weighted chance of the worse hypothesis against the better one, by their mean log-probabilities,
    plus the anchor; summed over the items of a batch, and their number."""
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
    means = empty.index_add(0, place, lost) / empty.index_add(0, place, torch.ones_like(lost))
    better, worse, reference = means.view(-1, 3).unbind(1)
    chance = torch.sigmoid(args.sharpness * (better - worse))
    return (weights * chance + args.anchor * reference).sum(), len(weights)


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
    items = list(ranked(lines, tokenizer))
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
