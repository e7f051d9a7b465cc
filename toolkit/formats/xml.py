"""XML read safely, with the place of each element in the source.

Built on expat: no external entity is ever fetched, and a document that declares
entities of its own is refused, so none can blow up. Writing puts text between
the tags that are there; the rest of the file stays byte for byte.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr, unescape

from ..errors import InputError
from ..text import Inline
from .base import nfc

_NATIVE = frozenset({"utf-8", "utf-16", "iso8859-1", "ascii"})
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Characters that XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|<(?P<close>/?)(?P<name>[\w:.-]+)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|(?P<text>[^<]+)",
    re.S,
)
_NUMERIC = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}

__all__ = ["Node", "content", "escape", "inner_text", "nodes", "quoteattr", "stream"]


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, attributes, and offsets in the source.

    source[start:inner] is the opening tag, source[inner_end:end] the closing one
    (both the same, and `inner` = `inner_end` = `end`, for an empty tag).
    """

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    inner_end: int
    end: int
    parent: Node | None = field(repr=False, default=None)

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag, `<target/>`."""
        return self.inner == self.end


def escape(text: str) -> str:
    """Text for XML; characters that XML cannot hold become spaces."""
    return _escape(_ILLEGAL.sub(" ", text))


def _plain(raw: str) -> str:
    """Character data without references."""
    raw = _NUMERIC.sub(lambda m: _character(int(m[1], 16) if m[1] else int(m[2])), raw)
    return unescape(raw, _ENTITIES)


def _character(code: int) -> str:
    return "&amp;" if code == 38 else "&lt;" if code == 60 else chr(code) if code < 0x110000 else "\ufffd"


def _refuse(path: Path, parser: Any) -> None:
    def declared(name: str, *_: Any) -> None:
        raise InputError(
            f"the file declares an entity ({name!r}), which is not allowed",
            "write the text out instead",
            path,
            parser.CurrentLineNumber,
        )

    parser.EntityDeclHandler = declared
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)


_DEEPEST = 200  # elements inside each other; no tool writes so many


def _bounded(depth: int, path: Path, parser: Any) -> None:
    if depth > _DEEPEST:
        raise InputError(
            f"elements nested more than {_DEEPEST} deep",
            "save the file again",
            path,
            parser.CurrentLineNumber,
        )


def _broken(error: expat.ExpatError, path: Path) -> InputError:
    return InputError(
        f"not well-formed XML: {expat.ErrorString(error.code)}", "save the file again", path, error.lineno
    )


def nodes(source: str, path: Path, names: frozenset[str]) -> list[Node]:
    """The elements called one of `names`, in the order of their opening tags; `parent` is the nearest of them.

    Raises
    ------
    InputError: not well-formed, or with entities of its own.
    """
    data = source.removeprefix("\ufeff").encode("utf-8", "surrogatepass")
    parser = expat.ParserCreate("utf-8")
    _refuse(path, parser)
    found: list[Node] = []
    open_: list[Node] = []
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        _bounded(depth, path, parser)
        name = tag.rsplit(":", 1)[-1]
        if name in names:
            at = parser.CurrentByteIndex
            node = Node(name, attributes, at, -1, -1, -1, open_[-1] if open_ else None)
            found.append(node)
            open_.append(node)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if tag.rsplit(":", 1)[-1] in names:
            node = open_.pop()
            node.inner_end = parser.CurrentByteIndex

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _broken(error, path) from error
    tag_end = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
    for node in found:
        match = tag_end.match(data, node.start)
        node.inner = match.end() if match else node.start
        if data[node.inner - 2 : node.inner] == b"/>":
            node.inner_end = node.end = node.inner
        else:
            node.end = data.find(b">", node.inner_end) + 1
    if not data.isascii():
        _to_characters(data, found)
    if source.startswith("\ufeff"):
        for node in found:
            node.start, node.inner, node.inner_end, node.end = (
                n + 1 for n in (node.start, node.inner, node.inner_end, node.end)
            )
    return found


def _to_characters(data: bytes, found: list[Node]) -> None:
    """Turn byte offsets into character offsets, in one pass."""
    wanted = sorted({n for node in found for n in (node.start, node.inner, node.inner_end, node.end)})
    places: dict[int, int] = {}
    at = count = 0
    for byte in wanted:
        count += len(data[at:byte].decode("utf-8", "surrogatepass"))
        at = byte
        places[byte] = count
    for node in found:
        node.start, node.inner = places[node.start], places[node.inner]
        node.inner_end, node.end = places[node.inner_end], places[node.end]


def content(raw: str, paired: frozenset[str], native: frozenset[str]) -> tuple[str, tuple[Inline, ...]]:
    """Text and inlines of the inside of an element.

    `paired` elements have text inside them; `native` ones hold code of another
    format and are kept whole; any other tag is kept as it is.
    """
    text: list[str] = []
    inlines: list[Inline] = []
    open_: list[tuple[str, int]] = []
    length = 0
    skipping = ""
    depth = 0
    for match in _TOKEN.finditer(raw):
        name = (match["name"] or "").rsplit(":", 1)[-1]
        if skipping:
            inlines[-1] = Inline(length, length, inlines[-1].opening + match.group(), keep=True)
            if name == skipping:
                depth += -1 if match["close"] else 0 if (match["rest"] or "").endswith("/") else 1
                if depth == 0:
                    skipping = ""
            continue
        if match["text"] is not None or match["cdata"] is not None:
            piece = nfc(_plain(match["text"]) if match["text"] is not None else match["cdata"])
            text.append(piece)
            length += len(piece)
        elif name in native and not match["close"] and not match["rest"].endswith("/"):
            inlines.append(Inline(length, length, match.group(), keep=True))
            skipping, depth = name, 1
        elif name in paired and not match["close"] and not match["rest"].endswith("/"):
            open_.append((name, len(inlines)))
            inlines.append(Inline(length, length, match.group()))
        elif name in paired and match["close"] and open_:
            place = open_.pop()[1]
            begun = inlines[place]
            inlines[place] = Inline(begun.start, length, begun.opening, match.group())
        else:
            inlines.append(Inline(length, length, match.group(), keep=True))
    return "".join(text), tuple(inlines)


def inner_text(raw: str, native: frozenset[str]) -> str:
    """The text of the inside of an element, without markup."""
    return content(raw, frozenset(), native)[0]


def stream(
    path: Path, encoding: str | None, names: frozenset[str], root: str
) -> Iterator[tuple[str, dict[str, str], list[Any]]]:
    """Elements of a large file as (name, attributes, children), each given when it closes.

    Only elements called one of `names` are given; children are strings and
    (name, attributes, children) of all elements inside. Memory holds one at a time.
    `root` must be the name of the outermost element.

    Raises
    ------
    InputError: not that format, not well-formed, or with entities of its own.
    """
    ready: list[tuple[str, dict[str, str], list[Any]]] = []
    stack: list[tuple[str, dict[str, str], list[Any]]] = []
    seen_root = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen_root
        name = tag.rsplit(":", 1)[-1]
        if not seen_root:
            seen_root = True
            if name != root:
                raise InputError(
                    f"not {root.upper()}: the outermost element is <{name}>", "check the format", path
                )
        if stack or name in names:
            node: tuple[str, dict[str, str], list[Any]] = (name, attributes, [])
            if stack:
                stack[-1][2].append(node)
            stack.append(node)
            _bounded(len(stack), path, parser)

    def end(tag: str) -> None:
        if stack:
            node = stack.pop()
            if not stack:
                ready.append(node)

    def characters(data: str) -> None:
        if stack:
            stack[-1][2].append(data)

    try:
        with open(path, "rb") as file:
            head = file.read(1024)
            file.seek(0)
            declared = _DECLARED.search(head)
            name = encoding or (declared[1].decode("ascii") if declared else "utf-8")
            try:
                codec = codecs.lookup(name)
            except LookupError as error:
                raise InputError(f"unknown encoding {name!r}", "save the file as UTF-8", path) from error
            own = codec.name in _NATIVE and encoding is None
            decoder = None if own else codec.incrementaldecoder()
            parser = expat.ParserCreate(None if own else "utf-8")
            _refuse(path, parser)
            parser.buffer_text = True
            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.CharacterDataHandler = characters
            while True:
                chunk = file.read(1 << 16)
                fed = chunk if decoder is None else decoder.decode(chunk, final=not chunk).encode()
                parser.Parse(fed, not chunk)
                yield from ready
                ready.clear()
                if not chunk:
                    return
    except expat.ExpatError as error:
        yield from ready
        raise _broken(error, path) from error
    except UnicodeError as error:
        wrong = getattr(error, "encoding", "") or encoding or "UTF-8"
        raise InputError(f"broken encoding: not valid {wrong}", "save the file as UTF-8", path) from error
    except FileNotFoundError as error:
        raise InputError("no such file", "check the path", path) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", "check the path", path) from error
