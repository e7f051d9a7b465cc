"""Plain text, as it is saved or copied off a page.

Paragraphs are parted by blank lines or stand one a line; lines wrapped at a
width are joined. Page furniture and captions become blocks of those kinds.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import date as Date
from pathlib import Path

from ..languages.detect import script_of
from ..text import Article, BlockKind
from . import furniture
from .base import (
    Facts,
    Format,
    Piece,
    Reading,
    Replaced,
    Translated,
    build_article,
    new_blocks,
    nfc,
    part_datelines,
    read_raw,
    replaced,
    splice,
)
from .dates import find_date

_LIST_MARK = re.compile(r"\s*(?:[▲△▶▷■□◆◇●○•·∙※☞*+-]\s*|\(?\d{1,2}[.)]\s+|[①-⑳]\s*|[가-하][.)]\s+)")
_SUBHEAD_MARK = "■□◆◇●○▶▷"
_LINE = re.compile(r"[^\r\n\f]+")


def _lines(raw: str) -> list[tuple[int, int, bool]]:
    """Lines with something on them as (start, end, whether a blank line stands before), white space cut off."""
    found: list[tuple[int, int, bool]] = []
    last = 0
    for match in _LINE.finditer(raw):
        line = match.group().strip("\ufeff \t\xa0\u3000\u200b\x1a\v")
        if not line:
            continue
        start = match.start() + match.group().index(line)
        gap = raw[last : match.start()].replace("\r\n", "\n").replace("\r", "\n")
        found.append((start, start + len(line), (bool(found) and gap.count("\n") > 1) or "\f" in gap))
        last = start + len(line)
    return found


def _width(raw: str, lines: list[tuple[int, int, bool]]) -> int:
    """The width at which the lines were wrapped, in characters; 0 where each line stands for itself."""
    inner = [n for n in range(len(lines) - 1) if not lines[n + 1][2]]
    if not inner:
        return 0
    width = max(end - start for start, end, _ in lines)
    if not 40 <= width <= 120:
        return 0
    full = open_ = 0
    for n in inner:
        start, end, _ = lines[n]
        following = raw[lines[n + 1][0] : lines[n + 1][1]]
        if end - start + 1 + len(following.split(None, 1)[0]) > 0.85 * width:
            full += 1
            open_ += not furniture.has_final_mark(raw[start:end])
    return width if full >= 0.5 * len(inner) and open_ >= 0.5 * full and open_ >= 1 else 0


def _joined(raw: str, lines: list[tuple[int, int, bool]], width: int) -> Iterator[Piece]:
    """Blocks of wrapped text: full lines go on in the next one."""
    at = 0
    while at < len(lines):
        last = at
        while (
            width
            and last + 1 < len(lines)
            and not lines[last + 1][2]
            and not _is_page(raw[lines[last][0] : lines[last][1]])
            and not _is_page(raw[lines[last + 1][0] : lines[last + 1][1]])
            and not _LIST_MARK.match(raw[lines[last + 1][0] : lines[last + 1][1]])
            and lines[last][1]
            - lines[last][0]
            + 1
            + len(raw[lines[last + 1][0] : lines[last + 1][1]].split(None, 1)[0])
            > 0.75 * width
        ):
            last += 1
        start, end = lines[at][0], lines[last][1]
        text = " ".join(raw[a:b] for a, b, _ in lines[at : last + 1])
        yield Piece("paragraph", nfc(text), start, end, fill=width if last > at else 0)
        at = last + 1


def _is_page(line: str) -> bool:
    return furniture.is_furniture(line) or furniture.is_caption(line)


def _foreign(line: str, hangul_text: bool) -> bool:
    """A short line in the other script: the page's own name, a label of the person who copied it."""
    if len(line) > 40 or furniture.has_final_mark(line):
        return False
    scripts = [s for s in map(script_of, line) if s]
    hangul = scripts.count("HANGUL")
    if hangul_text:
        return bool(scripts) and hangul == 0 and len(scripts) >= 4
    return bool(scripts) and hangul == len(scripts)


def classify(pieces: list[Piece]) -> list[Piece]:
    """Give each block of a page in plain text its kind,."""
    sample = "".join(p.text for p in pieces)[:20_000]
    hangul = sum("가" <= c <= "힣" for c in sample)
    korean = 2.5 * hangul > 0.3 * (sum(c.isalpha() for c in sample) + 1.5 * hangul)
    kinds: list[BlockKind | None] = []
    for piece in pieces:
        if furniture.is_furniture(piece.text) or furniture.starts_other_stories(piece.text):
            kinds.append("furniture")
        elif furniture.is_caption(piece.text):
            kinds.append("caption")
        else:
            kinds.append(None)
    for n in range(1, len(pieces)):
        if pieces[n].text == pieces[n - 1].text and kinds[n] is None and len(pieces[n].text) > 10:
            kinds[n - 1] = kinds[n] = "caption"  # once as the picture's text, once under it
    limit = 60 if korean else 100
    body = [
        n
        for n, p in enumerate(pieces)
        if kinds[n] is None
        and (
            len(p.text) > 2 * limit
            or (furniture.has_final_mark(p.text) and len(p.text) > (6 if korean else 12))
        )
    ]
    body = [n for n in body if not _headline_like(pieces, kinds, n, limit)]
    first, last = (body[0], body[-1]) if body else (len(pieces), len(pieces) - 1)
    for n, piece in enumerate(pieces):
        if kinds[n] is None and (n < first or n > last) and _foreign(piece.text, korean):
            kinds[n] = "furniture"
    _headings(pieces, kinds, first)
    ended = False
    for n, piece in enumerate(pieces):
        if (
            n > first
            and furniture.starts_other_stories(piece.text)
            and not _story_after(pieces, kinds, n, limit)
        ):
            ended = True
        if kinds[n] is None or ended:
            kinds[n] = "furniture" if ended else _kind(piece.text, n, last, kinds, korean)
    return [changed(p, kind=k) for p, k in zip(pieces, kinds, strict=True) if k]


def _headline_like(pieces: list[Piece], kinds: list[BlockKind | None], n: int, limit: int) -> bool:
    """A first line that ends with "?", "!" or "…" and is short heads the article rather than opens it."""
    text = pieces[n].text
    above = any(kinds[m] is None and not furniture.is_masthead(pieces[m].text) for m in range(n))
    return (
        not above
        and n + 1 < len(pieces)
        and len(text) <= limit
        and re.search(r"[?!…]['\"”’]*$", text) is not None
    )


def _headings(pieces: list[Piece], kinds: list[BlockKind | None], first: int) -> None:
    """Find the headline among the lines above the first paragraph; what precedes it is the page's."""
    above = [n for n in range(first) if kinds[n] is None]
    chosen = furniture.headline_index([pieces[n].text for n in above])
    for place, n in enumerate(above):
        if chosen is None:
            if furniture.is_masthead(pieces[n].text):
                kinds[n] = "furniture"
        elif place == chosen:
            kinds[n] = "headline"
        elif place < chosen or furniture.is_masthead(pieces[n].text):
            kinds[n] = "furniture"
        else:
            kinds[n] = "list-item" if re.match(r"\s*[-*•·]\s", pieces[n].text) else "subhead"


def _story_after(pieces: list[Piece], kinds: list[BlockKind | None], n: int, limit: int) -> bool:
    later = sum(
        kinds[m] is None and len(pieces[m].text) > limit and furniture.has_final_mark(pieces[m].text)
        for m in range(n + 1, len(pieces))
    )
    return later >= 2


def _kind(text: str, n: int, last: int, kinds: list[BlockKind | None], korean: bool) -> BlockKind:
    short = len(text) <= (40 if korean else 80)
    final = furniture.has_final_mark(text)
    if n > last and not final and short and any(k == "furniture" for k in kinds[last + 1 : n]):
        return "furniture"
    if _LIST_MARK.match(text):
        return "subhead" if text.lstrip()[0] in _SUBHEAD_MARK and not final and short else "list-item"
    if n < last and not final and short and not re.search(r"[,:;]$", text):
        return "subhead"
    return "paragraph"


def facts_of(pieces: list[Piece], path: Path) -> Facts:
    """Date and author as the furniture of a page gives them; else a full date in the file's name."""
    ranked = [(furniture.stamp_rank(p.text), n) for n, p in enumerate(pieces) if p.kind == "furniture"]
    rank, place = min(ranked, default=(3, 0))
    date: Date | None = find_date(pieces[place].text) if rank < 3 else find_date(path.name)
    writer = next((a for p in pieces if p.kind == "furniture" and (a := furniture.author(p.text))), "")
    return Facts(date=date, meta=(("author", writer),) if writer else ())


def parse(raw: str) -> list[Piece]:
    """Blocks of plain text with their places in it."""
    lines = _lines(raw)
    return list(part_datelines(classify(list(_joined(raw, lines, _width(raw, lines)))), raw))


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The one article of a text file."""
    raw = read_raw(path, reading)
    pieces = parse(raw.text)
    yield build_article(path, reading, "text", raw.encoding, pieces, facts_of(pieces, path))


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The text with new blocks in their places; wrapped paragraphs are wrapped at the same width."""
    raw = read_raw(path, reading)
    pieces = parse(raw.text)
    end = "\r\n" if "\r\n" in raw.text else "\n"
    changes = []
    for piece, new in zip(pieces, new_blocks(translated, "", len(pieces), path), strict=True):
        if new is None:
            continue
        text = new.text
        if piece.fill:
            text = (
                end.join(textwrap.wrap(text, piece.fill, break_long_words=False, break_on_hyphens=False))
                or text
            )
        changes.append((piece.start, piece.end, text))
    return replaced(path, splice(raw.text, changes), raw.encoding)


TEXT = Format("text", (".txt", ".text"), "plain text, as saved or copied off a page", read, replace)
