"""What both CTranslate2 engines share: threads, device, loading with clear errors."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from ..errors import ModelError, OptionError
from .base import Decoding, Hypothesis
from .spec import ModelSpec, Pairs
from .subwords import of_scripts

T = TypeVar("T")

DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True)
class Runtime:
    """How to run a model.

    `threads` sentences batches are decoded side by side, one core each (None: all
    cores that this process may use). `compute_type` is one of CTranslate2's, "auto"
    takes the weights as they are stored.
    """

    device: str = "auto"
    threads: int | None = None
    compute_type: str = "auto"

    @property
    def workers(self) -> int:
        """Batches decoded at a time."""
        return self.threads if self.threads is not None else cores()


class Opened:
    """A CTranslate2 model that is open: what its engine is called, and closing it."""

    def __init__(self, spec: ModelSpec, runtime: Runtime, make: Callable[..., Any]) -> None:
        """Load the weights of `spec` with `make` (a CTranslate2 class).

        Raises
        ------
        ModelError, OptionError: as :func:`load`.
        """
        self._spec = spec.with_digest()
        self._model: Any = load(spec, runtime, make)
        self._workers = runtime.workers

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def digest(self) -> str:
        return self._spec.digest

    @property
    def workers(self) -> int:
        return self._workers

    def pairs(self) -> Pairs | None:
        return self._spec.pairs

    def close(self) -> None:
        self._model.unload_model()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def settings(decoding: Decoding, vocabulary: frozenset[str]) -> dict[str, Any]:
    """What `decoding` asks for, as the arguments of CTranslate2's decoding calls."""
    return {
        "beam_size": max(decoding.beam_size, decoding.n_best),
        "num_hypotheses": decoding.n_best,
        "length_penalty": decoding.length_penalty,
        "repetition_penalty": decoding.repetition_penalty,
        "no_repeat_ngram_size": decoding.no_repeat_ngram,
        "suppress_sequences": of_scripts(vocabulary, decoding.avoid) or None,
        "return_scores": True,
        "return_end_token": True,
    }


def in_parts(rows: list[T], decode: Callable[[list[T]], list[list[Hypothesis]]]) -> list[list[Hypothesis]]:
    """`decode` for all rows, in smaller calls where one fails; a row that fails alone yields no hypothesis.

    One sentence past the position table, or too many for the memory, loses a whole call.
    """
    try:
        return decode(rows)
    except RuntimeError as error:
        if len(rows) == 1:
            return [[]]
        half = len(rows) // 2 if "memory" in str(error).lower() else 1
        return in_parts(rows[:half], decode) + in_parts(rows[half:], decode)


def own_tokens(tokens: list[str], ends: Collection[str], limit: int) -> tuple[list[str], bool]:
    """The tokens that belong to one sentence, without the end mark, and whether it reached its end.

    The limit of a call is that of its longest sentence: each keeps its own.
    """
    ended = bool(tokens) and tokens[-1] in ends and len(tokens) <= limit + 1
    return tokens[: min(len(tokens) - ended, limit)], ended


def cores() -> int:
    """Cores that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def available_memory() -> int | None:
    """Bytes of memory that can still be had, by the kernel and the control group; None where unknown."""
    found: list[int] = []
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        cache = sum(
            int(line.split()[1])
            for line in Path("/sys/fs/cgroup/memory.stat").read_text().splitlines()
            if line.split()[0] in ("inactive_file", "active_file")
        )
        if limit != "max":
            found.append(int(limit) - used + cache)
    except (OSError, ValueError, IndexError):
        pass
    return min(found) if found else None


def load(spec: ModelSpec, runtime: Runtime, make: Callable[..., T]) -> T:
    """Open the weights of a model with `make` (a CTranslate2 class).

    Raises
    ------
    ModelError: too little memory, a damaged model, a device that is not there.
    OptionError: an unknown device.
    """
    if runtime.device not in DEVICES:
        raise OptionError(f"unknown device {runtime.device!r}", f"known: {', '.join(DEVICES)}")
    if runtime.threads is not None and runtime.threads < 1:
        raise OptionError(f"{runtime.threads} threads make no sense", "at least 1")
    _use_avx512()
    import ctranslate2

    device = runtime.device
    gpus = ctranslate2.get_cuda_device_count() if device != "cpu" else 0
    if device == "cuda" and not gpus:
        raise ModelError("no CUDA device is usable here", "use --device cpu, or auto")
    device = "cuda" if gpus else "cpu"
    size = (spec.folder / "model.bin").stat().st_size
    free = available_memory()
    if device == "cpu" and free is not None and size * 1.2 > free:
        raise ModelError(
            f"{spec.name}: too little memory: the model needs about {size * 1.2 / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free",
            "close other programs, or take a smaller model (bitext models list)",
        )
    options: dict[str, Any] = {"device": device, "compute_type": _compute_type(runtime, device)}
    if device == "cpu":
        options |= {"inter_threads": runtime.workers, "intra_threads": 1}
    try:
        return make(str(spec.folder), **options)
    except MemoryError as error:
        raise ModelError(
            f"{spec.name}: too little memory to load it", "close other programs, or take a smaller model"
        ) from error
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"{spec.folder}: the model cannot be loaded: {_first_line(error)}",
            "the files may be damaged: check with bitext models verify, or install the model again",
        ) from error


_AVX512 = frozenset(("avx512f", "avx512cd", "avx512vl", "avx512dq", "avx512bw"))


def _use_avx512() -> None:
    """Let CTranslate2 use its AVX-512 kernels where the CPU has them: it takes AVX2 if not told.

    A tenth to a fifth less time for the default model. A value of CT2_FORCE_CPU_ISA stands;
    one set later than the first model of a process has no effect.
    """
    if "CT2_FORCE_CPU_ISA" in os.environ:
        return
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:  # not Linux
        return
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    if _AVX512.issubset(flags):
        os.environ["CT2_FORCE_CPU_ISA"] = "AVX512"


def _compute_type(runtime: Runtime, device: str) -> str:
    if runtime.compute_type != "auto":
        return runtime.compute_type
    return "default" if device == "cpu" else "auto"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]


def clean(text: str) -> str:
    """Text as an engine can take it: one line, no lone surrogates, no NUL."""
    if text.isprintable():
        return text if text.isascii() else text.strip()
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return " ".join(
        "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split(" ")
    ).strip()


def groups(lengths: list[int], size: int, tokens: int = 0) -> list[list[int]]:
    """Positions to decode together, longest first: `size` at a time (0: all).

    With `tokens`, as many as fit that many with padding, but at least one.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    size = size or max(1, len(order))
    found, at = [], 0
    while at < len(order):
        most = min(size, max(1, tokens // max(1, lengths[order[at]]))) if tokens else size
        found.append(order[at : at + most])
        at += most
    return found
