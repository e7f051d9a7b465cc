"""The evaluation itself: systems and references in, figures with their certainty out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU

from ..errors import OptionError
from ..text import Score
from .inputs import System, TestSet
from .lexical import Rows, scores, statistics
from .metrics import (
    DEFAULT_METRICS,
    Context,
    MetricKind,
    NotOffered,
    bleu_tokenizer,
    metric_kind,
)
from .significance import (
    Comparison,
    Resampling,
    bootstrap,
    clusters,
    compare_all,
    enough,
    holm,
    interval,
    randomised_sums,
)

Stage = Callable[[str], "Callable[[int, int], None] | None"]
"""From the name of a stage of the work to its progress callback."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric of all systems.

    `rows[s]` are the statistics of system s, shape (segments, k); `values`, `low`,
    `high` its score and 95 % interval; `segments[s]` the score of each segment
    (shape (segments,), NaN where there is none). `human` marks scores given by people.
    """

    kind: MetricKind
    metric: Metric
    rows: tuple[Rows, ...]
    values: tuple[float, ...]
    segments: tuple[NDArray[np.float64], ...]
    signature: str = ""
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    clusters: tuple[int, ...] = ()
    human: bool = False

    @property
    def name(self) -> str:
        """Name of the metric."""
        return self.kind.name


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a test set. Systems keep the order in which they were given."""

    test_set: TestSet
    systems: tuple[System, ...]
    metrics: tuple[Measured, ...]
    comparisons: tuple[Comparison, ...]
    baseline: int | None
    resampling: Resampling
    notes: tuple[str, ...] = ()
    baseline_adjusted: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    """(metric, system) -> p-values against the baseline, corrected over the systems: (bootstrap, randomisation)."""

    def comparison(self, metric: int, first: int, second: int) -> Comparison | None:
        """The comparison of two systems; `difference` is second minus first."""
        for found in self.comparisons:
            if found.metric == metric and {found.first, found.second} == {first, second}:
                if found.first == first:
                    return found
                return replace(found, first=first, second=second, difference=-found.difference)
        return None

    def scores(self) -> list[Score]:
        """One score for each system and metric; `p_value` is against the baseline
        (paired bootstrap, not corrected: the figure that sacrebleu gives)."""
        result = []
        for number, measured in enumerate(self.metrics):
            for index, system in enumerate(self.systems):
                p = None
                if self.baseline is not None and index != self.baseline:
                    found = self.comparison(number, self.baseline, index)
                    p = None if found is None else found.bootstrap_p
                result.append(
                    Score(
                        system.name,
                        measured.name,
                        measured.values[index],
                        _known(measured.low[index]) if measured.low else None,
                        _known(measured.high[index]) if measured.high else None,
                        p,
                        measured.signature,
                    )
                )
        return result


def _known(value: float) -> float | None:
    return value if value == value else None


@dataclass(frozen=True, slots=True)
class Given:
    """Segment scores from outside: `values[s]` of system s, shape (segments,), NaN where missing."""

    name: str
    values: tuple[NDArray[np.float64], ...]
    higher: bool = True
    human: bool = False
    signature: str = ""
    summary: str = "scores from outside"
    weak: str = ""


def evaluate(
    test_set: TestSet,
    systems: Sequence[System],
    metrics: Sequence[str] = (),
    *,
    baseline: str | None = None,
    context: Context | None = None,
    given: Sequence[Given] = (),
    resampling: Resampling | None = None,
    stage: Stage | None = None,
) -> Evaluation:
    """Score systems on a test set, with intervals and both paired tests.

    Parameters
    ----------
    metrics: names from `METRICS`; all that the test set allows where empty.
    baseline: the system that others are compared with; None for no such system.
    given: segment scores from outside, treated as further metrics.
    resampling: numbers of draws and the seed, `significance.enough` where left out;
        0 samples leave the intervals out, 0 trials (or samples) the tests.
    stage: called with the name of each stage, gives its progress callback.

    Raises
    ------
    OptionError: an unknown metric, baseline or tokeniser, or nothing to measure.
    """
    context = context or Context()
    resampling = resampling or enough(len(systems))
    names = [system.name for system in systems]
    base = None
    if baseline is not None:
        if baseline not in names:
            raise OptionError(
                f"the baseline {baseline!r} is not among the systems", f"they are: {', '.join(names)}"
            )
        base = names.index(baseline)
    notes = list(test_set.notes)
    measured: list[Measured] = []
    for name in metrics or DEFAULT_METRICS:
        kind = metric_kind(name)
        try:
            metric = kind.make(test_set, context)
        except NotOffered as reason:
            if metrics:
                raise OptionError(f"{kind.name} {reason}", "give it, or leave the metric out") from reason
            continue
        if stage is not None:
            stage(kind.name)
        measured.append(_measure(kind, metric, test_set, systems))
    if test_set.references and any(m.name == "BLEU" for m in measured):
        note = bleu_tokenizer(test_set.target_language, context.tokenize)[1]
        notes += [note] if note else []
    measured += [_from_outside(g) for g in given]
    if not measured:
        raise OptionError(
            "nothing to measure with",
            "give a reference (-r), or the source and both languages (--source, -s, -t)",
        )
    comparisons: list[Comparison] = []
    if resampling.samples > 0:
        table = [(m.metric, m.rows) for m in measured]
        drawn = bootstrap(table, resampling, stage("bootstrap") if stage else None)
        for number, m in enumerate(measured):
            bounds = [interval(row) for row in drawn[number]]
            measured[number] = replace(m, low=tuple(b[0] for b in bounds), high=tuple(b[1] for b in bounds))
        if len(systems) > 1 and resampling.trials > 0:
            sums = randomised_sums(table, resampling, stage("randomisation") if stage else None)
            pairs = len(systems) * (len(systems) - 1) // 2
            if not resampling.enough_for(pairs):
                notes.append(
                    f"{min(resampling.samples, resampling.trials)} draws cannot show any difference among {pairs} "
                    "pairs of systems after correction; draw more, or compare fewer systems"
                )
            comparisons = compare_all(table, [m.values for m in measured], drawn, sums)
            for number, m in enumerate(measured):
                measured[number] = replace(m, clusters=_clusters(number, m, comparisons, resampling.alpha))
    measured = [
        replace(m, signature=m.signature or _signature(m.metric, resampling, bool(comparisons)))
        for m in measured
    ]
    return Evaluation(
        test_set,
        tuple(systems),
        tuple(measured),
        tuple(comparisons),
        base,
        resampling,
        tuple(notes),
        _against_baseline(comparisons, base, len(measured)),
    )


def _measure(kind: MetricKind, metric: Metric, test_set: TestSet, systems: Sequence[System]) -> Measured:
    references = test_set.references if kind.against == "references" else ()
    rows = statistics(metric, [s.segments for s in systems], references)
    values = tuple(float(metric._compute_score_from_stats(_plain(r.sum(0))).score) for r in rows)
    segment = metric
    if isinstance(metric, BLEU):
        # For single segments sacrebleu counts the orders that occur.
        segment = BLEU(tokenize="none", effective_order=True, max_ngram_order=metric.max_ngram_order)
    return Measured(kind, metric, tuple(rows), values, tuple(scores(segment, r) for r in rows))


def _plain(row: Rows) -> list[Any]:
    found: list[Any] = row.tolist()
    return found


def _from_outside(given: Given) -> Measured:
    from .own import given_metric

    metric = given_metric(given.name)
    rows = []
    for values in given.values:
        known = ~np.isnan(values)
        rows.append(np.stack([np.where(known, values, 0.0), known.astype(float)], axis=1))
    kind = MetricKind(
        given.name, given.summary, lambda t, c: metric, higher=given.higher, against="own", weak=given.weak
    )
    return Measured(
        kind,
        metric,
        tuple(rows),
        tuple(float(metric._compute_score_from_stats(_plain(r.sum(0))).score) for r in rows),
        tuple(given.values),
        given.signature,
        human=given.human,
    )


def _signature(metric: Metric, resampling: Resampling, tested: bool) -> str:
    signature = metric.get_signature()
    if resampling.samples > 0:
        signature.update("seed", str(resampling.seed))
        signature.update("bs", resampling.samples)
        if tested:
            signature.update("ar", resampling.trials)
    return str(signature.format())


def _clusters(number: int, m: Measured, comparisons: Sequence[Comparison], alpha: float) -> tuple[int, ...]:
    significant = {
        frozenset((c.first, c.second))
        for c in comparisons
        if c.metric == number and max(c.bootstrap_adjusted, c.randomisation_adjusted) < alpha
    }
    return tuple(clusters(m.values, lambda a, b: frozenset((a, b)) in significant, m.kind.higher))


def _against_baseline(
    comparisons: Sequence[Comparison], base: int | None, metrics: int
) -> dict[tuple[int, int], tuple[float, float]]:
    result: dict[tuple[int, int], tuple[float, float]] = {}
    if base is None:
        return result
    for number in range(metrics):
        own = [c for c in comparisons if c.metric == number and base in (c.first, c.second)]
        boots = holm([c.bootstrap_p for c in own])
        randoms = holm([c.randomisation_p for c in own])
        for c, boot, random in zip(own, boots, randoms, strict=True):
            result[number, c.second if c.first == base else c.first] = boot, random
    return result
