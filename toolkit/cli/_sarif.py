"""Findings as SARIF 2.1.0 (OASIS), with the lines of the files where they stand."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..text import Finding, Span

_LARGEST = 64 << 20  # bytes of a file that is searched for lines
_AROUND = 24  # characters beside a span that tell it from the same words elsewhere
_LEAST = 8  # characters that are sought without the rest of their sentence
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[Finding]) -> Iterator[str]:
    """The parts of a SARIF log, written as the findings come."""
    from .. import __version__
    from ..check import CHECKS

    rules = [
        {"id": c.name, "shortDescription": {"text": c.summary}, "fullDescription": {"text": c.explanation}}
        for c in CHECKS.values()
    ]
    driver = {"name": "bitext", "version": __version__, "rules": rules}
    tool = json.dumps({"driver": driver}, ensure_ascii=False)
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {tool}, "columnKind": "unicodeCodePoints", "results": ['
    files: dict[str, _File | None] = {}
    for number, finding in enumerate(findings):
        yield (",\n" if number else "\n") + json.dumps(_result(finding, files), ensure_ascii=False)
    yield "\n]}]}\n"


def _result(f: Finding, files: dict[str, _File | None]) -> dict[str, Any]:
    on_source = f.side == "source" or f.target_span is None
    name = (f.source_file if on_source else f.target_file) or f.source_file or f.target_file
    text, span = (f.source, f.source_span) if on_source else (f.target, f.target_span)
    place: dict[str, Any] = {"artifactLocation": {"uri": Path(name).as_posix() if name else "input"}}
    if name not in files:
        files[name] = _open(name)
    file = files[name]
    region = file.region(text, span) if file is not None else None
    if region is not None:
        place["region"] = region
    return {
        "ruleId": f.check,
        "level": f.severity,
        "message": {"text": f.message + (f" (expected: {f.expected})" if f.expected else "")},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"name": f.id or "segment"}]}],
        # The spans are places in the sentences; where these stand in the file the region says.
        "properties": {
            "source": f.source,
            "target": f.target,
            "source_span": f.source_span,
            "target_span": f.target_span,
            "expected": f.expected,
            "of": f.of,
        },
    }


def _open(name: str) -> _File | None:
    """The text of a file in which sentences can be found, None for other files (and none)."""
    path = Path(name)
    try:
        if not name or not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        return _File(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None


class _File:
    """A text file in which sentences are sought, each after the one before where it stands there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._at = 0

    def region(self, sentence: str, span: Span | None) -> dict[str, int] | None:
        """Lines and columns (from 1, the end exclusive) of a span, of the line alone where the file escapes text."""
        start, end = span or (0, len(sentence))
        left = max(0, start - _AROUND)
        # The whole sentence, or the words about the span where the file breaks lines inside it.
        for begin, piece in (
            (0, sentence),
            (left, sentence[left : end + _AROUND]),
            (start, sentence[start:end]),
        ):
            at = self._find(piece)
            if at is not None:
                return self._between(at + start - begin, at + end - begin)
        for ascii_only in (False, True):
            at = self._find(json.dumps(sentence, ensure_ascii=ascii_only)[1:-1])
            if at is not None:
                return {"startLine": bisect_right(self._starts, at)}
        return None

    def _find(self, piece: str) -> int | None:
        if not piece.strip():
            return None
        at = self._text.find(piece, self._at)
        if at < 0:
            at = self._text.find(piece, 0, self._at + len(piece))
        if at < 0:
            return None
        self._at = at
        return at

    def _between(self, start: int, end: int) -> dict[str, int]:
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return {
            "startLine": first,
            "startColumn": start - self._starts[first - 1] + 1,
            "endLine": last,
            "endColumn": end - self._starts[last - 1] + 1,
        }
