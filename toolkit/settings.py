"""Settings of the main job: one record, each default written once, and `bitext.toml`.

A `bitext.toml` beside the articles may hold any field of :class:`RunOptions`, and
a table `[check]` whose `ignore` entries belong to :mod:`toolkit.check.ignore`.
An unknown key is an error.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from .errors import InputError, OptionError
from .files import read_text

FILE_NAME = "bitext.toml"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How `bitext run` works; the command line overrides bitext.toml, which overrides these.

    `terms`, `memory` and `ledger` are paths (relative ones are taken from the
    folder of bitext.toml); `terms` stand over the starter terms that ship, which
    "none" among them leaves out. `quality` is "fast" (greedy), "good" or "best" (of several hypotheses). `fail_on` is the
    severity of findings that makes the exit status 1.
    """

    source_language: str = "ko"
    target_language: str = "en"
    model: str = "default"
    translate: bool = True
    quality: str = "fast"
    terms: tuple[str, ...] = ("starter",)
    memory: str = ""
    ledger: str = ""
    style: str = "south"
    adapt: str = "batch"
    leave_out: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    fail_on: str = "never"


CHOICES: Mapping[str, tuple[str, ...]] = {
    "quality": ("fast", "good", "best"),
    "style": ("south", "ap"),
    "adapt": ("batch", "article", "none"),
    "fail_on": ("note", "warning", "error", "never"),
}
_PATHS = ("memory", "ledger")
_KINDS: Mapping[type, str] = {bool: "bool (true or false)", str: "string"}


def read_settings(path: Path) -> tuple[RunOptions, dict[str, Any]]:
    """Options of a bitext.toml, and its table `[check]` as it stands ({} where there is none).

    Raises
    ------
    InputError: not TOML, an unknown key, or a value of another kind than the key's.
    """
    text = read_text(path).text

    def line_of(key: str) -> int | None:
        found = re.search(
            rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=|^[ \t]*\[+{re.escape(key)}\b", text, re.M
        )
        return text.count("\n", 0, found.start()) + 1 if found else None

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) if place else None
        raise InputError(f"not TOML: {error}", 'write key = "value"', path, line) from error
    check = table.pop("check", {})
    if not isinstance(check, dict):
        raise InputError("'check' is not a table", "write [[check.ignore]]", path, line_of("check"))
    known = {field.name: field for field in fields(RunOptions)}
    defaults = RunOptions()
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise InputError(
                f"unknown key {key!r}", f"known: {', '.join(sorted([*known, 'check']))}", path, line_of(key)
            )
        wanted = getattr(defaults, key)
        if isinstance(wanted, tuple):
            if isinstance(value, str):
                value = [value]
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise InputError(
                    f"{key} = {value!r} is not a list of strings", f'{key} = ["..."]', path, line_of(key)
                )
            value = tuple(value)
        elif type(value) is not type(wanted):
            raise InputError(
                f"{key} = {value!r} is not a {_KINDS[type(wanted)]}",
                f"{key} = {json.dumps(wanted)}",
                path,
                line_of(key),
            )
        values[key] = value
    try:
        options = check_options(replace(defaults, **values))
    except OptionError as error:
        raise InputError(error.message, error.hint, path) from error
    return _with_paths_from(options, path.parent), check


def check_options(options: RunOptions) -> RunOptions:
    """The options, if each choice is a known one; OptionError otherwise."""
    for key, choices in CHOICES.items():
        value = getattr(options, key)
        if value not in choices:
            raise OptionError(f"{key} = {value!r} is not known", f"known: {', '.join(choices)}")
    if options.source_language == options.target_language:
        raise OptionError(
            f"source and target language are both {options.source_language!r}",
            "name two languages with -s and -t",
        )
    return options


def _with_paths_from(options: RunOptions, folder: Path) -> RunOptions:
    changed: dict[str, Any] = {
        key: str(folder / getattr(options, key)) for key in _PATHS if getattr(options, key)
    }
    changed["terms"] = tuple(t if t in ("starter", "none") else str(folder / t) for t in options.terms)
    return replace(options, **changed)
