"""Organisations: does a body have its own name, as of the date of the article?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..text import Finding, SegmentPair
from .base import Check, CheckContext, finding
from .terms import by_check

EXPLANATION: Final = """\
A body must have its own name: a ministry, a party, an agency of the term base (kind
organisation), with the name that it had on the date of the article.

error    a form that the entry forbids; the name of another date (행정안전부 was the
         Ministry of Public Administration and Security until 2013); a swapped body
warning  a swap where the source names other bodies that no entry covers; another
         phrase of the same head ("Ministry of Reunification")
note     an abbreviation that the article never introduces

Silence one: allow the form in the term base, or [[check.ignore]] check = "organisations"."""

_ABBREVIATION: Final = re.compile(r"(?<![\w.&-])[A-Z]{3,6}(?![\w&-])")
_WELL_KNOWN: Final = frozenset(
    "USA GOP BST NYC PTSD PST EDT PDT CET ICJ ICC WWI CCTV HIV USA CEO CFO COO GDP CNN BBC NBC CBS ABC NHK CIA FBI NASA NATO FIFA UEFA IOC WHO IMF WTO OECD DNA COVID AIDS HIV DVD "
    "USB GPS PDF ATM SUV PhD MBA NBA NFL NHL MLB PGA LPGA WBC UFC KBS MBC SBS JTBC YTN IBM AMD LED LCD OLED SMS KTX MERS SARS "
    "UNESCO UNICEF OPEC ASEAN APEC EU UK UN US AM PM EST GMT KST AFP AP UPI ICBM USD KRW EUR JPY THAAD BTS RNA CCTV URL WWII VIP".split()
)


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Swapped and wrongly dated bodies, and abbreviations that nothing introduces."""
    yield from by_check("organisations", pairs, context)
    if len(pairs) < 2:
        # One sentence does not show what its article has introduced.
        return
    introduced: set[str] = set(_WELL_KNOWN)
    for pair in pairs:
        if pair.target_language != "en" or pair.target.upper() == pair.target:
            continue
        for match in _ABBREVIATION.finditer(pair.target):
            word = match.group()
            if word in introduced:
                continue
            introduced.add(word)
            start, end = match.span()
            inside = pair.target[start - 1 : start] == "(" or pair.target[end : end + 2] == " ("
            if not inside and word not in pair.source and start:
                yield finding(
                    pair, "organisations", "note", f"{word} is used before it is introduced", target_span=(start, end),
                    expected=f"the full name, then ({word})",
                )  # fmt: skip


ORGANISATIONS: Final = Check(
    "organisations",
    "Does every body have its own name, as of the date of the article?",
    EXPLANATION,
    run,
)
