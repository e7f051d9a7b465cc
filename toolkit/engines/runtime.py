"""What both CTranslate2 engines share: threads, device, loading with clear errors."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ModelError, OptionError
from .spec import ModelSpec

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


def _compute_type(runtime: Runtime, device: str) -> str:
    if runtime.compute_type != "auto":
        return runtime.compute_type
    return "default" if device == "cpu" else "auto"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]


def clean(text: str) -> str:
    """Text as an engine can take it: one line, no lone surrogates, no NUL."""
    if text.isascii() and text.isprintable():
        return text
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return " ".join(
        "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split(" ")
    ).strip()


def groups(lengths: list[int], size: int) -> list[list[int]]:
    """Positions to decode together, longest first, `size` at a time (0: all)."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    size = size or max(1, len(order))
    return [order[at : at + size] for at in range(0, len(order), size)]
