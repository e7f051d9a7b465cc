"""Fetching, against a server on this machine: broken connections, mirrors, digests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from toolkit.errors import ModelError, OptionError
from toolkit.models.fetch import fetch, mirrored

DATA = bytes(range(256)) * 20_000  # 5 MB
DIGEST = hashlib.sha256(DATA).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves DATA; hangs up after `patience` bytes as often as `breaks` says."""

    breaks = 0
    patience = 2_000_000
    tag = '"one"'
    ranges: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers.get("Range", ""))
        if self.path == "/gone":
            self.send_error(404)
            return
        if self.path == "/terms":
            self.send_error(403)
            return
        start = 0
        if self.headers.get("Range") and self.headers.get("If-Range") == self.server.tag:
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
        else:
            self.send_response(200)
        body = DATA[start:]
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", self.server.tag)
        self.end_headers()
        if self.server.breaks > 0:
            self.server.breaks -= 1
            body = body[: self.server.patience]
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Silence."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.ranges = []
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def address(server: Server, path: str = "/model.zip") -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_a_broken_connection_is_taken_up_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.breaks = 2
    seen: list[tuple[int, int]] = []
    found = fetch(
        address(server),
        tmp_path / "m.zip",
        sha256=DIGEST,
        pause=0,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert found == DIGEST
    assert (tmp_path / "m.zip").read_bytes() == DATA
    assert server.ranges[0] == ""
    assert all(r.startswith("bytes=") for r in server.ranges[1:])
    assert seen[-1] == (len(DATA), len(DATA))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.zip"]


def test_the_next_run_goes_on(server: Server, tmp_path: Path) -> None:
    server.breaks = 5
    server.patience = 500_000
    with pytest.raises(ModelError, match="cannot be fetched"):
        fetch(address(server), tmp_path / "m.zip", pause=0)
    assert not (tmp_path / "m.zip").exists()
    have = (tmp_path / "m.zip.part").stat().st_size
    assert have == 2_500_000
    fetch(address(server), tmp_path / "m.zip", sha256=DIGEST, pause=0)
    assert server.ranges[-1] == f"bytes={have}-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.breaks = 1
    server.tag = '"old"'
    (tmp_path / "m.zip.part").write_bytes(b"old bytes")
    (tmp_path / "m.zip.part.tag").write_text('"older"')
    assert fetch(address(server), tmp_path / "m.zip", sha256=DIGEST, pause=0) == DIGEST


def test_another_digest_is_refused_and_thrown_away(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected 1111"):
        fetch(address(server), tmp_path / "m.zip", sha256="1" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_mirror_stands_for_the_host(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = address(server, "")
    fetch("https://unreachable.invalid/a/model.zip", tmp_path / "m.zip", sha256=DIGEST, mirror=mirror)
    monkeypatch.setenv("BITEXT_MIRROR", "http://mirror/base/")
    assert mirrored("https://host/a/b?x=1") == "http://mirror/base/a/b?x=1"


def test_refusals_say_what_to_do(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="404"):
        fetch(address(server, "/gone"), tmp_path / "m")
    with pytest.raises(ModelError, match="access refused") as caught:
        fetch(address(server, "/terms"), tmp_path / "m")
    assert "accept its terms" in caught.value.hint
    with pytest.raises(OptionError, match="cannot be fetched"):
        fetch("ftp://host/m", tmp_path / "m")
    with pytest.raises(ModelError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/m", tmp_path / "m", pause=0)


def test_a_model_is_installed_from_an_address(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.models.install import install

    monkeypatch.setenv("BITEXT_HOME", str(tmp_path / "home"))
    with pytest.raises(ModelError, match="not an archive"):
        install(address(server), name="x")
    assert not list((tmp_path / "home" / "downloads").iterdir())
