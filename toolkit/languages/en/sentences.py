"""Where English sentences end.

A rule system over the marks in a block. Each sentence inside a quotation is a
sentence of its own; what names the speaker after it ("... ready?" he asked)
belongs to it.
"""

from __future__ import annotations

import re

from ...text import Span
from ..generic import OPENERS, Mark, bare_addresses, split


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name: never an end.
_TITLES = _set(
    "mr mrs ms mx dr prof rev fr hon gen lt col maj capt cpt cmdr cdr adm sgt cpl pvt sen sens rep reps gov govs pres amb atty "
    "supt det insp msgr messrs mmes mlle mme esq pfc spc brig ens vice asst assoc ald sec-gen st.-gen"
)
_MONTHS = _set("jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri")
_BEFORE_NUMBER = _set(
    "no nos fig figs vol vols ch chap art arts sec sect pp p para paras eq ver rev op nr pt pts"
)
_NEVER = _set("vs v e.g i.e cf viz approx est ca c.f al")
_ZONES = _set(
    "et est edt ct cst cdt pt pst pdt gmt utc kst jst bst cet eastern central pacific local monday tuesday wednesday thursday "
    "friday saturday sunday january february march april may june july august september october november december "
    "mon tue wed thu fri sat sun jan feb mar apr jun jul aug sept oct nov dec and or to on in at"
)
_WORDS_TOO = _set("no art arts fig figs para sect ver")  # abbreviations that are words of their own
_STATES = _set(
    "calif fla ariz mass conn ill minn tenn tex wash wis ore okla nev colo ark mo mont neb ala mich ky del kan pa va md ga vt ind"
)
# May stand last in a sentence: an end only before a word that opens sentences.
_ABBREVIATIONS = _set(
    "co corp inc ltd llc plc cos bros jr sr ph.d dept univ assn ave blvd rd st mt ft hwy sq bldg gov't govt intl natl nat'l int'l "
    "n.y n.j n.c s.c n.d s.d n.h n.m d.c l.a u.s u.n u.k e.u u.s.a u.a.e r.o.k d.p.r.k etc sp oz lb lbs ft hr hrs mins "
    "sec secs cc eds misc tel ext rm bn tn m b k p.m a.m p.s q.v s.a s.p.a b.c a.d b.s m.a m.d j.d d.d.s ret"
)
# Words that open a sentence, so that an abbreviation before them can have ended one.
_STARTERS = _set(
    "a about according after again ahead all also although among an and another any anyone are as asked at back because before "
    "between both but by can could critics despite did do does during each earlier either even ever every everyone everything "
    "experts few finally first for four from further given had has have having he hence her here his how however i if in indeed "
    "instead is it its just last late later let like many maybe meanwhile more moreover most much my neither never nevertheless "
    "no nobody none nor not nothing now of officials often on once one only or other others our over overall perhaps please "
    "rather several she should similarly since so some someone something sometimes soon still such than that the their them "
    "then there therefore these they this those though three through throughout thus to today together tomorrow tonight too two "
    "unless unlike until up was we were what when where whether which while who whoever whose why will with within "
    "without would yes yesterday yet you your"
)
_SAID = (
    r"(?:said|says|asked|asks|added|adds|wrote|writes|told|replied|recalled|wondered|shouted|cried|exclaimed|tweeted|demanded|"
    r"continued|explained|chanted|yelled|answered|quipped|joked|remarked|screamed|noted|insisted|warned|declared|posted|read|reads)"
)
_SPEAKER = re.compile(
    rf"(?:{_SAID}\s|(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|President|Minister|Chairman|Secretary)\.?\s)?"
    rf"[A-Z][\w’'-]*\.?(?:\s(?:of|the|de|van|von|al|el|bin)?\s?[A-Z][\w’'-]*\.?){{0,3}}\s{_SAID}\b)"
)
_NEXT_QUOTE = re.compile(r"[^.!?“”\"]*[,:]\s*[\"“‘`][A-Z]")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_INITIALISM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_CREDIT = re.compile(r"[(\[][A-Z][^()\[\].!?]{1,30}[)\]]\s*")  # (Yonhap), [Reuters]
_ROMAN = re.compile(r"[ivxIVX]{1,4}|[a-zA-Z]|\d{1,3}")
# A word that is no abbreviation: a full stop behind it ends a sentence even before a lower-case letter.
_PLAIN_WORD = re.compile(
    r"(?:^|[-/’'])(?=[a-z’']*[aeiouy])(?:[a-z’']{4,}|it|him|her|us|me|you|too|now|ago|day|war|all|one|two|out|off|up|in|on|so|yet)$"
)
_NEXT = re.compile(r"[\w.’'-]+")


def _opens_sentence(rest: str) -> bool:
    """Whether what follows begins as sentences do: with a word from the list, or a quotation."""
    bare = rest.lstrip(OPENERS)
    match = _NEXT.match(bare)
    word = re.split(r"[’'.-]", match.group())[0] if match else ""
    if not word[:1].isupper():
        return False
    return word.lower() in _STARTERS or (bare != rest and rest[0] in '"“‘')


def _is_abbreviation(token: str) -> bool:
    low = token.lower()
    return (
        low in _ABBREVIATIONS
        or low in _BEFORE_NUMBER
        or low in _NEVER
        or (token[:1].isupper() and (low in _TITLES or low in _MONTHS or low in _STATES))
        or _INITIALISM.fullmatch(token) is not None
    )


def _after_abbreviation(mark: Mark, token: str) -> bool:
    """Whether the full stop of an abbreviation ends the sentence too."""
    rest = mark.rest()
    low = token.lower()
    if low in _TITLES or low in _NEVER:
        return False
    if low in _BEFORE_NUMBER:
        return not rest[:1].isdigit() and (low in _WORDS_TOO or _opens_sentence(rest))
    if low in _MONTHS:
        return not rest[:1].isdigit() and _opens_sentence(rest)
    if low in ("a.m", "p.m"):
        if re.match(r"(?:\w+ ){1,3}time\b", rest):
            return False  # 11:30 p.m. Korean time
        following = _NEXT.match(rest.lstrip(OPENERS))
        return following is None or (
            following.group().lower().rstrip(".,;") not in _ZONES and not following.group().islower()
        )
    if low == "etc":
        return True
    return _opens_sentence(rest)


def _glued(mark: Mark) -> bool:
    """A sentence that begins without a space: '... he said.The ...', '... over.”He ...'."""
    rest = mark.rest(24)
    word = mark.token()
    if not re.match(r"[“\"‘(]?[A-Z][a-z]*[’' ]", rest):
        return False
    if mark.close:
        return rest[0] not in "\"'" and (mark.close[-1] in "”)" or word[-1:].islower())
    return (
        mark.mark in (".", "!", "?")
        and re.fullmatch(r"[A-Za-z’'-]*[a-z]{3}", word) is not None
        and _opens_sentence(rest)
    )


def _names_speaker(rest: str) -> bool:
    """Whether what follows a quotation says who spoke it, and does not open the next one."""
    match = _SPEAKER.match(rest)
    return match is not None and _NEXT_QUOTE.match(rest, match.end()) is None


def _ends(mark: Mark) -> bool:
    if not mark.spaced:
        return _glued(mark)
    rest = mark.rest()
    bare = rest.lstrip(OPENERS + " ")
    token = mark.token()
    token = token[max(token.rfind("-"), token.rfind("/")) + 1 :]  # "the South Korea-U.S. alliance"
    if not token and not mark.close and set(mark.mark) <= {".", "…"}:
        # Dots that stand alone: an omission at the head of a sentence, or one inside it.
        return mark.start > mark.sentence and bare[:1].isupper() and len(mark.mark) > 1
    if bare[:1].islower():
        plain = mark.mark == "." and not mark.close and rest == bare and _PLAIN_WORD.search(token) is not None
        return (plain and not _is_abbreviation(token)) or _BRAND.match(bare) is not None
    if len(mark.mark) > 1 and mark.mark[0] == "." and token and bare.split(None, 1)[0] == token:
        return False  # a stammer: "I... I can't"
    if mark.close and mark.mark != "." and rest == bare and _names_speaker(mark.rest(140)):
        return False
    if _CREDIT.fullmatch(rest):
        return False
    if mark.mark != ".":
        return True
    if mark.close:
        quoted = any(c in '"”’″˝' for c in mark.close)
        return quoted or not _is_abbreviation(token) or _opens_sentence(rest)
    if mark.start - len(mark.token()) <= mark.sentence + 1 and _ROMAN.fullmatch(token):
        return False  # the number of a list item
    if len(token) == 1 and token.isalpha():
        return _opens_sentence(rest)  # an initial, unless a sentence begins: "vitamin C. The"
    return _after_abbreviation(mark, token) if _is_abbreviation(token) else True


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of one block, without the white space around them."""
    return split(text, _ends, bare_addresses(text))
