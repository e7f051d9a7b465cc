"""Word evidence: a translation lexicon, and how well it explains a bead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .search import Shape

F32 = NDArray[np.float32]
WORD_FEATURES = 12


@dataclass(frozen=True, slots=True)
class WordEvidence:
    def fill(self, put: Iterator[F32], shape: Shape, merged: float) -> None:
        pass

    def fill_gaps(self, put: Iterator[F32], side: int) -> None:
        pass


NO_WORDS = WordEvidence()
