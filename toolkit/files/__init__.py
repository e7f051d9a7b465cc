"""Files: whole or not at all, in whatever encoding they come.

Writing goes through :func:`atomic_write` (or :func:`atomic_directory`), so that
a reader never sees half a file and a failure keeps the old one. Reading goes
through :func:`read_text`, which says what encoding it found. :class:`Journal`
keeps finished work across a kill.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any

from ..errors import BitextError, InputError
from .encodings import (
    Decoded,
    clean,
    decode,
    decode_raw,
    encode,
    open_lines,
    read_bytes,
    read_text,
    sniff_encoding,
)
from .journal import Journal
from .rows import json_line, json_object, read_jsonl, whole, write_jsonl
from .writing import atomic_directory, atomic_write, write_text

__all__ = [
    "Decoded",
    "Journal",
    "atomic_directory",
    "atomic_write",
    "check_database",
    "clean",
    "decode",
    "decode_raw",
    "digest",
    "encode",
    "file_digest",
    "json_line",
    "json_object",
    "open_lines",
    "read_bytes",
    "read_jsonl",
    "read_text",
    "refuse_entities",
    "resource",
    "sniff_encoding",
    "whole",
    "write_jsonl",
    "write_text",
]


def digest(data: bytes | str) -> str:
    """SHA-256 of bytes, or of text in UTF-8, in hexadecimal."""
    return hashlib.sha256(
        data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    ).hexdigest()


def file_digest(path: str | Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def resource(name: str) -> Path:
    """Path of a data file that travels with the package, such as "models/catalogue.toml".

    In a checkout it is the file at the top level; in an installed wheel the copy
    under `toolkit/_data`.

    Raises
    ------
    BitextError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "_data", package.parent):
        if (root / name).exists():
            return root / name
    raise BitextError(
        f"the data file {name!r} is missing from this installation", "install bitext-toolkit again"
    )


def refuse_entities(root: Any, path: str | Path) -> None:
    """Refuse an XML document (an lxml element of it) that declares entities: their text would be lost.

    Raises
    ------
    InputError: it declares one.
    """
    declared = root.getroottree().docinfo.internalDTD
    name = next((e.name for e in declared.iterentities()), None) if declared is not None else None
    if name is not None:
        raise InputError(
            f"the file declares an entity ({name!r}), which is not allowed",
            "write the text out instead",
            path,
        )


def check_database(path: str | Path, kind: str) -> None:
    """Refuse a file that is not empty and no SQLite database: SQLite writes over very short ones.

    Raises
    ------
    InputError: it is something else, or a directory.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError("this is a directory", "name a file in it", path)
    if path.is_file():
        with contextlib.suppress(OSError), open(path, "rb") as stream:
            head = stream.read(16)
            if head and head != b"SQLite format 3\x00":
                raise InputError(f"not a {kind}", f"name a {kind} that bitext has made, or a new file", path)
