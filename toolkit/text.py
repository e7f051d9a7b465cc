"""The nouns: the frozen records that flow through the house.

Text is NFC `str`. Offsets are code points into the owning text, end
exclusive. Segments of an article are numbered from 0 in reading order; a bead
is two ascending tuples of those numbers, either of which may be empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from types import MappingProxyType
from typing import Literal

Span = tuple[int, int]

BlockKind = Literal["headline", "subhead", "paragraph", "quote", "list-item", "caption", "cell", "furniture"]
"""What a block is in its article. Furniture is what belongs to the page and not
to the story (masthead, byline, dateline of the page, link button, credit); it
and captions are kept but neither aligned nor translated as news."""

STORY_KINDS: frozenset[str] = frozenset({"headline", "subhead", "paragraph", "quote", "list-item", "cell"})

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Inline:
    """Markup inside a block: `opening` stands before text[start:end], `closing` after.

    `keep` marks text that must come through unchanged (code, a URL); an empty
    span with `keep` is a thing between words (an image, a line break).
    """

    start: int
    end: int
    opening: str
    closing: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, a paragraph or another run of text that no sentence crosses.

    `start`, `end` are offsets of `text` in `Article.text`.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    inlines: tuple[Inline, ...] = ()

    @property
    def is_story(self) -> bool:
        """Whether the block is part of the news itself."""
        return self.kind in STORY_KINDS


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence (or headline) of an article: `text` = article.text[start:end]."""

    index: int
    text: str
    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language.

    `text` is the blocks joined by newlines; `file` is the path as it was given,
    relative to the batch where there is one; `id` tells articles of one file
    apart ("" where the file holds one). `meta` keeps other fields of the source
    (author, section, url, encoding).
    """

    language: str
    blocks: tuple[Block, ...]
    text: str
    file: str = ""
    id: str = ""
    date: Date | None = None
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def headline(self) -> str:
        """Text of the first headline, "" where there is none."""
        return next((b.text for b in self.blocks if b.kind == "headline"), "")

    @property
    def key(self) -> str:
        """Name of the article in a batch: file, and id where it has one."""
        return f"{self.file}#{self.id}" if self.id else self.file


def make_article(
    language: str,
    blocks: list[tuple[BlockKind, str, tuple[Inline, ...]]],
    *,
    file: str = "",
    id: str = "",
    date: Date | None = None,
    meta: Mapping[str, str] | None = None,
) -> Article:
    """Build an article from (kind, text, inlines), laying the blocks out with offsets."""
    laid: list[Block] = []
    at = 0
    for kind, text, inlines in blocks:
        laid.append(Block(kind, text, at, at + len(text), inlines))
        at += len(text) + 1
    text = "\n".join(b.text for b in laid)
    return Article(language, tuple(laid), text, file, id, date, MappingProxyType(dict(meta or {})))


@dataclass(frozen=True, slots=True)
class Bead:
    """Source sentences that correspond to target sentences; one side may be empty.

    `confidence` is the posterior probability of the bead, 0 to 1.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads of a pair of articles. Each sentence of both sides is in exactly one bead."""

    source_file: str
    source_id: str
    target_file: str
    target_id: str
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class ArticlePair:
    """Two articles that tell one story; one side is None where there is no counterpart.

    `score` is the confidence of the decision, 0 to 1.
    """

    source: Article | None
    target: Article | None
    score: float


@dataclass(frozen=True, slots=True)
class Translation:
    """What became of one segment, in the order of the source.

    `origin` says where it came from: the model's name, "memory" or "copy" (text
    that holds nothing to translate). `score` is the model's mean log-probability a
    token (natural log), None where there is none. `confidence` is 0 to 1, None
    where it was not estimated. `flags` names what is wrong with it ("cut",
    "empty", "repeated", "copied", "invented", "length", "script", "terms", ...).
    """

    source: str
    text: str
    origin: str
    score: float | None = None
    confidence: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a term base: a concept with its forms in two languages.

    The first form of each side is the preferred one; the others are allowed.
    `forbidden` are target forms that must not be used. `kind` is "title",
    "organisation", "person", "place", "agreement", "term". `valid_from` and
    `valid_to` bound the dates for which the entry holds (inclusive).
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    source_language: str = "ko"
    target_language: str = "en"
    forbidden: tuple[str, ...] = ()
    kind: str = "term"
    valid_from: Date | None = None
    valid_to: Date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A source segment beside its translation: the unit of checking.

    `of` is "human" or the name of the model that wrote the target. `document`
    groups the pairs of one article, in order. `position` is a free place for the
    number of the bead in its document.
    """

    id: str
    source: str
    target: str
    source_language: str = "ko"
    target_language: str = "en"
    date: Date | None = None
    document: str = ""
    of: str = "human"
    source_file: str = ""
    target_file: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has found in one pair, or in one side of it.

    `source` and `target` are the texts; the spans are [start, end) in them, None
    where the finding has no place there. `expected` is what should stand there,
    "" where that is not known. `side` is where the fault lies.
    """

    id: str
    check: str
    severity: Severity
    message: str
    side: Literal["source", "target", "both"]
    source: str
    target: str
    source_span: Span | None = None
    target_span: Span | None = None
    expected: str = ""
    source_file: str = ""
    target_file: str = ""
    of: str = "human"


@dataclass(frozen=True, slots=True)
class Score:
    """One figure: a metric of a system, on the metric's own scale.

    `low` and `high` bound the 95 % confidence interval; `p_value` is against the
    baseline; `signature` says how to get the figure again.
    """

    system: str
    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    signature: str = ""
