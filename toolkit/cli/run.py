"""`bitext run`: the main job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from . import common


@click.command("run")
@click.argument("directory", type=click.Path(path_type=Path))
@common.source_language
@common.target_language
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Directory of the results.",
)
@click.option("-m", "--model", help="Name or path of the translation model.  [default: default]")
@click.option("--translate/--no-translate", default=None, help="Translate at all.  [default: translate]")
@click.option(
    "--quality",
    type=click.Choice(["fast", "good", "best"]),
    help="Greedy, or the best of 4 or of 12 hypotheses.  [default: fast]",
)
@click.option(
    "--terms",
    multiple=True,
    metavar="FILE",
    help='Term base over the starter terms that ship; several times for several. "none" leaves those out.',
)
@click.option("--memory", metavar="FILE", help="Translation memory to use and to feed.")
@click.option(
    "--ledger", metavar="FILE", help="Archive of names, titles and terms to check against and to feed."
)
@click.option("--leave-out", multiple=True, metavar="PATTERN", help="Files or folders to pass over.")
@click.option(
    "--fail-on",
    type=click.Choice(["note", "warning", "error", "never"]),
    help="Severity of findings that makes the exit status 1.  [default: never]",
)
@click.option("--json", "as_json", is_flag=True, help="Print results.json instead of the summary.")
@common.jobs
@common.quiet_verbose
def command(
    directory: Path,
    source_language: str | None,
    target_language: str | None,
    output: Path,
    jobs: int | None,
    as_json: bool,
    verbosity: int,
    **given: Any,
) -> None:
    """Pair, align, translate, check, evaluate and report the articles of DIRECTORY.

    The directory may hold ko/ and en/, or *.ko.txt and *.en.txt, or a mixture of
    text, HTML, Markdown and JSON Lines. Settings may stand in a bitext.toml there.

    \b
    Example:
      bitext run corpora/newsroom -o out
      bitext run today/ --terms desk.tsv --ledger archive.db --fail-on error
    """
    from ..errors import InputError
    from ..pipeline import run
    from ..settings import FILE_NAME, RunOptions, check_options, read_settings

    if not directory.is_dir():
        raise InputError(
            "no such directory" if not directory.exists() else "not a directory", "check the path", directory
        )
    options = RunOptions()
    check_settings: dict[str, Any] = {}
    if (directory / FILE_NAME).is_file():
        options, check_settings = read_settings(directory / FILE_NAME)
    changes = {key: value for key, value in given.items() if value not in (None, ())}
    for key, value in (("source_language", source_language), ("target_language", target_language)):
        if value is not None:
            changes[key] = value
    options = check_options(replace(options, **changes))
    with common.stages(verbosity) as stage:
        outcome = run(
            directory,
            output,
            options,
            check_settings=check_settings,
            jobs=jobs,
            stage=stage,
            notice=lambda m: common.say(m, verbosity),
        )
    if as_json:
        common.emit((output / "results.json").read_bytes(), None)
    else:
        click.echo(outcome.summary)
        click.echo(f"report: {output / 'report.html'}")
    if outcome.report.problems or outcome.failed:
        raise SystemExit(1)
