"""Results of a run on disk: rows for programs, bitexts, translations in place, reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..check import finding_row
from ..files import atomic_write, write_jsonl, write_text
from ..formats import replace_blocks, write_pairs
from ..report.run import RunReport, StoryReport, not_trusted, render_run_html, render_run_markdown
from ..terms import TermBase
from ..text import SEVERITIES, Bead, Block, Finding, Score, SegmentPair
from ..translate import render


def write(
    report: RunReport,
    directory: Path,
    output: Path,
    bitext: Sequence[Sequence[SegmentPair]],
    terms: TermBase | None,
) -> None:
    """Write all results; each file appears whole or not at all.

    Parameters
    ----------
    directory: where the articles were read from.
    bitext: the pairs of each story that has both sides.
    terms: the term base that guided the translations.
    """
    write_jsonl(output / "pairs.jsonl", [pair_row(story) for story in report.stories])
    write_jsonl(
        output / "alignment.jsonl", [bead_row(story, bead) for story in report.paired for bead in story.beads]
    )
    for name in ("tsv", "tmx"):
        with atomic_write(output / f"bitext.{name}") as stream:
            write_pairs(stream, name, (p for pairs in bitext for p in pairs if p.source and p.target))
    write_jsonl(output / "findings.jsonl", [finding_row(finding) for finding in report.findings])
    _write_translations(report, directory, output, terms)
    write_text(output / "results.json", json.dumps(results(report), ensure_ascii=False, indent=1) + "\n")
    write_text(output / "report.md", render_run_markdown(report))
    write_text(output / "report.html", render_run_html(report))


def _write_translations(report: RunReport, directory: Path, output: Path, terms: TermBase | None) -> None:
    """Each file with translated articles, in its own format, under translations/LANGUAGE/."""
    files: dict[tuple[str, str], dict[str, Sequence[Block | None]]] = {}
    for story in report.stories:
        for machine in story.machine:
            article = story.source if machine.side == "source" else story.target
            if article is not None:
                files.setdefault((machine.language, article.file), {})[article.id] = render(
                    article, machine.segments, machine.language, terms=terms
                )
    for (language, file), blocks in files.items():
        replaced = replace_blocks(directory / file, blocks, language)
        with atomic_write(output / "translations" / language / file) as stream:
            stream.write(replaced.data)


def pair_row(story: StoryReport) -> dict[str, Any]:
    """A story in the format of `bitext pair`."""
    return {**_sides(story), "score": round(story.pair_score, 4)}


def bead_row(story: StoryReport, bead: Bead) -> dict[str, Any]:
    """A bead in the format of a run's alignment.jsonl."""
    return {
        **_sides(story),
        "source": list(bead.source),
        "target": list(bead.target),
        "confidence": round(bead.confidence, 4),
    }


def _sides(story: StoryReport) -> dict[str, str | None]:
    return {
        "source_file": story.source.file if story.source else None,
        "source_id": story.source.id if story.source else None,
        "target_file": story.target.file if story.target else None,
        "target_id": story.target.id if story.target else None,
    }


def results(report: RunReport) -> dict[str, Any]:
    """All results of a run as one JSON object, for a program to read."""
    return {
        "version": 1,
        "title": report.title,
        "source_language": report.source_language,
        "target_language": report.target_language,
        "stories": [
            {
                **pair_row(story),
                "headline": story.headline,
                "beads": len(story.beads),
                "findings": _counts(story.findings),
                "machine": [
                    {
                        "language": m.language,
                        "model": m.model,
                        "segments": len(m.segments),
                        "not_trusted": [n for n, _ in not_trusted(m.segments)],
                    }
                    for m in story.machine
                ],
                "scores": [score_row(score) for score in story.scores],
            }
            for story in report.stories
        ],
        "findings": _counts(report.findings),
        "scores": [score_row(score) for score in report.scores],
        "problems": [{"file": p.file, "message": p.message, "hint": p.hint} for p in report.problems],
        "reproduce": dict(report.reproduce),
    }


def score_row(score: Score) -> dict[str, Any]:
    """A score in the format of `bitext evaluate --json`."""
    return asdict(score)


def _counts(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Findings counted by severity, for the human version and for each model."""
    counted: dict[str, dict[str, int]] = {}
    for finding in findings:
        row = counted.setdefault(finding.of, dict.fromkeys(reversed(SEVERITIES), 0))
        row[finding.severity] += 1
    return counted


def fails(findings: Iterable[Finding], fail_on: str) -> bool:
    """Whether a finding is as severe as `fail_on` ("never": none is)."""
    if fail_on == "never":
        return False
    return any(SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_on) for f in findings)


def summarise(report: RunReport) -> str:
    """A few lines for the terminal."""
    omitted = sum(1 for s in report.paired for b in s.beads if not b.source or not b.target)
    beads = sum(len(s.beads) for s in report.paired)
    lines = [
        f"{len(report.stories)} stories: {len(report.paired)} in both languages, {len(report.unpaired)} in one",
        f"{beads} beads, {omitted} of them left out on one side",
    ]
    translated = [t for s in report.stories for m in s.machine for t in m.segments]
    if translated:
        doubtful = len(not_trusted(translated))
        lines.append(f"{len(translated)} sentences translated, {doubtful} of them not to be trusted unread")
    for of, row in _counts(report.findings).items():
        found = ", ".join(f"{n} {severity}{'s' if n != 1 else ''}" for severity, n in row.items() if n)
        lines.append(
            f"findings in the {'human versions' if of == 'human' else 'translations of ' + of}: {found}"
        )
    if report.scores:
        figures = ", ".join(f"{s.metric} {s.value:.1f}" for s in report.scores)
        lines.append(f"machine against human: {figures}")
    lines += [
        f"not done: {p.file}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in report.problems
    ]
    return "\n".join(lines)
