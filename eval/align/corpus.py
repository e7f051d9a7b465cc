"""Gold alignments as the development data has them, and fresh noise over clean documents.

A document is a folder with `src.txt`, `tgt.txt` (a sentence a line) and `gold.tsv`
(`0,1:2` a line, an empty side for an omission).
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GoldBead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """Two versions of a text and the gold beads; `pair` is (source, target) language."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: tuple[GoldBead, ...]
    pair: tuple[str, str] = ("ko", "en")


SETS = (
    "ntrex-easy",
    "ntrex-medium",
    "ntrex-hard",
    "park-easy",
    "park-medium",
    "park-hard",
    "genesis-koen",
    "defr",
)


def read_lines(path: Path) -> tuple[str, ...]:
    text = path.read_text(encoding="utf-8")
    return tuple(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"))


def read_gold(path: Path) -> tuple[GoldBead, ...]:
    beads = []
    for line in read_lines(path):
        left, _, right = line.split("\t")[0].partition(":")
        beads.append((_numbers(left), _numbers(right)))
    return tuple(beads)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(x) for x in text.split(",") if x.strip())


def read_set(folder: Path, name: str) -> list[Document]:
    """All documents of one set, sorted by name."""
    pair = ("de", "fr") if name == "defr" else ("ko", "en")
    return [
        Document(
            f"{name}/{d.name}",
            read_lines(d / "src.txt"),
            read_lines(d / "tgt.txt"),
            read_gold(d / "gold.tsv"),
            pair,
        )
        for d in sorted((folder / name).iterdir())
        if (d / "gold.tsv").is_file()
    ]


def set_digest(folder: Path, name: str) -> str:
    """SHA-256 over the files of a set, in order."""
    total = hashlib.sha256()
    for path in sorted((folder / name).rglob("*.t*")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Noise:
    """Rates of what is done to a clean document, a sentence (pair) each."""

    drop: float
    run: float  # chance that a drop goes on with the next sentence
    foreign: float
    join: float
    cut: float  # at a clause; sentence ends inside a line are cut at `ends`
    ends: float
    swap: float


MEDIUM = Noise(drop=0.042, run=0.2, foreign=0.008, join=0.04, cut=0.02, ends=0.9, swap=0.007)
HARD = Noise(drop=0.13, run=0.25, foreign=0.038, join=0.05, cut=0.02, ends=0.9, swap=0.025)
EASY = Noise(0, 0, 0, 0, 0, 0, 0)

_END = re.compile(r"(?<=[a-z가-힣)][a-z가-힣)][.!?])[”\"]?\s+(?=[A-Z가-힣“\"'‘])")
_CLAUSE = re.compile(r"(?<=,)\s+(?=\S)")


def noisy(clean: Document, noise: Noise, others: Sequence[Document], rng: random.Random) -> Document:
    """A fresh noisy version of a 1-1 document, with its gold."""
    source, target = [], []
    for k, (a, b) in enumerate(zip(clean.source, clean.target, strict=True)):
        left_parts, right_parts = _pieces(a, noise, rng), _pieces(b, noise, rng)
        if len(left_parts) > 1 and len(right_parts) > 1:
            left_parts, right_parts = [a], [b]
        source.append([(p, frozenset([k])) for p in left_parts])
        target.append([(p, frozenset([k])) for p in right_parts])
    source = _drop(source, noise, rng)
    target = _drop(target, noise, rng)
    target = _swap(target, noise, rng)
    left = _foreign(_join(source, noise, rng), noise, [s for d in others for s in d.source], rng)
    right = _foreign(_join(target, noise, rng), noise, [s for d in others for s in d.target], rng)
    return Document(
        clean.name, tuple(t for t, _ in left), tuple(t for t, _ in right), _link(left, right), clean.pair
    )


_Lines = list[tuple[str, frozenset[int]]]


def _pieces(text: str, noise: Noise, rng: random.Random) -> list[str]:
    parts = [text]
    ends = [p for p in _END.split(text) if p]
    if len(ends) > 1 and min(map(len, ends)) >= 4 and rng.random() < noise.ends:
        parts = ends
    elif rng.random() < noise.cut:
        clauses = _CLAUSE.split(text)
        if len(clauses) > 1:
            at = rng.randrange(1, len(clauses))
            parts = [" ".join(clauses[:at]), " ".join(clauses[at:])]
    return parts


def _drop(groups: list[_Lines], noise: Noise, rng: random.Random) -> list[_Lines]:
    kept, dropping = [], False
    for group in groups:
        dropping = rng.random() < (noise.run if dropping else noise.drop)
        if not dropping:
            kept.append(group)
    return kept or groups[:1]


def _swap(groups: list[_Lines], noise: Noise, rng: random.Random) -> list[_Lines]:
    groups = list(groups)
    k = 0
    while k + 1 < len(groups):
        if rng.random() < noise.swap:
            groups[k], groups[k + 1] = groups[k + 1], groups[k]
            k += 1
        k += 1
    return groups


def _join(groups: list[_Lines], noise: Noise, rng: random.Random) -> _Lines:
    lines: _Lines = []
    for group in groups:
        for n, (text, ids) in enumerate(group):
            if lines and n == 0 and rng.random() < noise.join:
                before, old = lines.pop()
                lines.append((f"{before} {text}", old | ids))
            else:
                lines.append((text, ids))
    return lines


def _foreign(lines: _Lines, noise: Noise, pool: Sequence[str], rng: random.Random) -> _Lines:
    found: _Lines = []
    for line in lines:
        if pool and rng.random() < noise.foreign:
            found.append((rng.choice(pool), frozenset()))
        found.append(line)
    return found


def _link(left: _Lines, right: _Lines) -> tuple[GoldBead, ...]:
    """Beads are the connected parts of lines that share an original sentence."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(x: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    of: dict[int, list[tuple[int, int]]] = {}
    for side, lines in enumerate((left, right)):
        for k, (_, ids) in enumerate(lines):
            root((side, k))
            for i in ids:
                of.setdefault(i, []).append((side, k))
    for nodes in of.values():
        if len({side for side, _ in nodes}) == 2:
            for node in nodes[1:]:
                parent[root(node)] = root(nodes[0])
    parts: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for side, lines in enumerate((left, right)):
        for k in range(len(lines)):
            parts.setdefault(root((side, k)), ([], []))[side].append(k)
    beads = [(tuple(a), tuple(b)) for a, b in parts.values()]
    return tuple(sorted(beads, key=lambda b: (b[0] or (10**9,), b[1])))
