"""Term bases as TBX (ISO 30042): version 3 is written, versions 2 and 3 are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import Any, Final

from ..errors import InputError
from ..files import read_bytes, refuse_entities
from ..text import Term

_FORBIDDEN: Final = frozenset({"deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "deprecatedTerm"})
_PREFERRED: Final = frozenset({"preferredTerm-admn-sts", "preferredTerm"})
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRY: Final = frozenset({"termEntry", "conceptEntry"})
_LANGUAGE: Final = frozenset({"langSet", "langSec"})
_TERM_GROUP: Final = frozenset({"tig", "ntig", "termSec"})
_KINDS: Final = frozenset({"title", "organisation", "person", "place", "agreement", "term"})
# What XML cannot hold, even escaped.
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_tbx(path: Path, source_language: str = "ko", target_language: str = "en") -> list[Term]:
    """Entries of a TBX file that have terms in both languages.

    External entities are never fetched and a document type is not followed.

    Raises
    ------
    InputError: not XML, not TBX, or no entry in both languages.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"not XML: {error.msg}", "check that the file is whole", path, error.lineno
        ) from error
    refuse_entities(root, path)
    entries = [node for node in root.iter() if _name(node) in _ENTRY]
    if not entries:
        hint = "a TBX file has termEntry (version 2) or conceptEntry (version 3) elements"
        raise InputError(f"no entries in <{_name(root)}>", hint, path, root.sourceline)
    found: list[Term] = []
    seen: set[str] = set()
    for entry in entries:
        term, languages = _entry(entry, source_language, target_language, path)
        seen |= languages
        if term is not None:
            found.append(term)
    if not found:
        raise InputError(
            f"no entry has both {source_language} and {target_language}; languages: {', '.join(sorted(seen)) or 'none'}",
            "name the languages with -s and -t",
            path,
        )
    return found


def _entry(node: Any, source_language: str, target_language: str, path: Path) -> tuple[Term | None, set[str]]:
    forms: dict[str, list[tuple[int, str]]] = {}
    languages: set[str] = set()
    for section in node:
        if _name(section) not in _LANGUAGE:
            continue
        code = (section.get(_XML_LANG) or section.get("lang") or "").replace("_", "-").split("-")[0].lower()
        languages.add(code)
        for group in section:
            if _name(group) in _TERM_GROUP:
                forms.setdefault(code, []).extend(_form(group))

    def usable(code: str, status: tuple[int, ...]) -> tuple[str, ...]:
        ranked = sorted((f for f in forms.get(code, []) if f[0] in status), key=lambda form: form[0])
        return tuple(dict.fromkeys(text for _, text in ranked))

    source, target = usable(source_language, (0, 1)), usable(target_language, (0, 1))
    if not source or not target:
        return None, languages
    forbidden = tuple(form for form in usable(target_language, (2,)) if form not in target)
    fields = {
        (_name(n), n.get("type", "")): _text(n)
        for n in node.iter()
        if _name(n) in ("descrip", "admin", "note")
    }
    kind = fields.get(("descrip", "subjectField"), "term")
    return (
        Term(
            source,
            target,
            source_language,
            target_language,
            forbidden,
            kind if kind in _KINDS else "term",
            _day(fields.get(("admin", "validFrom")), path, node),
            _day(fields.get(("admin", "validTo")), path, node),
            fields.get(("note", ""), ""),
        ),
        languages,
    )


def _form(group: Any) -> list[tuple[int, str]]:
    """Terms of a group with 0 for preferred, 1 for allowed, 2 for forbidden."""
    status = 1
    for node in group.iter():
        if _name(node) in ("termNote", "administrativeStatus") and (
            node.get("type", "administrativeStatus") == "administrativeStatus"
        ):
            value = _text(node)
            status = 2 if value in _FORBIDDEN else 0 if value in _PREFERRED else 1
    return [(status, _text(node)) for node in group.iter() if _name(node) == "term" and _text(node)]


def _day(text: str | None, path: Path, node: Any) -> Date | None:
    if not text:
        return None
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"not a date: {text!r}", "for instance 2008-02-29", path, node.sourceline) from error


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _text(node: Any) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", " ".join("".join(node.itertext()).split()))


def render_tbx(terms: Sequence[Term]) -> str:
    """The text of a TBX version 3 file (dialect TBX-Basic, data categories as tags' `type`)."""
    from lxml import etree

    root = etree.Element(
        "tbx", {"type": "TBX-Basic", "style": "dca", _XML_LANG: "en"}, nsmap={None: _NAMESPACE}
    )
    header = _add(_add(root, "tbxHeader"), "fileDesc")
    _add(_add(header, "sourceDesc"), "p", "Written by bitext")
    body = _add(_add(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        entry = _add(body, "conceptEntry", id=f"c{number}")
        _add(entry, "descrip", term.kind, type="subjectField")
        for name, day in (("validFrom", term.valid_from), ("validTo", term.valid_to)):
            if day is not None:
                _add(entry, "admin", day.isoformat(), type=name)
        if term.note:
            _add(entry, "note", term.note)
        for code, forms, forbidden in (
            (term.source_language, term.source, ()),
            (term.target_language, term.target, term.forbidden),
        ):
            section = _add(entry, "langSec")
            section.set(_XML_LANG, code)
            statuses = ["preferredTerm-admn-sts"] + ["admittedTerm-admn-sts"] * (len(forms) - 1)
            statuses += ["deprecatedTerm-admn-sts"] * len(forbidden)
            for form, status in zip((*forms, *forbidden), statuses, strict=True):
                group = _add(section, "termSec")
                _add(group, "term", form)
                _add(group, "termNote", status, type="administrativeStatus")
    return str(etree.tostring(root, encoding="unicode", pretty_print=True)).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "")
    )


_NAMESPACE: Final = "urn:iso:std:iso:30042:ed-2"


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    node = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text:
        node.text = _ILLEGAL.sub("", text)
    return node
