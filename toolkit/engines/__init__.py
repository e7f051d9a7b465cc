"""Running neural models, nothing else: a batch of strings in, as many results out."""

from __future__ import annotations

from .base import Decoding, Encoder, Engine, Hypothesis, Request
from .runtime import Runtime
from .spec import ModelSpec

__all__ = ["Decoding", "Encoder", "Engine", "Hypothesis", "ModelSpec", "Request", "Runtime", "open_spec"]


def open_spec(spec: ModelSpec, runtime: Runtime | None = None) -> Engine:
    """Open a converted model with the engine of its family.

    Raises
    ------
    ModelError: it is missing, damaged, too large, or its files do not fit together.
    OptionError: an unknown family or device.
    """
    from ..errors import unknown_name
    from .families import FAMILIES

    if spec.family not in FAMILIES:
        raise unknown_name("model family", spec.family, FAMILIES)
    if FAMILIES[spec.family].kind == "generator":
        from .generator import Generator

        return Generator(spec, runtime)
    from .translator import Translator

    return Translator(spec, runtime)
