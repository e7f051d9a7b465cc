"""`bitext pair`: which articles of two languages tell the same story."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError, OptionError
from . import _stdin, common

if TYPE_CHECKING:
    from ..text import Article, ArticlePair


@click.command("pair")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@common.source_language
@common.target_language
@common.output
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Least score with which two articles are called a pair.",
)
@click.option("--no-lexicon", is_flag=True, help="Leave the shipped lexicon out.")
@common.encoding
@common.quiet_verbose
def command(
    paths: tuple[Path, ...],
    source_language: str | None,
    target_language: str | None,
    output: Path | None,
    threshold: float,
    no_lexicon: bool,
    encoding: str | None,
    verbosity: int,
) -> None:
    """Pair the articles of PATHS: one directory with both languages, or one for each.

    Writes one JSON object a line: source_file, source_id, target_file, target_id, score.
    A side is null where an article has no counterpart. Paths are relative to the
    directory that was named, or stand as given for files. One of two paths may be - for
    articles as JSON Lines from standard input.

    \b
    Example:
      bitext pair today/ -o pairs.jsonl
      bitext pair ko/ en/
    """
    from ..align import PairOptions, pair_articles
    from ..engines.usem import open_encoder
    from ..files import json_line

    if len(paths) > 2:
        raise OptionError(f"{len(paths)} paths were given", "name one directory, or one for each language")
    _stdin.check_once(paths)
    source, target, problems = _read(paths, (source_language or "ko", target_language or "en"), encoding)
    with open_encoder() as encoder, common.progress("pairing", verbosity) as progress:
        pairs = pair_articles(
            source, target, encoder, PairOptions(threshold, not no_lexicon), progress=progress
        )
    common.emit("".join(json_line(_row(pair)) + "\n" for pair in pairs), output)
    made = sum(p.source is not None and p.target is not None for p in pairs)
    common.say(f"{made} pairs, {len(pairs) - made} articles without a counterpart", verbosity)
    for problem in problems:
        common.say(f"error: {problem}", 0)
    if problems:
        raise SystemExit(1)


def _read(
    paths: Sequence[Path], languages: tuple[str, str], encoding: str | None
) -> tuple[list[Article], list[Article], list[str]]:
    from ..formats import Reading, read_directory

    sides: tuple[list[Article], list[Article]] = ([], [])
    problems: list[str] = []
    for number, path in enumerate(paths):
        own = languages[number] if len(paths) == 2 else None
        reading = Reading(language=own, encoding=encoding)
        if path.is_dir():
            batch = read_directory(path, languages, reading)
            problems += [str(e) for e in batch.errors]
            articles = list(batch.articles)
        else:
            articles = _stdin.read(path, reading, ".jsonl")
        for article in articles:
            if article.language not in languages:
                problems.append(
                    f"{article.key}: in {article.language}, not in {languages[0]} or {languages[1]}"
                )
            else:
                sides[languages.index(article.language) if own is None else number].append(article)
    if not sides[0] and not sides[1]:
        raise InputError("no article in these languages", "name the languages with -s and -t", paths[0])
    return sides[0], sides[1], problems


def _row(pair: ArticlePair) -> dict[str, object]:
    a, b = pair.source, pair.target
    return {
        "source_file": a.file if a else None,
        "source_id": a.id if a else None,
        "target_file": b.file if b else None,
        "target_id": b.id if b else None,
        "score": pair.score,
    }
