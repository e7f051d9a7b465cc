"""Articles from standard input, where a command takes a file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, OptionError

if TYPE_CHECKING:
    from ..formats import Reading
    from ..text import Article


def check_once(paths: Sequence[Path]) -> None:
    """Standard input can be read once.

    Raises
    ------
    OptionError: it is named twice.
    """
    if sum(str(p) == "-" for p in paths) > 1:
        raise OptionError("standard input was named twice", "name a file for one of the two sides")


def read(path: Path, reading: Reading, suffix: str) -> list[Article]:
    """Articles of a file; those of "-" are read as a file that ends in `suffix` would be."""
    from ..formats import read_articles

    if str(path) != "-":
        return list(read_articles(path, reading))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"stdin{suffix}"
        copy.write_bytes(sys.stdin.buffer.read())
        try:
            return [replace(a, file="-") for a in read_articles(copy, reading)]
        except InputError as error:
            raise InputError(error.message, error.hint, "-", error.line) from error
