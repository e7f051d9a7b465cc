"""Evidence of a swap: which terms of a pair are absent, and what stands in their place.

The rule that glossary checkers use, "term in the source, translation absent from
the target", flags one correct pair in ten to four: translators paraphrase, use a
pronoun, or leave out what is clear. Here an error needs *evidence of a swap*: the
expected form is absent, and in its place stands something that the source does not
account for, such as the form of another entry. The checks of terms, titles and organisations
share what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ..languages.en.titles import titles as english_titles
from ..languages.ko.countries import abbreviated
from ..languages.ko.particles import tail_end
from ..terms import TermBase, forms_in, holds, starter_terms
from ..terms.base import Form, Hit
from ..text import SEVERITIES, SegmentPair, Severity, Span, Term
from .base import CheckContext


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """The term base of a run: the desk's entries and the starter's, with what relates them."""

    base: TermBase
    own: dict[int, str]
    """The desk's own entries, by identity, with the kind that the desk has given them."""
    near: dict[str, frozenset[str]]
    """For the first source form of a place: places that stand for it (its capital, its country)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A term of the source whose translation is absent, with all entries of its form."""

    span: Span
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Evidence that a term was swapped: what is missing, and what stands there unaccounted for."""

    missing: Missing
    found: Span
    severity: Severity


# BAGHDAD, Iraq (CNN) says where the report was filed, and need not stand in the source.
_DATELINE: Final = re.compile(r"[A-Z][A-Z .'-]+(?:, [A-Z][\w. ]+)? ?(?:\([A-Z][\w/ ]{1,20}\)|[-–—])")
_COMMON: Final = "common word"
_REGION: Final = "region"
_RELATION: Final = re.compile(r"(?:in|capital of) ([가-힣A-Za-z ]+)")
# What looks like the name of a body, to know whether one is there that no entry covers.
_BODY: Final = re.compile(
    r"(?<![가-힣])[가-힣]{2,12}(?:부|청|처|원|위원회|위|재판소|회의|은행|기구|연합|연맹|협회|공사|공단|본부|센터|연구소|통신|신문|당|재단|학회|포럼)"
)


@lru_cache(maxsize=8)
def knowledge(terms: TermBase | None, starter: bool) -> Knowledge:
    """What a run knows; made once for a term base."""
    shipped = list(starter_terms().entries) if starter else []
    kinds: dict[str, str] = {}
    near: dict[str, set[str]] = {"한반도": {"한국", "북한"}, "한국": {"한반도"}, "북한": {"한반도"}}
    for term in shipped:
        for form in term.source:
            kinds.setdefault(form, term.kind)
        for country in _RELATION.findall(term.note):
            near.setdefault(term.source[0], set()).add(country)
            if term.note.startswith("capital"):
                near.setdefault(country, set()).add(term.source[0])
    # An entry for which the desk names no kind has the kind that the starter terms know.
    declared = (
        {form: term.kind for term in terms.entries for form in term.source} if terms is not None else {}
    )
    own = [
        replace(term, kind=kinds.get(term.source[0], "term")) if term.kind == "term" else term
        for term in (terms.entries if terms is not None else ())
    ]
    return Knowledge(
        TermBase([*own, *shipped]),
        {id(term): declared[term.source[0]] for term in own},
        {name: frozenset(others) for name, others in near.items()},
    )


@dataclass(slots=True)
class Reading:
    """Terms of both sides of one pair, and what was made of them."""

    source_hits: list[Hit]
    target_hits: list[Hit]
    sourced: set[int]
    """Identities of entries with a form in the source."""
    present: set[int]
    """Identities of entries with an allowed form in the target."""
    swaps: Sequence[Swap] = ()
    absent: Sequence[Missing] = ()
    """Terms that are merely absent."""


def readings(pairs: Sequence[SegmentPair], context: CheckContext) -> tuple[Knowledge, tuple[Reading, ...]]:
    """What is known, and the terms of each pair of a document; the checks share one reading."""
    known = knowledge(context.terms, context.starter)
    if isinstance(pairs, tuple):
        return known, _shared(_Same(pairs), known)
    return known, _read_document(pairs, known)


class _Same:
    """A document as a key: equal to itself only, so that no text is compared or hashed."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: tuple[SegmentPair, ...]) -> None:
        self.pairs = pairs

    def __hash__(self) -> int:
        return id(self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.pairs is other.pairs


@lru_cache(maxsize=1)
def _shared(document: _Same, known: Knowledge) -> tuple[Reading, ...]:
    return _read_document(document.pairs, known)


def _read_document(pairs: Sequence[SegmentPair], known: Knowledge) -> tuple[Reading, ...]:
    read = tuple(read_pair(pair, known) for pair in pairs)
    for number, (pair, reading) in enumerate(zip(pairs, read, strict=True)):
        if reading.source_hits and (absent := missing_terms(pair, reading, known)):
            beside = (*read[max(0, number - 1) : number], *read[number + 1 : number + 2])
            reading.swaps, reading.absent = swaps(pair, reading, known, absent, beside)
    return read


def read_pair(pair: SegmentPair, known: Knowledge) -> Reading:
    """Find the terms of both sides."""
    source_hits = _without_dateline(known.base.hits(pair.source, pair.source_language), pair.source)
    target_hits = _without_dateline(known.base.hits(pair.target, pair.target_language), pair.target)
    sourced = {id(form.term) for hit in source_hits for form in hit.forms}
    present: set[int] = set()
    cover: Hit | None = None
    for hit in target_hits:
        if hit.top:
            cover = hit
            present.update([id(form.term) for form in hit.forms if form.number >= 0])
            continue
        for form in hit.forms:
            # "President" inside "Vice President" is another title; "U.S." inside
            # "U.S. Treasury" is the country.
            kind = form.term.kind
            strict = kind == "title" or kind == "place"
            if form.number >= 0 and not (strict and cover and any(o.term.kind == kind for o in cover.forms)):
                present.add(id(form.term))
    return Reading(source_hits, target_hits, sourced, present)


def _without_dateline(hits: list[Hit], text: str) -> list[Hit]:
    if not text[:1].isascii() or not (
        "(" in text[:60] or "-" in text[:60] or "–" in text[:60] or "—" in text[:60]
    ):
        return hits
    dateline = _DATELINE.match(text)
    return hits if dateline is None else [hit for hit in hits if hit.start >= dateline.end()]


def _heads(pair: SegmentPair, reading: Reading, known: Knowledge) -> set[str]:
    """Source forms of the entries in the source, and of places that stand for them."""
    heads = {form for hit in reading.source_hits for named in hit.forms for form in named.term.source}
    if pair.source_language == "ko":
        heads |= abbreviated(pair.source)
    for head in list(heads):
        heads |= known.near.get(head, frozenset())
    return heads


def missing_terms(pair: SegmentPair, reading: Reading, known: Knowledge) -> list[Missing]:
    """Terms of the source with no allowed translation in the target."""
    found: list[Missing] = []
    absent_until = 0
    for hit in reading.source_hits:
        # 뉴욕 inside 뉴욕 타임스 is looked at when the newspaper itself is absent.
        if not hit.top and (
            hit.end > absent_until or not any(id(form.term) in known.own for form in hit.forms)
        ):
            continue
        terms = _expected(hit, pair)
        if not terms or any(id(term) in reading.present for term in terms):
            continue
        # Other entries with the same source form, such as the starter's adjective of a
        # country, license their translations as well.
        related = {form for term in terms for form in forms_in(term, pair.source_language)}
        if any(
            id(form.term) in reading.present
            and holds(form.term, pair.date)
            and related & set(forms_in(form.term, pair.source_language))
            for other in reading.target_hits
            for form in other.forms
            if not form.forbidden
        ):
            continue
        if pair.target_language == "en" and any(
            form[-1] in "in" and f"{form}s" in pair.target
            for term in terms
            if term.kind == "place" and id(term) not in known.own
            for form in term.target
        ):
            continue  # Israelis
        found.append(Missing((hit.start, hit.end), terms))
        absent_until = max(absent_until, hit.end)
    return found


def _expected(hit: Hit, pair: SegmentPair) -> tuple[Term, ...]:
    named = {id(form.term): form.term for form in hit.forms if not form.forbidden}
    terms = tuple(term for term in named.values() if forms_in(term, pair.target_language))
    valid = tuple(term for term in terms if holds(term, pair.date))
    return valid or terms


def rivals(pair: SegmentPair, reading: Reading, known: Knowledge) -> list[Hit]:
    """Terms of the target that nothing in the source accounts for."""
    free = [
        hit
        for hit in reading.target_hits
        if hit.top and all(id(form.term) not in reading.sourced for form in hit.forms)
    ]
    if not free:
        return []
    heads = _heads(pair, reading, known)
    squeezed = pair.source.replace(" ", "")
    return [hit for hit in free if not any(_licensed(form, heads, pair, squeezed) for form in hit.forms)]


def _licensed(form: Form, heads: set[str], pair: SegmentPair, squeezed: str) -> bool:
    if not heads.isdisjoint(form.term.source):
        return True
    # 이라크전, 유고전범재판소: a name inside a compound, or cut short, accounts for it too.
    for other in forms_in(form.term, pair.source_language):
        short = other.replace(" ", "")
        if form.term.kind == "place" and len(short) > 4 and "가" <= short[0] <= "힣":
            short = short[:2]
        if len(short) > 1 and short in squeezed:
            return True
    return False


def swaps(
    pair: SegmentPair,
    reading: Reading,
    known: Knowledge,
    absent: Sequence[Missing],
    beside: Sequence[Reading] = (),
) -> tuple[list[Swap], list[Missing]]:
    """Which of the absent terms are swapped, and which are merely absent.

    `beside` are the readings of the sentences before and after it in its document: a
    term that moved over a sentence boundary is not swapped for certain.
    """
    ranked = [
        (SEVERITIES.index(severity), -hit.start, -missing.span[0], severity, missing, hit)
        for hit in rivals(pair, reading, known)
        for missing in absent
        if (severity := _severity(pair, missing, hit, reading, known)) is not None
    ]
    # The surest first: each missing term and each rival is used once.
    ranked.sort(key=lambda item: item[:3], reverse=True)
    found: list[Swap] = []
    left = list(absent)
    used: list[Hit] = []
    for _, _, _, severity, missing, hit in ranked:
        if missing in left and hit not in used:
            left.remove(missing)
            used.append(hit)
            if severity == "error" and _moved(missing, hit, beside):
                severity = "warning"
            found.append(Swap(missing, (hit.start, hit.end), severity))
    return sorted(found, key=lambda swap: swap.missing.span), left


_NAMES: Final = frozenset({"place", "organisation", "agreement", "term"})


def _severity(
    pair: SegmentPair, missing: Missing, hit: Hit, reading: Reading, known: Knowledge
) -> Severity | None:
    """How sure it is that `hit` stands in the place of `missing`; None where the two are not exchanged."""
    kinds = {form.term.kind for form in hit.forms}
    same = kinds & {term.kind for term in missing.terms}
    if not same and not (kinds & _NAMES and {term.kind for term in missing.terms} & _NAMES):
        return None
    surface = pair.target[hit.start : hit.end].casefold()
    forms = [form.casefold() for term in missing.terms for form in forms_in(term, pair.target_language)]
    if any(surface in form for form in forms):
        return None  # "Hyundai" for Hyundai Motor: shortened, not swapped
    if "place" in same and any(surface.startswith(f"{form} ") for form in forms):
        return None  # "Taiwan Strait" for 타이완 해협, of which 타이완 alone is known
    if (
        pair.target_language == "en"
        and pair.target[hit.start : hit.end].islower()
        and " " not in pair.target[hit.start : hit.end]
        and not kinds & {"title", "term"}
    ):
        return None  # "treasury" is no name
    source = pair.source[slice(*missing.span)]
    if (
        pair.source_language == "en"
        and source.islower()
        and " " not in source
        and not same & {"title", "term"}
    ):
        return None  # "cabinet" neither
    own = (
        [t for t in missing.terms if id(t) in known.own],
        [f.term for f in hit.forms if id(f.term) in known.own],
    )
    if own[0] and own[1]:
        return _severity_of_own(pair, own[0], own[1], kinds, same, hit)
    notes = {term.note for term in missing.terms} | {form.term.note for form in hit.forms}
    if (
        _REGION in notes
        or any(_COMMON in note for note in notes)
        or "term" in kinds | {term.kind for term in missing.terms}
    ):
        return None  # the starter's common words, regions and plain terms prove nothing
    if not same:
        return "note"
    if "place" in same or "organisation" in same:
        alike = any(_sort(term) & _sort(form.term) for term in missing.terms for form in hit.forms)
        if _is_party(missing.terms) != _is_party([form.term for form in hit.forms]):
            return None  # a Democrat is no parliament
        other = "place" not in same and _other_bodies(pair, reading)
        return "error" if alike and not other else "warning"
    return "note"


def _sort(term: Term) -> set[str]:
    """What a starter entry names: a country, a city, or a body with this last syllable of its Korean name."""
    if term.kind == "place":
        return {"city" if term.note.startswith(("in ", "capital of ")) else "country"}
    return {form[-1] for form in term.source}


def _is_party(terms: Sequence[Term]) -> bool:
    return any(form.endswith("당") for term in terms for form in (*term.source, *term.target))


def _severity_of_own(
    pair: SegmentPair,
    missing: Sequence[Term],
    rivals: Sequence[Term],
    kinds: set[str],
    same: set[str],
    hit: Hit,
) -> Severity:
    """How sure a swap of two of the desk's own entries is.

    Entries may be of no known kind, and plain words among them ("price", "team"), which
    are anywhere by chance: only names and phrases prove a swap.
    """
    rival = pair.target[hit.start : hit.end]
    preferred = forms_in(missing[0], pair.target_language)[0]
    named = {term.kind for term in missing} & {"place", "organisation", "agreement"}
    if not (named or _is_telling(preferred)) or not _is_telling(rival):
        return "note"
    if kinds == {"term"} and (_is_part(pair.target, hit) or _is_title(rival) != _is_title(preferred)):
        return "note"
    if not same and {"place", "term"} <= kinds | {term.kind for term in missing}:
        words = preferred if all(term.kind == "term" for term in missing) else rival
        if not any(c.isupper() for c in words):
            return "note"  # "working-level talks" are no country
    if any(_COMMON in term.note for term in (*missing, *rivals)):
        return "warning"
    return "error"


def _is_telling(form: str) -> bool:
    """Whether a form is a name or a phrase, and no plain word."""
    if not form.isascii() or " " in form or "-" in form:
        return True
    return form[0].isupper() and (len(form) > 3 or form.isupper())


_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][\w.'’-]* $")
_CAPITAL_AFTER: Final = re.compile(r" [A-Z]")


def _is_part(text: str, hit: Hit) -> bool:
    """Whether a single word in capitals is part of a longer name: "Agency" in "Gaon Agency"."""
    if " " in text[hit.start : hit.end]:
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, hit.start - 30), hit.start)
    return before is not None or _CAPITAL_AFTER.match(text, hit.end) is not None


def _is_title(form: str) -> bool:
    return bool(english_titles(form))


def _moved(missing: Missing, hit: Hit, beside: Sequence[Reading]) -> bool:
    """Whether the sentences beside it account for the rival and hold what is missing."""
    accounted = any(id(form.term) in other.sourced for other in beside for form in hit.forms)
    held = any(id(term) in other.present for other in beside for term in missing.terms)
    return accounted and held


def _other_bodies(pair: SegmentPair, reading: Reading) -> bool:
    """Whether the source names a body that no entry covers, which the rival may translate."""
    if pair.source_language != "ko":
        return False
    return any(
        all(match.end() <= hit.start or hit.end <= match.start() for hit in reading.source_hits)
        for match in _BODY.finditer(pair.source)
        if tail_end(pair.source, match.end()) >= 0
    )
