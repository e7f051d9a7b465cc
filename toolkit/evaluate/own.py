"""Metrics of our own as subclasses of sacrebleu's `Metric`, so that every test works for them.

Each is a ratio of two sums over the segments. Those that look at the source take
it where sacrebleu's metrics take references: `Metric(count, references=[sources])`
caches it, and `PairedTest(..., references=None)` then works as for BLEU.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric, Signature
from sacrebleu.metrics.base import Score as SacreScore

from ..text import Finding, SegmentPair, Term
from .lexical import Rows

if TYPE_CHECKING:
    from ..terms import TermBase


class Vectors(Protocol):
    """What gives sentence vectors; the encoders of the engines room do."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (sentences, dimensions)."""


Count = Callable[[Sequence[str], Sequence[Sequence[str]]], "list[list[float]]"]
"""For hypotheses and what each is held against: [part, whole] of each segment."""


class RatioSignature(Signature):
    """Signature that also carries what the metric was computed with."""

    def __init__(self, args: dict[str, Any]) -> None:
        super().__init__(args)
        for key, value in args["details"].items():
            self._abbr[key] = key
            self.info[key] = value


class RatioMetric(Metric):
    """`scale` times the sum of the parts over the sum of the wholes.

    Parameters
    ----------
    name: as the score is printed.
    count: gives [part, whole] for each segment.
    references: what to hold the hypotheses against: references, or the source.
    scale: 100 for a percentage.
    empty: the score where there is nothing to count.
    details: goes into the signature.
    """

    _SIGNATURE_TYPE = RatioSignature

    def __init__(
        self,
        name: str,
        count: Count,
        references: Sequence[Sequence[str]] | None = None,
        *,
        scale: float = 100.0,
        empty: float = 100.0,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.name = name
        self.scale = scale
        self.empty = empty
        self.details = details or {}
        self._count = count
        if references is not None:
            self._ref_cache = self._cache_references(references)

    def _preprocess_segment(self, sent: str) -> str:
        return sent

    def _extract_reference_info(self, refs: Sequence[str]) -> dict[str, Any]:
        return {"against": list(refs)}

    def _compute_segment_statistics(self, hypothesis: str, ref_kwargs: dict[str, Any]) -> list[float]:
        return self._count([hypothesis], [ref_kwargs["against"]])[0]

    def _extract_corpus_statistics(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str]] | None
    ) -> list[list[float]]:
        cached = self._cache_references(references) if references else self._ref_cache
        if cached is None:
            raise RuntimeError("No references provided and the cache is empty.")
        return self._count(hypotheses, [info["against"] for info in cached])

    def _compute_score_from_stats(self, stats: Sequence[float]) -> SacreScore:
        part, whole = float(stats[0]), float(stats[1])
        return SacreScore(self.name, self.scale * part / whole if whole else self.empty)

    def _aggregate_and_compute(self, stats: Sequence[Sequence[float]]) -> SacreScore:
        return self._compute_score_from_stats(np.sum(np.asarray(stats), axis=0))

    def scores_of_rows(self, rows: Rows) -> Rows:
        """Score of each row of summed statistics."""
        whole = rows[:, 1].astype(float)
        result: Rows = np.full(len(rows), self.empty)
        np.divide(self.scale * rows[:, 0], whole, out=result, where=whole != 0)
        return result


def given_metric(name: str, *, scale: float = 1.0, details: dict[str, str] | None = None) -> RatioMetric:
    """A metric whose segment scores come from elsewhere: its score is their mean.

    Statistics of a segment are [score, 1], or [0, 0] where it has no score.
    """

    def count(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
        raise NotImplementedError(f"{name} is not computed here: its scores are read from a file")

    metric = RatioMetric(name, count, scale=scale, empty=float("nan"), details=details)
    metric.num_refs = 0
    return metric


# Names that the test set gives ----------------------------------------------


def mentions(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
    """1 where the hypothesis holds one of the accepted spellings (manual entity translation
    accuracy of the EA-MT shared task, SemEval 2025); segments without a name do not count."""
    result = []
    for hypothesis, spellings in zip(hypotheses, against, strict=True):
        text = hypothesis.casefold()
        hit = any(name.casefold() in text for name in spellings)
        result.append([float(hit), float(bool(spellings))])
    return result


# Checks as scores -----------------------------------------------------------

RunChecks = Callable[[Sequence[SegmentPair]], Sequence[Finding]]


def clean_share(
    run: RunChecks, items: Callable[[str], int], source_language: str, target_language: str
) -> Count:
    """Share of the items of the source (numbers, terms) that a check has nothing to say of.

    `items(source)` is how many things the check looks at; a segment where it
    finds more than that, and an empty one, count as wholly wrong. Notes do not count.
    """

    def count(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
        pairs = [
            SegmentPair(str(n), sources[0], hypothesis, source_language, target_language, of="system")
            for n, (hypothesis, sources) in enumerate(zip(hypotheses, against, strict=True))
        ]
        wrong = [0] * len(pairs)
        for finding in run(pairs):
            if finding.severity != "note":
                wrong[int(finding.id)] += 1
        result = []
        for pair, faults in zip(pairs, wrong, strict=True):
            whole = max(items(pair.source), faults)
            if not pair.target.strip():
                faults = whole
            result.append([float(whole - faults), float(whole)])
        return result

    return count


def count_quantities(language: str) -> Callable[[str], int]:
    """Numbers, amounts and dates of a text that a translation must keep."""
    from ..languages import get_language

    read = get_language(language).quantities
    return lambda text: sum(q.hard or q.kind == "date" for q in read(text, None))


def respected_terms(terms: TermBase, source_language: str, target_language: str) -> Count:
    """Terms of the source whose translation holds a form that the term base allows.

    A term that stands several times in a segment counts once; where entries share
    the form that stands there, any of them will do.
    """
    main = source_language.split("-")[0], target_language.split("-")[0]

    def count(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
        result = []
        for hypothesis, sources in zip(hypotheses, against, strict=True):
            wanted: dict[tuple[int, int], list[Term]] = {}
            for term, span in terms.find(sources[0], main[0]):
                wanted.setdefault(span, []).append(term)
            groups = list({tuple(group): None for group in wanted.values()})
            kept = [
                form.term
                for hit in terms.hits(hypothesis, main[1])
                for form in hit.forms
                if not form.forbidden
            ]
            right = sum(any(term in kept for term in group) for group in groups)
            result.append([float(right), float(len(groups))])
        return result

    return count


# Text that was not translated -----------------------------------------------


def untranslated(source_language: str) -> Count:
    """Letters in the script of the source among all letters of the hypothesis."""
    from ..languages import get_language
    from ..languages.detect import script_of

    name = get_language(source_language).script.upper()

    def count(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
        result = []
        for hypothesis in hypotheses:
            scripts = [script_of(c) for c in hypothesis if c.isalpha()]
            result.append([float(scripts.count(name)), float(len(scripts))])
        return result

    return count


def scripts_differ(source_language: str, target_language: str) -> bool:
    """Whether text left untranslated can be told by its script."""
    from ..languages import get_language

    one, other = get_language(source_language).script, get_language(target_language).script
    return bool(one and other and one != other)


# Similarity of sentence vectors ---------------------------------------------


def similarity(encoder: Vectors) -> Count:
    """Cosine of the vector of the hypothesis with that of the text it is held against.

    The best of several. Vectors are kept, so that a text is encoded once.
    """
    kept: dict[str, Any] = {}

    def count(hypotheses: Sequence[str], against: Sequence[Sequence[str]]) -> list[list[float]]:
        new = dict.fromkeys(
            t for t in (*hypotheses, *(t for texts in against for t in texts)) if t.strip() and t not in kept
        )
        if new:
            kept.update(zip(new, encoder.encode(list(new)), strict=True))
        result = []
        for hypothesis, texts in zip(hypotheses, against, strict=True):
            own = kept.get(hypothesis)
            cosines = [float(own @ kept[t]) for t in texts if own is not None and t in kept]
            result.append([max(cosines, default=0.0), 1.0])
        return result

    return count
