"""Typography: quotation marks, brackets, spaces, and the particles of Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from ..languages.ko.particles import final_of, right_particle
from ..text import Finding, SegmentPair, Severity
from .base import Check, CheckContext, finding
from .swaps import Reading, readings

EXPLANATION: Final = """\
Marks and particles as they are written in the press.

warning  a bracket or a quotation mark of the target that has no partner, where the
         source is balanced and the article does not go on with the quotation; a wrong
         Korean particle (이/가, 은/는, 을/를, 와/과, 로/으로) after a name that the term
         base knows, after initialisms read by letter (IAEA는), after digits, and where
         the spelling alone decides (을/를 after any noun: 책를)
note     the same in the source; two spaces in a row; a space before a comma

Silence one: [[check.ignore]] check = "typography" with the text in bitext.toml."""

_PARTNERS: Final = {
    "(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）",
}  # fmt: skip
_CLOSERS: Final = {closer: opener for opener, closer in _PARTNERS.items()}
_MARKS: Final = re.compile(r"[()\[\]{}“”「」『』《》〈〉（）\"]")
_QUOTES: Final = frozenset('“”"')
_LIST_MARK: Final = re.compile(r"(?:^|\s)(?:\d{1,3}|[A-Za-z]|[ivx]{1,4}|[가-힣])$")
_SPACES: Final = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)|(?<=[\w)\]”’]) +(?=[,;](?:\s|$))")

Side = Literal["source", "target"]


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings about marks, spaces and particles, on both sides."""
    _, read = readings(pairs, context)
    lonely = _lonely(pairs)
    for number, pair in enumerate(pairs):
        for at, mark in lonely.get(number, ()):
            yield from _mark(pair, at, mark, alone=len(pairs) == 1)
        for side, text, language in (
            ("source", pair.source, pair.source_language),
            ("target", pair.target, pair.target_language),
        ):
            if "  " in text or " ," in text or " ;" in text or "\u00a0" in text:
                for match in _SPACES.finditer(text):
                    message = "a space before a comma" if text[match.end()] in ",;" else "two spaces in a row"
                    yield _report(pair, side, "note", message, match.start(), match.end(), " ")  # type: ignore[arg-type]
            if language == "ko":
                yield from _particles(pair, side, text, read[number])  # type: ignore[arg-type]


def _report(
    pair: SegmentPair, side: Side, severity: Severity, message: str, start: int, end: int, expected: str = ""
) -> Finding:
    span = (start, end)
    return finding(
        pair, "typography", severity if side == "target" else "note", message, side,
        span if side == "source" else None, span if side == "target" else None, expected,
    )  # fmt: skip


def _unpaired(text: str) -> list[tuple[int, str]]:
    """Marks without a partner, with their places; a straight quotation mark opens and closes in turn."""
    stack: list[tuple[int, str]] = []
    left: list[tuple[int, str]] = []
    for match in _MARKS.finditer(text):
        mark, at = match.group(), match.start()
        if mark == '"':
            if at and text[at - 1].isdigit() and (at + 1 == len(text) or not text[at + 1].isalpha()):
                continue  # inches, seconds of arc
            if stack and stack[-1][1] == '"':
                stack.pop()
            else:
                stack.append((at, mark))
        elif mark in _PARTNERS:
            stack.append((at, mark))
        elif stack and stack[-1][1] == _CLOSERS[mark]:
            stack.pop()
        elif any(opener == _CLOSERS[mark] for _, opener in stack):
            while stack[-1][1] != _CLOSERS[mark]:
                left.append(stack.pop())
            stack.pop()
        elif mark != ")" or not _LIST_MARK.search(text[max(0, at - 5) : at]):
            left.append((at, mark))
    return sorted(left + stack)


_REACH: Final = 12
"""Sentences over which a quotation may go on."""


def _lonely(pairs: Sequence[SegmentPair]) -> dict[int, list[tuple[int, str]]]:
    """Marks of the targets that have no partner, by the number of their pair.

    A quotation may go on over several sentences, and each of its paragraphs may open
    it anew. Marks are passed over where the source is not balanced either.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    waiting: tuple[int, int, str] | None = None
    for number, pair in enumerate(pairs):
        if waiting is not None and number - waiting[0] > _REACH:
            found.setdefault(waiting[0], []).append(waiting[1:])
            waiting = None
        for at, mark in _unpaired(pair.target):
            if mark not in _QUOTES:
                found.setdefault(number, []).append((at, mark))
            elif waiting is not None and (mark != "“" or waiting[2] == "“"):
                waiting = (number, at, mark) if mark == "“" else None
            else:
                if waiting is not None:
                    found.setdefault(waiting[0], []).append(waiting[1:])
                waiting = (number, at, mark)
                if mark == "”":
                    found.setdefault(number, []).append((at, mark))
                    waiting = None
    if waiting is not None:
        found.setdefault(waiting[0], []).append(waiting[1:])
    return {n: marks for n, marks in found.items() if not (pairs[n].source and _unpaired(pairs[n].source))}


def _mark(pair: SegmentPair, at: int, mark: str, alone: bool) -> Iterator[Finding]:
    quote = mark in _QUOTES
    kind = "quotation mark" if quote else "bracket"
    expected = _PARTNERS.get(mark) or _CLOSERS.get(mark, mark)
    # A sentence on its own may be cut out of a longer quotation.
    severity: Severity = "note" if quote and alone else "warning"
    yield _report(pair, "target", severity, f"{kind} {mark} has no partner {expected}", at, at + 1, expected)


# Particles ----------------------------------------------------------------------------

_ENDING: Final = re.compile(r"(?:으로|은|는|이|가|을|를|과|와|로)(?![가-힣A-Za-z0-9])")
_ALL: Final = "으로|은|는|이|가|을|를|과|와|로"
_AFTER_LATIN: Final = re.compile(
    rf"((?<![A-Za-z0-9])[A-Z]{{2,4}}|[0-9][0-9,.]*)(\))?({_ALL})(?![가-힣A-Za-z0-9])"
)
_AFTER_BRACKET: Final = re.compile(rf"([가-힣A-Za-z0-9]+)\(([^()]*[^()\s])\)({_ALL})(?![가-힣A-Za-z0-9])")
# Where spelling decides: 를 and 와 never stand behind a final consonant, 으로 never behind a vowel or ㄹ.
_SPELT: Final = re.compile(r"([가-힣])(를|으로)(?![가-힣A-Za-z0-9])")
_NO_CASE: Final = frozenset("가이")


def _particles(pair: SegmentPair, side: Side, text: str, reading: Reading) -> Iterator[Finding]:
    found: dict[int, tuple[str, str, int]] = {}
    hits = reading.source_hits if side == "source" else reading.target_hits
    for hit in hits:
        if hit.top and hit.end < len(text) and "가" <= text[hit.end] <= "힣":
            match = _ENDING.match(text, hit.end)
            if match:
                found[hit.end] = (text[hit.start : hit.end], match.group(), match.end())
    if re.search(r"[A-Z0-9)][가-힣]", text):
        for match in _AFTER_LATIN.finditer(text):
            stem, bracket, particle = match.groups()
            if bracket or (stem[0].isdigit() and particle in _NO_CASE):
                continue  # 종로3가; what a bracket closes is looked at below
            found.setdefault(match.start(3), (stem, particle, match.end()))
        for match in _AFTER_BRACKET.finditer(text):
            outer, inner, particle = match.groups()
            rights = [right_particle(stem, particle) for stem in (outer, inner)]
            if None not in rights and particle not in rights:
                yield _particle(pair, side, outer, particle, rights[0] or "", match.start(3), match.end(3))
    for match in _SPELT.finditer(text):
        found.setdefault(match.start(2), (match.group(1), match.group(2), match.end()))
    for at, (stem, particle, end) in sorted(found.items()):
        right = right_particle(stem, particle)
        if right is not None and right != particle and final_of(stem) is not None:
            yield _particle(pair, side, stem, particle, right, at, end)


def _particle(
    pair: SegmentPair, side: Side, stem: str, particle: str, right: str, start: int, end: int
) -> Finding:
    message = f"after {stem} the particle is {right}, not {particle}"
    return _report(pair, side, "warning", message, start, end, right)


TYPOGRAPHY: Final = Check("typography", "Are marks paired, spaces single, particles right?", EXPLANATION, run)
