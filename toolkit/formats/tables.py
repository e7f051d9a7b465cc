"""Tables: articles as JSON Lines, bitexts as JSON Lines, TSV and CSV.

A row of articles is an object with `text` (or `body`, `content`, or a list of
`paragraphs` or `blocks`) and, if known, `id`, `language`, `title`, `date`. A row
of a bitext has the fields of DESIGN.md: `id`, `source`, `target`,
`source_language`, `target_language`, `date`, `document`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed
from datetime import date as Date
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import IO, Any

from ..errors import InputError
from ..files import json_line, json_object, open_lines, sniff_encoding, whole
from ..text import STORY_KINDS, Article, Block, BlockKind, SegmentPair
from . import text as plain
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
    read_raw,
    replaced,
    splice,
)
from .dates import find_date

# Names under which the fields of an article go, the best first.
_ID = ("id", "_id", "article_id", "news_id", "doc_id", "uid")
_LANGUAGE = ("language", "lang", "locale")
_TITLE = ("title", "headline", "subject")
_DATE = (
    "date",
    "published",
    "published_at",
    "publish_date",
    "published_time",
    "pub_date",
    "pubdate",
    "datetime",
    "time",
)
_AUTHOR = ("author", "byline", "writer", "reporter")
_LEAD = ("subtitle", "subhead", "deck")
_TEXT = ("text", "body", "content", "article", "maintext", "paragraphs", "blocks", "sentences")
_BLOCK_TEXT = ("text", "content")
_KINDS: frozenset[str] = STORY_KINDS | {"caption", "furniture"}

Node = tuple[Any, int, int]  # a JSON value whose inner values are nodes too, with its place in the line


def _nodes(line: str, at: int) -> Node:
    """The JSON value at `at`, each value with its [start, end) in the line."""
    decoder = json.JSONDecoder()
    space = re.compile(r"[ \t\n\r]*")

    def skip(at: int) -> int:
        match = space.match(line, at)
        return match.end() if match else at

    def value(at: int) -> Node:
        at = skip(at)
        if line.startswith("{", at):
            fields: dict[str, Node] = {}
            inner = skip(at + 1)
            while not line.startswith("}", inner):
                name, inner = scanstring(line, inner + 1)
                fields[name] = value(skip(inner) + 1)
                inner = skip(fields[name][2])
                if line.startswith(",", inner):
                    inner = skip(inner + 1)
            return fields, at, inner + 1
        if line.startswith("[", at):
            items: list[Node] = []
            inner = skip(at + 1)
            while not line.startswith("]", inner):
                items.append(value(inner))
                inner = skip(items[-1][2])
                if line.startswith(",", inner):
                    inner = skip(inner + 1)
            return items, at, inner + 1
        found, end = decoder.raw_decode(line, at)
        return whole(found), at, end

    return value(at)


def _first(row: Mapping[str, Node], names: Sequence[str]) -> Node | None:
    return next((row[n] for n in names if n in row and row[n][0] not in (None, "", [], {})), None)


def _string(row: Mapping[str, Node], names: Sequence[str]) -> str:
    node = _first(row, names)
    return str(node[0]) if node is not None and isinstance(node[0], str | int | float) else ""


def _row(line: str, path: Path, number: int) -> dict[str, Node]:
    json_object(line, path, number, '{"id": "1", "title": "...", "text": "..."}')
    try:
        fields: dict[str, Node] = _nodes(line, 0)[0]
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply", "one flat object a line", path, number) from error
    return fields


def _pieces(row: Mapping[str, Node], path: Path, number: int) -> list[tuple[Piece, Node]]:
    """Blocks of an article, each with the string node that it stands in; offsets are in that string."""
    found: list[tuple[Piece, Node]] = []

    def entire(kind: BlockKind, node: Node) -> None:
        if isinstance(node[0], str) and node[0].strip():
            start = len(node[0]) - len(node[0].lstrip())
            text = node[0].strip()
            found.append((Piece(kind, nfc(" ".join(text.split())), start, start + len(text)), node))

    title = _first(row, _TITLE)
    if title is not None:
        entire("headline", title)
    lead = _first(row, _LEAD)
    if lead is not None:
        entire("subhead", lead)
    body = _first(row, _TEXT)
    if body is None:
        raise InputError(
            f"the article has no text (its fields: {', '.join(map(repr, row)) or 'none'})",
            "put the text into a field named 'text'",
            path,
            number,
        )
    if isinstance(body[0], str):
        pieces = plain.parse(body[0])
        heads = [n for n, p in enumerate(pieces) if p.kind == "headline"]
        for n, piece in enumerate(pieces):
            if title is not None and n in heads:
                # The row has its own headline: what looks like one above the text is a line of it.
                piece = changed(
                    piece, kind="furniture" if piece.text == nfc(str(title[0]).strip()) else "subhead"
                )
            found.append((piece, body))
    elif isinstance(body[0], list):
        for item in body[0]:
            if isinstance(item[0], str):
                entire("paragraph", item)
            elif isinstance(item[0], dict) and (inner := _first(item[0], _BLOCK_TEXT)) is not None:
                kind = _string(item[0], ("kind", "type")) or "paragraph"
                entire(kind if kind in _KINDS else "paragraph", inner)  # type: ignore[arg-type]
            else:
                raise InputError("a paragraph is neither text nor an object with 'text'", "", path, number)
    else:
        raise InputError("the text of the article is no string", "", path, number)
    return found


def _article(path: Path, number: int, line: str) -> tuple[Facts, list[tuple[Piece, Node]]]:
    """What a row says of its article, and the article's blocks."""
    row = _row(line, path, number)
    pieces = _pieces(row, path, number)
    found = plain.facts_of([p for p, _ in pieces], Path())
    used = {*_ID, *_LANGUAGE, *_TITLE, *_DATE, *_LEAD, *_TEXT}
    meta = dict(found.meta)
    for name, node in row.items():
        if name not in used and isinstance(node[0], str | int | float):
            meta[name] = str(node[0])
    author = _string(row, _AUTHOR)
    if author:
        meta["author"] = author
    language = _string(row, _LANGUAGE).replace("_", "-").split("-")[0].lower()
    date = find_date(_string(row, _DATE)) or found.date
    return Facts(language, date, _string(row, _ID) or str(number), tuple(meta.items())), pieces


def _rows(path: Path, reading: Reading) -> Iterator[Article | InputError]:
    encoding = sniff_encoding(path, reading.encoding)
    empty = True
    for number, line in open_lines(path, encoding):
        if not line.strip(" \t\x1a"):
            continue
        empty = False
        try:
            facts, pieces = _article(path, number, line)
            yield build_article(path, reading, "jsonl", encoding, (p for p, _ in pieces), facts)
        except InputError as error:
            yield InputError(error.message, error.hint, path, number)
    if empty:
        raise InputError("the file is empty", "take it out of the batch, or save the articles again", path)


def is_result(path: Path) -> bool:
    """Whether a JSON Lines file holds pairs, beads, findings or a bitext instead of articles."""
    try:
        first = next((line for _, line in open_lines(path) if line.strip()), "")
        row = json.loads(first)
    except (InputError, ValueError, RecursionError):
        return False
    return (
        isinstance(row, dict) and bool({"source", "source_file"} & row.keys()) and not set(_TEXT) & row.keys()
    )


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """Articles of a JSON Lines file, one a line; a field `id`, else the line number, tells them apart."""
    for row in _rows(path, reading):
        if isinstance(row, InputError):
            raise row
        yield row


def read_good(path: Path, reading: Reading, note: Callable[[InputError], None]) -> Iterator[Article]:
    """As :func:`read`, but a row that cannot be used is handed to `note` and passed over."""
    for row in _rows(path, reading):
        if isinstance(row, InputError):
            note(row)
        else:
            yield row


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The rows with the new blocks in their strings and the language field set; all else as it was."""
    raw = read_raw(path, reading)
    out: list[str] = []
    for number, line in enumerate(raw.text.split("\n"), 1):
        bare = line.removeprefix("\ufeff")
        if not bare.strip():
            out.append(line)
            continue
        facts, pieces = _article(path, number, bare)
        blocks = new_blocks(translated, facts.id, len(pieces), path)
        inner: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
        values: dict[tuple[int, int], str] = {}
        for (piece, node), new in zip(pieces, blocks, strict=True):
            if new is not None:
                inner.setdefault(node[1:], []).append((piece.start, piece.end, new.text))
                values[node[1:]] = node[0]
        ascii_only = bare.isascii() and "\\u" in bare
        changes = [
            (start, end, json.dumps(splice(values[start, end], parts), ensure_ascii=ascii_only))
            for (start, end), parts in inner.items()
        ]
        if changes:
            node_ = _first(_row(bare, path, number), _LANGUAGE)
            if node_ is not None:
                changes.append((node_[1], node_[2], json.dumps(target_language)))
        out.append(line[: len(line) - len(bare)] + splice(bare, changes))
    return replaced(path, "\n".join(out), raw.encoding)


JSONL = Format("jsonl", (".jsonl", ".ndjson"), "articles as JSON Lines, one a line", read, replace)


# Bitexts ------------------------------------------------------------------

_PAIR_FIELDS = ("id", "source", "target", "source_language", "target_language", "date", "document", "of")


def pair_row(pair: SegmentPair) -> dict[str, Any]:
    """A pair as a row of the bitext format of DESIGN.md; fields that say nothing are left out."""
    row: dict[str, Any] = {
        "id": pair.id,
        "source": pair.source,
        "target": pair.target,
        "source_language": pair.source_language,
        "target_language": pair.target_language,
    }
    if pair.date is not None:
        row["date"] = pair.date.isoformat()
    for name in ("document", "source_file", "target_file"):
        if getattr(pair, name):
            row[name] = getattr(pair, name)
    if pair.of != "human":
        row["of"] = pair.of
    return row


def _pair(row: Mapping[str, Any], path: Path, number: int, languages: tuple[str, str]) -> SegmentPair:
    def text(name: str, default: str = "") -> str:
        value = row.get(name)
        if value is None:
            return default
        if not isinstance(value, str | int | float):
            raise InputError(f"{name!r} is no text", "", path, number)
        return str(value)

    if row.get("source") is None:
        raise InputError(
            f"no 'source' (fields: {', '.join(map(repr, row)) or 'none'})",
            'for instance {"source": "...", "target": "..."}',
            path,
            number,
        )
    date: Date | None = None
    if text("date"):
        date = find_date(text("date"))
        if date is None:
            raise InputError(f"not a date: {text('date')!r}", "write it as 2019-09-19", path, number)
    return SegmentPair(
        id=text("id", str(number)),
        source=nfc(text("source")),
        target=nfc(text("target")),
        source_language=text("source_language", languages[0]),
        target_language=text("target_language", languages[1]),
        date=date,
        document=text("document"),
        of=text("of", "human"),
        source_file=text("source_file"),
        target_file=text("target_file"),
    )


def read_pairs_jsonl(path: Path, languages: tuple[str, str], encoding: str | None) -> Iterator[SegmentPair]:
    """Pairs of a JSON Lines bitext."""
    for number, line in open_lines(path, encoding):
        if not line.strip():
            continue
        row = json_object(line, path, number, '{"source": "...", "target": "..."}')
        yield _pair(row, path, number, languages)


def read_pairs_table(
    path: Path, languages: tuple[str, str], encoding: str | None, *, comma: bool
) -> Iterator[SegmentPair]:
    """Pairs of a TSV or CSV bitext.

    A header line names the columns: those of DESIGN.md, or the two languages ("ko",
    "en"). Without a header the first two columns are source and target. TSV has no
    quoting (a tab never stands in a field); CSV has.
    """
    lines = open_lines(path, encoding)
    rows: Iterator[tuple[int, list[str]]]
    if comma:
        csv.field_size_limit(1 << 27)
        reader = csv.reader((line + "\n" for _, line in lines), strict=True)
        rows = _csv_rows(reader, path)
    else:
        rows = ((number, line.split("\t")) for number, line in lines if line.strip())
    header: list[str] | None = None
    for number, row in rows:
        if header is None:
            header = _header(row, languages)
            if header is not None:
                named = (_code(row, header, "source"), _code(row, header, "target"))
                languages = (named[0] or languages[0], named[1] or languages[1])
                continue
            header = ["source", "target"]
        if len(row) < 2 and "target" in header:
            raise InputError(
                f"one column only: {row[0][:40]!r}",
                "source and target are parted by a tab (TSV) or comma (CSV)",
                path,
                number,
            )
        yield _pair(
            {k: v for k, v in zip(header, row, strict=False) if v != "" or k == "source"},
            path,
            number,
            languages,
        )


def _code(row: Sequence[str], header: Sequence[str], side: str) -> str:
    """The language code that names the column of one side, "" where it is named otherwise."""
    name = row[header.index(side)].strip().lower() if side in header else ""
    return name if re.fullmatch(r"[a-z]{2,3}", name) else ""


def _csv_rows(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", "check the quotation marks", path, reader.line_num) from error


def _header(row: Sequence[str], languages: tuple[str, str]) -> list[str] | None:
    """Names of the columns if the row is a header, None if it is the first pair."""
    names = [name.strip().lower() for name in row]
    if "source" in names:
        return [n if n in (*_PAIR_FIELDS, "source_file", "target_file") else f"_{n}" for n in names]
    if languages[0] in names and languages[1] in names:
        return ["source" if n == languages[0] else "target" if n == languages[1] else n for n in names]
    codes = [n for n in names if re.fullmatch(r"[a-z]{2}", n)]
    if len(codes) >= 2 and len(codes) == len([n for n in names if n not in _PAIR_FIELDS]):
        return ["source" if n == codes[0] else "target" if n == codes[1] else n for n in names]
    return None


def write_pairs_jsonl(stream: IO[bytes], pairs: Iterable[SegmentPair]) -> int:
    """Write a bitext as JSON Lines; returns the number of pairs."""
    count = 0
    for pair in pairs:
        stream.write((json_line(pair_row(pair)) + "\n").encode())
        count += 1
    return count


_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


def write_pairs_table(stream: IO[bytes], pairs: Iterable[SegmentPair], separator: str) -> int:
    """Write a bitext as TSV or CSV with a header; tabs and line breaks inside a text become spaces in TSV."""
    columns = ("id", "source", "target", "source_language", "target_language", "date", "document", "of")

    def cells(pair: SegmentPair) -> list[str]:
        return [str(getattr(pair, c) or "") for c in columns]

    count = 0
    if separator == "\t":
        stream.write(("\t".join(columns) + "\n").encode())
        for pair in pairs:
            stream.write(("\t".join(_BREAKS.sub(" ", cell) for cell in cells(pair)) + "\n").encode())
            count += 1
        return count
    line: list[str] = []

    class _Line:
        def write(self, text: str) -> None:
            line.append(text)

    writer = csv.writer(_Line(), lineterminator="\n")
    writer.writerow(columns)
    for pair in pairs:
        writer.writerow([_CONTROLS.sub(" ", re.sub("\r\n?", "\n", cell)) for cell in cells(pair)])
        stream.write("".join(line).encode())
        line.clear()
        count += 1
    stream.write("".join(line).encode())
    return count


def article_row(article: Article) -> dict[str, Any]:
    """An article as a row of JSON Lines that :func:`read` reads back, block kinds and all."""
    row: dict[str, Any] = {"id": article.id or article.file, "language": article.language}
    if article.date is not None:
        row["date"] = article.date.isoformat()
    row["blocks"] = [{"kind": b.kind, "text": b.text} for b in article.blocks]
    return row


def blocks_of(article: Article, texts: Sequence[str | None]) -> list[Block | None]:
    """New blocks with plain texts, None where a block is kept."""
    return [
        None if t is None else changed(b, text=t, inlines=())
        for b, t in zip(article.blocks, texts, strict=True)
    ]
