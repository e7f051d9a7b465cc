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

from .lexicon import WORD_MEASURES, WordEvidence, combine_words, outside
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
    "ends at odds",
    "ends of a merge at odds",
    "broken off on both sides",
    "broken off on one side at a comma",
    "broken off on one side before a small letter",
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
    "broken off beside it at a comma",
    "broken off beside it before a small letter",
)


_OF_SHAPE = BEAD_FEATURES.index("cosine")
"""Features before this one say only what shape a bead has and where it lies."""

_MEASURES = (
    "cosine",
    "characters of the shorter side",
    "mean cosines of both sides, added",
    "lead of the source",
    "lead of the target",
    "weakest member",
    "weakest member against its rival",
    "loss without an end",
    "gain of one more",
    "characters of the source",
    "characters of the target",
)
"""What is measured of each bead, from which features of vectors and lengths are made."""


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


_CELLS_AT_ONCE = 65_536
"""Beads whose features are computed together: of all shapes in an article, of one in a book."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of an article: `beads` for each shape (features, N - n + 1, M - m + 1),
    `source_gaps` and `target_gaps` (features, sentences)."""

    beads: dict[Shape, F32]
    source_gaps: F32
    target_gaps: F32


def gather(source: Side, target: Side, prior: Norms, words: WordEvidence) -> Evidence:
    """Features of every bead and omission of one article, held all at once."""
    view = View(source, target, prior, words)
    return Evidence(dict(view.beads()), view.gaps(0), view.gaps(1))


class View:
    """What speaks for the beads and omissions of one article; arrays that shapes share are kept."""

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

    def beads(self) -> Iterator[tuple[Shape, F32]]:
        """Each shape with the features of its beads (features, N - n + 1, M - m + 1)."""
        group: list[Shape] = []
        cells = 0
        for shape in SHAPES:
            rows, columns = self._size(shape)
            if group and cells + rows * columns > _CELLS_AT_ONCE:
                yield from self._features(group)
                group, cells = [], 0
            group.append(shape)
            cells += rows * columns
        yield from self._features(group)

    def _size(self, shape: Shape) -> Shape:
        return max(self.n - shape[0] + 1, 0), max(self.m - shape[1] + 1, 0)

    def _features(self, group: Sequence[Shape]) -> Iterator[tuple[Shape, F32]]:
        """Features of the beads of several shapes, side by side where they are computed."""
        sizes = [self._size(s) for s in group]
        ends = np.cumsum([0] + [rows * columns for rows, columns in sizes]).tolist()
        out = np.zeros((len(BEAD_FEATURES), ends[-1]), np.float32)
        work = np.zeros((len(_MEASURES) + len(WORD_MEASURES), ends[-1]), np.float32)
        views = []
        for shape, size, begin, end in zip(group, sizes, ends, ends[1:], strict=False):
            views.append(out[:, begin:end].reshape(len(out), *size))
            if end > begin:
                mine = work[:, begin:end].reshape(len(work), *size)
                self._shape(out[:_OF_SHAPE, begin:end], views[-1], shape)
                self._measure(mine[: len(_MEASURES)], shape)
                self.words.measure(mine[len(_MEASURES) :], shape)
        put = iter(out[_OF_SHAPE:])
        _combine(put, work[: len(_MEASURES)], out[1])
        combine_words(put, work[len(_MEASURES) :], out[1])
        return zip(group, views, strict=True)

    def _shape(self, constant: F32, features: F32, shape: Shape) -> None:
        n, m = shape
        constant[:] = np.array(
            [1, n + m - 2, n + m == 3, n == m == 2, min(n, m) >= 2, max(n, m) == 3, max(n, m) >= 4, 0],
            np.float32,
        )[:, None]
        first = features[_OF_SHAPE - 1]
        first[:1] = float(n > 1)
        first[:, :1] = np.maximum(first[:, :1], float(m > 1))

    def _measure(self, out: F32, shape: Shape) -> None:
        """Fill the rows of _MEASURES, each (rows, columns), for one shape."""
        n, m = shape
        c = self.cosine[shape]
        cosine, shorter, hub, lead_s, lead_t, inside, rival, loss, gain, left, right = out
        cosine[:] = c
        left[:] = self.source_length[n - 1][:, None]
        right[:] = self.target_length[m - 1]
        np.minimum(left, right, out=shorter)
        np.add(self.source_hub[n - 1][:, None], self.target_hub[m - 1], out=hub)
        np.subtract(c, self._rival(n, 1, m), out=lead_s)
        np.subtract(c, self._rival(1, m, n, turned=True), out=lead_t)
        if n + m > 2:
            inside[:] = rival[:] = loss[:] = np.inf
        if n > 1:
            members = self.cosine[1, m]
            ahead = members - self._rival(1, 1, m)
            for k in range(n):
                at = slice(k, k + len(c))
                np.minimum(inside, members[at], out=inside)
                np.minimum(rival, ahead[at], out=rival)
            part = self.cosine[n - 1, m]
            np.minimum(loss, c - np.maximum(part[1:], part[:-1]), out=loss)
        if m > 1:
            members = self.cosine[n, 1]
            ahead = members - self._rival(1, 1, n, turned=True)
            for k in range(m):
                at = slice(k, k + c.shape[1])
                np.minimum(inside, members[:, at], out=inside)
                np.minimum(rival, ahead[:, at], out=rival)
            part = self.cosine[n, m - 1]
            np.minimum(loss, c - np.maximum(part[:, 1:], part[:, :-1]), out=loss)
        wider = self.cosine.get((n + 1, m))
        if wider is not None:
            np.maximum(gain[1:], wider - c[1:], out=gain[1:])
            np.maximum(gain[:-1], wider - c[:-1], out=gain[:-1])
        wider = self.cosine.get((n, m + 1))
        if wider is not None:
            np.maximum(gain[:, 1:], wider - c[:, 1:], out=gain[:, 1:])
            np.maximum(gain[:, :-1], wider - c[:, :-1], out=gain[:, :-1])

    def _rival(self, n: int, m: int, width: int, turned: bool = False) -> F32:
        """Largest cosine of runs of n source sentences with m target sentences outside `width`
        neighbouring columns, or rows where turned; computed once an article."""
        key = (n, m, width, turned)
        if key not in self._rivals:
            values = self.cosine[n, m]
            self._rivals[key] = outside(values.T, width).T if turned else outside(values, width)
        return self._rivals[key]

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


def _combine(put: Iterator[F32], measures: F32, beyond: F32) -> None:
    """Features of vectors and lengths from _MEASURES; `beyond` is the number of sentences beyond two."""
    c, shorter, hub, lead_s, lead_t, inside, rival, loss, gain, left, right = measures
    merged = np.minimum(beyond, 1)
    next(put)[:] = c
    for bend in (0.2, 0.35, 0.5, 0.65):
        rest = next(put)
        np.subtract(c, np.float32(bend), out=rest)
        np.maximum(rest, 0, out=rest)
    np.multiply(c, beyond, out=next(put))
    of_short, short = next(put), next(put)
    np.divide(20, shorter + 20, out=short)
    np.multiply(c, short, out=of_short)
    np.divide(1 - c, np.maximum(1 - hub / 2, 0.3), out=next(put))
    for high in (0.5, 0.0):
        for lead in (lead_s, lead_t):
            np.clip(lead, -0.5, high, out=next(put))
    next(put)[:] = inside
    np.clip(rival, -0.5, 0.5, out=next(put))
    np.clip(loss, -0.2, 0.2, out=next(put))
    np.minimum(gain, 0.3, out=next(put))
    # The source is measured in its own characters, the target scaled to them.
    difference, square, likelihood = next(put), next(put), next(put)
    np.abs(np.log((left + 20) / (right + 20)), out=difference)
    np.minimum(difference, 3, out=difference)
    np.multiply(difference, difference, out=square)
    apart, total = left - right, left + right
    np.divide(apart * apart, 5 * (3.4 * total + 1), out=likelihood)
    np.log1p(likelihood, out=likelihood)
    likelihood *= -3  # Student's t with 5 degrees of freedom, variance 6.8 a character
    np.multiply(difference, merged, out=next(put))


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
