"""Markdown (CommonMark with tables and YAML front matter), block by block.

Headings, paragraphs, list items, quotes and table cells become blocks with
their links and emphasis as inlines; code, HTML blocks, rules and link
definitions stay in the file and are no blocks. The parser is line based and
keeps the place of each block, so that a translation goes back between the very
same marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace as changed
from pathlib import Path

from ..text import Article, BlockKind, Inline
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
    weave,
)
from .dates import find_date

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S")
_HTML = re.compile(r" {0,3}<(?:/?[a-zA-Z][\w-]*(?:[\s/>]|$)|!--|\?|!)")
_INLINE_HTML = re.compile(
    r"\s*<(?:https?:|[\w.+-]+@|/?(?:a|b|i|em|strong|span|u|s|sub|sup|mark|br|img|code|small)\b)", re.I
)
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_FIELD = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*?)[ \t]*$")

# Every repetition is bounded, so that marks that never close cost linear time.
_INLINE = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<code>(?P<ticks>`{1,8})(?!`)(?P<inner>.{1,1000}?)(?<!`)(?P=ticks)(?!`))
    | (?P<image>!\[[^\]\n]{0,500}\](?:\([^()\s]{0,1000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,4}(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'))?\)|\[[^\]\n]{0,200}\]))
    | (?P<auto><(?:https?://|mailto:)[^<>\s]{0,1000}>|<[\w.+-]{1,100}@[\w.-]{1,200}>)
    | (?P<tag></?[a-zA-Z][\w-]{0,40}(?:\s+[^<>]{0,2000})?/?>|<!--.{0,2000}?-->)
    | (?P<note>\[\^[^\]\n]{1,100}\])
    | (?P<link>\[(?P<label>(?:[^\[\]\n\\]|\\.|!\[[^\]]{0,200}\]\([^)]{0,500}\)|\n){1,1000})\]
        (?P<target>\([^()\s]{0,1000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,4}(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'))?\)|\[[^\]\n]{0,200}\]))
    | (?P<url>https?://[^\s<>()\[\]"'”’]{1,2000}(?<![.,;:!?]))
    | (?P<strong>(?P<s>\*\*|__|~~)(?=\S)(?P<bold>.{1,1000}?)(?<=\S)(?P=s))
    | (?P<em>(?<![\w*_])(?P<e>[*_])(?![\s*_])(?P<it>(?:[^*_\n\\]|\\.|\*\*[^*]{1,300}\*\*|__[^_]{1,300}__){1,1000}?)(?<!\s)(?P=e)(?![\w*_])
        |(?P<e2>\*)(?![\s*])(?P<it2>[^*\n\\]{1,1000}?)(?<!\s)\*(?!\*))
    | (?P<entity>&(?:[a-zA-Z]{2,16}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)
    """,
    re.X | re.S,
)
_SPECIAL = re.compile(r"[\\`\[\]<>~]|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)")


def parse_inlines(source: str) -> tuple[str, tuple[Inline, ...]]:
    """Text of one block as it is read, and its markup as inlines."""
    import html

    text: list[str] = []
    inlines: list[Inline] = []
    length = 0

    def put(piece: str) -> None:
        nonlocal length
        piece = nfc(piece)
        text.append(piece)
        length += len(piece)

    def walk(source: str) -> None:
        at = 0
        for match in _INLINE.finditer(source):
            put(source[at : match.start()])
            at = match.end()
            start = length
            place = len(inlines)
            if match["escape"]:
                put(match["escape"][1:])
            elif match["entity"]:
                put(html.unescape(match["entity"]))
            elif match["code"]:
                put(match["inner"])
                inlines.append(Inline(start, length, match["ticks"], match["ticks"], keep=True))
            elif match["image"] or match["tag"] or match["note"]:
                inlines.append(Inline(start, start, match.group(), keep=True))
                if re.match(r"<br\b", match.group(), re.I) and not source[at : at + 1].isspace():
                    put(" ")
            elif match["auto"]:
                put(match["auto"][1:-1])
                inlines.append(Inline(start, length, "<", ">", keep=True))
            elif match["url"]:
                put(match["url"])
                inlines.append(Inline(start, length, "", "", keep=True))
            elif match["link"]:
                walk(match["label"])
                inlines.insert(place, Inline(start, length, "[", "]" + match["target"]))
            else:
                mark = match["s"] or match["e"] or match["e2"]
                walk(match["bold"] or match["it"] or match["it2"])
                inlines.insert(place, Inline(start, length, mark, mark))
        put(source[at:])

    walk(source)
    return "".join(text), tuple(inlines)


def render(text: str, inlines: tuple[Inline, ...]) -> str:
    """Markdown source that reads as `text` with `inlines`; marks in the text are escaped where they would act."""
    source = weave(text, inlines)
    if parse_inlines(source.replace("  \n", "<br />"))[0] == nfc(text):
        return source
    return weave(text, inlines, lambda piece: _SPECIAL.sub(r"\\\g<0>", piece))


def _safe_start(source: str) -> str:
    """A paragraph that begins like a heading, list item or quote gets a backslash before that mark."""
    if re.match(r"\s*\d{1,9}[.)](?:\s|$)", source):
        return re.sub(r"[.)]", r"\\\g<0>", source, count=1)
    if re.match(r"\s*(?:#{1,6}\s|[-+*]\s|>|~~~|```|={2,}\s*$|-{2,}\s*$)", source):
        stripped = source.lstrip()
        return "\\" + stripped
    return source


class _Parser:
    """One pass over the lines; blocks in `pieces`, front matter in `fields`."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.lines: list[tuple[int, str]] = []
        at = 0
        for line in re.split(r"\r\n|\r|\n", raw):
            self.lines.append((at, line))
            at += len(line)
            at += 2 if raw.startswith("\r\n", at) else 1
        self.pieces: list[Piece] = []
        self.fields: dict[str, tuple[str, int, int]] = {}
        self.open: tuple[BlockKind, int, int, str] | None = (
            None  # kind, start, end, prefix of its further lines
        )

    def run(self) -> None:
        n = self.front_matter()
        fence = ""
        html = False
        while n < len(self.lines):
            start, line = self.lines[n]
            n += 1
            bare = line.lstrip("\ufeff")
            start += len(line) - len(bare)
            marks = ""
            while match := _QUOTE.match(bare):
                marks += match.group()
                start += match.end()
                bare = bare[match.end() :]
            if fence:
                if bare.strip().startswith(fence) and not bare.strip().strip(fence[0]):
                    fence = ""
                continue
            if html:
                html = bool(bare.strip())
                continue
            if not bare.strip():
                self.close()
                continue
            opened = _FENCE.match(bare)
            if opened:
                self.close()
                fence = opened[1]
                continue
            if (
                self.open is None
                and re.match(r"(?: {4}|\t)", bare)
                and not _ITEM.match(bare)
                and not self.in_list()
            ):
                continue
            if (
                self.open is not None
                and _SETEXT.match(bare)
                and self.open[0] == "paragraph"
                and self.open[3] == ""
            ):
                self.open = ("headline" if bare.strip()[0] == "=" else "subhead", *self.open[1:])
                self.close()
                continue
            if _RULE.match(bare) or _DEFINITION.match(bare):
                self.close()
                continue
            heading = _HEADING.match(bare)
            if heading:
                self.close()
                if heading[2].strip():
                    kind: BlockKind = "headline" if len(heading[1]) == 1 else "subhead"
                    self.add(kind, start + heading.start(2), start + heading.end(2))
                continue
            if self.open is None and _HTML.match(bare) and not _INLINE_HTML.match(bare):
                html = True
                continue
            if (
                "|" in bare
                and n < len(self.lines)
                and _TABLE_RULE.match(self.lines[n][1].lstrip("> "))
                and "-" in self.lines[n][1]
                and "|" in self.lines[n][1]
            ):
                self.close()
                n = self.table(n - 1)
                continue
            item = _ITEM.match(bare)
            if item and bare[item.end() :].strip():
                self.close()
                at = start + item.end()
                self.open = ("list-item", at, start + len(bare.rstrip()), marks + " " * item.end())
                continue
            lead = len(bare) - len(bare.lstrip())
            end = start + len(bare.rstrip())
            if self.open is not None:
                self.open = (self.open[0], self.open[1], end, marks + bare[:lead] if marks or lead else "")
            else:
                self.open = ("quote" if marks else "paragraph", start + lead, end, marks)
        self.close()

    def in_list(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].kind == "list-item"

    def close(self) -> None:
        if self.open is not None:
            kind, start, end, prefix = self.open
            self.add(kind, start, end, prefix)
            self.open = None

    def add(self, kind: BlockKind, start: int, end: int, prefix: str = "") -> None:
        source = self.raw[start:end]
        several = "\n" in source or "\r" in source
        # Lines of one paragraph are joined; two spaces or a backslash at a line's end are a break that stays.
        joined = re.sub(r"(?: {2,}|\\)(?:\r\n|\r|\n)[ \t>]*", "<br />", source)
        joined = re.sub(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*", " ", joined)
        text, inlines = parse_inlines(joined)
        inlines = tuple(
            changed(i, opening="  \n") if i.opening == "<br />" and several else i for i in inlines
        )
        if text.strip():
            self.pieces.append(Piece(kind, text, start, end, inlines, prefix=prefix))

    def table(self, n: int) -> int:
        """Cells of the table whose header is line `n`; returns the number of the line after it."""
        first = n
        while n < len(self.lines) and "|" in self.lines[n][1] and self.lines[n][1].strip():
            start, line = self.lines[n]
            if n != first + 1:
                at = 0
                for cell in re.split(r"(?<!\\)\|", line):
                    inner = cell.strip()
                    if inner and inner != ">":
                        begin = start + at + cell.index(inner)
                        self.add("cell", begin, begin + len(inner))
                    at += len(cell) + 1
            n += 1
        return n

    def front_matter(self) -> int:
        if self.lines[0][1].lstrip("\ufeff").rstrip() != "---":
            return 0
        for n in range(1, len(self.lines)):
            start, line = self.lines[n]
            if line.rstrip() in ("---", "..."):
                return n + 1
            match = _FIELD.match(line)
            if match:
                value = match[2]
                begin = start + match.start(2)
                if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                    value, begin = value[1:-1], begin + 1
                self.fields[match[1].lower()] = (value, begin, begin + len(value))
        self.fields.clear()
        return 0


def parse(raw: str) -> tuple[list[Piece], dict[str, tuple[str, int, int]]]:
    """Blocks of a Markdown text with their places, and the fields of its front matter with theirs."""
    parser = _Parser(raw)
    parser.run()
    pieces = list(part_datelines(map(_kind, parser.pieces), raw))
    title = parser.fields.get("title", ("", 0, 0))
    if title[0].strip():
        if any(p.kind == "headline" and p.text == nfc(title[0]) for p in pieces):
            pieces.insert(0, Piece("furniture", nfc(title[0]), title[1], title[2]))
        else:
            pieces = [changed(p, kind="subhead") if p.kind == "headline" else p for p in pieces]
            pieces.insert(0, Piece("headline", nfc(title[0]), title[1], title[2]))
    elif not any(p.kind == "headline" for p in pieces):
        first = next((n for n, p in enumerate(pieces) if p.kind == "subhead"), None)
        if first is not None and not any(p.kind == "paragraph" for p in pieces[:first]):
            pieces[first] = changed(pieces[first], kind="headline")
    return pieces, parser.fields


def _kind(piece: Piece) -> Piece:
    if piece.kind in ("paragraph", "quote", "list-item"):
        if furniture.is_furniture(piece.text):
            return changed(piece, kind="furniture")
        if furniture.is_caption(piece.text):
            return changed(piece, kind="caption")
    return piece


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The one article of a Markdown file; front matter gives title, date, language, author and id."""
    raw = read_raw(path, reading)
    pieces, fields = parse(raw.text)

    def field(*names: str) -> str:
        return next((fields[n][0] for n in names if n in fields and fields[n][0]), "")

    stamps = [p.text for p in pieces if p.kind == "furniture" and furniture.stamp_rank(p.text) < 3]
    date = find_date(field("date", "published", "pubdate")) or (
        find_date(stamps[0]) if stamps else find_date(path.name)
    )
    writer = field("author", "byline") or next(
        (a for p in pieces if p.kind == "furniture" and (a := furniture.author(p.text))), ""
    )
    language = field("language", "lang").replace("_", "-").split("-")[0].lower()
    facts = Facts(language, date, "", (("author", writer),) if writer else ())
    yield build_article(path, reading, "markdown", raw.encoding, pieces, facts)


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The file with new blocks between the same marks; the front matter's language is set."""
    raw = read_raw(path, reading)
    pieces, fields = parse(raw.text)
    end = "\r\n" if "\r\n" in raw.text else "\n"
    changes: list[tuple[int, int, str]] = []
    matter = {field[1:] for field in fields.values()}
    blocks = new_blocks(translated, "", len(pieces), path)
    headlines = {p.text: new for p, new in zip(pieces, blocks, strict=True) if p.kind == "headline"}
    for piece, block in zip(pieces, blocks, strict=True):
        # Front matter that repeats the headline follows it.
        new = block or (headlines.get(piece.text) if (piece.start, piece.end) in matter else None)
        if new is None:
            continue
        if (piece.start, piece.end) in matter:
            quote = (
                raw.text[piece.start - 1 : piece.start]
                if raw.text[piece.end : piece.end + 1] in ("'", '"')
                else ""
            )
            changes.append((piece.start, piece.end, _yaml(new.text, quote)))
            continue
        text = " ".join(new.text.split("\n"))
        source = render(text, new.inlines)
        if piece.kind == "cell":
            source = re.sub(r"(?<!\\)\|", r"\\|", source)
        elif piece.kind not in ("headline", "subhead"):
            source = _safe_start(source)
        source = source.replace("  \n", "  " + end + piece.prefix)
        changes.append((piece.start, piece.end, source))
    for name in ("language", "lang"):
        if name in fields and changes:
            changes.append((*fields[name][1:], target_language))
    return replaced(path, splice(raw.text, changes), raw.encoding)


def _yaml(text: str, quote: str) -> str:
    """A string of front matter inside the quotation marks that are there, or with its own where it needs them."""
    if quote == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    if quote == "'":
        return text.replace("'", "''")
    if re.match(r"[\s\-?:,\[\]{}#&*!|>'\"%@`]", text) or ": " in text or " #" in text or text.endswith(":"):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


MARKDOWN = Format("markdown", (".md", ".markdown"), "Markdown with front matter", read, replace)
