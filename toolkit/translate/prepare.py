"""From a segment of text to the units that are decoded, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date

from ..engines.base import Engine
from ..languages import get_language
from ..terms.base import TermBase
from ..text import Translation
from .decode import Result, Unit
from .enforce import Hint
from .figures import figure_hints
from .hints import choose, glosses, known_hints, term_hints
from .memory import Memory
from .names import Finder
from .options import TranslateOptions
from .protect import guard
from .split import split_long

Part = str | Unit

MOST_NAMES = 50_000  # known names that are held, so that memory does not grow with the batch

UNSPACED = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})


SIMILAR = 0.6
"""Least similarity of an entry of the memory that is shown to the model."""

MOST_LETTERS = 250
"""Longest side of such an entry: the prompt has to leave room for the translation."""


@dataclass(frozen=True, slots=True)
class Preparer:
    """Cuts segments into units and looks their hints up."""

    engine: Engine
    source_language: str
    target_language: str
    options: TranslateOptions
    terms: TermBase | None = None
    names: Finder | None = None
    memory: Memory | None = None

    def parts(
        self,
        text: str,
        known: dict[str, str],
        date: Date | None = None,
        *,
        sentences: bool = False,
        kept: Sequence[str] = (),
    ) -> list[Part]:
        """The segment as text to be kept and units to be translated, in order.

        `known` are names that the batch explains (source form to target form);
        `sentences` has the segment cut into sentences first; `kept` are strings in it
        that must come through unchanged.
        """
        if not any(c.isalpha() for c in text):
            return [text]
        if not sentences:
            return self._sentence(text, known, date, kept)
        found: list[Part] = []
        at = 0
        for start, end in get_language(self.source_language).sentences(text):
            if start > at:
                found.append(self._space(text[at:start], bool(found)))
            found += self._sentence(text[start:end], known, date)
            at = end
        if at < len(text):
            found.append(text[at:])
        return found

    def learn(self, texts: Sequence[str], known: dict[str, str]) -> None:
        """Add the names that texts explain or show to `known`; what stands there stays."""
        if not self.options.names:
            return
        found = glosses(texts, self.source_language, self.target_language)
        if self.names is not None:
            found = {**dict(self.names("\n".join(texts)).sure), **found}
        for source, target in found.items():
            if len(known) < MOST_NAMES:
                known.setdefault(source, target)

    def _space(self, between: str, inside: bool) -> str:
        return "" if inside and self.target_language in UNSPACED and between == " " else between

    def _sentence(
        self, text: str, known: dict[str, str], date: Date | None, kept: Sequence[str] = ()
    ) -> list[Part]:
        guarded = guard(text, kept)
        if not any(c.isalpha() for c in guarded.text):
            return [text]
        found: list[Part] = [guarded.head] if guarded.head else []
        pieces = self._pieces(guarded.text)
        for piece in pieces:
            core = piece.strip()
            if not any(c.isalpha() for c in core):
                found.append(piece)
                continue
            at = piece.find(core)
            inner = guarded.inner if len(pieces) == 1 else guard(core, kept).inner
            found += [
                p for p in (piece[:at], self._unit(core, inner, known, date), piece[at + len(core) :]) if p
            ]
        if guarded.tail:
            found.append(guarded.tail)
        return found

    def _pieces(self, text: str) -> list[str]:
        longest = self.engine.longest
        if len(text.encode("utf-8", "replace")) <= longest:
            return [text]
        return split_long(text, lambda piece: self.engine.lengths([piece])[0], longest)

    def _unit(self, text: str, inner: tuple[str, ...], known: dict[str, str], date: Date | None) -> Unit:
        groups: list[list[Hint]] = [
            term_hints(text, self.terms, self.source_language, self.target_language, date)
        ]
        if self.options.names:
            groups.append(known_hints(text, known))
            if self.names is not None:
                named = self.names(text)
                groups.append([Hint(s, t, "person") for s, t in named.sure])
                groups.append([Hint(s, t, "person", False) for s, t in named.weak])
        if self.engine.uses_hints:
            groups.append(figure_hints(text, self.source_language, self.target_language))
        return Unit(text, choose(text, *groups), inner, self._entry(text))

    def _entry(self, text: str) -> tuple[str, str] | None:
        """What the memory holds for a similar sentence, for models that were trained to look at it."""
        if self.memory is None or not self.engine.uses_hints:
            return None
        match = self.memory.best(text, self.source_language, self.target_language, threshold=SIMILAR)
        if match is None or len(match.entry.source) > MOST_LETTERS or len(match.target) > MOST_LETTERS:
            return None
        return match.entry.source, match.target


def join(
    source: str, parts: Sequence[Part], results: Sequence[Result], name: str, language: str
) -> Translation:
    """The translation of a segment into `language` from those of its units, in order."""
    if not any(isinstance(part, Unit) for part in parts):
        return Translation(source, "".join(p for p in parts if isinstance(p, str)), "copy")
    text: list[str] = []
    rest = iter(results)
    for n, part in enumerate(parts):
        if n and isinstance(part, Unit) and isinstance(parts[n - 1], Unit) and language not in UNSPACED:
            text.append(" ")  # a sentence cut where there was no space
        text.append(part if isinstance(part, str) else next(rest).text)
    weights = [max(1, len(r.text)) for r in results]
    scores = [r.score for r in results]
    score = None
    if all(s is not None for s in scores):
        score = sum((s or 0.0) * w for s, w in zip(scores, weights, strict=True)) / sum(weights)
    sure = [r.confidence for r in results if r.confidence is not None]
    flags = tuple(dict.fromkeys(flag for r in results for flag in r.flags))
    return Translation(source, "".join(text), name, score, min(sure) if sure else None, flags)
