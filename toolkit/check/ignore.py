"""Exceptions that a desk keeps: findings that are known and accepted, each with a note why.

In `bitext.toml`::

    [[check.ignore]]
    check = "names"            # left out: any check
    text = "비건"               # the finding concerns this text
    note = "his own spelling"  # why, for whoever reads it next

`text` may stand in the message, in what was expected, or in the marked place of either
side; `document` and `id`, where given, must be those of the finding's file and sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ..errors import OptionError
from ..text import Finding

_KEYS = ("check", "text", "note", "file", "id", "severity")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One exception. An empty field matches everything; `file` is a pattern such as `2019/*`."""

    note: str
    check: str = ""
    text: str = ""
    file: str = ""
    id: str = ""
    severity: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether the exception holds for a finding."""
        if self.check and finding.check != self.check:
            return False
        if self.severity and finding.severity != self.severity:
            return False
        if self.id and finding.id != self.id:
            return False
        if self.file and not any(
            fnmatch(name, self.file) for name in (finding.source_file, finding.target_file) if name
        ):
            return False
        return not self.text or any(self.text in place for place in _places(finding))


def _places(finding: Finding) -> Iterator[str]:
    yield finding.message
    yield finding.expected
    if finding.source_span is not None:
        yield finding.source[slice(*finding.source_span)]
    if finding.target_span is not None:
        yield finding.target[slice(*finding.target_span)]


def ignores_from(table: Mapping[str, Any], path: str | Path = "bitext.toml") -> tuple[Ignore, ...]:
    """Exceptions of the table `[check]` of a settings file: its list `ignore`.

    Raises
    ------
    OptionError: another key than `ignore`, an entry that is not a table, an unknown key, no note, or nothing to match.
    """
    other = [key for key in table if key != "ignore"]
    if other:
        raise OptionError(f"{path}: unknown key {other[0]!r} in [check]", "known: ignore")
    entries = table.get("ignore", [])
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise OptionError(
            f"{path}: check.ignore is not a list of tables", "write [[check.ignore]] above each entry"
        )
    found = []
    for number, entry in enumerate(entries, 1):
        where = f"{path}: entry {number} of check.ignore"
        if not isinstance(entry, Mapping):
            raise OptionError(f"{where} is not a table", "write [[check.ignore]] above each entry")
        unknown = [key for key in entry if key not in _KEYS]
        if unknown:
            raise OptionError(f"{where}: unknown key {unknown[0]!r}", f"known: {', '.join(_KEYS)}")
        wrong = [key for key, value in entry.items() if not isinstance(value, str)]
        if wrong:
            raise OptionError(f"{where}: {wrong[0]} is not text", "put it into quotation marks")
        if not entry.get("note", "").strip():
            raise OptionError(f"{where} has no note", 'say why: note = "..."')
        if not any(entry.get(key) for key in ("check", "text", "file", "id")):
            raise OptionError(f"{where} would hide everything", "name a check, a text, a file or an id")
        found.append(Ignore(**{key: str(value) for key, value in entry.items()}))
    return tuple(found)


def without_ignored(findings: Iterable[Finding], ignores: Sequence[Ignore]) -> Iterator[Finding]:
    """The findings that no exception covers, in their order."""
    for finding in findings:
        if not any(ignore.covers(finding) for ignore in ignores):
            yield finding
