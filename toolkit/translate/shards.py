"""Shards of lines for other processes: each worker opens the model once and keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..engines.base import Encoder, Engine
from ..files import Journal
from ..terms.base import TermBase
from ..text import Translation
from .articles import translate_lines
from .memory import Memory
from .options import TranslateOptions

SIZE = 500
"""Lines a shard: enough for full batches, few enough to spread."""


@dataclass(frozen=True, slots=True)
class Tools:
    """How a worker opens what it needs; each must be picklable. `key` tells whether it has them open."""

    key: str
    engine: Callable[[], Engine]
    terms: Callable[[], TermBase | None]
    encoder: Callable[[], Encoder | None]
    memory: Callable[[], Memory | None]


@dataclass(frozen=True, slots=True)
class Shard:
    """Lines with all that a worker needs to translate them; `journal` is the file that keeps what it finished."""

    lines: tuple[str, ...]
    tools: Tools
    source_language: str
    target_language: str
    options: TranslateOptions
    journal: Path | None = None


def cut(lines: Iterable[str], size: int = SIZE) -> Iterator[tuple[str, ...]]:
    """Lines in tuples of `size`."""
    queue = iter(lines)
    while part := tuple(islice(queue, size)):
        yield part


# The one thing that a worker process keeps between shards.
_OPEN: dict[str, tuple[Engine, TermBase | None, Encoder | None, Memory | None]] = {}


def translate_shard(shard: Shard) -> list[Translation]:
    """Translate the lines of a shard; see :func:`toolkit.translate.translate_lines`."""
    tools = shard.tools
    if tools.key not in _OPEN:
        for engine, *_ in _OPEN.values():
            engine.close()
        _OPEN.clear()
        _OPEN[tools.key] = (tools.engine(), tools.terms(), tools.encoder(), tools.memory())
    engine, terms, encoder, memory = _OPEN[tools.key]
    with Journal(shard.journal) if shard.journal is not None else nullcontext() as journal:
        found = translate_lines(
            shard.lines, engine, shard.source_language, shard.target_language,
            terms=terms, memory=memory, options=shard.options, encoder=encoder, journal=journal,
        )  # fmt: skip
        return list(found)
