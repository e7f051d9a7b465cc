"""The tokens of an HTML source with their places: elements, and the runs of text between block bounds."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from dataclasses import replace as changed
from html.parser import HTMLParser
from pathlib import Path

from ..errors import InputError
from ..text import BlockKind, Inline
from . import furniture
from .base import Piece, nfc


def word_set(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


_VOID = word_set("area base br col embed hr img input link meta param source track wbr")
_BLOCK = word_set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav "
    "ol p pre section summary table tbody td tfoot th thead title tr ul"
)
_OPAQUE = word_set(
    "script style noscript template svg math iframe object select textarea button canvas audio video map "
    "option"
)
_CLOSES_P = _BLOCK - {"html", "body", "head", "caption", "td", "th", "tr", "tbody", "thead", "tfoot"}


DEEPEST = 400  # elements inside one another


@dataclass(slots=True)
class Element:
    """An element of the page; `parent` is the index of the one around it."""

    tag: str
    attributes: dict[str, str]
    parent: int  # index of the parent, -1 at the top


@dataclass(slots=True)
class Run:
    """Inline content between two block bounds: (what, raw, start, end) tokens and the element that holds it."""

    element: int
    tokens: list[tuple[str, str, int, int]] = field(default_factory=list)


class Reader(HTMLParser):
    """Runs of text with their places; `metas`, `scripts` and `times` hold the page's own data."""

    def __init__(self, raw: str, path: Path | None = None) -> None:
        super().__init__(convert_charrefs=False)
        # Marks without end cost the parser quadratic time; no page has them by the hundred.
        if raw.count("<") > 2 * raw.count(">") + 200 or raw.count("<!--") > 2 * raw.count("-->") + 200:
            raise InputError(
                "broken HTML: hundreds of tags or comments that never end", "save the page again", path
            )
        self.path = path
        self.raw = raw
        self.starts = [0]
        for match in re.finditer("\n", raw):
            self.starts.append(match.end())
        self.elements: list[Element] = []
        self.stack: list[int] = []
        self.runs: list[Run] = []
        self.run = Run(-1)
        self.opaque = 0  # depth inside elements whose content is no text
        self.metas: dict[str, str] = {}
        self.times: list[str] = []
        self.scripts: list[str] = []
        self.lang: tuple[str, int] = ("", 0)
        self.pending: tuple[str, str, int] | None = None  # a token waits for its end: the next one's start
        # "<![" of old conditional comments stops the parser; as a plain bogus comment it does not.
        self.feed(raw.replace("<![", "<!-["))
        self.close()
        self._settle(len(raw))
        self._bound()

    def _at(self) -> int:
        line, column = self.getpos()
        # At the end of a broken page the parser can stand behind it.
        return min(self.starts[line - 1] + column, len(self.raw))

    def _settle(self, at: int) -> None:
        if self.pending is not None:
            what, name, start = self.pending
            if what == "script":
                self.scripts.append(self.raw[start:at])
            elif at > start:
                self.run.tokens.append((what, name, start, at))
            self.pending = None

    def _bound(self) -> None:
        if any(t[0] == "text" for t in self.run.tokens):
            self.runs.append(self.run)
        self.run = Run(self.stack[-1] if self.stack else -1)

    def _token(self, what: str, name: str = "") -> None:
        at = self._at()
        self._settle(at)
        self.pending = (what, name, at)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {k: v or "" for k, v in attrs}
        at = self._at()
        self._settle(at)
        if tag == "meta":
            name = (
                attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            ).lower()
            if name and attributes.get("content"):
                self.metas.setdefault(name, attributes["content"])
        if tag == "time":
            self.times.append(attributes.get("datetime", ""))
        if tag == "html" and attributes.get("lang"):
            self.lang = (attributes["lang"], at)
        if self.opaque or tag in _OPAQUE:
            if tag not in _VOID:
                self.opaque += 1
                self.stack.append(self._element(tag, attributes))
            if tag == "script" and "ld+json" in attributes.get("type", ""):
                self.pending = ("script", "", at + len(self.get_starttag_text() or ""))
            else:
                self.pending = ("opaque", tag, at)
            return
        if tag in _BLOCK:
            if tag in _CLOSES_P and self.stack and self.elements[self.stack[-1]].tag == "p":
                self.stack.pop()
            if (
                tag in ("li", "td", "th", "tr", "dt", "dd", "option")
                and self.stack
                and self.elements[self.stack[-1]].tag == tag
            ):
                self.stack.pop()
            if tag not in _VOID:
                self.stack.append(self._element(tag, attributes))
            self._bound()
            return
        if tag not in _VOID:
            self.stack.append(self._element(tag, attributes))
        if tag == "br" and self._ends_block():
            self._bound()
            return
        self.pending = ("void" if tag in _VOID else "open", tag, at)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        else:
            self._token("void", tag)

    def handle_endtag(self, tag: str) -> None:
        at = self._at()
        self._settle(at)
        place = next(
            (n for n in range(len(self.stack) - 1, -1, -1) if self.elements[self.stack[n]].tag == tag), None
        )
        if place is None:
            self.pending = ("void", tag, at) if tag not in _BLOCK else None
            if tag in _BLOCK:
                self._bound()
            return
        closed = self.stack[place:]
        del self.stack[place:]
        was_opaque = self.opaque
        self.opaque = max(0, self.opaque - sum(1 for _ in closed)) if self.opaque else 0
        if was_opaque:
            self.pending = ("opaque", tag, at)
        elif any(self.elements[n].tag in _BLOCK for n in closed):
            self._bound()
        else:
            self.pending = ("close", tag, at)

    def _element(self, tag: str, attributes: dict[str, str]) -> int:
        if len(self.stack) > DEEPEST:
            raise InputError(
                f"broken HTML: elements nested more than {DEEPEST} deep", "save the page again", self.path
            )
        self.elements.append(Element(tag, attributes, self.stack[-1] if self.stack else -1))
        return len(self.elements) - 1

    def _ends_block(self) -> bool:
        """Whether a line break ends a paragraph: a second one, or one after a full sentence."""
        if not self.run.tokens:
            return True
        for what, name, start, end in reversed(self.run.tokens):
            if what == "text":
                piece = self.raw[start:end].strip()
                if piece:
                    return furniture.has_final_mark(html.unescape(piece)) or furniture.is_furniture(piece)
            elif name == "br":
                return True
        return True

    def handle_data(self, data: str) -> None:
        self._token("opaque" if self.opaque else "text") if self.pending is None or self.pending[
            0
        ] != "script" else None

    def handle_entityref(self, name: str) -> None:
        self._token("opaque" if self.opaque else "text")

    def handle_charref(self, name: str) -> None:
        self._token("opaque" if self.opaque else "text")

    def handle_comment(self, data: str) -> None:
        self._token("opaque", "!")

    def handle_decl(self, decl: str) -> None:
        self._settle(self._at())

    def handle_pi(self, data: str) -> None:
        self._token("opaque", "?")

    def unknown_decl(self, data: str) -> None:
        self._token("opaque", "!")


def piece_of(run: Run, raw: str, kind: BlockKind) -> tuple[Piece, int] | None:
    """The block of a run, and how many of its characters are inside links."""
    tokens = list(run.tokens)
    while tokens and (
        tokens[0][0] in ("opaque", "void", "close")
        or (tokens[0][0] == "text" and not raw[tokens[0][2] : tokens[0][3]].strip())
    ):
        tokens.pop(0)
    while tokens and (
        tokens[-1][0] in ("opaque", "void", "open")
        or (tokens[-1][0] == "text" and not raw[tokens[-1][2] : tokens[-1][3]].strip())
    ):
        tokens.pop()
    if not tokens:
        return None
    start, end = tokens[0][2], tokens[-1][3]
    if tokens[0][0] == "text":
        start += len(raw[start : tokens[0][3]]) - len(raw[start : tokens[0][3]].lstrip())
    if tokens[-1][0] == "text":
        end -= len(raw[tokens[-1][2] : end]) - len(raw[tokens[-1][2] : end].rstrip())
    text: list[str] = []
    length = 0
    spaced = True
    inlines: list[Inline] = []
    open_: list[tuple[str, int, int]] = []  # tag, place in inlines, start in text
    linked = 0
    last = len(tokens) - 1
    for number, (what, name, a, b) in enumerate(tokens):
        source = raw[a:b]
        if what == "text":
            piece = re.sub(r"[ \t\r\n\f]+", " ", html.unescape(source))
            if spaced:
                piece = piece.lstrip(" ")
            if number == last:
                piece = piece.rstrip(" ")
            if piece:
                piece = nfc(piece)
                text.append(piece)
                length += len(piece)
                spaced = piece.endswith(" ")
        elif what == "open":
            open_.append((name, len(inlines), length))
            inlines.append(Inline(length, length, source, keep=True))
        elif what == "close" and any(o[0] == name for o in open_):
            while open_:
                tag, place, begin = open_.pop()
                if tag == name:
                    keep = name in ("code", "kbd", "samp")
                    inlines[place] = Inline(begin, length, inlines[place].opening, source, keep)
                    linked += length - begin if name == "a" else 0
                    break
        else:
            before = inlines[-1] if number and tokens[number - 1][0] == what == "opaque" and inlines else None
            if before is not None:
                inlines[-1] = changed(before, opening=before.opening + source)
            else:
                inlines.append(Inline(length, length, source, keep=True))
            if name == "br" and not spaced:
                text.append(" ")
                length += 1
                spaced = True
    joined = "".join(text)
    if not joined.strip():
        return None
    return Piece(kind, joined, start, end, tuple(inlines)), linked
