"""TMX 1.4 (Translation Memory eXchange) into the memory and out of it.

Read as OmegaT, Weblate (translate-toolkit), Trados and memoQ write it; written so
that they open it. Dates, authors and the neighbours of a sentence travel in
``changedate``, ``changeid`` and the properties ``prev`` and ``next`` of OmegaT.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from ..errors import InputError
from ..files import refuse_entities
from .memory import Entry

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Inline elements that hold codes of the original file, not text."""


def read_tmx(path: str | Path, source_language: str, target_language: str) -> Iterator[Entry]:
    """Entries of a TMX file for one pair of languages; memory does not grow with the file.

    Languages are compared by their first part ("ko-KR" is "ko").

    Raises
    ------
    InputError: the file cannot be read or is not TMX, with its line.
    """
    from lxml import etree

    path = Path(path)
    if not path.is_file():
        raise InputError("no such file", "", path)
    seen = False
    try:
        walk = etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for event, element in walk:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                if not seen and name != "tmx":
                    raise InputError(
                        f"not a TMX file (it begins with <{name}>)",
                        "check the format",
                        path,
                        element.sourceline,
                    )
                if not seen:
                    refuse_entities(element, path)
                seen = True
                continue
            if name == "tu":
                yield from _entries(element, source_language, target_language)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"not well-formed XML: {error.msg}", "save the file again", path, error.lineno or None
        ) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error}", "", path) from error


def _entries(unit: Any, source_language: str, target_language: str) -> Iterator[Entry]:
    sources, targets = [], []
    props = {p.get("type", ""): (p.text or "") for p in unit.iterfind("{*}prop")}
    for variant in unit.iterfind("{*}tuv"):
        code = (variant.get(_XML_LANG) or variant.get("lang") or "").lower()
        segment = variant.find("{*}seg")
        if segment is None:
            continue
        short = re.split(r"[-_]", code)[0]
        if short == source_language or code == source_language:
            sources.append(_text(segment))
        elif short == target_language or code == target_language:
            own = {p.get("type", ""): (p.text or "") for p in variant.iterfind("{*}prop")}
            targets.append((_text(segment), variant, own))
    for source in sources:
        for target, variant, own in targets:
            yield Entry(
                source=source,
                target=target,
                source_language=source_language,
                target_language=target_language,
                previous=props.get("prev", ""),
                following=props.get("next", ""),
                author=_first(variant, unit, "changeid", "creationid"),
                changed=_iso(_first(variant, unit, "changedate", "creationdate")),
                origin=props.get("x-origin") or own.get("x-origin") or "human",
                penalty=_number(props.get("x-penalty", "")),
                note=" ".join(n.text or "" for n in unit.iterfind("{*}note")),
            )


def _first(variant: Any, unit: Any, *names: str) -> str:
    for element in (variant, unit):
        for name in names:
            if element.get(name):
                return str(element.get(name))
    return ""


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        name = child.tag.rsplit("}", 1)[-1] if isinstance(child.tag, str) else ""
        if name and name not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _iso(date: str) -> str:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?", date)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else date


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


_BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    return escape(_BAD.sub("\ufffd", text))


def write_tmx(stream: IO[bytes], entries: Iterable[Entry], source_language: str, version: str = "") -> int:
    """Write entries as TMX 1.4 and give their number; memory does not grow with them."""

    def put(text: str) -> None:
        stream.write(text.encode("utf-8"))

    put(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'  <header creationtool="bitext" creationtoolversion={quoteattr(version or "0")} segtype="sentence" '
        f'o-tmf="bitext" adminlang="en" srclang={quoteattr(source_language)} datatype="plaintext"/>\n  <body>\n'
    )
    count = 0
    for entry in entries:
        marks = ""
        date = re.sub(r"[-:]", "", entry.changed)
        if re.fullmatch(r"\d{8}T\d{6}Z", date):
            marks += f' changedate="{date}"'
        if entry.author:
            marks += f" changeid={quoteattr(_BAD.sub('', entry.author))}"
        put("    <tu>\n")
        for kind, value in (
            ("prev", entry.previous),
            ("next", entry.following),
            ("x-origin", "" if entry.origin == "human" else entry.origin),
            ("x-penalty", f"{entry.penalty:g}" if entry.penalty else ""),
        ):
            if value:
                put(f'      <prop type="{kind}">{_xml(value)}</prop>\n')
        if entry.note:
            put(f"      <note>{_xml(entry.note)}</note>\n")
        put(f'      <tuv xml:lang="{entry.source_language}"><seg>{_xml(entry.source)}</seg></tuv>\n')
        put(f'      <tuv xml:lang="{entry.target_language}"{marks}><seg>{_xml(entry.target)}</seg></tuv>\n')
        put("    </tu>\n")
        count += 1
    put("  </body>\n</tmx>\n")
    return count
