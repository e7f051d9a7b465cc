"""What a format is: how articles are read from a file and written back into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from pathlib import Path

from ..errors import BitextError, InputError
from ..files import Decoded, decode_raw, encode, read_bytes
from ..languages.detect import detect
from ..text import Article, Block, BlockKind, Inline, make_article
from .furniture import dateline

# A longer block is damage, not news, and no aligner or model should meet it.
LONGEST_BLOCK = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: what the caller knows and the file may not say.

    `name` is the path to put into the articles (relative to the batch), the file's
    own path where it is "".
    """

    language: str | None = None
    encoding: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A file with its blocks translated: its bytes, their encoding ("" for archives), and what is to be said."""

    data: bytes
    encoding: str
    notes: tuple[str, ...] = ()


Translated = Mapping[str, Sequence[Block | None]]
"""New blocks of each article of a file, under its id. As many as the article has;
None keeps a block. Only `text` and `inlines` (with offsets in that text) are read."""


@dataclass(frozen=True, slots=True)
class Format:
    """One family of files.

    `read(path, reading)` yields the articles of a file, in order. `replace(path,
    translated, target_language, reading)` gives the same file with blocks
    translated, all else as it was; `reading` must be that of the read.
    """

    name: str
    extensions: tuple[str, ...]
    summary: str
    read: Callable[[Path, Reading], Iterator[Article]]
    replace: Callable[[Path, Translated, str, Reading], Replaced] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block in the raw text of its file: `start`, `end` are offsets there.

    `text` is what the reader sees, `fill` (where not 0) the width at which its
    lines were wrapped, `prefix` what stands before each further line.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    inlines: tuple[Inline, ...] = ()
    fill: int = 0
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of its article outside the text."""

    language: str = ""
    date: Date | None = None
    id: str = ""
    meta: tuple[tuple[str, str], ...] = ()


def read_raw(path: Path, reading: Reading) -> Decoded:
    """Text of a file with BOM and line ends as they are.

    Raises
    ------
    InputError: no such file, binary, broken encoding, or nothing in it.
    """
    raw = decode_raw(read_bytes(path), path, reading.encoding)
    if not raw.text.strip("\ufeff \t\r\n\f\v\x1a"):
        raise InputError("the file is empty", "take it out of the batch, or save the article again", path)
    return raw


def build_article(
    path: Path, reading: Reading, format: str, encoding: str, pieces: Iterable[Piece], facts: Facts
) -> Article:
    """The article made of `pieces`; its language is given, told by the file, or recognised.

    Raises
    ------
    InputError: no block of it is part of a story.
    """
    blocks = [(piece.kind, piece.text, piece.inlines) for piece in pieces]
    longest = max((len(text) for _, text, _ in blocks), default=0)
    if longest > LONGEST_BLOCK:
        raise InputError(
            f"a line or paragraph of {longest:,} characters: no article has that",
            "break the text into paragraphs, or take it out of the batch",
            path,
        )
    meta = {"format": format, **dict(facts.meta)}
    if encoding:
        meta["encoding"] = encoding
    article = make_article(
        "", blocks, file=reading.name or str(path), id=facts.id, date=facts.date, meta=meta
    )
    if not any(b.is_story for b in article.blocks):
        where = f"article {facts.id!r} holds" if facts.id else "there is"
        raise InputError(
            f"{where} no story text, only page furniture", "check that the article's text is in it", path
        )
    language = reading.language or facts.language
    if not language:
        language = detect("\n".join(b.text for b in article.blocks if b.is_story)).language
    return make_article(
        language, blocks, file=article.file, id=article.id, date=article.date, meta=article.meta
    )


def part_datelines(pieces: Iterable[Piece], raw: str) -> Iterator[Piece]:
    """Pieces, with an agency's dateline at the head of a paragraph made furniture of its own."""
    for piece in pieces:
        cut = dateline(piece.text) if piece.kind == "paragraph" else 0
        if (
            cut
            and raw.startswith(piece.text[:cut], piece.start)
            and all(i.start >= cut for i in piece.inlines)
        ):
            head = piece.text[:cut].rstrip()
            yield Piece("furniture", head, piece.start, piece.start + len(head))
            moved = tuple(replace(i, start=i.start - cut, end=i.end - cut) for i in piece.inlines)
            yield replace(piece, text=piece.text[cut:], start=piece.start + cut, inlines=moved)
        else:
            yield piece


def splice(raw: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """`raw` with each [start, end) replaced; the changes are disjoint, in any order."""
    out: list[str] = []
    at = 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        out += (raw[at:start], new)
        at = end
    out.append(raw[at:])
    return "".join(out)


def replaced(path: Path, text: str, encoding: str) -> Replaced:
    """The spliced text as bytes, in the file's own encoding where that holds it."""
    data, used, note = encode(text, encoding)
    return Replaced(data, used, (f"{path}: {note}",) if note else ())


def new_blocks(translated: Translated, id: str, count: int, path: Path) -> Sequence[Block | None]:
    """The new blocks of one article, all None where it has none.

    Raises
    ------
    BitextError: there are more or fewer than the article has blocks.
    """
    blocks = translated.get(id)
    if blocks is None:
        return [None] * count
    if len(blocks) != count:
        raise BitextError(
            f"{path}: {len(blocks)} new blocks for an article of {count}", "read the file again"
        )
    return blocks


def nfc(text: str) -> str:
    """Text in Normalisation Form C."""
    return unicodedata.normalize("NFC", text)


def same(text: str) -> str:
    """The text itself: for formats that escape nothing."""
    return text


def weave(text: str, inlines: Iterable[Inline], escape: Callable[[str], str] = same) -> str:
    """Text with its inline markup: `opening` before, `closing` after each span.

    Spans that cross are cut so that they nest. What lies in a span with `keep`
    is not escaped.
    """
    spans = sorted(
        (i for i in inlines if 0 <= i.start <= i.end <= len(text)),
        key=lambda i: (i.start, -(i.end - i.start)),
    )
    out: list[str] = []
    open_: list[Inline] = []
    ends: list[int] = []
    at = 0

    def move(to: int) -> None:
        nonlocal at
        piece = text[at:to]
        out.append(piece if any(i.keep for i in open_) else escape(piece))
        at = to

    for span in spans:
        while ends and (ends[-1] <= span.start):
            move(ends.pop())
            out.append(open_.pop().closing)
        move(span.start)
        out.append(span.opening)
        open_.append(span)
        ends.append(min(span.end, ends[-1]) if ends else span.end)
    while ends:
        move(ends.pop())
        out.append(open_.pop().closing)
    move(len(text))
    return "".join(out)
