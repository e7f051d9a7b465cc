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
from ..languages.ko.particles import may_end

Forms = tuple[tuple[str, str], ...]

MOST = 8
"""Glosses for one text."""

SHARE = 0.5
"""Least part of the sentences with a form whose translation has the counterpart that is proposed."""

WHOLE = 0.6
"""Part of the occurrences of a counterpart in which a longer one, that holds it, is taken instead."""

_LONGEST = {"ko": 20, "en": 40}
_LEAST = {"ko": 2, "en": 3}
_START = re.compile(r"(?<!\w)\w")


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
        """The usual counterpart of a form of `language`; None where there is none or it varies too much.

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
        if not counts or counts[0][1] < SHARE * seen:
            return None
        top, most = counts[0]
        # A part of a name always stands where the name does: the whole is meant.
        whole = [t for t, n in counts if top in t and n >= WHOLE * most]
        return max(whole, key=len)

    def forms(self, text: str, language: str) -> set[str]:
        """All forms of the list that stand in a text, at the start of a word."""
        table, longest = self._tables[language], _LONGEST[language]
        return {
            form
            for match in _START.finditer(text)
            for size in range(_LEAST[language], min(longest, len(text) - match.start()) + 1)
            if (form := text[match.start() : match.start() + size]) in table
            and may_end(text, match.start() + size)
        }

    def glosses(
        self,
        text: str,
        language: str,
        taken: Iterable[str] = (),
        without: Collection[tuple[str, str]] = (),
    ) -> Forms:
        """(form, counterpart) for the forms found in a text, the longest at each place, in their order.

        Nothing is proposed for what lies in one of the forms `taken`.
        """
        if language not in self._tables:
            return ()
        table, least, longest = self._tables[language], _LEAST[language], _LONGEST[language]
        spans = [m.span() for form in taken if form for m in re.finditer(re.escape(form), text)]
        found: dict[str, str] = {}
        end = 0
        for match in _START.finditer(text):
            start = match.start()
            if start < end or any(a <= start < b for a, b in spans):
                continue
            for size in range(min(longest, len(text) - start), least - 1, -1):
                form = text[start : start + size]
                if form not in table or not may_end(text, start + size):
                    continue
                target = self.best(form, language, without)
                if target is not None:
                    found.setdefault(form, target)
                    end = start + size
                    break
        return tuple(found.items())[:MOST]
