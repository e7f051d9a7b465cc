"""The term base: entries, and their lookup in running text.

A match knows the particles and the spacing of Korean and the inflection and
capitals of English. Lookup is by a hash table on the first characters (or the
first word) and the lengths that occur after them, so its cost depends on the
text and hardly on the number of entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property
from typing import Final

from ..files import digest
from ..languages.en.inflect import TOKEN, token_key
from ..languages.ko.particles import tail_end
from ..text import Span, Term

_RUN: Final = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_WORD: Final = re.compile(r"[^\W_]+")
# One syllable that stands before a title or an office: 미국무부, 전대통령, 북외무상.
_PREFIXES: Final = frozenset("미북한중일러영독남전현대주친반")
_STOP: Final = re.compile(r"[,;:?!] |[()\n]")
_NO_SPACES: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an entry as the index holds it.

    `case` is "" where capitals do not matter, "first" for a proper noun of one word
    (Turkey), "all" for an initialism (US, WHO), "alone" for a name such as "the North",
    which is another one before a word in capitals (the North Sea). `number` is the place of the form
    among those of its side, 0 for the preferred one; forbidden forms have -1.
    """

    term: Term
    text: str
    number: int
    case: str = ""

    @property
    def forbidden(self) -> bool:
        """Whether this is a form that must not be used."""
        return self.number < 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A form that stands in a text. `top` is false where it lies inside a longer match."""

    start: int
    end: int
    forms: tuple[Form, ...]
    top: bool


class _Memo(dict[str, str]):
    """Keys of words, worked out once for each word; forgotten when there are very many."""

    def __init__(self, key_of: Callable[[str], str]) -> None:
        super().__init__()
        self._key_of = key_of

    def __missing__(self, word: str) -> str:
        if len(self) > 1 << 16:
            self.clear()
        key = self[word] = self._key_of(word)
        return key


@dataclass(slots=True)
class _Index:
    """Forms of one language: by key, and the lengths of keys by how they begin."""

    forms: dict[str, list[Form]]
    lengths: dict[str, tuple[int, ...]]
    keys: _Memo
    starts: re.Pattern[str]
    """Where in a Korean text a form may begin: the first letter of a form, at the start of a word."""


class TermBase:
    """Entries that can be found in text of either language; immutable once made.

    Where two entries share a form, both are found.
    """

    def __init__(self, entries: Iterable[Term] = ()) -> None:
        self.entries: Sequence[Term] = tuple(entries)
        self._indexes: dict[str, _Index] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.entries)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the entries: the same entries in the same order give the same digest."""
        return digest("\n".join(map(repr, self.entries)))

    def find(self, text: str, language: str, date: Date | None = None) -> list[tuple[Term, Span]]:
        """Entries whose form in `language` stands in `text`, with the span of each.

        In the order of the text; the leftmost longest match wins over those inside
        or across it. With a `date`, entries that do not hold on that day are not
        found. Forbidden forms are not looked for; see :meth:`hits`.
        """
        found: list[tuple[Term, Span]] = []
        for hit in self.hits(text, language):
            if not hit.top:
                continue
            seen: list[Term] = []
            for form in hit.forms:
                if form.number >= 0 and holds(form.term, date) and form.term not in seen:
                    seen.append(form.term)
            found.extend((term, (hit.start, hit.end)) for term in seen)
        return found

    def hits(self, text: str, language: str) -> list[Hit]:
        """All forms, forbidden ones too, that stand in `text`, with those inside others (`top` false)."""
        index = self._index(language)
        if not index.forms:
            return []
        if language == "ko":
            return _korean_hits(index, text)
        if language in _NO_SPACES:
            return _unspaced_hits(index, text)
        return _word_hits(index, text, TOKEN if language == "en" else _WORD)

    def _index(self, language: str) -> _Index:
        index = self._indexes.get(language)
        if index is None:
            index = self._indexes[language] = _build(self.entries, language)
        return index


def holds(term: Term, date: Date | None) -> bool:
    """Whether an entry holds on a day; always where no day is given."""
    if date is None:
        return True
    return (term.valid_from is None or term.valid_from <= date) and (
        term.valid_to is None or date <= term.valid_to
    )


def forms_in(term: Term, language: str) -> tuple[str, ...]:
    """The forms of an entry in a language, the preferred one first; () for a third language."""
    if language == term.source_language:
        return term.source
    return term.target if language == term.target_language else ()


def merge(bases: Iterable[Iterable[Term]]) -> TermBase:
    """One term base of several: an entry gives way to a later one with the same first source form.

    Entries of different dates of validity stand side by side; an entry that gives
    way does so as a whole.
    """
    kept: dict[tuple[str, str, str, Date | None, Date | None], Term] = {}
    for entries in bases:
        batch: dict[tuple[str, str, str, Date | None, Date | None], Term] = {}
        heads: set[tuple[str, str, str]] = set()
        for term in entries:
            head = (term.source_language, term.target_language, _squeeze(term.source[0]))
            key = (*head, term.valid_from, term.valid_to)
            heads.add(head)
            batch[key] = join(batch[key], term) if key in batch else term
        for key in [key for key in kept if key[:3] in heads]:
            del kept[key]
        kept.update(batch)
    return TermBase(kept.values())


def join(first: Term, second: Term) -> Term:
    """One entry with the forms of two, those of the first before those of the second."""

    def union(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*one, *two]))

    return Term(
        union(first.source, second.source),
        union(first.target, second.target),
        first.source_language,
        first.target_language,
        union(first.forbidden, second.forbidden),
        first.kind if first.kind != "term" else second.kind,
        first.valid_from,
        first.valid_to,
        first.note or second.note,
    )


def _keys(language: str) -> Callable[[str], str]:
    return token_key if language == "en" else str.casefold


def _squeeze(text: str) -> str:
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).replace(" ", "")


def _build(entries: Sequence[Term], language: str) -> _Index:
    forms: dict[str, list[Form]] = {}
    lengths: dict[str, set[int]] = {}
    unspaced = language == "ko" or language in _NO_SPACES
    key_of = _keys(language)
    for term in entries:
        pairs = [(text, number) for number, text in enumerate(forms_in(term, language))]
        if language == term.target_language:
            pairs += [(text, -1) for text in term.forbidden]
        for text, number in pairs:
            if unspaced:
                key, start, length = _squeeze(text), _squeeze(text)[:2], len(_squeeze(text))
            else:
                tokens = [key_of(m.group()) for m in _tokens(text, language)]
                key, start, length = " ".join(tokens), tokens[0] if tokens else "", len(tokens)
            if not key:
                continue
            forms.setdefault(key, []).append(
                Form(term, text, number, "" if unspaced and not text.isascii() else _case(text))
            )
            lengths.setdefault(start, set()).add(length)
    sizes = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
    return _Index(forms, sizes, _Memo(key_of), _starts(sizes))


def _starts(sizes: Iterable[str]) -> re.Pattern[str]:
    firsts = {start[0] for start in sizes}
    hangul = "".join(sorted({c for c in firsts if "가" <= c <= "힣"} | _PREFIXES))
    others = "".join(re.escape(c) for c in sorted(firsts) if not "가" <= c <= "힣" and c.isalnum())
    pattern = rf"(?<![가-힣])[{hangul}]"
    return re.compile(pattern + (rf"|(?<![^\W_가-힣])[{others}]" if others else ""))


def _tokens(text: str, language: str) -> Iterator[re.Match[str]]:
    return (TOKEN if language == "en" else _WORD).finditer(text)


def _case(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return "all"
    if text.startswith("the ") and text.count(" ") == 1 and text[4:5].isupper():
        return "alone"
    return "first" if " " not in text and text[:1].isupper() else ""


def _fits(form: Form, text: str, after: str = "") -> bool:
    """Whether the capitals of a text allow a form; `after` is the text behind it."""
    if form.case == "all":
        return text.upper() == text
    if form.case == "alone":
        return text[4:5].isupper() and not (after[:1] == " " and after[1:].isupper())
    return not form.case or text[:1].isupper()


def _word_hits(index: _Index, text: str, token: re.Pattern[str]) -> list[Hit]:
    memo, lengths, known = index.keys, index.lengths, index.forms
    keys = list(map(memo.__getitem__, token.findall(text)))
    candidates = [i for i, key in enumerate(keys) if key in lengths]
    if not candidates:
        return []
    found: list[Hit] = []
    covered = 0
    spans: list[Span] = []
    for i in candidates:
        for size in lengths[keys[i]]:
            forms = known.get(keys[i] if size == 1 else " ".join(keys[i : i + size]))
            if forms is None or i + size > len(keys):
                continue
            spans = spans or [m.span() for m in token.finditer(text)]
            start, end = spans[i][0], spans[i + size - 1][1]
            piece = text[start:end]
            crosses = size > 1 and _crosses(piece)
            fitting = tuple(
                f
                for f in forms
                if _fits(f, piece, text[end : end + 2]) and not (crosses and not _crosses(f.text))
            )
            if fitting:
                found.append(Hit(start, end, fitting, start >= covered))
                covered = max(covered, end)
    return found


def _crosses(piece: str) -> bool:
    """Whether a sentence ends, or a bracket or a comma stands, inside what looks like one term."""
    return _STOP.search(piece) is not None


def _korean_hits(index: _Index, text: str) -> list[Hit]:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    lengths = index.lengths
    found: list[Hit] = []
    covered = 0
    squeezed = ""
    places: Sequence[int] = ()
    for match in index.starts.finditer(lowered):
        start = match.start()
        head = lowered[start : start + 2]
        if not (
            head in lengths
            or head[1:] == " "
            or head[0] in lengths
            or (head[0] in _PREFIXES and lowered[start + 1 : start + 3] in lengths)
        ):
            continue
        if not squeezed:
            squeezed = lowered.replace(" ", "")
            places = range(len(text)) if len(squeezed) == len(text) else _places(text)
        at = start - text.count(" ", 0, start)
        run = _RUN.match(text, start)
        last = at + (run.end() - start if run else 1)
        first = True
        while at < last:
            ends = _closed(index, text, squeezed, places, at, 0)
            if not ends and first and squeezed[at] in _PREFIXES:
                ends = [end for end in _closed(index, text, squeezed, places, at + 1, 0) if end - at > 3]
                at += 1 if ends else 0
            first = False
            if not ends:
                break
            begin = places[at]
            for end in ends:
                finish = places[end - 1] + 1
                fitting = tuple(f for f in index.forms[squeezed[at:end]] if _fits(f, text[begin:finish]))
                if fitting:
                    found.append(Hit(begin, finish, fitting, begin >= covered))
                    covered = max(covered, finish)
            at = ends[0]
    return found


def _places(text: str) -> list[int]:
    """Where each character that is not a space stands."""
    return [i for i, c in enumerate(text) if c != " "]


def _closed(index: _Index, text: str, squeezed: str, places: Sequence[int], at: int, depth: int) -> list[int]:
    """Ends (in the squeezed text, longest first) of the forms that begin at `at` and end where a noun ends."""
    ends: list[int] = []
    for size in _sizes(index, squeezed, at):
        end = at + size
        forms = index.forms.get(squeezed[at:end])
        if forms is None or len(squeezed) < end:
            continue
        start, stop = places[at], places[end - 1] + 1
        if stop - start != size and not _spacing_fits(text[start:stop], size, forms):
            continue
        if _closes(index, text, squeezed, places, end, stop, depth, forms):
            ends.append(end)
    return ends


def _sizes(index: _Index, squeezed: str, at: int) -> tuple[int, ...]:
    pair = index.lengths.get(squeezed[at : at + 2], ())
    single = index.lengths.get(squeezed[at : at + 1], ()) if at + 1 < len(squeezed) else ()
    return pair + single if single else pair


def _spacing_fits(piece: str, size: int, forms: Sequence[Form]) -> bool:
    """Whether spaces stand in a match only where the entry has them or a long compound may be parted."""
    if any(form.text.lower() == piece.lower() for form in forms):
        return True
    parts = piece.split(" ")
    if any(
        form.text.count(" ") >= len(parts) - 1 and set(_cuts(piece)) <= set(_cuts(form.text))
        for form in forms
    ):
        return True
    return size >= 4 and min(map(len, parts)) >= 2


def _cuts(text: str) -> list[int]:
    """Places, in letters, at which a text is parted by spaces."""
    cuts, letters = [], 0
    for c in text:
        if c == " ":
            cuts.append(letters)
        else:
            letters += 1
    return cuts


def _closes(
    index: _Index,
    text: str,
    squeezed: str,
    places: Sequence[int],
    end: int,
    stop: int,
    depth: int,
    forms: Sequence[Form],
) -> bool:
    if stop >= len(text) or not text[stop].isalnum():
        return True
    hangul = "가" <= text[stop] <= "힣"
    if hangul != ("가" <= text[stop - 1] <= "힣"):
        # From Hangul to a letter or digit a new word begins (미국FDA); the other way
        # a particle or another noun does (IAEA가, UN사무총장).
        return True
    if not hangul:
        return False
    place = all(form.term.kind == "place" for form in forms)
    if tail_end(text, stop, place=place) >= 0:
        return True
    return depth < 2 and bool(_closed(index, text, squeezed, places, end, depth + 1))


def _unspaced_hits(index: _Index, text: str) -> list[Hit]:
    """Forms as they stand, for writing without spaces between words."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    found: list[Hit] = []
    covered = 0
    for at in range(len(text)):
        for size in _sizes(index, lowered, at):
            forms = index.forms.get(lowered[at : at + size])
            if forms is not None and at + size <= len(text):
                found.append(Hit(at, at + size, tuple(forms), at >= covered))
                covered = max(covered, at + size)
    return found
