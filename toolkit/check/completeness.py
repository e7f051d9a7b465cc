"""Completeness: nothing left out, nothing left untranslated, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, log, sqrt
from operator import eq
from typing import Final

from ..text import Finding, SegmentPair, Span
from .base import Check, CheckContext, finding
from .script import in_brackets

EXPLANATION: Final = """\
A translation should be whole.

error    a machine translation that is empty; a target that repeats its source
warning  a sentence that one side leaves out (an empty side); a target far shorter or
         longer than its source explains; a passage of the source left as it is; words
         repeated at once; one target for two different sources
note     an empty source (what the translator has added)

Length is compared by letters without spaces, per pair of languages, with a margin that
narrows as texts grow longer, and conservatively: a loose translation passes.

Silence one: [[check.ignore]] check = "completeness" with the text in bitext.toml."""

# Mean of log(letters of target / letters of source), and the deviation of news
# translations about it; a human translation may condense, so the margin is wide.
_LENGTH: Final[dict[tuple[str, str], float]] = {("ko", "en"): 0.90, ("en", "ko"): -0.90}
_DEVIATION: Final = 0.24
_SHORT_TEXT: Final = 3.0
_SHORTER: Final = 4.0
_LONGER: Final = 4.5
_HEADING: Final = 6  # words
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Words that may follow themselves.
_DOUBLED: Final = frozenset(
    "had that her very no bye ha is go so there well blah knock more many long far do new really".split()
)


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings about what is missing, copied, added or repeated."""
    targets: dict[str, SegmentPair] = {}
    for pair in pairs:
        source, target = pair.source.strip(), pair.target.strip()
        if not source or not target:
            yield from _empty(pair, source, target)
            continue
        copied = pair.source_language != pair.target_language and _copied(source, target)
        if copied:
            yield finding(pair, "completeness", "error", "the target repeats the source: it is not translated",
                          target_span=(0, len(pair.target)))  # fmt: skip
            continue
        yield from _passage(pair)
        yield from _length(pair, source, target)
        yield from _repetition(pair)
        if len(target) > 30:
            other = targets.setdefault(target, pair)
            if other is not pair and _differ(other.source, pair.source):
                yield finding(pair, "completeness", "warning", f"the same target as that of {other.id or 'another sentence'}",
                              target_span=(0, len(pair.target)))  # fmt: skip


def _empty(pair: SegmentPair, source: str, target: str) -> Iterator[Finding]:
    if source and _LETTER.search(source):
        human = pair.of == "human"
        message = "the target leaves this sentence out" if human else "the translation is empty"
        yield finding(
            pair, "completeness", "warning" if human else "error", message, "target", (0, len(pair.source))
        )
    elif target and _LETTER.search(target):
        yield finding(
            pair,
            "completeness",
            "note",
            "the source has nothing of this sentence",
            "target",
            None,
            (0, len(pair.target)),
        )


def _copied(source: str, target: str) -> bool:
    """Whether the target is the source: words, not just a name, a number or a code."""
    if source.casefold() != target.casefold():
        return False
    words = _WORD.findall(source)
    lower = [word for word in words if word.islower() or "가" <= word[0] <= "힣"]
    return len(words) > 3 and len(lower) > len(words) // 2


def _passage(pair: SegmentPair) -> Iterator[Finding]:
    """Words of the source, five or more in a row, that stand in the target as they are."""
    if pair.source_language == pair.target_language:
        return
    words = [(m.group(), m.start(), m.end()) for m in _foreign(pair.target_language).finditer(pair.target)]
    if len(words) < 5:
        return
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i][1] - words[i - 1][2] > 2:
            if i - start >= 5:
                span: Span = (words[start][1], words[i - 1][2])
                if pair.target[slice(*span)] in pair.source and not in_brackets(pair.target, *span):
                    yield finding(
                        pair,
                        "completeness",
                        "warning",
                        "a passage of the source is not translated",
                        target_span=span,
                    )
            start = i


def _foreign(language: str) -> re.Pattern[str]:
    return _LATIN if language == "ko" else _HANGUL


_LATIN: Final = re.compile(r"[A-Za-z][\w'’-]*")
_HANGUL: Final = re.compile(r"[가-힣]+")


def _length(pair: SegmentPair, source: str, target: str) -> Iterator[Finding]:
    mean = _LENGTH.get((pair.source_language, pair.target_language))
    if mean is None:
        return
    a, b = _letters(source), _letters(target)
    if a < 20 and b < 60:
        return
    letters = a if pair.source_language == "ko" else a / exp(-mean)
    deviation = _DEVIATION * sqrt(1 + _SHORT_TEXT * 10 / max(letters, b / exp(abs(mean))))
    score = (log(b / a) - mean) / deviation
    if score < -_SHORTER:
        expected = round(a * exp(mean))
        yield finding(pair, "completeness", "warning", f"much shorter than the source: {b} letters, about {expected} expected",
                      target_span=(0, len(pair.target)))  # fmt: skip
    elif score > _LONGER:
        expected = round(a * exp(mean))
        yield finding(pair, "completeness", "warning", f"much longer than the source: {b} letters, about {expected} expected",
                      target_span=(0, len(pair.target)))  # fmt: skip


def _letters(text: str) -> int:
    """Characters that are no spaces, without glosses in brackets: 트럼프(Trump)."""
    return len((_GLOSS.sub("", text) if "(" in text else text).replace(" ", ""))


_GLOSS: Final = re.compile(r"\([^()]*\)")


def _repetition(pair: SegmentPair) -> Iterator[Finding]:
    """Words that stand twice in a row, one word or a phrase."""
    plain = pair.target.casefold().split()
    if len(set(pairwise(plain))) == len(plain) - 1 and not any(map(eq, plain, plain[1:])):
        return  # no two words come again in the same order
    words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(pair.target)]
    last: dict[tuple[str, str], int] = {}
    skip_to = 0
    for i in range(len(words) - 1):
        word, _, end = words[i]
        after, start, after_end = words[i + 1]
        if (
            word == after
            and i >= skip_to
            and word.isalpha()
            and word not in _DOUBLED
            and pair.target[end:start] == " "
        ):
            if not _twice(pair.source, word) and pair.target[words[i][1]].islower():
                yield finding(
                    pair,
                    "completeness",
                    "warning",
                    f"{word!r} stands twice",
                    target_span=(words[i][1], after_end),
                )
            skip_to = i + 2
        pair_of = (word, after)
        before = last.get(pair_of)
        last[pair_of] = i
        if before is None or i < skip_to:
            continue
        size = i - before
        if size < 3 or i + size > len(words) or pair.target[words[i - 1][2] : words[i][1]] != " ":
            continue
        if [w[0] for w in words[before:i]] == [w[0] for w in words[i : i + size]]:
            if size >= _HEADING and pair.target[words[i][1]].isupper():
                continue  # a headline, and the sentence that begins with its words
            span = (words[before][1], words[i + size - 1][2])
            yield finding(pair, "completeness", "warning", f"{size} words stand twice", target_span=span)
            skip_to = i + size


def _twice(source: str, word: str) -> bool:
    return source.casefold().count(word) > 1


def _differ(one: str, other: str) -> bool:
    """Whether two sources share fewer than half of their words."""
    a, b = set(one.split()), set(other.split())
    return bool(a) and bool(b) and len(a & b) < 0.5 * max(len(a), len(b))


COMPLETENESS: Final = Check(
    "completeness", "Is anything left out, untranslated or said twice?", EXPLANATION, run
)
