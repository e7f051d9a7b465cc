"""What holds for any language: the fallback where we know nothing better."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..text import Span
from .base import Language

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")

CLOSERS = "\"'”’″˝´»›」』】〉》)\\]}"
OPENERS = "\"'“‘«‹「『【〈《([{"
# Possessive quantifiers: a megabyte of full stops is read once.
_MARK = re.compile(
    rf"(?P<mark>[.!?…‥。！？｡؟۔।॥።։]++)(?P<close>['’]['’](?!\w)|[{CLOSERS}]*+)(?P<loose>(?:[ \t]++[\"”’″˝](?=\s|\Z))?)"
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ADDRESS = re.compile(r"(?:^|[.!?][\"”’)]?\s)\s*(?P<a>https?://\S+)(?=\s+[^\s가-힣a-z]|\s+[가-힣]{2})")
_WIDE = frozenset("。！？｡।॥؟۔።։")


def words(text: str) -> list[Span]:
    """Spans of words: runs of letters and digits, joined by inner hyphens, apostrophes and dots."""
    return [m.span() for m in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a sentence may end: text[start:end] is the final mark and what closes after it.

    `mark` is the mark alone, `close` the quotation marks and brackets behind it;
    `sentence` is where the sentence began, `spaced` whether white space follows.
    """

    text: str
    start: int
    end: int
    mark: str
    close: str
    sentence: int
    spaced: bool

    def token(self) -> str:
        """The word before the mark, without opening marks (at most 24 characters are looked at)."""
        before = self.text[max(self.sentence, self.start - 24) : self.start].rsplit(None, 1)
        return before[-1].lstrip(OPENERS) if before and not self.text[self.start - 1].isspace() else ""

    def rest(self, length: int = 60) -> str:
        """What follows, without the white space between."""
        return self.text[self.end : self.end + length + 8].lstrip()[:length]


def split(text: str, ends: Callable[[Mark], bool], extra: Iterable[int] = ()) -> list[Span]:
    """Spans of sentences: `ends` says of each mark in turn whether a sentence ends there.

    `extra` are further bounds, ascending; a blank line is always one. Time is linear in the text.
    """
    bounds: list[int] = []
    fixed = sorted({*extra, *(m.start() for m in _BLANK_LINE.finditer(text))})
    at = 0  # next of `fixed`
    sentence = _skip(text, 0)
    for match in _MARK.finditer(text):
        while at < len(fixed) and fixed[at] <= match.start():
            bounds.append(fixed[at])
            sentence = _skip(text, fixed[at])
            at += 1
        close = match["close"] + match["loose"].strip()
        end = match.end()
        if end >= len(text):
            break
        mark = Mark(text, match.start(), end, match["mark"], close, sentence, text[end].isspace())
        if ends(mark):
            bounds.append(end)
            sentence = _skip(text, end)
    bounds += fixed[at:]
    return list(_spans(text, bounds))


def bare_addresses(text: str) -> list[int]:
    """Ends of web addresses that stand where a sentence begins: such an address is a line of its own."""
    return [match.end("a") for match in _ADDRESS.finditer(text)]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _spans(text: str, bounds: Iterable[int]) -> Iterator[Span]:
    start = 0
    for end in (*bounds, len(text)):
        if end <= start:
            continue
        piece = text[start:end]
        body = piece.strip()
        if body:
            begin = start + piece.index(body[0])
            yield begin, begin + len(body)
        start = end


def _ends(mark: Mark) -> bool:
    """A full stop ends a sentence before white space and no lower-case letter; marks of scripts without
    spaces and capitals always do."""
    if any(c in _WIDE for c in mark.mark):
        # What a closing mark quotes goes on where the sentence around it does.
        return not (mark.close and not mark.spaced and mark.rest(1) in ("と", "，", "、", ",", "的"))
    if not mark.spaced:
        return False
    rest = mark.rest(2).lstrip(OPENERS)
    token = mark.token()
    if (
        mark.mark == "."
        and not mark.close
        and ((len(token) == 1 and token.isalpha()) or re.fullmatch(r"\w(?:\.\w)+", token))
    ):
        return False
    if (
        mark.mark == "."
        and token.isdigit()
        and ((len(token) < 3 and mark.start - len(token) == mark.sentence) or rest[:1].islower())
    ):
        return False
    return not rest[:1].islower()


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of one block, in any language."""
    return split(text, _ends)


def generic_language(code: str) -> Language:
    """A usable record for a language of which nothing else is known."""
    # Not at the top: it builds on this module's words.
    from .generic_quantities import quantities

    return Language(code, code, code, "", sentences, words, quantities)
