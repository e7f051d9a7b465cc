"""Aligners without sentence vectors: lengths alone, and lengths with equal tokens and words.

The words are learned from the batch itself: a first alignment by lengths and equal
tokens gives sentence pairs, whose words tie the more the oftener they stand together (Dice
coefficient and pointwise mutual information), and so on. A bead is scored without what the same bead taught (leave-one-out), so that a batch
of one article does not confirm its own mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engines.base import Encoder
from ..text import Bead
from .base import AlignOptions, Progress, Sentences
from .evidence import characters
from .lexicon import word_keys
from .model import DECIMALS, load_model
from .search import SHAPES, Arcs, Shape, best_path, posterior

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

CELLS = 250_000
"""Products of sentences up to which an article is searched whole."""

_VARIANCE = 6.8  # of the difference of lengths, a character (Gale and Church 1993)
_PRIOR: dict[Shape, float] = {(1, 1): 0.85, (1, 2): 0.045, (2, 1): 0.045, (2, 2): 0.006}
_OTHER = 0.0015  # each bead of more sentences
_GAP, _OPEN = 0.02, 0.5
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """One article: lengths, and words as numbers that both sides share where they look the same."""

    lengths: tuple[F32, F32]
    words: tuple[list[list[str]], list[list[str]]]


def align_words(
    articles: Sequence[tuple[Sentences, Sentences]],
    encoder: Encoder | None,
    options: AlignOptions,
    progress: Progress | None = None,
) -> list[list[Bead]]:
    """Align by lengths, equal tokens and words learned from the batch; see `Aligner.align`."""
    languages = (options.source_language, options.target_language)
    texts = [
        _Text(
            (characters(s), characters(t)),
            ([word_keys(x, languages[0]) for x in s], [word_keys(x, languages[1]) for x in t]),
        )
        for s, t in articles
    ]
    pieces = [_cut(t) for t in texts]
    flat = [p for parts in pieces for _, _, p in parts]
    ratio = _ratio(flat, *languages)
    arcs = [_arcs(t, ratio, [_equal_tokens(t)]) for t in flat]
    found: list[list[Bead]] = [_decode(a) for a in arcs]
    table = _Table(flat)
    for _ in range(_ROUNDS):
        table.learn(found)
        arcs = [_arcs(t, ratio, [_equal_tokens(t), table.matrix(k)]) for k, t in enumerate(flat)]
        found = [_decode(a) for a in arcs]
    return _joined(pieces, found, progress)


def align_lengths(
    articles: Sequence[tuple[Sentences, Sentences]],
    encoder: Encoder | None,
    options: AlignOptions,
    progress: Progress | None = None,
) -> list[list[Bead]]:
    """Align by lengths alone (Gale and Church 1993, with the ratio of the two texts)."""
    texts = [_Text((characters(s), characters(t)), ([[]] * len(s), [[]] * len(t))) for s, t in articles]
    pieces = [_cut(t) for t in texts]
    flat = [p for parts in pieces for _, _, p in parts]
    ratio = _ratio(flat, options.source_language, options.target_language)
    return _joined(pieces, [_decode(_arcs(t, ratio, [])) for t in flat], progress)


def _joined(
    pieces: list[list[tuple[int, int, _Text]]], found: list[list[Bead]], progress: Progress | None
) -> list[list[Bead]]:
    done: list[list[Bead]] = []
    rest = iter(found)
    for parts in pieces:
        beads = []
        for i, j, _ in parts:
            beads += [
                Bead(tuple(i + x for x in b.source), tuple(j + y for y in b.target), b.confidence)
                for b in next(rest)
            ]
        done.append(beads)
        if progress:
            progress(len(done), len(pieces))
    return done


def _cut(text: _Text) -> list[tuple[int, int, _Text]]:
    """A long text in parts of equal share of the characters: (first source, first target, part)."""
    n, m = (len(x) for x in text.lengths)
    pieces = 1
    while n * m / pieces**2 > CELLS:
        pieces += 1
    if pieces == 1:
        return [(0, 0, text)]
    ends = [np.cumsum(x, dtype=np.float64) for x in text.lengths]
    bounds = [
        [0, *(int(np.searchsorted(e, e[-1] * k / pieces)) for k in range(1, pieces)), len(e)] for e in ends
    ]
    parts = []
    for k in range(pieces):
        a, b = (slice(x[k], max(x[k], x[k + 1])) for x in bounds)
        part = _Text((text.lengths[0][a], text.lengths[1][b]), (text.words[0][a], text.words[1][b]))
        parts.append((a.start, b.start, part))
    return parts


def _ratio(texts: Sequence[_Text], source_language: str, target_language: str) -> float:
    densities = load_model().densities
    usual = densities.get(source_language, 1.0) / densities.get(target_language, 1.0)
    a, b = (float(sum(t.lengths[k].sum() for t in texts)) for k in (0, 1))
    return float((a + 400 * usual**0.5) / (b + 400 / usual**0.5))


def _arcs(text: _Text, ratio: float, links: Sequence[F32]) -> Arcs:
    """Scores from lengths (log-odds against chance) and from sums of sentence links."""
    n, m = (len(x) for x in text.lengths)
    totals = [np.concatenate(([0.0], np.cumsum(x, dtype=np.float64))) for x in text.lengths]
    beads: dict[Shape, F64] = {}
    link = np.minimum(np.sum(links, axis=0), 4.0) if links and n and m else None
    for a, b in SHAPES:
        if a > n or b > m:
            beads[a, b] = np.zeros((max(0, n - a + 1), max(0, m - b + 1)))
            continue
        left = (totals[0][a:] - totals[0][:-a])[:, None]
        right = (totals[1][b:] - totals[1][:-b])[None, :] * ratio
        z2 = (left - right) ** 2 / (_VARIANCE * (left + right) / 2 + 1)
        score = np.log(_PRIOR.get((a, b), _OTHER)) - 3 * np.log1p(z2 / 5)
        # A bead is as likely as its lengths agree, measured against any two lengths.
        score += 0.5 * np.log1p((left + right) / 20)
        if link is not None:
            inside = sum(link[p : n - a + 1 + p, q : m - b + 1 + q] for p in range(a) for q in range(b))
            score += inside / max(a, b) - 0.3
        beads[a, b] = np.round(score, DECIMALS)
    gap = round(float(np.log(_GAP)), DECIMALS)
    return Arcs(beads, np.full(n, gap), np.full(m, gap), round(float(np.log(_OPEN)), DECIMALS), -4.0)


def _equal_tokens(text: _Text) -> F32:
    """Evidence from tokens that both sides share, the rarer in the article the more."""
    n, m = (len(x) for x in text.words)
    link = np.zeros((n, m), np.float32)
    where: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for side in (0, 1):
        for k, words in enumerate(text.words[side]):
            for w in words:
                if len(w) > 1 or w.isdigit():
                    where[side].setdefault(w, []).append(k)
    for w, rows in where[0].items():
        columns = where[1].get(w)
        if columns:
            weight = np.log(n * m / (len(rows) * len(columns)) + 1) / 2.5
            link[np.ix_(rows, columns)] += weight
    return np.minimum(link, 5.0)


class _Table:
    """How often words stand together in the beads of a batch, and how strong that ties them."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        self.ids: list[tuple[list[I64], list[I64]]] = []
        numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for text in texts:
            sides = []
            for side in (0, 1):
                n = numbers[side]
                sides.append(
                    [
                        np.array([n.setdefault(w, len(n)) for w in words], np.int64)
                        for words in text.words[side]
                    ]
                )
            self.ids.append((sides[0], sides[1]))
        self.sizes = (max(len(numbers[0]), 1), max(len(numbers[1]), 1))

    def learn(self, found: Sequence[Sequence[Bead]]) -> None:
        """Count the words of the beads that are more likely right than not."""
        keys: list[I64] = []
        singles: tuple[list[I64], list[I64]] = ([], [])
        self.beads: list[list[tuple[Bead, I64, I64]]] = []
        self.total = 0
        for (left, right), beads in zip(self.ids, found, strict=True):
            mine = []
            for bead in beads:
                if bead.source and bead.target and bead.confidence > 0.3:
                    a = np.unique(np.concatenate([left[i] for i in bead.source]))
                    b = np.unique(np.concatenate([right[j] for j in bead.target]))
                    keys.append((a[:, None] * self.sizes[1] + b[None, :]).ravel())
                    singles[0].append(a)
                    singles[1].append(b)
                    mine.append((bead, a, b))
                    self.total += 1
            self.beads.append(mine)
        none = [np.zeros(0, np.int64)]
        self.keys, self.counts = np.unique(np.concatenate(keys or none), return_counts=True)
        self.single = tuple(
            np.bincount(np.concatenate(singles[k] or none), minlength=self.sizes[k]) for k in (0, 1)
        )

    def _ties(self, a: I64, b: I64, less: int) -> F32:
        """Strength of the tie of each word of `a` with each of `b`; `less` occurrences are left out."""
        wanted = a[:, None] * self.sizes[1] + b[None, :]
        place = np.searchsorted(self.keys, wanted)
        place = np.minimum(place, max(len(self.keys) - 1, 0))
        together = np.zeros(wanted.shape, np.float32)
        if len(self.keys):
            together = np.where(self.keys[place] == wanted, self.counts[place], 0).astype(np.float32)
        together = np.maximum(together - less, 0)
        alone = (
            np.maximum(self.single[0][a] - less, 0)[:, None],
            np.maximum(self.single[1][b] - less, 0)[None, :],
        )
        chance = alone[0] * alone[1] / max(self.total - less, 1)
        ratio = together / np.maximum(chance, 1e-9)
        dice = 2 * together / np.maximum(alone[0] + alone[1], 1)
        ties: F32 = np.where((together >= 2) & (ratio > 2), dice * np.log(np.maximum(ratio, 1)), 0)
        return ties.astype(np.float32)

    def matrix(self, article: int) -> F32:
        """Evidence for each pair of sentences; a bead is judged without what itself taught."""
        left, right = self.ids[article]
        link = np.zeros((len(left), len(right)), np.float32)
        if not left or not right:
            return link
        types_a, types_b = np.unique(np.concatenate(left)), np.unique(np.concatenate(right))
        ties = self._ties(types_a, types_b, 0)
        rows = [np.searchsorted(types_a, x) for x in left]
        columns = [np.searchsorted(types_b, y) for y in right]
        words = np.zeros((len(right), len(types_b)), np.float32)
        for j, y in enumerate(columns):
            words[j, y] = 4 / (len(y) + 2)
        for i, x in enumerate(rows):
            if len(x):
                link[i] = words @ ties[x].max(axis=0)
        for bead, a, b in self.beads[article]:
            own = self._ties(a, b, 1)
            for i in bead.source:
                for j in bead.target:
                    x, y = np.searchsorted(a, left[i]), np.searchsorted(b, right[j])
                    value = own[np.ix_(x, y)].max(axis=0).sum() if len(x) and len(y) else 0.0
                    link[i, j] = value * 4 / (len(y) + 2)
        return np.minimum(link, 5.0)


def _decode(arcs: Arcs) -> list[Bead]:
    found = posterior(arcs)
    beads = []
    for s in best_path(arcs):
        if s.j0 == s.j1:
            value = found.source_gaps[s.i0]
        elif s.i0 == s.i1:
            value = found.target_gaps[s.j0]
        else:
            value = found.beads[s.i1 - s.i0, s.j1 - s.j0][s.i0, s.j0]
        confidence = round(float(min(max(value, 0.0), 1.0)), DECIMALS)
        beads.append(Bead(tuple(range(s.i0, s.i1)), tuple(range(s.j0, s.j1)), confidence))
    return beads
