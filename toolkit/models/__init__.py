"""Models: what there is, what is installed, and how to open one as an engine.

The catalogue and the cards lie in the top-level `models/`; installed weights in
the user's data directory (`BITEXT_HOME` puts them elsewhere).
"""

from __future__ import annotations

from collections.abc import Callable

from ..engines.base import Engine

__all__ = ["open_engine"]

Progress = Callable[[int, int], None]
Notice = Callable[[str], None]


def open_engine(
    name_or_path: str = "default",
    device: str = "auto",
    threads: int | None = None,
    progress: Progress | None = None,
    *,
    notice: Notice | None = None,
    compute_type: str = "auto",
) -> Engine:
    """Open a translation model.

    Parameters
    ----------
    name_or_path: "default"; the name of an installed model; the folder of a
        CTranslate2 model with its tokenizer; "pseudo" for pseudo-translation
        without a model.
    device: "auto" (a GPU where there is one), "cpu" or "cuda".
    threads: batches decoded side by side, None for one a core.
    progress: called with (done, total) while the default model is installed, which
        happens on its first use; it comes from an installed package, nothing is
        fetched.
    notice: called with a sentence for the user when that begins.
    compute_type: one of CTranslate2's, "auto" as the weights are stored.

    Raises
    ------
    ModelError: the model is missing, damaged, or does not fit into memory.
    MissingDependency: the default model's base weights are not installed.
    """
    from ..engines import Runtime, open_spec
    from .store import find_spec

    if name_or_path == "pseudo":
        from ..engines.fake import FakeEngine

        return FakeEngine()
    spec = find_spec(name_or_path, progress, notice)
    return open_spec(spec, Runtime(device, threads, compute_type))
