"""Train and measure the pairing of articles on the development documents.

    python eval/align/pairing.py --data ../shared/data/align [--write toolkit/align/weights.json]

The documents of a set are shuffled as articles; in a part of the runs 30 % of either side
lose their counterpart, and in a part each story is dealt out into two articles of one event
(odd and even passages), which is the hard case of a day-before or follow-up piece. Scores are
cross-validated by document.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from corpus import Document, read_set
from numpy.typing import NDArray

from toolkit.align.lexicon import load_lexicon
from toolkit.align.pairing import PAIR_FEATURES, Profile, _decide, candidates, profiles
from toolkit.engines.usem import open_encoder
from toolkit.text import Article, make_article

F64 = NDArray[np.float64]
SETS = ("ntrex-easy", "ntrex-medium", "ntrex-hard", "park-easy", "park-medium", "park-hard")
FOLDS = 4
DAY = -0.8  # log-odds for each day apart beyond the first


def article(name: str, language: str, lines: Sequence[str]) -> Article:
    return make_article(language, [("paragraph", s, ()) for s in lines if s.strip()], file=name)


def halves(document: Document) -> list[Document]:
    """Two articles of one event: beads dealt out in turn, in passages of three."""
    parts = []
    for k in range(2):
        beads = [b for n, b in enumerate(document.gold) if (n // 3) % 2 == k]
        source = tuple(document.source[i] for a, _ in beads for i in a)
        target = tuple(document.target[j] for _, b in beads for j in b)
        parts.append(Document(f"{document.name}#{k}", source, target, (), document.pair))
    return parts


@dataclass(frozen=True, slots=True)
class Problem:
    """Articles to pair: `answer` is the file that both versions share, fold by document."""

    name: str
    source: list[Article]
    target: list[Article]
    left: list[Profile]
    right: list[Profile]


def problems(data: Path, seed: int = 7) -> list[Problem]:
    rng = random.Random(seed)
    encoder = open_encoder()
    found = []
    for name in SETS:
        documents = read_set(data, name)
        for kind in ("all", "unpaired", "halves", "halves, unpaired"):
            parts = [h for d in documents for h in halves(d)] if kind.startswith("halves") else documents
            parts = [d for d in parts if d.source and d.target]
            source = [article(d.name, "ko", d.source) for d in parts]
            target = [article(d.name, "en", d.target) for d in parts]
            rng.shuffle(target)
            if "unpaired" in kind:
                names = [d.name for d in parts]
                lost = set(rng.sample(names, round(0.3 * len(names))))
                source = [a for a in source if a.file not in lost]
                lost = set(rng.sample(names, round(0.3 * len(names))))
                target = [a for a in target if a.file not in lost]
            found.append(
                Problem(
                    f"{name}, {kind}", source, target, profiles(source, encoder), profiles(target, encoder)
                )
            )
    return found


def fold(name: str) -> int:
    number = "".join(c for c in name.split("/")[1].split(".")[0].replace("dev-", "") if c.isdigit())
    return int(number or 0) // (2 if "ntrex" in name else 1) % FOLDS


def fit(x: F64, y: F64, l2: float = 1e-5) -> F64:
    """Logistic regression by Newton's method. The data has no dates: their weight is set by hand."""
    w = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + l2 * len(y) * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + l2 * len(y) * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    w[PAIR_FEATURES.index("days apart")] = DAY
    return w


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="weights.json to put the weights into")
    parser.add_argument("--no-lexicon", action="store_true")
    options = parser.parse_args()
    lexicon = None if options.no_lexicon else load_lexicon("ko", "en")
    everything = [(p, list(candidates(p.left, p.right, lexicon))) for p in problems(options.data)]
    x = np.array([f for _, rows in everything for _, _, f in rows], np.float64)
    y = np.array([p.source[i].file == p.target[j].file for p, rows in everything for i, j, _ in rows], float)
    folds = np.array([fold(p.source[i].file) for p, rows in everything for i, _, _ in rows])
    weights = [fit(x[folds != k], y[folds != k]) for k in range(FOLDS)]
    for p, rows in everything:
        odds = {(i, j): round(float(weights[fold(p.source[i].file)] @ f), 4) for i, j, f in rows}
        pairs = _decide(p.source, p.target, odds, 0.5)
        made = [q for q in pairs if q.source and q.target]
        right = sum(q.source.file == q.target.file for q in made if q.source and q.target)
        both = len({a.file for a in p.source} & {b.file for b in p.target})
        top = sum(
            max((v, j) for (k, j), v in odds.items() if k == i)[1] == j0
            for i, a in enumerate(p.source)
            for j0, b in enumerate(p.target)
            if a.file == b.file
        )
        shortlisted = sum(p.source[i].file == p.target[j].file for i, j in odds)
        print(
            f"{p.name:32s} {len(p.source):3d} x {len(p.target):3d}  P {right / max(len(made), 1):.4f}"
            f"  R {right / max(both, 1):.4f}  first {top}/{both}  shortlist {shortlisted}/{both}"
            f"  least score {min((q.score for q in made), default=0):.3f}"
        )
    final = fit(x, y)
    for name, value in zip(PAIR_FEATURES, final, strict=True):
        print(f"  {name:30s} {value:8.3f}")
    if options.write:
        table = json.loads(options.write.read_text(encoding="utf-8"))
        table["pairing"] = {n: round(float(v), 4) for n, v in zip(PAIR_FEATURES, final, strict=True)}
        options.write.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
