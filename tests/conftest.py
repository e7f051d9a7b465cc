"""Fixtures that all rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Development data beside the checkout; skips where it does not exist."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("development data is not on this machine")
    return path
