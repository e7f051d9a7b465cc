"""Script: letters that do not belong to the language of the side where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from ..languages.ko.mentions import common_english
from ..text import Finding, SegmentPair, Severity
from .base import Check, CheckContext, finding

EXPLANATION: Final = """\
A Korean text is written in Hangul, an English one in Latin letters.

warning  Hangul, kana or other letters in an English text, outside brackets; kana or
         Cyrillic in a Korean text; letters of two alphabets in one word (a Cyrillic
         "а" in "Tаlks"); Latin words left over in a Korean translation: lower-case
         words that stand in the source and, in the article, in no other Korean sentence
note     the same in the source; Latin names left over in a Korean translation;
         full-width letters

Letters in brackets, abbreviations (IAEA), addresses, names with their Hangul in brackets
behind them, words that are not English, and Chinese characters that Korean news
writes (美, 中) pass.

Silence one: [[check.ignore]] check = "script" with the text in bitext.toml."""

_NOT_ENGLISH: Final = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ぀-ヿ一-鿿Ѐ-ӿ][가-힣ㄱ-ㅎㅏ-ㅣ぀-ヿ一-鿿Ѐ-ӿ\s]*")
_NOT_KOREAN: Final = re.compile(r"[぀-ヿЀ-ӿ][぀-ヿЀ-ӿ\s]*")
_MIXED: Final = re.compile(r"[A-Za-z]+[Ѐ-ӿͰ-Ͽ][\w]*|[Ѐ-ӿͰ-Ͽ]+[A-Za-z]\w*")
_FULL_WIDTH: Final = re.compile(r"[！-～]+")
_FULL_WIDTH_LETTER: Final = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ -][A-Za-z'’]+)*")
_BRACKETS: Final = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|[\"“‘'「『《〈<][^\"”’'」』》〉>]*[\"”’'」』》〉>]|https?://\S+|\S+@\S+"
)


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings about letters of the wrong script, on both sides."""
    korean = " ".join(p.target for p in pairs) if len(pairs) > 1 else ""
    for pair in pairs:
        for side, text, language in (
            ("source", pair.source, pair.source_language),
            ("target", pair.target, pair.target_language),
        ):
            if language == "en" and not text.isascii():
                yield from _english(pair, side, text)  # type: ignore[arg-type]
            elif language == "ko":
                yield from _korean(pair, side, text, korean)  # type: ignore[arg-type]


Side = Literal["source", "target"]


def _report(pair: SegmentPair, side: Side, message: str, start: int, end: int, weak: bool = False) -> Finding:
    severity: Severity = "note" if weak or side == "source" else "warning"
    span = (start, end)
    return finding(
        pair, "script", severity, message, side,
        span if side == "source" else None, span if side == "target" else None,
    )  # fmt: skip


def in_brackets(text: str, start: int, end: int) -> bool:
    """Whether a place lies in brackets, quotation marks or an address."""
    return any(m.start() <= start and end <= m.end() for m in _BRACKETS.finditer(text))


def _english(pair: SegmentPair, side: Side, text: str) -> Iterator[Finding]:
    for match in _MIXED.finditer(text):
        yield _report(pair, side, f"letters of two alphabets in one word: {match.group()!r}", *match.span())
    for match in _NOT_ENGLISH.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        if start and text[start - 1].isascii() and text[start - 1].isalpha():
            continue
        if not in_brackets(text, start, end):
            yield _report(pair, side, f"not English: {text[start:end][:40]!r}", start, end)
    for match in _FULL_WIDTH_LETTER.finditer(text):
        yield _report(pair, side, f"full-width letters: {match.group()!r}", *match.span(), weak=True)


def _korean(pair: SegmentPair, side: Side, text: str, article: str) -> Iterator[Finding]:
    for match in _MIXED.finditer(text):
        yield _report(pair, side, f"letters of two alphabets in one word: {match.group()!r}", *match.span())
    for match in _NOT_KOREAN.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        if not in_brackets(text, start, end) and match.group().strip() not in ("ー", "・"):
            yield _report(pair, side, f"not Korean: {text[start:end][:40]!r}", start, end)
    if side == "source":
        return
    for match in _LATIN.finditer(text):
        words = match.group().split()
        lower = [w for w in words if w.islower() and len(w) > 2 and w not in _UNITS]
        if not lower and len(words) < 2:
            continue
        start, end = match.span()
        if match.group() not in pair.source or in_brackets(text, start, end) or _kept(text, end, lower):
            continue
        used = article.count(match.group()) > text.count(match.group())
        if lower and not used:
            yield _report(pair, side, f"left in Latin letters: {match.group()[:60]!r}", start, end)
        elif not used and any(not w.isupper() for w in words):
            yield _report(
                pair, side, f"a name left in Latin letters: {match.group()[:60]!r}", start, end, weak=True
            )


def _kept(text: str, end: int, lower: Sequence[str]) -> bool:
    """Whether Latin words are rightly kept: an address, a name with its Hangul behind it, words of a third language."""
    if lower and not any(word in common_english() for word in lower):
        return True
    return _GOES_ON.match(text, end) is not None


_GOES_ON: Final = re.compile(r"\.[a-z]{2,}|\s?\([가-힣]")
_UNITS: Final = frozenset(
    "kg km cm mm ml dl kwh mwh gwh kw mw gw hz khz mhz ghz mph kph kcal ppm rpm mol bit byte www com net org http https iphone ipad".split()
)

SCRIPT: Final = Check("script", "Are there letters that do not belong to the language?", EXPLANATION, run)
