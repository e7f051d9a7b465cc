"""Hancom Office documents (.hwpx): paragraphs with their runs, written back in place.

An HWPX is a ZIP archive of XML (OWPML, KS X 6101): `Contents/section0.xml` and
on hold paragraphs `hp:p` of runs `hp:run` with a reference to their look and text
`hp:t`. Tables, pictures and controls stand in runs too and are left where they are.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace as changed
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import read_bytes
from ..text import Article, Block, BlockKind, Inline
from . import furniture
from .base import Facts, Format, Piece, Reading, Replaced, Translated, build_article, new_blocks, nfc
from .dates import find_date
from .office import open_archive, parse_part

_SECTION = re.compile(r"Contents/section\d+\.xml")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _open(path: Path) -> tuple[dict[str, Any], dict[str, bytes], list[zipfile.ZipInfo]]:
    """Trees of the sections by name, all parts, and their places in the archive."""
    parts, infos = open_archive(path, "Hancom document", ".hwpx")
    names = sorted((n for n in parts if _SECTION.fullmatch(n)), key=lambda n: int(re.sub(r"\D", "", n)))
    if not names:
        raise InputError(
            "not a Hancom document: it has no Contents/section0.xml", "save it again as .hwpx", path
        )
    return {n: parse_part(parts[n], path, "Hancom document") for n in names}, parts, infos


def _runs(paragraph: Any) -> list[tuple[str, str]]:
    """Look and text of the runs of a paragraph, those with text."""
    found = []
    for run in paragraph:
        if _name(run) == "run":
            text = "".join(_text(t) for t in run if _name(t) == "t")
            if text:
                found.append((run.get("charPrIDRef", ""), nfc(text)))
    return found


def _text(element: Any) -> str:
    """Text of `hp:t`, with tabs and line breaks inside it as spaces."""
    out = [element.text or ""]
    for child in element:
        out.append(
            " "
            if _name(child) in ("tab", "lineBreak", "nbSpace", "fwSpace")
            else "-"
            if _name(child) == "hyphen"
            else ""
        )
        out.append(child.tail or "")
    return "".join(out)


def _content(paragraph: Any) -> tuple[str, tuple[Inline, ...], dict[str, str], str]:
    """Text, inlines, the look behind each opening tag, and the commonest look."""
    runs = _runs(paragraph)
    weights: Counter[str] = Counter()
    for look, text in runs:
        weights[look] += len(text)
    main = max(weights, key=lambda k: weights[k], default="0")
    inlines: list[Inline] = []
    looks: dict[str, str] = {}
    length = 0
    for look, text in runs:
        end = length + len(text)
        if look != main:
            if inlines and inlines[-1].end == length and looks[inlines[-1].opening] == look:
                inlines[-1] = changed(inlines[-1], end=end)
            else:
                tag = f"<r{len(looks) + 1}>"
                looks[tag] = look
                inlines.append(Inline(length, end, tag, tag.replace("<", "</")))
        length = end
    return "".join(t for _, t in runs), tuple(inlines), looks, main


def _styles(parts: dict[str, bytes], path: Path) -> dict[str, str]:
    """Names of the paragraph styles by their numbers."""
    if "Contents/header.xml" not in parts:
        return {}
    header = parse_part(parts["Contents/header.xml"], path, "Hancom document")
    return {
        e.get("id", ""): f"{e.get('name', '')} {e.get('engName', '')}".lower()
        for e in header.iter()
        if _name(e) == "style"
    }


def _kind(paragraph: Any, text: str, style: str) -> BlockKind:
    if furniture.is_furniture(text):
        return "furniture"
    if furniture.is_caption(text) or "캡션" in style or "caption" in style:
        return "caption"
    if any(_name(a) == "tc" for a in paragraph.iterancestors()):
        return "cell"
    if re.search(r"^제목|\btitle\b", style):
        return "headline"
    if re.search(r"개요\s?\d|outline\s?\d|heading", style):
        return "subhead"
    return "paragraph"


def _paragraphs(sections: dict[str, Any], styles: dict[str, str]) -> Iterator[tuple[Any, Piece]]:
    headline = False
    first = True
    for root in sections.values():
        for paragraph in root.iter():
            if not isinstance(paragraph.tag, str) or _name(paragraph) != "p":
                continue
            text, inlines, _, _ = _content(paragraph)
            if not text.strip():
                continue
            piece = Piece(
                _kind(paragraph, text, styles.get(paragraph.get("styleIDRef", ""), "")), text, 0, 0, inlines
            )
            if piece.kind == "headline" and headline:
                piece = changed(piece, kind="subhead")
            elif (
                first
                and piece.kind in ("paragraph", "subhead")
                and len(text) <= 100
                and not furniture.has_final_mark(text)
            ):
                piece = changed(piece, kind="headline")
            headline = headline or piece.kind == "headline"
            first = first and piece.kind == "furniture"
            yield paragraph, piece


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The one article of a Hancom document."""
    sections, parts, _ = _open(path)
    pieces = [piece for _, piece in _paragraphs(sections, _styles(parts, path))]
    stamps = [p.text for p in pieces if p.kind == "furniture" and furniture.stamp_rank(p.text) < 3]
    date = find_date(stamps[0]) if stamps else find_date(path.name)
    yield build_article(path, reading, "hwpx", "", pieces, Facts(date=date))


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The document with new paragraphs; looks follow the inlines, tables and pictures stay."""
    from lxml import etree

    sections, parts, infos = _open(path)
    paragraphs = list(_paragraphs(sections, _styles(parts, path)))
    touched = False
    for (paragraph, _), new in zip(
        paragraphs, new_blocks(translated, "", len(paragraphs), path), strict=True
    ):
        if new is not None:
            _rewrite(paragraph, new)
            touched = True
    if not touched:
        return Replaced(read_bytes(path), "")
    for name, root in sections.items():
        parts[name] = etree.tostring(
            root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info in infos:
            archive.writestr(info, parts[info.filename], compress_type=info.compress_type)
    return Replaced(out.getvalue(), "")


def _rewrite(paragraph: Any, new: Block) -> None:
    from lxml import etree

    _, _, looks, main = _content(paragraph)
    old = [run for run in paragraph if _name(run) == "run" and any(_name(t) == "t" and _text(t) for t in run)]
    space = old[0].tag.rsplit("}", 1)[0] + "}"
    at = paragraph.index(old[0])
    known = [i for i in new.inlines if i.opening in looks]
    bounds = sorted(
        {0, len(new.text), *(n for i in known for n in (i.start, i.end) if 0 <= n <= len(new.text))}
    )
    made = []
    for begin, end in pairwise(bounds):
        over = [i for i in known if i.start <= begin and i.end >= end]
        run = etree.Element(
            f"{space}run",
            {"charPrIDRef": looks[min(over, key=lambda i: i.end - i.start).opening] if over else main},
        )
        etree.SubElement(run, f"{space}t").text = _ILLEGAL.sub(" ", new.text[begin:end])
        made.append(run)
    for run in old:
        for child in list(run):
            if _name(child) == "t":
                run.remove(child)
        if len(run) == 0:
            paragraph.remove(run)
        else:  # a table or a picture stays in a run of its own, after the text
            made.append(run)
            paragraph.remove(run)
    for offset, run in enumerate(made):
        paragraph.insert(min(at + offset, len(paragraph)), run)
    for child in list(paragraph):
        if _name(child) == "linesegarray":  # the layout of the old text; it is made anew on opening
            paragraph.remove(child)


HWPX = Format("hwpx", (".hwpx",), "Hancom Office documents", read, replace)
