"""Names of persons in English text: capitalised words that are neither places nor institutions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ...text import Span
from .gazetteer import AMBIGUOUS, INSTITUTIONS, NOT_PERSONS, OPENERS, PLACES, TITLES
from .numerals import CARDINALS

_CAPITALISED = re.compile(
    r"(?<![^\W_])(?:[Aa]l-|d'|[Oo]['’]|Mc|Mac|De|Di|La|Le|Van)?[A-ZÀ-ÞĀ-Ž][^\W\d_]*(?:[-'’][^\W\d_]+)*"
)
# What may stand between two words of one name: an initial's full stop, or a particle of descent.
_BETWEEN = re.compile(
    r"\.? (?:(?:de|da|do|dos|del|della|der|den|di|du|la|le|van|von|bin|ibn|al|el|ter|y|e) ){0,2}(?:[Aa]l-)?"
)

# Cup-winning, Islamic-rooted, Chinese-language, Mugabe-led: no names.
_COMPOUND = re.compile(
    r"-(?:\w{2,}(?:ing|ed|ist|ern|ish|age|ary|ive|ous|ful|less)|led|born|grown|elect|held|made|built|bound|rich|wing|themed|run|wide|style|type|based|like|era|free|only|level|day|year)$"
)
# RBIs, NYMEX-listed, iPhones: capitals where names have none.
_INITIALISM = re.compile(r"[A-ZÀ-Þ]{2}[a-z]?$|[A-ZÀ-Þ]{3}|[A-ZÀ-Þ]{2,}-[A-ZÀ-Þ]{2,}|-[A-ZÀ-Þ]{2,}$")
_KHANS = frozenset({"Genghis", "Kublai"})
_WORD_ENDING = re.compile(
    r"(?:ing|ed|ly|tion|tions|sion|sions|ist|ists|ers|ors|ness|ence|ances|ance|able|ible|ment|ments|ity|ities|ous|ful|less|ism|isms"
    r"|phone|borne|ologists?|ographers?|ies|les|ias|ives?|als|ics|ants|ents|ical|osis|oses|iac|illery|aisals?|people|weights?|salers?|have|'ve|'re|'ll|n't)$"
)


class Word(NamedTuple):
    """A capitalised word: its text without a possessive 's, and where that stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it stands in a text: its words, and the title before it, "" where there is none."""

    words: tuple[Word, ...]
    title: str = ""

    @property
    def text(self) -> str:
        """The words of the name, without what stands between them."""
        return " ".join(w.text for w in self.words)

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.words[0].start, self.words[-1].end


def capitalised(text: str) -> list[Word]:
    """Capitalised words in order; abbreviations in capitals only are left out."""
    found: list[Word] = []
    for match in _CAPITALISED.finditer(text):
        word = match.group()
        start, end = match.span()
        if word.endswith(("'s", "’s")):
            word, end = word[:-2], end - 2
        elif word.endswith(("s'", "s’")):
            word, end = word[:-1], end - 1
        if word.isupper() and 1 < len(word) <= 5 and "-" not in word:
            continue
        if _INITIALISM.search(word):
            continue
        if "-" in word:
            if word[:3].lower() == "al-" and len(word) > 4:
                word, start = word[3:], start + 3
            elif word.partition("-")[2].islower() and _COMPOUND.search(word):
                continue
        found.append(Word(word, start, end))
    return found


@lru_cache(maxsize=2048)
def sequences(text: str) -> tuple[tuple[Word, ...], ...]:
    """Capitalised words in runs that may belong together."""
    runs: list[list[Word]] = []
    for word in capitalised(text):
        if runs and _joined(text, runs[-1][-1].end, word.start):
            runs[-1].append(word)
        else:
            runs.append([word])
    return tuple(map(tuple, runs))


def _joined(text: str, end: int, start: int) -> bool:
    if start == end + 1:
        return text[end] == " "
    if text[end] == "." and not (end > 0 and text[end - 1].isupper()):
        return False
    return start - end < 14 and _BETWEEN.fullmatch(text, end, start) is not None


def person_names(text: str, is_common: Callable[[str], bool] | None = None) -> list[PersonName]:
    """Names of persons in a text, by shape and by a gazetteer of what is none.

    `is_common` tells whether a word (in lower case) is an ordinary one.

    >>> [n.text for n in person_names("US Special Representative Stephen Biegun met Lee Do-hoon in Seoul.")]
    ['Stephen Biegun', 'Lee Do-hoon']
    """
    found: list[PersonName] = []
    for run in sequences(text):
        first = 0
        title: list[str] = []
        while first < len(run) and (run[first].text in TITLES or run[first].text in OPENERS):
            if run[first].text in TITLES:
                title.append(run[first].text)
            first += 1
        rest = run[first:]
        while rest and rest[0].text in NOT_PERSONS and (rest[0].text not in AMBIGUOUS or len(rest) == 1):
            if rest[0].text in TITLES:
                title = [*title, rest[0].text]
            elif rest[0].text not in OPENERS:
                title = []
            rest = rest[1:]
        if (
            len(rest) > 1
            and rest[0].text not in AMBIGUOUS
            and _begins(text, rest[0])
            and (
                _WORD_ENDING.search(rest[0].text)
                or (is_common is not None and is_common(rest[0].text.lower()))
            )
        ):
            rest = rest[1:]
        if first < len(run) and rest and _named_otherwise(text, rest[0], run):
            continue
        if not rest or any(w.text in INSTITUTIONS and w.text not in AMBIGUOUS for w in rest):
            continue
        while rest and rest[-1].text in PLACES and rest[-1].text not in AMBIGUOUS:
            rest = rest[:-1]
        if not rest or len(rest) > 5:
            continue
        if len(rest) == 1 and not title and _doubtful(rest[0], text, is_common):
            continue
        found.append(PersonName(tuple(rest), " ".join(title)))
    return found


def _named_otherwise(text: str, word: Word, run: tuple[Word, ...]) -> bool:
    """Whether the word before makes it the name of a ruler that Korean writes in one word: Genghis Khan."""
    before = next((w for w in reversed(run) if w.end == word.start - 1), None)
    return before is not None and before.text in _KHANS


def _is_compound(word: str, is_common: Callable[[str], bool]) -> bool:
    """Whether all parts of a word with hyphens are ordinary words, letters or numbers: Forty-two, X-ray."""
    parts = word.split("-")
    return (
        len(parts) > 1
        and all(len(p) == 1 or p.isupper() or is_common(p.lower()) or p.lower() in CARDINALS for p in parts)
        and (len(parts[-1]) > 2 or len(parts[0]) == 1)
    )


def _begins(text: str, word: Word) -> bool:
    """Whether the word begins a sentence."""
    return text[max(0, word.start - 3) : word.start].rstrip()[-1:] in {"", ".", "?", "!", '"', "“", ":", ")"}


def _doubtful(word: Word, text: str, is_common: Callable[[str], bool] | None) -> bool:
    """Whether a capitalised word that stands alone is rather an ordinary one."""
    if len(word.text) < 2 or word.text.isupper():
        return True
    if _begins(text, word) and _WORD_ENDING.search(word.text):
        return True
    if is_common is None:
        return False
    lower = word.text.lower()
    if is_common(lower) or _is_compound(word.text, is_common):
        return True
    # Falcons nesting ...: the plural of an ordinary word
    return _begins(text, word) and lower.endswith("s") and not lower.endswith("ss") and is_common(lower[:-1])
