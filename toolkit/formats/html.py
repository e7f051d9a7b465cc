"""HTML: the article found in its page, each block with its place in the source.

The source is never serialised again: a translation is put between the very tags
that are there, so scripts, links and layout stay as they were. What is story and
what is page is told from the elements (article, nav, aside ...), from class names
that news sites use, and where those say nothing from where the sentences are.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

from ..text import Article, Block, BlockKind
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
    splice,
    weave,
)
from .dates import find_date
from .dom import Element, Reader, piece_of, word_set

_PAGE_TAGS = word_set("nav footer aside form menu dialog")
_PAGE_WORDS = word_set(
    "nav navi navigation gnb lnb snb menu breadcrumb breadcrumbs footer foot sidebar aside related "
    "recommend recommended popular ranking rank mostread comment comments reply share sharing sns social "
    "ad ads advert advertisement adsense banner promo subscribe subscription newsletter copyright byline "
    "author reporter journalist writer tags util utils utility tool tools toolbar pagination paging "
    "cookie modal popup skip hidden infoline dateline datestamp published timestamp date time meta credit "
    "keyword"
)
_BODY_WORDS = re.compile(
    r"article[-_]?(?:body|content|text|view|txt|main)|(?:story|entry|post|news|view|newsct|content|cont)[-_]?(?:body|content|text|txt|article)"
    r"|articleBody|newsEndContents|dic_area|newsct_article|harmonyContainer|article_?p(?:ara)?|body[-_]?copy|story[-_]?news",
    re.I,
)
_CAPTION_WORDS = re.compile(r"caption|(?:img|image|photo|pic)[-_]?(?:desc|txt|text|info|cap)", re.I)
_KINDS: dict[str, BlockKind] = {
    "h1": "headline",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "subhead"),
    **dict.fromkeys(("li", "dd", "dt"), "list-item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
}


def _words(attributes: dict[str, str]) -> list[str]:
    names = " ".join(attributes.get(a, "") for a in ("class", "id", "role"))
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names).lower())


class Page:
    """A parsed page: `pieces` in order, and what it says of itself."""

    def __init__(self, raw: str, path: Path | None = None) -> None:
        self.reader = reader = Reader(raw, path)
        found: list[tuple[Piece, int, int]] = []  # piece, element, characters in links
        for run in reader.runs:
            kind = self._kind(run.element)
            made = piece_of(run, raw, kind)
            if made is not None and not self._is(run.element, "head"):
                found.append((made[0], run.element, made[1]))
            elif made is not None and reader.elements[run.element].tag == "title":
                found.append((changed(made[0], kind="furniture"), run.element, 0))
        self.data = self._json()
        body = self._container(found)
        title = nfc(html.unescape(reader.metas.get("og:title", "") or self.data.get("headline", "")).strip())
        pieces: list[Piece] = []
        ended = False
        for piece, element, linked in found:
            inside = body < 0 or self._within(element, body)
            kind = piece.kind
            tag = reader.elements[element].tag if element >= 0 else ""
            heading = (
                kind in ("headline", "subhead")
                or "title" in self._element_words(element)
                or "headline" in self._element_words(element)
            )
            if tag == "title":
                kind = "furniture"
            elif heading and title and _same_title(piece.text, title):
                kind = "headline"
            elif kind == "headline" and not self._is_page(element, strict=True):
                pass
            elif not inside or self._is_page(element) or ended:
                kind = "caption" if inside and kind == "caption" else "furniture"
            elif furniture.starts_other_stories(piece.text):
                kind, ended = "furniture", len(pieces) > 3
            elif furniture.is_furniture(piece.text) or (
                linked > 0.8 * len(piece.text)
                and kind in ("list-item", "paragraph")
                and not furniture.has_final_mark(piece.text)
            ):
                kind = "furniture"
            elif furniture.is_caption(piece.text) or self._is_caption(element):
                kind = "caption"
            pieces.append(changed(piece, kind=kind))
        self.pieces = list(part_datelines(_one_headline(pieces, title), raw))

    def _chain(self, element: int) -> Iterator[Element]:
        while element >= 0:
            yield self.reader.elements[element]
            element = self.reader.elements[element].parent

    def _is(self, element: int, tag: str) -> bool:
        return any(e.tag == tag for e in self._chain(element))

    def _within(self, element: int, ancestor: int) -> bool:
        while element >= 0:
            if element == ancestor:
                return True
            element = self.reader.elements[element].parent
        return False

    def _element_words(self, element: int) -> list[str]:
        return _words(self.reader.elements[element].attributes) if element >= 0 else []

    def _kind(self, element: int) -> BlockKind:
        for held in self._chain(element):
            if held.tag in _KINDS:
                return _KINDS[held.tag]
            if held.tag in ("article", "body", "section"):
                break
        return "paragraph"

    def _is_page(self, element: int, strict: bool = False) -> bool:
        """Whether an element belongs to the page: by its tag, role or class names (only tags where `strict`)."""
        inside_article = self._is(element, "article")
        for held in self._chain(element):
            if held.tag in _PAGE_TAGS or (held.tag == "header" and not inside_article):
                return held.tag != "header" or not strict
            if strict or held.tag in ("html", "body", "article"):
                continue
            if held.attributes.get("aria-hidden") == "true" or "hidden" in held.attributes:
                return True
            if _PAGE_WORDS.intersection(_words(held.attributes)) and not _BODY_WORDS.search(
                held.attributes.get("class", "") + " " + held.attributes.get("id", "")
            ):
                return True
        return False

    def _is_caption(self, element: int) -> bool:
        return any(
            _CAPTION_WORDS.search(e.attributes.get("class", "") + " " + e.attributes.get("id", ""))
            is not None
            for n, e in enumerate(self._chain(element))
            if n < 3
        )

    def _container(self, found: list[tuple[Piece, int, int]]) -> int:
        """The element that holds the story, -1 for the whole page."""
        weights: dict[int, float] = {}
        for piece, element, linked in found:
            if self._is_page(element) or not furniture.has_final_mark(piece.text) or len(piece.text) < 15:
                continue
            while element >= 0:
                weights[element] = weights.get(element, 0.0) + len(piece.text) - linked
                element = self.reader.elements[element].parent
        total = max(weights.values(), default=0.0)
        if not total:
            return -1

        def best(test: Any, share: float) -> int:
            fitting = [n for n in weights if test(self.reader.elements[n]) and weights[n] >= share * total]
            return max(fitting, key=lambda n: (weights[n], n), default=-1)

        for test, share in (
            (lambda e: e.attributes.get("itemprop") == "articleBody", 0.3),
            (
                lambda e: _BODY_WORDS.search(
                    e.attributes.get("class", "") + " " + e.attributes.get("id", "")
                ),
                0.4,
            ),
            (lambda e: e.tag == "article", 0.4),
            (lambda e: e.tag == "main" or e.attributes.get("role") == "main", 0.4),
        ):
            chosen = best(test, share)
            if chosen >= 0:
                return chosen
        # The smallest element that holds nearly all sentences.
        return max((n for n in weights if weights[n] >= 0.85 * total), default=-1)

    def _json(self) -> dict[str, str]:
        """Headline, date, language and author from JSON-LD."""
        for script in self.reader.scripts:
            try:
                data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"))
            except (ValueError, RecursionError):
                continue
            nodes = (
                data
                if isinstance(data, list)
                else data.get("@graph", [data])
                if isinstance(data, dict)
                else []
            )
            for node in nodes if isinstance(nodes, list) else []:
                if isinstance(node, dict) and (
                    "datePublished" in node or "Article" in str(node.get("@type", ""))
                ):
                    writer = node.get("author", "")
                    writer = writer[0] if isinstance(writer, list) and writer else writer
                    writer = writer.get("name", "") if isinstance(writer, dict) else writer
                    found = {k: node.get(k) for k in ("headline", "datePublished", "inLanguage")} | {
                        "author": writer
                    }
                    return {k: v for k, v in found.items() if isinstance(v, str) and v}
        return {}

    def facts(self, path: Path) -> Facts:
        """Language, date and author of the article."""
        metas = self.reader.metas
        stamps = sorted(
            (furniture.stamp_rank(p.text), n) for n, p in enumerate(self.pieces) if p.kind == "furniture"
        )
        candidates = [
            self.data.get("datePublished", ""),
            *(
                metas.get(n, "")
                for n in ("article:published_time", "og:article:published_time", "datepublished", "pubdate")
            ),
            *(
                metas.get(n, "")
                for n in (
                    "date",
                    "dc.date",
                    "dc.date.issued",
                    "publish-date",
                    "publishdate",
                    "article:published",
                )
            ),
            *self.reader.times,
            *(self.pieces[n].text for rank, n in stamps[:1] if rank < 3),
            path.name,
        ]
        date = next((d for c in candidates if c and (d := find_date(c))), None)
        writer = self.data.get("author", "") or metas.get("author", "") or metas.get("article:author", "")
        if not writer or "://" in writer:
            writer = next(
                (a for p in self.pieces if p.kind == "furniture" and (a := furniture.author(p.text))), ""
            )
        language = (
            (self.data.get("inLanguage", "") or self.reader.lang[0]).replace("_", "-").split("-")[0].lower()
        )
        return Facts(language, date, "", (("author", nfc(writer)),) if writer else ())


def _same_title(text: str, title: str) -> bool:
    return (
        text == title
        or (len(text) > 10 and title.startswith(text))
        or (len(title) > 10 and text.startswith(title))
    )


def _one_headline(pieces: list[Piece], title: str) -> list[Piece]:
    """Keep one headline: that of the page's own title or the first; without any, the title element serves."""
    heads = [n for n, p in enumerate(pieces) if p.kind == "headline"]
    story = [n for n, p in enumerate(pieces) if p.kind in ("paragraph", "quote")]
    if heads:
        # A site's name can be a heading too: the one nearest above the text is the story's.
        exact = [n for n in heads if title and _same_title(pieces[n].text, title)]
        above = [n for n in heads if story and n < story[0]]
        chosen = (exact or above[-1:] or heads)[0]
        return [
            changed(p, kind="furniture" if n < chosen else "subhead")
            if p.kind == "headline" and n != chosen
            else p
            for n, p in enumerate(pieces)
        ]
    for n, piece in enumerate(pieces):
        if piece.kind == "subhead" and story and n < story[0]:
            pieces[n] = changed(piece, kind="headline")
            return pieces
    if pieces and story and pieces[0].kind == "furniture" and pieces[0].text and story[0] > 0:
        first = pieces[0]
        if (
            not furniture.is_furniture(first.text)
            and not furniture.is_masthead(first.text)
            and title in ("", first.text)
        ):
            pieces[0] = changed(first, kind="headline")
    return pieces


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The one article of a page."""
    raw = read_raw(path, reading)
    page = Page(raw.text, path)
    yield build_article(path, reading, "html", raw.encoding, page.pieces, page.facts(path))


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The page with new blocks between its tags and its `lang` set; all text is escaped.

    Characters that the page's encoding lacks become character references.
    """
    raw = read_raw(path, reading)
    page = Page(raw.text, path)
    changes = [
        (piece.start, piece.end, weave(new.text, new.inlines, lambda t: html.escape(t, quote=False)))
        for piece, new in zip(page.pieces, new_blocks(translated, "", len(page.pieces), path), strict=True)
        if new is not None
    ]
    changes += _titles(raw.text, page, new_blocks(translated, "", len(page.pieces), path))
    lang, at = page.reader.lang
    if lang and changes:
        match = re.compile(r"\blang\s*=\s*([\"']?)" + re.escape(lang), re.I).search(raw.text, at)
        if match:
            changes.append((match.end() - len(lang), match.end(), target_language))
    data = splice(raw.text, changes).encode(raw.encoding, "xmlcharrefreplace")
    return Replaced(data, raw.encoding)


_TITLE = re.compile(r"<title[^>]*>[^<]*|<meta\b[^<>]*(?:og|twitter):title[^<>]*>", re.I)


def _titles(raw: str, page: Page, blocks: Sequence[Block | None]) -> list[tuple[int, int, str]]:
    """Where the page repeats its headline outside the text: in its title and for other sites."""
    taken = [(p.start, p.end) for p, new in zip(page.pieces, blocks, strict=True) if new is not None]
    for piece, new in zip(page.pieces, blocks, strict=True):
        if piece.kind == "headline" and new is not None:
            found = []
            for match in _TITLE.finditer(raw):
                for old in dict.fromkeys(
                    (html.escape(piece.text), html.escape(piece.text, quote=False), piece.text)
                ):
                    at = raw.find(old, match.start(), match.end())
                    if at >= 0 and not any(a < at + len(old) and at < b for a, b in taken):
                        found.append((at, at + len(old), html.escape(new.text)))
                        break
            return found
    return []


HTML = Format("html", (".html", ".htm", ".xhtml"), "a web page: its article is found in it", read, replace)
