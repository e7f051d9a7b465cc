"""The command `bitext`: a thin skin on the functions of the other rooms.

Commands are imported when they are called, so that `bitext --help` answers at
once. This package is the only place that prints or ends the process. Exit
status: 0 done; 1 done and the answer is "no", or part of a batch failed; 2
could not be done.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import cast

import click

from .. import __version__

COMMANDS: dict[str, str] = {
    "run": "Pair, align, translate, check, evaluate and report a directory of articles.",
    "pair": "Find which articles of two languages tell the same story.",
    "align": "Align two versions of an article, or two directories, sentence by sentence.",
    "translate": "Translate lines, articles or directories in place.",
    "check": "Find inconsistent names, titles, numbers, dates and terms.",
    "evaluate": "Score translations against references and write a quality report.",
    "terms": "Validate, convert, look up and extract term base entries.",
    "memory": "Keep a translation memory: import, export, look up.",
    "convert": "Turn a bitext into another format: JSON Lines, TSV, CSV, TMX, XLIFF.",
    "models": "List, install, convert, verify and remove models.",
}
"""Name of each command and the line that `bitext --help` shows for it."""


class _ReaderGone(Exception):
    """The reader of our output has gone; click would make exit status 1 of it, which means "no"."""


class _Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"{__name__}.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(name, COMMANDS, 1)
            guess = f". Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"No such command {name!r}{guess}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="bitext")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Pair, align, translate, check and evaluate news in two languages.

    \b
    bitext run corpora/newsroom -o out     the whole job, on the sample articles
    bitext align story.ko.txt story.en.txt one pair, side by side
    bitext COMMAND --help                  options and examples
    """


def main() -> None:
    """Run the command line; errors become two lines on stderr and exit status 2."""
    from ..errors import BitextError

    debug = "--debug" in sys.argv[1:]
    try:
        status = cli.main(standalone_mode=False)
    except BitextError as error:
        if debug:
            raise
        click.echo(f"error: {error}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        status = 2
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        hint = _hint(error)
        if hint:
            click.echo(f"hint: {hint}", err=True)
        status = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was finished is kept", err=True)
        status = 130
    except _ReaderGone:
        _quiet()
        status = 141
    except OSError as error:
        if debug:
            raise
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}", err=True)
        click.echo("hint: check the path, its permissions and the free space", err=True)
        status = 2
    except MemoryError:
        click.echo("error: out of memory\nhint: use fewer --jobs or a smaller model", err=True)
        status = 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _quiet()
        status = 141
    except OSError as error:
        _quiet()
        click.echo(f"error: stdout: {error.strerror or error}", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _hint(error: click.ClickException) -> str:
    """What to do after a usage error: the commands that there are, or where the help is."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is None:
        return ""
    if isinstance(ctx.command, click.Group) and error.message.startswith("No such command"):
        return f"known: {', '.join(sorted(ctx.command.list_commands(ctx)))}"
    return f"{ctx.command_path} --help"


def _quiet() -> None:
    """The reader of our output has gone: keep the interpreter from saying so at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
