"""Reading what is to be evaluated: lines, TSV, JSONL, TMX, or directories of articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError, OptionError
from ..files import digest, read_bytes, read_jsonl, read_text
from ..text import Article, SegmentPair

_TARGET = ("hypothesis", "target", "translation", "prediction", "mt", "output", "text")
_REFERENCE = ("reference", "ref", "references", "targets", "target", "translation", "text")
_SOURCE = ("source", "src", "source_text", "text")
_DOCUMENT = ("document", "doc", "doc_id", "document_id", "article")
_KNOWN = {"id", *_TARGET, *_REFERENCE, *_SOURCE, *_DOCUMENT, "names", "mentions", "source_language",
          "target_language", "source_locale", "target_locale", "wikidata_id"}  # fmt: skip


ReadPairs = Callable[[Path], Iterable[SegmentPair]]
ReadArticles = Callable[[Path], Iterable[Article]]


@dataclass(frozen=True, slots=True)
class Readers:
    """How bitexts (TMX, XLIFF) and articles are read: functions of the room of formats."""

    pairs: ReadPairs
    articles: ReadArticles


@dataclass(frozen=True, slots=True)
class System:
    """One system's translations, a string a segment; `digest` is of the file as it was read."""

    name: str
    segments: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class TestSet:
    """What the systems are measured on; all sequences have one element a segment.

    `references` holds one sequence for each reference (None where a segment lacks
    it) and may be empty. `names` are the accepted spellings of the name that a
    segment is about. `labels` are fields to break scores down by (topic, date).
    """

    __test__ = False  # not a test class

    ids: tuple[str, ...]
    references: tuple[tuple[str | None, ...], ...] = ()
    sources: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    names: tuple[tuple[str, ...], ...] | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source_language: str = ""
    target_language: str = ""
    digests: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def digest(self) -> str:
        """Digest of references and source: the same for the same test set."""
        return digest(json.dumps([self.references, self.sources], ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Row:
    """One segment as a file gives it; `line` is its 1-based line, `id` "" where it has none."""

    line: int
    texts: tuple[str, ...]
    id: str = ""
    source: str | None = None
    document: str = ""
    names: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def read_rows(path: Path, role: str, readers: Readers, encoding: str | None = None) -> list[Row]:
    """Segments of a file, or the blocks of a directory of articles.

    Parameters
    ----------
    role: "hypothesis", "reference" or "source": which field of a row is meant.

    Raises
    ------
    InputError: the file cannot be used; says where and what to do.
    """
    if path.is_dir():
        return list(_articles(path, readers.articles))
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return [_from_fields(path, line, row, role) for line, row in read_jsonl(path)]
    text = read_text(path, encoding).text
    if suffix in (".tsv", ".tab"):
        return list(_table(path, text, role))
    if suffix in (".tmx", ".xlf", ".xliff"):
        return list(_exchange(path, role, readers.pairs))
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return [Row(number, (line,)) for number, line in enumerate(lines, 1)]


def _field(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _from_fields(path: Path, line: int, row: Mapping[str, Any], role: str) -> Row:
    wanted = {"hypothesis": _TARGET, "reference": _REFERENCE, "source": _SOURCE}[role]
    value = _field(row, wanted)
    texts: list[str] = []
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            if isinstance(item.get("mention"), str):
                names.append(item["mention"])
            item = item.get("translation")
        if not isinstance(item, str):
            raise InputError(
                f"no {role} in this row (its fields: {', '.join(row) or 'none'})",
                f"name the field one of: {', '.join(wanted)}",
                path,
                line,
            )
        texts.append(item)
    given = _field(row, ("names", "mentions"))
    if isinstance(given, list):
        names += [name for name in given if isinstance(name, str)]
    labels = {}
    for key, other in row.items():
        if key in _KNOWN:
            continue
        if isinstance(other, list) and other and isinstance(other[0], str):
            labels[key] = other[0]
        elif isinstance(other, (str, bool)) and len(str(other)) <= 60:
            labels[key] = str(other)
    source = _field(row, _SOURCE) if role != "source" else None
    # A lone "text" beside a prediction is the source, as in prediction files; beside nothing it is the text.
    if source == value:
        source = None
    return Row(
        line,
        tuple(texts),
        str(row.get("id", "")),
        source if isinstance(source, str) else None,
        str(_field(row, _DOCUMENT) or ""),
        tuple(dict.fromkeys(names)),
        labels,
    )


def _table(path: Path, text: str, role: str) -> Iterator[Row]:
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if not lines:
        return
    header = [cell.strip().lower() for cell in lines[0].split("\t")]
    if set(header) & {"id", "hypothesis", "reference", "source", "target", "translation"}:
        for number, line in enumerate(lines[1:], 2):
            cells = line.split("\t")
            if len(cells) != len(header):
                raise InputError(
                    f"{len(cells)} columns where the header has {len(header)}",
                    "every line needs the same number of tabs",
                    path,
                    number,
                )
            yield _from_fields(path, number, dict(zip(header, cells, strict=True)), role)
        return
    width = len(header)
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) != width:
            raise InputError(
                f"{len(cells)} columns where the first line has {width}",
                "every line needs the same number of tabs",
                path,
                number,
            )
        first_is_source = width > 1
        if role == "source":
            yield Row(number, (cells[0],))
        else:
            yield Row(
                number, (cells[1 if first_is_source else 0],), source=cells[0] if first_is_source else None
            )


def _exchange(path: Path, role: str, read_pairs: ReadPairs) -> Iterator[Row]:
    for number, pair in enumerate(read_pairs(path), 1):
        text = pair.source if role == "source" else pair.target
        yield Row(number, (text,), source=None if role == "source" else pair.source, document=pair.document)


def _articles(path: Path, read_articles: ReadArticles) -> Iterator[Row]:
    files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    if not files:
        raise InputError("an empty directory", "name a directory of articles", path)
    for file in files:
        name = file.relative_to(path).with_suffix("").as_posix()
        for article in read_articles(file):
            document = f"{name}#{article.id}" if article.id else name
            for number, block in enumerate((b for b in article.blocks if b.is_story), 1):
                yield Row(number, (block.text,), f"{document}:{number}", document=document)


def read_test_set(
    hypotheses: Sequence[tuple[str, Path]],
    references: Sequence[Path],
    source: Path | None = None,
    *,
    readers: Readers,
    common: bool = False,
    source_language: str = "",
    target_language: str = "",
    encoding: str | None = None,
) -> tuple[TestSet, list[System]]:
    """The test set and its systems, matched by id where all files have ids, by position elsewhere.

    Parameters
    ----------
    hypotheses: name and path of each system.
    common: evaluate the segments that every file has instead of failing where one lacks some.

    Raises
    ------
    InputError: lengths or ids do not fit; names the file and what is missing.
    """
    if not hypotheses:
        raise OptionError("no hypothesis was given", "name one or more files of translations")
    names = [name for name, _ in hypotheses]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise OptionError(f"two systems are called {double!r}", "name them: NAME=FILE")
    read = [(path, read_rows(path, "hypothesis", readers, encoding)) for _, path in hypotheses]
    refs = [(path, read_rows(path, "reference", readers, encoding)) for path in references]
    src = [(source, read_rows(source, "source", readers, encoding))] if source is not None else []
    every = [*refs, *src, *read]
    for path, rows in every:
        if not rows:
            raise InputError("no segments", "the file is empty", path)
    notes: list[str] = []
    if all(row.id for _, rows in every for row in rows):
        every, note = _by_id(every, common)
        notes += note
    else:
        first_path, first = every[0]
        for path, rows in every[1:]:
            if len(rows) != len(first):
                line = min(len(rows), len(first)) + 1
                longer = path if len(rows) > len(first) else first_path
                raise InputError(
                    f"{len(rows)} segments, but {first_path} has {len(first)}",
                    f"{longer} goes on at line {line}; one segment a line in every file",
                    path,
                    line,
                )
    aligned_refs = every[: len(refs)]
    aligned_src = every[len(refs) : len(refs) + len(src)]
    aligned = every[len(refs) + len(src) :]
    for path, rows in aligned_refs:
        for row in rows:
            if not any(text.strip() for text in row.texts):
                raise InputError(
                    "the reference is empty", "leave the segment out of every file", path, row.line
                )
    for path, rows in aligned:
        empty = [row.line for row in rows if not row.texts[0].strip()]
        if empty:
            notes.append(
                f"{len(empty)} empty translation{'s' * (len(empty) > 1)} in {path.name} "
                f"(first on line {empty[0]}); they count as wrong"
            )
    model = aligned_refs[0][1] if aligned_refs else (aligned_src or aligned)[0][1]
    sources = _sources(aligned_src, [*aligned_refs, *aligned])
    rows_with = [rows for _, rows in (*aligned_refs, *aligned_src, *aligned)]
    documents = next(
        (tuple(r.document for r in rows) for rows in rows_with if any(r.document for r in rows)), None
    )
    gold = tuple(
        tuple(dict.fromkeys(n for _, rows in aligned_refs for n in rows[i].names)) for i in range(len(model))
    )
    labels = _labels(model)
    test_set = TestSet(
        ids=tuple(row.id or str(number) for number, row in enumerate(model, 1)),
        references=tuple(column for _, rows in aligned_refs for column in _columns(rows)),
        sources=sources,
        documents=documents,
        names=gold if any(gold) else None,
        labels=labels,
        source_language=source_language,
        target_language=target_language,
        digests=tuple((path.name, _path_digest(path)) for path, _ in (*refs, *src)),
        notes=tuple(notes),
    )
    systems = [
        System(name, tuple(row.texts[0] for row in rows), _path_digest(path))
        for (name, _), (path, rows) in zip(hypotheses, aligned, strict=True)
    ]
    return test_set, systems


def _by_id(
    every: list[tuple[Path, list[Row]]], common: bool
) -> tuple[list[tuple[Path, list[Row]]], list[str]]:
    tables: list[dict[str, Row]] = []
    for path, rows in every:
        table: dict[str, Row] = {}
        for row in rows:
            if row.id in table:
                raise InputError(f"the id {row.id!r} a second time", "ids must differ", path, row.line)
            table[row.id] = row
        tables.append(table)
    shared = [key for key in tables[0] if all(key in table for table in tables)]
    notes = []
    everything = dict.fromkeys(key for table in tables for key in table)
    if len(shared) < len(everything):
        for (path, _), table in zip(every, tables, strict=True):
            missing = next((key for key in everything if key not in table), None)
            if missing is not None and not common:
                number = sum(key not in table for key in everything)
                raise InputError(
                    f"{number} segments are missing, the first has the id {missing!r}",
                    "complete the file, or evaluate what all files have with --common",
                    path,
                )
        if not shared:
            raise InputError("no id is in all files", "compare their ids", every[0][0])
        left = len(everything) - len(shared)
        notes.append(f"{left} of {len(everything)} segments are not in every file and were left out")
    return [
        (path, [table[key] for key in shared]) for (path, _), table in zip(every, tables, strict=True)
    ], notes


def _columns(rows: Sequence[Row]) -> list[tuple[str | None, ...]]:
    """References of a file, one sequence each; files may hold several a segment."""
    width = max(len(row.texts) for row in rows)
    return [tuple(row.texts[n] if n < len(row.texts) else None for row in rows) for n in range(width)]


def _sources(
    given: Sequence[tuple[Path, list[Row]]], others: Sequence[tuple[Path, list[Row]]]
) -> tuple[str, ...] | None:
    if given:
        return tuple(row.texts[0] for row in given[0][1])
    for _, rows in others:
        if all(row.source is not None for row in rows):
            return tuple(row.source or "" for row in rows)
    return None


def _labels(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """Fields that part the segments into a few groups."""
    keys = dict.fromkeys(key for row in rows for key in row.labels)
    found = {}
    for key in keys:
        values = tuple(row.labels.get(key, "") for row in rows)
        if 1 < len(set(values)) <= max(12, len(rows) // 20):
            found[key] = values
    return found


def _path_digest(path: Path) -> str:
    if path.is_dir():
        parts = [digest(read_bytes(p)) for p in sorted(path.rglob("*")) if p.is_file()]
        return digest("\n".join(parts))
    return digest(read_bytes(path))
