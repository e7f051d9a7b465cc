"""An encoder without a model, for properties that must hold whatever the vectors are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.engines.base import Encoder
from toolkit.engines.usem import LANGUAGES, open_encoder

F32 = NDArray[np.float32]


class WordHashes:
    """Vectors of random directions, one a word: equal words, near vectors."""

    name = "hashes"
    digest = "0"
    languages = LANGUAGES

    def encode(self, sentences: Sequence[str]) -> F32:
        return self.encode_spans(sentences, 1)[0]

    def encode_spans(self, sentences: Sequence[str], longest: int) -> list[F32]:
        single = np.array([self._sum(s) for s in sentences], np.float32).reshape(len(sentences), 32)
        found = []
        for n in range(1, longest + 1):
            count = max(0, len(sentences) - n + 1)
            total = np.zeros((count, 32), np.float32)
            for k in range(n):
                total += single[k : k + count]
            norm = np.sqrt(np.maximum((total**2).sum(axis=1, keepdims=True), 1e-9))
            found.append(total / norm)
        return found

    def _sum(self, sentence: str) -> F32:
        total = np.full(32, 0.01, np.float32)
        for word in sentence[:2000].split():
            data = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
            total += np.frombuffer(data, np.uint8).astype(np.float32) / 128 - 1
        return total


@pytest.fixture(scope="session")
def hashes() -> WordHashes:
    return WordHashes()


@pytest.fixture(scope="session")
def encoder() -> Iterator[Encoder]:
    """The real encoder, opened once."""
    with open_encoder() as found:
        yield found
