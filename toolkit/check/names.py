"""Names of persons: is the person of the English text the person of the Korean one?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..languages.en.gazetteer import AMBIGUOUS, NOT_PERSONS
from ..languages.en.names import PersonName, Word, person_names
from ..languages.ko.mentions import (
    Mention,
    common_english,
    is_compound,
    is_name_word,
    is_no_name,
    is_ordinary,
    is_title,
    is_verb,
    looks_foreign,
    looks_korean,
    mentions,
)
from ..languages.ko.names import NameScorer
from ..languages.ko.romanise import romanise_name
from ..languages.ko.sounds import fold
from ..text import Finding, SegmentPair, Severity
from .base import Check, CheckContext, finding
from .linking import (
    MATCHED,
    HangulWord,
    Link,
    Sides,
    first_letters,
    hangul_words,
    korean_surname_spellings,
    name_link,
    same_consonants,
    same_sounds,
    sides,
    surname_link,
    word_link,
)

_ERROR, _WARNING = 10.0, 4.0  # evidence (nats) from which on a finding has this severity
_PLACE = 4.5  # evidence of a place without a counterpart, where the English name stands as a place does
_ELSEWHERE = 6.0  # evidence against a swap where the name stands rightly elsewhere in the document
_MAYBE = -1.0  # score above which a capitalised word may be the name
_OTHER = -3.0  # a pair of words that scores above this may be one name, oddly spelt
_LATIN = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž'’-]+")
_BEFORE_PLACE = re.compile(
    r"\b(?:[Ii]n|to|from|near|inside|outside|across|[Aa]t|around|into|toward|of|both|northern|southern|eastern|western|central|gave) $"
)
_FOREIGN, _FOREIGN_KNOWN, _FOREIGN_BESIDE = 9.0, 7.0, 3.0
"""Nats of a Hangul word that it takes for a foreign name: alone, where names are written so, beside a name or title."""
_KOREAN = 6.0  # nats of a Hangul word that it takes for a Korean name without a title
_OFFICES = frozenset("부청처회관품")
_ARTICLE = re.compile(r"\b(?:[Tt]he(?: \w+)?|[Aa]n?|[Oo]ld|[Nn]ew|[Dd]ark) $")
_OF_PERSONS = re.compile(
    r" (?:administration|government|regime|campaign|family|camp|team|case|trial|era|brothers|sisters)\b"
)
_ADJECTIVE = re.compile(r"(?:i[sz]ation|ian|ians|ese|ean|ist|ists|ism|borne|[a-z]-[A-Z].*)$|^Ottomans?$")
_COMPOUND_NAME = re.compile(
    r"\b(?!Mc|Mac|De|La|Le|Di|Du|Fitz|Van|O)[A-Z][a-z]{2,}[A-Z]|-(?:General|elect|Secretary|President)"
)
_SAYS = re.compile(
    r",? (?:sa(?:id|ys)|told|tells|asked|asks|added|adds|noted|wrote|claimed|explained|stressed|warned)\b"
)
_BEFORE_WORD = re.compile(
    r"\b(?:(?:[Vv]an|[Vv]on|[Dd]e[rnl]?|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Ee]l|[Aa]l|[Tt]er) (?:de[rn]? |la )?|[A-Z][a-z]+(?:['’]s)? )$"
)
_AFTER_WORD = re.compile(r"(?:['’]s)? [A-Z][a-z]+")
_SAID = re.compile(r"\b(?:sa(?:id|ys)|told|asked|added|by|with|met|named|called) $")
# English words for a place that do not sound like its Korean name.
_PEOPLE_OF: dict[str, tuple[str, ...]] = {
    "프랑스": ("french", "frenchman"),
    "네덜란드": ("dutch", "holland"),
    "스페인": ("spanish", "spaniard"),
    "그리스": ("greek", "greeks"),
    "스위스": ("switzerland",),
    "덴마크": ("danish",),
    "폴란드": ("polish",),
    "터키": ("turkish", "turks"),
    "태국": ("thai", "thailand"),
    "대만": ("taiwan", "taiwanese"),
    "핀란드": ("finnish",),
    "스웨덴": ("swedish",),
    "러시아": ("moscow", "kremlin", "soviet"),
    "헝가리": ("hungarian",),
    "필리핀": ("philippine", "filipino"),
    "워싱턴": ("us", "american"),
}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Words of an English name that no Hangul word goes with; links of the words beside them."""

    name: PersonName
    words: tuple[Word, ...]
    links: tuple[Link, ...]


def unmatched_names(
    names: Iterable[PersonName], hangul: Sequence[HangulWord], korean: str = "", english: str = ""
) -> list[Unmatched]:
    """Those of the English names of which a word has no counterpart in Hangul.

    A word that stands in Latin letters in the Korean text is no finding.
    """
    latin = frozenset(map(str.lower, _LATIN.findall(korean)))
    found: list[Unmatched] = []
    common = common_english()
    for name in names:
        if not name.words or name_link(name.words, hangul) is not None:
            continue
        missing: list[Word] = []
        links: list[Link] = []
        for word in name.words:
            folded = fold(word.text)
            if len(folded) < 3 or word.text.lower() in latin:
                continue
            link = (
                same_sounds(word.text, hangul)
                or word_link(word.text, hangul)
                or _joined_link(english, word, hangul)
                or surname_link(word.text, hangul)
            )
            if link is not None:
                links.append(link)
            elif (word.text not in NOT_PERSONS or word.text in AMBIGUOUS) and (
                len(name.words) > 1 or folded not in common
            ):
                missing.append(word)
        if len(missing) < len(name.words) - 1 or not links:
            missing = [w for w in missing if fold(w.text) not in common or links]
        if missing:
            found.append(Unmatched(name, tuple(missing), tuple(links)))
    return found


def _joined_link(english: str, word: Word, hangul: Sequence[HangulWord]) -> Link | None:
    """The Hangul word that holds the word with the one beside it, or with its particles: 데용, 스리랑카."""
    before = _BEFORE_WORD.search(english, max(0, word.start - 20), word.start)
    after = _AFTER_WORD.match(english, word.end)
    for beside, whole in (
        (before and before[0], before and before[0] + word.text),
        (after and after[0], after and word.text + after[0]),
    ):
        if not beside or not whole:
            continue
        if beside[-1] != " " or beside[0].isupper():
            other = (
                beside.strip().removesuffix("'s").removesuffix("’s").removeprefix("'s ").removeprefix("’s ")
            )
            if len(fold(other)) > 3 and (same_sounds(other, hangul) or word_link(other, hangul)):
                continue  # a name of its own
        joined = "".join(c for c in whole if c.isalpha()).capitalize()
        if link := same_sounds(joined, hangul) or word_link(joined, hangul):
            return link
    return None


def _english_words(text: str) -> list[tuple[str, float]]:
    """Folded words with the score above which a Hangul name goes with them."""
    words: list[tuple[str, float]] = []
    for whole in text.split():
        for part in dict.fromkeys([whole, *whole.replace("’", "'").replace("'", "-").split("-")]):
            folded = fold(part)
            if len(folded) > 1:
                words.append((folded, _MAYBE if any(map(str.isupper, part)) else MATCHED))
    return words


def _free_mentions(named: Sequence[Mention], english_words: list[tuple[str, float]]) -> list[Mention]:
    """Hangul names that no English word goes with."""
    scorer = NameScorer.load()
    free: list[Mention] = []
    for mention in named:
        first = first_letters(mention.stem[0])
        if any(
            w[0] in first and scorer.word_score(mention.stem, w, least) > least for w, least in english_words
        ):
            continue
        capitals = [w for w, least in english_words if least < 0]
        if any(_holds(scorer, mention.stem, w) for w in capitals if len(w) > 3):
            continue
        surname = mention.stem[0] if mention.kind == "korean" or len(mention.stem) == 3 else ""
        if surname and any(w in scorer.surname_spellings(surname) for w in capitals):
            continue
        if mention.kind == "korean" or len(mention.stem) <= 4:
            pairs = pairwise(capitals)
            if any(scorer.whole_score(mention.stem, f"{a} {b}", _MAYBE) > _MAYBE for a, b in pairs):
                continue
        if mention.kind == "place" and any(w in _PEOPLE_OF.get(mention.stem, ()) for w in capitals):
            continue
        free.append(mention)
    return free


def _holds(scorer: NameScorer, stem: str, word: str) -> bool:
    """Whether a compound begins or ends with the name (로도스섬 = Rhodes, 데라부그티 = Dera Bugti)."""
    return any(
        scorer.word_score(part, word, least) > least
        for cut in range(2, len(stem))
        for part, least in ((stem[:cut], 1.0 if cut > 2 else 6.0), (stem[-cut:], 1.0 if cut > 2 else 6.0))
        if word[0] in first_letters(part[0])
    )


def swapped(side: Sides) -> Iterator[tuple[Unmatched, Word, Mention, float]]:
    """English names that stand for no Hangul name while a Hangul name stands for no English one."""
    names = person_names(side.english, common_english().__contains__)
    hangul = hangul_words(side.korean) if names else []
    if not hangul or _headline_case(side.english):
        return
    missing = unmatched_names(names, hangul, side.korean, side.english)
    if not missing:
        return
    common = common_english()
    alone = any(not u.links and any(fold(w.text) not in common for w in u.words) for u in missing)
    named = [m for m in mentions(side.korean) if m.kind != "surname" and m.strength >= 2.8] if alone else []
    # Which Hangul names go with no English word is asked only where one of them could stand for an English name.
    open_to_doubt = any(
        _evidence(unmatched, mention, len(missing), 1, 1) >= _WARNING
        and _credible(side, unmatched, word, mention)
        for unmatched in missing
        for word in _strange(unmatched, named)
        for mention in named
    )
    free = _free_mentions(named, _english_words(side.english)) if open_to_doubt else []
    scorer = NameScorer.load()
    taken: set[int] = set()
    places = len({m.stem for m in free if m.kind == "place"})
    for unmatched in missing:
        best = _beside(side, hangul, unmatched) or None
        for word in _strange(unmatched, named):
            for mention in free:
                if mention.kind == "place" and not _stands_as_place(side.english, unmatched.name, word):
                    continue
                if (
                    mention.start in taken
                    or scorer.word_score(mention.stem, fold(word.text), _OTHER) > _OTHER
                ):
                    continue
                evidence = _evidence(unmatched, mention, len(missing), len(free), places)
                if (best is None or evidence > best[0]) and _credible(side, unmatched, word, mention):
                    best = (evidence, word, mention)
        if best is not None:
            taken.add(best[2].start)
            yield unmatched, best[1], best[2], best[0]


def _strange(unmatched: Unmatched, named: Sequence[Mention]) -> list[Word]:
    """Words of the name that any Hangul name may stand for, but for those that are one of them, oddly spelt.

    English gives in full what Korean gives by surname: beside a matched word nothing else counts.
    """
    if unmatched.links:
        return []
    common = common_english()
    return [
        word
        for word in unmatched.words
        if fold(word.text) not in common and not any(same_consonants(m.stem, word.text) for m in named)
    ]


def _evidence(unmatched: Unmatched, mention: Mention, missing: int, free: int, places: int) -> float:
    """Nats that a Hangul name stands where the English name should, by what is missing and free in the pair."""
    if mention.kind == "place":
        return _PLACE - (places - 1)
    evidence = min(mention.strength, 12.0)
    evidence += 2.0 * mention.titled + 2.0 * bool(unmatched.name.title)
    evidence -= 2.0 * (missing - 1) + 1.0 * (free - 1)
    if mention.kind == "korean" and not mention.titled:
        evidence += 1.0 if _looks_korean(unmatched.name) else -4.0
    if not mention.titled and not unmatched.name.title and len(mention.stem) < 3:
        evidence -= 4.0
    return evidence


def _credible(side: Sides, unmatched: Unmatched, word: Word, mention: Mention) -> bool:
    """Whether both words are names of persons for all that can be seen, and not one name written oddly."""
    name = unmatched.name
    if same_consonants(mention.stem, word.text) or _COMPOUND_NAME.search(name.text):
        return False
    if mention.kind == "korean":
        if mention.stem[-1] in _OFFICES:
            return False  # 문화부 장관 is the minister of a body
        return mention.titled or (_looks_korean(name) and looks_korean(mention.stem) >= _KOREAN)
    if mention.kind == "place":
        return _ADJECTIVE.search(word.text) is None
    if is_compound(mention.stem) and not mention.titled:
        return False
    foreign = looks_foreign(mention.stem)
    known = is_name_word(mention.stem)
    if name.title or mention.titled:
        return foreign >= _FOREIGN_BESIDE or known
    if len(name.words) > 1:
        return foreign >= _FOREIGN and (known or _spoken(side, name) or len(mention.stem) > 3)
    if _ARTICLE.search(side.english, 0, word.start) and not _OF_PERSONS.match(side.english, word.end):
        return False
    if _ADJECTIVE.search(word.text):
        return False
    return foreign >= (_FOREIGN_KNOWN if known or _spoken(side, name) else _FOREIGN)


def _spoken(side: Sides, name: PersonName) -> bool:
    """Whether somebody of this name says something."""
    start, end = name.span
    return bool(_SAYS.match(side.english, end) or _SAID.search(side.english, 0, start))


def _looks_korean(name: PersonName) -> bool:
    """Whether a Latin name has the form of a Korean one: Do-hoon, Lee Jin."""
    return any("-" in w.text and w.text.rpartition("-")[2].islower() for w in name.words) or (
        1 < len(name.words) <= 3 and name.words[0].text.lower() in korean_surname_spellings()
    )


def _headline_case(english: str) -> bool:
    """Whether most words are capitalised, so that capitals say nothing."""
    words = [w for w in english.split() if w[:1].isalpha()]
    return len(words) > 5 and sum(w[0].isupper() for w in words) > 0.6 * len(words)


def _stands_as_place(english: str, name: PersonName, word: Word) -> bool:
    """Whether a word stands alone where places stand: "in X", "southern X", "X's"."""
    if len(name.words) != 1 or name.title:
        return False
    owns = english[word.end : word.end + 2] in ("'s", "’s")
    return owns or _BEFORE_PLACE.search(english, 0, word.start) is not None


def _beside(
    side: Sides, hangul: Sequence[HangulWord], unmatched: Unmatched
) -> tuple[float, Word, Mention] | None:
    """The Hangul word beside the matched part of a name, where the missing part should stand."""
    if not unmatched.links:
        return None
    scorer = NameScorer.load()
    capitals = [w for w, least in _english_words(side.english) if least < 0]
    by_start = {word.start: number for number, word in enumerate(hangul)}
    best: tuple[float, Word, Mention] | None = None
    for word in unmatched.words:
        ordinary = word.text in AMBIGUOUS or fold(word.text) in common_english()
        for link in unmatched.links:
            number = by_start.get(link.start)
            if number is None:
                continue
            whole = hangul[number].text == link.stem
            for neighbour in ([number + 1] if whole else []) + [number - 1]:
                if not 0 <= neighbour < len(hangul):
                    continue
                other = hangul[neighbour]
                gap = side.korean[min(other.start + len(other.text), link.end) : max(other.start, link.start)]
                if gap not in (" ", "·", "-") or (neighbour < number and other.stems[0] != other.text):
                    continue
                # Only the last word of a name has a particle.
                nouns = other.stems if neighbour > number else (other.text,)
                stem, strength = max(((s, looks_foreign(s)) for s in nouns), key=lambda item: item[1])
                if len(stem) < 2 or is_title(other.text) or is_verb(other.text) or is_no_name(other.text):
                    continue
                if is_compound(stem) and not is_name_word(stem):
                    continue
                known = is_name_word(stem) and not is_ordinary(other.text)
                titled = (
                    neighbour > number
                    and neighbour + 1 < len(hangul)
                    and is_title(hangul[neighbour + 1].text)
                )
                if strength < (6.0 if ordinary else _FOREIGN_BESIDE) and not (
                    (known and strength > 0.0)
                    or (titled and strength > _OTHER and not ordinary and other.text == stem)
                ):
                    continue
                if scorer.word_score(stem, fold(word.text), _OTHER) > _OTHER or same_consonants(
                    stem, word.text
                ):
                    continue
                if any(
                    scorer.word_score(stem, w, MATCHED) > MATCHED or _holds(scorer, stem, w) for w in capitals
                ):
                    continue
                evidence = 6.5 + max(0.0, min(strength, 6.0)) - (0.0 if neighbour > number else 1.0)
                if best is None or evidence > best[0]:
                    best = (
                        evidence,
                        word,
                        Mention(stem, other.start, other.start + len(stem), "foreign", strength, False),
                    )
    return best


def _in_place_elsewhere(word: Word, pair: SegmentPair, pairs: Sequence[SegmentPair]) -> bool:
    """Whether another pair of the document has the word with its Hangul: a person of the story, no stranger."""
    for other in pairs:
        side = sides(other) if other is not pair else None
        if side is not None and word.text in side.english and word_link(word.text, hangul_words(side.korean)):
            return True
    return False


def run(pairs: Sequence[SegmentPair], context: CheckContext) -> Iterator[Finding]:
    """Findings in the pairs of one document."""
    for pair in pairs:
        side = sides(pair)
        if side is None:
            continue
        for unmatched, word, mention, evidence in swapped(side):
            if evidence >= _WARNING and _in_place_elsewhere(word, pair, pairs):
                evidence -= _ELSEWHERE
            if evidence < _WARNING:
                continue
            certain = bool(unmatched.links) or mention.titled or bool(unmatched.name.title)
            severity: Severity = "error" if evidence >= _ERROR and certain else "warning"
            # The whole name where none of it fits, else the part that does not.
            start, end = (word.start, word.end) if unmatched.links else unmatched.name.span
            korean_span, english_span = (mention.start, mention.end), (start, end)
            latin = side.english[start:end]
            if side.korean_is_source:
                expected = romanise_name(mention.stem, context.style) if mention.kind == "korean" else ""
                message = f"{latin!r} is not the name of {mention.stem}"
                spans = (korean_span, english_span)
            else:
                expected = ""
                message = f"{mention.stem} is not the name of {latin!r}"
                spans = (english_span, korean_span)
            yield finding(pair, "names", severity, message, "target", spans[0], spans[1], expected)


NAMES = Check(
    name="names",
    summary="the person named in the translation is the person named in the source",
    explanation=(
        "Each English name of a person is looked for among the Hangul words of the pair with a learned "
        "likelihood ratio of sound and custom (Lee = 이, Zhaohui = 자오후이). A name that goes with no Hangul "
        "word, while a Hangul name goes with no English word, is a swapped person: an error where the evidence "
        "is strong (the rest of the name fits, or a title stands beside it), else a warning. Nothing is said where "
        "a word is not surely a person's (an ordinary word, a place, a people, an institution), or where both have "
        "much the same consonants and may be one name. To silence one, list an exception for the check `names`."
    ),
    run=run,
)
