"""The learned weights of the aligner: read from `weights.json`, applied to evidence.

The file is written by `eval/align/train.py` and says how: command, data with
digests, scores by cross-validation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ..errors import BitextError
from .evidence import BEAD_FEATURES, GAP_FEATURES, Norms
from .search import Arcs, Shape

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

DECIMALS = 4
"""Scores are rounded to this before they decide, so that the last bits of a float, which
differ between processors, do not."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one model, in natural-log units a unit of the feature.

    beads, gaps: one for each of BEAD_FEATURES and GAP_FEATURES. opening, exchange: see
    `search.Arcs`. diagonal: log-odds given to "the sides correspond line by line" where
    they have as many sentences. gap_rate, merge_rate: share of omitted sentences and of
    merged beads in the training data, where adaptation starts from.
    """

    beads: F32
    gaps: F32
    opening: float
    exchange: float
    diagonal: float
    gap_rate: float
    merge_rate: float

    def arcs(self, beads: Iterable[tuple[Shape, F32]], source_gaps: F32, target_gaps: F32) -> Arcs:
        """Scores of all arcs of an article from their features (see `Evidence`), rounded."""
        count = len(BEAD_FEATURES)
        scores: dict[Shape, F64] = {}
        for shape, features in beads:
            found = (self.beads @ features.reshape(count, -1)).reshape(features.shape[1:])
            scores[shape] = found.astype(np.float64).round(DECIMALS)
        return Arcs(
            scores,
            (self.gaps @ source_gaps).astype(np.float64).round(DECIMALS),
            (self.gaps @ target_gaps).astype(np.float64).round(DECIMALS),
            round(self.opening, DECIMALS),
            round(self.exchange, DECIMALS),
        )


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned: weights with and without a lexicon, and what is usual.

    encoder: digest of the encoder whose mean vectors `means` are.
    """

    encoder: str
    plain: Weights
    with_words: Weights
    densities: dict[str, float]
    means: dict[str, F32]

    def norms(self, source_language: str, target_language: str, encoder: str) -> Norms:
        """What is usual for a pair of languages; an average where we do not know one."""
        ratio = self.densities.get(source_language, 1.0) / self.densities.get(target_language, 1.0)
        if encoder != self.encoder:
            return Norms(ratio, None, None)
        average = np.mean(list(self.means.values()), axis=0).astype(np.float32)
        return Norms(
            ratio, self.means.get(source_language, average), self.means.get(target_language, average)
        )


@cache
def load_model() -> Model:
    """The weights that ship.

    Raises
    ------
    BitextError: the file is missing or was made for other features.
    """
    try:
        text = resources.files("toolkit.align").joinpath("weights.json").read_text(encoding="utf-8")
        data = json.loads(text)
        return Model(
            data["encoder"],
            _weights(data["plain"]),
            _weights(data["with_words"]),
            {k: float(v) for k, v in data["densities"].items()},
            {k: np.array(v, np.float32) for k, v in data["means"].items()},
        )
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise BitextError(
            f"the aligner's weights cannot be used: {error!r}", "install bitext-toolkit again"
        ) from error


def _weights(data: dict[str, dict[str, float]]) -> Weights:
    rest = data["rest"]
    return Weights(
        np.array([data["beads"].get(name, 0.0) for name in BEAD_FEATURES], np.float32),
        np.array([data["gaps"].get(name, 0.0) for name in GAP_FEATURES], np.float32),
        rest["opening"],
        rest["exchange"],
        rest["diagonal"],
        rest["gap_rate"],
        rest["merge_rate"],
    )


def shifted(arcs: Arcs, gaps: float, merges: float) -> Arcs:
    """The same scores with `gaps` added to each omission and `merges` to each sentence beyond two of a bead."""
    if not gaps and not merges:
        return arcs
    beads = {s: v + round(merges, DECIMALS) * (s[0] + s[1] - 2) for s, v in arcs.beads.items()}
    step = round(gaps, DECIMALS)
    return replace(
        arcs, beads=beads, source_gaps=arcs.source_gaps + step, target_gaps=arcs.target_gaps + step
    )
