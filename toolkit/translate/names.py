"""Names that no term base holds: how the house spells them.

Korean names get their press spelling; the same name always the same one, also
where a later mention alone would not show that it is a name. What is found by
context is sure (a surname and a given name before a title or with usual
syllables), a surname alone is only a hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# Ends of three-syllable words before a title that are bodies, not persons (공정위 위원장).
_BODIES = frozenset("부처청위회당대파관군뻘")


@dataclass(frozen=True, slots=True)
class Named:
    """Names of a text with their forms in the other language: those that are sure, and mere hints."""

    sure: tuple[tuple[str, str], ...] = ()
    weak: tuple[tuple[str, str], ...] = ()


Finder = Callable[[str], Named]


def name_finder(source_language: str, target_language: str, style: str = "south") -> Finder | None:
    """The finder of names for a pair of languages, None where there is none.

    `style` is that of :func:`toolkit.languages.ko.romanise.romanise_name`.

    Raises
    ------
    OptionError: an unknown style.
    """
    if (source_language, target_language) == ("ko", "en"):
        from ..languages.ko.romanise import romanise_name

        romanise_name("이도훈", style)
        return lambda text: _from_korean(text, style)
    if (source_language, target_language) == ("en", "ko"):
        return _from_english
    return None


_WORD = re.compile(r"[가-힣]+")


def _from_korean(text: str, style: str) -> Named:
    """Korean names before a title, and their bare surnames before one.

    Between a name and its title may stand the body it belongs to (서지훈 외교부
    한반도평화교섭본부장). A word of the shape of a name counts as well where its
    surname stands before a title elsewhere in the text (서 본부장).
    """
    from ..languages.ko.mentions import is_title, mentions
    from ..languages.ko.romanise import press_surname, romanise_name

    surnames = {m.stem for m in mentions(text) if m.kind == "surname"}
    words = [m.group() for m in _WORD.finditer(text)]
    sure: dict[str, str] = {}
    for n, word in enumerate(words):
        stem = next((s for s in (word, word[:3]) if _is_korean(s) and (s == word or _particles(word, 3))), "")
        if not stem:
            continue
        after = words[n + 1 : n + 4] if stem == word else []
        titled = bool(after) and (
            is_title(after[0])
            or any(is_title(w) and all(map(_is_body, after[:k])) for k, w in enumerate(after))
        )
        if titled or stem[0] in surnames:
            sure[stem] = romanise_name(stem, style)
    return Named(tuple(sure.items()), tuple((s, press_surname(s)) for s in sorted(surnames)))


def _particles(word: str, at: int) -> bool:
    from ..languages.ko.particles import tail_end

    return tail_end(word, at) == len(word)


def _is_body(word: str) -> bool:
    return len(word) > 2 and word[-1] in "부청처원당회단시군위성국실"


def _is_korean(stem: str) -> bool:
    """Whether a word has the shape of a Korean name: a surname and a given name of two usual syllables.

    Before a title that is true of 188 words in 4,000 news sentences, 185 of them names.
    """
    from ..languages.ko.mentions import common_words, given_strength
    from ..languages.ko.sounds import table

    return (
        len(stem) == 3
        and stem[0] in table()["surnames"]
        and stem[2] not in _BODIES
        and stem not in common_words()
        and given_strength(stem[1:]) >= 3.0
    )


HEARD = 0.8  # confidence from which the Hangul of a Latin name is proposed


def _from_english(text: str) -> Named:
    """Names of persons with the Hangul that their sound proposes: hints only, never forced."""
    from ..languages.en.names import person_names
    from ..languages.ko.hangulise import hangulise

    weak = []
    for name in person_names(text):
        start, end = name.span
        found = hangulise(name.text)
        if found is not None and found.confidence >= HEARD:
            weak.append((text[start:end], found.text))
    return Named((), tuple(weak))
