"""What the model makes of training sentences: the greedy hypothesis and some drawn at random.

    python eval/train/hypotheses.py --model INSTALLED --start models/gemma-koen --data ../shared/data --out RUN/hypotheses.jsonl

A line for each example of `preference.toml`: prompt, reference, hints and hypotheses; `prefer.py`
ranks and learns from them. A killed run goes on with the same command; give each of several
processes a --seed and a file of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece
from data import Example, examples, load_mixture
from words import add_list_options, listed

from toolkit.engines.generator import PROMPTS
from toolkit.engines.wordlist import WordList

HERE = Path(__file__).resolve().parent
LONGEST = 160
"""Most tokens of a prompt."""

CHUNK = 8
"""Batches that are written at once; a kill loses no more."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--model", type=Path, required=True, help="folder of the installed model")
    add("--start", type=Path, required=True, help="folder with sentencepiece.model")
    add("--data", type=Path, help="folder of the files that the mixture names, and of dev/")
    add_list_options(parser)
    add("--mixture", type=Path, default=HERE / "preference.toml")
    add("--out", type=Path, required=True, help="JSONL file, added to")
    add("--prompts", type=int, default=4000)
    add("--samples", type=int, default=4, help="hypotheses drawn at random beside the greedy one")
    add("--temperature", type=float, default=0.7)
    add("--together", type=int, default=10, help="prompts decoded together")
    add("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(args.start / "sentencepiece.model"))
    sources, _ = load_mixture(args.mixture, args.data, args.corpus)
    words = WordList(listed(args))
    stream = fitting(examples(sources, args.seed, words), tokenizer)
    model = ctranslate2.Generator(str(args.model), device="cpu", compute_type="int8", intra_threads=1)
    ctranslate2.set_random_seed(args.seed)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    done = len(args.out.read_text("utf-8").splitlines()) if args.out.exists() else 0
    for _ in itertools.islice(stream, done):
        pass
    with args.out.open("a", encoding="utf-8") as out:
        while done < args.prompts:
            some = list(itertools.islice(stream, CHUNK * args.together))
            out.writelines(lines(model, tokenizer, some, args))
            out.flush()
            done += len(some)


def lines(
    model: Any, tokenizer: Any, some: list[tuple[Example, list[str]]], args: argparse.Namespace
) -> list[str]:
    """The lines for some examples and the tokens of their prompts."""
    # Prompts of like length together: CTranslate2 reads the rest beyond the shortest token by token.
    some = sorted(some, key=lambda pair: len(pair[1]))
    found: list[str] = []
    for at in range(0, len(some), args.together):
        batch = some[at : at + args.together]
        texts = hypotheses(model, tokenizer, [tokens for _, tokens in batch], args)
        for (example, _), drawn in zip(batch, texts, strict=True):
            entry = {
                "prompt": example.prompt, "source": example.source, "target": example.target,
                "language": example.language, "hints": example.hints, "hypotheses": drawn,
            }  # fmt: skip
            found.append(json.dumps(entry, ensure_ascii=False) + "\n")
    return found


def fitting(stream: Iterator[Example], tokenizer: Any) -> Iterator[tuple[Example, list[str]]]:
    """Examples with the tokens of their prompts, but for long ones."""
    for example in stream:
        tokens = [*PROMPTS["bitext"].start, *tokenizer.encode(example.prompt, out_type=str)]
        if len(tokens) <= LONGEST:
            yield example, tokens


def hypotheses(
    model: Any, tokenizer: Any, prompts: list[list[str]], args: argparse.Namespace
) -> list[list[str]]:
    """Texts for each prompt, the greedy one first."""
    options = {
        "max_length": max(map(len, prompts)) + 16,
        "end_token": list(PROMPTS["bitext"].ends),
        "include_prompt_in_result": False,
    }
    greedy = model.generate_batch(prompts, **options)
    # Without a bound on the candidates CTranslate2 sorts the whole vocabulary: three times slower.
    drawn = model.generate_batch(
        prompts, **options, num_hypotheses=args.samples,
        sampling_topk=40, sampling_topp=0.95, sampling_temperature=args.temperature,
    )  # fmt: skip
    return [
        [tokenizer.decode(tokens).strip() for tokens in (*first.sequences, *others.sequences)]
        for first, others in zip(greedy, drawn, strict=True)
    ]


if __name__ == "__main__":
    main()
