"""Train the default translation model; see README.md beside this file.

    python eval/train/train.py --data ../shared/data --start models/gemma-koen --out RUN

The learning rate warms up, stays, and falls to nothing over the last
`--cooldown` tokens: before `--tokens`, or as soon as a file named "cooldown"
appears in RUN. A kill loses at most `--save-every` steps; the same command goes on.
The curve is written to RUN/curve.jsonl as it goes, the adapter to RUN/adapter.npz.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import sentencepiece
import torch
from data import (
    Batch,
    Example,
    batches,
    development_examples,
    encode,
    examples,
    load_mixture,
    news_runs,
    pack,
    read_pairs,
)
from model import Gemma
from torch import Tensor
from words import add_list_options, listed

from toolkit.engines.wordlist import WordList
from toolkit.models.gemma_weights import (
    GGUFWeights,
    MergedWeights,
    base_file,
    read_adapter,
    read_kept,
)

HERE = Path(__file__).resolve().parent
B = TypeVar("B", bound="Batch")


def options(doc: str | None) -> argparse.ArgumentParser:
    """Options of a training run, described by the first line of `doc`."""
    parser = argparse.ArgumentParser(description=(doc or "").split("\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="folder of the files that the mixture names, and of dev/")
    add_list_options(parser)
    add(
        "--start", type=Path, required=True, help="folder with kept_ids.npy, sentencepiece.model, adapter.npz"
    )
    add("--base", type=Path, help="GGUF file of the base (default: the one in the package)")
    add("--out", type=Path, required=True, help="folder for checkpoints, curve and adapter")
    add("--tokens", type=float, default=3e6, help="tokens to train on, cool-down included")
    add("--cooldown", type=float, default=2.5e5, help="tokens over which the learning rate falls to 0")
    add("--warmup", type=int, default=40, help="steps over which it rises")
    add(
        "--rate", type=float, default=2e-4, help="learning rate (about 2e-4 for --rank, 3e-5 for all weights)"
    )
    add("--rank", type=int, default=16, help="rank of the trained change; 0 trains all linear weights")
    add("--step-tokens", type=int, default=2048)
    add("--long", type=int, default=256, help="length of rows (of train.py: those of its longer examples)")
    add("--average", type=float, default=0.98, help="decay of the running average of the weights")
    add("--weight-decay", type=float, default=0.0)
    add("--seed", type=int, default=1)
    add("--dev-pairs", type=int, default=60)
    add("--dev-every", type=int, default=60, help="steps between points of the curve")
    add("--save-every", type=int, default=30, help="steps between checkpoints")
    add("--bf16", action="store_true", help="products in bfloat16 (as on a GPU): CPU with avx512_bf16 or AMX")
    add("--int8", action="store_true", help="frozen weights in int8: CPU with --rank")
    add("--compile", action="store_true", help="compile the layers")
    add("--threads", type=int, default=os.cpu_count() or 1)
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser


def loss_of(model: Gemma, batch: Batch, args: argparse.Namespace) -> tuple[Tensor, int]:
    """Summed loss over the target tokens of a batch, and their number."""
    tokens, positions, segments, targets = (
        torch.from_numpy(a).to(args.device)
        for a in (batch.tokens, batch.positions, batch.segments, batch.targets)
    )
    with torch.autocast(args.device.split(":")[0], torch.bfloat16, enabled=args.bf16):
        hidden = model.hidden(tokens, positions, segments)
        chosen = targets >= 0
        loss = model.loss(hidden[chosen], targets[chosen])
    return loss, int(chosen.sum())


Held = dict[str, list[Batch]]
"""Packed development examples by the name that their loss has in the curve."""


def development_losses(model: Gemma, held: Held, args: argparse.Namespace) -> dict[str, float]:
    return {name: round(development_loss(model, some, args), 4) for name, some in held.items()}


def development_loss(model: Gemma, held: list[Batch], args: argparse.Namespace) -> float:
    total, count = 0.0, 0
    with torch.no_grad():
        for batch in held:
            loss, n = loss_of(model, batch, args)
            total, count = total + loss.item(), count + n
    return total / count


def rate_at(args: argparse.Namespace, step: int, seen: float, cooling_since: float | None) -> float:
    """Factor of the learning rate: warm-up, plateau, and 1 - sqrt over the cool-down."""
    warm = min(1.0, (step + 1) / args.warmup)
    if cooling_since is None:
        return warm
    return warm * max(0.0, 1.0 - ((seen - cooling_since) / args.cooldown) ** 0.5)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--mixture", type=Path, default=HERE / "mixture.toml")
    parser.add_argument("--short", type=int, default=128, help="length of rows of shorter examples")
    args = parser.parse_args()
    tokenizer = prepare(args)
    sources, counts = load_mixture(args.mixture, args.data, args.corpus)
    (args.out / "mixture.json").write_text(json.dumps(counts, indent=1))
    words = WordList(listed(args))
    held = development_batches(words, tokenizer, args)
    stream = batches(examples(sources, args.seed, words), tokenizer, args.step_tokens, args.short, args.long)
    train(open_model(held, args), stream, held, args)


def prepare(args: argparse.Namespace) -> Any:
    """The tokeniser; makes the folder of the run and settles what the options leave open."""
    args.bf16 = args.bf16 or args.device.startswith("cuda")
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    return sentencepiece.SentencePieceProcessor(model_file=str(args.start / "sentencepiece.model"))


def development_batches(words: WordList, tokenizer: Any, args: argparse.Namespace) -> Held:
    """Packed examples of the development sets."""
    sets = {"dev": news_runs("dev")[0]}
    for path in sorted((args.data / "dev").glob("*.tsv")) if args.data else []:
        sets[f"dev_{path.name.split('.')[0]}"] = read_pairs(path)[0]
    return {
        name: fixed_batches(development_examples(pairs, args.dev_pairs, 7, words), tokenizer, args)
        for name, pairs in sets.items()
    }


def open_model(held: Held, args: argparse.Namespace) -> Gemma:
    """The model that the run starts from, with a change of nothing, ready to be trained."""
    start = read_adapter(args.start / "adapter.npz")
    with base_file(args.base) as base:
        weights = GGUFWeights(base, read_kept(args.start / "kept_ids.npy"))
        model = Gemma(weights.config, MergedWeights(weights, start), args.rank).to(args.device)
    if args.rank:
        model.start_change(args.seed)
    if args.bf16 and not args.int8:
        model.halve()
    if args.int8:
        first = held["dev"][0]
        model.quantise(*(torch.from_numpy(a) for a in (first.tokens, first.positions, first.segments)))
    if args.compile:
        model.compile_layers()
    return model


def fixed_batches(dev: list[Example], tokenizer: Any, args: argparse.Namespace) -> list[Batch]:
    """The development examples packed; none is left out that fits a row."""
    left = [e for e in (encode(d, tokenizer) for d in dev) if len(e.ids) <= args.long]
    held = []
    while left:
        batch, left = pack(left, args.step_tokens // args.long, args.long)
        held.append(batch)
    return held


def train(
    model: Gemma,
    stream: Iterator[B],
    held: Held,
    args: argparse.Namespace,
    loss_of: Callable[[Gemma, B, argparse.Namespace], tuple[Tensor, int]] = loss_of,
) -> None:
    """Train on the batches of `stream`, which may be of a kind of their own with a loss of their own."""
    norms = [p for n, p in model.named_parameters() if n.endswith("norm.weight")]
    norm_ids = {id(p) for p in norms}
    others = [p for p in model.parameters() if p.requires_grad and id(p) not in norm_ids]
    parameters = others + norms
    # Norms are few and large: they move at a tenth of the rate.
    optimiser = torch.optim.AdamW(
        [{"params": others, "scale": 1.0}, {"params": norms, "scale": 0.1, "weight_decay": 0.0}],
        lr=args.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=args.weight_decay,
    )  # fmt: skip
    average = [p.detach().clone() for p in parameters]
    step, seen, cooling, spent, began_at = 0, 0, None, 0.0, 0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=args.device, weights_only=True)
        step, seen, cooling, spent = state["step"], state["seen"], state["cooling"], state["spent"]
        with torch.no_grad():
            for p, a, q, b in zip(parameters, average, state["parameters"], state["average"], strict=True):
                p.copy_(q)
                a.copy_(b)
        optimiser.load_state_dict(state["optimiser"])
        # Under another seed the run goes on with a stream of its own (more data, another mixture).
        began_at = state["began_at"] if state["seed"] == args.seed else step
        for _ in itertools.islice(stream, step - began_at):
            pass
    began = time.monotonic() - spent
    curve = (args.out / "curve.jsonl").open("a", encoding="utf-8")

    def note(**entry: object) -> None:
        line = {"step": step, "tokens": seen, "seconds": round(time.monotonic() - began), **entry}
        curve.write(json.dumps(line) + "\n")
        curve.flush()

    if step == 0:
        note(**development_losses(model, held, args))
    recent: list[float] = []
    done = cooling is not None and seen >= cooling + args.cooldown
    while not done:
        batch = next(stream)
        if cooling is None and (seen >= args.tokens - args.cooldown or (args.out / "cooldown").exists()):
            cooling = seen
        factor = rate_at(args, step, seen, cooling)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * group["scale"] * factor
        loss, n = loss_of(model, batch, args)
        (loss / n).backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        seen += int((batch.segments > 0).sum())
        recent.append(loss.item() / n)
        decay = min(args.average, step / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(average, parameters, 1 - decay)
        done = cooling is not None and seen >= cooling + args.cooldown
        if step % 10 == 0 or done:
            note(train=round(float(np.mean(recent)), 4), rate=factor * args.rate, norm=round(float(norm), 3))
            recent = []
        if step % args.dev_every == 0 or done:
            if done:
                note(dev_last=round(development_loss(model, held["dev"], args), 4))
            with Swapped(parameters, average):
                note(**development_losses(model, held, args))
        if step % args.save_every == 0 or done:
            spent = time.monotonic() - began
            state = {"step": step, "seen": seen, "cooling": cooling, "spent": spent}
            save(
                checkpoint, parameters, average, optimiser, state | {"seed": args.seed, "began_at": began_at}
            )
            export(model, args.out / "change.npz")
            with Swapped(parameters, average):
                export(model, args.out / "change-average.npz")
    curve.close()


def export(model: Gemma, path: Path) -> None:
    """What was trained, for finish.py: the low-rank change, or all weights as "full/NAME"."""
    arrays = {f"norm/{name}": norm.detach().float().cpu().numpy() for name, norm in model.norms()}
    if model.rank:
        adapter = model.adapter()
        arrays |= {f"up/{name}": factor for name, factor in adapter.up.items()}
        arrays |= {f"down/{name}": factor for name, factor in adapter.down.items()}
    else:
        for name, projection, i in model.linears():
            arrays[f"full/{name}"] = projection.part(i).detach().half().cpu().numpy()
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, **arrays)
    os.replace(temporary, path)


class Swapped:
    """Other values in the parameters for the time of the block."""

    def __init__(self, parameters: list[torch.nn.Parameter], values: list[Tensor]) -> None:
        self.parameters, self.values = parameters, values

    def __enter__(self) -> None:
        self._swap()

    def __exit__(self, *_: object) -> None:
        self._swap()

    def _swap(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.parameters, self.values, strict=True):
                old = p.clone()
                p.copy_(v)
                v.copy_(old)


def save(
    path: Path,
    parameters: list[torch.nn.Parameter],
    average: list[Tensor],
    optimiser: torch.optim.Optimizer,
    state: dict[str, Any],
) -> None:
    """Write the checkpoint whole or not at all."""
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "parameters": [p.detach() for p in parameters],
            "average": average,
            "optimiser": optimiser.state_dict(),
            **state,
        },
        temporary,
    )  # fmt: skip
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
