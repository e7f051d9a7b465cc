"""Inline markup carried over to the translation: links, emphasis, images, line breaks.

Each span of the source is looked for in the target: as it stands (names in
Latin letters, numbers, code), by the term base, by its own translation (which a
model gives), at last by its place in the sentence. Spans stay nested as they
were, and every one comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..engines.base import Decoding, Engine, Request
from ..errors import BitextError
from ..languages import segment_article
from ..terms.base import TermBase
from ..text import Article, Block, Inline, Segment, Span, Translation
from .enforce import find
from .prepare import UNSPACED

Aid = Callable[[str], Sequence[str]]
"""Forms under which a span of the source may stand in the target, the likeliest first."""


def render(
    article: Article,
    translations: Sequence[Translation],
    target_language: str,
    *,
    terms: TermBase | None = None,
    spans: Aid | None = None,
) -> list[Block | None]:
    """Blocks of the translated article, one for each of `article.blocks`; None keeps a block.

    Parameters
    ----------
    translations: one for each segment of the article, in order.
    terms: tells where a marked term stands in the target.
    spans: translations of marked spans, see :func:`span_translations`.

    Raises
    ------
    BitextError: the translations are not those of the article.
    """
    segments = segment_article(article)
    if len(segments) != len(translations):
        raise BitextError(
            f"{article.key}: {len(segments)} sentences but {len(translations)} translations",
            "translate the article again: it has changed",
        )
    by_block: dict[int, list[tuple[Segment, Translation]]] = {}
    for segment, translation in zip(segments, translations, strict=True):
        by_block.setdefault(segment.block, []).append((segment, translation))
    aid = _aid(article.language, target_language, terms, spans)
    return [
        _block(block, by_block[n], target_language, aid) if n in by_block else None
        for n, block in enumerate(article.blocks)
    ]


def _aid(source: str, target: str, terms: TermBase | None, spans: Aid | None) -> Aid:
    def forms(text: str) -> list[str]:
        found: list[str] = []
        if terms is not None:
            for term, (start, end) in terms.find(text, source):
                if end - start >= 0.6 * len(text.strip()):
                    found += term.target if term.source_language == source else term.source
        if spans is not None:
            found += spans(text)
        return found

    return forms


def span_translations(
    articles: Iterable[Article], engine: Engine, target_language: str
) -> dict[str, tuple[str, ...]]:
    """Translations of the marked spans of articles, by which `render` finds their places.

    Only spans that are part of a sentence are translated, each once.
    """
    texts: dict[str, str] = {}
    for article in articles:
        for segment in segment_article(article):
            block = article.blocks[segment.block]
            start, end = segment.start - block.start, segment.end - block.start
            for inline in block.inlines:
                text = block.text[inline.start : inline.end].strip()
                inside = (
                    start <= inline.start and inline.end <= end and inline.end - inline.start < end - start
                )
                if inside and not inline.keep and any(c.isalpha() for c in text):
                    texts[text] = article.language
    found: dict[str, tuple[str, ...]] = {}
    for language in sorted(set(texts.values())):
        some = [text for text, of in texts.items() if of == language]
        for at in range(0, len(some), 32):
            batch = some[at : at + 32]
            lists = engine.translate([Request(t) for t in batch], language, target_language, Decoding())
            for text, hypotheses in zip(batch, lists, strict=True):
                found[text] = tuple(h.text.rstrip(".") for h in hypotheses)
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of a block: [start, end) in the source block, [new_start, new_end) in the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def _block(
    block: Block, sentences: Sequence[tuple[Segment, Translation]], target_language: str, aid: Aid
) -> Block:
    text = ""
    at = 0
    pieces: list[_Piece] = []
    for segment, translation in sentences:
        start, end = segment.start - block.start, segment.end - block.start
        between = block.text[at:start]
        if pieces and target_language in UNSPACED and between == " ":
            between = ""
        elif pieces and not between and target_language not in UNSPACED:
            between = " "
        text += between
        pieces.append(_Piece(start, end, len(text), len(text) + len(translation.text)))
        text += translation.text
        at = end
    text += block.text[at:]
    inlines = _project(block, text, pieces, aid)
    if [(i.opening, i.closing) for i in inlines] != [(i.opening, i.closing) for i in block.inlines]:
        raise BitextError(
            f"markup was lost in {block.text[:40]!r}", "please report this: it should never happen"
        )
    return Block(block.kind, text, block.start, block.start + len(text), inlines)


def _project(block: Block, text: str, pieces: Sequence[_Piece], aid: Aid) -> tuple[Inline, ...]:
    """Inlines of the source block with their places in the new text, in the order they came."""
    placed: dict[int, Span] = {}
    order = sorted(
        range(len(block.inlines)), key=lambda n: (block.inlines[n].start, -block.inlines[n].end, n)
    )
    for n in order:
        inline = block.inlines[n]
        outer = [m for m in placed if _holds(block.inlines[m], inline)]
        parent = min(outer, key=lambda m: block.inlines[m].end - block.inlines[m].start, default=None)
        bounds = placed[parent] if parent is not None else (0, len(text))
        siblings = sorted(
            placed[m]
            for m in placed
            if m not in outer and placed[m][1] > placed[m][0] and not _empty(block.inlines[m])
        )
        placed[n] = _place(block, inline, text, pieces, bounds, siblings, aid)
    return tuple(
        Inline(*placed[n], inline.opening, inline.closing, inline.keep)
        for n, inline in enumerate(block.inlines)
    )


def _empty(inline: Inline) -> bool:
    return inline.start == inline.end


def _holds(outer: Inline, inner: Inline) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and not _empty(outer)


def _place(
    block: Block,
    inline: Inline,
    text: str,
    pieces: Sequence[_Piece],
    bounds: Span,
    taken: Sequence[Span],
    aid: Aid,
) -> Span:
    if _empty(inline):
        at = _point(inline.start, block.text, text, pieces)
        at = min(max(at, bounds[0]), bounds[1])
        at = next((b for a, b in taken if a < at < b), at)
        return at, at
    touched = [p for p in pieces if p.start < inline.end and inline.start < p.end]
    if not touched:
        at = min(max(_point(inline.start, block.text, text, pieces), bounds[0]), bounds[1])
        return at, at
    first, last = touched[0], touched[-1]
    if len(touched) > 1 or (inline.start <= first.start and first.end <= inline.end):
        start = (
            first.new_start if inline.start <= first.start else _point(inline.start, block.text, text, pieces)
        )
        end = last.new_end if inline.end >= last.end else _point(inline.end, block.text, text, pieces)
    else:
        low, high = max(first.new_start, bounds[0]), min(first.new_end, bounds[1])
        source = block.text[inline.start : inline.end]
        start, end = _search(source, inline, first, text, (low, high), taken, aid)
    start, end = max(start, bounds[0]), min(end, bounds[1])
    return _free((start, max(start, end)), taken)


def _search(
    source: str, inline: Inline, piece: _Piece, text: str, bounds: Span, taken: Sequence[Span], aid: Aid
) -> Span:
    """Where the span stands in text[bounds]."""
    low, high = bounds
    window = text[low:high]
    # Punctuation at the ends of a sentence stays outside, as it was.
    for form in (source.strip(), *(() if inline.keep else aid(source.strip()))):
        for match in _occurrences(form, window):
            span = (low + match[0], low + match[1])
            if all(span[1] <= a or b <= span[0] for a, b in taken):
                return span
    if not inline.keep:
        near = _resembling([f for f in aid(source.strip()) if len(f) > 2], window)
        if near is not None:
            span = (low + near[0], low + near[1])
            if all(span[1] <= a or b <= span[0] for a, b in taken):
                return span
    share = (inline.start - piece.start) / max(1, piece.end - piece.start)
    length = max(1, round((inline.end - inline.start) / max(1, piece.end - piece.start) * len(window)))
    return _whole_words(text, low + round(share * len(window)), length, bounds)


def _occurrences(form: str, window: str) -> list[Span]:
    if not form:
        return []
    exact = [m.span() for m in re.finditer(re.escape(form), window)]
    if exact:
        return exact
    loose = find(form, window, "en") or find(form, window, "ko")
    return [loose] if loose and loose[1] > loose[0] else []


def _resembling(forms: Sequence[str], window: str) -> Span | None:
    from rapidfuzz import fuzz

    words = [m.span() for m in re.finditer(r"[^\s,;:()“”\"]+", window)]
    best, place = 55.0, None
    for form in forms:
        size = len(form.split())
        for i in range(len(words)):
            for j in range(i + max(1, size - 1), min(len(words), i + size + 1) + 1):
                start, end = words[i][0], words[j - 1][1]
                end -= len(window[start:end]) - len(window[start:end].rstrip(".!?"))
                score = fuzz.ratio(window[start:end].casefold(), form.casefold())
                if score > best:
                    best, place = score, (start, end)
    return place


def _whole_words(text: str, at: int, length: int, bounds: Span) -> Span:
    """About text[at : at + length], widened to whole words inside the bounds."""
    low, high = bounds
    start = min(max(at, low), max(low, high - 1))
    end = min(start + length, high)
    while start > low and not text[start - 1].isspace():
        start -= 1
    while end < high and not text[end].isspace():
        end += 1
    while end > start and text[end - 1] in ".,;:!?…。 \t":
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _point(at: int, source: str, text: str, pieces: Sequence[_Piece]) -> int:
    """Where a place between characters of the source block lies in the new text, between words."""
    if not pieces or at <= pieces[0].start:
        return min(at, len(text))
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if at <= piece.start:
            return piece.new_start
        if at < piece.end:
            share = (at - piece.start) / (piece.end - piece.start)
            place = piece.new_start + round(share * (piece.new_end - piece.new_start))
            while place < piece.new_end and not text[place].isspace():
                place += 1
            return place
        if at == piece.end or following is None:
            return min(piece.new_end + (at - piece.end), len(text))
        if at < following.start:
            return following.new_start
    return len(text)


def _free(span: Span, taken: Sequence[Span]) -> Span:
    """The span without what others have taken, so that siblings never cross."""
    start, end = span
    for a, b in taken:
        if start < b and a < end:
            if a <= start:
                start = min(b, end)
            elif b >= end or a - start >= end - b:
                end = a
            else:
                start = b
    return start, max(start, end)
