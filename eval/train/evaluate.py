"""Figures of an installed model: chrF, BLEU, hints, numbers and the touchstone title.

    python eval/train/evaluate.py --model FOLDER [--data ../shared] [--pairs 150] [--modes greedy,beam4,rerank8]

Sets: `news` (development part of corpora/news-pairs) and, where `--data` has them,
`pud` and `park`; `+figures` behind a name gives the amounts as hints that `translate`
gives, `news+hints` the marked terms as well; `news+memory` shows as an entry of the translation
memory the same pair with other names and figures, where it has any. The pairs are a fixed random sample. `rerankN` takes the best of N hypotheses of a beam, `variedN` of N prompts with different glosses, by the model's
score in both directions, the cosine of sentence vectors, terms and numbers; p is
that of the difference in chrF from the first mode, paired by sentence. "fast", "good"
and "best" are `bitext translate --quality` as a whole, with the starter terms, names,
amounts, retries and repair (the marked terms are not given). A table goes
to standard output, all figures and outputs to `--json`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import sacrebleu
from data import Pair, altered

from toolkit.check.quantity_match import compare
from toolkit.corpus import read_news_pairs
from toolkit.engines.base import Decoding, Hypothesis, Request
from toolkit.engines.generator import Generator
from toolkit.engines.runtime import Runtime
from toolkit.engines.spec import ModelSpec
from toolkit.evaluate.lexical import statistics
from toolkit.evaluate.significance import Resampling, randomisation_p, randomised_sums
from toolkit.files import write_text
from toolkit.languages import LANGUAGES
from toolkit.terms import starter_terms
from toolkit.translate.articles import translate_lines
from toolkit.translate.decode import BACK, FORWARD, NEAR
from toolkit.translate.figures import figure_hints
from toolkit.translate.options import TranslateOptions

TITLE = ("한반도평화교섭본부장", "special representative for Korean Peninsula peace and security affairs")
TOUCHSTONE = (
    "이도훈 한반도평화교섭본부장은 10일 미국 워싱턴으로 출국했다.",
    "외교부 한반도평화교섭본부장이 기자들과 만나 회담 결과를 설명했다.",
    "정부는 새 한반도평화교섭본부장에 노규덕 대사를 임명했다.",
    "한반도평화교섭본부장과 미국 국무부 대북특별대표가 전화로 협의했다.",
    "김건 한반도평화교섭본부장은 “북한은 대화에 나서야 한다”고 말했다.",
    "이날 회의에는 한반도평화교섭본부장도 참석했다.",
    "전 한반도평화교섭본부장 김홍균 씨가 강연을 했다.",
    "한반도평화교섭본부장은 다음 주 도쿄를 방문할 예정이다.",
    "일본 외무성 국장은 한반도평화교섭본부장에게 유감을 표시했다.",
    "북핵 협상을 총괄하는 한반도평화교섭본부장 자리가 석 달째 비어 있다.",
)
NAMES = {"이도훈": "Lee Do-hoon", "노규덕": "Noh Kyu-duk", "김건": "Kim Gunn", "김홍균": "Kim Hong-kyun"}


@dataclass(slots=True)
class Task:
    """Sentences of one set in one direction, with references and hints."""

    name: str
    source_language: str
    target_language: str
    sources: list[str]
    references: list[str]
    hints: list[tuple[tuple[str, str], ...]]
    terms: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    entries: list[tuple[str, str] | None] = field(default_factory=list)

    @property
    def requests(self) -> list[Request]:
        """What the model is asked for each sentence."""
        entries = self.entries or [None] * len(self.sources)
        return [Request(s, h, entry=e) for s, h, e in zip(self.sources, self.hints, entries, strict=True)]


def tasks(data: Path | None, count: int, seed: int) -> list[Task]:
    """The sets in both directions; a fixed sample of `count` pairs of each."""
    news = random.Random(seed).sample(list(read_news_pairs("dev")), count)
    sets: dict[str, tuple[list[tuple[str, str]], list[tuple[tuple[str, str], ...]]]] = {
        "news": ([(p.ko, p.en) for p in news], [p.terms for p in news])
    }
    for name, file in (("pud", "pud.tsv"), ("park", "park-news.dev.tsv")):
        path = data / "data/dev" / file if data else None
        if path and path.is_file():
            rows = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines() if line]
            chosen = random.Random(seed).sample(rows, min(count, len(rows)))
            sets[name] = ([(r[0], r[1]) for r in chosen], [()] * len(chosen))
    run = [Pair(p.ko, p.en, p.terms) for p in news]
    rng = random.Random(seed)
    near = [altered(pair, run, rng) for pair in run]
    found = []
    for name, (pairs, terms) in sets.items():
        for source in ("ko", "en"):
            at = 0 if source == "ko" else 1
            sources, references = [p[at] for p in pairs], [p[1 - at] for p in pairs]
            turned = [tuple((t[at], t[1 - at]) for t in some) for some in terms]
            none: list[tuple[tuple[str, str], ...]] = [()] * len(pairs)
            target = "en" if source == "ko" else "ko"
            amounts = [tuple((h.source, h.target) for h in figure_hints(s, source, target)) for s in sources]
            found.append(Task(name, source, target, sources, references, none, turned))
            found.append(Task(f"{name}+figures", source, target, sources, references, amounts, turned))
            if any(turned):
                entries = [((e.ko, e.en) if at == 0 else (e.en, e.ko)) if e else None for e in near]
                found.append(
                    Task(f"{name}+memory", source, target, sources, references, none, turned, entries)
                )
                both = [a + b for a, b in zip(turned, amounts, strict=True)]
                found.append(Task(f"{name}+hints", source, target, sources, references, both, turned))
    return found


def hint_share(hints: Sequence[Sequence[tuple[str, str]]], outputs: Sequence[str]) -> float | None:
    """Share of the hinted terms whose form stands in the output, whatever its case."""
    hits = [
        form.casefold() in out.casefold()
        for some, out in zip(hints, outputs, strict=True)
        for _, form in some
    ]
    return sum(hits) / len(hits) if hits else None


def number_share(task: Task, outputs: Sequence[str]) -> float | None:
    """Share of the quantities of the source that our number check does not miss in the output."""
    whole = wrong = 0
    read = LANGUAGES[task.source_language].quantities
    for source, out in zip(task.sources, outputs, strict=True):
        whole += len(read(source, None))
        if out:
            found = compare(source, out, task.source_language, task.target_language, None)
            wrong += sum(d.source is not None for d in found)
        else:
            wrong += len(read(source, None))
    return 1.0 - min(wrong, whole) / whole if whole else None


def bleu(outputs: Sequence[str], references: Sequence[str], language: str) -> Any:
    """sacreBLEU with the tokeniser of the language (mecab for Korean where it is installed)."""
    if language == "ko":
        try:
            return sacrebleu.metrics.BLEU(tokenize="ko-mecab").corpus_score(outputs, [references])
        except (ImportError, RuntimeError):
            return sacrebleu.metrics.BLEU(tokenize="char").corpus_score(outputs, [references])
    return sacrebleu.metrics.BLEU().corpus_score(outputs, [references])


def interval(outputs: Sequence[str], references: Sequence[str], samples: int = 300) -> tuple[float, float]:
    """95 % bootstrap interval of chrF."""
    metric = sacrebleu.metrics.CHRF()
    statistics = np.array(metric._extract_corpus_statistics(outputs, [references]), dtype=float)
    rng = np.random.default_rng(1)
    values = [
        metric._compute_score_from_stats(
            statistics[rng.integers(0, len(outputs), len(outputs))].sum(0).tolist()
        ).score
        for _ in range(samples)
    ]
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def paired_p(first: Sequence[str], second: Sequence[str], references: Sequence[str]) -> float:
    """p-value of the difference in chrF of two outputs (approximate randomisation, two-sided)."""
    metric = sacrebleu.metrics.CHRF()
    rows = statistics(metric, [first, second], [references])
    sums = randomised_sums([(metric, rows)], Resampling())[0]
    one, two = (metric.corpus_score(list(some), [list(references)]).score for some in (first, second))
    return randomisation_p(metric, rows[0], rows[1], sums[0], sums[1], abs(one - two))


FEATURES = ("score", "back", "cosine", "terms", "numbers", "length")
WEIGHTS = (FORWARD, BACK, NEAR, 2.0, 0.5, 0.0)
"""Those of `translate`, which counts terms and flags in other ways."""


def features(engine: Generator, task: Task, lists: list[list[Hypothesis]], encoder: Any) -> list[np.ndarray]:
    """For each sentence a matrix (hypotheses, features); see FEATURES."""
    flat = [(i, h) for i, some in enumerate(lists) for h in some]
    sources, targets = [task.sources[i] for i, _ in flat], [h.text for _, h in flat]
    back = engine.score(targets, sources, task.target_language, task.source_language)
    cosines = [0.0] * len(flat)
    if encoder is not None:
        left, right = encoder.encode(task.sources), encoder.encode(targets)
        cosines = [float(left[i] @ right[n]) for n, (i, _) in enumerate(flat)]
    rows: list[list[list[float]]] = [[] for _ in lists]
    for n, (i, h) in enumerate(flat):
        hints = task.hints[i]
        kept = sum(form.casefold() in h.text.casefold() for _, form in hints) / len(hints) if hints else 1.0
        numbers = 0
        if h.text:
            numbers = len(compare(task.sources[i], h.text, task.source_language, task.target_language, None))
        rows[i].append(
            [h.score, max(back[n], -10.0), cosines[n], kept, -float(numbers), float(len(h.text)) ** 0.5]
        )
    return [np.array(some, dtype=np.float64).reshape(-1, len(FEATURES)) for some in rows]


def translate(engine: Generator, task: Task, mode: str, encoder: Any) -> tuple[list[str], dict[str, Any]]:
    """Outputs in a mode, and what the choice was made from."""
    if mode in ("fast", "good", "best"):
        options = TranslateOptions(quality=mode)  # type: ignore[arg-type]
        found = translate_lines(
            task.sources, engine, task.source_language, task.target_language,
            terms=starter_terms(), options=options, encoder=encoder,
        )  # fmt: skip
        return [t.text for t in found], {}
    requests = task.requests
    width = int("".join(c for c in mode if c.isdigit()) or 1)
    varied = mode.startswith("varied")
    rerank = varied or mode.startswith("rerank")
    decoding = Decoding(variants=width) if varied else Decoding(width, width if rerank else 1)
    lists: list[list[Hypothesis]] = [[] for _ in requests]
    order = sorted(range(len(requests)), key=lambda i: len(requests[i].text))
    size = max(1, 32 // width)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        found = engine.translate(
            [requests[i] for i in some], task.source_language, task.target_language, decoding
        )
        for i, hypotheses in zip(some, found, strict=True):
            lists[i] = hypotheses
    if not rerank:
        return [some[0].text if some else "" for some in lists], {}
    matrices = features(engine, task, lists, encoder)
    best = [int((m @ np.array(WEIGHTS)).argmax()) for m in matrices]
    more = {
        "features": [m.tolist() for m in matrices],
        "hypotheses": [[h.text for h in some] for some in lists],
    }
    return [some[b].text for some, b in zip(lists, best, strict=True)], more


def open_model(folder: Path, workers: int = 1) -> Generator:
    """An installed default model, or one made in the same way."""
    spec = ModelSpec(
        name=folder.name,
        family="decoder",
        folder=folder,
        source_tokenizer=folder / "sentencepiece.model",
        target_tokenizer=folder / "sentencepiece.model",
        prompt="bitext",
        hints=True,
    )
    return Generator(spec, Runtime("cpu", workers))


def touchstone(engine: Generator) -> tuple[int, list[str]]:
    """In how many of the ten sentences the title comes out as it must, with title and names hinted."""
    requests = [
        Request(s, (TITLE, *((ko, en) for ko, en in NAMES.items() if f"{ko} " in s))) for s in TOUCHSTONE
    ]
    outputs = [h[0].text for h in engine.translate(requests, "ko", "en", Decoding())]
    return sum(TITLE[1].casefold() in out.casefold() for out in outputs), outputs


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the installed model")
    parser.add_argument("--data", type=Path, help="folder that holds data/dev")
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--modes", default="greedy")
    parser.add_argument("--sets", default="news,news+hints,pud,park")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    encoder = None
    if any(
        mode.rstrip("0123456789") in ("rerank", "varied", "good", "best") for mode in args.modes.split(",")
    ):
        from toolkit.engines.usem import open_encoder

        encoder = open_encoder()
    rows = []
    print(
        "| set | direction | mode | chrF | 95 % | BLEU | hints | numbers | p | s |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    with open_model(args.model, args.workers) as engine:
        for task in tasks(args.data, args.pairs, args.seed):
            if task.name not in args.sets.split(","):
                continue
            first: list[str] | None = None
            for mode in args.modes.split(","):
                start = time.process_time()
                outputs, more = translate(engine, task, mode, encoder)
                p = None if first is None else paired_p(first, outputs, task.references)
                first = first or outputs
                row: dict[str, Any] = {
                    "set": task.name,
                    "direction": f"{task.source_language}-{task.target_language}",
                    "mode": mode,
                    "chrf": sacrebleu.metrics.CHRF().corpus_score(outputs, [task.references]).score,
                    "interval": interval(outputs, task.references),
                    "bleu": bleu(outputs, task.references, task.target_language).score,
                    "hints": hint_share(task.terms, outputs),
                    "numbers": number_share(task, outputs),
                    "p": p,
                    "seconds": time.process_time() - start,
                }
                shown = [f"{row[k]:.3f}" if row[k] is not None else "" for k in ("hints", "numbers", "p")]
                low, high = row["interval"]
                print(
                    f"| {row['set']} | {row['direction']} | {mode} | {row['chrf']:.1f} | {low:.1f}-{high:.1f} "
                    f"| {row['bleu']:.1f} | {shown[0]} | {shown[1]} | {shown[2]} | {row['seconds']:.0f} |",
                    flush=True,
                )
                rows.append(
                    row | {"outputs": outputs, "sources": task.sources, "references": task.references} | more
                )
                if args.json:  # as it goes: the slow modes take long
                    write_text(args.json, json.dumps({"rows": rows}, ensure_ascii=False))
        right, outputs = touchstone(engine)
    print(f"\ntouchstone: {right} of {len(outputs)}")
    if args.json:
        write_text(args.json, json.dumps({"rows": rows, "touchstone": outputs}, ensure_ascii=False))


if __name__ == "__main__":
    main()
