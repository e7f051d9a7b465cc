"""The ledger: who is spelt how, who bears which title, which form a term took, and where.

Kept over the articles of a batch in memory, or over batches in a SQLite file. What
the articles of a batch are checked against is the whole ledger, their own entries
among it, so that the order of the articles does not matter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date as Date
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from ..errors import BitextError, InputError
from ..files import check_database
from ..languages.en.names import PersonName, person_names
from ..languages.en.titles import titles as english_titles
from ..languages.ko.mentions import common_english
from ..languages.ko.sounds import fold
from ..languages.ko.titles import titles as korean_titles
from ..terms.base import TermBase
from ..text import Finding, SegmentPair, Severity, Span
from .base import CheckContext, finding
from .linking import HangulWord, hangul_words, name_link, sides, word_link
from .spelling import slip

VERSION = 1
_KINDS = ("person", "name", "title", "term")
_SHOWN = 5  # places that a message names
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, form TEXT NOT NULL, skeleton TEXT NOT NULL,
    UNIQUE (kind, key, form)
);
CREATE INDEX IF NOT EXISTS entry_skeleton ON entry (kind, skeleton);
CREATE TABLE IF NOT EXISTS place (
    entry INTEGER NOT NULL REFERENCES entry (id), document TEXT NOT NULL, pair TEXT NOT NULL, date TEXT NOT NULL,
    PRIMARY KEY (entry, document, pair)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_document ON place (document);
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a form stands: the document (file or name), the pair in it, the day (ISO, "" if unknown)."""

    document: str
    pair: str = ""
    date: str = ""

    def __str__(self) -> str:
        if not self.document or self.pair.startswith(self.document):
            return self.pair or self.document
        return f"{self.document}:{self.pair}" if self.pair else self.document


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a key took: how often, in how many documents, first when, and some places."""

    form: str
    count: int
    documents: int
    since: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A form found in a pair, with its spans on both sides."""

    kind: str
    key: str
    form: str
    place: Place
    source_span: Span | None = None
    target_span: Span | None = None


def skeleton(form: str) -> str:
    """Key under which near spellings meet: the consonants of the last word, doubles once, like sounds alike.

    >>> skeleton("Stephen Biegun") == skeleton("Beigun")
    True
    """
    words = [w for part in form.split() if (w := fold(part))]
    last = words[-1] if words else ""
    for old, new in (
        ("ph", "f"),
        ("ck", "k"),
        ("c", "k"),
        ("q", "k"),
        ("z", "s"),
        ("w", "v"),
        ("y", "i"),
        ("h", ""),
    ):
        last = last.replace(old, new)
    kept = [c for i, c in enumerate(last) if c not in "aeiou" or i == 0]
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


class Ledger:
    """Forms by kind ("person", "name", "title", "term") and key, with their places.

    Use as a context manager: what was added is written when the block ends well, and
    dropped when it raises. One process writes at a time; readers are not kept waiting
    (write-ahead log).
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, inside a transaction."""
        return self._db

    @classmethod
    def open(cls, path: str | Path | None = None) -> Ledger:
        """Open the ledger in a SQLite file, made if it does not exist; in memory for None.

        Raises
        ------
        InputError: the file is no ledger, or of a newer version.
        BitextError: it cannot be opened or is locked.
        """
        try:
            if path is not None:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                check_database(path, "ledger")
            db = sqlite3.connect(
                ":memory:" if path is None else str(path), timeout=10.0, isolation_level=None
            )
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if version > VERSION or (version == 0 and tables):
                db.close()
                what = f"a ledger of version {version}" if version else "another database, not a ledger"
                raise InputError(what, f"this release reads version {VERSION}; name another file", path)
            if path is not None:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
            if version == 0:
                db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if "not a database" in str(error):
                raise InputError(
                    "not a ledger", "name a file that --ledger has made, or a new one", path
                ) from error
            raise BitextError(
                f"{path}: the ledger cannot be opened: {error}", "is another run using it?"
            ) from error
        except OSError as error:
            raise BitextError(f"{path}: the ledger cannot be opened: {error.strerror or error}") from error
        return cls(db)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        self.close()

    def commit(self) -> None:
        """Write what was added; go on."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close without writing what was not committed."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()

    def add(self, kind: str, key: str, form: str, place: Place) -> None:
        """Note that `key` took `form` at `place`; noting it again changes nothing.

        Raises
        ------
        ValueError: a kind that is none of the four.
        """
        if kind not in _KINDS:
            raise ValueError(f"kind {kind!r} is none of {', '.join(_KINDS)}")
        self._db.execute(
            "INSERT OR IGNORE INTO entry (kind, key, form, skeleton) VALUES (?, ?, ?, ?)",
            (kind, key, form, skeleton(form) if kind in ("person", "name") else ""),
        )
        self._db.execute(
            "INSERT OR REPLACE INTO place SELECT id, ?, ?, ? FROM entry WHERE kind = ? AND key = ? AND form = ?",
            (place.document, place.pair, place.date, kind, key, form),
        )

    def forget(self, document: str) -> None:
        """Drop all places of a document, as before it is read again."""
        self._db.execute("DELETE FROM place WHERE document = ?", (document,))

    def forms(self, kind: str, key: str) -> list[Form]:
        """Forms of a key, the one in most documents first, then the commonest, the oldest, by alphabet."""
        rows = self._db.execute("SELECT id, form FROM entry WHERE kind = ? AND key = ?", (kind, key))
        return self._ranked(rows.fetchall())

    def near(self, kind: str, form: str) -> list[tuple[str, Form]]:
        """Keys and forms spelt one slip away from `form`, or just so."""
        rows = self._db.execute(
            "SELECT id, form, key FROM entry WHERE kind = ? AND skeleton = ?", (kind, skeleton(form))
        ).fetchall()
        mine = fold(form)
        close = [row for row in rows if fold(row[1]) == mine or slip(fold(row[1]), mine)]
        found = [(row[2], self._ranked([(row[0], row[1])])) for row in close]
        return sorted(
            ((key, ranked[0]) for key, ranked in found if ranked), key=lambda item: (item[0], item[1].form)
        )

    def _ranked(self, rows: Sequence[tuple[int, str]]) -> list[Form]:
        found: list[Form] = []
        for entry, form in rows:
            count, documents, since = self._db.execute(
                "SELECT count(*), count(DISTINCT document), min(nullif(date, '')) FROM place WHERE entry = ?",
                (entry,),
            ).fetchone()
            if count:
                places = self._db.execute(
                    "SELECT document, pair, date FROM place WHERE entry = ? ORDER BY document, pair LIMIT ?",
                    (entry, _SHOWN),
                )
                found.append(Form(form, count, documents, since or "", tuple(Place(*row) for row in places)))
        return sorted(found, key=lambda f: (-f.documents, -f.count, f.since or "9999", f.form))

    def __len__(self) -> int:
        """How many forms of keys are known."""
        return int(self._db.execute("SELECT count(*) FROM entry").fetchone()[0])


def document_of(pair: SegmentPair) -> str:
    """Name under which the ledger keeps the document of a pair."""
    return pair.document or pair.target_file or pair.source_file or pair.id


def sightings(pairs: Sequence[SegmentPair], terms: TermBase | None = None) -> Iterator[Sighting]:
    """Names, titles and terms of one document, each with the form that it took."""
    for pair in pairs:
        side = sides(pair)
        if side is None:
            continue
        place = Place(document_of(pair), pair.id, pair.date.isoformat() if pair.date else "")

        def spans(
            korean: Span | None, english: Span | None, first: bool = side.korean_is_source
        ) -> tuple[Span | None, Span | None]:
            return (korean, english) if first else (english, korean)

        hangul = hangul_words(side.korean)
        names = person_names(side.english, common_english().__contains__) if hangul else []
        posts = english_titles(side.english) if names else []
        offices = korean_titles(side.korean) if names else []
        for name in names:
            key, korean = _hangul_name(name, hangul)
            if not key:
                continue
            kind = "person" if len(name.words) > 1 else "name"
            yield Sighting(kind, key, side.english[slice(*name.span)], place, *spans(korean, name.span))
            if korean is None:
                continue
            post = next((p for p in posts if 0 <= name.span[0] - p.end <= 1 and p.before_name), None)
            office = next((o for o in offices if 0 <= o.start - korean[1] <= 1), None)
            if post is not None and office is not None:
                form = side.english[post.start : post.end].lower()
                where = spans((office.start, office.end), (post.start, post.end))
                yield Sighting("title", f"{key} {office.text}", form, place, *where)
        if terms is not None:
            yield from _terms(pair, side.korean, side.english, terms, place, side.korean_is_source)


def _hangul_name(name: PersonName, hangul: Sequence[HangulWord]) -> tuple[str, Span | None]:
    """The Hangul of a Latin name as it stands in the text, "" where a word of it has none."""
    whole = name_link(name.words, hangul)
    if whole is not None:
        return whole.stem, (whole.start, whole.end)
    links = [word_link(w.text, hangul) for w in name.words if len(fold(w.text)) > 1]
    found = sorted((k for k in links if k is not None), key=lambda k: k.start)
    if not found or len(found) < len(links) or any(k.score < 3.0 or len(k.stem) < 2 for k in found):
        return "", None
    if any(b.start - a.end > 2 or b.start < a.end for a, b in pairwise(found)):
        return "", None
    return " ".join(k.stem for k in found), (found[0].start, found[-1].end)


def _terms(
    pair: SegmentPair, korean: str, english: str, terms: TermBase, place: Place, korean_first: bool
) -> Iterator[Sighting]:
    sought = {
        id(term): (term, span) for term, span in terms.find(korean, "ko", pair.date) if term.kind != "place"
    }
    if not sought:
        return
    for term, span in terms.find(english, "en", pair.date):
        mine = sought.get(id(term))
        if mine is not None:
            source, target = (mine[1], span) if korean_first else (span, mine[1])
            form = english[slice(*span)].removeprefix("the ").lower()
            key = term.source[0] if term.source_language == "ko" else term.target[0]
            yield Sighting("term", key, form, place, source, target)


_MESSAGES: dict[str, tuple[str, Severity, str]] = {
    "person": ("spelling", "warning", "{key} is {form!r} here, elsewhere {other}"),
    "name": ("spelling", "warning", "{key} is {form!r} here, elsewhere {other}"),
    "title": ("titles", "warning", "{key} is {form!r} here, elsewhere {other}"),
    "term": ("terms", "note", "{key} is {form!r} here, elsewhere {other}"),
}


class Batch:
    """A batch that is read into a ledger document by document, and then checked against it.

    What was seen, with the texts of its pairs, is kept in temporary tables of the
    ledger's connection, on disk: memory does not grow with the batch.
    """

    def __init__(self, ledger: Ledger, context: CheckContext | None = None) -> None:
        self._ledger = ledger
        self._terms = context.terms if context is not None else None
        self._db = ledger.connection
        for statement in _TEMPORARY:
            self._db.execute(statement)

    def read(self, pairs: Sequence[SegmentPair]) -> None:
        """Take in the pairs of one document; what the ledger knew of it from before is dropped."""
        for document in sorted({document_of(pair) for pair in pairs}):
            new = self._db.execute("INSERT OR IGNORE INTO batch_document VALUES (?)", (document,))
            if new.rowcount:
                self._ledger.forget(document)
        by_id = {pair.id: pair for pair in pairs}
        rows: dict[str, int | None] = {}
        for s in sightings(pairs, self._terms):
            self._ledger.add(s.kind, s.key, s.form, s.place)
            if s.place.pair not in rows:
                text = (_packed(by_id[s.place.pair]),)
                rows[s.place.pair] = self._db.execute(
                    "INSERT INTO batch_pair (text) VALUES (?)", text
                ).lastrowid
            values = (
                s.kind, s.key, s.form, s.place.document, s.place.pair, s.place.date,
                *(s.source_span or (None, None)), *(s.target_span or (None, None)), rows[s.place.pair],
            )  # fmt: skip
            self._db.execute(f"INSERT INTO batch_seen VALUES ({', '.join('?' * len(values))})", values)

    def findings(self) -> Iterator[Finding]:
        """Findings in what was read, by document and place."""
        found: list[tuple[Place, int, Finding]] = []
        keys = self._db.execute("SELECT DISTINCT kind, key FROM batch_seen ORDER BY kind, key")
        for kind, key in keys:
            forms = self._ledger.forms(kind, key)
            preferred: dict[str, Form | None] = {}
            for *values, text in self._db.execute(
                "SELECT form, document, pair, date, a, b, c, d, text FROM batch_seen"
                " JOIN batch_pair ON batch_pair.id = batch_seen.text_of WHERE kind = ? AND key = ?",
                (kind, key),
            ):
                form, document, pair, date, a, b, c, d = values
                if form not in preferred:
                    preferred[form] = _preferred(kind, key, form, forms, self._ledger)
                best = preferred[form]
                place = Place(document, pair, date)
                if best is None or _only_here(kind, best, place):
                    continue
                source, target = None if a is None else (a, b), None if c is None else (c, d)
                sighting = Sighting(kind, key, form, place, source, target)
                item = _told(sighting, _unpacked(text), best)
                found.append((place, (target or source or (0, 0))[0], item))
        found.sort(key=lambda entry: (entry[0], entry[1], entry[2].message))
        yield from (item for _, _, item in found)


_TEMPORARY = (
    "CREATE TEMP TABLE IF NOT EXISTS batch_document (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS batch_pair (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TEMP TABLE IF NOT EXISTS batch_seen (kind TEXT, key TEXT, form TEXT, document TEXT, pair TEXT, date TEXT,"
    " a INTEGER, b INTEGER, c INTEGER, d INTEGER, text_of INTEGER)",
    "CREATE INDEX IF NOT EXISTS temp.batch_key ON batch_seen (kind, key)",
    "DELETE FROM temp.batch_document",
    "DELETE FROM temp.batch_pair",
    "DELETE FROM temp.batch_seen",
)


def _packed(pair: SegmentPair) -> str:
    row = asdict(pair)
    row["date"] = pair.date.isoformat() if pair.date else None
    return json.dumps(row, ensure_ascii=False)


def _unpacked(text: str) -> SegmentPair:
    row = json.loads(text)
    row["date"] = Date.fromisoformat(row["date"]) if row["date"] else None
    return SegmentPair(**row)


def check_batch(
    documents: Iterable[Sequence[SegmentPair]], ledger: Ledger, context: CheckContext | None = None
) -> Iterator[Finding]:
    """Findings of a batch against the ledger, which takes the batch in first.

    The minority form of a name, a title or a term is the finding, at each of its places
    in the batch; the message names places of the form that is commoner (in more
    documents, then in more places, then older, then by alphabet). The findings come by
    document and place, whatever the order of `documents`. A document that the ledger
    knows already replaces what it said before. Two spellings inside one document are
    for the check "spelling".

    Parameters
    ----------
    documents: pairs of one article each.
    ledger: opened with :meth:`Ledger.open`; call its `commit` (or leave its block) to keep the batch.
    context: its term base says which terms are followed.
    """
    batch = Batch(ledger, context)
    for pairs in documents:
        batch.read(pairs)
    yield from batch.findings()


def _plain(kind: str, form: str) -> str:
    """What makes two forms of a kind the same."""
    return fold(form) if kind in ("person", "name") else form.removesuffix("s")


def _preferred(kind: str, key: str, form: str, forms: list[Form], ledger: Ledger) -> Form | None:
    """The form that should stand in place of `form`, None where it is right."""
    mine = _plain(kind, form)
    best = forms[0]
    if _plain(kind, best.form) != mine:
        # One Hangul word may be two names: 정 is Chung or Jung.
        return None if kind == "name" and not slip(mine, fold(best.form)) else best
    if kind not in ("person", "name"):
        return None
    # Another Hangul spelling, or none: the archive may know the name under another key.
    others = [
        other
        for other_key, other in ledger.near(kind, form)
        if fold(other.form) != mine and _one_person(key, other_key) and other.documents > best.documents
    ]
    return max(others, key=lambda f: (f.documents, f.count, f.form), default=None)


def _only_here(kind: str, best: Form, place: Place) -> bool:
    """Whether a name is spelt otherwise in its own document only, which is for the check "spelling"."""
    return kind in ("person", "name") and {p.document for p in best.places} == {place.document}


def _told(sighting: Sighting, pair: SegmentPair, best: Form) -> Finding:
    check, severity, message = _MESSAGES[sighting.kind]
    other = f"{best.form!r} ({best.count} times: {', '.join(map(str, best.places))})"
    text = message.format(key=sighting.key, form=sighting.form, other=other)
    return finding(
        pair, check, severity, text, "target", sighting.source_span, sighting.target_span, best.form
    )


def _one_person(a: str, b: str) -> bool:
    """Whether two Hangul names differ by a syllable at most."""
    return a != b and len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= 1
