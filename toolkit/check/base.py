"""What a check is: a function that yields findings, and a record that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..terms.base import TermBase
from ..text import Finding, SegmentPair, Severity, Span


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the checks may consult beside the pairs: the term base and the house style."""

    terms: TermBase | None = None
    """The term base of the desk; its entries stand before those of the starter terms."""
    style: str = "south"
    """How Korean names are spelt: "south" (Kim Jong-un), "ap" (Kim Jong Un for the North)."""
    starter: bool = True
    """Whether the starter terms that ship are consulted as well."""
    ledger: Path | None = None
    """SQLite file of the ledger that is kept between batches; None keeps nothing."""


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


def finding(
    pair: SegmentPair,
    check: str,
    severity: Severity,
    message: str,
    side: Literal["source", "target", "both"] = "target",
    source_span: Span | None = None,
    target_span: Span | None = None,
    expected: str = "",
) -> Finding:
    """A finding in `pair`, with all that the pair says of itself."""
    return Finding(
        pair.id,
        check,
        severity,
        message,
        side,
        pair.source,
        pair.target,
        source_span,
        target_span,
        expected,
        pair.source_file,
        pair.target_file,
        pair.of,
    )
