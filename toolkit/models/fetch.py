"""Fetching a file: resumed after a break, checked, never half there."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import ModelError, OptionError

Progress = Callable[[int, int], None]
_CHUNK = 1 << 20
_ATTEMPTS = 5


def mirrored(address: str, mirror: str | None = None) -> str:
    """The address on a mirror: its path under `mirror` (or the variable BITEXT_MIRROR), as it is without one."""
    mirror = mirror or os.environ.get("BITEXT_MIRROR")
    if not mirror:
        return address
    parts = urlsplit(address)
    return mirror.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


def fetch(
    address: str,
    path: Path,
    *,
    sha256: str = "",
    progress: Progress | None = None,
    mirror: str | None = None,
    pause: float = 1.0,
) -> str:
    """Fetch a file to `path` and give its SHA-256.

    What has come so far stays in `path` + ".part": a broken connection is taken up
    again up to five times, and so is a killed run by the next one. The file appears
    under `path` only when it is whole and its digest is the expected one.

    Raises
    ------
    ModelError: the address cannot be reached, refuses, or gives another file.
    OptionError: the address is not http, https or file.
    """
    address = mirrored(address, mirror)
    scheme = urlsplit(address).scheme
    if scheme not in ("http", "https", "file"):
        raise OptionError(
            f"{address}: cannot be fetched", "an address starts with http://, https:// or file://"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    for attempt in range(_ATTEMPTS):
        try:
            _continue(address, part, progress)
            break
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise ModelError(
                    f"{address}: access refused ({error.code})",
                    "accept its terms on the model's page, fetch it yourself, then: bitext models install FILE",
                ) from error
            if error.code < 500 or attempt == _ATTEMPTS - 1:
                raise ModelError(f"{address}: {error.code} {error.reason}", _HINT) from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            if attempt == _ATTEMPTS - 1 or _hopeless(error):
                reason = getattr(error, "reason", None) or error
                raise ModelError(f"{address}: cannot be fetched: {reason}", _HINT) from error
        time.sleep(pause * attempt)
    found = _digest(part)
    if sha256 and found != sha256:
        part.unlink(missing_ok=True)
        raise ModelError(
            f"{address}: SHA-256 {found}, expected {sha256}",
            "the file was changed or damaged on its way: try a mirror",
        )
    os.replace(part, path)
    return found


_HINT = "check the connection, set a mirror (--mirror or BITEXT_MIRROR), or fetch it yourself and install the file"


def _hopeless(error: BaseException) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, (FileNotFoundError, ConnectionRefusedError)) or "Name or service" in str(reason)


def _continue(address: str, part: Path, progress: Progress | None) -> None:
    """Fetch what is missing of `part`; an entity tag kept beside it tells whether the file is still the same."""
    have = part.stat().st_size if part.exists() else 0
    note = part.with_name(part.name + ".tag")
    tag = note.read_text("utf-8") if have and note.exists() else ""
    request = urllib.request.Request(address, headers={"User-Agent": "bitext-toolkit"})
    if have and tag:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", tag)
    with urllib.request.urlopen(request, timeout=60) as reply:
        resumed = reply.status == 206 if hasattr(reply, "status") and reply.status else False
        if not resumed:
            have = 0
        length = reply.headers.get("Content-Length")
        total = have + int(length) if length else 0
        mark = reply.headers.get("ETag") or reply.headers.get("Last-Modified") or ""
        with part.open("ab" if resumed else "wb") as stream:
            note.write_text(mark, "utf-8")
            while chunk := reply.read(_CHUNK):
                stream.write(chunk)
                have += len(chunk)
                if progress is not None:
                    progress(have, max(total, have))
        if total and have < total:
            raise http.client.IncompleteRead(b"", total - have)
    with contextlib.suppress(OSError):
        note.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
