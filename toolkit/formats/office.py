"""Word documents (.docx): paragraphs with their runs, written back in place.

A DOCX is a ZIP archive of XML (ECMA-376). Only the paragraphs of
`word/document.xml` change; every other part is copied as it is.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import read_bytes
from ..text import Article, Block, BlockKind, Inline
from . import furniture
from .base import Facts, Format, Piece, Reading, Replaced, Translated, build_article, new_blocks, nfc
from .dates import find_date

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_LARGEST = 256 << 20  # bytes of XML unpacked; more is a bomb or no article
_TRANSPARENT = {
    f"{_W}{n}" for n in ("hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
}
_STAYS = {
    f"{_W}{n}"
    for n in (
        "pPr",
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "del",
        "moveFrom",
        "commentRangeStart",
        "commentRangeEnd",
    )
}


@dataclass(slots=True)
class _Run:
    """A stretch of a paragraph: its text, or an object (picture, tab, note) where `thing` is set."""

    text: str
    properties: Any  # the w:rPr element or None
    holder: Any  # the hyperlink around it or None
    thing: Any = None

    def key(self) -> tuple[bytes, int]:
        """What makes two runs look alike."""
        from lxml import etree

        look = b"" if self.properties is None else etree.tostring(self.properties, method="c14n")
        # Marks of the spelling checker and the like are no formatting.
        look = re.sub(rb"<w:(?:lang|noProof|webHidden)\b[^>]*>(?:</w:\w+>)?", b"", look)
        look = re.sub(rb"\sxmlns:\w+=\"[^\"]*\"", b"", look)
        return (b"" if look in (b"<w:rPr></w:rPr>", b"") else look), id(
            self.holder
        ) if self.holder is not None else 0


def open_archive(path: Path, kind: str, extension: str) -> tuple[dict[str, bytes], list[zipfile.ZipInfo]]:
    """The parts of a document that is a ZIP archive, by name, and their places in it.

    Raises
    ------
    InputError: no archive, or one that unpacks to more than 256 MB of XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            infos = archive.infolist()
            if sum(i.file_size for i in infos if i.filename.endswith(".xml")) > _LARGEST:
                raise InputError("the document unpacks to more than 256 MB", "take it out of the batch", path)
            return {i.filename: archive.read(i) for i in infos}, infos
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise InputError(f"not a {kind}: {error}", f"save it again as {extension}", path) from error


def parse_part(data: bytes, path: Path, kind: str) -> Any:
    """Root of one XML part of a document; entities are refused.

    Raises
    ------
    InputError: not well-formed, or with a document type of its own.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"broken {kind}: {error}", "open and save it again", path) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("the document declares entities, which is not allowed", "save it again", path)
    return root


def _open(path: Path) -> tuple[Any, dict[str, bytes], list[zipfile.ZipInfo]]:
    """The tree of the document, the parts, and their places in the archive."""
    parts, infos = open_archive(path, "Word document", ".docx")
    if _BODY not in parts:
        raise InputError(f"not a Word document: it has no {_BODY}", "save it again as .docx", path)
    return parse_part(parts[_BODY], path, "Word document"), parts, infos


def _runs(element: Any, holder: Any = None) -> Iterator[_Run]:
    for child in element:
        if child.tag == f"{_W}r":
            yield from _run(child, holder)
        elif child.tag in _TRANSPARENT:
            yield from _runs(child, child if child.tag == f"{_W}hyperlink" else holder)


def _run(run: Any, holder: Any) -> Iterator[_Run]:
    properties = run.find(f"{_W}rPr")
    for child in run:
        if child.tag == f"{_W}t":
            yield _Run(nfc(child.text or ""), properties, holder)
        elif child.tag == f"{_W}noBreakHyphen":
            yield _Run("\u2011", properties, holder)
        elif child.tag not in (f"{_W}rPr", f"{_W}lastRenderedPageBreak", f"{_W}delText"):
            yield _Run("", properties, holder, child)


def _content(paragraph: Any) -> tuple[str, tuple[Inline, ...], dict[str, _Run], _Run | None]:
    """Text and inlines of a paragraph, the run behind each opening tag, and its plainest run."""
    runs = list(_runs(paragraph))
    weights: Counter[tuple[bytes, int]] = Counter()
    for run in runs:
        weights[run.key()] += len(run.text)
    main = max(weights, key=lambda k: (k[1] == 0, weights[k]), default=None) if weights else None
    plain = next((r for r in runs if r.key() == main), None)
    text: list[str] = []
    inlines: list[Inline] = []
    known: dict[str, _Run] = {}
    length = number = 0
    last: tuple[bytes, int] | None = None
    for run in runs:
        if run.thing is not None:
            number += 1
            tag = f"<x{number}/>"
            known[tag] = run
            inlines.append(Inline(length, length, tag, keep=True))
            if run.thing.tag in (f"{_W}br", f"{_W}tab", f"{_W}cr") and text and not text[-1].endswith(" "):
                text.append(" ")
                length += 1
            last = None
            continue
        key = run.key()
        start = length
        text.append(run.text)
        length += len(run.text)
        if key == main or not run.text:
            last = None if run.text else last
        elif key == last and inlines[-1].end == start:
            before = inlines[-1]
            inlines[-1] = Inline(before.start, length, before.opening, before.closing)
        else:
            number += 1
            tag = f"<r{number}>"
            known[tag] = run
            inlines.append(Inline(start, length, tag, f"</r{number}>"))
            last = key
    return "".join(text), tuple(inlines), known, plain


def _kind(paragraph: Any, text: str) -> BlockKind:
    properties = paragraph.find(f"{_W}pPr")
    style = listed = ""
    if properties is not None:
        named = properties.find(f"{_W}pStyle")
        style = named.get(f"{_W}val", "").lower() if named is not None else ""
        listed = "yes" if properties.find(f"{_W}numPr") is not None else ""
    if style in ("title", "제목", "a3"):
        return "headline"
    if style.startswith(("heading", "subtitle")) or re.fullmatch(r"[1-9]|제목\s?\d", style):
        return "headline" if style in ("heading1", "1", "제목1") else "subhead"
    if "caption" in style:
        return "caption"
    if furniture.is_furniture(text):
        return "furniture"
    if furniture.is_caption(text):
        return "caption"
    if any(a.tag == f"{_W}tc" for a in paragraph.iterancestors()):
        return "cell"
    if "quote" in style:
        return "quote"
    return "list-item" if listed or "list" in style else "paragraph"


def _paragraphs(root: Any) -> Iterator[tuple[Any, Piece]]:
    from dataclasses import replace as changed

    headline = False
    first = True
    for paragraph in root.iter(f"{_W}p"):
        if any(a.tag.endswith("}Fallback") for a in paragraph.iterancestors()):
            continue
        text, inlines, _, _ = _content(paragraph)
        if not text.strip():
            continue
        piece = Piece(_kind(paragraph, text), text, 0, 0, inlines)
        if piece.kind == "headline":
            piece = changed(piece, kind="subhead") if headline else piece
            headline = True
        elif first and piece.kind == "paragraph" and len(text) <= 100 and not furniture.has_final_mark(text):
            piece = changed(piece, kind="headline")
            headline = True
        first = first and piece.kind == "furniture"
        yield paragraph, piece


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The one article of a Word document."""
    root, parts, _ = _open(path)
    pieces = [piece for _, piece in _paragraphs(root)]
    stamps = [p.text for p in pieces if p.kind == "furniture" and furniture.stamp_rank(p.text) < 3]
    date = find_date(stamps[0]) if stamps else find_date(path.name)
    creator = re.search(rb"<dc:creator>([^<]+)</dc:creator>", parts.get("docProps/core.xml", b""))
    meta = (("author", creator[1].decode("utf-8", "replace")),) if creator else ()
    yield build_article(path, reading, "docx", "", pieces, Facts(date=date, meta=meta))


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The document with new paragraphs; formatting follows the inlines, pictures and notes are kept."""
    from lxml import etree

    root, parts, infos = _open(path)
    paragraphs = list(_paragraphs(root))
    blocks = new_blocks(translated, "", len(paragraphs), path)
    changed = False
    for (paragraph, _), new in zip(paragraphs, blocks, strict=True):
        if new is not None:
            _rewrite(paragraph, new)
            changed = True
    if not changed:
        return Replaced(read_bytes(path), "")
    parts[_BODY] = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info in infos:
            archive.writestr(info, parts[info.filename], compress_type=info.compress_type)
    return Replaced(out.getvalue(), "")


def _rewrite(paragraph: Any, new: Block) -> None:
    from lxml import etree

    _, _, known, plain = _content(paragraph)
    pieces: list[tuple[str, _Run | None]] = []
    lost = {tag for tag, run in known.items() if run.thing is not None}
    marks = sorted(new.inlines, key=lambda i: (i.start, i.end))
    bounds = sorted(
        {0, len(new.text), *(n for i in marks for n in (i.start, i.end) if 0 <= n <= len(new.text))}
    )
    for place, begin in enumerate(bounds):
        for mark in marks:
            if mark.start == begin == mark.end and mark.opening in lost:
                pieces.append(("", known[mark.opening]))
                lost.discard(mark.opening)
        if place + 1 < len(bounds):
            over = [
                i for i in marks if i.start <= begin and i.end >= bounds[place + 1] and i.opening in known
            ]
            style = known[min(over, key=lambda i: i.end - i.start).opening] if over else plain
            pieces.append((new.text[begin : bounds[place + 1]], style))
    # Objects that the translation dropped are kept at the end rather than lost.
    pieces += [("", known[tag]) for tag in known if tag in lost]
    made: list[Any] = []
    holder: Any = None
    inside: Any = None
    for text, style in pieces:
        if not text and (style is None or style.thing is None):
            continue
        run = etree.Element(f"{_W}r")
        if style is not None and style.properties is not None:
            run.append(copy.deepcopy(style.properties))
        if style is not None and style.thing is not None and not text:
            run.append(copy.deepcopy(style.thing))
        else:
            leaf = etree.SubElement(run, f"{_W}t")
            leaf.text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text)
            leaf.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        around = style.holder if style is not None else None
        if around is None:
            made.append(run)
            holder = inside = None
        else:
            if around is not holder or inside is None:
                inside = etree.Element(around.tag, dict(around.attrib))
                made.append(inside)
                holder = around
            inside.append(run)
    for child in list(paragraph):
        if child.tag not in _STAYS:
            paragraph.remove(child)
    at = 1 if len(paragraph) and paragraph[0].tag == f"{_W}pPr" else 0
    for offset, element in enumerate(made):
        paragraph.insert(at + offset, element)


DOCX = Format("docx", (".docx",), "Word documents", read, replace)
