"""Where a translation differs from its reference, by word or by character."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def differing(hypothesis: str, reference: str, by: str = "word") -> Markup:
    """The hypothesis escaped, with <ins> around what the reference does not have in that place."""
    if by == "word":
        own, other = _WORDS.findall(hypothesis), _WORDS.findall(reference)
    else:
        own, other = list(hypothesis), list(reference)
    parts: list[Markup] = []
    matcher = SequenceMatcher(None, other, own, autojunk=False)
    for operation, _, _, start, end in matcher.get_opcodes():
        piece = "".join(own[start:end])
        if operation == "equal" or not piece.strip():
            parts.append(escape(piece))
        else:
            parts.append(Markup("<ins>{}</ins>").format(piece))
    return Markup("").join(parts)
