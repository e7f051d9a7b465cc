"""The translation memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the memory that resembles a sentence; `similarity` is 0 to 1."""

    source: str
    target: str
    similarity: float


class Memory(Protocol):
    """A translation memory."""

    def best(
        self,
        text: str,
        source_language: str,
        target_language: str,
        *,
        previous: str,
        following: str,
        threshold: float,
    ) -> Match | None: ...
