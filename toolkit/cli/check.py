"""`bitext check`: find inconsistent names, titles, numbers, dates and terms."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import common

if TYPE_CHECKING:
    from ..text import Finding, SegmentPair

SEVERITIES = ("note", "warning", "error")
FORMATS = ("human", "json", "sarif")
_BITEXT = frozenset({".tsv", ".tab", ".csv", ".tmx", ".xlf", ".xliff"})
_ROWS = frozenset({".jsonl", ".ndjson"})


def _names(ctx: click.Context, parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for item in value for name in item.split(",") if name.strip())


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@common.source_language
@common.target_language
@click.option(
    "--terms",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Term base (TSV, CSV, TBX) over the starter terms that ship; several times for several. "
    '"none" leaves the starter terms out, as for translate and run.',
)
@click.option("--no-starter", is_flag=True, help="The same as --terms none.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    help="SQLite archive of names, titles and terms to check against and to feed.",
)
@click.option(
    "--style", type=click.Choice(["south", "ap"]), help="House style of Korean names.  [default: south]"
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    callback=_names,
    help="Run these checks only (names, commas between).",
)
@click.option("--skip", multiple=True, metavar="NAME", callback=_names, help="Leave these checks out.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    help="Severity that makes the exit status 1.  [default: error]",
)
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings and exceptions.  [default: bitext.toml beside the first FILE]",
)
@click.option("--explain", metavar="NAME", help="Explain a check (or all) and do nothing else.")
@click.option(
    "-f", "--format", "form", type=click.Choice(FORMATS), help="How findings are written.  [default: human]"
)
@common.json_flag
@common.encoding
@common.output
@common.quiet_verbose
def command(
    files: tuple[Path, ...],
    source_language: str | None,
    target_language: str | None,
    terms: tuple[Path, ...],
    no_starter: bool,
    ledger: Path | None,
    style: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    fail_on: str | None,
    settings: Path | None,
    explain: str | None,
    form: str | None,
    as_json: bool,
    encoding: str | None,
    output: Path | None,
    verbosity: int,
) -> None:
    """Check bitexts (JSON Lines, TSV, CSV, TMX), or two versions of an article.

    Two article files are aligned first. A record may have a date, which decides the
    calendar, and a document, whose records are looked at together. Errors and
    warnings are shown; notes with -v. "-" reads JSON Lines from stdin. Exit status: 1 with findings at --fail-on.

    \b
    Examples:
      bitext check batch.jsonl --terms desk.tsv
      bitext check story.ko.txt story.en.txt
      bitext check memory.tmx --only numbers,dates --json > findings.jsonl
      bitext check --explain names
    """
    from ..check import CHECKS, CheckContext, check_pairs, chosen, ignores_from, without_ignored
    from ..errors import OptionError, unknown_name
    from ..settings import FILE_NAME, RunOptions, read_settings
    from ..terms import read_terms

    if explain is not None:
        if explain != "all" and explain not in CHECKS:
            raise unknown_name("check", explain, [*CHECKS, "all"])
        wanted = [c for c in CHECKS.values() if explain in ("all", c.name)]
        common.emit("\n\n".join(f"{c.name}: {c.summary}\n\n{c.explanation}" for c in wanted) + "\n", output)
        return
    if not files:
        raise click.UsageError("name a bitext, or the two versions of an article")
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} exclude each other")
    form = "json" if as_json else form or "human"

    path = settings or next((p for p in (files[0].parent / FILE_NAME, Path(FILE_NAME)) if p.is_file()), None)
    options, table = read_settings(path) if path is not None else (RunOptions(), {})
    ignores = ignores_from(table, path or FILE_NAME)
    languages = (source_language or options.source_language, target_language or options.target_language)
    if languages[0] == languages[1]:
        raise OptionError(
            f"source and target language are both {languages[0]!r}", "name two languages with -s and -t"
        )
    named = [str(t) for t in terms] or list(options.terms)
    own = [name for name in named if name not in ("starter", "none")]
    context = CheckContext(
        terms=read_terms(own, *languages) if own else None,
        style=style or options.style,
        starter=not no_starter and "none" not in named,
        ledger=ledger or (Path(options.ledger) if options.ledger else None),
    )
    only, skip = only or options.only, skip or options.skip
    chosen(only, skip)
    failing = fail_on or (options.fail_on if options.fail_on != "never" else "error")
    found = check_pairs(
        _counted(_pairs(files, languages, encoding), verbosity), context, only=only, skip=skip
    )
    tally = dict.fromkeys(SEVERITIES, 0)
    findings = _tallied(without_ignored(found, ignores), tally)
    with _seldom_collected():
        _write(findings, form, output, verbosity)
    if form == "human":
        shown = ", ".join(f"{tally[s]} {s}{'' if tally[s] == 1 else 's'}" for s in reversed(SEVERITIES))
        more = " (shown with -v)" if tally["note"] and verbosity < 1 else ""
        common.say(f"{shown}{more}", verbosity)
    if failing != "never" and any(tally[s] for s in SEVERITIES[SEVERITIES.index(failing) :]):
        raise SystemExit(1)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for cyclic garbage seldom: the checks make next to none, and looking takes a sixth of their time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


# Reading --------------------------------------------------------------------------------


def _pairs(files: Sequence[Path], languages: tuple[str, str], encoding: str | None) -> Iterator[SegmentPair]:
    from dataclasses import replace

    from ..errors import InputError
    from ..formats import read_pairs

    for path in files:
        if str(path) == "-":
            continue
        if not path.exists():
            raise InputError("no such file", "check the path", path)
        if path.is_dir():
            raise InputError(
                "this is a directory", "name a file in it, or check all of it with `bitext run`", path
            )
    if len(files) == 2 and not any(_is_bitext(path) for path in files):
        yield from _aligned(files[0], files[1], languages, encoding)
        return
    for path in files:
        if not _is_bitext(path):
            raise click.UsageError(
                f"{path} is no bitext: name bitexts (JSON Lines, TSV, CSV, TMX), or exactly two article files"
            )
        name = str(path)
        rows = _stdin(languages, encoding) if name == "-" else read_pairs(path, *languages, encoding=encoding)
        empty = True
        for pair in rows:
            empty = False
            yield replace(pair, source_file=pair.source_file or name, target_file=pair.target_file or name)
        if empty:
            raise InputError("no pair in this file", "check that it is the right one", path)


def _stdin(languages: tuple[str, str], encoding: str | None) -> Iterator[SegmentPair]:
    """Pairs from standard input, as JSON Lines."""
    import shutil
    import tempfile

    from ..errors import InputError
    from ..formats import read_pairs

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        try:
            yield from read_pairs(copy.name, *languages, encoding=encoding)
        except InputError as error:
            raise InputError(error.message, error.hint, "-", error.line) from error


def _is_bitext(path: Path) -> bool:
    """Whether a file holds pairs: its extension says so, or its first row has a source."""
    suffix = path.suffix.lower()
    if suffix in _BITEXT or str(path) == "-":
        return True
    if suffix not in _ROWS:
        return False
    from ..files import read_jsonl

    return any("source" in row for _, row in _first(read_jsonl(path)))


def _first(rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in rows:
        yield row
        return


def _aligned(
    one: Path, other: Path, languages: tuple[str, str], encoding: str | None
) -> Iterator[SegmentPair]:
    """The beads of two versions of an article, in either order of the files."""
    from ..align import align_articles
    from ..engines.usem import open_encoder
    from ..errors import InputError
    from ..formats import Reading, read_articles
    from ..languages import segment_article
    from ..text import SegmentPair

    articles = []
    for path in (one, other):
        held = list(read_articles(path, Reading(encoding=encoding, name=str(path))))
        if len(held) != 1:
            raise InputError(
                f"{len(held)} articles in one file",
                "pair them with `bitext run`, or name files with one article each",
                path,
            )
        articles.append(held[0])
    first, second = articles
    if (first.language, second.language) == (languages[1], languages[0]):
        first, second = second, first
    alignment = align_articles(first, second, open_encoder())
    source = [s.text for s in segment_article(first)]
    target = [s.text for s in segment_article(second)]
    for number, bead in enumerate(alignment.beads):
        yield SegmentPair(
            id=f"{first.key}:{number}",
            source=" ".join(source[i] for i in bead.source),
            target=" ".join(target[j] for j in bead.target),
            source_language=first.language,
            target_language=second.language,
            date=first.date or second.date,
            document=first.key,
            source_file=first.file,
            target_file=second.file,
            position=number,
        )


def _counted(pairs: Iterable[SegmentPair], verbosity: int) -> Iterator[SegmentPair]:
    """The pairs, saying now and then how many have gone by."""
    for number, pair in enumerate(pairs, 1):
        yield pair
        if number % 50_000 == 0:
            common.say(f"checked {number:,} pairs", verbosity)


def _tallied(findings: Iterable[Finding], tally: dict[str, int]) -> Iterator[Finding]:
    for finding in findings:
        tally[finding.severity] += 1
        yield finding


# Writing --------------------------------------------------------------------------------


def _write(findings: Iterator[Finding], form: str, output: Path | None, verbosity: int) -> None:
    """Write findings as they come; a file appears whole or not at all."""
    to_terminal = output is None and sys.stdout.isatty()
    from ._sarif import sarif

    lines = {
        "json": lambda: _json(findings),
        "sarif": lambda: sarif(findings),
        "human": lambda: _human(findings, colour=to_terminal, notes=verbosity > 0),
    }[form]()
    if output is None or str(output) == "-":
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    from ..files import atomic_write

    with atomic_write(output) as stream:
        for line in lines:
            stream.write(line.encode("utf-8", "replace"))


def _json(findings: Iterable[Finding]) -> Iterator[str]:
    from ..check import finding_row
    from ..files import json_line

    for finding in findings:
        yield json_line(finding_row(finding)) + "\n"


_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def _human(findings: Iterable[Finding], colour: bool, notes: bool) -> Iterator[str]:
    """Findings under the name of their article, with excerpts in which the places are marked."""
    shown = (f for f in findings if notes or f.severity != "note")
    first = True
    for name, group in groupby(shown, key=_article):
        yield ("" if first else "\n") + (click.style(name, bold=True) if colour else name) + "\n"
        first = False
        for f in group:
            severity = click.style(f.severity, fg=_COLOURS[f.severity], bold=True) if colour else f.severity
            yield f"  {severity} {f.check}: {_plain(f.message)}" + (f"  [{f.id}]" if f.id else "") + "\n"
            for text, span in ((f.source, f.source_span), (f.target, f.target_span)):
                if span is not None:
                    yield f"      {_excerpt(text, span, colour)}\n"
            if f.expected and f.expected not in f.message:
                yield f"      expected: {_plain(f.expected)}\n"


def _article(finding: Finding) -> str:
    files = dict.fromkeys(name for name in (finding.source_file, finding.target_file) if name)
    return " | ".join(files) or "(input)"


_AROUND = 40


def _excerpt(text: str, span: tuple[int, int], colour: bool) -> str:
    """The marked place with some text on both sides."""
    start, end = span
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    marked = text[start:end] if end - start <= 3 * _AROUND else text[start : start + 3 * _AROUND] + "…"
    marked = click.style(_plain(marked), bold=True, underline=True) if colour else f"«{_plain(marked)}»"
    before = ("…" if left else "") + _plain(text[left:start])
    after = _plain(text[end:right]) + ("…" if right < len(text) else "")
    return before + marked + after


def _plain(text: str) -> str:
    """Text on one line without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
