"""The check `numbers`: every amount of the source stands in the target, and none that the source lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..languages.base import Quantity
from ..languages.en.writing import WEEKDAYS
from ..languages.writing import write_quantity
from ..text import Finding, SegmentPair
from .base import Check, CheckContext
from .discrepancy import Discrepancy
from .quantity_match import compare

_EXPLANATION = """\
Reads the numbers, amounts, measures, ages, scores and fractions of both sides, with their value and unit
(3억5천만 원 = 350 million won), and matches them in any form: words and digits, 만/억/조 and million/billion,
km and miles, 80년대 and 1980s, 12- and 24-hour clocks, rounding within 3.5 % where a scale word stands.

error    a slip of scale (ten times too much or too little); another number on the other side; the right
         number in another currency; percent where the other side has percentage points
warning  a number without counterpart: missing from the translation, or extra in it; the same number in another
         unit (5 W, 5 GW); another number where one side gives it only in words that may be others (세, one)

note     a small number in words (three), or a count up to three that is left out, where the other side has no
         other number

Never a finding when missing: numbers up to two, native numerals (세 명), conversions in brackets, vague
numbers (수백), hours, numbers that are part of a name (G20). A desk silences a finding with an exception for
the check `numbers`."""


def check_numbers(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings on the numbers of each pair; pairs with an empty side are left to `completeness`."""
    for pair in pairs:
        if pair.source and pair.target:
            found = compare(pair.source, pair.target, pair.source_language, pair.target_language, pair.date)
            for d in found:
                if d.check == "numbers":
                    yield finding_of(pair, d)


def finding_of(pair: SegmentPair, d: Discrepancy) -> Finding:
    """The finding that tells a discrepancy of a pair."""
    expected = expected_form(d, pair.target_language)
    source = d.source.text.strip() if d.source else ""
    target = d.target.text.strip() if d.target else ""
    if d.source is None:
        message = f"{target} is not in the source"
    elif d.target is None:
        message = f"{source} is missing" if source == expected else f"{source} ({expected}) is missing"
    elif d.reason == "weekday" and d.target.unit == "day" and d.target.weekday is not None:
        message = f"{source} is {expected}, found {target} (a {WEEKDAYS[d.target.weekday]})"
    elif source == expected:
        message = f"expected {source}, found {target}"
    else:
        message = f"{source} is {expected}, found {target}"
    return Finding(
        id=pair.id,
        check=d.check,
        severity=d.severity,
        message=message,
        side="target" if d.source else "both",
        source=pair.source,
        target=pair.target,
        source_span=(d.source.start, d.source.end) if d.source else None,
        target_span=(d.target.start, d.target.end) if d.target else None,
        expected=expected,
        source_file=pair.source_file,
        target_file=pair.target_file,
        of=pair.of,
    )


def expected_form(d: Discrepancy, language: str) -> str:
    """How the quantity of the source should stand in the target, "" where the source has none."""
    q = d.source
    if q is None:
        return ""
    if d.target is not None and not q.hard and not d.target.hard and q.text.isdecimal():
        return q.text  # part of a name: HER2
    if (
        q.kind == "cardinal"
        and d.target is not None
        and d.target.unit
        and d.target.kind in ("age", "money", "measure", "percent", "duration")
    ):
        q = _with_unit_of(q, d.target)
    return write_quantity(q, language)


def _with_unit_of(q: Quantity, other: Quantity) -> Quantity:
    """A bare number with the unit that the translation gives it: (34) beside "84-year-old" is "34 years old"."""
    return replace(q, kind=other.kind, unit=other.unit)


NUMBERS = Check("numbers", "numbers, amounts, currencies, percent, measures", _EXPLANATION, check_numbers)
