"""The form of a quantity in a language, for hints to a translator and for what a finding expects."""

from __future__ import annotations

from collections.abc import Callable

from .base import Quantity
from .en.writing import write_quantity as write_english
from .ko.writing import write_quantity as write_korean

WRITERS: dict[str, Callable[[Quantity], str]] = {"en": write_english, "ko": write_korean}


def write_quantity(q: Quantity, language: str) -> str:
    """`q` as a newspaper of `language` writes it; figures and the unit's symbol where we know no better."""
    writer = WRITERS.get(language)
    if writer is not None:
        return writer(q)
    number = f"{q.value:.12g}" if q.high is None else f"{q.value:.12g}-{q.high:.12g}"
    return f"{number} {q.unit}".rstrip()
