"""Sentences that are too long for a model, cut at clause bounds."""

from __future__ import annotations

import re
from collections.abc import Callable

# Bounds from best to worst: (pattern whose match end is the bound).
_BOUNDS = (
    re.compile(r"[.!?。！？][\"'”’」』)]*\s+"),
    re.compile(r"[;:；：—–]\s*|\s-\s"),
    re.compile(
        r"(?<=[가-힣])(?:고|며|지만|는데|면서|으나|므로|니|아서|어서|도록|려고|라며|다며|는가 하면),?\s+"
    ),
    re.compile(r"[,，、،]\s*"),
    re.compile(r"\s+(?=(?:and|but|or|because|which|who|that|while|when|after|before|as)\s)"),
    re.compile(r"\s+"),
)


def split_long(text: str, length: Callable[[str], int], longest: int) -> list[str]:
    """Pieces of `text` of at most `longest` tokens, joined they are the text.

    Cuts at the best kind of bound (sentence, semicolon, clause ending, comma,
    conjunction, word, at last anywhere), as near the middle as it lies.
    """
    if length(text) <= longest or len(text) < 2:
        return [text]
    at = _cut(text)
    return split_long(text[:at], length, longest) + split_long(text[at:], length, longest)


def _cut(text: str) -> int:
    middle = len(text) / 2
    for bound in _BOUNDS:
        places = [m.end() for m in bound.finditer(text) if 0.2 * len(text) < m.end() < 0.8 * len(text)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    at = int(middle)
    # Never part a character from its combining marks or a surrogate from its twin.
    while at < len(text) - 1 and (text[at] in "\u200d\ufe0f" or text[at - 1] == "\u200d"):
        at += 1
    return at
