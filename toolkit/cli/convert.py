"""`bitext convert`: a bitext in another format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import common

if TYPE_CHECKING:
    from ..text import SegmentPair


@click.command("convert")
@click.argument("input", type=click.Path(path_type=Path), metavar="IN")
@click.argument("output", type=click.Path(path_type=Path), metavar="OUT")
@common.source_language
@common.target_language
@click.option(
    "-f", "--format", "form", metavar="NAME", help="Format of OUT; by its extension where it is left out."
)
@common.encoding
@common.quiet_verbose
def command(
    input: Path,
    output: Path,
    source_language: str | None,
    target_language: str | None,
    form: str | None,
    encoding: str | None,
    verbosity: int,
) -> None:
    """Write the bitext IN as OUT: jsonl, tsv, csv, tmx or xliff, by their extensions.

    OUT may be - for stdout, with -f. The languages are told by IN where it says them
    (a TMX file may hold more than two: -s and -t choose). Memory does not grow with
    the file, and OUT appears whole or not at all.

    \b
    Examples:
      bitext convert memory.tmx pairs.tsv
      bitext convert pairs.jsonl pairs.xlf
      bitext convert memory.tmx - -f jsonl -s en -t ko
    """
    import sys

    from ..errors import InputError, OptionError
    from ..files import atomic_write
    from ..formats import pair_format, read_pairs, write_pairs

    to_stdout = str(output) == "-"
    if form is None and to_stdout:
        raise OptionError("in which format?", "name it with -f, for instance -f jsonl")
    chosen = pair_format(output, form)
    if input.exists() and output.exists() and output.samefile(input):
        raise OptionError(f"{output}: this is the input itself", "name another file to write")
    source, target = source_language or "ko", target_language or "en"
    if source == target:
        raise OptionError(
            f"source and target language are both {source!r}", "name two languages with -s and -t"
        )
    pairs = read_pairs(input, source, target, encoding=encoding)
    first = next(pairs, None)
    if first is None:
        raise InputError("no pair in this file", "check that it is the right one", input)
    every = _from(first, pairs)
    if to_stdout:
        count = write_pairs(sys.stdout.buffer, chosen, every)
        sys.stdout.buffer.flush()
    else:
        with atomic_write(output) as stream:
            count = write_pairs(stream, chosen, every)
    common.say(f"{count} pair{'' if count == 1 else 's'}", verbosity)


def _from(first: SegmentPair, others: Iterable[SegmentPair]) -> Iterator[SegmentPair]:
    yield first
    yield from others
