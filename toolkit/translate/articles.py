"""The two ways in: articles, and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..engines.base import Encoder, Engine
from ..files import Journal
from ..languages import get_language, segment_article
from ..terms.base import TermBase
from ..text import Article, Segment, Translation
from .batch import Job, run
from .decode import Agreement, Result, Unit
from .names import name_finder
from .options import TranslateOptions
from .prepare import Part, Preparer, join

if TYPE_CHECKING:
    from .memory import Memory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Segment:
    source: str
    parts: tuple[Part, ...]
    done: Translation | None
    article: Article | None = None
    count: int = 0


def translate_articles(
    articles: Iterable[Article],
    engine: Engine,
    target_language: str,
    *,
    terms: TermBase | None = None,
    memory: Memory | None = None,
    options: TranslateOptions | None = None,
    journal: Journal | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
) -> Iterator[tuple[Article, list[Translation]]]:
    """Translate a batch of articles of one language.

    Yields each article with one translation for each of its segments
    (:func:`toolkit.languages.segment_article`), in order. Sentences of all articles
    are pooled and decoded once each; memory does not grow with the batch. A segment
    that could not be translated well is flagged, never left out.

    Parameters
    ----------
    terms: entries whose forms must be used; see `options.enforce`.
    memory: a translation memory; matches over `options.memory_threshold` are used, lesser
        ones shown to models that were trained to look at them.
    journal: keeps what is finished, so that a rerun goes on from there.
    progress: called with (sentences decoded, sentences known so far).
    encoder: sentence vectors, for confidence and for quality "best".

    Raises
    ------
    ModelError: the engine does not translate the articles' language.
    BitextError: the journal or the memory cannot be used.
    """
    options = options or TranslateOptions()
    queue = iter(articles)
    first = next(queue, None)
    if first is None:
        return
    source_language = first.language
    _check_pair(engine, source_language, target_language)
    prepare = _preparer(engine, source_language, target_language, options, terms, memory)
    known: dict[str, str] = {}

    def jobs() -> Iterator[Job]:
        article: Article | None = first
        while article is not None:
            prepare.learn([b.text for b in article.blocks if b.is_story], known)
            segments = segment_article(article)
            texts = [s.text for s in segments]
            if not segments:
                yield Job((), _Segment("", (), None, article, 0))
            for n, text in enumerate(texts):
                hit = _recall(memory, text, texts, n, source_language, target_language, options)
                kept = _kept(article, segments[n])
                parts = () if hit else tuple(prepare.parts(text, known, article.date, kept=kept))
                yield _job(_Segment(text, parts, hit, article, len(texts)))
            article = next(queue, None)

    held: list[Translation] = []
    results = run(
        jobs(), engine, source_language, target_language, options, journal, encoder,
        quantity_agreement(source_language, target_language), progress,
    )  # fmt: skip
    for job, found in results:
        segment: _Segment = job.data
        if segment.count:
            held.append(_joined(segment, found, engine, target_language))
        if len(held) == segment.count and segment.article is not None:
            yield segment.article, held
            held = []


def translate_lines(
    lines: Iterable[str],
    engine: Engine,
    source_language: str,
    target_language: str,
    *,
    terms: TermBase | None = None,
    memory: Memory | None = None,
    options: TranslateOptions | None = None,
    journal: Journal | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
) -> Iterator[Translation]:
    """Translate lines: one in, one out, always, in order.

    A line may hold several sentences, which are translated one by one. Blank lines
    stay blank. Parameters and errors as for :func:`translate_articles`.
    """
    options = options or TranslateOptions()
    _check_pair(engine, source_language, target_language)
    prepare = _preparer(engine, source_language, target_language, options, terms, memory)
    known: dict[str, str] = {}

    def jobs() -> Iterator[Job]:
        for line in lines:
            prepare.learn([line], known)
            hit = _recall(memory, line, [line], 0, source_language, target_language, options)
            parts = () if hit else tuple(prepare.parts(line, known, sentences=True))
            yield _job(_Segment(line, parts, hit))

    results = run(
        jobs(), engine, source_language, target_language, options, journal, encoder,
        quantity_agreement(source_language, target_language), progress,
    )  # fmt: skip
    for job, found in results:
        segment: _Segment = job.data
        done = _joined(segment, found, engine, target_language)
        yield replace(done, text=_one_line(done.text))


def _kept(article: Article, segment: Segment) -> list[str]:
    """Text inside a segment that its markup has come through unchanged (code)."""
    block = article.blocks[segment.block]
    start, end = segment.start - block.start, segment.end - block.start
    return [block.text[i.start : i.end] for i in block.inlines if i.keep and start <= i.start < i.end <= end]


def _joined(segment: _Segment, results: list[Result], engine: Engine, language: str) -> Translation:
    return segment.done or join(segment.source, segment.parts, results, engine.name, language)


def _one_line(text: str) -> str:
    """Text without the characters that end a line."""
    return " ".join(text.splitlines())


def _job(segment: _Segment) -> Job:
    return Job(tuple(part for part in segment.parts if isinstance(part, Unit)), segment)


def _recall(
    memory: Memory | None,
    text: str,
    texts: list[str],
    n: int,
    source_language: str,
    target_language: str,
    options: TranslateOptions,
) -> Translation | None:
    if memory is None or not text.strip():
        return None
    match = memory.best(
        text,
        source_language,
        target_language,
        previous=texts[n - 1] if n else "",
        following=texts[n + 1] if n + 1 < len(texts) else "",
        threshold=options.memory_threshold,
    )
    if match is None:
        return None
    flags = () if match.similarity >= 1.0 else ("fuzzy",)
    return Translation(text, match.target, "memory", None, match.similarity, flags)


def _preparer(
    engine: Engine,
    source_language: str,
    target_language: str,
    options: TranslateOptions,
    terms: TermBase | None,
    memory: Memory | None,
) -> Preparer:
    names = name_finder(source_language, target_language, options.style) if options.names else None
    return Preparer(engine, source_language, target_language, options, terms, names, memory)


def quantity_agreement(source_language: str, target_language: str) -> Agreement:
    """How many of the quantities of a source stand in a target, as a share."""
    read_source = get_language(source_language).quantities
    read_target = get_language(target_language).quantities

    def agreement(source: str, target: str) -> float:
        if not any(c.isdigit() for c in source + target):
            return 1.0
        wanted = [(q.kind, q.value) for q in read_source(source, None) if q.hard]
        if not wanted:
            return 1.0
        there = [(q.kind, q.value) for q in read_target(target, None)]
        values = {round(value, 6) for _, value in there}
        return sum(round(value, 6) in values for _, value in wanted) / len(wanted)

    return agreement


def _check_pair(engine: Engine, source: str, target: str) -> None:
    from ..errors import ModelError

    pairs = engine.pairs()
    if pairs is not None and (source, target) not in pairs:
        known = ", ".join(f"{s}-{t}" for s, t in sorted(pairs))
        raise ModelError(
            f"the model {engine.name!r} does not translate {source}-{target} (it translates {known})",
            "see which models do: bitext models list",
        )
