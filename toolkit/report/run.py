"""The report of the main job: what was found in a batch of articles in two languages.

:class:`RunReport` is all that the page says; :func:`render_run_html` and
:func:`render_run_markdown` are pure functions of it, so that the same run gives
the same bytes. Put neither clock times nor absolute paths into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..text import Article, Bead, Finding, Score, Segment, Translation

NOT_TRUSTED_BELOW = 0.5
"""A machine translation with a confidence (0 to 1) under this is listed as not to be trusted."""


@dataclass(frozen=True, slots=True)
class MachineTranslation:
    """Machine translation of one side of a story, segment by segment.

    `segments[i]` belongs to segment `i` of that side. `language` is the code of
    the language translated into; `model` the name of the engine.
    """

    side: Literal["source", "target"]
    language: str
    model: str
    segments: tuple[Translation, ...]


@dataclass(frozen=True, slots=True)
class StoryReport:
    """One story: an article with its counterpart, or an article that has none.

    `pair_score` is the confidence of the pairing, 0 to 1. `beads` number the
    segments of both sides. Findings are placed by their texts: a finding whose
    `source` and `target` are those of a bead (its sentences joined by a space)
    stands in that bead, one whose `target` is a machine translation stands under
    that translation, any other at the head of the story.
    """

    source: Article | None
    target: Article | None
    pair_score: float = 1.0
    source_segments: tuple[Segment, ...] = ()
    target_segments: tuple[Segment, ...] = ()
    beads: tuple[Bead, ...] = ()
    machine: tuple[MachineTranslation, ...] = ()
    findings: tuple[Finding, ...] = ()
    scores: tuple[Score, ...] = ()

    @property
    def headline(self) -> str:
        """Headline of the source side, of the target side where there is no source."""
        sides = [a for a in (self.source, self.target) if a is not None]
        return next((a.headline for a in sides if a.headline), "")

    @property
    def file(self) -> str:
        """Key of the first article, for links and lists."""
        article = self.source or self.target
        return article.key if article is not None else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be done: a file that was not read, an article not translated."""

    file: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """All that the report of a run says.

    `scores` are those of the batch, with their signatures; those of a story
    stand in the story. `notes` are remarks for the reader (a metric that is weak
    here, a step that was left out and why). `reproduce` gives name and value of
    what decides the result, in the order to print it: versions, digest of the
    model, options.
    """

    title: str
    source_language: str
    target_language: str
    stories: tuple[StoryReport, ...]
    scores: tuple[Score, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    reproduce: tuple[tuple[str, str], ...] = ()

    @property
    def paired(self) -> tuple[StoryReport, ...]:
        """Stories with both sides."""
        return tuple(s for s in self.stories if s.source is not None and s.target is not None)

    @property
    def unpaired(self) -> tuple[StoryReport, ...]:
        """Articles without a counterpart."""
        return tuple(s for s in self.stories if s.source is None or s.target is None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all stories, in order."""
        return tuple(f for s in self.stories for f in s.findings)


def not_trusted(translations: Iterable[Translation]) -> list[tuple[int, Translation]]:
    """The translations to look at, with their numbers: flagged, empty or of low confidence."""
    return [
        (number, translation)
        for number, translation in enumerate(translations)
        if translation.flags
        or not translation.text.strip()
        or (translation.confidence is not None and translation.confidence < NOT_TRUSTED_BELOW)
    ]
