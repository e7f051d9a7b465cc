"""Korean in Latin letters: names of persons as the press spells them, the rest by rule.

Names of persons follow custom, not rule: 이 is Lee, 박 is Park, 훈 mostly hoon. The
spellings are the commonest of each surname and syllable among some 6,000 Koreans in
Wikidata (`eval/names/train.py`). Words and places follow the Revised Romanisation
(Ministry of Culture notice 2014-42): sound changes shown, 종로 = Jongno, except
before the units of art. 5 (-do, -si, -gu, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ...errors import unknown_name
from .names import SURNAMES_OF_TWO
from .sounds import CODAS, NUCLEI, ONSETS, fold, is_hangul, jamo, place_of, route, table, unpack

_RR_ONSETS = dict(
    zip(ONSETS, "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" "), strict=True)
)
_RR_NUCLEI = dict(
    zip(
        NUCLEI,
        "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" "),
        strict=True,
    )
)
# Codas as they sound: what remains at the end of a word, and what moves on before a vowel.
_SOUNDS = dict(zip(CODAS, " ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅂㄹㅁㅂㅂㄷㄷㅇㄷㄷㄱㄷㅂㄷ", strict=True))
_CODA_LETTERS = {" ": "", "ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅇ": "ng"}
_LIAISON = {
    "ㄳ": ("ㄱ", "ㅅ"), "ㄵ": ("ㄴ", "ㅈ"), "ㄶ": ("", "ㄴ"), "ㄺ": ("ㄹ", "ㄱ"), "ㄻ": ("ㄹ", "ㅁ"), "ㄼ": ("ㄹ", "ㅂ"),
    "ㄽ": ("ㄹ", "ㅅ"), "ㄾ": ("ㄹ", "ㅌ"), "ㄿ": ("ㄹ", "ㅍ"), "ㅀ": ("", "ㄹ"), "ㅄ": ("ㅂ", "ㅅ"), "ㅎ": ("", "ㅇ"),
}  # fmt: skip
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_ASPIRATE = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅈ": "ㅊ"}
_UNITS = {
    "도": "do",
    "시": "si",
    "군": "gun",
    "구": "gu",
    "읍": "eup",
    "면": "myeon",
    "리": "ri",
    "동": "dong",
    "가": "ga",
}


def romanise(word: str, *, unit: bool = False) -> str:
    """Revised Romanisation of Hangul, in lower case; what is not Hangul stays as it is.

    `unit` sets off the last syllable as an administrative unit (art. 5):

    >>> romanise("종로"), romanise("왕십리"), romanise("강남구", unit=True)
    ('jongno', 'wangsimni', 'gangnam-gu')
    """
    if unit and len(word) > 1 and word[-1] in _UNITS:
        return f"{romanise(word[:-1])}-{_UNITS[word[-1]]}"
    out: list[str] = []
    start = 0
    while start < len(word):
        end = start
        while end < len(word) and "가" <= word[end] <= "힣":
            end += 1
        if end > start:
            out.append(_romanise_run(word[start:end]))
            start = end
        else:
            out.append(word[start])
            start += 1
    return "".join(out)


def _romanise_run(run: str) -> str:
    parts = [list(jamo(s)) for s in run]
    out: list[str] = []
    for here, after in zip(parts, [*parts[1:], None], strict=True):
        coda = here[2]
        letters = ""
        if after is None:
            letters = _CODA_LETTERS[_SOUNDS[coda]]
        elif coda != " ":
            letters = _join(coda, after)
        out.append(_RR_ONSETS[here[0]] + _RR_NUCLEI[here[1]] + letters)
    return "".join(out)


def _join(coda: str, after: list[str]) -> str:
    """Letters of a coda before another syllable, whose onset may change."""
    onset = after[0]
    if onset == "ㅇ":
        if coda == "ㅇ":
            return "ng"
        kept, moved = _LIAISON.get(coda, ("", coda))
        if after[1] == "ㅣ" and moved in "ㄷㅌ":
            moved = "ㅈ" if moved == "ㄷ" else "ㅊ"
        after[0] = moved
        # A liquid that moves on is an r; doubled consonants cannot be codas here.
        return _CODA_LETTERS.get(kept, "")
    if coda in "ㅎㄶㅀ" and onset in _ASPIRATE:
        after[0] = _ASPIRATE[onset]
        return {"ㅎ": "", "ㄶ": "n", "ㅀ": "l"}[coda]
    if coda in "ㅈㄵ" and onset == "ㅎ":
        after[0] = "ㅊ"
        return "n" if coda == "ㄵ" else ""
    sound = _SOUNDS[coda]
    if onset in "ㄴㅁ":
        if sound in _NASAL:
            return _CODA_LETTERS[_NASAL[sound]]
        if sound == "ㄹ" and onset == "ㄴ":
            after[0] = "ㄹ*"
            return "l"
    if onset == "ㄹ":
        if sound in "ㄴㄹ":
            after[0] = "ㄹ*"
            return "l"
        after[0] = "ㄴ"
        return _CODA_LETTERS[_NASAL.get(sound, sound)]
    return _CODA_LETTERS[sound]


_RR_ONSETS["ㄹ*"] = "l"


def split_name(hangul: str) -> tuple[str, str]:
    """Surname and given name of a Korean name written as one word."""
    size = 2 if len(hangul) > 2 and hangul[:2] in SURNAMES_OF_TWO else 1
    return hangul[:size], hangul[size:]


@cache
def _given_names() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in table()["given"].split("\n") if line)


@cache
def press_syllable(place: str, syllable: str) -> str:
    """Commonest press spelling of a syllable of a given name at a place (see `sounds.place_of`)."""
    costs, _ = route("ko").unit(place, syllable)
    best = min(costs.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))[0]
    return best or _romanise_run(syllable)


@cache
def press_surname(surname: str) -> str:
    """Commonest press spelling of a surname, the Revised Romanisation where none is known."""
    known = unpack(table()["surnames"].get(surname, ""))
    best = min(known.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))[0]
    return (best or _romanise_run(surname)).capitalize()


def _syllables(given: str) -> list[str]:
    whole = _given_names().get(given)
    if whole is not None and whole.count("-") == len(given) - 1:
        return [fold(part) for part in whole.split("-")]
    return [press_syllable(place_of(i, len(given)), s) for i, s in enumerate(given)]


_STYLES: dict[str, Callable[[list[str]], str]] = {
    "south": lambda parts: "-".join(parts).capitalize(),
    "ap": lambda parts: " ".join(p.capitalize() for p in parts),
    "joined": lambda parts: "".join(parts).capitalize(),
}


def romanise_name(hangul: str, style: str = "south") -> str:
    """The press spelling proposed for a Korean name, "" where there is no Hangul in it.

    Parameters
    ----------
    hangul: surname and given name in one word ("이도훈"). Words divided by spaces are
        taken for surname and given name where the first is a surname, else spelt by rule.
    style: "south" (Lee Do-hoon), "ap" (three words, as the Associated Press spells North
        Koreans: Kim Jong Un), or "joined" (Lee Dohoon).

    Raises
    ------
    OptionError: an unknown style.
    """
    if style not in _STYLES:
        raise unknown_name("style of names", style, _STYLES)
    words = [w for w in hangul.split() if is_hangul(w)]
    if not words:
        return ""
    if len(words) == 2 and len(words[0]) <= 2 and words[0] in table()["surnames"] and len(words[1]) <= 3:
        surname, given = words[0], words[1]
    elif len(words) > 1 or len(words[0]) > 5:
        return " ".join(_romanise_run(w).capitalize() for w in words)
    else:
        surname, given = split_name(words[0])
    if not given:
        return press_surname(surname)
    return f"{press_surname(surname)} {_STYLES[style](_syllables(given))}"
