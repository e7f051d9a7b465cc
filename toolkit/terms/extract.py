"""Proposing entries of a term base from translations, with counts and evidence.

A Korean phrase of one to four words and an English phrase of one to eight are
proposed as a pair where they turn up in the same pairs of sentences far more often
than chance would have it: by the log-likelihood ratio (Dunning 1993) of their
co-occurrence and by the Dice coefficient; the English phrase must be a noun phrase
in capitals or a repeated one, and the Korean one must be free of particles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from ..languages.ko.particles import stems
from ..text import SegmentPair, Term
from .base import TermBase


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed entry: its forms, in how many pairs they stand together, the counts of
    each alone, the score (log-likelihood ratio), and up to three pairs as evidence."""

    source: str
    target: str
    together: int
    source_count: int
    target_count: int
    score: float
    evidence: tuple[tuple[str, str], ...]

    @property
    def dice(self) -> float:
        """Twice the joint count by the sum of the two counts, 0 to 1."""
        return 2 * self.together / (self.source_count + self.target_count)

    def term(self) -> Term:
        """The proposal as an entry that waits for an editor."""
        return Term(
            (self.source,), (self.target,), note=f"proposed: {self.together} pairs, Dice {self.dice:.2f}"
        )


_HANGUL_WORD: Final = re.compile(r"[가-힣A-Za-z0-9·]+")
_CAPITALS: Final = re.compile(
    r"[A-Z][\w&'’.-]*(?:(?: (?:of|for|and|the|on|to)){0,2} [A-Z][\w&'’.-]*){0,7}|(?:[A-Z]\.){2,}"
)
_SMALL_WORDS: Final = frozenset(
    "The A An In On At But And He She It They We I This That There When While If As By For From To Of With After Before His Her Its "
    "Their Our My You Your Not No So Then However Also According Mr Ms Mrs Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December Jan Feb Aug Sept Oct Nov Dec".split()
)
_NOT_A_NOUN: Final = re.compile(
    r"(?:다|고|며|면|서|지|는|은|을|를|의|에|도|만|게|라|네|요|까|니|던|한|할|될|된|인|적|들|등|것|수|때|중|전|후|년|월|일|명|개|원|위해|대해|통해)$"
)
_VERB: Final = re.compile(
    r"(?:[했였었겠]|[하되]|[가-힣](?:으로|에서|에게|부터|까지)|한|된|될|할|며|면|던|습니|지만)$"
)
_COMMON_NOUNS: Final = frozenset(
    "이날 오전 오후 지난 올해 지난해 이번 가운데 당시 최근 관련 경우 모두 함께 대한 위한 통한 따른".split()
)


def propose(
    pairs: Iterable[SegmentPair], known: TermBase | None = None, least: int = 3, dice: float = 0.5
) -> list[Proposal]:
    """Entries proposed from Korean-English pairs (in either direction), the surest first.

    Parameters
    ----------
    pairs: translations, aligned by sentence.
    known: entries that need no proposal.
    least: pairs of sentences in which the two must stand together.
    dice: smallest Dice coefficient.
    """
    korean: dict[str, set[int]] = defaultdict(set)
    english: dict[str, set[int]] = defaultdict(set)
    inside: set[str] = set()
    texts: list[tuple[str, str]] = []
    for number, pair in enumerate(pairs):
        ko, en = (pair.source, pair.target) if pair.source_language == "ko" else (pair.target, pair.source)
        texts.append((ko, en))
        for phrase in korean_phrases(ko):
            korean[phrase].add(number)
        for phrase in english_phrases(en):
            english[phrase].add(number)
            # A word that is only ever the first of its sentence has no capital of its own.
            if " " in phrase or not en.lstrip("\"“‘'").startswith(phrase) or phrase.isupper():
                inside.add(phrase)
    korean = {p: where for p, where in korean.items() if len(where) >= least}
    english = {p: where for p, where in english.items() if len(where) >= least and p in inside}
    found = _scored(korean, english, len(texts), least, dice)
    return [
        Proposal(
            ko,
            en,
            len(both),
            len(korean[ko]),
            len(english[en]),
            score,
            tuple(texts[i] for i in sorted(both)[:3]),
        )
        for score, ko, en, both in _best(found)
        if not _is_known(ko, en, known)
    ]


def korean_phrases(text: str) -> set[str]:
    """Runs of one to four words, the last one without its particles, that may name something."""
    words = [(m.group(), m.start(), m.end()) for m in _HANGUL_WORD.finditer(text)]
    found: set[str] = set()
    for i in range(len(words)):
        parts: list[str] = []
        for j in range(i, min(i + 4, len(words))):
            if j > i and text[words[j - 1][2] : words[j][1]] != " ":
                break
            word = words[j][0]
            for stem, _ in stems(word) if "가" <= word[-1] <= "힣" else [(word, "")]:
                if (
                    len(stem) > 1
                    and not stem.isdigit()
                    and stem not in _COMMON_NOUNS
                    and not _VERB.search(stem)
                ):
                    found.add(" ".join([*parts, stem]))
            if not _is_noun(word):
                break
            parts.append(word)
    return found


def _is_noun(word: str) -> bool:
    return not word.isdigit() and word not in _COMMON_NOUNS and _NOT_A_NOUN.search(word) is None


def english_phrases(text: str) -> set[str]:
    """Phrases in capitals (without a sentence's first small word)."""
    found: set[str] = set()
    for match in _CAPITALS.finditer(text):
        whole = match.group()
        # "Citizens of Busan" may be one name or hold one.
        for part in {whole, *_JOINTS.split(whole)}:
            words = part.rstrip(".,'’").split()
            while words and words[0] in _SMALL_WORDS:
                words = words[1:]
            phrase = re.sub(r"['’]s$", "", " ".join(words))
            if len(phrase) > 1 and not phrase.isdigit():
                found.add(phrase)
    return found


_JOINTS: Final = re.compile(r"(?: (?:of|for|and|the|on|to))+ ")


def _scored(
    korean: dict[str, set[int]], english: dict[str, set[int]], total: int, least: int, dice: float
) -> list[tuple[float, str, str, set[int]]]:
    at: dict[int, list[str]] = defaultdict(list)
    for phrase, where in english.items():
        for number in where:
            at[number].append(phrase)
    found = []
    for ko, where in korean.items():
        together = Counter(phrase for number in where for phrase in at[number])
        for en, count in together.items():
            if count >= least and 2 * count / (len(where) + len(english[en])) >= dice:
                score = _likelihood_ratio(count, len(where), len(english[en]), total)
                found.append((score, ko, en, where & english[en]))
    return found


def _likelihood_ratio(both: int, one: int, other: int, total: int) -> float:
    """Dunning's log-likelihood ratio of a two by two table."""

    def part(k: float, n: float, p: float) -> float:
        return (k * log(p) if k else 0.0) + ((n - k) * log(1 - p) if n > k else 0.0)

    p, p1, p2 = other / total, both / one, (other - both) / max(1, total - one)
    rest = total - one
    floor = 1e-12

    def bound(x: float) -> float:
        return min(max(x, floor), 1 - floor)

    return 2 * (
        part(both, one, bound(p1)) + part(other - both, rest, bound(p2))
        - part(both, one, bound(p)) - part(other - both, rest, bound(p))
    )  # fmt: skip


def _best(found: Sequence[tuple[float, str, str, set[int]]]) -> list[tuple[float, str, str, set[int]]]:
    """For each phrase its best partner, the longer phrase where two stand in the same pairs."""
    ranked = sorted(found, key=lambda f: (-f[0], -len(f[1]), -len(f[2]), f[1], f[2]))
    used_ko: set[str] = set()
    used_en: set[str] = set()
    kept: list[tuple[float, str, str, set[int]]] = []
    for item in ranked:
        _, ko, en, both = item
        if ko in used_ko or en in used_en:
            continue
        if any(both == other[3] and (ko in other[1] or other[1] in ko) for other in kept[-200:]):
            continue
        used_ko.add(ko)
        used_en.add(en)
        kept.append(item)
    return kept


def _is_known(source: str, target: str, known: TermBase | None) -> bool:
    """Whether an entry covers the Korean phrase, or stands in both."""
    if known is None:
        return False
    korean = known.find(source, "ko")
    english = {id(term) for term, _ in known.find(target, "en")}
    return any(span == (0, len(source)) or id(term) in english for term, span in korean)
