"""The report of the main job: what was found in a batch of articles in two languages.

:class:`RunReport` is all that the page says; :func:`render_run_html` and
:func:`render_run_markdown` are pure functions of it, so that the same run gives
the same bytes. Put neither clock times nor absolute paths into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..text import SEVERITIES, Article, Bead, Finding, Score, Segment, Translation

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


def render_run_html(run: RunReport) -> str:
    """The report as one HTML file that needs neither scripts nor the network.

    A pure function of `run`; all text is escaped.
    """
    from .html import render
    from .run_view import run_view

    return render("run.html", **run_view(run))


def render_run_markdown(run: RunReport) -> str:
    """The report in short, in Markdown: what was found, the stories, findings and doubts."""
    from .html import code, figure, markdown, markdown_table, percent
    from .run_view import run_view, score_text

    view = run_view(run)
    parts = [f"# {markdown(run.title)}", markdown(view["languages"])]
    parts.append("\n".join(f"- **{card['value']}** {card['label']}" for card in view["cards"]))
    parts += [f"> {markdown(note)}" for note in run.notes]
    header = [
        "No.",
        "Story",
        "Source",
        "Target",
        "Pairing",
        "Left out",
        *(s.capitalize() + "s" for s in reversed(SEVERITIES)),
    ]
    rows = []
    for number, (story, shown) in enumerate(zip(run.stories, view["stories"], strict=True), 1):
        counts = [str(sum(f.severity == s for f in story.findings)) for s in reversed(SEVERITIES)]
        paired = shown["paired"]
        rows.append(
            [
                str(number),
                markdown(shown["headline"] or shown["file"]),
                markdown(shown["source_file"]) or "–",
                markdown(shown["target_file"]) or "–",
                percent(story.pair_score) if paired else "no counterpart",
                str(shown["left_out"]) if paired else "–",
                *counts,
                *(figure(shown["scores"][metric]) for metric in view["metrics"]),
            ]
        )
    if rows:
        parts += ["## Stories", markdown_table([*header, *map(markdown, view["metrics"])], rows)]
    if run.problems:
        listed = [[markdown(p.file), markdown(p.message), markdown(p.hint)] for p in run.problems]
        parts += ["## What could not be done", markdown_table(["File", "Why", "What to do"], listed)]
    findings = [
        [
            str(n),
            f.severity,
            f.check,
            markdown(f.of),
            markdown(f.message),
            markdown(f.source),
            markdown(f.target),
        ]
        for n, story in enumerate(run.stories, 1)
        for f in sorted(story.findings, key=lambda f: -SEVERITIES.index(f.severity))
        if f.severity != "note"
    ]
    if findings:
        header = ["Story", "Severity", "Check", "Of", "What is wrong", "Source", "Target"]
        parts += ["## Findings", markdown_table(header, findings)]
    if view["doubts"]:
        listed = [
            [str(row["story"]), markdown(row["source"]), markdown(row["text"]), markdown(row["why"])]
            for row in view["doubts"]
        ]
        header = ["Story", "Source", "Machine translation", "Why"]
        parts += ["## Machine translation not to trust", markdown_table(header, listed)]
    if run.scores:
        listed = [
            [markdown(s.system), markdown(s.metric), score_text(s), code(s.signature)] for s in run.scores
        ]
        parts += [
            "## Scores",
            markdown_table(["System", "Metric", "Score (95 % interval)", "Signature"], listed),
        ]
    if run.reproduce:
        listed = [[markdown(name), markdown(value)] for name, value in run.reproduce]
        parts += ["## How to get this again", markdown_table(["", ""], listed)]
    return "\n\n".join(parts) + "\n"
