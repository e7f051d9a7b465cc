"""The catalogue: models that can be installed by name."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from typing import Any

from ..engines.spec import Pairs
from ..errors import BitextError, ModelError
from ..files import resource


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue; sizes in megabytes (10^6 bytes), memory while translating."""

    name: str
    title: str
    pairs: Pairs | None
    family: str
    licence: str
    kind: str
    non_commercial: bool = False
    address: str = ""
    revision: str = ""
    bytes: int = 0
    sha256: str = ""
    prompt: str = ""
    hints: bool = False
    download_mb: int = 0
    disk_mb: int = 0
    memory_mb: int = 0
    quality: str = ""
    card: str = ""
    note: str = ""


@functools.cache
def _table() -> dict[str, Any]:
    path = resource("models/catalogue.toml")
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BitextError(f"{path}: damaged catalogue: {error}", "install bitext-toolkit again") from error


def default_name() -> str:
    """Name of the default model."""
    return str(_table()["default"])


def read_catalogue() -> dict[str, Entry]:
    """All entries by name.

    Raises
    ------
    BitextError: the catalogue is missing or damaged.
    """
    found = {}
    for name, row in _table().items():
        if not isinstance(row, dict):
            continue
        try:
            fields = dict(row)
            pairs = fields.pop("pairs")
            found[name] = Entry(name=name, pairs=_pairs(pairs), **fields)
        except (TypeError, KeyError, ValueError) as error:
            raise BitextError(
                f"models/catalogue.toml: entry {name!r}: {error}", "install bitext-toolkit again"
            ) from error
    return found


def _pairs(value: Any) -> Pairs | None:
    if value == "many":
        return None
    return frozenset((str(pair).split("-")[0], str(pair).split("-")[1]) for pair in value)


def get_entry(name: str) -> Entry:
    """An entry by its name.

    Raises
    ------
    ModelError: the catalogue does not hold it.
    """
    known = read_catalogue()
    if name not in known:
        raise ModelError(f"the catalogue holds no model {name!r}", f"it holds: {', '.join(sorted(known))}")
    return known[name]
