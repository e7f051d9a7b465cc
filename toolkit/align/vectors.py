"""The aligner by sentence vectors: evidence, search, adaptation, confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..engines.base import Encoder
from ..text import Bead
from .base import AlignOptions, Progress, Sentences
from .book import CELLS, cut
from .evidence import Evidence, Norms, Side, View, characters
from .lexicon import EMPTY, Lexicon, Reading, WordEvidence, load_lexicon
from .model import DECIMALS, Weights, load_model, shifted
from .search import LONGEST, Arcs, Posterior, Step, best_path, posterior

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

SENTENCES_A_CALL = 2000
LEARN_FROM = 24
"""Articles of a batch from which its rates are learned, spread over it."""

KEPT = 400
"""Articles whose scores are kept in memory between learning and aligning; those of a larger
batch are computed again."""

BATCH_STEP, ARTICLE_STEP = 0.5, 0.3
"""How far, in log-odds, the rates of omissions and merges move from those of the training
data to those seen in a batch or in a single article."""

NO_SHIFT = (0.0, 0.0)
_CROWDED = 0.4  # mean cosine of unrelated sentences from which vectors are centred
_FEW = 10  # sentences from which a mean can be told
_LIMIT = 1.0
_ROUNDS = 2


def align(
    articles: Sequence[tuple[Sentences, Sentences]],
    encoder: Encoder | None,
    options: AlignOptions,
    progress: Progress | None = None,
) -> list[list[Bead]]:
    """Align articles by the vectors of `encoder`; see `Aligner.align`."""
    if encoder is None:
        raise ValueError("this aligner needs an encoder")
    scorer = scorer_for(encoder, options)
    weights = scorer.weights
    batch = options.adapt == "batch" and len(articles) > 1
    scored: Iterable[tuple[list[tuple[int, int]], list[Arcs]]] = scorer.score(articles)
    shift = NO_SHIFT
    if batch:
        if len(articles) <= KEPT:
            scored = list(scored)
            sample = [a for _, parts in scored for a in parts]
        else:
            chosen = articles[:: -(-len(articles) // LEARN_FROM)]
            sample = [a for _, parts in scorer.score(chosen) for a in parts]
        shift = learn(sample[:: -(-len(sample) // LEARN_FROM) or 1], weights, BATCH_STEP)
    done: list[list[Bead]] = []
    for places, parts in scored:
        if options.adapt != "none" and not batch:
            shift = learn(parts, weights, ARTICLE_STEP)
        beads: list[Bead] = []
        for (i, j), arcs in zip(places, parts, strict=True):
            beads += decode(shifted(arcs, *shift), weights, i, j)
        done.append(beads)
        if progress:
            progress(len(done), len(articles))
    return done


def scorer_for(encoder: Encoder, options: AlignOptions) -> Scorer:
    """The scorer of two languages, with the lexicon that ships for them."""
    model = load_model()
    pair = (options.source_language, options.target_language)
    lexicon = load_lexicon(*pair) if options.lexicon else None
    weights = model.plain if lexicon is None else model.with_words
    return Scorer(encoder, pair, lexicon or EMPTY, weights, model.norms(*pair, encoder.digest))


@dataclass(frozen=True, slots=True)
class Scorer:
    """What turns sentences into scores of arcs."""

    encoder: Encoder
    languages: tuple[str, str]
    lexicon: Lexicon
    weights: Weights
    norms: Norms

    def score(
        self, articles: Sequence[tuple[Sentences, Sentences]]
    ) -> Iterator[tuple[list[tuple[int, int]], list[Arcs]]]:
        """For each article where its parts start, and the scores of each part.

        An article is one part; a book is cut where two anchors meet.
        """
        for pair, (source, target) in zip(articles, encoded(articles, self.encoder), strict=True):
            cuts = [(0, 0), (len(source), len(target))]
            if len(source) * len(target) > CELLS:
                cuts = cut(source.vectors[0], target.vectors[0])
            parts = []
            for (i0, j0), (i1, j1) in pairwise(cuts):
                view = self.view(pair[0][i0:i1], pair[1][j0:j1], part(source, i0, i1), part(target, j0, j1))
                parts.append(self.weights.arcs(view.beads(), view.gaps(0), view.gaps(1)))
            yield cuts[:-1], parts

    def evidence(self, source: Sentences, target: Sentences) -> Evidence:
        """Features of all beads of one article."""
        left, right = next(encoded([(source, target)], self.encoder))
        view = self.view(source, target, left, right)
        return Evidence(dict(view.beads()), view.gaps(0), view.gaps(1))

    def view(self, source: Sentences, target: Sentences, left: Side, right: Side) -> View:
        """What speaks for the beads of an article, or of a part of one."""
        words = WordEvidence(
            Reading.of(source, self.languages[0]), Reading.of(target, self.languages[1]), self.lexicon
        )
        return View(left, right, self.norms, words)


def encoded(articles: Sequence[tuple[Sentences, Sentences]], encoder: Encoder) -> Iterator[tuple[Side, Side]]:
    """Both sides of each article with the vectors of their runs, encoded many at a call."""
    group: list[tuple[Sentences, Sentences]] = []
    size = 0
    for pair in articles:
        if group and size + len(pair[0]) + len(pair[1]) > SENTENCES_A_CALL:
            yield from _encode_group(group, encoder)
            group, size = [], 0
        group.append(pair)
        size += len(pair[0]) + len(pair[1])
    if group:
        yield from _encode_group(group, encoder)


def _encode_group(group: list[tuple[Sentences, Sentences]], encoder: Encoder) -> Iterator[tuple[Side, Side]]:
    flat = [s for pair in group for side in pair for s in side]
    runs = _centred(encoder.encode_spans(flat, LONGEST))
    lengths = characters(flat)
    at = 0
    for pair in group:
        sides = []
        for sentences in pair:
            end = at + len(sentences)
            # Runs that reach into the next text are left out.
            vectors = [v[at : max(at, end - k)] for k, v in enumerate(runs)]
            sides.append(Side(vectors, lengths[at:end]))
            at = end
        yield sides[0], sides[1]


def _centred(runs: list[F32]) -> list[F32]:
    """The vectors, less their mean where all of them point one way, as those of E5 do.

    The model was trained on vectors whose cosine is near 0 for unrelated sentences.
    """
    mean = runs[0].mean(axis=0) if len(runs[0]) else np.zeros(0, np.float32)
    if float(mean @ mean) < _CROWDED or len(runs[0]) < _FEW:
        return runs
    found = []
    for vectors in runs:
        moved = vectors - mean
        norm = np.sqrt(np.maximum((moved**2).sum(axis=1, keepdims=True), 1e-9))
        found.append((moved / norm).astype(np.float32))
    return found


def part(side: Side, start: int, end: int) -> Side:
    """The sentences start .. end of a text."""
    vectors = [v[start : max(start, end - k)] for k, v in enumerate(side.vectors)]
    return Side(vectors, side.characters[start:end])


def expected(found: Posterior, line_by_line: float) -> F64:
    """What the model expects in one article: omitted sentences, sentences, merged beads, beads."""
    beads = {s: float(p.sum()) for s, p in found.beads.items()}
    total = sum(beads.values())
    gaps = float(found.source_gaps.sum() + found.target_gaps.sum())
    other = 1 - line_by_line
    sentences = len(found.source_gaps) + len(found.target_gaps)
    return np.array([other * gaps, sentences, other * (total - beads[1, 1]), total])


def learn(sample: Sequence[Arcs], weights: Weights, step: float) -> tuple[float, float]:
    """Shifts of omissions and merges: `step` of the way, in log-odds, to the rates of these articles."""
    gaps = merges = 0.0
    for _ in range(_ROUNDS):
        seen = np.zeros(4)
        for arcs in sample:
            moved = shifted(arcs, gaps, merges)
            found = posterior(moved)
            seen += expected(found, parallel(moved, found, weights))
        omitted, sentences, merged, beads = seen.tolist()
        gap_rate = (omitted + 6 * weights.gap_rate) / (sentences + 6)
        merge_rate = (merged + 4 * weights.merge_rate) / (beads + 4)
        gaps = _toward(gap_rate, weights.gap_rate, step)
        merges = _toward(merge_rate, weights.merge_rate, step)
    return gaps, merges


def _toward(rate: float, usual: float, step: float) -> float:
    shift = step * (np.log(rate / (1 - rate)) - np.log(usual / (1 - usual)))
    return round(float(np.clip(shift, -_LIMIT, _LIMIT)), 2)


def parallel(arcs: Arcs, found: Posterior, weights: Weights) -> float:
    """Probability that the two sides correspond line by line.

    Sides of as many sentences are often so: that alignment is weighed as a whole, with
    prior log-odds `weights.diagonal`, against all others.
    """
    n, m = arcs.size
    if n != m or n < 2:
        return 0.0
    odds = float(np.trace(arcs.beads[1, 1])) + weights.diagonal - found.log_z
    return round(float(1 / (1 + np.exp(-np.clip(odds, -50, 50)))), DECIMALS)


def decode(arcs: Arcs, weights: Weights, first_source: int = 0, first_target: int = 0) -> list[Bead]:
    """Best alignment with the probability of each bead, sentence numbers from the given ones."""
    found = posterior(arcs)
    line_by_line = parallel(arcs, found, weights)
    by_line = [Step(k, k + 1, k, k + 1) for k in range(arcs.size[0])]
    steps = by_line if line_by_line > 0.5 else best_path(arcs)
    return [
        Bead(
            tuple(range(first_source + s.i0, first_source + s.i1)),
            tuple(range(first_target + s.j0, first_target + s.j1)),
            _confidence(s, found, line_by_line),
        )
        for s in steps
    ]


def _confidence(step: Step, found: Posterior, line_by_line: float) -> float:
    if step.j0 == step.j1:
        value = found.source_gaps[step.i0]
    elif step.i0 == step.i1:
        value = found.target_gaps[step.j0]
    else:
        value = found.beads[step.i1 - step.i0, step.j1 - step.j0][step.i0, step.j0]
    value *= 1 - line_by_line
    if step.i0 == step.j0 and step.i1 == step.j1 == step.i0 + 1:
        value += line_by_line
    return round(float(min(max(value, 0.0), 1.0)), DECIMALS)
