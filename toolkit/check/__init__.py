"""Consistency of a bitext: names, titles, organisations, numbers, dates, terms, typography.

A check yields findings and judges nothing: what a severity means for the exit
status is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from ..errors import unknown_name
from ..text import Finding, SegmentPair
from .base import Check, CheckContext, finding
from .completeness import COMPLETENESS
from .dates import DATES
from .ignore import Ignore, ignores_from, without_ignored
from .ledger import Batch, Ledger
from .names import NAMES
from .numbers import NUMBERS
from .organisations import ORGANISATIONS
from .script import SCRIPT
from .spelling import SPELLING
from .terms import TERMS
from .titles import TITLES
from .typography import TYPOGRAPHY

CHECKS: Final[dict[str, Check]] = {
    check.name: check
    for check in (
        NAMES,
        SPELLING,
        TITLES,
        ORGANISATIONS,
        NUMBERS,
        DATES,
        TERMS,
        COMPLETENESS,
        SCRIPT,
        TYPOGRAPHY,
    )
}
"""All checks by name, in the order in which findings of one place are listed."""

LONGEST_DOCUMENT: Final = 2000
"""Pairs of one document that are looked at together; a longer one is checked in pieces."""

__all__ = [
    "CHECKS",
    "Check",
    "CheckContext",
    "Ignore",
    "check_pairs",
    "chosen",
    "finding",
    "finding_row",
    "ignores_from",
    "without_ignored",
]


def chosen(only: Sequence[str] = (), skip: Sequence[str] = ()) -> list[Check]:
    """The checks named in `only` (all where it is empty) without those in `skip`.

    Raises
    ------
    OptionError: a name that is not a check.
    """
    for name in (*only, *skip):
        if name not in CHECKS:
            raise unknown_name("check", name, CHECKS)
    return [check for name, check in CHECKS.items() if (not only or name in only) and name not in skip]


def check_pairs(
    pairs: Iterable[SegmentPair],
    context: CheckContext | None = None,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> Iterator[Finding]:
    """Findings of the checks in `pairs`, in the order of the pairs.

    Pairs that follow each other and name the same document are looked at together;
    a pair that names none stands alone. Memory holds one document at a time (at most
    `LONGEST_DOCUMENT` pairs), so any number of pairs can pass.

    Parameters
    ----------
    pairs: the bitext.
    context: term base, style and ledger; the starter terms alone where left out.
    only, skip: names of checks to run, or to leave out.

    Raises
    ------
    OptionError: a name in `only` or `skip` that is not a check.
    """
    checks = chosen(only, skip)
    return _check(pairs, context or CheckContext(), checks)


def _check(pairs: Iterable[SegmentPair], context: CheckContext, checks: Sequence[Check]) -> Iterator[Finding]:
    if context.ledger is not None:
        with Ledger.open(context.ledger) as ledger:
            batch = Batch(ledger, context)
            yield from _run(pairs, context, checks, batch)
            names = {check.name for check in checks}
            yield from (item for item in batch.findings() if item.check in names)
    else:
        yield from _run(pairs, context, checks, None)


def _run(
    pairs: Iterable[SegmentPair], context: CheckContext, checks: Sequence[Check], batch: Batch | None
) -> Iterator[Finding]:
    for document in documents(pairs):
        if batch is not None:
            batch.read(document)
        found = [item for check in checks for item in check.run(document, context)]
        if len(document) > 1:
            # The same order whatever the order in which the checks work.
            place: dict[tuple[str, str, str], int] = {}
            for number, pair in enumerate(document):
                place.setdefault((pair.id, pair.source, pair.target), number)
            found.sort(key=lambda item: place.get((item.id, item.source, item.target), 0))
        yield from found


def documents(pairs: Iterable[SegmentPair]) -> Iterator[tuple[SegmentPair, ...]]:
    """Pairs in groups: those of one document that follow each other, others alone."""
    group: list[SegmentPair] = []
    for pair in pairs:
        same = group and pair.document and pair.document == group[0].document
        if group and (not same or len(group) >= LONGEST_DOCUMENT):
            yield tuple(group)
            group = []
        group.append(pair)
    if group:
        yield tuple(group)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as a row of `findings.jsonl` (`bitext check --json`)."""
    row = asdict(finding)
    for name in ("source_span", "target_span"):
        row[name] = None if row[name] is None else list(row[name])
    return {"version": 1, **row}
