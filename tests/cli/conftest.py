"""Running the command line whole, in this process: what it prints and how it ends."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from toolkit.cli import main


@dataclass(frozen=True)
class Ended:
    """Exit status and both streams of one call of `bitext`."""

    status: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[str]:
        return self.out.decode().splitlines()


@pytest.fixture
def bitext(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Call it as `bitext("check", path, stdin=b"")`; a traceback fails the test of itself."""

    def call(*arguments: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["bitext", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfdbinary.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err.decode())

    return call
