"""Why a bead scored as it did: what each kind of evidence added to its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..engines.base import Encoder
from ..errors import OptionError
from ..text import Bead
from .base import AlignOptions, Sentences
from .evidence import BEAD_FEATURES, GAP_FEATURES, Evidence
from .search import SHAPES
from .vectors import scorer_for

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "meaning": ("cosine", "distance", "lead of", "weakest member", "loss", "gain", "short side"),
        "length": ("length", "log length"),
        "words": ("words", "best words"),
        "numbers and names": ("identical", "tokens"),
        "shape": (
            "bead",
            "sentences",
            "is ",
            "both sides",
            "a side of",
            "first sentence",
            "ends",
            "omi",
            "broken off",
        ),
    }
)
"""Kinds of evidence, by how the names of their features begin."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A bead, its score in nats (log-odds without the run it stands in), and the shares of it."""

    bead: Bead
    score: float
    shares: tuple[tuple[str, float], ...]
    cosine: float | None

    def line(self) -> str:
        """One line for people."""
        parts = ", ".join(f"{name} {value:+.1f}" for name, value in self.shares if abs(value) >= 0.05)
        near = "" if self.cosine is None else f"; cosine {self.cosine:.2f}"
        return f"score {self.score:+.1f}: {parts}{near}"


def explain(
    source: Sentences,
    target: Sentences,
    beads: Sequence[Bead],
    encoder: Encoder,
    options: AlignOptions | None = None,
) -> list[Reason]:
    """What speaks for each bead of an article.

    Raises
    ------
    OptionError: the article is too long, or its language is not one of the encoder's.
    """
    options = options or AlignOptions()
    if not {options.source_language, options.target_language} <= encoder.languages:
        raise OptionError(
            "only alignments by sentence vectors can be explained",
            f"languages of the encoder: {', '.join(sorted(encoder.languages))}",
        )
    scorer = scorer_for(encoder, options)
    evidence = scorer.evidence(source, target)
    weights = scorer.weights
    found = []
    for bead in beads:
        if bead.source and bead.target:
            shape = (len(bead.source), len(bead.target))
            if shape not in SHAPES:
                found.append(Reason(bead, 0.0, (), None))
                continue
            features = evidence.beads[shape][:, bead.source[0], bead.target[0]]
            values = dict(zip(BEAD_FEATURES, (weights.beads * features).tolist(), strict=True))
            cosine = float(features[BEAD_FEATURES.index("cosine")])
        else:
            values, cosine = _omission(evidence, bead, weights.gaps.tolist())
        shares = _by_kind(values)
        found.append(Reason(bead, sum(v for _, v in shares), shares, cosine))
    return found


def _omission(evidence: Evidence, bead: Bead, weights: list[float]) -> tuple[dict[str, float], float]:
    side, numbers = (
        (evidence.source_gaps, bead.source) if bead.source else (evidence.target_gaps, bead.target)
    )
    features = side[:, list(numbers)].sum(axis=1).tolist()
    values = {n: w * f for n, w, f in zip(GAP_FEATURES, weights, features, strict=True)}
    return values, float(side[GAP_FEATURES.index("best cosine"), numbers[0]])


def _by_kind(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    total = dict.fromkeys(KINDS, 0.0)
    for name, value in values.items():
        kind = next(k for k in _ORDER if any(_belongs(name, start) for start in KINDS[k]))
        total[kind] += value
    return tuple((k, round(v, 2)) for k, v in total.items())


_ORDER = ("numbers and names", "words", "length", "shape", "meaning")


def _belongs(name: str, start: str) -> bool:
    return name.startswith(start) or (start in ("cosine", "distance", "short side") and start in name)
