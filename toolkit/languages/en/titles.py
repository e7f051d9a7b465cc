"""Titles of persons in English: what they are, what rank and office they name, how they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class EnglishTitle:
    """A title in a text: `head` is what kind of post it is ("minister", "president"), `rank`
    "" or the word that lowers it ("vice", "deputy", "under", "assistant"), `office` the field of
    a minister or secretary ("foreign", "defense", "" where none is named). `before_name` says
    whether a name follows at once, `formal` whether it is a title and not a job (coach)."""

    start: int
    end: int
    head: str
    rank: str = ""
    office: str = ""
    before_name: bool = False
    formal: bool = True
    plural: bool = False


_HEADS: Final[dict[str, str]] = {
    "president": "president", "pres": "president", "premier": "premier", "chancellor": "chancellor",
    "minister": "minister", "secretary": "secretary", "undersecretary": "secretary",
    "king": "king", "queen": "queen", "emperor": "emperor", "prince": "prince", "princess": "princess", "pope": "pope",
    "governor": "governor", "gov": "governor", "mayor": "mayor", "senator": "senator", "sen": "senator",
    "representative": "representative", "rep": "representative", "congressman": "representative",
    "congresswoman": "representative", "ambassador": "ambassador", "envoy": "envoy", "consul": "consul",
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "spokesperson": "spokesperson",
    "chairman": "chair", "chairwoman": "chair", "chairperson": "chair", "chair": "chair", "speaker": "speaker",
    "commissioner": "commissioner", "administrator": "administrator",
    "general": "general", "gen": "general", "admiral": "admiral", "adm": "admiral", "colonel": "colonel", "col": "colonel",
    "major": "major", "maj": "major", "captain": "captain", "capt": "captain", "lieutenant": "lieutenant",
    "lt": "lieutenant", "sergeant": "sergeant", "sgt": "sergeant", "commander": "commander", "cmdr": "commander",
    "professor": "professor", "prof": "professor", "dr": "doctor", "doctor": "physician",
    "judge": "judge", "justice": "justice", "prosecutor": "prosecutor", "lawyer": "lawyer", "attorney": "lawyer",
    "coach": "coach", "manager": "manager", "director": "director", "ceo": "ceo", "dean": "dean", "principal": "principal",
    "bishop": "bishop", "archbishop": "bishop", "cardinal": "cardinal", "pastor": "pastor", "rev": "pastor",
    "adviser": "adviser", "advisor": "adviser", "leader": "leader", "chief": "chief", "head": "head",
    "inspector": "inspector", "detective": "detective", "sheriff": "sheriff", "superintendent": "superintendent",
    "lawmaker": "lawmaker", "mp": "lawmaker", "legislator": "lawmaker", "congressmen": "representative",
    "councilor": "councilor", "councillor": "councilor", "editor": "editor", "negotiator": "envoy",
}  # fmt: skip
_RANKS: Final = {
    "vice": "vice", "deputy": "deputy", "under": "under", "assistant": "assistant", "associate": "assistant",
    "permanent": "deputy", "additional": "assistant", "sub": "deputy",
}  # fmt: skip
_JOBS: Final = frozenset(
    "spokesperson coach manager lawyer adviser leader chief head detective lawmaker editor ceo doctor envoy director principal "
    "dean captain prosecutor judge councilor".split()
)
OFFICES: Final[dict[str, str]] = {
    "foreign": "foreign", "state": "state", "defense": "defense", "defence": "defense", "finance": "finance",
    "treasury": "finance", "unification": "unification", "justice": "justice",
    "interior": "interior", "home": "interior", "commerce": "trade", "trade": "trade", "industry": "trade",
    "business": "trade", "education": "education", "health": "health", "welfare": "health", "environment": "environment",
    "climate": "environment", "energy": "energy", "agriculture": "agriculture", "farm": "agriculture",
    "transport": "transport", "transportation": "transport", "land": "transport", "labor": "labor", "labour": "labor",
    "employment": "labor", "culture": "culture", "science": "science", "homeland": "homeland", "oil": "energy",
}  # fmt: skip
# Words that turn a head into another one: secretary-general, chief of staff, general manager.
_COMPOUNDS: Final[dict[str, str]] = {
    "prime minister": "premier", "secretary general": "secretary-general", "general secretary": "secretary-general",
    "press secretary": "spokesperson", "attorney general": "attorney-general", "district attorney": "prosecutor", "undersecretary general": "secretary-general", "prosecutor general": "prosecutor-general",
    "director general": "director", "chief justice": "chief-justice", "chief executive": "ceo", "floor leader": "floor-leader",
    "major general": "general", "lieutenant general": "general", "brigadier general": "general", "consul general": "consul",
    "lieutenant governor": "lieutenant-governor", "lieutenant colonel": "colonel", "rear admiral": "admiral",
    "cabinet secretary": "cabinet-secretary", "chief prosecutor": "prosecutor", "general manager": "manager",
    "lt gen": "general", "maj gen": "general", "brig gen": "general", "lt col": "colonel", "lt gov": "lieutenant-governor",
    "chief secretary": "chief-secretary", "presidential secretary": "presidential-secretary",
    "senior secretary": "presidential-secretary",
}  # fmt: skip
_WORD: Final = re.compile(r"[A-Za-z]+(?:\.(?=\s?[A-Z]))?|[^\sA-Za-z]+")
_NAME: Final = re.compile(r"\.? (?:[A-Z]\. ?)*[A-Z][\w'’-]+")
_FIELD: Final = re.compile(r"[ -](?:of|for)(?: the)? ([A-Za-z]+)")
_LEAGUE: Final = re.compile(r" (?:League|Division|Soccer)\b")
_HEAD_START: Final = re.compile("|".join(sorted({word[:3] for word in _HEADS})), re.IGNORECASE)


def titles(text: str) -> list[EnglishTitle]:
    """Titles in an English text, in order.

    >>> [(t.head, t.rank, t.office) for t in titles("Vice Foreign Minister Luo met President Moon.")]
    [('minister', 'vice', 'foreign'), ('president', '', '')]
    """
    found: list[EnglishTitle] = []
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    used = -1
    for i, (word, start, end) in enumerate(words):
        low = word.lower().rstrip(".")
        head = _HEADS.get(low) or (_HEADS.get(_singular(low)) if low[-1:] in ("s", "n") else None)
        if head is None or i <= used or (low in _ABBREVIATED and not word[0].isupper()):
            continue
        if low in ("general", "major", "justice", "state", "principal", "manager") and not word[0].isupper():
            continue
        head, first, last = _compound(words, i, head)
        used = last
        start, end = words[first][1], words[last][2]
        if low == "premier" and _LEAGUE.match(text, end):
            continue
        rank, office, start = _before(words, first, start, text, head)
        if head in ("minister", "secretary"):
            field = _FIELD.match(text, end)
            if field and not office:
                office = OFFICES.get(field.group(1).lower(), "")
                if office:
                    end = field.end()
        if low == "undersecretary":
            rank = "under"
        before = _NAME.match(text, end) is not None
        many = low not in _HEADS
        found.append(
            EnglishTitle(start, end, head, rank, office, before and not many, head not in _JOBS, many)
        )
    return found


_ABBREVIATED: Final = frozenset(
    "gov sen rep gen adm col maj capt lt sgt prof dr rev pres cmdr mp ceo chair".split()
)


def _singular(word: str) -> str:
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("ches") else word.removesuffix("s")


def _compound(words: list[tuple[str, int, int]], i: int, head: str) -> tuple[str, int, int]:
    """The head with the word before or after it where the two make another title."""
    here = words[i][0].lower().rstrip(".")
    here = here if here in _HEADS else _singular(here)
    gap = 2 if i + 2 < len(words) and words[i + 1][0] == "-" else 1
    if i + gap < len(words):
        after = words[i + gap][0].lower().rstrip(".")
        compound = _COMPOUNDS.get(f"{here} {_singular(after) if after.endswith('s') else after}")
        if compound and not (gap == 1 and words[i + 1][1] - words[i][2] > 2):
            return compound, i, i + gap
    if i:
        compound = _COMPOUNDS.get(f"{words[i - 1][0].lower().rstrip('.')} {here}")
        if compound:
            return compound, i - 1, i
    return head, i, i


def _before(
    words: list[tuple[str, int, int]], first: int, start: int, text: str, head: str
) -> tuple[str, str, int]:
    """Rank and office from the words before a head, and where the title begins.

    Up to five words of the same noun phrase are looked at: "deputy oceans minister",
    "Vice Unification Minister", "first vice foreign minister".
    """
    rank = office = ""
    begin = at_office = start
    for at in range(first - 1, max(-1, first - 8), -1):
        word, word_start, word_end = words[at]
        low = word.lower()
        if low in ("and", "&") and words[at - 1][0][:1].isupper() and at:
            begin = word_start
            continue
        if (
            text[word_end:begin] not in (" ", "")
            or low in _STOP
            or (low == "under" and (head not in _UNDER or (word == low and words[first][0][0].isupper())))
            or (not word[0].isalpha() and word not in _JOINTS)
        ):
            break
        begin = word_start
        if low in _RANKS:
            rank = _RANKS[low]
            break
        if low in OFFICES and not office:
            office, at_office = OFFICES[low], word_start
    if rank:
        return rank, office, begin
    return "", office, at_office


_UNDER: Final = frozenset({"secretary", "minister", "secretary-general"})
"""Posts that an "under" lowers; before others it is when they held office: under President Moon."""
_JOINTS: Final = frozenset("-‐‑'’&")
_STOP: Final = frozenset(
    "the a an of for in on by with said told to from as is was were are and or his her its their after before former "
    "then who that says met between at against while when".split()
)


def abbreviation_introduced(text: str, abbreviation: str) -> bool:
    """Whether a text says what an abbreviation stands for, as in "Bank of Korea (BOK)"."""
    return re.search(rf"\({re.escape(abbreviation)}\)|\b{re.escape(abbreviation)} \(", text) is not None
