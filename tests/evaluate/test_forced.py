"""Forced-decoding scores: both directions, empty segments, and the signal they give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from toolkit.errors import OptionError
from toolkit.evaluate import Resampling, System, TestSet, build_document, evaluate
from toolkit.evaluate.forced import forced_scores
from toolkit.evaluate.verdict import primary_metric


class Ratio:
    """Finds pairs of like length probable."""

    name = "ratio"
    digest = "d" * 64

    def __init__(self, pairs: set[tuple[str, str]] | None = None) -> None:
        self._pairs = None if pairs is None else frozenset(pairs)

    def pairs(self) -> frozenset[tuple[str, str]] | None:
        return self._pairs

    def score(
        self, sources: Sequence[str], targets: Sequence[str], source_language: str, target_language: str
    ) -> list[float]:
        sign = 1 if source_language == "ko" else 2
        return [-sign * abs(len(s) - len(t)) / len(t) for s, t in zip(sources, targets, strict=True)]


SIZE = 20
SOURCES = tuple("가" * (10 + n % 3) for n in range(SIZE))
TEXTS = tuple("" if n == 3 else "a" * 60 if n == 7 else "a" * (11 + n % 3) for n in range(SIZE))


def make(**more: object) -> TestSet:
    values: dict[str, object] = {
        "ids": tuple(map(str, range(SIZE))),
        "references": (("a" * 11,) * SIZE,),
        "sources": SOURCES,
        "source_language": "ko",
        "target_language": "en",
    }
    return TestSet(**{**values, **more})  # type: ignore[arg-type]


def test_both_directions_and_the_signal() -> None:
    test_set, systems = make(), [System("a", TEXTS)]
    seen: list[tuple[int, int]] = []
    forward, backward = forced_scores(Ratio(), test_set, systems, lambda d, t: seen.append((d, t)))
    assert (forward.name, backward.name) == ("forced-forward", "forced-backward") and seen == [(1, 2), (2, 2)]
    assert forward.values[0][0] == pytest.approx(-1 / 11) and backward.values[0][0] == pytest.approx(-2 / 10)
    assert np.isnan(forward.values[0][3]) and "direction:en-ko" in backward.signature
    found = evaluate(test_set, systems, ["chrF"], given=[forward, backward], resampling=Resampling(50, 50))
    assert found.metrics[primary_metric(found)].name == "chrF"  # a weak score does not decide
    assert "improbable" in build_document(found)["segments"][7]["flags"][0]


def test_one_direction_is_enough_and_none_is_an_error() -> None:
    systems = [System("a", TEXTS)]
    assert [g.name for g in forced_scores(Ratio({("en", "ko")}), make(), systems)] == ["forced-backward"]
    with pytest.raises(OptionError, match="translates neither ko-en nor back"):
        forced_scores(Ratio({("de", "fr")}), make(), systems)
    with pytest.raises(OptionError, match="needs the source"):
        forced_scores(Ratio(), make(sources=None), systems)
