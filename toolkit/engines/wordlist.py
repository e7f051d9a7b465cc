"""A word list that belongs to a model: glosses of rarer words, which a small model cannot all remember.

The list holds pairs of forms that are translations of each other in some text, with
how often they stood together and alone. For a text it proposes the usual counterpart of each form found; the
model was trained with such proposals, right and wrong ones, and weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError
from ..languages.en.lemmas import lemmas
from ..languages.ko.particles import may_end
from ..languages.ko.verbs import citations

Forms = tuple[tuple[str, str], ...]

MOST = 12
"""Glosses for one text."""

SHARE = 0.5
"""Part of the sentences with a form whose translation must hold a counterpart for it to be proposed alone."""

OTHERS = 3
"""Most counterparts proposed together where none is the usual one."""

OTHER_SHARE = 0.08
"""Least part of the sentences for each of these."""

OTHERS_SHARE = 0.3
"""Least part of the sentences for all of these."""

WHOLE = 0.6
"""Part of the occurrences of a counterpart in which a longer one, that holds it, is taken instead."""

_LONGEST = {"ko": 20, "en": 40}
_LEAST = {"ko": 2, "en": 3}
_START = re.compile(r"(?<!\w)\w")
_WORD = {"ko": re.compile(r"(?<!\w)[가-힣]{2,}(?!\w)"), "en": re.compile(r"(?<!\w)[A-Za-z]{3,}(?!\w)")}
_SURNAMED = re.compile(r"\bsurnamed ([A-Z]\w+)")  # Ban there is no ban
_LIGHT = ("하다", "되다", "시키다", "당하다", "받다")


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of forms: in how many sentence pairs both stood, and in how many each."""

    ko: str
    en: str
    together: int
    ko_seen: int
    en_seen: int


class WordList:
    """Counterparts of forms in two languages, Korean and English, looked up from either side."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._tables: dict[str, dict[str, list[tuple[str, int]]]] = {"ko": {}, "en": {}}
        self._seen: dict[str, dict[str, int]] = {"ko": {}, "en": {}}
        for row in rows:
            for language, form, other, seen in (
                ("ko", row.ko, row.en, row.ko_seen),
                ("en", row.en, row.ko, row.en_seen),
            ):
                self._tables[language].setdefault(form, []).append((other, row.together))
                self._seen[language][form] = seen
        for table in self._tables.values():
            for found in table.values():
                found.sort(key=lambda item: (-item[1], item[0]))

    @classmethod
    def read(cls, path: Path) -> WordList:
        """The list of a file of tab-separated lines, the fields of :class:`Row`.

        Raises
        ------
        ModelError: the file cannot be read as that.
        """
        try:
            lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
            return cls(Row(ko, en, int(both), int(one), int(two)) for ko, en, both, one, two in lines)
        except (OSError, ValueError) as error:
            raise ModelError(f"{path}: damaged: {error}", "install the model again") from error

    def best(self, form: str, language: str, without: Collection[tuple[str, str]] = ()) -> str | None:
        """The usual counterpart of a form of `language`, or the two or three usual ones with " / " between
        them; None where there is none or it varies too much.

        `without` are pairs (form, counterpart) of one sentence that does not count: when
        examples for training are made of it.
        """
        counts = self._tables[language].get(form)
        if not counts:
            return None
        seen = self._seen[language][form]
        own = [other for source, other in without if source == form] if without else []
        if own:
            seen -= 1
            counts = sorted(
                ((t, n - (t in own)) for t, n in counts if n > (t in own)),
                key=lambda item: (-item[1], item[0]),
            )
        if not counts:
            return None
        top, most = counts[0]
        if most < SHARE * seen:
            return _several(counts, seen)
        # A part of a name always stands where the name does: the whole is meant.
        whole = [t for t, n in counts if top in t and n >= WHOLE * most]
        return max(whole, key=len)

    def forms(self, text: str, language: str) -> set[str]:
        """All forms of the list that stand in a text, at the start of a word, inflected or not."""
        table, longest = self._tables[language], _LONGEST[language]
        found = {
            form
            for match in _START.finditer(text)
            for size in range(_LEAST[language], min(longest, len(text) - match.start()) + 1)
            if (form := text[match.start() : match.start() + size]) in table
            and _end(text, match.start(), form) > 0
        }
        for match in _WORD[language].finditer(text):
            found.update(form for form in _bases(match[0], language) if form in table)
        return found

    def glosses(
        self,
        text: str,
        language: str,
        taken: Iterable[str] = (),
        without: Collection[tuple[str, str]] = (),
    ) -> Forms:
        """(form, counterpart) for the forms found in a text, the longest at each place, in their order.

        A word that is inflected stands as it does in the text, its counterpart as a
        dictionary has it. Where there are too many the rarer forms are taken. Nothing is
        proposed for what lies in one of the forms `taken`.
        """
        if language not in self._tables:
            return ()
        spans = [m.span() for form in taken if form for m in re.finditer(re.escape(form), text)]
        spans += [m.span(1) for m in _SURNAMED.finditer(text)]
        found: dict[str, tuple[str, int]] = {}
        end = 0
        for match in _START.finditer(text):
            start = match.start()
            if start < end or any(a <= start < b for a, b in spans):
                continue
            hit = self._at(text, start, language, without)
            if hit is not None:
                end, target, seen = hit
                found.setdefault(text[start:end], (target, seen))
        if len(found) > MOST:
            rare = sorted(found, key=lambda form: found[form][1])[:MOST]
            found = {form: found[form] for form in found if form in rare}
        return tuple((form, target) for form, (target, _) in found.items())

    def _at(
        self, text: str, start: int, language: str, without: Collection[tuple[str, str]]
    ) -> tuple[int, str, int] | None:
        """End of the form at a place of the text, its counterpart, and how often the form was seen."""
        table, seen = self._tables[language], self._seen[language]
        for size in range(min(_LONGEST[language], len(text) - start), _LEAST[language] - 1, -1):
            form = text[start : start + size]
            if form in table and (end := _end(text, start, form)) > 0:
                target = self.best(form, language, without)
                if target is not None:
                    return end, target, seen[form]
        word = _WORD[language].match(text, start)
        if word is None:
            return None
        bases = _bases(word[0], language)
        known = [form for form in bases if form in table]
        for form in known or [form for form in _nominals(bases) if form in table]:
            target = self.best(form, language, without)
            if target is not None:
                return start + len(word[0]), target, seen[form]
        return None


def _end(text: str, start: int, form: str) -> int:
    """Where a form that begins at `start` ends, 0 where it is only the beginning of a word.

    Several English words may stand in the plural; one word is looked up by its dictionary form.
    """
    end = start + len(form)
    if may_end(text, end):
        return end
    return end + 1 if text[end] == "s" and " " in form and may_end(text, end + 1) else 0


def _several(counts: list[tuple[str, int]], seen: int) -> str | None:
    """The first few counterparts of a form that has no usual one; a part of one of them is not another."""
    found: list[str] = []
    together = 0
    for other, n in counts[: OTHERS + 1]:
        if n < OTHER_SHARE * seen or len(found) == OTHERS:
            break
        if not any(other in f or f in other for f in found):
            found.append(other)
            together += n
    return " / ".join(found) if together >= OTHERS_SHARE * seen else None


def _nominals(bases: tuple[str, ...]) -> tuple[str, ...]:
    """What verbs of a noun and a light verb are made of: 촉발하다 and 촉발 for 촉발되다."""
    nouns = [base.removesuffix(light) for light in _LIGHT for base in bases if base.endswith(light)]
    return tuple(form for noun in nouns if len(noun) >= _LEAST["ko"] for form in (noun + "하다", noun))


def _bases(word: str, language: str) -> tuple[str, ...]:
    """Dictionary forms that a word may be an inflected form of."""
    if language == "ko":
        return citations(word)
    low = word.lower()
    return (low, *lemmas(low)) if word[1:] == low[1:] else ()
