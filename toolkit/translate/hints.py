"""Which forms a translation should use: from the term base, the batch, and the house style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date

from ..languages.ko.particles import may_end
from ..terms.base import TermBase
from .enforce import Hint

MOST = 10
"""Hints a sentence at most; more crowd out the sentence in a prompt."""


def term_hints(
    text: str, terms: TermBase | None, source_language: str, target_language: str, date: Date | None = None
) -> list[Hint]:
    """Hints from the term base: the form that stands in the text, the preferred one of the target."""
    if terms is None:
        return []
    found = []
    for term, (start, end) in terms.find(text, source_language, date):
        if term.source_language == source_language and term.target_language == target_language:
            forms = term.target
        elif term.target_language == source_language and term.source_language == target_language:
            forms = term.source
        else:
            continue
        if forms and text[start:end].strip():
            # Places have too many right forms (of Korea, Korean, Seoul's) to be forced.
            sure = term.kind != "place"
            found.append(Hint(text[start:end], forms[0], term.kind, sure, tuple(forms[1:])))
    return found


# What stands in the brackets of a gloss, and the name in front of them, which is looked for from there:
# a long line stays linear.
_LATIN = r"[A-Z][A-Za-zÀ-ÿ.'’-]+(?:\s[A-Z][A-Za-zÀ-ÿ.'’-]*){0,4}"
_HANGUL = r"(?:[가-힣]+\s+){0,4}[가-힣]{2,}"
_LATIN_INSIDE = re.compile(rf"\s?\(({_LATIN})(?:[,，;]\s?[^()]{{0,40}})?\)")
_HANGUL_INSIDE = re.compile(r"\s?\(([가-힣]{2,}(?:\s[가-힣]+){0,4})\)")
_HANGUL_BEFORE = re.compile(_HANGUL + "$")
_LATIN_BEFORE = re.compile(_LATIN + "$")
_REACH = 100  # characters in front of the brackets


def glosses(texts: Iterable[str], source_language: str, target_language: str) -> dict[str, str]:
    """Names that the texts explain themselves: "이도훈(Lee Do-hoon)" gives 이도훈 = Lee Do-hoon.

    Only for Korean beside a language in Latin script. A form that is glossed in two
    ways is left out.
    """
    if "ko" not in (source_language, target_language) or source_language == target_language:
        return {}
    found: dict[str, str] = {}
    doubtful = set()
    for text in texts:
        for source, target in _glosses_of(text, source_language):
            if found.setdefault(source, target) != target:
                doubtful.add(source)
    return {s: t for s, t in found.items() if s not in doubtful}


def _glosses_of(text: str, source_language: str) -> list[tuple[str, str]]:
    pairs = []
    korean = source_language == "ko"
    at = 0
    for match in (_LATIN_INSIDE if korean else _HANGUL_INSIDE).finditer(text):
        before = (_HANGUL_BEFORE if korean else _LATIN_BEFORE).search(
            text, max(at, match.start() - _REACH), match.start()
        )
        at = match.end()
        if before is None:
            continue
        name = _name_part(before.group(), match[1]) if korean else before.group()
        if name:
            pairs.append((name.strip(), match[1].strip()))
    return pairs


def _name_part(hangul: str, latin: str) -> str:
    """The last words of `hangul` that are the name written as `latin`, "" where it is no name."""
    if latin.isupper() and len(latin) <= 6:
        return ""  # an initialism: it says nothing of how to translate the name
    words = hangul.split()
    parts = latin.split()
    if len(parts) in (2, 3) and 2 <= len(words[-1]) <= 4 and _sounds(words[-1], latin):
        return words[-1]
    if len(words) >= len(parts):
        name = " ".join(words[-len(parts) :])
        if _sounds(name, latin):
            return name
    return words[-1] if len(parts) == 1 and _sounds(words[-1], latin) else ""


_FIRST = {
    "ㄱ": "gkc", "ㄲ": "gkc", "ㄴ": "nlr", "ㄷ": "dt", "ㄸ": "dt", "ㄹ": "rln", "ㅁ": "m", "ㅂ": "bpvf", "ㅃ": "bp",
    "ㅅ": "scxtz", "ㅆ": "scx", "ㅈ": "jzgcy", "ㅉ": "jzt", "ㅊ": "cjtq", "ㅋ": "kcqxg", "ㅌ": "t", "ㅍ": "pfhv",
    "ㅎ": "hfjxw", "ㅇ": "aeiouywlrnh",
}  # fmt: skip
_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def _sounds(hangul: str, latin: str) -> bool:
    """Whether the first sounds of the words agree (surname, or each word)."""
    words, parts = hangul.split(), latin.split()
    pairs = list(zip(words, parts, strict=False)) if len(words) == len(parts) else [(words[0], parts[0])]
    for word, part in pairs:
        code = ord(word[0]) - 0xAC00
        if not 0 <= code < 11172 or part[:1].lower() not in _FIRST[_ONSETS[code // 588]]:
            return False
    return True


def choose(text: str, *groups: Sequence[Hint]) -> tuple[Hint, ...]:
    """Hints for one sentence from groups, the most trusted first, in the order of the text.

    A form inside a longer one that is hinted already is left out; so is what the
    sentence does not hold.
    """
    taken: list[tuple[int, int, Hint]] = []
    for group in groups:
        for hint in sorted(group, key=lambda h: -len(h.source)):
            start = text.find(hint.source)
            if start < 0 or not hint.target.strip() or "\n" in hint.target or ";" in hint.target:
                continue
            end = start + len(hint.source)
            if all(end <= a or b <= start for a, b, _ in taken):
                taken.append((start, end, hint))
    taken.sort(key=lambda t: t[0])
    return tuple(hint for _, _, hint in taken[:MOST])


def known_hints(text: str, known: Mapping[str, str]) -> list[Hint]:
    """Hints for the names that stand in the text, from a table of names known in the batch.

    A name begins at the start of a word; behind it, in Korean, stand particles.
    """
    if not known:
        return []
    found = []
    for match in _WORD_START.finditer(text):
        for size in range(min(_LONGEST_NAME, len(text) - match.start()), 1, -1):
            name = text[match.start() : match.start() + size]
            if name in known and may_end(text, match.start() + size):
                found.append(Hint(name, known[name], "person"))
                break
    return found


_WORD_START = re.compile(r"(?<!\w)\w")
_LONGEST_NAME = 40
