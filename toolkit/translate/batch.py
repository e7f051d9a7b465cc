"""The batch: all sentences pooled in windows, each decoded once, kept in a journal.

A window of sentences is read; those not done in earlier windows are sorted by
length and cut into batches, longest first, which worker threads decode side by
side; each finished batch goes into the journal at once. What a batch holds
depends on the input alone and never on what the journal holds of this run, so
that a rerun after a kill decodes the same batches and gives the same bytes
(int8 arithmetic depends a little on the neighbours in a batch).
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..engines.base import Encoder, Engine
from ..errors import BitextError
from ..files import Journal, digest
from .decode import Agreement, Decoder, Result, Unit
from .options import TranslateOptions

VERSION = 6  # of the method: changes when the same input may give another output
FIRST_WINDOW = 256


@dataclass(frozen=True, slots=True)
class Job:
    """One item of the input stream: its units (none where nothing is to be decoded) and its owner's data."""

    units: tuple[Unit, ...]
    data: Any


class Plan:
    """What decides the outputs of a run, and the journal's keys made of it."""

    def __init__(
        self,
        engine: Engine,
        source_language: str,
        target_language: str,
        options: TranslateOptions,
        encoder: Encoder | None,
    ) -> None:
        facts = {
            "version": VERSION,
            "engine": engine.digest,
            "languages": [source_language, target_language],
            "options": asdict(options),
            "encoder": encoder.digest if encoder is not None else None,
        }
        self.digest = digest(json.dumps(facts, sort_keys=True))

    def key(self, unit: Unit) -> str:
        """Key of a unit: changes with everything that may change its translation."""
        hints = [[h.source, h.target, h.kind, h.sure, h.allowed] for h in unit.hints]
        facts = json.dumps([self.digest, unit.text, hints, unit.inner, unit.entry], ensure_ascii=True)
        return digest(facts)[:32]


def run(
    jobs: Iterable[Job],
    engine: Engine,
    source_language: str,
    target_language: str,
    options: TranslateOptions,
    journal: Journal | None = None,
    encoder: Encoder | None = None,
    agreement: Agreement | None = None,
    progress: Callable[[int, int], None] | None = None,
    total: int = 0,
) -> Iterator[tuple[Job, list[Result]]]:
    """Each job with the results of its units, in the order of the input.

    `progress` is called with (units decoded so far, units known so far, `total` at
    least). Without a journal a
    temporary file takes its place, so that memory does not grow with the batch.

    Raises
    ------
    ModelError: the engine does not translate the pair.
    BitextError: the journal cannot be written; what was finished stays in it.
    """
    plan = Plan(engine, source_language, target_language, options, encoder)
    decoder = Decoder(engine, source_language, target_language, options, encoder, agreement)
    if journal is None:
        with (
            tempfile.TemporaryDirectory(prefix="bitext-") as folder,
            Journal(Path(folder) / "journal") as kept,
        ):
            yield from _windows(jobs, engine, decoder, plan, options, kept, progress, total)
    else:
        yield from _windows(jobs, engine, decoder, plan, options, journal, progress, total)


def _windows(
    jobs: Iterable[Job],
    engine: Engine,
    decoder: Decoder,
    plan: Plan,
    options: TranslateOptions,
    journal: Journal,
    progress: Callable[[int, int], None] | None,
    total: int,
) -> Iterator[tuple[Job, list[Result]]]:
    chain = plan.digest[:16]
    done = 0
    pool = ThreadPoolExecutor(_at_a_time(engine), thread_name_prefix="translate")
    try:
        for window in cut(jobs, options.window):
            keys = [[plan.key(unit) for unit in job.units] for job in window]
            units = {
                key: unit
                for job, names in zip(window, keys, strict=True)
                for key, unit in zip(names, job.units, strict=True)
            }
            chain = digest(chain + "".join(units))[:16]
            waiting = [key for key in units if _window_of(journal, key) in (None, chain)]
            known = max(total, done + len(waiting))
            for count in _decode(waiting, units, engine, decoder, options, journal, chain, pool):
                done += count
                if progress is not None:
                    progress(done, known)
            for job, names in zip(window, keys, strict=True):
                yield job, [_result(journal, key) for key in names]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _at_a_time(engine: Engine) -> int:
    """Batches handed out together: where several cores decode one more, so that none waits for us."""
    return engine.workers + (engine.workers > 1)


def cut(jobs: Iterable[Job], window: int) -> Iterator[list[Job]]:
    """Windows of about `window` units; the first ones are small, so that output begins soon."""
    size = min(FIRST_WINDOW, window)
    held: list[Job] = []
    count = 0
    for job in jobs:
        held.append(job)
        count += max(1, len(job.units))
        if count >= size:
            yield held
            held, count = [], 0
            size = min(size * 4, window)
    if held:
        yield held


def _decode(
    waiting: Sequence[str],
    units: dict[str, Unit],
    engine: Engine,
    decoder: Decoder,
    options: TranslateOptions,
    journal: Journal,
    chain: str,
    pool: ThreadPoolExecutor,
) -> Iterator[int]:
    """Decode what a window needs, batch by batch; yields the size of each finished one."""
    lengths = engine.lengths([units[key].text for key in waiting])
    planned = batches(lengths, in_order(lengths), options.batch_tokens, options.batch)
    todo: list[list[str]] = []
    for batch in planned:
        names = [waiting[i] for i in batch]
        # A batch that is half in the journal is decoded whole: its members decide each other's rounding.
        if all(name in journal for name in names):
            yield len(names)
        else:
            todo.append(names)
    running: dict[Future[list[Result]], list[str]] = {}
    queue = iter(todo)
    try:
        while True:
            while len(running) < _at_a_time(engine):
                names = next(queue, [])
                if not names:
                    break
                running[pool.submit(decoder, [units[name] for name in names])] = names
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                names = running.pop(future)
                _keep(journal, names, future.result(), chain)
                yield len(names)
    except BaseException:
        # Ctrl-C, a full disk: what is being decoded is let finish and kept, where that can be.
        for future, names in running.items():
            if future.cancel():
                continue
            try:
                _keep(journal, names, future.result(), chain)
            except BaseException:
                break
        raise


def _keep(journal: Journal, names: Sequence[str], results: Sequence[Result], chain: str) -> None:
    try:
        for name, result in zip(names, results, strict=True):
            text = result.text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be written
            row: dict[str, Any] = {"text": text, "window": chain}
            if result.score is not None and math.isfinite(result.score):
                row["score"] = round(result.score, 5)
            if result.confidence is not None:
                row["confidence"] = result.confidence
            if result.flags:
                row["flags"] = list(result.flags)
            journal.put(name, row)
        journal.flush()
    except OSError as error:
        raise BitextError(
            f"{journal.path}: cannot be written: {error.strerror or error}",
            "make room and run the same command again: what is finished is kept",
        ) from error


def _window_of(journal: Journal, key: str) -> str | None:
    row = journal.get(key)
    return None if row is None else str(row.get("window", ""))


def _result(journal: Journal, key: str) -> Result:
    row = journal.get(key)
    if row is None:
        raise BitextError(f"{journal.path}: the journal was changed while it was in use", "run again")
    score, sure = row.get("score"), row.get("confidence")
    return Result(
        str(row["text"]),
        None if score is None else float(score),
        None if sure is None else float(sure),
        tuple(str(flag) for flag in row.get("flags", ())),
    )


def in_order(lengths: list[int]) -> list[int]:
    """Positions sorted by length, longest first: too little memory shows at once, and the end is short."""
    return sorted(range(len(lengths)), key=lambda i: -lengths[i])


def batches(lengths: list[int], order: list[int], tokens: int, examples: int) -> list[list[int]]:
    """Cut `order` into batches of at most `examples` items and about `tokens` padded tokens.

    `tokens` 0 leaves only the bound on examples.
    """
    found: list[list[int]] = []
    current: list[int] = []
    longest = 0
    for i in order:
        widest = max(longest, lengths[i])
        if current and (len(current) >= examples or (tokens and widest * (len(current) + 1) > tokens)):
            found.append(current)
            current, widest = [], lengths[i]
        current.append(i)
        longest = widest
    if current:
        found.append(current)
    return found
