"""Train the aligner's weights on the development sets and write `weights.json`.

    python eval/align/train.py --data ../shared/data/align --write toolkit/align/weights.json

Two models are trained: with the shipped lexicon, and without any (for other languages).
Scores are cross-validated by document: a document and all its noisy versions are in one
fold. What is written is trained on all documents; its scores are those of the folds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from corpus import HARD, MEDIUM, SETS, Document, noisy, read_set, set_digest
from crf import F64, SIZE, B, Example, G, fit, gold_features, start_weights
from numpy.typing import NDArray

from toolkit.align.evidence import BEAD_FEATURES, GAP_FEATURES, Norms, Side, characters, gather
from toolkit.align.lexicon import EMPTY, Lexicon, Reading, WordEvidence, load_lexicon
from toolkit.align.metrics import Verdict, judge
from toolkit.align.model import Weights, shifted
from toolkit.align.search import LONGEST, Arcs
from toolkit.align.vectors import ARTICLE_STEP, BATCH_STEP, decode, learn
from toolkit.engines.usem import Sums, open_encoder

DIAGONAL = 10.0
F32 = NDArray[np.float32]


class Vectors:
    """Pooled sums of every sentence seen, encoded once."""

    def __init__(self) -> None:
        self.encoder = open_encoder()
        self.place: dict[str, int] = {}
        self.sums: list[F32] = []

    def need(self, sentences: Sequence[str]) -> None:
        new = [s for s in dict.fromkeys(sentences) if s not in self.place]
        if new:
            found = self.encoder.sums(new)
            for s in new:
                self.place[s] = len(self.place)
            parts = (found.inner, found.first, found.last, found.tokens)
            old = self.sums or [p[:0] for p in parts]
            self.sums = [np.concatenate([a, b]) for a, b in zip(old, parts, strict=True)]

    def side(self, sentences: Sequence[str]) -> Side:
        self.need(sentences)
        at = [self.place[s] for s in sentences]
        spans = self.encoder.spans(Sums(*(a[at] for a in self.sums)), LONGEST)
        return Side(spans, characters(sentences))


def pieces(document: Document, size: int = 35) -> list[Document]:
    """A long document cut at 1-1 beads of its gold, for training."""
    cuts = [(0, 0)]
    for a, b in document.gold:
        if len(a) == len(b) == 1 and a[0] - cuts[-1][0] >= size and b[0] > cuts[-1][1]:
            cuts.append((a[0], b[0]))
    cuts.append((len(document.source), len(document.target)))
    found = []
    for (i0, j0), (i1, j1) in pairwise(cuts):
        gold = []
        for a, b in document.gold:
            inside = all(i0 <= i < i1 for i in a) and all(j0 <= j < j1 for j in b)
            if inside:
                gold.append((tuple(i - i0 for i in a), tuple(j - j0 for j in b)))
        found.append(
            Document(
                f"{document.name}@{i0}",
                document.source[i0:i1],
                document.target[j0:j1],
                tuple(gold),
                document.pair,
            )
        )
    return found


def fold_of(name: str, folds: int) -> int:
    """The fold of a document: the same for all its noisy versions, whatever the set."""
    family, _, rest = name.partition("/")
    if family == "defr":
        return int(rest.split("@")[1]) // 35 % folds
    number = int("".join(c for c in rest.replace("dev-", "").split(".")[0].split("-")[0] if c.isdigit()) or 0)
    return (number if family.startswith("park") else number // 2) % folds


def augmented(data: Path, times: int, seed: int) -> list[Document]:
    """Fresh noise over the clean documents."""
    rng = random.Random(seed)
    found = []
    for family in ("ntrex", "park"):
        clean = read_set(data, f"{family}-easy")
        for _ in range(times):
            for noise, name in ((MEDIUM, "medium"), (HARD, "hard")):
                for d in clean:
                    others = [o for o in clean if o is not d]
                    made = noisy(d, noise, others, rng)
                    found.append(Document(f"{family}-noise-{name}/{d.name.split('/')[1]}", *_rest(made)))
    return found


def _rest(d: Document) -> tuple[tuple[str, ...], tuple[str, ...], tuple, tuple[str, str]]:
    return d.source, d.target, d.gold, d.pair


def usual_of(vectors: Vectors, sets: dict[str, list[Document]]) -> tuple[dict[str, float], dict[str, F32]]:
    """Characters a unit of meaning (English 1) and mean vectors of the two languages."""
    documents = [d for n in ("ntrex-easy", "park-easy", "genesis-koen") if n in sets for d in sets[n]]
    means, length = {}, {}
    for language, sides in (
        ("ko", [d.source for d in documents]),
        ("en", [d.target for d in documents]),
    ):
        means[language] = vectors.encoder.encode([s for side in sides for s in side]).mean(axis=0).round(4)
        length[language] = sum(float(characters(s).sum()) for s in sides)
    return {"ko": round(length["ko"] / length["en"], 4), "en": 1.0}, means


def examples(
    documents: Sequence[Document],
    vectors: Vectors,
    norms: dict[tuple[str, str], Norms],
    lexicon: Lexicon,
    weight: float,
) -> list[Example]:
    found = []
    for d in documents:
        words = WordEvidence(Reading.of(d.source, d.pair[0]), Reading.of(d.target, d.pair[1]), lexicon)
        evidence = gather(vectors.side(d.source), vectors.side(d.target), norms[d.pair], words)
        found.append(Example(d.name, evidence, gold_features(evidence, d.gold), weight, max(len(d.gold), 1)))
    return found


def as_weights(w: F64, gap_rate: float, merge_rate: float) -> Weights:
    return Weights(
        w[:B].astype(np.float32),
        w[B : B + G].astype(np.float32),
        float(w[-2]),
        float(w[-1]),
        DIAGONAL,
        gap_rate,
        merge_rate,
    )


def arcs_under(weights: Weights, example: Example) -> Arcs:
    e = example.evidence
    return weights.arcs(e.beads.items(), e.source_gaps, e.target_gaps)


def base_rates(documents: Sequence[Document]) -> tuple[float, float]:
    """Share of omitted sentences, and of merged beads, in the training data."""
    gaps = sum(len(a) + len(b) for d in documents for a, b in d.gold if not a or not b)
    total = sum(len(d.source) + len(d.target) for d in documents)
    beads = [(a, b) for d in documents for a, b in d.gold if a and b]
    return round(gaps / total, 4), round(sum(len(a) + len(b) > 2 for a, b in beads) / len(beads), 4)


def scores(
    data: dict[str, list[Example]], sets: dict[str, list[Document]], weights: Weights, fold: int, folds: int
) -> dict[tuple[str, str], Verdict]:
    """Verdicts on the documents of one fold, as a batch, one at a time, and without adaptation."""
    found = {}
    for name in sets:
        mine = [(e, d) for e, d in zip(data[name], sets[name], strict=True) if fold_of(d.name, folds) == fold]
        if not mine:
            continue
        arcs = [arcs_under(weights, e) for e, _ in mine]
        shift = learn(arcs, weights, BATCH_STEP)
        for mode in ("batch", "article", "none"):
            total = Verdict()
            for one, (_, d) in zip(arcs, mine, strict=True):
                if mode == "article":
                    shift = learn([one], weights, ARTICLE_STEP)
                moved = shifted(one, *(shift if mode != "none" else (0.0, 0.0)))
                total += judge(decode(moved, weights), d.gold)
            found[name, mode] = total
    return found


def table_of(w: F64, gap_rate: float, merge_rate: float) -> dict[str, dict[str, float]]:
    def named(names: Sequence[str], values: F64) -> dict[str, float]:
        return {n: round(float(v), 4) for n, v in zip(names, values, strict=True)}

    rest = {
        "opening": w[-2],
        "exchange": w[-1],
        "diagonal": DIAGONAL,
        "gap_rate": gap_rate,
        "merge_rate": merge_rate,
    }
    return {
        "beads": named(BEAD_FEATURES, w[:B]),
        "gaps": named(GAP_FEATURES, w[B : B + G]),
        "rest": {k: round(float(v), 4) for k, v in rest.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--folds", type=int, default=4, help="0 leaves cross-validation out")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--l2", type=float, default=1e-4)
    parser.add_argument("--noise", type=int, default=0, help="fresh noisy versions of each clean document")
    parser.add_argument("--noise-weight", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", default="with_words,plain")
    parser.add_argument("--train-sets", default=",".join(SETS))
    options = parser.parse_args()

    sets = {n: read_set(options.data, n) for n in SETS}
    sets["defr"] = [p for d in sets["defr"] for p in pieces(d)]
    vectors = Vectors()
    for documents in sets.values():
        for d in documents:
            vectors.need([*d.source, *d.target])
    noise = augmented(options.data, options.noise, options.seed)
    densities, means = usual_of(vectors, sets)
    average = (means["ko"] + means["en"]) / 2
    norms = {
        ("ko", "en"): Norms(densities["ko"], means["ko"], means["en"]),
        ("de", "fr"): Norms(1.0, average, average),
    }
    out: dict[str, object] = {}
    report: dict[str, dict[str, str]] = {}
    for model in options.models.split(","):
        lexicon = load_lexicon("ko", "en") if model == "with_words" else EMPTY
        assert lexicon is not None
        names = [n for n in SETS if model == "plain" or n != "defr"]
        data = {n: examples(sets[n], vectors, norms, lexicon, 1.0) for n in names}
        extra = examples(noise, vectors, norms, lexicon, options.noise_weight)
        chosen = [n for n in names if n in options.train_sets.split(",")]
        rates = base_rates([d for n in chosen for d in sets[n]])
        verdicts: dict[tuple[str, str], list[Verdict]] = {}
        start = start_weights()
        for fold in range(options.folds):
            began = time.time()
            train = [e for n in chosen for e in data[n] if fold_of(e.name, options.folds) != fold]
            train += [e for e in extra if fold_of(e.name, options.folds) != fold]
            w = fit(train, start, options.l2, options.steps if fold == 0 else options.steps * 2 // 3)
            if fold == 0:
                start = w  # the folds share most of their data: the next ones start here
            for key, v in scores(
                data, {n: sets[n] for n in names}, as_weights(w, *rates), fold, options.folds
            ).items():
                verdicts.setdefault(key, []).append(v)
            print(
                f"{model}: fold {fold}, {len(train)} documents, {time.time() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
        for (name, mode), parts in verdicts.items():
            total = sum(parts, Verdict())
            line = (
                f"strict {total.strict.f1:.4f} ({min(p.strict.f1 for p in parts):.3f}-{max(p.strict.f1 for p in parts):.3f})"
                f" lax {total.lax.f1:.4f} omissions {total.omissions.f1:.3f} ece {total.calibration_error():.3f}"
                f" coverage@.99 {total.coverage_at(0.99)[0]:.3f}"
            )
            report.setdefault(model, {})[f"{name}, {mode}"] = line
            print(f"{model:10s} {name:14s} {mode:8s} {line}", flush=True)
        if options.write:
            everything = [e for n in chosen for e in data[n]] + extra
            w = fit(everything, start, options.l2, options.steps)
            out[model] = table_of(w, *rates)
        del data, extra
    assert SIZE == B + G + 2
    if options.write:
        old = json.loads(options.write.read_text(encoding="utf-8")) if options.write.exists() else {}
        lexicon_file = Path("toolkit/align/data/lexicon-ko-en.npz")
        about = {
            "command": "python eval/align/train.py " + " ".join(sys.argv[1:]),
            "data": {n: set_digest(options.data, n)[:16] for n in SETS},
            "lexicon": hashlib.sha256(lexicon_file.read_bytes()).hexdigest()[:16],
            "cross-validation": report,
        }
        result = {"version": 1, "about": about, "encoder": vectors.encoder.digest, **out}
        result["pairing"] = old.get("pairing", {})
        result["densities"] = densities
        result["means"] = {k: [round(float(x), 4) for x in v] for k, v in means.items()}
        options.write.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
