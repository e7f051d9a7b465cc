"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..errors import BitextError


@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[IO[bytes]]:
    """A binary file to write to, which appears under `path` only if the block succeeds.

    After an exception, and after a kill, the old file is still there. The
    permissions of an old file are kept, and a link goes on pointing at its file.
    What is no file (/dev/null, a pipe) is written to directly.
    """
    path = Path(path).resolve() if Path(path).is_symlink() else Path(path)
    if path.is_dir():
        raise BitextError(f"{path}: cannot be written: this is a directory", "name a file in it")
    if path.exists() and not path.is_file():
        with _device(path) as stream:
            yield stream
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        prefix = f".{path.name[:20]}.{os.getpid()}-"
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(path, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sweep(path: Path) -> None:
    """Take away what a killed process left half written of this file."""
    if os.name != "posix":
        return
    for left in path.parent.glob(f".{glob.escape(path.name[:20])}.*-*.tmp"):
        pid = left.name[:-4].rpartition(".")[2].partition("-")[0]
        if not pid.isascii() or not pid.isdigit():
            continue
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            left.unlink(missing_ok=True)
        except (OSError, OverflowError):
            continue


def unwritable(path: Path, error: OSError) -> BitextError:
    """The error for a place that cannot be written to."""
    what = error.strerror or str(error)
    if isinstance(error, FileExistsError | NotADirectoryError):
        what = "a folder in its path is a file"
    hint = "free some space" if error.errno == errno.ENOSPC else "name another place with -o"
    return BitextError(f"{path}: cannot be written: {what}", hint)


@contextlib.contextmanager
def _device(path: Path) -> Iterator[IO[bytes]]:
    try:
        with open(path, "wb") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(path, error) from error


def _umask() -> int:
    value = os.umask(0)
    os.umask(value)
    return value


def write_text(path: str | Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file whole or not at all."""
    with atomic_write(path) as stream:
        stream.write(text.encode(encoding))


@contextlib.contextmanager
def atomic_directory(path: str | Path) -> Iterator[Path]:
    """A new folder beside `path` that takes its place only if the block succeeds."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".old", dir=path.parent))
            os.replace(path, old / path.name)
            os.replace(temporary, path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(temporary, path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
