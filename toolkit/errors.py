"""What can go wrong, as a few kinds of exception that carry their remedy.

BitextError
 +-- InputError         a file or a line that cannot be used
 +-- ModelError         a model that is missing, damaged or does not fit
 +-- MissingDependency  an optional package is not installed
 +-- OptionError        an option or a setting that makes no sense

The command line prints ``error: ...`` and ``hint: ...`` and leaves with
status 2; library code raises these and never prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class BitextError(Exception):
    """Base of all errors that a user can mend.

    Parameters
    ----------
    message: what is wrong, with the value seen.
    hint: what to do about it, one sentence, or "".
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class InputError(BitextError):
    """An input that cannot be used; `path` and `line` (1-based) say where."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        path: str | Path | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.path = None if path is None else str(path)
        self.line = line

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path}: "
        if self.path is not None and self.line is not None:
            place = f"{self.path}:{self.line}: "
        return place + self.message


class ModelError(BitextError):
    """A model that is missing, damaged, or made for something else."""


class MissingDependency(BitextError):
    """An optional package is needed; the hint names the extra that brings it."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package!r}, which is not installed",
            f"pip install 'bitext-toolkit[{extra}]'",
        )


class OptionError(BitextError):
    """An option, or a setting in bitext.toml, that cannot be used."""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> OptionError:
    """The error for a name that a table does not hold: it lists those it does."""
    return OptionError(f"unknown {kind} {name!r}", f"known: {', '.join(sorted(known))}")
