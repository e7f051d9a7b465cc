"""Translation memory in SQLite: exact, in context, fuzzy, and by meaning.

Exact matches are found by a hash of the normalised source; fuzzy ones through a
trigram index (FTS5), of which only the rarest trigrams of a sentence are read,
and are then measured by the Levenshtein distance; matches by meaning compare
sentence vectors, which are made when they are asked for.
"""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BitextError, InputError, ModelError
from ..files import check_database, digest

if TYPE_CHECKING:
    from ..engines.base import Encoder

SCHEMA = 1
_POSTINGS = 8_000  # entries read from the trigram index for one sentence
_GRAMS = 24
_CANDIDATES = 100
_HELD = 400_000  # trigrams counted in memory before they are written down

CONTEXT = 1.01
"""Similarity of an exact match that stands between the same neighbours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence with its translation.

    `previous` and `following` are the neighbours of the source in its article.
    `author` and `changed` (ISO 8601, UTC) say who wrote it and when; `origin` is
    "human", "review" or the name of a model. `penalty` (0 to 1) is taken off the
    similarity of every match with it.
    """

    source: str
    target: str
    source_language: str = "ko"
    target_language: str = "en"
    previous: str = ""
    following: str = ""
    author: str = ""
    changed: str = ""
    origin: str = "human"
    penalty: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that resembles a sentence.

    `similarity` is 1.01 for an exact match in context, 1 for an exact one, else
    below 1: the Levenshtein similarity, or the cosine for one by meaning, less the
    entry's penalty. `kind` is "context", "exact", "fuzzy" or "meaning".
    """

    entry: Entry
    similarity: float
    kind: str

    @property
    def target(self) -> str:
        """The translation that the memory holds."""
        return self.entry.target


def normalise(text: str) -> str:
    """Text as the memory compares it: NFKC, one space between words, no case, plain quotes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate(_QUOTES)
    return " ".join(text.split())


_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})

_COLUMNS = "source, target, source_language, target_language, previous, following, author, changed, origin, penalty, note"


class Memory:
    """A translation memory in one file; a context manager.

    Parameters
    ----------
    path: the file, made where there is none; ":memory:" keeps it in memory.

    Raises
    ------
    InputError: the file is no translation memory, or of a newer version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        if self.path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            check_database(path, "translation memory")
        try:
            self._db = sqlite3.connect(self.path, check_same_thread=False, timeout=30)
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master")}
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"not a translation memory: {error}", "import TMX files with: bitext memory import", path
            ) from error
        if version > SCHEMA:
            raise InputError("made by a newer version of bitext", "update bitext-toolkit", path)
        if tables and "entries" not in tables:
            raise InputError("an SQLite file, but no translation memory", "name another file", path)
        if not tables:
            self._make()

    def _make(self) -> None:
        self._db.executescript(
            f"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE entries (
                id INTEGER PRIMARY KEY, key INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
                source_language TEXT NOT NULL, target_language TEXT NOT NULL, previous TEXT NOT NULL,
                following TEXT NOT NULL, author TEXT NOT NULL, changed TEXT NOT NULL, origin TEXT NOT NULL,
                penalty REAL NOT NULL, note TEXT NOT NULL);
            CREATE INDEX by_key ON entries (key);
            CREATE VIRTUAL TABLE grams USING fts5(text, content='', detail='none', tokenize='trigram');
            CREATE TABLE frequency (gram TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE vectors (id INTEGER PRIMARY KEY, model TEXT NOT NULL, vector BLOB NOT NULL);
            PRAGMA user_version = {SCHEMA};
            """
        )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Writing

    def add(self, entries: Iterable[Entry]) -> int:
        """Add entries, all or none; gives how many are new.

        An entry whose source, target, languages and neighbours are there already is
        not added again, but takes the newer date and author.

        Raises
        ------
        BitextError: the file cannot be written.
        """
        added = 0
        counts: Counter[str] = Counter()
        with self._writing():
            for entry in entries:
                added += self._add(entry, counts)
                if len(counts) > _HELD:
                    self._count(counts)
            self._count(counts)
        return added

    def _count(self, counts: Counter[str]) -> None:
        """Write down how often the trigrams stand in the memory, which tells the rare ones."""
        self._db.executemany(
            "INSERT INTO frequency VALUES (?, ?) ON CONFLICT (gram) DO UPDATE SET number = number + excluded.number",
            sorted(counts.items()),
        )
        counts.clear()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._db:
                yield
        except sqlite3.DatabaseError as error:
            raise BitextError(
                f"{self.path}: cannot be written: {error}", "is it in use, or is the disk full?"
            ) from error

    def _add(self, entry: Entry, counts: Counter[str]) -> int:
        if not entry.source.strip() or not entry.target.strip():
            return 0
        text = normalise(entry.source)
        key = _key(text, entry.source_language, entry.target_language)
        changed = entry.changed or _now()
        for row in self._db.execute(f"SELECT id, {_COLUMNS} FROM entries WHERE key = ?", (key,)).fetchall():
            there = Entry(*row[1:])
            if (there.source, there.target, there.previous, there.following) == (
                entry.source, entry.target, entry.previous, entry.following,
            ):  # fmt: skip
                if changed > there.changed:
                    self._db.execute(
                        "UPDATE entries SET changed = ?, author = ?, origin = ?, penalty = ? WHERE id = ?",
                        (changed, entry.author or there.author, entry.origin, entry.penalty, row[0]),
                    )
                return 0
        cursor = self._db.execute(
            f"INSERT INTO entries (key, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, entry.source, entry.target, entry.source_language, entry.target_language, entry.previous,
                entry.following, entry.author, changed, entry.origin, entry.penalty, entry.note,
            ),
        )  # fmt: skip
        self._db.execute("INSERT INTO grams (rowid, text) VALUES (?, ?)", (cursor.lastrowid, text))
        counts.update(_grams(text))
        return 1

    def correct(self, entry: Entry) -> None:
        """Keep a correction made in review: it wins over what the memory held for the sentence.

        Entries of the same source and neighbours are replaced; others stay.

        Raises
        ------
        BitextError: the file cannot be written.
        """
        with self._writing():
            key = _key(normalise(entry.source), entry.source_language, entry.target_language)
            rows = self._db.execute(
                "SELECT id, source FROM entries WHERE key = ? AND previous = ? AND following = ?",
                (key, entry.previous, entry.following),
            ).fetchall()
            for number, source in rows:
                self._delete(number, source)
            counts: Counter[str] = Counter()
            self._add(entry, counts)
            self._count(counts)

    def _delete(self, number: int, source: str) -> None:
        # A contentless index is told what it held.
        self._db.execute(
            "INSERT INTO grams (grams, rowid, text) VALUES ('delete', ?, ?)", (number, normalise(source))
        )
        self._db.execute("DELETE FROM entries WHERE id = ?", (number,))
        self._db.execute("DELETE FROM vectors WHERE id = ?", (number,))

    def forget(self, source: str, source_language: str, target_language: str) -> int:
        """Remove all entries of a source; gives how many.

        Raises
        ------
        BitextError: the file cannot be written.
        """
        with self._writing():
            rows = [
                (number, entry.source)
                for number, entry in self._exact(normalise(source), source_language, target_language)
            ]
            for number, text in rows:
                self._delete(number, text)
        return len(rows)

    # Looking up

    def best(
        self,
        text: str,
        source_language: str,
        target_language: str,
        *,
        previous: str = "",
        following: str = "",
        threshold: float = 1.0,
    ) -> Match | None:
        """The best match of at least `threshold`, None where there is none."""
        found = self.matches(
            text, source_language, target_language, previous=previous, following=following,
            threshold=threshold, limit=1,
        )  # fmt: skip
        return found[0] if found else None

    def matches(
        self,
        text: str,
        source_language: str,
        target_language: str,
        *,
        previous: str = "",
        following: str = "",
        threshold: float = 0.7,
        limit: int = 5,
    ) -> list[Match]:
        """Matches of at least `threshold`, best first; of equal ones the newest comes first.

        The trigram index is read only where no exact match reaches the threshold.
        """
        plain = normalise(text)
        if not plain:
            return []
        found = []
        for _, entry in self._exact(plain, source_language, target_language):
            same = (previous or following) and (entry.previous, entry.following) == (previous, following)
            # What differs in case or spaces only is all but exact.
            value = 1.0 if entry.source.strip() == text.strip() else 0.99
            kind = "context" if same and value == 1.0 else "exact"
            found.append(Match(entry, (CONTEXT if kind == "context" else value) - entry.penalty, kind))
        if threshold < 1.0 and len(found) < limit:
            found += self._fuzzy(plain, source_language, target_language, threshold)
        found = [m for m in found if m.similarity >= threshold]
        found.sort(key=lambda m: (m.similarity, m.entry.changed), reverse=True)
        return found[:limit]

    def _exact(self, plain: str, source_language: str, target_language: str) -> list[tuple[int, Entry]]:
        key = _key(plain, source_language, target_language)
        rows = self._db.execute(f"SELECT id, {_COLUMNS} FROM entries WHERE key = ?", (key,))
        found = [(int(row[0]), Entry(*row[1:])) for row in rows]
        return [(number, entry) for number, entry in found if normalise(entry.source) == plain]

    def _fuzzy(self, plain: str, source_language: str, target_language: str, threshold: float) -> list[Match]:
        from rapidfuzz.distance import Levenshtein

        candidates = self._candidates(plain)
        marks = ", ".join("?" * len(candidates))
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM entries WHERE id IN ({marks}) AND source_language = ? AND target_language = ?",
            (*candidates, source_language, target_language),
        )
        found = []
        for row in rows:
            entry = Entry(*row)
            other = normalise(entry.source)
            if other == plain:
                continue
            value = Levenshtein.normalized_similarity(plain, other, score_cutoff=threshold)
            if value >= threshold:
                found.append(Match(entry, min(value, 0.98) - entry.penalty, "fuzzy"))
        return found

    def _candidates(self, plain: str) -> list[int]:
        """Entries that share the most of the sentence's rarest trigrams."""
        grams = _grams(plain)
        counts: list[tuple[int, str]] = []
        for at in range(0, len(grams), 500):
            some = grams[at : at + 500]
            marks = ", ".join("?" * len(some))
            counts += self._db.execute(f"SELECT number, gram FROM frequency WHERE gram IN ({marks})", some)
        counts.sort()
        votes: Counter[int] = Counter()
        read = 0
        for n, (count, gram) in enumerate(counts[:_GRAMS]):
            if n and read + count > _POSTINGS:
                break
            read += count
            if "\0" in gram:
                continue  # FTS5 reads a query to the first NUL
            term = '"' + gram.replace('"', '""') + '"'
            rows = self._db.execute("SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?", (term, _POSTINGS))
            votes.update([row[0] for row in rows])
        return [number for number, _ in votes.most_common(_CANDIDATES)]

    def by_meaning(
        self,
        text: str,
        source_language: str,
        target_language: str,
        encoder: Encoder,
        *,
        threshold: float = 0.6,
        limit: int = 5,
    ) -> list[Match]:
        """Matches by the cosine of sentence vectors, best first.

        Vectors of entries that have none of this encoder yet are made first and kept.

        Raises
        ------
        ModelError: the encoder does not know the language.
        BitextError: the file cannot be written.
        """
        if source_language not in encoder.languages:
            raise ModelError(
                f"the encoder {encoder.name!r} does not know the language {source_language!r}",
                f"it knows: {', '.join(sorted(encoder.languages))}",
            )
        import numpy as np

        self._encode_missing(encoder, source_language, target_language)
        wanted = encoder.encode([text])[0]
        best: list[tuple[float, int]] = []
        cursor = self._db.execute(
            "SELECT v.id, v.vector FROM vectors v JOIN entries e ON e.id = v.id "
            "WHERE v.model = ? AND e.source_language = ? AND e.target_language = ?",
            (encoder.digest, source_language, target_language),
        )
        while rows := cursor.fetchmany(8192):
            block = np.frombuffer(b"".join(row[1] for row in rows), np.float16).reshape(len(rows), -1)
            cosines = block.astype(np.float32) @ wanted
            for place in np.argsort(-cosines)[:limit]:
                best.append((float(cosines[place]), int(rows[place][0])))
            best = sorted(best, reverse=True)[:limit]
        found = []
        for value, number in best:
            row = self._db.execute(f"SELECT {_COLUMNS} FROM entries WHERE id = ?", (number,)).fetchone()
            entry = Entry(*row)
            value = min(value, 0.98) - entry.penalty
            if value >= threshold:
                found.append(Match(entry, value, "meaning"))
        return found

    def _encode_missing(self, encoder: Encoder, source_language: str, target_language: str) -> None:
        import numpy as np

        while True:
            rows = self._db.execute(
                "SELECT e.id, e.source FROM entries e LEFT JOIN vectors v ON v.id = e.id AND v.model = ? "
                "WHERE v.id IS NULL AND e.source_language = ? AND e.target_language = ? LIMIT 2048",
                (encoder.digest, source_language, target_language),
            ).fetchall()
            if not rows:
                return
            vectors = encoder.encode([row[1] for row in rows]).astype(np.float16)
            with self._writing():
                self._db.executemany(
                    "INSERT OR REPLACE INTO vectors (id, model, vector) VALUES (?, ?, ?)",
                    [(row[0], encoder.digest, v.tobytes()) for row, v in zip(rows, vectors, strict=True)],
                )

    # The whole

    def entries(self, source_language: str = "", target_language: str = "") -> Iterator[Entry]:
        """All entries (of one pair of languages), in the order they were added."""
        where, values = [], []
        for column, value in (("source_language", source_language), ("target_language", target_language)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM entries {condition} ORDER BY id", values):
            yield Entry(*row)

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many entries there are for each pair of languages."""
        rows = self._db.execute(
            "SELECT source_language, target_language, count(*) FROM entries GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        return {(row[0], row[1]): int(row[2]) for row in rows}


def _grams(plain: str) -> list[str]:
    return list(dict.fromkeys(plain[i : i + 3] for i in range(len(plain) - 2)))


def _key(plain: str, source_language: str, target_language: str) -> int:
    value = int(digest(f"{source_language}\n{target_language}\n{plain}")[:16], 16)
    return value - (1 << 63)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
