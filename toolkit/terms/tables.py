"""Term bases as TSV and CSV, and the table of all formats of term bases.

Columns, named in the first line in any order; only the first two are needed:

source, target   forms of the entry, the preferred one first, separated by "|";
                 a language code as the name of the column (ko, en) does as well
forbidden        target forms that must not be used, separated by "|"
kind             title, organisation, person, place, agreement or term
valid_from, valid_to   first and last day on which the entry holds: 2008-02-29, 2008-02, 2008
note             free text

Lines that begin with "#" are passed over. A file without such a first line is read
as OmegaT's and plain glossaries are: source, target, note.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from typing import Final
from unicodedata import normalize

from ..errors import InputError, unknown_name
from ..files import read_text, resource, write_text
from ..text import Term
from .base import TermBase, merge
from .tbx import read_tbx, render_tbx

KINDS: Final = ("title", "organisation", "person", "place", "agreement", "term")
COLUMNS: Final = ("source", "target", "forbidden", "kind", "valid_from", "valid_to", "note")
_OPTIONAL: Final = frozenset(COLUMNS[2:])
# Other names that people and Weblate give to columns, and columns of Weblate that say nothing to us.
_ALIASES: Final = {
    "korean": "ko", "한국어": "ko", "국문": "ko", "english": "en", "영어": "en", "영문": "en", "term": "source",
    "source term": "source", "source_term": "source", "target term": "target", "target_term": "target",
    "translation": "target", "comment": "note", "notes": "note", "description": "note", "비고": "note",
    "developer_comments": "note",
}  # fmt: skip
_PASSED_OVER: Final = frozenset({"id", "location", "fuzzy", "context", "translator_comments"})
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]+)?\Z")
_HINT: Final = "columns: source, target and optionally " + ", ".join(COLUMNS[2:])


@dataclass(frozen=True, slots=True)
class TermFormat:
    """A format of term bases: `read(path, source_language, target_language)`, `render(terms)`."""

    name: str
    extensions: tuple[str, ...]
    summary: str
    read: Callable[[Path, str, str], list[Term]]
    render: Callable[[Sequence[Term]], str]


def read_terms(
    paths: str | Path | Iterable[str | Path], source_language: str = "ko", target_language: str = "en"
) -> TermBase:
    """A term base from one file or several; a later file overrides an earlier one.

    Parameters
    ----------
    paths: TSV, CSV or TBX files, told apart by their extension.
    source_language, target_language: languages of the columns `source` and `target`,
        and which two languages of a TBX file are wanted.

    Raises
    ------
    InputError: a file that cannot be read as a term base, with file, line and remedy.
    """
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    batches = []
    for path in map(Path, files):
        reader = format_of(path).read
        batches.append(reader(path, source_language, target_language))
    return merge(batches)


def write_terms(path: str | Path, terms: Iterable[Term]) -> None:
    """Write a term base, whole or not at all, in the format of the extension."""
    write_text(path, format_of(Path(path)).render(list(terms)))


def format_of(path: Path) -> TermFormat:
    """The format that an extension stands for.

    Raises
    ------
    InputError: an extension that we do not know, with those that we do.
    """
    extension = path.suffix.lower()
    for known in TERM_FORMATS.values():
        if extension in known.extensions:
            return known
    extensions = ", ".join(sorted(e for f in TERM_FORMATS.values() for e in f.extensions))
    raise InputError(f"not the extension of a term base: {path.suffix!r}", f"known: {extensions}", path)


def starter_terms() -> TermBase:
    """The Korean-English term base that ships: offices, bodies, agreements and places of the news."""
    return merge(_read_table(resource(f"corpora/terms/{name}"), "ko", "en", "\t") for name in STARTER_FILES)


def named_terms(names: Iterable[str], starter: bool) -> TermBase | None:
    """The term bases named on a command line or in bitext.toml, over the starter terms if these are wanted.

    A later one wins over an earlier; the words "starter" and "none" among the names are
    no files. None where nothing is left.
    """
    bases = [starter_terms()] if starter else []
    bases += [read_terms(Path(name)) for name in names if name not in ("starter", "none")]
    return merge(base.entries for base in bases) if bases else None


STARTER_FILES: Final = ("places.tsv", "diplomacy.tsv")


def render_table(terms: Sequence[Term], delimiter: str = "\t") -> str:
    """The text of a table with all columns; a language other than Korean and English names its column."""
    languages = {(t.source_language, t.target_language) for t in terms} or {("ko", "en")}
    if len(languages) > 1:
        raise InputError(f"a table holds one pair of languages, not {len(languages)}", "write TBX instead")
    ((source, target),) = languages
    plain = (source, target) == ("ko", "en")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([*(("source", "target") if plain else (source, target)), *COLUMNS[2:]])
    for term in terms:
        writer.writerow(
            [
                "|".join(term.source),
                "|".join(term.target),
                "|".join(term.forbidden),
                term.kind,
                term.valid_from.isoformat() if term.valid_from else "",
                term.valid_to.isoformat() if term.valid_to else "",
                term.note,
            ]
        )
    return out.getvalue()


def _read_table(path: Path, source_language: str, target_language: str, delimiter: str) -> list[Term]:
    text = read_text(path).text
    if delimiter == "," and "," not in text and ";" in text:
        delimiter = ";"
    rows = list(_rows(text, path, delimiter))
    if not rows:
        return []
    header = [_ALIASES.get(cell.strip().lower(), cell.strip().lower()) for cell in rows[0][1]]
    columns = _columns(header, source_language, target_language)
    if columns is None:
        if len(header) < 2:
            raise InputError(f"only one column: {rows[0][1][0][:60]!r}", _HINT, path, rows[0][0])
        if len(header) > 3:
            raise InputError("no line with the names of the columns", _HINT, path, rows[0][0])
        columns = {"source": 0, "target": 1, "note": 2}
    else:
        unknown = [
            name
            for i, name in enumerate(header)
            if name and i not in columns.values() and name not in _OPTIONAL | _PASSED_OVER
        ]
        if unknown:
            raise InputError(f"unknown column {unknown[0]!r}", _HINT, path, rows[0][0])
        source_language = _code(header[columns["source"]], source_language)
        target_language = _code(header[columns["target"]], target_language)
        rows = rows[1:]
    return [_term(cells, columns, source_language, target_language, path, line) for line, cells in rows]


def _rows(text: str, path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their first line. TSV knows no quotes: a cell is what stands between tabs."""
    if delimiter == "\t":
        for number, row_text in enumerate(text.split("\n"), 1):
            if row_text.strip() and not row_text.startswith("#"):
                yield number, [_unquote(cell) for cell in row_text.split("\t")]
        return
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].startswith("#"):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"not CSV: {error}", "a quotation mark in a cell is written twice", path, line
        ) from error


def _unquote(cell: str) -> str:
    """A TSV cell that a spreadsheet has put into quotation marks, without them."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and ('""' in cell or '"' not in cell[1:-1]):
        return cell[1:-1].replace('""', '"')
    return cell


def _columns(header: list[str], source_language: str, target_language: str) -> dict[str, int] | None:
    """Where each column is; None where the line does not name columns."""
    places = {name: i for i, name in enumerate(header) if name in COLUMNS}
    if "source" in places and "target" in places:
        return places
    if source_language in header and target_language in header:
        return {**places, "source": header.index(source_language), "target": header.index(target_language)}
    codes = [i for i, name in enumerate(header) if name not in COLUMNS and _LANGUAGE.match(name)]
    if (
        len(codes) == 2
        and all(name in COLUMNS or i in codes for i, name in enumerate(header))
        and (len(header) > 3 or {header[i] for i in codes} & {"ko", "en", "ja", "zh", "de", "fr", "es"})
    ):
        return {**places, "source": codes[0], "target": codes[1]}
    return None


def _code(name: str, default: str) -> str:
    return default if name in COLUMNS else name.replace("_", "-").split("-")[0]


def _term(
    cells: list[str],
    columns: dict[str, int],
    source_language: str,
    target_language: str,
    path: Path,
    line: int,
) -> Term:
    def cell(name: str) -> str:
        at = columns.get(name)
        return normalize("NFC", cells[at]).strip() if at is not None and at < len(cells) else ""

    def forms(name: str) -> tuple[str, ...]:
        found = (re.sub(r"\s+", " ", form).strip() for form in cell(name).split("|"))
        return tuple(dict.fromkeys(form for form in found if form))

    source, target = forms("source"), forms("target")
    for name, found in (("source", source), ("target", target)):
        if not found:
            raise InputError(f"no {name} form: {' | '.join(cells)[:60]!r}", _HINT, path, line)
    both = set(target) & set(forms("forbidden"))
    if both:
        raise InputError(
            f"{both.pop()!r} is both a target form and forbidden", "take it out of one", path, line
        )
    kind = cell("kind").lower() or "term"
    if kind not in KINDS:
        error = unknown_name("kind", kind, KINDS)
        raise InputError(error.message, error.hint, path, line)
    first, last = _day(cell("valid_from"), False, path, line), _day(cell("valid_to"), True, path, line)
    if first and last and first > last:
        raise InputError(f"valid_from {first} is after valid_to {last}", "swap the two", path, line)
    return Term(
        source, target, source_language, target_language, forms("forbidden"), kind, first, last, cell("note")
    )


def _day(text: str, last: bool, path: Path, line: int) -> Date | None:
    """A day, or the first or last one of a month or a year."""
    if not text:
        return None
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return Date.fromisoformat(text)
        year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else (12 if last else 1)
        day = Date(year, month, 1)
        if last:
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return day
    except (ValueError, OverflowError) as error:
        raise InputError(f"not a date: {text!r}", "for instance 2008-02-29", path, line) from error


TERM_FORMATS: Final[dict[str, TermFormat]] = {
    "tsv": TermFormat(
        "tsv", (".tsv", ".tab", ".txt", ".utf8"), "a line an entry, tabs between the columns",
        lambda path, s, t: _read_table(path, s, t, "\t"), render_table,
    ),
    "csv": TermFormat(
        "csv", (".csv",), "as spreadsheets write it",
        lambda path, s, t: _read_table(path, s, t, ","), lambda terms: render_table(terms, ","),
    ),
    "tbx": TermFormat("tbx", (".tbx", ".xml"), "TermBase eXchange (ISO 30042), versions 2 and 3", read_tbx, render_tbx),
}  # fmt: skip
