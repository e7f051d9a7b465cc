"""TMX 1.4 and XLIFF (1.2 and 2.0): what translation tools exchange.

As bitexts both are streamed; as articles (to be translated in place) each
source is a block, and a translation goes into the target beside it.

Sources: TMX 1.4b (LISA OSCAR, 2005), XLIFF 1.2 (OASIS, 2008), XLIFF 2.0 (OASIS, 2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .. import __version__
from ..errors import BitextError, InputError
from ..text import Article, BlockKind, SegmentPair
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
    splice,
    weave,
)
from .dates import find_date
from .xml import Node, content, escape, nodes, quoteattr, stream

_NATIVE = frozenset({"ph", "bpt", "ept", "it", "ut", "sub"})  # hold code of another format
_PAIRED = frozenset({"g", "mrk", "pc", "hi"})


def _base(code: str) -> str:
    """The language of a code without region, in lower case: "ko-KR" is "ko"."""
    return code.replace("_", "-").split("-")[0].lower()


# TMX -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit of TMX: its id, the text in each language (code without region), and its props."""

    id: str
    texts: dict[str, str]
    props: dict[str, str]
    source_language: str


def read_tmx(path: Path, encoding: str | None = None) -> Iterator[Unit]:
    """Units of a TMX file, streamed: memory does not grow with it.

    Raises
    ------
    InputError: not TMX, not well-formed, or with entities of its own.
    """
    default = ""
    number = 0
    for name, attributes, children in stream(path, encoding, frozenset({"header", "tu"}), "tmx"):
        if name == "header":
            default = attributes.get("srclang", "")
            continue
        number += 1
        texts: dict[str, str] = {}
        props: dict[str, str] = {}
        for child in children:
            if isinstance(child, str):
                continue
            tag, inner_attributes, inner = child
            if tag == "prop" and inner_attributes.get("type"):
                props[inner_attributes["type"]] = _flat(inner)
            elif tag == "tuv":
                language = inner_attributes.get("xml:lang") or inner_attributes.get("lang") or ""
                segment = next((c for c in inner if not isinstance(c, str) and c[0] == "seg"), None)
                if language and segment is not None:
                    texts.setdefault(_base(language), nfc(_flat(segment[2])))
        source = attributes.get("srclang") or default
        yield Unit(
            attributes.get("tuid") or str(number),
            texts,
            props,
            "" if source in ("", "*all*") else _base(source),
        )


def _flat(children: list[Any]) -> str:
    """Text of an element and of what is inside it, but for codes of other formats."""
    return "".join(c if isinstance(c, str) else "" if c[0] in _NATIVE else _flat(c[2]) for c in children)


def read_pairs_tmx(path: Path, languages: tuple[str, str], encoding: str | None) -> Iterator[SegmentPair]:
    """Pairs of a TMX file in the two languages; units without both are passed over.

    Raises
    ------
    InputError: no unit of the file has both languages.
    """
    seen: set[str] = set()
    any_pair = False
    for unit in read_tmx(path, encoding):
        seen |= unit.texts.keys()
        source, target = (unit.texts.get(_base(code)) for code in languages)
        if source is None or target is None:
            continue
        any_pair = True
        date = unit.props.get("date", "")
        yield SegmentPair(
            id=unit.id,
            source=source,
            target=target,
            source_language=_base(languages[0]),
            target_language=_base(languages[1]),
            date=find_date(date) if date else None,
            document=unit.props.get("document", ""),
            of=unit.props.get("of", "human"),
        )
    if seen and not any_pair:
        raise InputError(
            f"no unit in {languages[0]} and {languages[1]} (the file has: {', '.join(sorted(seen))})",
            "name the languages with -s and -t",
            path,
        )


def write_pairs_tmx(stream_: IO[bytes], pairs: Iterable[SegmentPair]) -> int:
    """Write a bitext as TMX 1.4; returns the number of pairs. The same pairs give the same bytes."""
    count = 0

    def write(text: str) -> None:
        stream_.write(text.encode())

    def begin(language: str) -> None:
        write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        )
        write(
            f' <header creationtool="bitext" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
            f'o-tmf="bitext" adminlang="en" srclang={quoteattr(language)} datatype="plaintext"/>\n <body>\n'
        )

    for pair in pairs:
        if not count:
            begin(pair.source_language)
        count += 1
        props = [
            (name, value)
            for name, value in (
                ("document", pair.document),
                ("date", pair.date.isoformat() if pair.date else ""),
                ("of", "" if pair.of == "human" else pair.of),
            )
            if value
        ]
        write(f"  <tu tuid={quoteattr(escape_attribute(pair.id))}>\n")
        for name, value in props:
            write(f'   <prop type="{name}">{escape(value)}</prop>\n')
        for language, text in ((pair.source_language, pair.source), (pair.target_language, pair.target)):
            write(f"   <tuv xml:lang={quoteattr(language)}><seg>{escape(text)}</seg></tuv>\n")
        write("  </tu>\n")
    if not count:
        begin("ko")
    write(" </body>\n</tmx>\n")
    return count


def escape_attribute(text: str) -> str:
    """Text for an attribute, without what XML cannot hold (quotation marks are left to `quoteattr`)."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", " ", text)


def _tmx(
    path: Path, reading: Reading
) -> tuple[str, str, str, list[tuple[Node, list[tuple[str, Node, Node]]]]]:
    """Source, encoding and source language of a TMX file, and its units with their (language, tuv, seg)."""
    raw = read_raw(path, reading)
    found = nodes(raw.text, path, frozenset({"tmx", "header", "tu", "tuv", "seg"}))
    if not found or found[0].name != "tmx":
        raise InputError("not TMX: the outermost element is not <tmx>", "check the format", path)
    header = next((n for n in found if n.name == "header"), None)
    source = header.attributes.get("srclang", "") if header else ""
    units: list[tuple[Node, list[tuple[str, Node, Node]]]] = []
    for node in found:
        if node.name == "tu":
            units.append((node, []))
        elif node.name == "seg" and node.parent is not None and node.parent.name == "tuv" and units:
            language = node.parent.attributes.get("xml:lang") or node.parent.attributes.get("lang") or ""
            units[-1][1].append((_base(language), node.parent, node))
    language = reading.language or ("" if source in ("", "*all*") else _base(source))
    if not language and units and units[0][1]:
        language = units[0][1][0][0]
    return raw.text, raw.encoding, language, units


def _tmx_pieces(
    text: str, language: str, units: list[tuple[Node, list[tuple[str, Node, Node]]]]
) -> list[tuple[Piece, int]]:
    found: list[tuple[Piece, int]] = []
    for number, (_, variants) in enumerate(units):
        node = next((seg for code, _, seg in variants if code == language), None)
        if node is not None:
            words, inlines = content(text[node.inner : node.inner_end], _PAIRED, _NATIVE)
            if words.strip():
                found.append((Piece("paragraph", words, node.inner, node.inner_end, inlines), number))
    return found


def read_tmx_article(path: Path, reading: Reading) -> Iterator[Article]:
    """The source sides of a TMX file as the blocks of one article."""
    text, encoding, language, units = _tmx(path, reading)
    pieces = [p for p, _ in _tmx_pieces(text, language, units)]
    yield build_article(path, reading, "tmx", encoding, pieces, Facts(language=language))


def replace_tmx(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The file with a variant in the target language in each unit that has a new block."""
    text, encoding, language, units = _tmx(path, reading)
    pieces = _tmx_pieces(text, language, units)
    changes: list[tuple[int, int, str]] = []
    for (_, number), new in zip(pieces, new_blocks(translated, "", len(pieces), path), strict=True):
        if new is None:
            continue
        words = weave(new.text, new.inlines, escape)
        variants = units[number][1]
        old = next((seg for code, _, seg in variants if code == _base(target_language)), None)
        if old is not None:
            changes.append(_fill(text, old, words))
        else:
            last = variants[-1][1]
            gap = re.search(r"\s*$", text[: last.start])
            lead = gap.group() if gap else ""
            changes.append(
                (
                    last.end,
                    last.end,
                    f"{lead}<tuv xml:lang={quoteattr(target_language)}><seg>{words}</seg></tuv>",
                )
            )
    return _encoded(splice(text, changes), encoding)


def _encoded(text: str, encoding: str) -> Replaced:
    """The file in its own encoding; what that lacks becomes character references."""
    return Replaced(text.encode(encoding, "xmlcharrefreplace"), encoding)


def _fill(text: str, node: Node, words: str) -> tuple[int, int, str]:
    """The change that puts `words` into an element, be it empty or not."""
    if node.empty:
        opening = text[node.start : node.end - 2].rstrip()
        name = re.match(r"<([\w:.-]+)", opening)
        return node.start, node.end, f"{opening}>{words}</{name[1] if name else node.name}>"
    return node.inner, node.inner_end, words


# XLIFF ---------------------------------------------------------------------

_XLIFF = frozenset(
    {"xliff", "file", "trans-unit", "unit", "segment", "source", "seg-source", "target", "alt-trans"}
)
_FINISHED = frozenset({"final", "signed-off"})


@dataclass(frozen=True, slots=True)
class _Row:
    """A source of XLIFF with the places around it."""

    file: str
    id: str
    kind: BlockKind
    source: Node
    target: Node | None
    after: int  # where a new target goes


def _xliff(path: Path, reading: Reading) -> tuple[str, str, list[tuple[str, Node, list[_Row]]], Node]:
    raw = read_raw(path, reading)
    found = nodes(raw.text, path, _XLIFF)
    if not found or found[0].name != "xliff":
        raise InputError("not XLIFF: the outermost element is not <xliff>", "check the format", path)
    files: list[tuple[str, Node, list[_Row]]] = []
    holders: dict[int, dict[str, Node]] = {}
    order: list[Node] = []
    for node in found:
        if node.name == "file":
            files.append(
                (
                    node.attributes.get("id") or node.attributes.get("original") or str(len(files) + 1),
                    node,
                    [],
                )
            )
        elif node.parent is not None and node.parent.name in ("trans-unit", "segment"):
            parts = holders.setdefault(id(node.parent), {})
            if not parts:
                order.append(node.parent)
            parts.setdefault(node.name, node)
    for holder in order:
        parts = holders[id(holder)]
        if "source" not in parts:
            continue
        unit = holder.parent if holder.name == "segment" and holder.parent is not None else holder
        outer = next((f for f in reversed(files) if f[1].start < holder.start), None)
        if outer is None:
            continue
        target = parts.get("target")
        state = (target.attributes.get("state", "") if target else "") or holder.attributes.get("state", "")
        kept = unit.attributes.get("translate") == "no" or (
            target is not None and (unit.attributes.get("approved") == "yes" or state in _FINISHED)
        )
        last = parts.get("seg-source", parts["source"])
        name = unit.attributes.get("id", "")
        outer[2].append(
            _Row(outer[0], name, "furniture" if kept else "paragraph", parts["source"], target, last.end)
        )
    return raw.text, raw.encoding, files, found[0]


def _languages(file: Node, root: Node) -> tuple[str, str]:
    source = file.attributes.get("source-language") or root.attributes.get("srcLang") or ""
    target = file.attributes.get("target-language") or root.attributes.get("trgLang") or ""
    return _base(source), _base(target)


def _row_pieces(text: str, rows: list[_Row]) -> list[tuple[Piece, _Row]]:
    found: list[tuple[Piece, _Row]] = []
    for row in rows:
        words, inlines = content(text[row.source.inner : row.source.inner_end], _PAIRED, _NATIVE)
        if words.strip():
            found.append((Piece(row.kind, words, row.source.inner, row.source.inner_end, inlines), row))
    return found


def read_xliff(path: Path, reading: Reading) -> Iterator[Article]:
    """An article for each `file` element: its sources as blocks. Units that are finished or not to be
    translated are kept apart as furniture."""
    text, encoding, files, root = _xliff(path, reading)
    given = False
    for name, node, rows in files:
        pieces = [p for p, _ in _row_pieces(text, rows)]
        if not any(p.kind == "paragraph" for p in pieces):
            continue
        given = True
        facts = Facts(language=_languages(node, root)[0], id=name if len(files) > 1 else "")
        yield build_article(path, reading, "xliff", encoding, pieces, facts)
    if not given:
        raise InputError(
            "nothing to translate in this XLIFF file", "all its units are finished or empty", path
        )


def replace_xliff(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The file with the new blocks as targets; the target language is set where it was not."""
    text, encoding, files, root = _xliff(path, reading)
    changes: list[tuple[int, int, str]] = []
    for name, node, rows in files:
        pieces = _row_pieces(text, rows)
        id = name if len(files) > 1 else ""
        if id not in translated:
            continue
        for (_, row), new in zip(pieces, new_blocks(translated, id, len(pieces), path), strict=True):
            if new is None:
                continue
            words = weave(new.text, new.inlines, escape)
            if row.target is not None:
                changes.append(_fill(text, row.target, words))
            else:
                gap = re.search(r"\s*$", text[: row.source.start])
                tag = text[row.source.start + 1 : row.source.inner]
                prefix = re.match(r"(?:[\w.-]+:)?", tag)
                full = f"{prefix[0] if prefix else ''}target"
                changes.append((row.after, row.after, f"{gap[0] if gap else ''}<{full}>{words}</{full}>"))
        if not _languages(node, root)[1] and changes:
            owner, attribute = (
                (node, "target-language") if "source-language" in node.attributes else (root, "trgLang")
            )
            at = owner.inner - (2 if text[owner.inner - 2 : owner.inner] == "/>" else 1)
            changes.append((at, at, f" {attribute}={quoteattr(target_language)}"))
    return _encoded(splice(text, dict.fromkeys(changes)), encoding)


def read_pairs_xliff(path: Path, languages: tuple[str, str], encoding: str | None) -> Iterator[SegmentPair]:
    """Pairs of an XLIFF file: sources with their targets; units without a target are passed over."""
    text, _, files, root = _xliff(path, Reading(encoding=encoding))
    for name, node, rows in files:
        own = _languages(node, root)
        for row in rows:
            if row.target is None:
                continue
            source, target = (
                content(text[n.inner : n.inner_end], _PAIRED, _NATIVE)[0] for n in (row.source, row.target)
            )
            if source.strip() and target.strip():
                yield SegmentPair(
                    row.id, source, target, own[0] or languages[0], own[1] or languages[1], document=name
                )


def write_pairs_xliff(stream_: IO[bytes], pairs: Iterable[SegmentPair]) -> int:
    """Write a bitext as XLIFF 1.2, one `file` element for each run of pairs of one document.

    Raises
    ------
    BitextError: there are no pairs; XLIFF needs a language pair.
    """
    count = 0
    current: tuple[str, str, str] | None = None
    for pair in pairs:
        key = (pair.document, pair.source_language, pair.target_language)
        if current is None:
            stream_.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
            stream_.write(b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n')
        if key != current:
            if current is not None:
                stream_.write(b"  </body>\n </file>\n")
            current = key
            stream_.write(
                f' <file original={quoteattr(escape_attribute(pair.document or "bitext"))} datatype="plaintext" '
                f"source-language={quoteattr(pair.source_language)} target-language={quoteattr(pair.target_language)}>\n"
                "  <body>\n".encode()
            )
        count += 1
        stream_.write(
            f"   <trans-unit id={quoteattr(escape_attribute(pair.id))}>\n    <source>{escape(pair.source)}</source>\n"
            f"    <target>{escape(pair.target)}</target>\n   </trans-unit>\n".encode()
        )
    if current is None:
        raise BitextError("there are no pairs to write: XLIFF needs at least one", "write TMX or TSV instead")
    stream_.write(b"  </body>\n </file>\n</xliff>\n")
    return count


TMX = Format("tmx", (".tmx",), "TMX 1.4: a translation memory", read_tmx_article, replace_tmx)
XLIFF = Format("xliff", (".xlf", ".xliff"), "XLIFF 1.2 and 2.0", read_xliff, replace_xliff)
