"""The stages of the main job, and :func:`run`, which is all of them in order.

Each stage is a small function over the records of :mod:`toolkit.text`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

from .. import __version__
from ..align import AlignOptions, align_batch, pair_articles
from ..align.base import Adapt
from ..check import CheckContext, check_pairs, ignores_from, without_ignored
from ..engines.base import Encoder, Engine
from ..errors import BitextError
from ..files import Journal
from ..formats import read_directory
from ..languages import segment_article
from ..report.run import MachineTranslation, Problem, RunReport, StoryReport
from ..settings import RunOptions
from ..terms import TermBase, named_terms
from ..text import Article, Finding, Score, SegmentPair, Translation
from .results import fails, summarise, write

METRICS = ("BLEU", "chrF", "TER")
"""Metrics of a run; `bitext evaluate` has more."""

BOOTSTRAP_SAMPLES = 1000

Progress = Callable[[int, int], None]
Stage = Callable[[str], Progress | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: its report, one paragraph for the terminal, whether `fail_on` was met."""

    report: RunReport
    summary: str
    failed: bool


def run(
    directory: Path,
    output: Path,
    options: RunOptions | None = None,
    *,
    check_settings: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    stage: Stage = lambda label: None,
    notice: Callable[[str], None] = lambda message: None,
) -> Outcome:
    """Do the main job on the articles of `directory` and write the results under `output`.

    Parameters
    ----------
    options: how; see :class:`toolkit.settings.RunOptions`.
    check_settings: the table `[check]` of bitext.toml (exceptions that the desk keeps).
    jobs: processor cores for translation; all where None.
    stage: called with the name of each stage, gives the progress callback for it.
    notice: called with what the person should know while it runs.

    Raises
    ------
    BitextError: nothing could be done (no article, no model). A single bad article
        becomes a `Problem` of the report, and the rest is done.
    """
    options = options or RunOptions()
    starter = "none" not in options.terms
    terms = named_terms(options.terms, starter)
    context = CheckContext(
        # Entries of the desk are held to more strictly than those that ship.
        terms=named_terms(options.terms, False),
        style=options.style,
        starter=starter,
        ledger=_ledger(options.ledger),
    )

    batch = read_directory(
        directory,
        languages=(options.source_language, options.target_language),
        leave_out=[*(directory / name for name in options.leave_out), output],
    )
    problems = [_problem(error) for error in batch.errors]
    if not batch.articles:
        first = f" ({problems[0].file}: {problems[0].message})" if problems else ""
        raise BitextError(
            f"{directory}: no article in {options.source_language} or {options.target_language} could be read{first}",
            "the directory may hold ko/ and en/, or *.ko.txt and *.en.txt; text, HTML, Markdown, JSONL",
        )
    with _open_encoder() as encoder:
        stories = _pair_and_align(batch.articles, encoder, options, stage("pairing and aligning"))
        if options.translate:
            stories, failed, model = _translate(stories, output, options, terms, encoder, jobs, stage, notice)
            problems += failed
        else:
            model = ()
    stories = _check(stories, context, options, check_settings or {}, stage("checking"))
    stories, scores, notes = _score(stories, options)
    report = RunReport(
        title=directory.resolve().name,
        source_language=options.source_language,
        target_language=options.target_language,
        stories=tuple(stories),
        scores=tuple(scores),
        problems=tuple(problems),
        notes=tuple(notes),
        reproduce=(
            ("bitext-toolkit", __version__),
            ("encoder", encoder.digest[:16]),
            *model,
            ("terms", terms.digest[:16] if terms is not None else "none"),
            ("options", json.dumps(_deciding(options), ensure_ascii=False, sort_keys=True)),
        ),
    )
    write(report, directory, output, [human_pairs(s, options) for s in report.paired], terms)
    return Outcome(report, summarise(report), fails(report.findings, options.fail_on))


def _deciding(options: RunOptions) -> dict[str, Any]:
    """The options that decide the result; paths by their names, so that no place of a machine is told."""
    named = asdict(options)
    named["terms"] = [Path(t).name for t in options.terms]
    for key in ("memory", "ledger", "model"):
        named[key] = Path(named[key]).name
    return named


# reading


def _problem(error: BitextError) -> Problem:
    path = getattr(error, "path", None) or ""
    return Problem(path, error.message, error.hint)


def _ledger(name: str) -> Path:
    """The archive named, or one in memory that lasts for this run."""
    return Path(name or ":memory:")


def _open_encoder() -> Any:
    from ..engines.usem import open_encoder

    return open_encoder()


# pairing and alignment


def _pair_and_align(
    articles: Sequence[Article], encoder: Encoder, options: RunOptions, progress: Progress | None
) -> list[StoryReport]:
    sources = [a for a in articles if a.language == options.source_language]
    targets = [a for a in articles if a.language == options.target_language]
    pairs = pair_articles(sources, targets, encoder)
    segments = {id(a): tuple(segment_article(a)) for a in articles}
    both = [(p.source, p.target) for p in pairs if p.source is not None and p.target is not None]
    beads = iter(
        align_batch(
            [([s.text for s in segments[id(a)]], [s.text for s in segments[id(b)]]) for a, b in both],
            encoder,
            AlignOptions(
                adapt=cast(Adapt, options.adapt),
                source_language=options.source_language,
                target_language=options.target_language,
            ),
            progress=progress,
        )
    )
    stories: list[StoryReport] = []
    for pair in pairs:
        source, target = pair.source, pair.target
        paired = source is not None and target is not None
        stories.append(
            StoryReport(
                source=_dated(source, target),
                target=_dated(target, source),
                pair_score=pair.score,
                source_segments=segments[id(source)] if source is not None else (),
                target_segments=segments[id(target)] if target is not None else (),
                beads=tuple(next(beads)) if paired else (),
            )
        )
    return stories


def _dated(article: Article | None, other: Article | None) -> Article | None:
    """The article with the date of its counterpart where it has none of its own."""
    if article is None or article.date is not None or other is None or other.date is None:
        return article
    return replace(article, date=other.date)


# translation


def _translate(
    stories: list[StoryReport],
    output: Path,
    options: RunOptions,
    terms: TermBase | None,
    encoder: Encoder,
    jobs: int | None,
    stage: Stage,
    notice: Callable[[str], None],
) -> tuple[list[StoryReport], list[Problem], tuple[tuple[str, str], ...]]:
    """Translate the source of each pair, and each article that has no counterpart."""
    from ..models import open_engine

    with closing(
        open_engine(options.model, threads=jobs, progress=stage("installing the model"), notice=notice)
    ) as engine:
        done: dict[int, MachineTranslation] = {}
        failed: list[Problem] = []
        for side, into in (("source", options.target_language), ("target", options.source_language)):
            wanted = [
                (number, article)
                for number, story in enumerate(stories)
                if (article := getattr(story, side)) is not None
                and (side == "source" or story.source is None)
            ]
            if not wanted:
                continue
            try:
                results = _translated(
                    [a for _, a in wanted], engine, into, output, options, terms, encoder, stage
                )
                for (number, _), translations in zip(wanted, results, strict=True):
                    done[number] = MachineTranslation(side, into, engine.name, tuple(translations))  # type: ignore[arg-type]
            except BitextError as error:
                failed += [
                    Problem(article.key, f"not translated: {error.message}", error.hint)
                    for _, article in wanted
                ]
        model = (("model", f"{engine.name} {engine.digest[:16]}"),)
    return (
        [replace(s, machine=(done[n],)) if n in done else s for n, s in enumerate(stories)],
        failed,
        model,
    )


def _translated(
    articles: Sequence[Article],
    engine: Engine,
    into: str,
    output: Path,
    options: RunOptions,
    terms: TermBase | None,
    encoder: Encoder,
    stage: Stage,
) -> Iterator[list[Translation]]:
    from ..translate import TranslateOptions, translate_articles
    from ..translate.memory import Memory
    from ..translate.options import Quality

    memory = Memory(options.memory) if options.memory else None
    try:
        with Journal(output / ".journal.jsonl") as journal:
            for _, translations in translate_articles(
                articles,
                engine,
                into,
                terms=terms,
                memory=memory,
                encoder=encoder,
                options=TranslateOptions(quality=cast(Quality, options.quality), style=options.style),
                journal=journal,
                progress=stage(f"translating into {into}"),
            ):
                yield translations
    finally:
        if memory is not None:
            memory.close()


# checks


def human_pairs(story: StoryReport, options: RunOptions) -> list[SegmentPair]:
    """The beads of a story as pairs to check; an empty side is "" there."""
    if story.source is None or story.target is None:
        return []
    source = [s.text for s in story.source_segments]
    target = [s.text for s in story.target_segments]
    return [
        SegmentPair(
            id=f"{story.source.key}:{number}",
            source=" ".join(source[i] for i in bead.source),
            target=" ".join(target[j] for j in bead.target),
            source_language=options.source_language,
            target_language=options.target_language,
            date=story.source.date,
            document=story.source.key,
            source_file=story.source.file,
            target_file=story.target.file,
            position=number,
        )
        for number, bead in enumerate(story.beads)
    ]


def machine_pairs(story: StoryReport) -> list[SegmentPair]:
    """The machine translations of a story as pairs to check."""
    pairs: list[SegmentPair] = []
    for machine in story.machine:
        article = story.source if machine.side == "source" else story.target
        if article is None:
            continue
        pairs += [
            SegmentPair(
                id=f"{article.key}:{machine.model}:{number}",
                source=translation.source,
                target=translation.text,
                source_language=article.language,
                target_language=machine.language,
                date=article.date,
                document=f"{article.key}:{machine.model}",
                of=machine.model,
                source_file=article.file,
                position=number,
            )
            for number, translation in enumerate(machine.segments)
        ]
    return pairs


def _check(
    stories: list[StoryReport],
    context: CheckContext,
    options: RunOptions,
    settings: Mapping[str, Any],
    progress: Progress | None,
) -> list[StoryReport]:
    """The stories with the findings in their human and in their machine translations."""
    ignores = ignores_from(settings)
    human = [human_pairs(s, options) for s in stories]
    machine = [machine_pairs(s) for s in stories]
    found: list[list[Finding]] = [[] for _ in stories]
    owner = {
        pair.id: number for kind in (human, machine) for number, pairs in enumerate(kind) for pair in pairs
    }
    # What a machine wrote is compared within the batch, but never enters the desk's archive.
    for kind, consulted in ((human, context), (machine, replace(context, ledger=_ledger("")))):
        pairs = [pair for of_story in kind for pair in of_story]
        findings = check_pairs(pairs, consulted, only=options.only, skip=options.skip)
        for finding in without_ignored(findings, ignores):
            found[owner[finding.id]].append(finding)
            if progress is not None:
                progress(owner[finding.id] + 1, len(stories))
    return [replace(s, findings=tuple(found[n])) for n, s in enumerate(stories)]


# scores


def _score(
    stories: list[StoryReport], options: RunOptions
) -> tuple[list[StoryReport], list[Score], list[str]]:
    """Scores of the machine translation against the human version over the aligned beads.

    Those of a story come without intervals, those of the batch with them; notes say
    what a reader must know about the metrics.
    """
    scored: list[StoryReport] = []
    everything: list[tuple[str, str, str]] = []
    for story in stories:
        rows = _hypotheses(story)
        everything += rows
        scored.append(
            replace(story, scores=tuple(_scores(story.machine[0].model, rows, options, 0)[0]))
            if rows
            else story
        )
    if not everything:
        return scored, [], []
    model = next(m.model for s in stories for m in s.machine)
    scores, notes = _scores(model, everything, options, BOOTSTRAP_SAMPLES)
    return scored, scores, list(notes)


def _hypotheses(story: StoryReport) -> list[tuple[str, str, str]]:
    """(source, machine, human) of each bead with both sides."""
    if story.source is None or story.target is None or not story.machine:
        return []
    source = [s.text for s in story.source_segments]
    target = [s.text for s in story.target_segments]
    machine = [t.text for t in story.machine[0].segments]
    return [
        (
            " ".join(source[i] for i in b.source),
            " ".join(machine[i] for i in b.source),
            " ".join(target[j] for j in b.target),
        )
        for b in story.beads
        if b.source and b.target
    ]


def _scores(
    model: str, rows: Sequence[tuple[str, str, str]], options: RunOptions, samples: int
) -> tuple[list[Score], tuple[str, ...]]:
    from ..evaluate.core import evaluate
    from ..evaluate.inputs import System, TestSet
    from ..evaluate.significance import Resampling

    test_set = TestSet(
        ids=tuple(str(n) for n in range(len(rows))),
        references=(tuple(human for _, _, human in rows),),
        sources=tuple(source for source, _, _ in rows),
        source_language=options.source_language,
        target_language=options.target_language,
    )
    system = System(model, tuple(machine for _, machine, _ in rows))
    evaluation = evaluate(test_set, [system], METRICS, resampling=Resampling(samples=samples))
    return evaluation.scores(), evaluation.notes
