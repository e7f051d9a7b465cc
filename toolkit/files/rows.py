"""JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from ..errors import InputError
from .encodings import read_text
from .writing import atomic_write


def write_jsonl(path: str | Path, rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    """Write JSON Lines whole or not at all; memory does not grow with the rows."""
    with atomic_write(path) as stream:
        for row in rows:
            stream.write((json_line(row) + "\n").encode())


def json_line(row: dict[str, Any]) -> str:
    """One row of JSON Lines; U+2028 and its like stay inside their line."""
    text = json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u0085", "\\u0085")


def read_jsonl(path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a JSON Lines file with their 1-based line numbers; blank lines are passed over.

    Raises
    ------
    InputError: a line that is not a JSON object, with file and line.
    """
    for number, line in enumerate(read_text(path).text.split("\n"), 1):
        if line.strip():
            yield number, json_object(line, path, number)


def json_object(line: str, path: str | Path, number: int, example: str = '{"text": "..."}') -> dict[str, Any]:
    """The object in a line of JSON Lines; half a surrogate pair becomes U+FFFD.

    Raises
    ------
    InputError: not JSON, not an object, nested too deeply, or a number that no program can hold.
    """
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not JSON: {error.msg} at column {error.colno}", "one JSON object a line", path, number
        ) from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply", "one flat object a line", path, number) from error
    except ValueError as error:  # more digits than Python converts
        raise InputError("a number of too many digits", "write it as a string", path, number) from error
    if not isinstance(row, dict):
        raise InputError("not a JSON object", f"for instance {example}", path, number)
    return cast(dict[str, Any], whole(row) if "\\u" in line else row)


def whole(value: Any) -> Any:
    """A JSON value whose strings hold no half of a surrogate pair, which no encoding can write."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    return [whole(inner) for inner in value] if isinstance(value, list) else value


_HALVES = re.compile("[\ud800-\udfff]")
