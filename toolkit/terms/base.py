"""The term base: entries, and their lookup in running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import Protocol

from ..text import Span, Term


class TermBase(Protocol):
    """Entries that can be found in text of either language.

    A match knows the particles of Korean and the inflection and capitals of
    English; longer matches win over shorter ones inside them.
    """

    @property
    def entries(self) -> Sequence[Term]: ...

    @property
    def digest(self) -> str: ...

    def find(self, text: str, language: str, date: Date | None = None) -> Iterable[tuple[Term, Span]]:
        """Entries whose form in `language` stands in `text`, with the span of each."""
