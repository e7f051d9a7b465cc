"""`bitext terms`: validate, convert, look up and extract term base entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import common

if TYPE_CHECKING:
    from ..terms import TermBase
    from ..text import Term

_FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")


@click.group("terms")
def command() -> None:
    """Validate, convert, look up and extract term base entries.

    A term base is a TSV, CSV or TBX file. Columns: source, target (forms separated
    by "|", the preferred one first), forbidden, kind (title, organisation, person,
    place, agreement, term), valid_from, valid_to, note. "starter" names the term base
    that ships with bitext.

    \b
    Examples:
      bitext terms validate desk.tsv
      bitext terms convert desk.tsv desk.tbx
      bitext terms lookup 한반도평화교섭본부장
      bitext terms extract archive.tmx -o proposed.tsv
    """


def _read(files: tuple[Path, ...], source: str | None, target: str | None) -> TermBase:
    from ..terms import merge, read_terms, starter_terms

    languages = (source or "ko", target or "en")
    return merge(starter_terms() if str(f) == "starter" else read_terms(f, *languages) for f in files)


@command.command("validate")
@_FILES
@common.source_language
@common.target_language
def validate(files: tuple[Path, ...], source_language: str | None, target_language: str | None) -> None:
    """Say what is wrong with term bases: forms that contradict each other, doubles, odd entries.

    Exit status 1 where something is wrong, 2 where a file cannot be read.
    """
    from ..terms import read_terms, starter_terms
    from ..terms.validate import problems

    if not files:
        raise click.UsageError("name a term base")
    wrong = False
    for path in files:
        if str(path) == "starter":
            base = starter_terms()
        else:
            base = read_terms(path, source_language or "ko", target_language or "en")
        found = problems(base.entries)
        for line in found:
            click.echo(f"{path}: {line}")
        wrong = wrong or bool(found)
        common.say(f"{path}: {len(base)} entries, {len(found)} problem{'' if len(found) == 1 else 's'}")
    if wrong:
        raise SystemExit(1)


@command.command("convert")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE... OUTPUT")
@common.source_language
@common.target_language
def convert(files: tuple[Path, ...], source_language: str | None, target_language: str | None) -> None:
    """Write one term base of one or several; the extension of OUTPUT says how (tsv, csv, tbx).

    Where files have an entry for the same source, the later file wins.
    """
    from ..terms import write_terms

    if len(files) < 2:
        raise click.UsageError("name what to read and what to write")
    base = _read(files[:-1], source_language, target_language)
    write_terms(files[-1], base.entries)
    common.say(f"{files[-1]}: {len(base)} entries")


@command.command("lookup")
@click.argument("text")
@common.terms
@click.option("--language", metavar="CODE", help="Language of TEXT; found out where it is left out.")
@click.option("--date", metavar="YYYY-MM-DD", help="Entries that hold on this day only.")
@common.source_language
@common.target_language
@common.json_flag
def lookup(
    text: str,
    terms: tuple[Path, ...],
    language: str | None,
    date: str | None,
    source_language: str | None,
    target_language: str | None,
    as_json: bool,
) -> None:
    """Show the entries whose forms stand in TEXT. Exit status 1 where there is none."""
    from datetime import date as Date

    from ..errors import OptionError

    day = None
    if date is not None:
        try:
            day = Date.fromisoformat(date)
        except ValueError as error:
            raise OptionError(f"not a date: {date!r}", "for instance 2019-09-19") from error
    base = _read(terms or (Path("starter"),), source_language, target_language)
    language = language or ("ko" if any("가" <= c <= "힣" for c in text) else "en")
    found = base.find(text, language, day)
    from ..files import json_line

    for term, (start, end) in found:
        if as_json:
            click.echo(json_line({"found": text[start:end], "span": [start, end], **_row(term)}))
        else:
            click.echo(
                f"{text[start:end]}\t{' | '.join(term.source)} = {' | '.join(term.target)}{_extra(term)}"
            )
    if not found:
        raise SystemExit(1)


def _row(term: Term) -> dict[str, object]:
    return {
        "source": list(term.source), "target": list(term.target), "forbidden": list(term.forbidden), "kind": term.kind,
        "valid_from": term.valid_from and term.valid_from.isoformat(),
        "valid_to": term.valid_to and term.valid_to.isoformat(), "note": term.note,
    }  # fmt: skip


def _extra(term: Term) -> str:
    parts = [term.kind]
    if term.valid_from or term.valid_to:
        parts.append(f"{term.valid_from or ''}..{term.valid_to or ''}")
    if term.note:
        parts.append(term.note)
    return f"  ({'; '.join(parts)})"


@command.command("extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@common.terms
@click.option(
    "--least",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Pairs in which both forms must stand.",
)
@click.option(
    "--dice",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Smallest Dice coefficient of the two.",
)
@common.source_language
@common.target_language
@common.json_flag
@common.output
def extract(
    files: tuple[Path, ...],
    terms: tuple[Path, ...],
    least: int,
    dice: float,
    source_language: str | None,
    target_language: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Propose entries from bitexts (JSON Lines, TSV, CSV, TMX), the surest first.

    What the term bases (--terms, else the starter) know is left out. Each proposal
    comes with its counts and, with --json, with sentences as evidence; without, it is a
    term base to go through: strike out what is wrong and fill in the kinds.
    """
    from ..files import json_line
    from ..formats import read_pairs
    from ..terms import propose
    from ..terms.tables import render_table

    known = _read(terms or (Path("starter"),), source_language, target_language)
    languages = (source_language or "ko", target_language or "en")
    pairs = (pair for path in files for pair in read_pairs(path, *languages))
    found = propose(pairs, known, least, dice)
    if as_json:
        rows = (
            {
                "source": p.source, "target": p.target, "together": p.together, "source_count": p.source_count,
                "target_count": p.target_count, "dice": round(p.dice, 3), "score": round(p.score, 2),
                "evidence": [{"source": s, "target": t} for s, t in p.evidence],
            }
            for p in found
        )  # fmt: skip
        common.emit("".join(json_line(row) + "\n" for row in rows), output)
    else:
        common.emit(render_table([p.term() for p in found]), output)
    common.say(f"{len(found)} proposals")
