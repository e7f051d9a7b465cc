"""What a format is: how articles are read from a file and written back into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..text import Article, Block


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: what the caller knows and the file may not say.

    `name` is the path to put into the articles (relative to the batch), the file's
    own path where it is "".
    """

    language: str | None = None
    encoding: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One family of files.

    `read` yields the articles of a file, in order. `replace` gives the bytes of the
    same file with blocks translated: for each article (by its id) the new texts of
    its blocks (None keeps a block as it is), markup and all else intact.
    """

    name: str
    extensions: tuple[str, ...]
    summary: str
    read: Callable[[Path, Reading], Iterator[Article]]
    replace: Callable[[Path, Mapping[str, Sequence[Block | None]], str], bytes] | None = None
