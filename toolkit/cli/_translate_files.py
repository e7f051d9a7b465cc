"""The part of `bitext translate` that turns article files into files of the same format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import common

if TYPE_CHECKING:
    from ..engines.base import Engine
    from ..files import Journal
    from ..formats import Reading
    from ..terms import TermBase
    from ..text import Article, Translation
    from ..translate import TranslateOptions


def _journal(output: Path | None, single: bool, given: dict[str, Any]) -> tuple[Journal | None, Path | None]:
    """The journal, and its file where it is ours to take away at the end.

    It lies in the folder of the results, or beside the one file that is the result.
    """
    from ..files import Journal

    path = given["journal"]
    if path is not None:
        return Journal(path), None
    if output is None or str(output) == "-":
        return None, None
    if output.exists() and not output.is_dir() and not output.is_file():
        return None, None  # /dev/null, a pipe
    path = (
        output.with_name(f".{output.name}.journal")
        if output.is_file() or (single and not output.is_dir())
        else output / ".bitext-journal"
    )
    return Journal(path), path


def translate_files(
    names: tuple[str, ...],
    source: str | None,
    target: str,
    model: str,
    output: Path | None,
    options: TranslateOptions,
    verbosity: int,
    given: dict[str, Any],
) -> None:
    from ..errors import BitextError, OptionError
    from ..translate import translate_articles
    from .translate import count_flags, open_memory, open_model, open_terms, open_vectors, say_flags

    works, errors = _collect(names, source, target, given)
    if not works:
        for one_error in errors:
            _say_error(one_error)
        raise OptionError(
            f"no articles to translate into {target!r} in {', '.join(names)}",
            "name the source language with -s",
        )
    single = len(names) == 1 and len(works) == 1 and Path(names[0]).is_file()
    if output is None and not single:
        raise OptionError("where should the translations go?", "name a directory with -o")
    terms = open_terms(given["terms"], (source, target))
    memory = open_memory(given["memory"])
    engine = open_model(model, verbosity, given)
    encoder = open_vectors(options.quality)
    place = None if output is None or str(output) == "-" else output
    journal, ours = _journal(place, single, given)
    flags: Counter[str] = Counter()
    written = 0
    try:
        for language in sorted({a.language for w in works for a in w.articles}):
            some = [w for w in works if w.articles[0].language == language]
            articles = [a for w in some for a in w.articles]
            with common.progress(f"translate {language}-{target}", verbosity) as progress:
                found = translate_articles(
                    articles, engine, target, terms=terms, memory=memory, options=options, journal=journal,
                    progress=progress, encoder=encoder,
                )  # fmt: skip
                for work in some:
                    results = [next(found) for _ in work.articles]
                    for article, translations in results:
                        for one in translations:
                            count_flags(flags, one, article.key, verbosity)
                    path = _target_path(work, place, single, language, target, given["as_json"])
                    try:
                        data, notes = _made(work, results, engine, target, terms, given)
                        common.emit(data, path)
                    except BitextError as problem:
                        errors.append(problem)
                        continue
                    written += 1
                    for note in notes:
                        common.say(f"{work.name}: {note}", verbosity)
    finally:
        if journal is not None:
            journal.close()
        if memory is not None:
            memory.close()
        engine.close()
    if ours is not None and not errors:
        ours.unlink(missing_ok=True)
    say_flags(flags, verbosity)
    for one_error in errors:
        _say_error(one_error)
    if errors:
        common.say(f"{written} files translated, {len(errors)} errors", verbosity)
        raise SystemExit(1)


def _made(
    work: _Work,
    results: list[tuple[Article, list[Translation]]],
    engine: Engine,
    target: str,
    terms: TermBase | None,
    given: dict[str, Any],
) -> tuple[bytes, tuple[str, ...]]:
    """The translated file and what is to be said of it."""
    from ..formats import replace_blocks
    from ..translate import render, span_translations

    if given["as_json"]:
        return _json(results, target), ()
    known = span_translations(work.articles, engine, target)

    def spans(text: str) -> tuple[str, ...]:
        return known.get(text, ())

    blocks = {a.id: render(a, t, target, terms=terms, spans=spans) for a, t in results}
    made = replace_blocks(work.path, blocks, target, work.reading, given["format_name"])
    return made.data, made.notes


def _say_error(error: Exception) -> None:
    click.echo(f"error: {error}", err=True)
    hint = getattr(error, "hint", "")
    if hint:
        click.echo(f"hint: {hint}", err=True)


def _json(results: list[tuple[Article, list[Translation]]], target: str) -> bytes:
    from ..files import json_line
    from .translate import row_of

    rows = []
    for article, translations in results:
        for n, one in enumerate(translations):
            rows.append(
                json_line(
                    {"file": article.file, "id": article.id, "segment": n, "language": target, **row_of(one)}
                )
            )
    return ("\n".join(rows) + "\n").encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Work:
    """A file to translate: its place, how it is read, its articles and its name in the batch."""

    path: Path
    name: str
    reading: Reading
    articles: list[Article]


def _collect(
    names: tuple[str, ...], source: str | None, target: str, given: dict[str, Any]
) -> tuple[list[_Work], list[Exception]]:
    """Files with their articles that are not in the target language yet, and what could not be read."""
    from ..errors import InputError
    from ..formats import Reading, read_articles, read_directory

    works: list[_Work] = []
    errors: list[Exception] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            languages = tuple(dict.fromkeys([source or ("en" if target == "ko" else "ko"), target]))
            batch = read_directory(path, languages, Reading(encoding=given["encoding"]), given["format_name"])
            errors += batch.errors
            by_file: dict[str, list[Article]] = {}
            for article in batch.articles:
                by_file.setdefault(article.file, []).append(article)
            for file, articles in by_file.items():
                language = articles[0].language
                if language == target or (source is not None and language != source):
                    continue
                reading = Reading(language, given["encoding"], file)
                works.append(_Work(path / file, file, reading, articles))
            continue
        try:
            reading = Reading(source, given["encoding"], path.name)
            articles = list(read_articles(path, reading, given["format_name"]))
            if any(a.language == target for a in articles):
                raise InputError(f"already in {target!r}", "name the language of the file with -s", path)
            if articles:
                works.append(_Work(path, path.name, reading, articles))
        except InputError as error:
            if len(names) == 1:
                raise
            errors.append(error)
    return works, errors


def _target_path(
    work: _Work, output: Path | None, single: bool, source: str, target: str, as_json: bool
) -> Path | None:
    """Where the translation of a file goes: the output itself for one file, else under it by its own name."""
    if output is None:
        return None
    if single and not output.is_dir():
        return output
    parts = [target if part == source else part for part in Path(work.name).parts]
    last = parts[-1].split(".")
    parts[-1] = ".".join(target if n and part == source else part for n, part in enumerate(last))
    path = output.joinpath(*parts)
    return path.with_name(path.name + ".jsonl") if as_json else path
