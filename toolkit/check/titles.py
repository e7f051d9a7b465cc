"""Titles of persons: the term base decides, then the rules of government English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..languages.en.titles import EnglishTitle
from ..languages.en.titles import titles as english_titles
from ..languages.ko.titles import KoreanTitle
from ..languages.ko.titles import titles as korean_titles
from ..terms.base import Hit
from ..text import Finding, SegmentPair, Severity, Span
from .base import Check, CheckContext, finding
from .capitals import capitals
from .swaps import Reading, readings
from .terms import by_check, preferred_form

EXPLANATION: Final = """\
The title of a person must be the right one. An entry of the term base decides (its
column `kind` says title); else the rules of the Korean government's English names of
offices, by the country of the institution: 장관 Minister, in the United States
Secretary; 차관 Vice Minister, in the United States Under Secretary; 부장관 Deputy
Secretary; 차관보 Assistant Secretary; 외교부장 foreign minister; 부부장 vice minister.

error    a swapped title: a title of the source has no counterpart, and the target holds
         one that the source does not account for (대통령, Vice President); a form that
         the entry forbids
warning  전 without "former", 대행 without "acting"; the rank of a US post; a title of
         the term base whose capitals do not fit: capital letters directly before a
         name, lower case after it, alone, or between commas
note     no title at the first mention of a person (later mentions need none in
         English); capitals of other titles

Silence one: allow the form in the term base, or [[check.ignore]] check = "titles"."""

# Words that name a chief without saying which post: they prove no swap by themselves.
_WEAK: Final = frozenset(
    "leader chief head director manager adviser envoy representative lawmaker ceo physician official editor detective".split()
)
_SURNAMES_TOO: Final = frozenset("king prince queen pope bishop dean judge".split())
_ENGLISH: Final = {
    "attorney-general": "attorney general", "secretary-general": "secretary-general", "premier": "prime minister",
    "chair": "chairman or chairwoman", "chief-justice": "chief justice", "cabinet-secretary": "chief cabinet secretary",
    "floor-leader": "floor leader", "prosecutor-general": "prosecutor general", "doctor": "Dr.", "ceo": "CEO",
    "lieutenant-governor": "lieutenant governor", "presidential-secretary": "senior presidential secretary",
    "state": "of state",
}  # fmt: skip


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Swapped, missing and wrongly written titles in the pairs of one document."""
    said: dict[tuple[str, str, str], list[Span]] = {}
    for found in by_check("titles", pairs, context):
        yield found
        if found.source_span is not None:
            said.setdefault((found.id, found.source, found.target), []).append(found.source_span)
    _, read = readings(pairs, context)
    seen: set[str] = set()
    for pair, reading in zip(pairs, read, strict=True):
        done = said.get((pair.id, pair.source, pair.target), ()) if said else ()
        if pair.source_language == "ko" and pair.target_language == "en":
            korean, english, side = pair.source, pair.target, "target"
        elif pair.source_language == "en" and pair.target_language == "ko":
            korean, english, side = pair.target, pair.source, "source"
        else:
            continue
        there = korean_titles(korean)
        if not there:
            if side == "target":
                yield from capitals(pair, english, reading, [])
            continue
        here = english_titles(english)
        yield from _compare(pair, reading, english, there, here, seen, done)
        if side == "target":
            yield from capitals(pair, english, reading, here)


def _compare(
    pair: SegmentPair,
    reading: Reading,
    english: str,
    there: list[KoreanTitle],
    here: list[EnglishTitle],
    seen: set[str],
    done: Sequence[Span],
) -> Iterator[Finding]:
    forward = pair.source_language == "ko"
    korean_hits = reading.source_hits if forward else reading.target_hits
    english_hits = reading.target_hits if forward else reading.source_hits
    covering = [hit for hit in korean_hits if hit.top and _kinds(hit) & {"title", "organisation"}]
    special = [hit for hit in covering if _decides(hit)]
    # What an entry names is not read by the general rules; nor is 총리 in 국무총리실.
    rest = [k for k in there if not any(h.start < k.end and k.start < h.end for h in special)]
    rest = [
        k
        for k in rest
        if not any(_kinds(h) == {"organisation"} and h.start <= k.start and k.end <= h.end for h in covering)
    ]
    if forward:
        # What the term base has said already is not said again by the rules.
        rest = [k for k in rest if not any(a < k.end and k.start < b for a, b in done)]
        special = [h for h in special if (h.start, h.end) not in done]
    licensed = [
        (hit.start, hit.end)
        for hit in english_hits
        if any(not form.forbidden and _sourced(form.term, korean_hits) for form in hit.forms)
    ]
    free = [
        e
        for e in here
        # "Minister of Defense" in "Vice Minister of Defense" licenses no vice.
        if not any(a < e.end <= b and (not e.rank or a <= e.start) for a, b in licensed)
        and not any(_compatible(k, e, also=True) for k in rest)
    ]
    free += _supernumerary(english, rest, [e for e in here if e not in free])
    strong = [e for e in free if e.head not in _WEAK and not e.plural]
    strong = [e for e in strong if e.before_name or e.head not in _SURNAMES_TOO]
    absent = [k for k in rest if not any(_compatible(k, e) for e in here)]
    yield from _special(pair, reading, special, english_hits, free, seen)
    used: list[EnglishTitle] = []
    for k in absent:
        # 시장 may be a market and 대표 a delegate: only a title before a name is its rival.
        rival = next(
            (e for e in strong if e not in used and (k.certain or (k.named and e.before_name))), None
        )
        if rival is None:
            continue
        used.append(rival)
        expected = _english(k)
        message = f"{k.text} is {expected!r}; {_quoted(pair, rival, forward)} has no counterpart"
        yield _titled(pair, "error", message, k, rival, expected, forward)
    if forward:
        for k in rest:
            yield from _details(pair, k, here)
            yield from _first_mention(pair, k, here, bool(used), seen, reading)


_NAME: Final = re.compile(r"\.? ?((?:[A-Z][\w'’.-]*,? ?)+)")


def _supernumerary(
    english: str, there: Sequence[KoreanTitle], here: Sequence[EnglishTitle]
) -> list[EnglishTitle]:
    """Titles before names beyond those that the Korean has: "President A and President B" for 총리 and 대통령."""
    found: list[EnglishTitle] = []
    for head in dict.fromkeys(e.head for e in here if e.before_name):
        named = {
            m.group(1): e
            for e in here
            if e.head == head and (m := _NAME.match(english, e.end)) and e.before_name
        }
        if len(named) > 1:
            fitting = sum(any(_compatible(k, e, also=True) for e in named.values()) for k in there)
            found += list(named.values())[: max(0, len(named) - fitting)]
    return found


def _sourced(term: object, korean_hits: Sequence[Hit]) -> bool:
    return any(form.term is term for hit in korean_hits for form in hit.forms)


def _kinds(hit: Hit) -> set[str]:
    return {form.term.kind for form in hit.forms}


def _decides(hit: Hit) -> bool:
    """Whether an entry says another thing than the rules would: then it alone decides."""
    for form in hit.forms:
        if form.term.kind != "title":
            continue
        general = korean_titles(form.text)
        preferred = english_titles(form.term.target[0])
        if not general or not any(_compatible(k, e) for k in general for e in preferred):
            return True
    return False


def _special(
    pair: SegmentPair,
    reading: Reading,
    special: Sequence[Hit],
    english_hits: Sequence[Hit],
    free: Sequence[EnglishTitle],
    seen: set[str],
) -> Iterator[Finding]:
    """Titles that an entry decides: absent, with another title in their place."""
    if pair.source_language != "ko":
        yield from _official(pair, reading)
        return
    for hit in special:
        terms = [form.term for form in hit.forms if form.term.kind == "title" and not form.forbidden]
        if not terms or any(id(term) in reading.present for term in terms):
            continue
        expected = preferred_form(terms, pair)
        source = pair.source[hit.start : hit.end]
        rival = next(
            (e for e in free if not e.plural and e.head not in ("lawmaker", "official", "leader")), None
        )
        if rival is not None:
            severity: Severity = "warning" if rival.head in ("envoy", "adviser", "lawmaker") else "error"
            yield finding(
                pair, "titles", severity, f"{source} is {expected!r}; found {pair.target[rival.start : rival.end]!r}",
                source_span=(hit.start, hit.end), target_span=(rival.start, rival.end), expected=expected,
            )  # fmt: skip
        elif (
            terms[0].source[0] not in seen
            and not _NOMINEE.match(pair.source, hit.end)
            and _full_name(
                pair.source[max(0, hit.start - 24) : hit.start].split(), pair.source, hit.start, reading
            )
        ):
            yield finding(
                pair, "titles", "note", f"{source}: no title at the first mention",
                source_span=(hit.start, hit.end), expected=expected,
            )  # fmt: skip
        seen.add(terms[0].source[0])


_NOMINEE: Final = re.compile(r" ?(?:지명자|후보|후보자|내정자|인준|지명|인사)")


def _official(pair: SegmentPair, reading: Reading) -> Iterator[Finding]:
    """Long official English titles without their Korean counterpart, which has one form only."""
    for missing in reading.absent:
        english = pair.source[slice(*missing.span)]
        if english.count(" ") > 4 and all(term.kind == "title" for term in missing.terms):
            expected = preferred_form(missing.terms, pair)
            yield finding(
                pair, "titles", "warning", f"{english!r} is {expected}",
                source_span=missing.span, expected=expected,
            )  # fmt: skip


def _compatible(k: KoreanTitle, e: EnglishTitle, also: bool = False) -> bool:
    """Whether an English title translates a Korean one; `also` allows words used in its place."""
    if e.head not in k.heads and not (also and e.head in k.others):
        return False
    if e.rank and e.rank not in k.ranks:
        return False
    if not e.rank and k.ranks and "-" not in k.ranks:
        return False
    return (
        not k.office
        or not e.office
        or k.office == e.office
        or (k.office == "foreign" and e.office == "state")
    )


def _english(k: KoreanTitle) -> str:
    """The usual English of a Korean title, by the rules."""
    order = (
        "president",
        "premier",
        "minister",
        "secretary",
        "chair",
        "speaker",
        "governor",
        "mayor",
        "doctor",
        "professor",
        "director",
        "head",
    )
    head = next((h for h in order if h in k.heads), min(k.heads))
    name = _ENGLISH.get(head, head.replace("-", " "))
    if k.office == "state":
        name = "secretary of state"
    elif k.office and head in ("minister", "secretary"):
        name = f"{k.office} {name}"
    lowered = "vice" if "vice" in k.ranks else "deputy" if "deputy" in k.ranks else ""
    return f"{lowered} {name}".strip() if "-" not in k.ranks else name


def _quoted(pair: SegmentPair, e: EnglishTitle, forward: bool) -> str:
    text = pair.target if forward else pair.source
    return repr(text[e.start : e.end])


def _titled(
    pair: SegmentPair,
    severity: Severity,
    message: str,
    k: KoreanTitle,
    e: EnglishTitle,
    expected: str,
    forward: bool,
) -> Finding:
    korean: Span = (k.start, k.end)
    english: Span = (e.start, e.end)
    source, target = (korean, english) if forward else (english, korean)
    return finding(
        pair, "titles", severity, message, "target", source, target, expected if forward else k.text
    )


_FORMER: Final = re.compile(
    r"\b(?:former|ex|then|late|onetime|one-time|past|retired|old|previous|served as|was|outgoing|predecessor|formerly)\b",
    re.IGNORECASE,
)
_ACTING: Final = re.compile(
    r"\b(?:acting|interim|caretaker|stand-in|provisional|charge|duties|filling in|temporary)\b", re.IGNORECASE
)
_US: Final = re.compile(r"(?:미국|(?<![가-힣])미)\s?(?:[가-힣]+\s)?[가-힣]{0,6}$")
_US_RANKS: Final = {"부장관": "deputy", "차관": "under", "차관보": "assistant"}


def _details(pair: SegmentPair, k: KoreanTitle, here: Sequence[EnglishTitle]) -> Iterator[Finding]:
    """전 and 대행, and the posts of the United States."""
    matching = [e for e in here if _compatible(k, e) and e.before_name]
    if not matching:
        return
    e = matching[0]
    if k.former and k.named and not _FORMER.search(pair.target):
        yield _titled(
            pair,
            "warning",
            f"전 {k.text} is a former one",
            k,
            e,
            f"former {pair.target[e.start : e.end]}",
            True,
        )
    if k.acting and not _ACTING.search(pair.target):
        yield _titled(
            pair,
            "warning",
            f"{k.text} 대행 is an acting one",
            k,
            e,
            f"acting {pair.target[e.start : e.end]}",
            True,
        )
    if k.text in ("장관", *_US_RANKS) and _US.search(pair.source[max(0, k.start - 16) : k.start]):
        rank = _US_RANKS.get(k.text, "")
        if e.head == "minister" and not any(
            _compatible(k, other) and other.head == "secretary" for other in here
        ):
            found = pair.target[e.start : e.end]
            yield _titled(
                pair,
                "warning",
                f"a post of the United States: not {found!r}",
                k,
                e,
                f"{rank} secretary".strip(),
                True,
            )
        elif rank and e.head == "secretary" and e.rank != rank:
            word = {
                "under": "under secretary",
                "deputy": "deputy secretary",
                "assistant": "assistant secretary",
            }[rank]
            yield _titled(pair, "warning", f"{k.text} of the United States is {word!r}", k, e, word, True)


_HANGUL: Final = re.compile(r"[가-힣]{1,6}")
_SURNAMES: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부"
)


def _first_mention(
    pair: SegmentPair,
    k: KoreanTitle,
    here: Sequence[EnglishTitle],
    swapped: bool,
    seen: set[str],
    reading: Reading,
) -> Iterator[Finding]:
    """The title is needed where a person is first named in full; later the surname alone will do."""
    if not k.named or not k.certain or pair.source.startswith("의", k.end):
        return  # 감독의 선수들: the person belongs to another
    words = pair.source[max(0, k.start - 24) : k.start].split()
    if not words or not _full_name(words, pair.source, k.start, reading):
        return
    key = words[-1]
    first = key not in seen
    seen.add(key)
    posts = k.heads | k.others
    if first and not swapped and not any(e.head in posts for e in here):
        yield finding(
            pair, "titles", "note", f"{key} {k.text}: no title at the first mention",
            source_span=(k.start, k.end), expected=_english(k),
        )  # fmt: skip


def _full_name(words: Sequence[str], text: str, at: int, reading: Reading) -> bool:
    """Whether the words before a title end in a full name: 이도훈, or 존 고든."""
    last = words[-1] if words else ""
    if any(hit.start < at - 1 <= hit.end for hit in reading.source_hits) or not _HANGUL.fullmatch(last):
        return False
    if last.endswith(
        (
            "당",
            "부",
            "청",
            "처",
            "원",
            "국",
            "회",
            "사",
            "이자",
            "노조",
            "치안",
            "수석",
            "특별",
            "차기",
            "현직",
            "연방",
            "전직",
        )
    ):
        return False  # a body, or a word that belongs to the title
    if len(last) == 3 and last[0] in _SURNAMES:
        return last[-1] not in "은는이가을를의에도와과"
    if len(last) > 3 and last[-1] in "은는이가을를의에도와과로서":
        return False
    other = words[-2] if len(words) > 1 else ""
    return (
        bool(_HANGUL.fullmatch(other))
        and other[-1] not in "은는이가을를의에도로와과한인된던며고서"
        and len(last) > 1
    )


TITLES: Final = Check(
    "titles", "Does everyone have the right title, written as its place asks?", EXPLANATION, run
)
