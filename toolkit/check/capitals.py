"""Capital letters of titles: as their place in the English sentence asks.

Directly before a name a formal title has capitals (Foreign Minister Kang Kyung-wha);
after the name, alone, or set off by commas it is in lower case (AP stylebook).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..languages.en.titles import EnglishTitle
from ..text import Finding, SegmentPair, Span
from .base import finding
from .swaps import Reading

_BEFORE_NAME: Final = frozenset("president premier minister secretary king queen pope governor mayor".split())
_FORMAL: Final = _BEFORE_NAME | frozenset("representative ambassador justice chancellor commissioner".split())
_ARTICLE: Final = re.compile(r"\b(?:the|a|an|his|her|its|their|our|[A-Z][\w.]*['’]s|then|former|by|as)\s$")
_PERSON: Final = re.compile(r" [A-Z][\w'’.-]+ [A-Z][\w'’-]+")


def capitals(
    pair: SegmentPair, english: str, reading: Reading, here: Sequence[EnglishTitle]
) -> Iterator[Finding]:
    """Titles of the target whose capitals do not fit their place; `here` are the titles read in it."""
    if not here and not any(form.term.kind == "title" for hit in reading.target_hits for form in hit.forms):
        return
    if _headline(english):
        return
    spans: list[Span] = []
    for hit in reading.target_hits:
        terms = [form.term for form in hit.forms if form.term.kind == "title" and not form.forbidden]
        if not hit.top or not terms or id(terms[0]) not in reading.sourced:
            continue
        spans.append((hit.start, hit.end))
        text = english[hit.start : hit.end]
        followed = _PERSON.match(english, hit.end) is not None
        formal = not _FORMAL.isdisjoint(text.lower().split())
        if (
            followed
            and formal
            and text[0].islower()
            and not _ARTICLE.search(english[: hit.start])
            and " of " not in text
        ):
            yield finding(
                pair, "titles", "warning", f"capital letters directly before the name: {text!r}",
                target_span=(hit.start, hit.end), expected=_title_case(text),
            )  # fmt: skip
        elif (
            not followed
            and hit.start
            and _after_name(english, hit.start)
            and _upper_words(text) > 1
            and " " in text
        ):
            expected = _sentence_case(text, terms[0].target)
            if expected != text:
                yield finding(
                    pair, "titles", "warning", f"lower case after the name or between commas: {text!r}",
                    target_span=(hit.start, hit.end), expected=expected,
                )  # fmt: skip
    for e in here:
        if any(start < e.end and e.start < end for start, end in spans) or not e.formal or e.plural:
            continue
        text = english[e.start : e.end]
        if e.before_name and text[0].islower() and e.head in _BEFORE_NAME:
            if _PERSON.match(english, e.end) and not _ARTICLE.search(english[: e.start]):
                yield finding(
                    pair, "titles", "note", f"capital letters directly before the name: {text!r}",
                    target_span=(e.start, e.end), expected=_title_case(text),
                )  # fmt: skip
        elif (
            not e.before_name
            and text[0].isupper()
            and e.start
            and _after_name(english, e.start)
            and e.head in _BEFORE_NAME
        ):
            yield finding(
                pair, "titles", "note", f"lower case after the name: {text!r}",
                target_span=(e.start, e.end), expected=text.lower(),
            )  # fmt: skip


def _headline(text: str) -> bool:
    """Whether most words begin with a capital, so that capitals say nothing."""
    if text.rstrip().endswith((".", "?", "!", ".”", '."')):
        return False
    words = [word for word in text.split() if word[0].isalpha() and len(word) > 3]
    return len(words) < 2 or sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _after_name(text: str, at: int) -> bool:
    return re.search(r"[A-Z][\w'’-]+,\s(?:the )?$", text[max(0, at - 40) : at]) is not None


def _upper_words(text: str) -> int:
    return sum(word[0].isupper() for word in text.split())


_SMALL: Final = frozenset("of for and the in on to at".split())


def _title_case(text: str) -> str:
    return " ".join(w if w in _SMALL or not w[0].islower() else w[0].upper() + w[1:] for w in text.split(" "))


def _sentence_case(text: str, forms: Sequence[str]) -> str:
    """The form of the entry that differs in capitals only; else all but proper nouns in lower case."""
    for form in forms:
        if form.lower() == text.lower() and not form[0].isupper():
            return form
    return text
