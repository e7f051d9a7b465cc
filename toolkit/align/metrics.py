"""How good an alignment is, against gold: strict, lax, omissions, calibration.

Strict and lax follow Vecalign (Thompson and Koehn 2019): a bead is strictly right
if the gold holds the same one, laxly right if it shares a pair of sentences with a
gold bead. Beads with an empty side are counted apart, as omitted sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..text import Bead

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Right among found, and found again among gold; add counts of documents to pool them."""

    right: int = 0
    found: int = 0
    recalled: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right,
            self.found + other.found,
            self.recalled + other.recalled,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 where there is none."""
        return self.recalled / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Scores of alignments against gold.

    `judged` are (confidence, right) of every bead with two sides, for calibration.
    """

    strict: Counts = Counts()
    lax: Counts = Counts()
    omissions: Counts = Counts()
    judged: tuple[tuple[float, bool], ...] = ()

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.strict + other.strict,
            self.lax + other.lax,
            self.omissions + other.omissions,
            self.judged + other.judged,
        )

    def calibration_error(self, bins: int = 10) -> float:
        """Expected calibration error: mean distance of confidence and accuracy over equal-width bins."""
        if not self.judged:
            return 0.0
        groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
        for confidence, right in self.judged:
            groups[min(int(confidence * bins), bins - 1)].append((confidence, right))
        gaps = (abs(sum(c for c, _ in g) - sum(r for _, r in g)) for g in groups if g)
        return sum(gaps) / len(self.judged)

    def coverage_at(self, precision: float = 0.99) -> tuple[float, float]:
        """Largest share of the gold beads that can be accepted at `precision`, and the confidence needed."""
        ordered = sorted(self.judged, key=lambda x: -x[0])
        best, threshold, right = 0.0, 1.0, 0
        for count, (confidence, good) in enumerate(ordered, 1):
            right += good
            tied = count < len(ordered) and ordered[count][0] == confidence
            if not tied and right / count >= precision:
                best, threshold = min(count / max(self.strict.gold, 1), 1.0), confidence
        return best, threshold

    def at(self, confidence: float) -> tuple[float, float]:
        """Precision and coverage of the beads of at least this confidence."""
        kept = [good for c, good in self.judged if c >= confidence]
        if not kept:
            return 1.0, 0.0
        return sum(kept) / len(kept), len(kept) / max(self.strict.gold, 1)


def judge(found: Sequence[Bead], gold: Iterable[tuple[Numbers, Numbers]]) -> Verdict:
    """Compare the beads of one document with its gold beads."""
    gold = list(gold)
    pairs = [b for b in found if b.source and b.target]
    gold_pairs = [(a, b) for a, b in gold if a and b]
    exact = set(gold_pairs)
    found_exact = {(b.source, b.target) for b in pairs}
    links = {(i, j) for a, b in gold_pairs for i in a for j in b}
    found_links = {(i, j) for b in pairs for i in b.source for j in b.target}
    right = [(b.source, b.target) in exact for b in pairs]
    strict = Counts(sum(right), len(pairs), sum(g in found_exact for g in gold_pairs), len(gold_pairs))
    lax = Counts(
        sum(any((i, j) in links for i in b.source for j in b.target) for b in pairs),
        len(pairs),
        sum(any((i, j) in found_links for i in a for j in b) for a, b in gold_pairs),
        len(gold_pairs),
    )
    gone = {("s", i) for b in found if not b.target for i in b.source}
    gone |= {("t", j) for b in found if not b.source for j in b.target}
    gold_gone = {("s", i) for a, b in gold if not b for i in a} | {
        ("t", j) for a, b in gold if not a for j in b
    }
    both = len(gone & gold_gone)
    omissions = Counts(both, len(gone), both, len(gold_gone))
    judged = tuple((b.confidence, good) for b, good in zip(pairs, right, strict=True))
    return Verdict(strict, lax, omissions, judged)
