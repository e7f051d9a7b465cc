"""Amounts of a sentence with their form in the other language, as hints: 3억5천만 원 is 350 million won.

What a small model gets wrong are amounts whose figures change on the way (만 and 억 against
thousands and millions, numbers in words); the reader and the writer of the languages do
them exactly.
"""

from __future__ import annotations

from ..languages import get_language
from ..languages.writing import WRITERS, write_quantity
from .enforce import Hint

KINDS = frozenset({"cardinal", "money", "measure"})
MOST = 4
SMALL = 1000
"""Counts under this keep their figures, or are written in words as the sentence likes."""


def figure_hints(text: str, source_language: str, target_language: str) -> list[Hint]:
    """Hints for the amounts of `text` whose figures are written otherwise in the target; never forced.

    None where the target has no writer of its own.
    """
    if target_language not in WRITERS or not any(c.isnumeric() or c in _WORDS for c in text):
        return []
    found = []
    for q in get_language(source_language).quantities(text, None):
        if not q.hard or q.kind not in KINDS or (q.kind == "cardinal" and q.value < SMALL):
            continue
        form = write_quantity(q, target_language)
        if _figures(form) != _figures(q.text):
            found.append(Hint(q.text, form, "number", False))
    return found[:MOST]


_WORDS = frozenset("만억조천백십")


def _figures(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == ".").rstrip(".")
