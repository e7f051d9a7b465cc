"""What the figures say, in sentences: who is best, how sure that is, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .agreement import spearman
from .core import Evaluation, Measured

_PREFERENCE = ("chrF", "BLEU", "chrF++", "TER", "names", "numbers", "terms")
SHORT_TEST_SET = 300
"""Test sets of fewer segments get a warning: their intervals are wide."""

Kind = Literal["good", "warning", "error", "note"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """`primary` is the number of the metric that decides; `best` of the best system under it;
    `tied` are systems that cannot be told from the best."""

    primary: int
    best: int
    tied: tuple[int, ...]
    headline: str
    points: tuple[Point, ...]


def primary_metric(evaluation: Evaluation) -> int:
    """Number of the metric that decides: human scores, then neural ones from outside, then chrF."""
    metrics = evaluation.metrics
    for number, measured in enumerate(metrics):
        if measured.human:
            return number
    for number, measured in enumerate(metrics):
        if measured.kind.summary == "scores from outside" and not measured.kind.weak:
            return number
    for name in _PREFERENCE:
        for number, measured in enumerate(metrics):
            if measured.name == name:
                return number
    return 0


def ranking(measured: Measured) -> list[int]:
    """Systems from best to worst; those without a score last."""
    sign = -1 if measured.kind.higher else 1

    def key(system: int) -> tuple[float, int]:
        value = measured.values[system]
        return (sign * value if value == value else float("inf")), system

    return sorted(range(len(measured.values)), key=key)


def _p(value: float) -> str:
    return f"p = {value:.3f}" if value >= 0.001 else "p < 0.001"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def summarise(evaluation: Evaluation) -> Summary:
    """The verdict on an evaluation."""
    primary = primary_metric(evaluation)
    measured = evaluation.metrics[primary]
    order = ranking(measured)
    best = order[0]
    names = [system.name for system in evaluation.systems]
    alpha = evaluation.resampling.alpha
    points: list[Point] = []
    tied: list[int] = []
    value = f"{measured.name} {measured.values[best]:.2f}"
    if len(order) == 1:
        headline = f"{names[best]} has {value}"
        if measured.low:
            headline += f" (95 % interval {measured.low[best]:.2f} to {measured.high[best]:.2f})"
        headline += "."
    elif not evaluation.comparisons:
        headline = f"{names[best]} has the best {value}; no test of significance was made."
    else:
        second = order[1]
        found = evaluation.comparison(primary, second, best)
        assert found is not None
        apart = abs(found.difference)
        tied = [
            other
            for other in order[1:]
            if (c := evaluation.comparison(primary, best, other)) is not None
            and max(c.bootstrap_adjusted, c.randomisation_adjusted) >= alpha
        ]
        worst_p = max(found.bootstrap_adjusted, found.randomisation_adjusted)
        against = f"{apart:.2f} points {'above' if measured.kind.higher else 'below'} {names[second]}"
        if apart == 0:
            headline = f"{names[best]} and {names[second]} have the same {value}."
        elif not tied:
            headline = f"{names[best]} is the best: {value}, {against}. The difference is significant ({_p(worst_p)})."
        else:
            others = _list(
                [names[t] for t in tied[:3]] + ([f"{len(tied) - 3} more"] if len(tied) > 3 else [])
            )
            headline = (
                f"No single best system: {names[best]} has the highest {value} "
                if measured.kind.higher
                else f"No single best system: {names[best]} has the lowest {value} "
            ) + f"({against}), but it cannot be told apart from {others} ({_p(worst_p)})."
    points += _metrics_that_disagree(evaluation, primary, best)
    points += _warnings(evaluation, primary)
    return Summary(primary, best, tuple(tied), headline, tuple(points))


def _metrics_that_disagree(evaluation: Evaluation, primary: int, best: int) -> list[Point]:
    if len(evaluation.systems) < 2 or not evaluation.comparisons:
        return []
    alpha = evaluation.resampling.alpha
    names = [system.name for system in evaluation.systems]
    agree: list[str] = []
    points: list[Point] = []
    for number, measured in enumerate(evaluation.metrics):
        if number == primary:
            continue
        first = ranking(measured)[0]
        if measured.values[first] == measured.values[best]:
            agree.append(measured.name)
            continue
        found = evaluation.comparison(number, best, first)
        assert found is not None
        p = max(found.bootstrap_adjusted, found.randomisation_adjusted)
        if p < alpha:
            points.append(
                Point(
                    "warning",
                    f"{measured.name} disagrees: under it {names[first]} is better than {names[best]} "
                    f"({measured.values[first]:.2f} against {measured.values[best]:.2f}, {_p(p)}).",
                )
            )
        else:
            agree.append(measured.name)
    if agree:
        points.insert(
            0, Point("good", f"{_list(agree)} {'do' if len(agree) > 1 else 'does'} not contradict this.")
        )
    return points


def _warnings(evaluation: Evaluation, primary: int) -> list[Point]:
    points: list[Point] = []
    size = len(evaluation.test_set)
    if size < SHORT_TEST_SET:
        points.append(
            Point(
                "warning", f"The test set is short ({size} segments): small differences cannot be seen on it."
            )
        )
    measured = evaluation.metrics[primary]
    target = evaluation.test_set.target_language.split("-")[0]
    if measured.name in ("BLEU", "chrF", "chrF++", "TER"):
        where = "single segments" if target != "ko" else "single Korean segments"
        points.append(
            Point(
                "warning",
                f"{measured.name} compares letters and words with the reference. It is weak on {where}: trust it for the whole, read the segments yourself.",
            )
        )
        points += _length_effect(evaluation, measured)
    weak = [m.name for m in evaluation.metrics if m.kind.weak]
    if weak:
        points.append(
            Point(
                "warning",
                f"{_list(weak)}: a weak signal; look at the segments before you believe it.",
            )
        )
    points += [Point("note", note[:1].upper() + note[1:].rstrip(".") + ".") for note in evaluation.notes]
    return points


def _length_effect(evaluation: Evaluation, measured: Measured) -> list[Point]:
    """Segment scores that follow the length of the text say little of the translation."""
    import numpy as np

    test_set = evaluation.test_set
    texts = test_set.sources or (test_set.references[0] if test_set.references else None)
    if texts is None or len(test_set) < 30:
        return []
    lengths = np.array([len((text or "").split()) for text in texts], float)
    mean = np.nanmean(np.stack(measured.segments), axis=0)
    known = ~np.isnan(mean)
    value = spearman(lengths[known], mean[known])
    if value != value or abs(value) < 0.25:
        return []
    way = "rise" if value > 0 else "fall"
    return [
        Point(
            "warning",
            f"Segment scores {way} with length (Spearman {value:+.2f}): compare segments of one length, or systems on one segment.",
        )
    ]
