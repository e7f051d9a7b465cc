"""`bitext memory`: the translation memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import common

if TYPE_CHECKING:
    from ..translate.memory import Entry


@click.group("memory")
def command() -> None:
    """Keep a translation memory: import, export, look up, add, show, forget.

    \b
    Examples:
      bitext memory import desk.tm archive.tmx -s ko -t en
      bitext memory lookup desk.tm "정부는 내년 예산을 늘리기로 했다." -s ko -t en
      bitext memory export desk.tm -o desk.tmx
    """


@command.command("import")
@click.argument("memory", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@common.source_language
@common.target_language
@click.option("--author", default="", help="Who the entries are from, where the file does not say.")
@click.option(
    "--penalty", type=click.FloatRange(0, 1), default=0.0, help="Taken off the similarity of every match."
)
@common.quiet_verbose
def import_files(
    memory: Path,
    files: tuple[Path, ...],
    source_language: str | None,
    target_language: str | None,
    author: str,
    penalty: float,
    verbosity: int,
) -> None:
    """Add pairs from TMX, XLIFF, TSV, CSV or JSON Lines files to MEMORY, which is made where there is none.

    \b
    Example:
      bitext memory import desk.tm archive.tmx corrections.tsv -s ko -t en
    """
    from dataclasses import replace

    from ..translate.memory import Memory

    source, target = source_language or "ko", target_language or "en"
    with Memory(memory) as kept:
        for file in files:
            entries = (
                replace(e, author=e.author or author, penalty=e.penalty or penalty)
                for e in _entries(file, source, target)
            )
            added = kept.add(entries)
            common.say(f"{file}: {added} new entries", verbosity)
        common.say(f"{memory}: {len(kept)} entries", verbosity)


def _entries(file: Path, source: str, target: str) -> Iterator[Entry]:
    from ..formats import read_pairs
    from ..translate.memory import Entry
    from ..translate.tmx import read_tmx

    if file.suffix.lower() == ".tmx":
        yield from read_tmx(file, source, target)
        return
    for pair in read_pairs(file):
        if pair.source.strip() and pair.target.strip():
            yield Entry(pair.source, pair.target, source, target, origin=pair.of)


@command.command("export")
@click.argument("memory", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common.source_language
@common.target_language
@common.output
def export(
    memory: Path, source_language: str | None, target_language: str | None, output: Path | None
) -> None:
    """Write MEMORY as TMX 1.4, with authors, dates and neighbours.

    \b
    Example:
      bitext memory export desk.tm -o desk.tmx
    """
    import sys

    from .. import __version__
    from ..files import atomic_write
    from ..translate.memory import Memory
    from ..translate.tmx import write_tmx

    with Memory(memory) as kept:
        pairs = list(kept.pairs())
        source = source_language or (pairs[0][0] if pairs else "ko")
        entries = kept.entries(source, target_language or "")
        if output is None or str(output) == "-":
            count = write_tmx(sys.stdout.buffer, entries, source, __version__)
        else:
            with atomic_write(output) as stream:
                count = write_tmx(stream, entries, source, __version__)
    common.say(f"{count} entries")


@command.command("lookup")
@click.argument("memory", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("text")
@common.source_language
@common.target_language
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.7, show_default=True, help="Least similarity."
)
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Matches at most.")
@click.option("--meaning", is_flag=True, help="Compare sentence vectors instead of letters.")
@common.json_flag
def lookup(
    memory: Path,
    text: str,
    source_language: str | None,
    target_language: str | None,
    threshold: float,
    limit: int,
    meaning: bool,
    as_json: bool,
) -> None:
    """Show the entries of MEMORY that resemble TEXT; exit status 1 where there are none.

    \b
    Example:
      bitext memory lookup desk.tm "정부는 예산을 늘리기로 했다." --threshold 0.6
    """
    from ..translate.memory import Memory

    source, target = source_language or "ko", target_language or "en"
    with Memory(memory) as kept:
        if meaning:
            from ..engines.usem import open_encoder

            found = kept.by_meaning(text, source, target, open_encoder(), threshold=threshold, limit=limit)
        else:
            found = kept.matches(text, source, target, threshold=threshold, limit=limit)
    if as_json:
        rows = [
            {
                "similarity": round(m.similarity, 4), "kind": m.kind, "source": m.entry.source, "target": m.target,
                "author": m.entry.author, "changed": m.entry.changed, "origin": m.entry.origin,
            }
            for m in found
        ]  # fmt: skip
        click.echo(json.dumps({"version": 1, "matches": rows}, ensure_ascii=False, indent=1))
    else:
        for match in found:
            who = " ".join(part for part in (match.entry.author, match.entry.changed) if part)
            click.echo(
                f"{min(match.similarity, 1):.0%} {match.kind}  {who}\n  {match.entry.source}\n  {match.target}"
            )
    if not found:
        raise SystemExit(1)


@command.command("add")
@click.argument("memory", type=click.Path(path_type=Path))
@click.argument("source")
@click.argument("target")
@common.source_language
@common.target_language
@click.option("--author", default="", help="Who says so.")
def add(
    memory: Path,
    source: str,
    target: str,
    source_language: str | None,
    target_language: str | None,
    author: str,
) -> None:
    """Put the right translation of a sentence into MEMORY; it replaces what stood there for it.

    \b
    Example:
      bitext memory add desk.tm "문장" "A sentence" -s ko -t en
    """
    from ..translate.memory import Entry, Memory

    with Memory(memory) as kept:
        kept.correct(
            Entry(
                source,
                target,
                source_language or "ko",
                target_language or "en",
                author=author,
                origin="review",
            )
        )


@command.command("forget")
@click.argument("memory", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("source")
@common.source_language
@common.target_language
def forget(memory: Path, source: str, source_language: str | None, target_language: str | None) -> None:
    """Remove all entries of a source sentence; exit status 1 where there are none.

    \b
    Example:
      bitext memory forget desk.tm "문장"
    """
    from ..translate.memory import Memory

    with Memory(memory) as kept:
        gone = kept.forget(source, source_language or "ko", target_language or "en")
    common.say(f"{gone} entries removed")
    if not gone:
        raise SystemExit(1)


@command.command("show")
@click.argument("memory", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common.json_flag
def show(memory: Path, as_json: bool) -> None:
    """Show how many entries MEMORY holds for each pair of languages.

    \b
    Example:
      bitext memory show desk.tm
    """
    from ..translate.memory import Memory

    with Memory(memory) as kept:
        pairs = kept.pairs()
    if as_json:
        rows = [{"source_language": s, "target_language": t, "entries": n} for (s, t), n in pairs.items()]
        click.echo(json.dumps({"version": 1, "pairs": rows}))
        return
    for (source, target), count in pairs.items():
        click.echo(f"{source}-{target}  {count:,}")
