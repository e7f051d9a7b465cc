"""The corpus of Korean-English news pairs that bitext publishes, `corpora/news-pairs` (CC0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import InputError, OptionError
from .files import read_text, resource

SPLITS = ("train", "dev")
_PAIR_COLUMNS = ("ko", "en", "terms")
_ARTICLE_COLUMNS = ("article", "sentence", "section", "split", "ko", "en", "terms")


@dataclass(frozen=True, slots=True)
class NewsPair:
    """A sentence pair with the names and terms marked in it.

    `terms` are (Korean, English) forms as they stand in this pair. `article`,
    `sentence` (0-based, with gaps where a sentence belongs to the other split) and
    `section` are set where the pair is part of one of the articles.
    """

    ko: str
    en: str
    terms: tuple[tuple[str, str], ...] = ()
    article: str = ""
    sentence: int = 0
    section: str = ""


def read_news_pairs(split: str, folder: str | Path | None = None) -> Iterator[NewsPair]:
    """Pairs of the split "train" or "dev", in their order.

    Parameters
    ----------
    folder: where the corpus lies; None takes the one that travels with bitext.

    Raises
    ------
    OptionError: there is no such split.
    InputError: a file is missing or a line has not the right columns.
    """
    path = _folder(folder) / f"{_checked(split)}.tsv"
    for number, (ko, en, terms) in _rows(path, _PAIR_COLUMNS):
        yield NewsPair(ko, en, _terms(terms, path, number))


def read_news_articles(split: str, folder: str | Path | None = None) -> Iterator[list[NewsPair]]:
    """Articles as lists of consecutive pairs of one split; those with none are left out.

    The pairs are also in :func:`read_news_pairs`, without their place.
    """
    _checked(split)
    path = _folder(folder) / "articles.tsv"
    article: list[NewsPair] = []
    for number, (name, sentence, section, where, ko, en, terms) in _rows(path, _ARTICLE_COLUMNS):
        if where not in SPLITS or not sentence.isdecimal():
            raise InputError(f"no split {where!r} or sentence {sentence!r}", "restore the file", path, number)
        if article and article[0].article != name:
            yield article
            article = []
        if where == split:
            article.append(NewsPair(ko, en, _terms(terms, path, number), name, int(sentence), section))
    if article:
        yield article


def _checked(split: str) -> str:
    if split not in SPLITS:
        raise OptionError(f"no split {split!r} of the news pairs", f"known: {', '.join(SPLITS)}")
    return split


def _folder(folder: str | Path | None) -> Path:
    return resource("corpora/news-pairs") if folder is None else Path(folder)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    lines = read_text(path).text.split("\n")
    if tuple(lines[0].split("\t")) != columns:
        raise InputError(f"the first line is {lines[0][:80]!r}", f"expected {' '.join(columns)}", path, 1)
    for number, line in enumerate(lines[1:], 2):
        if line:
            fields = line.split("\t")
            if len(fields) != len(columns):
                raise InputError(f"{len(fields)} columns", f"expected {len(columns)}", path, number)
            yield number, fields


def _terms(field: str, path: Path, number: int) -> tuple[tuple[str, str], ...]:
    terms = []
    for item in field.split("; ") if field else []:
        ko, equals, en = item.partition("=")
        if not (equals and ko and en):
            raise InputError(f"{item!r} is no term", "Korean=English", path, number)
        terms.append((ko, en))
    return tuple(terms)
