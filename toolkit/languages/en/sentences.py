"""Segmentation of a block into sentences."""

from __future__ import annotations

import re

from ...text import Span

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of one block, without the white space around them."""
    spans: list[Span] = []
    at = 0
    for match in [*_END.finditer(text), None]:
        end = len(text) if match is None else match.end()
        piece = text[at:end]
        if piece.strip():
            start = at + len(piece) - len(piece.lstrip())
            spans.append((start, at + len(piece.rstrip())))
        at = end
    return spans
