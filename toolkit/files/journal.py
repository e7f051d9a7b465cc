"""Finished work, kept across a kill."""

from __future__ import annotations

import contextlib
import json
import os
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import BitextError
from .rows import json_line
from .writing import unwritable

_PATIENCE = 3.0  # seconds that a killed owner's children may take to let a journal go


class Journal:
    """Finished work, appended a line at a time, that survives a kill.

    Each entry is a JSON object under a key (a digest of all that decides the
    result); the last one put under a key counts. An unfinished last line is dropped
    on opening. Memory holds where each entry stands and no more: 16 to 24 bytes an
    entry. A journal has one owner at a time.
    """

    def __init__(self, path: str | Path) -> None:
        """Open a journal, or begin one.

        Raises
        ------
        BitextError: the file cannot be written, or another run has it open.
        """
        self.path = Path(path)
        self._places = _Places()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = open(self.path, "a+b")  # noqa: SIM115 (closed by close)
        except OSError as error:
            raise unwritable(self.path, error) from error
        try:
            _own(self._stream.fileno(), self.path)
            self._load()
        except BaseException:
            self._stream.close()
            raise

    def _load(self) -> None:
        self._stream.seek(0)
        at = 0
        for line in self._stream:
            if not line.endswith(b"\n"):
                break
            with contextlib.suppress(ValueError, KeyError, TypeError):
                self._place(json.loads(line)["key"], at)
            at += len(line)
        self._stream.truncate(at)
        self._stream.seek(0, os.SEEK_END)

    def _find(self, key: str) -> tuple[int, dict[str, Any]] | None:
        """Slot and entry of a key."""
        for slot, at in self._places.candidates(hash(key)):
            self._stream.seek(at)
            row = json.loads(self._stream.readline())
            if row["key"] == key:
                return slot, row["value"]
        return None

    def _place(self, key: str, at: int) -> None:
        here = self._stream.tell()
        found = self._find(key)
        if found is None:
            self._places.add(hash(key), at)
        else:
            self._places.move(found[0], at)
        if self._stream.tell() != here:
            self._stream.seek(here)

    def __contains__(self, key: str) -> bool:
        return self._find(key) is not None

    def __len__(self) -> int:
        return len(self._places)

    def get(self, key: str) -> dict[str, Any] | None:
        """The entry kept under `key`, None where there is none."""
        found = self._find(key)
        return None if found is None else found[1]

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep `value` under `key`; call :meth:`flush` when a batch is done."""
        line = (json_line({"key": key, "value": value}) + "\n").encode()
        at = self._stream.seek(0, os.SEEK_END)
        self._stream.write(line)
        self._place(key, at)

    def flush(self) -> None:
        """Hand what was put to the operating system."""
        self._stream.flush()

    def close(self) -> None:
        """Flush and close the file."""
        self._stream.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Places:
    """Offsets by hash: open addressing with linear probing in two flat arrays, 12 bytes a slot.

    32 bits of the hash tell slots apart; who asks compares the keys themselves.
    """

    def __init__(self, size: int = 1024) -> None:
        self._hashes = array("I", bytes(4 * size))
        self._ends = array("Q", bytes(8 * size))  # offset + 1, 0 for a free slot
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def candidates(self, key: int) -> Iterator[tuple[int, int]]:
        """(slot, offset) of the entries that may be those of a hash."""
        short = key & 0xFFFFFFFF
        size = len(self._ends)
        slot = short % size
        while self._ends[slot]:
            if self._hashes[slot] == short:
                yield slot, self._ends[slot] - 1
            slot = (slot + 1) % size

    def add(self, key: int, offset: int) -> None:
        """A new entry."""
        if 4 * (self._count + 1) > 3 * len(self._ends):
            self._grow()
        self._put(key & 0xFFFFFFFF, offset + 1)
        self._count += 1

    def move(self, slot: int, offset: int) -> None:
        """Another offset for the entry in a slot."""
        self._ends[slot] = offset + 1

    def _put(self, short: int, end: int) -> None:
        ends = self._ends
        size = len(ends)
        slot = short % size
        while ends[slot]:
            slot = (slot + 1) % size
        self._hashes[slot], ends[slot] = short, end

    def _grow(self) -> None:
        hashes, ends = self._hashes, self._ends
        size = 3 * len(ends) // 2
        self._hashes, self._ends = array("I", bytes(4 * size)), array("Q", bytes(8 * size))
        for short, end in zip(hashes, ends, strict=True):
            if end:
                self._put(short, end)


def _own(handle: int, path: Path) -> None:
    """Keep others from writing to an open journal, until it is closed or its owner dies."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise BitextError(
                    f"{path}: another run is using this journal", "wait for it, or write to another place"
                ) from error
            time.sleep(0.05)
        except OSError:  # a file system without locks
            return
