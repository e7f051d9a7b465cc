"""What the pages of a run show, worked out from a :class:`~toolkit.report.run.RunReport`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..languages.iso639 import language_name
from ..text import SEVERITIES, Article, Bead, Finding, Score, Segment
from .html import Mark, figure, marked, percent
from .run import NOT_TRUSTED_BELOW, MachineTranslation, RunReport, StoryReport, not_trusted

LOW_CONFIDENCE = 0.5
"""Beads with a confidence under this are marked."""


def run_view(run: RunReport) -> dict[str, Any]:
    """Values for the templates of the run."""
    stories = [_story(number, story, run) for number, story in enumerate(run.stories, 1)]
    metrics = list(dict.fromkeys(s.metric for story in run.stories for s in story.scores))
    severities = Counter(f.severity for f in run.findings if f.of == "human")
    machine = sum(f.severity != "note" for f in run.findings if f.of != "human")
    doubts = [row for story in stories for row in story["doubts"]]
    left_out = sum(story["left_out"] for story in stories if story["paired"])
    beads = sum(len(story["beads"]) for story in stories if story["paired"])
    return {
        "run": run,
        "languages": f"{language_name(run.source_language)} and {language_name(run.target_language)}",
        "stories": stories,
        "metrics": metrics,
        "checks": _checks(run.findings),
        "worst": [row for story in stories for row in story["errors"]],
        "doubts": doubts,
        "threshold": NOT_TRUSTED_BELOW,
        "cards": [
            _card(len(run.paired), _plural(len(run.paired), "story", "stories") + " in both languages"),
            _card(
                len(run.unpaired), _plural(len(run.unpaired), "article") + " without a counterpart", "warning"
            ),
            _card(beads, _plural(beads, "pair") + " of passages aligned"),
            _card(left_out, _plural(left_out, "passage") + " on one side only", "warning"),
            _card(
                severities["error"], _plural(severities["error"], "error") + " in what was published", "error"
            ),
            _card(severities["warning"], _plural(severities["warning"], "warning") + " there", "warning"),
            _card(
                machine,
                _plural(machine, "error or warning", "errors and warnings") + " in machine translations",
            ),
            _card(len(doubts), "machine " + _plural(len(doubts), "sentence") + " not to trust", "warning"),
            *(
                [
                    _card(
                        len(run.problems),
                        _plural(len(run.problems), "thing") + " that could not be done",
                        "error",
                    )
                ]
                if run.problems
                else []
            ),
        ],
    }


def _plural(number: int, one: str, many: str = "") -> str:
    return one if number == 1 else many or one + "s"


def _card(value: int, label: str, kind: str = "") -> dict[str, Any]:
    return {"value": f"{value:,}", "label": label, "kind": kind if value else ""}


def _checks(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    table: dict[tuple[str, str], Counter[str]] = {}
    for finding in findings:
        table.setdefault((finding.check, finding.of), Counter())[finding.severity] += 1
    order = sorted(table, key=lambda key: (key[1] != "human", key[1], key[0]))
    return [
        {
            "check": check,
            "of": "Human" if of == "human" else of,
            **{s: table[check, of][s] for s in SEVERITIES},
        }
        for check, of in order
    ]


def _joined(segments: Sequence[Segment], numbers: Iterable[int]) -> str:
    return " ".join(segments[number].text for number in numbers)


def _key(source: str, target: str) -> tuple[str, str]:
    return " ".join(source.split()), " ".join(target.split())


class _Places:
    """Finds the place of a finding by its texts; each place is named by a number."""

    def __init__(self) -> None:
        self._by_text: dict[tuple[str, str], int] = {}

    def add(self, source: str, target: str, place: int) -> None:
        """The place of a pair; findings that give one side only are found as well."""
        for key in (_key(source, target), _key(source, ""), _key("", target)):
            if any(key):
                self._by_text.setdefault(key, place)

    def of(self, finding: Finding) -> int | None:
        """Number of the place, None where the texts stand nowhere."""
        return self._by_text.get(_key(finding.source, finding.target))


def _story(number: int, story: StoryReport, run: RunReport) -> dict[str, Any]:
    paired = story.source is not None and story.target is not None
    beads = story.beads or _alone(story)
    places = _Places()
    for index, bead in enumerate(beads):
        places.add(
            _joined(story.source_segments, bead.source), _joined(story.target_segments, bead.target), index
        )
    machine_places = [_machine_places(machine, story) for machine in story.machine]
    at_bead: dict[int, list[Finding]] = {}
    at_machine: dict[tuple[int, int], list[Finding]] = {}
    unplaced: list[Finding] = []
    for finding in story.findings:
        if finding.of == "human":
            place = places.of(finding)
            (unplaced if place is None else at_bead.setdefault(place, [])).append(finding)
            continue
        for which, machine in enumerate(machine_places):
            place = machine.of(finding)
            if place is not None and story.machine[which].model == finding.of:
                at_machine.setdefault((which, place), []).append(finding)
                break
        else:
            unplaced.append(finding)
    views = [
        _bead(index, bead, story, at_bead.get(index, []), at_machine, paired)
        for index, bead in enumerate(beads)
    ]
    anchor = f"story-{number}"
    where = _anchors(anchor, beads)
    return {
        "number": number,
        "headline": story.headline,
        "file": story.file,
        "lang": (story.source or story.target or _NOBODY).language,
        "source_file": story.source.key if story.source else "",
        "target_file": story.target.key if story.target else "",
        "source_name": language_name(story.source.language if story.source else run.source_language),
        "target_name": language_name(story.target.language if story.target else run.target_language),
        "paired": paired,
        "pair_score": story.pair_score,
        "beads": views,
        "left_out": sum(not bead.source or not bead.target for bead in beads) if paired else 0,
        "counts": _counts(f for f in story.findings if f.of == "human"),
        "machine_counts": _counts(f for f in story.findings if f.of != "human"),
        "scores": _by_metric(story.scores),
        "all_scores": story.scores,
        "findings": unplaced,
        "errors": [
            {
                "story": number,
                "anchor": _place_anchor(finding, anchor, where, places, machine_places, story),
                "check": finding.check,
                "of": "Human" if finding.of == "human" else finding.of,
                "message": finding.message,
            }
            for finding in story.findings
            if finding.severity == "error"
        ],
        "doubts": _doubts(number, anchor, where, story),
    }


def _counts(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    counts = Counter(f.severity for f in findings)
    return [(s, f"{counts[s]} {_plural(counts[s], s)}") for s in reversed(SEVERITIES) if counts[s]]


_NOBODY = Article("und", (), "")


def _by_metric(scores: Iterable[Score]) -> dict[str, float | None]:
    found: dict[str, float | None] = _Missing()
    for score in scores:
        found.setdefault(score.metric, score.value)
    return found


class _Missing(dict[str, "float | None"]):
    def __missing__(self, key: str) -> None:
        return None


def _alone(story: StoryReport) -> tuple[Bead, ...]:
    """Segments of an article without counterpart, one below the other."""
    if story.source is not None:
        return tuple(Bead((segment.index,), ()) for segment in story.source_segments)
    return tuple(Bead((), (segment.index,)) for segment in story.target_segments)


def _side_segments(machine: MachineTranslation, story: StoryReport) -> tuple[Segment, ...]:
    return story.source_segments if machine.side == "source" else story.target_segments


def _machine_places(machine: MachineTranslation, story: StoryReport) -> _Places:
    places = _Places()
    for segment, translation in zip(_side_segments(machine, story), machine.segments, strict=False):
        places.add(segment.text, translation.text, segment.index)
    return places


def _anchors(anchor: str, beads: Sequence[Bead]) -> dict[tuple[str, int], str]:
    """Where each segment stands on the page."""
    where = {}
    for index, bead in enumerate(beads, 1):
        for segment in bead.source:
            where["source", segment] = f"{anchor}-{index}"
        for segment in bead.target:
            where["target", segment] = f"{anchor}-{index}"
    return where


def _place_anchor(
    finding: Finding,
    anchor: str,
    where: dict[tuple[str, int], str],
    places: _Places,
    machine_places: Sequence[_Places],
    story: StoryReport,
) -> str:
    if finding.of == "human":
        place = places.of(finding)
        return anchor if place is None else f"{anchor}-{place + 1}"
    for machine, found in zip(story.machine, machine_places, strict=True):
        place = found.of(finding)
        if place is not None:
            return where.get((machine.side, place), anchor)
    return anchor


def _listed(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "severity": finding.severity,
            "check": finding.check,
            "message": finding.message,
            "expected": finding.expected,
        }
        for number, finding in enumerate(findings, 1)
    ]


def _marks(findings: Sequence[Finding], side: str) -> list[Mark]:
    result = []
    for number, finding in enumerate(findings, 1):
        span = finding.source_span if side == "source" else finding.target_span
        if span is not None:
            result.append(Mark(span[0], span[1], finding.severity, finding.message, number))
    return result


def _worst(findings: Sequence[Finding]) -> str:
    return max((f.severity for f in findings), key=SEVERITIES.index, default="note")


def _bead(
    index: int,
    bead: Bead,
    story: StoryReport,
    findings: Sequence[Finding],
    at_machine: dict[tuple[int, int], list[Finding]],
    paired: bool,
) -> dict[str, Any]:
    sides: list[dict[str, Any]] = []
    for side, segments, numbers, article in (
        ("source", story.source_segments, bead.source, story.source),
        ("target", story.target_segments, bead.target, story.target),
    ):
        text = _joined(segments, numbers)
        given = [f for f in findings if (f.source if side == "source" else f.target) == text]
        sides.append(
            {
                "lang": article.language if article else "und",
                "text": marked(text, [m for m in _marks(findings, side) if findings[m.number - 1] in given]),
                "machine": [
                    _machine(which, number, machine, at_machine.get((which, number), []))
                    for which, machine in enumerate(story.machine)
                    if machine.side == side
                    for number in numbers
                    if number < len(machine.segments)
                ],
            }
        )
    if not paired:
        # The machine translation is the version that the story lacks: it stands in its place.
        sides[0]["machine"], sides[1]["machine"] = sides[1]["machine"], sides[0]["machine"]
    return {
        "number": index + 1,
        "confidence": bead.confidence,
        "low": paired and bead.confidence < LOW_CONFIDENCE,
        "left_out": paired and (not bead.source or not bead.target),
        "headline": _is_headline(story, bead),
        "sides": sides,
        "findings": _listed(findings),
    }


def _is_headline(story: StoryReport, bead: Bead) -> bool:
    for article, segments, numbers in (
        (story.source, story.source_segments, bead.source),
        (story.target, story.target_segments, bead.target),
    ):
        if article is not None and numbers:
            block = segments[numbers[0]].block
            return block < len(article.blocks) and article.blocks[block].kind in ("headline", "subhead")
    return False


def _machine(
    which: int, number: int, machine: MachineTranslation, findings: Sequence[Finding]
) -> dict[str, Any]:
    translation = machine.segments[number]
    origin = "" if translation.origin == machine.model else f", from {translation.origin}"
    return {
        "label": f"{language_name(machine.language)} by {machine.model}{origin}",
        "lang": machine.language,
        "text": marked(translation.text, _marks(findings, "target")),
        "why": _why(machine, number),
        "findings": _listed(findings),
        "worst": _worst(findings),
    }


def _why(machine: MachineTranslation, number: int) -> str:
    if not not_trusted([machine.segments[number]]):
        return ""
    translation = machine.segments[number]
    reasons = list(translation.flags)
    if not translation.text.strip() and "empty" not in reasons:
        reasons.append("empty")
    if translation.confidence is not None and translation.confidence < NOT_TRUSTED_BELOW:
        reasons.append(f"confidence {percent(translation.confidence)}")
    return ", ".join(reasons)


def _doubts(
    number: int, anchor: str, where: dict[tuple[str, int], str], story: StoryReport
) -> list[dict[str, Any]]:
    rows = []
    for machine in story.machine:
        segments = _side_segments(machine, story)
        for index, translation in not_trusted(machine.segments):
            source = segments[index].text if index < len(segments) else translation.source
            article = story.source if machine.side == "source" else story.target
            rows.append(
                {
                    "story": number,
                    "anchor": where.get((machine.side, index), anchor),
                    "from_lang": article.language if article else "und",
                    "to_lang": machine.language,
                    "source": source,
                    "text": translation.text,
                    "why": _why(machine, index),
                }
            )
    return rows


def score_text(score: Score) -> str:
    """A score in words: value and interval."""
    text = figure(score.value)
    if score.low is not None and score.high is not None:
        text += f" ({figure(score.low)} to {figure(score.high)})"
    return text
