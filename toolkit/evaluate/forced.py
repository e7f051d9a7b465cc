"""How probable a translation model finds each pair: forced decoding in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from .core import Given
from .inputs import System, TestSet

FORCED = ("forced-forward", "forced-backward")
"""Names of the two scores: target given source, source given target."""

_WEAK = "A model finds probable what it would write itself, its own mistakes among them."


class Scorer(Protocol):
    """What gives forced-decoding scores; the engines do."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    def pairs(self) -> frozenset[tuple[str, str]] | None:
        """Pairs of languages that it knows, None where that is not known."""

    def score(
        self, sources: Sequence[str], targets: Sequence[str], source_language: str, target_language: str
    ) -> list[float]:
        """Mean log-probability a token (natural log) of each target given its source."""


def forced_scores(
    engine: Scorer,
    test_set: TestSet,
    systems: Sequence[System],
    progress: Callable[[int, int], None] | None = None,
) -> list[Given]:
    """Forced-decoding scores of all systems, in each direction that the model knows.

    Empty segments have no score (NaN).

    Raises
    ------
    OptionError: the source or the languages are not known, or the model knows neither direction.
    """
    source_language, target_language = test_set.source_language, test_set.target_language
    if test_set.sources is None or not source_language or not target_language:
        raise OptionError("forced decoding needs the source and both languages", "give --source, -s and -t")
    known = engine.pairs()
    found = []
    total = len(systems) * 2
    for direction, name in enumerate(FORCED):
        one, other = (source_language, target_language)[:: 1 - 2 * direction]
        if known is not None and (one, other) not in known:
            continue
        values: list[NDArray[np.float64]] = []
        for number, system in enumerate(systems):
            column = np.full(len(test_set), np.nan)
            filled = [
                n
                for n, (source, text) in enumerate(zip(test_set.sources, system.segments, strict=True))
                if source.strip() and text.strip()
            ]
            texts = [test_set.sources[n] for n in filled], [system.segments[n] for n in filled]
            column[filled] = engine.score(texts[direction], texts[1 - direction], one, other)
            values.append(column)
            if progress is not None:
                progress(direction * len(systems) + number + 1, total)
        signature = f"model:{engine.name}|digest:{engine.digest[:12]}|direction:{one}-{other}"
        summary = f"mean log-probability a token under {engine.name}, {one} to {other}"
        found.append(Given(name, tuple(values), signature=signature, summary=summary, weak=_WEAK))
    if not found:
        raise OptionError(
            f"{engine.name} translates neither {source_language}-{target_language} nor back",
            "name another --model",
        )
    return found
