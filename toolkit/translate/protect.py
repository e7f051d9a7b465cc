"""What must come through a translation unchanged: addresses, handles, code, emoji.

Sub-word models fold or lose much of it (SentencePiece's nmt_nfkc turns what it
does not know into U+2047). Spans at the ends of a sentence are cut off and glued
on again; inner ones are left in place and must be found in the output, else the
sentence is translated around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_URL = r"(?:https?|ftp)://[^\s<>\"'’”」』)\]]*[^\s<>\"'’”」』)\].,;:!?가-힣]|www\.[\w-]+(?:\.[\w-]+)+(?:/[!-~]*[\w/])?"
_MAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # bounded: a long line stays linear
_HANDLE = r"(?<![\w@])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?"
_TAG = r"(?<![\w#&])#[^\W\d]\w*"
_IDENTIFIER = r"(?<![\w])[A-Za-z0-9]*_[A-Za-z0-9_]*|_+"
_FIELD = r"\{\{?[\w.]*\}?\}|%\(\w+\)[sd]|%[sd](?!\w)|\$\{\w+\}"
_CODE = r"`[^`\n]+`"
_EMOJI = (
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    "|[\u203c\u2049\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001fbff]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d[\u2600-\u27bf\U0001f000-\U0001fbff][\ufe0f\U0001f3fb-\U0001f3ff]?)*)"
)
_PATTERN = re.compile("|".join((_CODE, _URL, _MAIL, _FIELD, _HANDLE, _TAG, _EMOJI, _IDENTIFIER)))

_LEAD = re.compile(r"[\s\W]*")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A sentence without what stood at its ends: `head` + `text` + `tail` is the sentence.

    `inner` are the protected spans that stand inside `text`, as strings, in order.
    """

    head: str
    text: str
    tail: str
    inner: tuple[str, ...]


def protected_spans(text: str, kept: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Spans of `text` that must come through unchanged; `kept` are strings in it that must as well."""
    spans = [m.span() for m in _PATTERN.finditer(text)]
    for string in kept:
        at = text.find(string) if string.strip() else -1
        if at >= 0:
            end = at + len(string)
            spans = [(a, b) for a, b in spans if b <= at or end <= a]
            spans.append((at, end))
    return sorted(spans)


def guard(text: str, kept: Sequence[str] = ()) -> Guarded:
    """Cut protected spans off the ends of a sentence and list those inside."""
    spans = protected_spans(text, kept)
    start, end = 0, len(text)
    while spans and not text[start : spans[0][0]].strip():
        start = spans.pop(0)[1]
    while spans and not text[spans[-1][1] : end].strip(" \t"):
        end = spans.pop()[0]
    middle = text[start:end]
    # Only white space goes with the ends: a particle after a handle belongs to the sentence.
    lead = len(middle) - len(middle.lstrip())
    trail = len(middle.rstrip())
    if start and lead == 0 and middle[:1].isalnum():
        return _inner(text, kept)
    if end < len(text) and trail == len(middle) and middle[-1:].isalnum() and text[end:].startswith("_"):
        return _inner(text, kept)
    return Guarded(
        text[:start] + middle[:lead],
        middle[lead:trail],
        middle[trail:] + text[end:] if trail > lead else text[end:],
        tuple(text[a:b] for a, b in spans),
    )


def _inner(text: str, kept: Sequence[str]) -> Guarded:
    core = text.strip()
    at = text.find(core) if core else len(text)
    spans = [text[a:b] for a, b in protected_spans(text, kept)]
    return Guarded(text[:at], core, text[at + len(core) :], tuple(spans))


def missing(inner: tuple[str, ...], output: str) -> list[str]:
    """Protected strings that the output lacks (each as often as it is asked for)."""
    lost = []
    for span in dict.fromkeys(inner):
        lost += [span] * max(0, inner.count(span) - output.count(span))
    return lost


def pieces_around(text: str, kept: Sequence[str] = ()) -> list[tuple[str, bool]]:
    """The text cut at its protected spans: (piece, is protected), in order; nothing is left out."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in protected_spans(text, kept):
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found
