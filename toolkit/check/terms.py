"""Terms: is the translation of a term the one that the term base gives?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..terms.base import forms_in, holds
from ..text import Finding, SegmentPair, Severity, Span, Term
from .base import Check, CheckContext, finding
from .swaps import Knowledge, Missing, Reading, readings

EXPLANATION: Final = """\
Each term of the source that the term base knows should be translated by one of the
forms that its entry allows. Inflection, particles, spacing and capitals do not matter.

error    a form that the entry forbids; a swap: the expected form is absent, and the
         target holds the form of another entry that nothing in the source accounts for;
         the name of a body on another date; for your own entries another phrase with
         the same head ("Ministry of X" for another ministry)
warning  a swap that another reading may explain; such a phrase for a starter entry; the
         first word of a name with others behind it ("Narae Business" for Narae Project)
note     the expected form of an entry of your own term base is absent (once an article)

Entries of --terms stand before the starter terms (--no-starter leaves those out). An
entry counts as title or organisation where its column `kind` says so; its findings then
belong to the checks of that name.

Silence one: allow the form in the term base, or [[check.ignore]] check = "terms" with
the text and a note in bitext.toml."""


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings about terms, places, agreements and entries of which no kind is known."""
    return by_check("terms", pairs, context)


def by_check(name: str, pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings that the term base alone decides and that belong to the check `name`."""
    known, read = readings(pairs, context)
    noted: set[int] = set()
    for pair, reading in zip(pairs, read, strict=True):
        if not reading.source_hits or not pair.target.strip():
            continue
        yield from _forbidden(name, pair, reading, known)
        for swap in reading.swaps:
            term = swap.missing.terms[0]
            # Titles need to know of the titles that no entry names; see titles.py.
            sure = term.kind != "title" or (id(term) in known.own and swap.severity == "error")
            if check_of(term, known) == name and sure:
                source = pair.source[slice(*swap.missing.span)]
                rival = pair.target[slice(*swap.found)]
                preferred = preferred_form(swap.missing.terms, pair)
                yield finding(
                    pair, name, swap.severity, f"{source} is {preferred!r}; found {rival!r}, which the source does not have",
                    source_span=swap.missing.span, target_span=swap.found, expected=preferred,
                )  # fmt: skip
        for missing in reading.absent:
            if any(f.forbidden and f.term in missing.terms for hit in reading.target_hits for f in hit.forms):
                continue
            yield from _absent(name, pair, reading, missing, known, noted)


def check_of(term: Term, known: Knowledge) -> str:
    """Which check a finding about an entry belongs to: that of its kind, terms where the desk names none.

    An office that the starter terms know is a title whatever the desk's table says.
    """
    if term.kind == "title":
        return "titles"
    kind = known.own.get(id(term), term.kind)
    return "organisations" if kind == "organisation" else "terms"


def preferred_form(terms: Sequence[Term], pair: SegmentPair) -> str:
    """What should stand in the target: the first form of the first entry."""
    return forms_in(terms[0], pair.target_language)[0]


def _forbidden(name: str, pair: SegmentPair, reading: Reading, known: Knowledge) -> Iterator[Finding]:
    if not any(form.number < 0 for hit in reading.target_hits for form in hit.forms):
        return
    done = 0
    for hit in reading.target_hits:
        term = next((f.term for f in hit.forms if f.forbidden and id(f.term) in reading.sourced), None)
        if term is None or hit.start < done or check_of(term, known) != name:
            continue
        # "National Assembly speaker" is not the forbidden "speaker" where a longer form is allowed.
        if not hit.top and any(
            h.top and h.start <= hit.start and hit.end <= h.end and any(not f.forbidden for f in h.forms)
            for h in reading.target_hits
        ):
            continue
        done = hit.end
        yield finding(
            pair, name, "error", f"{pair.target[hit.start : hit.end]!r} must not be used for {term.source[0]}",
            source_span=source_span(reading, term), target_span=(hit.start, hit.end),
            expected=forms_in(term, pair.target_language)[0],
        )  # fmt: skip


def source_span(reading: Reading, term: Term) -> Span | None:
    """Where the source names a term."""
    for hit in reading.source_hits:
        if any(form.term is term for form in hit.forms):
            return hit.start, hit.end
    return None


def _absent(
    name: str, pair: SegmentPair, reading: Reading, missing: Missing, known: Knowledge, noted: set[int]
) -> Iterator[Finding]:
    """A rival phrase, a name of another date, or mere absence."""
    term = missing.terms[0]
    if check_of(term, known) != name or term.kind == "title":
        return
    expected = preferred_form(missing.terms, pair)
    source = pair.source[slice(*missing.span)]
    dated = _other_date(pair, reading, missing)
    if dated is not None:
        yield finding(
            pair, name, "error", f"on {pair.date} {source} was {expected!r}",
            source_span=missing.span, target_span=dated, expected=expected,
        )  # fmt: skip
        return
    own = id(term) in known.own
    rival = _rival_phrase(pair, reading, expected) if term.kind == "organisation" else None
    severity: Severity = "error" if own and rival is not None else "warning"
    rival = rival or (_same_name(pair, reading, expected) if own else None)
    if rival is not None:
        yield finding(
            pair, name, severity, f"{source} is {expected!r}; found {pair.target[slice(*rival)]!r}",
            source_span=missing.span, target_span=rival, expected=expected,
        )  # fmt: skip
    elif own and id(term) not in noted:
        noted.add(id(term))
        yield finding(
            pair, name, "note", f"{source}: none of the forms of the term base is in the target",
            source_span=missing.span, expected=expected,
        )  # fmt: skip


def _other_date(pair: SegmentPair, reading: Reading, missing: Missing) -> Span | None:
    """Where the target has the name that the body had, or was to have, on another date."""
    if pair.date is None:
        return None
    sources = {form for term in missing.terms for form in term.source}
    for hit in reading.target_hits:
        for form in hit.forms:
            if not holds(form.term, pair.date) and sources & set(form.term.source) and not form.forbidden:
                return hit.start, hit.end
    return None


# The same kind of body under another name: "Ministry of Reunification", "Reunification Ministry".
_HEADS: Final = (
    "Ministry",
    "Commission",
    "Committee",
    "Agency",
    "Council",
    "Department",
    "Administration",
    "Service",
)
_PHRASES: Final = {
    head: re.compile(
        rf"(?:[A-Z][\w&-]+ ){{1,4}}{head}\b|\b{head} (?:of|for|on) (?:the )?[A-Z][\w-]+(?:(?:, | and |, and | )[A-Z][\w-]+)*"
    )
    for head in _HEADS
}


def _rival_phrase(pair: SegmentPair, reading: Reading, expected: str) -> Span | None:
    if pair.target_language != "en":
        return None
    head = next((h for h in _HEADS if h in expected), None)
    if head is None:
        return None
    found = [m.span() for m in _PHRASES[head].finditer(pair.target)]
    free = [
        span for span in found if not any(h.start < span[1] and span[0] < h.end for h in reading.target_hits)
    ]
    # With other bodies of the kind in the source the phrase may be the translation of one of them.
    bodies = [h for h in reading.source_hits if h.top and any(f.term.kind == "organisation" for f in h.forms)]
    return free[0] if len(free) == 1 == len(found) and len(bodies) == 1 else None


def _same_name(pair: SegmentPair, reading: Reading, expected: str) -> Span | None:
    """A phrase with the first word of a name and others behind it: "Narae Business" for Narae Project."""
    first, _, rest = expected.partition(" ")
    if pair.target_language != "en" or not rest or not first[:1].isupper() or len(first) < 4:
        return None
    for match in re.finditer(rf"\b{re.escape(first)}(?: [A-Z][\w&-]*)+", pair.target):
        start, end = match.span()
        known = any(hit.start < end and start < hit.end for hit in reading.target_hits)
        if not known and not expected.startswith(match.group()):
            return start, end
    return None


TERMS: Final = Check("terms", "Is a term translated as the term base says?", EXPLANATION, run)
