"""Terms and names in the output: finding them, putting them in, giving them their capitals.

A hinted form is looked for with the liberties of its language (plural and
possessive, capitals, hyphens; particles in Korean). Where it is missing, a wrong
rendering that resembles it is replaced (`repair`); where there is none, the
sentence is decoded again with the form forced at likely places (`starts`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..text import Span


@dataclass(frozen=True, slots=True)
class Hint:
    """A form found in the source with the form that must stand in the target.

    `kind` is that of :class:`toolkit.text.Term`; `sure` is False for a form that was
    only guessed (a romanised name), which is hinted and not forced. `allowed` are
    other forms that will do.
    """

    source: str
    target: str
    kind: str = "term"
    sure: bool = True
    allowed: tuple[str, ...] = ()


@functools.lru_cache(maxsize=4096)
def _pattern(form: str, language: str) -> re.Pattern[str]:
    if language == "ko":
        return re.compile(r"\s*".join(re.escape(word) for word in form.split()), re.IGNORECASE)
    words = [re.escape(word) for word in re.split(r"[\s\-‐‑–]+", form) if word]
    body = r"[\s\-‐‑–]+".join(words) if words else re.escape(form)
    return re.compile(rf"(?<!\w){body}(?:s|es)?(?!\w)", re.IGNORECASE)


def find(form: str, text: str, language: str) -> Span | None:
    """Where `form` stands in `text`, None where it does not."""
    if not form.strip():
        return (0, 0)
    match = _pattern(form, language).search(text)
    return match.span() if match else None


def lost(hints: Sequence[Hint], text: str, language: str) -> list[Hint]:
    """The hints of whose forms none stands in `text`."""
    return [
        hint
        for hint in hints
        if all(find(form, text, language) is None for form in (hint.target, *hint.allowed))
    ]


def repair(text: str, hints: Sequence[Hint], language: str) -> str:
    """Replace what resembles a missing form by the form; the text as it is where nothing does.

    >>> repair("Jeon Do-hoon met Biegun.", [Hint("이도훈", "Lee Do-hoon", "person")], "en")
    'Lee Do-hoon met Biegun.'
    """
    for hint in lost(hints, text, language):
        taken = [span for other in hints if (span := find(other.target, text, language)) is not None]
        text = (
            _replace_korean(text, hint.target, taken)
            if language == "ko"
            else _replace(text, hint.target, taken)
        )
    return text


_WORD = re.compile(r"[^\s,;:()\[\]“”\"]+")


def _replace(text: str, form: str, taken: list[Span]) -> str:
    from rapidfuzz import fuzz

    words = [m.span() for m in _WORD.finditer(text)]
    size = len(form.split())
    proper = form[:1].isupper()
    best, place = 0.0, None
    for first in range(len(words)):
        for last in range(first + max(1, size - 2), min(len(words), first + size + 2) + 1):
            start, end = words[first][0], words[last - 1][1]
            piece = text[start:end]
            bare = piece.rstrip(".!?'’") if not form.endswith(".") else piece
            bare = re.sub(r"['’]s$", "", bare)
            end = start + len(bare)
            if not bare or any(start < b and a < end for a, b in taken):
                continue
            if proper and not bare[:1].isupper():
                continue
            if re.search(r"[,;:()\[\]“”\"]|[.!?]\s", text[start:end]) and not re.search(r"[,;:]", form):
                continue
            score = fuzz.ratio(bare.lower(), form.lower())
            # Where one form is the beginning or the end of the other nothing else can be meant.
            if (
                size >= 3
                and fuzz.partial_ratio(bare.lower(), form.lower()) > 97
                and len(bare) > 0.6 * len(form)
            ):
                score = max(score, 80.0)
            if score > best:
                best, place = score, (start, end)
    needed = 74.0 if len(form) >= 8 else 80.0
    if place is None or best < needed:
        return text
    return text[: place[0]] + form + text[place[1] :]


def _replace_korean(text: str, form: str, taken: list[Span]) -> str:
    from rapidfuzz import fuzz

    from ..languages.ko.particles import right_particle, stems

    words = [m.span() for m in _WORD.finditer(text)]
    size = len(form.split())
    best = 0.0
    place: tuple[int, int, str] | None = None
    for first in range(len(words)):
        for last in range(first + max(1, size - 1), min(len(words), first + size + 1) + 1):
            start, end = words[first][0], words[last - 1][1]
            head = text[start : words[last - 1][0]]
            tail = text[words[last - 1][0] : end]
            for stem, particle in stems(tail.rstrip(".!?")):
                bare = head + stem
                stop = start + len(bare)
                if any(start < b and a < stop for a, b in taken):
                    continue
                score = fuzz.ratio(bare.replace(" ", ""), form.replace(" ", ""))
                if score > best:
                    best, place = score, (start, stop, particle)
    needed = 66.0 if len(form) >= 4 else 100.0
    if place is None or best < needed:
        return text
    start, stop, particle = place
    right = right_particle(form, particle) if particle else None
    rest = text[stop:]
    if right is not None:
        rest = right + rest[len(particle) :]
    return text[:start] + form + rest


def starts(text: str, form: str, language: str, most: int) -> list[str]:
    """Beginnings of a translation that end in `form`: for decoding on from there.

    Taken at word bounds of a translation that lacks the form, spread evenly, the
    very start among them.
    """
    bounds = [m.start() for m in re.finditer(r"(?<!\S)\S", text)]
    if len(bounds) > most:
        step = len(bounds) / most
        bounds = [bounds[int(i * step)] for i in range(most)]
    found = []
    for at in bounds or [0]:
        head = text[:at].rstrip()
        article = re.search(r"\b(?:a|an|the)$", head, re.IGNORECASE) if language == "en" else None
        if article is not None and form[:1].isupper() and not head[: article.start()].strip():
            head = head[: article.start()].rstrip()
        found.append(f"{head} {form}".strip())
    return list(dict.fromkeys(found))


_SENTENCE_START = re.compile(r"(?:^|[.!?]['\"”’)]*\s+)['\"“‘(\[]*$")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "nor",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    ]
)


def set_capitals(text: str, hints: Sequence[Hint], language: str) -> str:
    """Give each hinted form the spelling of the hint and the capitals of its place.

    A form in lower case gets a capital at the start of a sentence, and capitals on
    its words where it is a title right before a name ("Special Representative Lee
    Do-hoon"); elsewhere it stays in lower case. Only for languages in Latin script.
    """
    if language == "ko":
        return text
    for hint in hints:
        form = hint.target
        at = 0
        while (match := _pattern(form, language).search(text, at)) is not None:
            start, end = match.span()
            seen = match.group()
            ending = seen[len(seen) - _extra(seen, form) :] if _extra(seen, form) else ""
            new = form
            if form[:1].islower():
                if hint.kind == "title" and _before_name(text, end) and seen[:1].isupper():
                    new = " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in form.split(" "))
                elif _SENTENCE_START.search(text[:start]):
                    new = form[:1].upper() + form[1:]
            text = text[:start] + new + ending + text[end:]
            at = start + len(new) + len(ending)
    return text


def _extra(seen: str, form: str) -> int:
    flat = re.sub(r"[\s\-‐‑–]+", " ", seen)
    plain = re.sub(r"[\s\-‐‑–]+", " ", form.strip())
    return max(0, len(flat) - len(plain))


def _before_name(text: str, at: int) -> bool:
    return re.match(r"\s[A-Z][\w.'’-]+", text[at:]) is not None
