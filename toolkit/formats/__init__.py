"""Reading and writing articles and bitexts: a module for each family of formats, one table of them all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from ..errors import InputError, OptionError, unknown_name
from ..languages.detect import detect
from ..languages.iso639 import language_name
from ..text import Article, SegmentPair
from . import exchange, tables
from .base import Format, Reading, Replaced, Translated
from .exchange import TMX, XLIFF
from .html import HTML
from .hwpx import HWPX
from .markdown import MARKDOWN
from .office import DOCX
from .subtitles import SUBTITLES
from .tables import JSONL
from .text import TEXT

FORMATS: dict[str, Format] = {
    f.name: f for f in (TEXT, MARKDOWN, HTML, JSONL, DOCX, HWPX, SUBTITLES, XLIFF, TMX)
}

__all__ = [
    "FORMATS",
    "PAIR_FORMATS",
    "Batch",
    "Format",
    "Reading",
    "Replaced",
    "Translated",
    "format_of",
    "pair_format",
    "read_articles",
    "read_directory",
    "read_pairs",
    "replace_blocks",
    "write_pairs",
]

DEFAULT = Reading()
PAIR_FORMATS: tuple[str, ...] = ("csv", "jsonl", "tmx", "tsv", "xliff")

_TOLD = ("ko", "en", "ja", "zh", "ru", "fr", "de", "es", "it", "pt", "vi", "ar")
"""Languages that a path tells whatever was asked for; more would take words of a name for a language."""
_SKIPPED = frozenset({"__pycache__", "node_modules"})
_UNREAD = frozenset({".doc", ".hwp", ".odt", ".pdf", ".rtf"})  # known to hold articles, not read


def format_of(path: str | Path, name: str | None = None) -> Format:
    """The format named, or the one that the file's extension says.

    Raises
    ------
    OptionError: no format of that name.
    InputError: no format has that extension.
    """
    if name is not None:
        if name not in FORMATS:
            raise unknown_name("format", name, FORMATS)
        return FORMATS[name]
    suffix = Path(path).suffix.lower()
    for candidate in FORMATS.values():
        if suffix in candidate.extensions:
            return candidate
    known = ", ".join(sorted(e for f in FORMATS.values() for e in f.extensions))
    raise InputError(
        f"no format for the extension {suffix!r}", f"known: {known}; or name the format with --format", path
    )


def read_articles(
    path: str | Path, reading: Reading = DEFAULT, format: str | None = None
) -> Iterator[Article]:
    """Articles of one file, in order.

    Raises
    ------
    InputError: the file cannot be used; two of its articles have the same id.
    """
    path = Path(path)
    seen: set[str] = set()
    for article in format_of(path, format).read(path, reading):
        if article.id in seen:
            raise InputError(f"two articles have the id {article.id!r}", "give each article its own id", path)
        seen.add(article.id)
        yield article


def replace_blocks(
    path: str | Path,
    translated: Translated,
    target_language: str,
    reading: Reading = DEFAULT,
    format: str | None = None,
) -> Replaced:
    """The file at `path` with new blocks for its articles, all else as it was.

    Raises
    ------
    OptionError: the format can only be read.
    """
    chosen = format_of(path, format)
    if chosen.replace is None:
        raise OptionError(f"{chosen.name} files can be read, but not written", "choose another format")
    return chosen.replace(Path(path), translated, target_language, reading)


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles of a directory in the order of their names, and what could not be used of it."""

    articles: tuple[Article, ...]
    errors: tuple[InputError, ...]


def read_directory(
    directory: str | Path,
    languages: Sequence[str] = ("ko", "en"),
    reading: Reading = DEFAULT,
    format: str | None = None,
    leave_out: Iterable[str | Path] = (),
) -> Batch:
    """All articles under a directory, in `languages` only.

    The language of a file is told by a folder (`ko/`) or by its name
    (`story.ko.txt`), else by what it says of itself, else by its text. Hidden files,
    files of no known format that no language marks, and the paths `leave_out` (an
    output directory inside) are passed over. Paths in articles and errors are
    relative to `directory`.

    Raises
    ------
    InputError: no such directory, or no file in it that could hold an article.
    """
    root = Path(directory)
    if not root.exists():
        raise InputError("no such directory", "check the path", root)
    if not root.is_dir():
        raise InputError(
            "this is a file, not a directory", "name the directory that holds the articles", root
        )
    excluded = {Path(p).resolve() for p in leave_out}
    articles: list[Article] = []
    errors: list[InputError] = []
    keys: dict[tuple[str, str], str] = {}
    candidates = list(_walk(root, root, excluded, errors))
    for name in candidates:
        told = _told_language(name, languages)
        own = replace(reading, name=name, language=reading.language or told)
        seen: set[str] = set()
        try:
            for article in _each(root / name, own, format, errors):
                problem = _language_problem(article, languages, told, reading)
                key = (article.language, _logical(name, languages) + (f"#{article.id}" if article.id else ""))
                if article.id in seen:
                    problem = (f"two articles have the id {article.id!r}", "give each article its own id")
                elif key in keys:
                    problem = (
                        f"same name and language as {keys[key]}",
                        "rename one of them, or take it away",
                    )
                seen.add(article.id)
                if problem is not None:
                    errors.append(InputError(*problem, name))
                    continue
                keys[key] = name
                articles.append(article)
        except InputError as error:
            errors.append(InputError(error.message, error.hint, name, error.line))
    if not candidates and not errors:
        known = ", ".join(sorted(e for f in FORMATS.values() for e in f.extensions))
        raise InputError(
            "no articles in this directory", f"it should hold files that end in one of {known}", root
        )
    return Batch(tuple(articles), tuple(errors))


def _each(path: Path, reading: Reading, format: str | None, errors: list[InputError]) -> Iterator[Article]:
    """Articles of one file; a bad row of a file of many is noted and the others are still read."""
    if path.suffix.lower() in _UNREAD:
        raise InputError(
            f"{path.suffix} files cannot be read", "save it as .docx, .hwpx or text", reading.name
        )
    chosen = format_of(path, format)
    if chosen.name == JSONL.name:

        def note(error: InputError) -> None:
            errors.append(InputError(error.message, error.hint, reading.name, error.line))

        yield from tables.read_good(path, reading, note)
    else:
        yield from chosen.read(path, reading)


def _walk(root: Path, folder: Path, excluded: set[Path], errors: list[InputError]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        name = folder.relative_to(root).as_posix()
        errors.append(
            InputError(f"cannot be read: {error.strerror or error}", "change its permissions", name)
        )
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith((".", "~$")) or path.resolve() in excluded or entry.name in _SKIPPED:
            continue
        if entry.is_dir(follow_symlinks=False):
            if os.access(path / "results.json", os.F_OK) and os.access(path / "findings.jsonl", os.F_OK):
                continue  # what an earlier run has written
            yield from _walk(root, path, excluded, errors)
        elif entry.is_symlink() and not path.exists():
            errors.append(InputError("a link to nothing", "take it away", path.relative_to(root).as_posix()))
        elif entry.is_file() and _is_candidate(path):
            yield path.relative_to(root).as_posix()


def _is_candidate(path: Path) -> bool:
    """Whether a file may hold an article: its extension is known, and it is no list that lies beside articles."""
    suffix = path.suffix.lower()
    if path.stem.lower() in ("readme", "license", "notice", "changelog", "sources"):
        return False
    if suffix in JSONL.extensions and tables.is_result(path):
        return False
    if suffix in TMX.extensions:
        return False  # a memory beside the articles
    return suffix in _UNREAD or any(suffix in f.extensions for f in FORMATS.values())


def _told_language(name: str, languages: Sequence[str]) -> str | None:
    """The language that the path says: story.ko.txt, story_ko.txt, ko/story.txt."""
    *folders, file = name.split("/")
    match = re.search(r"[._-]([A-Za-z]{2,3})(?:[-_][A-Za-z]{2})?\.[^.]+$", file)
    if match and match[1].lower() in (*languages, *_TOLD):
        return match[1].lower()
    stem = file.rsplit(".", 1)[0].lower()
    if stem in languages:
        return stem
    return next((f.lower() for f in reversed(folders) if f.lower() in (*languages, *_TOLD)), None)


def _logical(name: str, languages: Sequence[str]) -> str:
    """The path without what says the language and the format."""
    *folders, file = name.split("/")
    stem = file.rsplit(".", 1)[0]
    stem = re.sub(r"[._-](" + "|".join(map(re.escape, (*languages, *_TOLD))) + r")$", "", stem, flags=re.I)
    return "/".join([*(f for f in folders if f.lower() not in languages), stem])


def _language_problem(
    article: Article, languages: Sequence[str], told: str | None, reading: Reading
) -> tuple[str, str] | None:
    """What is wrong with the language of an article, and the remedy; None where nothing is."""
    which = f"article {article.id!r} is in" if article.id else "is in"
    found = None if reading.language else detect("\n".join(b.text for b in article.blocks if b.is_story))
    if article.language not in languages:
        language = language_name(article.language)
        wanted = " or ".join(language_name(code) for code in languages)
        if article.language == "und":
            language = "a language that is not recognised"
        return (
            f"{which} {language}, not in {wanted}",
            "take it out of the batch, or name its language with -s or -t",
        )
    if found is not None and found.certain and found.language != article.language:
        seen = language_name(found.language)
        says = language_name(article.language)
        where = "the path" if told else "the file"
        return f"{which} {seen}, but {where} says {says}", "rename it, or take it out of the batch"
    return None


def read_pairs(
    path: str | Path,
    source_language: str = "ko",
    target_language: str = "en",
    format: str | None = None,
    encoding: str | None = None,
) -> Iterator[SegmentPair]:
    """Pairs of a bitext file (jsonl, tsv, csv, tmx, xliff); all but xliff are streamed.

    `source_language` and `target_language` stand where the file does not say.

    Raises
    ------
    InputError: a line that is no pair, with its number.
    """
    path = Path(path)
    if format is None and path.is_dir():
        raise InputError("this is a directory", "name a bitext file in it", path)
    chosen = pair_format(path, format)
    languages = (source_language, target_language)
    if chosen == "jsonl":
        return tables.read_pairs_jsonl(path, languages, encoding)
    if chosen in ("tsv", "csv"):
        return tables.read_pairs_table(path, languages, encoding, comma=chosen == "csv")
    if chosen == "tmx":
        return exchange.read_pairs_tmx(path, languages, encoding)
    return exchange.read_pairs_xliff(path, languages, encoding)


def pair_format(path: str | Path, name: str | None = None) -> str:
    """The bitext format named, or the one that the file's extension says.

    Raises
    ------
    OptionError: no bitext format of that name.
    InputError: no bitext format has that extension.
    """
    if name is not None:
        if name not in PAIR_FORMATS:
            raise unknown_name("bitext format", name, PAIR_FORMATS)
        return name
    suffix = Path(path).suffix.lower()
    chosen = {".tab": "tsv", ".xlf": "xliff", ".ndjson": "jsonl"}.get(suffix, suffix[1:])
    if chosen not in PAIR_FORMATS:
        known = ", ".join(sorted([*(f".{f}" for f in PAIR_FORMATS), ".tab", ".xlf", ".ndjson"]))
        raise InputError(f"no bitext format has the extension {suffix!r}", f"known: {known}", path)
    return chosen


def write_pairs(stream: IO[bytes], format: str, pairs: Iterable[SegmentPair]) -> int:
    """Write pairs to a binary stream as one of PAIR_FORMATS; returns how many there were."""
    if format == "jsonl":
        return tables.write_pairs_jsonl(stream, pairs)
    if format in ("tsv", "csv"):
        return tables.write_pairs_table(stream, pairs, "\t" if format == "tsv" else ",")
    if format == "tmx":
        return exchange.write_pairs_tmx(stream, pairs)
    if format == "xliff":
        return exchange.write_pairs_xliff(stream, pairs)
    raise unknown_name("bitext format", format, PAIR_FORMATS)
