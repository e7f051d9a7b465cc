"""What speaks for and against a bead: named features of all beads of an article.

Sentence vectors say most: the cosine of the two sides, and how it compares with
what either side has elsewhere. Length and a lexicon say the rest. Each feature is
a few array operations over all beads of one shape. Which feature weighs how much
is learned (see `model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lexicon import WordEvidence, outside
from .search import LONGEST, SHAPES, Shape

F32 = NDArray[np.float32]

RATIO_PRIOR = 400.0
"""Characters of prior evidence for the usual ratio of lengths of two languages."""


@dataclass(frozen=True, slots=True)
class Side:
    """One version of an article, encoded.

    vectors: unit vectors of runs of 1 .. LONGEST sentences. characters (sentences,):
    those that are not white space.
    """

    vectors: list[F32]
    characters: F32

    def __len__(self) -> int:
        return len(self.characters)


@dataclass(frozen=True, slots=True)
class Norms:
    """What is usual, to measure one article against.

    ratio: characters of the source for one of the target. source_mean, target_mean:
    mean sentence vectors; None where they are not known for the encoder.
    """

    ratio: float
    source_mean: F32 | None
    target_mean: F32 | None


BEAD_FEATURES: tuple[str, ...] = (
    "bead",
    "sentences beyond two",
    "is 1-2 or 2-1",
    "is 2-2",
    "both sides merge",
    "a side of three",
    "a side of four or more",
    "first sentence merged",
    "cosine",
    "cosine above .2",
    "cosine above .35",
    "cosine above .5",
    "cosine above .65",
    "cosine of a merge",
    "cosine of a short side",
    "a short side",
    "distance against the usual",
    "lead of the source",
    "lead of the target",
    "lead of the source where behind",
    "lead of the target where behind",
    "weakest member",
    "weakest member against its rival",
    "loss without an end",
    "gain of one more",
    "length difference",
    "length difference squared",
    "length ratio likelihood",
    "length difference of a merge",
    "words source to target",
    "words target to source",
    "words weaker direction",
    "words weaker direction below zero",
    "words total",
    "words of a merge",
    "words weakest member",
    "words lead",
    "words lead where behind",
    "words unexplained",
    "identical tokens",
    "tokens at odds",
)
GAP_FEATURES: tuple[str, ...] = (
    "omission",
    "omitted in the target",
    "best cosine",
    "best cosine above .4",
    "best cosine above .6",
    "best distance against the usual",
    "log length",
    "is first",
    "is last",
    "best words",
    "best words above zero",
    "best words above one",
)


def usual(source: Side, target: Side, prior: Norms, shrink: float = 20.0) -> tuple[float, F32, F32]:
    """Ratio of lengths and mean vectors of one article, drawn towards `prior` as it is short."""
    a, b = float(source.characters.sum()), float(target.characters.sum())
    share = np.sqrt(prior.ratio)
    ratio = (a + RATIO_PRIOR * share) / (b + RATIO_PRIOR / share)
    means = []
    for side, mean in ((source, prior.source_mean), (target, prior.target_mean)):
        total = side.vectors[0].sum(axis=0)
        if mean is not None:
            total = total + shrink * mean
        means.append((total / (len(side) + shrink)).astype(np.float32))
    return float(ratio), means[0], means[1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of an article: `beads` for each shape (features, N - n + 1, M - m + 1),
    `source_gaps` and `target_gaps` (features, sentences)."""

    beads: dict[Shape, F32]
    source_gaps: F32
    target_gaps: F32


def gather(source: Side, target: Side, prior: Norms, words: WordEvidence) -> Evidence:
    """Features of every bead and omission of one article."""
    view = _View(source, target, prior, words)
    beads = {shape: view.bead(shape) for shape in SHAPES}
    return Evidence(beads, view.gaps(0), view.gaps(1))


class _View:
    """Arrays that several shapes share, computed once an article."""

    def __init__(self, source: Side, target: Side, prior: Norms, words: WordEvidence) -> None:
        ratio, source_mean, target_mean = usual(source, target, prior)
        self.n, self.m = len(source), len(target)
        self.words = words
        self.cosine: dict[Shape, F32] = {}
        for a in range(1, LONGEST + 1):
            for b in range(1, LONGEST + 1):
                if a + b <= LONGEST + 2 and a <= LONGEST and b <= LONGEST:
                    self.cosine[a, b] = source.vectors[a - 1] @ target.vectors[b - 1].T
        self.source_hub = [v @ target_mean for v in source.vectors]
        self.target_hub = [v @ source_mean for v in target.vectors]
        self.source_length = _runs(source.characters)
        self.target_length = _runs(target.characters * np.float32(ratio))
        self._rivals: dict[tuple[int, int, int, bool], F32] = {}
        single = self.cosine[1, 1]
        self.best = (_max(single, 1), _max(single, 0))

    def bead(self, shape: Shape) -> F32:
        n, m = shape
        rows, columns = self.n - n + 1, self.m - m + 1
        if rows <= 0 or columns <= 0:
            return np.zeros((len(BEAD_FEATURES), max(rows, 0), max(columns, 0)), np.float32)
        out = np.zeros((len(BEAD_FEATURES), rows, columns), np.float32)
        merged = float(n + m > 2)
        put = iter(out)
        constants = (
            1.0,
            n + m - 2.0,
            n + m == 3,
            n == m == 2,
            min(n, m) >= 2,
            max(n, m) == 3,
            max(n, m) >= 4,
        )
        for value in constants:
            next(put)[:] = float(value)
        first = next(put)
        first[:1] = float(n > 1)
        first[:, :1] = np.maximum(first[:, :1], float(m > 1))
        self._vectors(put, shape, merged)
        self._lengths(put, shape, merged)
        self.words.fill(put, shape, merged)
        return out

    def _vectors(self, put: Iterator[F32], shape: Shape, merged: float) -> None:
        n, m = shape
        c = self.cosine[shape]
        length_s, length_t = self.source_length[n - 1], self.target_length[m - 1]
        short = 1 / (1 + np.minimum(length_s[:, None], length_t[None, :]) / 20)
        next(put)[:] = c
        for bend in (0.2, 0.35, 0.5, 0.65):
            next(put)[:] = np.maximum(c - bend, 0)
        next(put)[:] = c * (n + m - 2)
        next(put)[:] = c * short
        next(put)[:] = short
        hub = (self.source_hub[n - 1][:, None] + self.target_hub[m - 1][None, :]) / 2
        next(put)[:] = (1 - c) / np.maximum(1 - hub, 0.3)
        leads = (c - self._rival(n, 1, m), c - self._rival(1, m, n, turned=True))
        for low, high in ((-0.5, 0.5), (-0.5, 0.0)):
            for lead in leads:
                next(put)[:] = np.minimum(np.maximum(lead, low), high)
        weakest, against = next(put), next(put)
        if merged:
            inside = np.full(c.shape, np.inf, np.float32)
            rival = np.full(c.shape, np.inf, np.float32)
            if n > 1:
                members = self.cosine[1, m]
                other = self._rival(1, 1, m)
                for k in range(n):
                    at = slice(k, k + c.shape[0])
                    np.minimum(inside, members[at], out=inside)
                    np.minimum(rival, members[at] - other[at], out=rival)
            if m > 1:
                members = self.cosine[n, 1]
                other = self._rival(1, 1, n, turned=True)
                for k in range(m):
                    at = slice(k, k + c.shape[1])
                    np.minimum(inside, members[:, at], out=inside)
                    np.minimum(rival, members[:, at] - other[:, at], out=rival)
            weakest[:] = inside
            against[:] = np.clip(rival, -0.5, 0.5)
        loss = next(put)
        if merged:
            worst = np.full(c.shape, np.inf, np.float32)
            if n > 1:
                part = self.cosine[n - 1, m]
                np.minimum(worst, c - part[1:], out=worst)
                np.minimum(worst, c - part[:-1], out=worst)
            if m > 1:
                part = self.cosine[n, m - 1]
                np.minimum(worst, c - part[:, 1:], out=worst)
                np.minimum(worst, c - part[:, :-1], out=worst)
            loss[:] = np.clip(worst, -0.2, 0.2)
        gain = next(put)
        wider = self.cosine.get((n + 1, m))
        if wider is not None:
            gain[1:] = np.maximum(gain[1:], wider - c[1:])
            gain[:-1] = np.maximum(gain[:-1], wider - c[:-1])
        wider = self.cosine.get((n, m + 1))
        if wider is not None:
            gain[:, 1:] = np.maximum(gain[:, 1:], wider - c[:, 1:])
            gain[:, :-1] = np.maximum(gain[:, :-1], wider - c[:, :-1])
        np.minimum(gain, 0.3, out=gain)

    def _rival(self, n: int, m: int, width: int, turned: bool = False) -> F32:
        """Largest cosine of runs of n source sentences with m target sentences outside `width`
        neighbouring columns, or rows where turned; computed once an article."""
        key = (n, m, width, turned)
        if key not in self._rivals:
            values = self.cosine[n, m]
            self._rivals[key] = outside(values.T, width).T if turned else outside(values, width)
        return self._rivals[key]

    def _lengths(self, put: Iterator[F32], shape: Shape, merged: float) -> None:
        n, m = shape
        a, b = self.source_length[n - 1][:, None], self.target_length[m - 1][None, :]
        # The source is measured in its own characters, the target scaled to them.
        difference = np.abs(np.log((a + 20) / (b + 20)))
        difference = np.minimum(difference, 3)
        next(put)[:] = difference
        next(put)[:] = difference**2
        z = (a - b) / np.sqrt(6.8 * (a + b) / 2 + 1)
        next(put)[:] = -3 * np.log1p(z**2 / 5)  # Student's t with 5 degrees of freedom
        next(put)[:] = difference * merged

    def gaps(self, side: int) -> F32:
        """Features of omitting each sentence of the source (0) or the target (1)."""
        length = (self.source_length, self.target_length)[side][0]
        count = len(length)
        best = self.best[side] if count else np.zeros(0, np.float32)
        hub = (self.source_hub, self.target_hub)[side][0]
        out = np.zeros((len(GAP_FEATURES), count), np.float32)
        if not count:
            return out
        put = iter(out)
        next(put)[:] = 1
        next(put)[:] = 1 - side
        next(put)[:] = best
        next(put)[:] = np.maximum(best - 0.4, 0)
        next(put)[:] = np.maximum(best - 0.6, 0)
        next(put)[:] = (1 - best) / np.maximum(1 - hub, 0.3)
        next(put)[:] = np.log(np.minimum(length / max(float(length.mean()), 1.0), 3) + 0.1)
        next(put)[0] = 1
        next(put)[-1] = 1
        self.words.fill_gaps(put, side)
        return out


def _runs(lengths: F32) -> list[F32]:
    """Lengths of runs of 1 .. LONGEST sentences."""
    ends = np.concatenate(([0.0], np.cumsum(lengths, dtype=np.float64)))
    return [
        (ends[k:] - ends[:-k]).astype(np.float32) if k < len(ends) else np.zeros(0, np.float32)
        for k in range(1, LONGEST + 1)
    ]


def _max(values: F32, axis: int) -> F32:
    if values.shape[axis] == 0:
        return np.zeros(values.shape[1 - axis], np.float32)
    found: F32 = values.max(axis=axis)
    return found


def characters(sentences: Sequence[str]) -> F32:
    """Characters of each sentence that are not white space."""
    return np.fromiter((len("".join(s.split())) for s in sentences), np.float32, len(sentences))
