"""What the commands share: options that mean the same thing everywhere, progress, output."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from ..errors import OptionError

F = TypeVar("F", bound=Callable[..., Any])
Progress = Callable[[int, int], None]

_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ONE_LANGUAGE = frozenset({"align"})
"""Commands that make sense within one language (two versions of a text)."""


def _language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if not _CODE.fullmatch(value):
        raise OptionError(f"{value!r} is no language code", "for instance ko, en, ja")
    value = value.lower() if len(value) < 4 else value
    other = "target_language" if parameter.name == "source_language" else "source_language"
    if ctx.params.get(other) == value and ctx.info_name not in _ONE_LANGUAGE:
        raise OptionError(
            f"source and target language are both {value!r}", "name two languages with -s and -t"
        )
    return value


def _encoding(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        try:
            "".encode(value)
        except LookupError as error:
            raise OptionError(f"unknown encoding {value!r}", "for instance utf-8, utf-16, cp949") from error
    return value


source_language = click.option(
    "-s", "--source-language", metavar="CODE", callback=_language, help="Language of the source, such as ko."
)
target_language = click.option(
    "-t", "--target-language", metavar="CODE", callback=_language, help="Language of the target, such as en."
)
output = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write; stdout where it is left out."
)
json_flag = click.option("--json", "as_json", is_flag=True, help="Write JSON for a program to read.")
encoding = click.option(
    "--encoding",
    metavar="NAME",
    callback=_encoding,
    help="Encoding of the input; found out where it is left out.",
)
jobs = click.option(
    "--jobs", type=click.IntRange(1), help="Processor cores to use; all where it is left out."
)
model = click.option("-m", "--model", default="default", show_default=True, help="Name or path of a model.")
terms = click.option(
    "--terms",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Term base (TSV, CSV, TBX); may be given several times.",
)


def quiet_verbose(function: F) -> F:
    """Add -q/--quiet and -v/--verbose; the command gets `verbosity`: -1, 0 or 1."""

    def combine(ctx: click.Context, parameter: click.Parameter, value: bool) -> bool:
        ctx.params["verbosity"] = ctx.params.get("verbosity", 0)
        if value:
            ctx.params["verbosity"] = -1 if parameter.name == "quiet" else 1
        return value

    quiet = click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, callback=combine, help="No progress, errors only."
    )
    verbose = click.option(
        "-v", "--verbose", is_flag=True, expose_value=False, callback=combine, help="Say more on stderr."
    )
    return quiet(verbose(function))


def say(message: str, verbosity: int = 0) -> None:
    """A line for the person, on stderr; nothing when quiet."""
    if verbosity >= 0:
        click.echo(message, err=True)


@contextmanager
def progress(label: str, verbosity: int = 0) -> Iterator[Progress | None]:
    """A progress callback (done, total) that draws on stderr.

    A bar where stderr is a terminal, a line every tenth of the way elsewhere,
    None when quiet.
    """
    if verbosity < 0:
        yield None
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
        return
    said = -1

    def plain(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // total if total else 0
        if tenth > said:
            said = tenth
            click.echo(f"{label}: {done}/{total}", err=True)

    yield plain


@contextmanager
def stages(verbosity: int = 0) -> Iterator[Callable[[str], Progress | None]]:
    """For work in several stages: a function from the name of a stage to its progress callback."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def stage(label: str) -> Progress | None:
            stack.close()
            return stack.enter_context(progress(label, verbosity))

        yield stage


def emit(content: str | bytes, path: Path | None) -> None:
    """Write a result to `path`, whole or not at all, or to stdout where it is None or "-"."""
    if path is None or str(path) == "-":
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            sys.stdout.buffer.write(content.encode())
            sys.stdout.buffer.flush()
        return
    from ..files import atomic_write

    with atomic_write(path) as stream:
        stream.write(content if isinstance(content, bytes) else content.encode())
