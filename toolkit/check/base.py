"""What a check is: a function that yields findings, and a record that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import Finding, SegmentPair

if TYPE_CHECKING:
    from ..terms.base import TermBase


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the checks may consult beside the pairs: the term base and the house style."""

    terms: TermBase | None = None
    style: str = "south"
    """How Korean names are spelt: "south" (Kim Jong-un), "ap" (Kim Jong Un for the North)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `run` gets the pairs of one document in order, and yields findings.

    `explanation` is what `bitext check --explain NAME` prints: what is compared, by
    which rule, with what severity, and how to silence it.
    """

    name: str
    summary: str
    explanation: str
    run: Callable[[Sequence[SegmentPair], CheckContext], Iterator[Finding]]
