"""What holds for any language: the fallback where we know nothing better."""

from __future__ import annotations

import re

from ..text import Span

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


def words(text: str) -> list[Span]:
    """Spans of words: runs of letters and digits, joined by inner hyphens, apostrophes and dots."""
    return [m.span() for m in _WORD.finditer(text)]
