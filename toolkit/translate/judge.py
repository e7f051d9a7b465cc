"""What can be seen to be wrong with a translation without reading it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from ..engines.base import LABELS
from ..languages.iso639 import language_name
from .protect import protected_spans

RETRY = frozenset({"cut", "empty", "repeated", "copied", "invented", "length", "script"})
"""Flags that are worth another attempt with other settings."""

_SCRIPTS: dict[str, tuple[str, ...]] = {
    "ko": ("HANGUL", "CJK"),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "zh": ("CJK",),
    "yue": ("CJK",),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "sr": ("CYRILLIC", "LATIN"),
    "el": ("GREEK",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ur": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "mr": ("DEVANAGARI",),
    "ne": ("DEVANAGARI",),
    "bn": ("BENGALI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "ka": ("GEORGIAN",),
    "hy": ("ARMENIAN",),
    "km": ("KHMER",),
    "my": ("MYANMAR",),
    "lo": ("LAO",),
    "am": ("ETHIOPIC",),
}

# Characters a text of equal content takes, against English.
_DENSITY = {"ko": 0.48, "ja": 0.45, "zh": 0.32, "yue": 0.32, "th": 0.9, "he": 0.8, "ar": 0.85}

# What of a source may be translated as the label of a line of the prompt.
_LABELS = re.compile(r"terms|words|memory|용어|조건|단어|말|기억|메모리|한국|영어", re.IGNORECASE)

_LOOP = re.compile(r"(.{2,60}?)\1{3,}", re.DOTALL)


def scripts_of(language: str) -> tuple[str, ...]:
    """Unicode names of the scripts of a language."""
    return _SCRIPTS.get(language, ("LATIN",))


def script_share(text: str, language: str) -> float | None:
    """Share of the letters that are of the language's scripts; None where there are no letters.

    A letter counts by the content that one of its script carries: a syllable of
    Hangul as two of Latin. In a language of another script, Latin names and
    identifiers (capitals, digits, points, underscores) are passed over: they are
    right as they are.
    """
    wanted = scripts_of(language)
    if wanted != ("LATIN",):
        text = _NAME.sub(" ", text)
    elif text.isascii():
        return 1.0 if any(map(str.isalpha, text)) else None
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    right = sum(unicodedata.name(c, "").startswith(wanted) for c in letters)
    weighed = right / _DENSITY.get(language, 1.0)
    return weighed / (weighed + len(letters) - right)


# A Latin word that holds a capital, a digit, or a sign inside that words do not hold.
_NAME = re.compile(r"(?<![A-Za-z])[a-z]*(?:[A-Z0-9_]|[./\\:@#$+=](?=\w))[\w./\\:@#$+=]*", re.ASCII)


def repeats(text: str) -> bool:
    """Whether something of two characters or more stands four times in a row, or few words make up a long text."""
    # What stands four times in a row holds four letters that stand three times.
    fours = Counter(map("".join, zip(text, text[1:], text[2:], text[3:], strict=False)))
    if max(fours.values(), default=0) > 2 and _LOOP.search(text):
        return True
    words = text.split()
    grams = Counter(zip(words, words[1:], words[2:], strict=False))
    if max(grams.values(), default=0) >= max(5, len(words) / 20):
        return True
    return len(words) >= 24 and sum(n for n in grams.values() if n > 2) > 0.25 * len(words)


@cache
def _prompt_line(target_language: str) -> re.Pattern[str]:
    """What a line of the prompt for a language begins with."""
    labels = "|".join(map(re.escape, (language_name(target_language), *LABELS)))
    return re.compile(rf"(?<!\w)(?:{labels}) ?:(?!\S)")


def judge(
    source: str, output: str, source_language: str, target_language: str, *, cut: bool = False
) -> tuple[str, ...]:
    """Flags of one translation.

    "cut" (the length limit was reached), "empty", "repeated" (and the source is
    not), "copied" (the source itself, in a language of another script, or word for
    word), "invented" (a line of the model's prompt), "script" (letters of another language), "length" (a third or three times
    the length to be expected), "unknown" (characters that the model cannot write).
    """
    if not output.strip():
        return ("empty",) if source.strip() else ()
    flags = []
    if cut:
        flags.append("cut")
    if repeats(output) and not repeats(source):
        flags.append("repeated")
    share = script_share(output, target_language)
    source_in_target = script_share(source, target_language)
    if (_same(source, output) and len(output.split()) > 3 and (source_in_target or 0.0) < 0.9) or (
        _same(source, output) and source_language != target_language and len(output.split()) > 5
    ):
        flags.append("copied")
    if _prompt_line(target_language).search(output) and not (
        _LABELS.search(source) or language_name(target_language).casefold() in source.casefold()
    ):
        flags.append("invented")
    # Letters of the source in a Latin text are always wrong; Latin names in another script are not.
    foreign = _of_source_script(output, source_language, target_language)
    needed = 0.9 if scripts_of(target_language) == ("LATIN",) != scripts_of(source_language) else 0.5
    expected = source_in_target or 0.0
    if foreign or (
        share is not None
        and share < needed
        and (expected < 0.3 or share < expected - 0.1)
        and not (_same(source, output) and len(output.split()) <= 3)
    ):
        flags.append("script")
    if _odd_length(source, output, source_language, target_language):
        flags.append("length")
    if "\u2047" in output and "\u2047" not in source:
        flags.append("unknown")
    return tuple(flags)


def _of_source_script(output: str, source_language: str, target_language: str) -> bool:
    """Whether a text in Latin script holds letters of its source's script, outside of tags and code."""
    scripts = scripts_of(source_language)
    if scripts_of(target_language) != ("LATIN",) or "LATIN" in scripts or output.isascii():
        return False
    at = 0
    rest = ""
    for start, end in protected_spans(output):
        rest += output[at:start]
        at = max(at, end)
    rest += output[at:]
    return any(unicodedata.name(c, "").startswith(scripts) for c in rest if c.isalpha() and c > "\x7f")


def _same(source: str, output: str) -> bool:
    return "".join(source.split()).casefold() == "".join(output.split()).casefold()


def _odd_length(source: str, output: str, source_language: str, target_language: str) -> bool:
    expected = len(source.strip()) / _DENSITY.get(source_language, 1.0) * _DENSITY.get(target_language, 1.0)
    if expected < 12 and len(output) < 60:
        return False
    return not expected / 3 <= len(output.strip()) <= 3 * expected + 10
