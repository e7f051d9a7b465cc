"""One function over many shards: this machine's processes, or a Ray cluster.

Results come in the order of the shards whatever the backend, shards are drawn
as they are needed, and a shard whose worker died is run again. No type of Ray
leaves this module.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from .errors import BitextError, MissingDependency, OptionError

S = TypeVar("S")
R = TypeVar("R")

BACKENDS = ("processes", "ray", "serial")
_ATTEMPTS = 3


def map_shards(
    function: Callable[[S], R],
    shards: Iterable[S],
    *,
    backend: str = "processes",
    workers: int | None = None,
) -> Iterator[R]:
    """Results of `function` for each shard, in order.

    Parameters
    ----------
    function: of a module's top level (it is sent to other processes by its name).
    shards: anything that can be pickled; about twice as many as there are workers
        are held at a time.
    backend: "processes" on this machine, "ray" on a Ray cluster (RAY_ADDRESS names
        it, else a local one is started), "serial" for none.
    workers: processes or actors; None for one a core (of the cluster).

    Raises
    ------
    OptionError: an unknown backend.
    MissingDependency: Ray is not installed.
    BitextError: a worker died three times over the same shard; or what `function` raises.
    """
    if backend not in BACKENDS:
        raise OptionError(f"unknown backend {backend!r}", f"known: {', '.join(BACKENDS)}")
    if workers is not None and workers < 1:
        raise OptionError(f"{workers} workers make no sense", "at least 1")
    if backend == "serial":
        return map(function, shards)
    if backend == "processes":
        return _processes(function, iter(shards), workers or _cores())
    return _ray(function, iter(shards), workers)


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _processes(function: Callable[[S], R], shards: Iterator[S], workers: int) -> Iterator[R]:
    from multiprocessing import get_context

    waiting: deque[tuple[S, Future[R]]] = deque()
    context = get_context("spawn")  # native libraries with threads do not survive a fork
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
    attempts = 0
    try:
        while True:
            while len(waiting) < 2 * workers:
                shard = next(shards, None)
                if shard is None:
                    break
                waiting.append((shard, pool.submit(function, shard)))
            if not waiting:
                return
            try:
                result = waiting[0][1].result()
            except BrokenProcessPool as error:
                # A worker was killed (out of memory, a signal): what is not done is run again.
                attempts += 1
                if attempts == _ATTEMPTS:
                    raise BitextError(
                        "a worker process was killed three times over the same shard",
                        "too little memory? use fewer --jobs",
                    ) from error
                pool.shutdown(wait=False, cancel_futures=True)
                pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
                waiting = deque(
                    (shard, done if _good(done) else pool.submit(function, shard)) for shard, done in waiting
                )
                continue
            attempts = 0
            waiting.popleft()
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _follow_parent() -> None:
    """Have this worker end when its parent does: one that was killed cannot tell its workers."""
    import threading
    from multiprocessing import connection, parent_process

    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _good(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _ray(function: Callable[[S], R], shards: Iterator[S], workers: int | None) -> Iterator[R]:
    try:
        import ray
    except ImportError as error:
        raise MissingDependency("ray", "ray", "running on a Ray cluster") from error
    started = not ray.is_initialized()
    if started:
        # Ray takes its tokens for local clusters from a file of the user's; a cluster of our own needs none.
        os.environ.setdefault("RAY_AUTH_MODE", "disabled")
        ray.init(
            address=os.environ.get("RAY_ADDRESS"),
            logging_level="error",
            log_to_driver=False,
            include_dashboard=False,
        )
    try:
        count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))

        class Worker:
            """One shard at a time, on a core of its own."""

            def run(self, shard: S) -> R:
                return function(shard)

        actor: Any = ray.remote(num_cpus=1, max_restarts=_ATTEMPTS, max_task_retries=_ATTEMPTS)(Worker)
        actors = [actor.remote() for _ in range(count)]
        waiting: deque[Any] = deque()
        turn = 0
        while True:
            while len(waiting) < 2 * count:
                shard = next(shards, None)
                if shard is None:
                    break
                waiting.append(actors[turn % count].run.remote(shard))
                turn += 1
            if not waiting:
                return
            try:
                result: R = ray.get(waiting.popleft())
            except ray.exceptions.RayTaskError as error:
                cause = error.cause
                raise (
                    cause if isinstance(cause, Exception) else BitextError(str(error).split("\n")[-1])
                ) from error
            except ray.exceptions.RayError as error:
                raise BitextError(
                    f"a Ray worker was lost: {str(error).splitlines()[0]}", "run again"
                ) from error
            yield result
    finally:
        if started:
            ray.shutdown()
