"""Spelling of names: one name spelt two ways in a document, and common names misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ..languages.en.gazetteer import AMBIGUOUS, NOT_PERSONS
from ..languages.en.names import Word, capitalised, sequences
from ..languages.ko.mentions import TITLED, common_english, common_words, looks_foreign, mentions, stems
from ..languages.ko.names import NameScorer
from ..languages.ko.sounds import fold, table
from ..text import Finding, SegmentPair, Severity, Span
from .base import Check, CheckContext, finding
from .linking import HangulWord, Link, Sides, hangul_words, sides, word_link

_HANGUL = re.compile(r"[가-힣]{3,12}")
_SHORTEST = 4  # letters of a word that is compared
_OWN_NAME = 5.0  # nats of a Hangul name that surely goes with a spelling
_FOREIGN = 6.0  # nats of a Hangul word, with what a title adds, that it is a foreign name
_SAME_FOREIGN = 5.0  # nats from which on a Hangul word is the name of an English one
_OWN = 2.0  # nats by which a Hangul name must prefer one spelling for two names to be told apart


class Place(NamedTuple):
    """Where a word stands: the pair, and the span in its English (or Korean) text."""

    pair: SegmentPair
    side: Sides
    span: Span
    text: str
    role: str = ""
    """Where the word stands in its name: "first", "last", "" alone or inside."""


@dataclass(slots=True)
class _Form:
    """A spelling, with its places and the Hangul words beside which it stands."""

    folded: str
    places: list[Place] = field(default_factory=list)


def slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or two letters changed about, make `b` of `a`.

    The distance of Damerau (1964) is 1.
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]


def deletions(word: str) -> set[str]:
    """The word and all that is left of it without one letter (the index of SymSpell, Garbe 2012)."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@cache
def _known_words() -> frozenset[str]:
    """Folded names that are certainly spelt so: common ones of persons, places, peoples."""
    heard = {line.partition("\t")[0] for line in table()["heard"].split("\n")}
    surnames = {s for packed in table()["surnames"].values() for s in packed.split()[::2]}
    return frozenset(heard | {fold(w) for w in NOT_PERSONS} | {s for s in surnames if len(s) >= _SHORTEST})


@cache
def _known_by_deletion() -> dict[str, list[str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_known_words()):
        if len(word) >= _SHORTEST:
            for key in deletions(word):
                index[key].append(word)
    return dict(index)


def _forms(places: Sequence[tuple[Word, Place]]) -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    for word, place in places:
        folded = fold(word.text)
        if len(folded) < _SHORTEST or word.text.isupper():
            continue
        parts = word.text.split("-")
        if len(parts) == 1 or not any(p in NOT_PERSONS or (len(p) > 1 and p.isupper()) for p in parts):
            forms.setdefault(folded, _Form(folded)).places.append(place)
    return forms


_ENDINGS = frozenset("s n i e a d r".split(" "))


def _inflected(a: str, b: str) -> bool:
    """Whether the words differ by an ending only: Iraq, Iraqi; Koreas, Korean; McCann, McCanns."""
    short, long = sorted((a, b), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} <= _ENDINGS
    return long.startswith(short) and long[len(short) :] in _ENDINGS


def _same_but_vowel(a: str, b: str) -> bool:
    """Whether one vowel stands for another, as in Cecelia and Cecilia: another custom rather than a slip."""
    return len(a) == len(b) and any(
        x != y and {x, y} <= set("aeiouy") and a[:i] + a[i + 1 :] == b[:i] + b[i + 1 :]
        for i, (x, y) in enumerate(zip(a, b, strict=True))
    )


def _links(form: _Form, hangul: dict[int, Sequence[HangulWord]]) -> dict[str, float]:
    """Hangul stems that go with the spelling where it stands, with their scores."""
    found: dict[str, float] = {}
    for place in form.places[:4]:
        key = id(place.pair)
        if key not in hangul:
            hangul[key] = hangul_words(place.side.korean)
        link: Link | None = word_link(form.folded, hangul[key])
        if link is not None:
            found[link.stem] = max(link.score, found.get(link.stem, -99.0))
    return found


def _same_name(a: _Form, b: _Form, hangul: dict[int, Sequence[HangulWord]]) -> tuple[bool, bool]:
    """(is one name, is certain) for two spellings that differ by a slip."""
    known, common = _known_words(), common_english()
    both_known = a.folded in known and b.folded in known
    if both_known or a.folded in common or b.folded in common:
        return False, False
    if a.folded + "s" == b.folded or b.folded + "s" == a.folded:
        return False, False
    if _inflected(a.folded, b.folded) and any(f.places[0].text in NOT_PERSONS for f in (a, b)):
        return False, False
    roles = [{p.role for p in form.places} - {""} for form in (a, b)]
    if roles[0] and roles[1] and not roles[0] & roles[1]:
        return False, False  # Will Wade and Wayde Sims
    if any(roles[i] == {"first"} and _by_surname(form) for i, form in ((0, b), (1, a))):
        return False, False  # Wayde Sims, and "Wade said"
    if {id(p.pair) for p in a.places} & {id(p.pair) for p in b.places}:
        return False, False  # Rhine and Rhône in one sentence
    left, right = _links(a, hangul), _links(b, hangul)
    if set(left) & set(right):
        return True, not _inflected(a.folded, b.folded)
    if left and right:
        # two Hangul names: two persons, if each goes with its own spelling only
        scorer = NameScorer.load()
        (one, s1), (other, s2) = (max(d.items(), key=lambda item: item[1]) for d in (left, right))
        mine, yours = scorer.word_score(one, b.folded), scorer.word_score(other, a.folded)
        if min(s1, s2) >= _OWN_NAME and s1 > mine + _OWN and s2 > yours + _OWN:
            return False, False
    if _inflected(a.folded, b.folded):
        return False, False
    return min(len(a.folded), len(b.folded)) >= (5 if left or right else 6), False


def _by_surname(form: _Form) -> bool:
    """Whether a person of this name says something everywhere, named by this word alone: with English, the surname."""
    return all(
        not place.role and _SAYS.match(place.side.english, place.span[1]) is not None for place in form.places
    )


_SAYS = re.compile(r" (?:sa(?:id|ys)|told|asked|added|noted|wrote|explained|warned)\b")


def _better(a: _Form, b: _Form, hangul: dict[int, Sequence[HangulWord]]) -> tuple[_Form, _Form, bool]:
    """(the spelling to keep, the other, whether that is certain)."""
    known = _known_words()
    more, fewer = (a, b) if len(a.places) > len(b.places) else (b, a)
    if len(more.places) >= 2 * len(fewer.places):
        return more, fewer, True
    if (a.folded in known) != (b.folded in known):
        return (a, b, True) if a.folded in known else (b, a, True)
    if len(a.places) != len(b.places):
        return (a, b, True) if len(a.places) > len(b.places) else (b, a, True)
    left, right = (max(_links(form, hangul).values(), default=-6.0) for form in (a, b))
    if abs(left - right) >= 1.5:
        return (a, b, True) if left > right else (b, a, True)
    return a, b, False


def place_name(pair: SegmentPair, in_target: bool) -> str:
    """Id of a pair, with the file of the side that is meant where the id begins with that of the other."""
    own, other = (pair.target_file, pair.source_file) if in_target else (pair.source_file, pair.target_file)
    return own + pair.id[len(other) :] if own and other and pair.id.startswith(f"{other}:") else pair.id


def _places_named(form: _Form) -> str:
    ids = list(dict.fromkeys(place_name(p.pair, p.side.korean_is_source) for p in form.places))
    shown = ", ".join(ids[:6]) + (f" and {len(ids) - 6} more" if len(ids) > 6 else "")
    return (
        f"{form.places[0].text!r} ({len(form.places)} times: {shown})" if shown else repr(form.places[0].text)
    )


def _finding(
    place: Place, severity: Severity, message: str, expected: str, korean: Span | None = None
) -> Finding:
    if place.side.korean_is_source:
        return finding(place.pair, "spelling", severity, message, "target", korean, place.span, expected)
    return finding(place.pair, "spelling", severity, message, "source", place.span, korean, expected)


def _two_ways(forms: dict[str, _Form], hangul: dict[int, Sequence[HangulWord]]) -> Iterator[Finding]:
    wrong: set[str] = set()
    for other, folded in _one_slip_apart(sorted(forms)):
        same, certain = _same_name(forms[other], forms[folded], hangul)
        if not same:
            continue
        keep, drop, decided = _better(forms[other], forms[folded], hangul)
        if drop.folded in wrong:
            continue
        wrong.add(drop.folded)
        for one, two in ((drop, keep),) if decided else ((drop, keep), (keep, drop)):
            message = f"{one.places[0].text!r} is elsewhere spelt {_places_named(two)}"
            expected = two.places[0].text if decided else ""
            for place in one.places:
                yield _finding(place, "error" if certain else "warning", message, expected)


def _one_slip_apart(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of words one slip apart, each with the earlier word first."""
    first: dict[str, str] = {}
    more: dict[str, list[str]] = {}
    for word in words:
        near: set[str] = set()
        for key in deletions(word):
            other = first.setdefault(key, word)
            if other is not word:
                near.add(other)
                near.update(more.get(key, ()))
                more.setdefault(key, []).append(word)
        for other in sorted(near):
            if slip(other, word):
                yield other, word


def _misspelt(forms: dict[str, _Form], hangul: dict[int, Sequence[HangulWord]]) -> Iterator[Finding]:
    """Words one slip away from a common name that goes much better with the Hangul."""
    known, common, index = _known_words(), common_english(), _known_by_deletion()
    scorer = NameScorer.load()
    for folded in sorted(forms):
        if folded in known or folded in common or len(folded) < 5 or len(forms[folded].places) > 1:
            continue
        candidates = {w for key in deletions(folded) for w in index.get(key, ()) if slip(w, folded)}
        candidates = {w for w in candidates if not _inflected(w, folded) and not _same_but_vowel(w, folded)}
        if not candidates:
            continue
        for place in forms[folded].places:
            key = id(place.pair)
            if key not in hangul:
                hangul[key] = hangul_words(place.side.korean)
            links = [(word, word_link(word, hangul[key])) for word in sorted(candidates)]
            fitting = [(w, k) for w, k in links if k is not None and k.score >= 6.0 and len(k.stem) > 1]
            if not fitting:
                continue
            own = word_link(folded, hangul[key])
            best: tuple[float, str, Link] | None = None
            for word, link in fitting:
                gain = link.score - max(scorer.word_score(link.stem, folded), -6.0)
                if own is not None and own.stem != link.stem and own.score > 6.0:
                    continue
                if best is None or gain > best[0]:
                    best = (gain, word, link)
            if best is not None and best[0] >= 4.0 and not _is_another(place, best[1], best[2]):
                expected = best[1].capitalize()
                message = f"{place.text!r} reads like {expected!r} misspelt: {best[2].stem}"
                yield _finding(place, "warning", message, expected, (best[2].start, best[2].end))


def _is_another(place: Place, expected: str, link: Link) -> bool:
    """Whether the Hangul word is another well-known name that stands beside the word: Tesla, and 텍사스, Texas."""
    known, scorer = _known_words(), NameScorer.load()
    others = {fold(w.text) for w in capitalised(place.side.english)} - {fold(place.text), expected}
    return any(w in known and scorer.word_score(link.stem, w) >= link.score for w in others if len(w) > 2)


def _words(english: str) -> Iterator[tuple[Word, str]]:
    for words in sequences(english):
        names = [w for w in words if w.text not in NOT_PERSONS or w.text in AMBIGUOUS]
        for word in words:
            inside = len(names) > 1 and word in names
            yield (
                word,
                "first" if inside and word is names[0] else "last" if inside and word is names[-1] else "",
            )


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings in the pairs of one document."""
    places: list[tuple[Word, Place]] = []
    for pair in pairs:
        side = sides(pair)
        if side is not None:
            for word, role in _words(side.english):
                places.append((word, Place(pair, side, (word.start, word.end), word.text, role)))
    forms = _forms(places)
    hangul: dict[int, Sequence[HangulWord]] = {}
    # Words of a pair that stands alone have nothing to be compared with.
    found = list(_two_ways(forms, hangul)) if len(pairs) > 1 else []
    yield from found
    done = {(f.id, f.source_span, f.target_span) for f in found}
    for item in _misspelt(forms, hangul):
        span = item.target_span if item.side == "target" else item.source_span
        if not any(span in (d[1], d[2]) and d[0] == item.id for d in done):
            yield item
    if len(pairs) > 1:
        yield from _korean_two_ways(pairs)


def _alike(korean: Sequence[str]) -> tuple[set[str], set[int]]:
    """Foreign names of three syllables or more that differ from another by one, and which texts may hold them."""
    common = common_words()
    words: dict[str, tuple[str, ...]] = {}
    without_one: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    for word in dict.fromkeys(word for text in korean for word in _HANGUL.findall(text)):
        if word in common:
            continue
        nouns = stems(word)
        if any(noun in common for noun in nouns if len(noun) > 1):
            continue
        words[word] = nouns
        for noun in nouns:
            if len(noun) > 2:
                for i in range(len(noun)):
                    other = without_one.setdefault(f"{noun[:i]}_{noun[i + 1 :]}", noun)
                    if other != noun:
                        pairs.add((other, noun))
    least = _FOREIGN - TITLED
    alike = {noun for pair in pairs if all(looks_foreign(noun) >= least for noun in pair) for noun in pair}
    holders = [word for word, nouns in words.items() if not alike.isdisjoint(nouns)] if alike else []
    return alike, {n for n, text in enumerate(korean) if any(word in text for word in holders)}


def _korean_two_ways(pairs: Sequence[SegmentPair]) -> Iterator[Finding]:
    """Hangul names written two ways that go with one English name."""
    both = [(pair, side) for pair in pairs if (side := sides(pair)) is not None]
    alike, holders = _alike([side.korean for _, side in both])
    if not holders:
        return
    forms: dict[str, dict[str, list[tuple[SegmentPair, Sides, Span]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    scorer = NameScorer.load()
    for number in sorted(holders):
        pair, side = both[number]
        named = [
            m
            for m in mentions(side.korean)
            if m.kind == "foreign" and m.stem in alike and m.strength >= _FOREIGN
        ]
        if not named:
            continue
        words = {fold(w.text) for w in capitalised(side.english) if w.text not in NOT_PERSONS}
        for mention in named:
            best = max(
                (
                    (scorer.word_score(mention.stem, w, _SAME_FOREIGN), w)
                    for w in words
                    if len(w) >= _SHORTEST
                ),
                default=(0.0, ""),
            )
            if best[0] >= _SAME_FOREIGN:
                forms[best[1]][mention.stem].append((pair, side, (mention.start, mention.end)))
    for english in sorted(forms):
        spellings = sorted(forms[english].items(), key=lambda item: (-len(item[1]), item[0]))
        keep, kept_places = spellings[0]
        for stem, stem_places in spellings[1:]:
            if len(stem) != len(keep) or sum(a != b for a, b in zip(stem, keep, strict=True)) != 1:
                continue
            if {id(p) for p, _, _ in stem_places} & {id(p) for p, _, _ in kept_places}:
                continue  # two words side by side
            ids = ", ".join(
                dict.fromkeys(place_name(p, not side.korean_is_source) for p, side, _ in kept_places[:6])
            )
            for pair, side, span in stem_places:
                message = (
                    f"{stem} is elsewhere written {keep} ({len(kept_places)} times: {ids}), "
                    f"both for {english.capitalize()!r}"
                )
                if side.korean_is_source:
                    yield finding(pair, "spelling", "note", message, "source", span, None, keep)
                else:
                    yield finding(pair, "spelling", "warning", message, "target", None, span, keep)


SPELLING = Check(
    name="spelling",
    summary="one name is spelt one way in a document",
    explanation=(
        "Capitalised words of one document that differ by one slip (a letter more, less or other, two letters "
        "changed about) are compared. Where both go with the same Hangul name they are one name spelt two ways: "
        "an error at each place of the rarer spelling, which names the places of the other. Without Hangul "
        "evidence it is a warning, and endings (Iraq, Iraqi) and pairs of well-known names (Jon, John) are let "
        "pass. A word one slip away from a common name that fits the Hangul much better is a warning, and so is a "
        "Hangul name written two ways for one English name."
    ),
    run=run,
)
