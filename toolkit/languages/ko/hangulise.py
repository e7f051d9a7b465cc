"""Foreign names in Hangul: a proposal by the learned tables, with how sure it is.

The noisy channel of Knight and Graehl (1998): of all Hangul readings of the letters
the one with the highest P(hangul) P(latin | hangul) is taken, by beam search over
the syllables of the table. Words that many names share are written as they mostly
are. Japanese names are read as romaji, surname first. Chinese names that are said to
be so are read as pinyin by the table of the loanword rules (외래어 표기법, ministry notice
2017-14), in one word.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

from .mentions import Syllables
from .names import is_romaji, latin_words
from .sounds import CODAS, NUCLEI, ONSETS, jamo, route, table

_BEAM = 10
_READINGS = 14  # syllables tried for one chunk of letters
_PLACES = "^-$="


@dataclass(frozen=True, slots=True)
class Hangulised:
    """A proposal: the Hangul, the probability that it is the usual writing, the route it came by."""

    text: str
    confidence: float
    route: str


@cache
def _heard() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in table()["heard"].split("\n") if line)


@cache
def _inverse(name: str) -> dict[str, dict[str, list[tuple[str, float]]]]:
    """For each place and chunk of letters: the syllables that it may stand for, with costs."""
    path = route(name)
    found: dict[str, dict[str, list[tuple[str, float]]]] = {place: {} for place in _PLACES}
    syllables = {unit[1] for unit in path.units()}
    for place in _PLACES:
        chunks = found[place]
        for syllable in syllables:
            for chunk, cost in path.unit(place, syllable)[0].items():
                if chunk and cost < 6.0:
                    chunks.setdefault(chunk, []).append((syllable, cost))
        for items in chunks.values():
            items.sort(key=lambda item: (item[1], item[0]))
            del items[_READINGS:]
    return found


@cache
def _silent(name: str, place: str) -> tuple[tuple[str, float], ...]:
    """Syllables that may stand for no letter at all (이, 으)."""
    path = route(name)
    costs = ((unit[1], path.unit(place, unit[1])[0].get("", 99.0)) for unit in path.units() if unit[0] == "-")
    return tuple(sorted((s, c) for s, c in costs if c < 2.5))


@cache
def _language(name: str) -> Syllables:
    return Syllables(table()["hangul"][name])


_INITIALS = dict(
    zip(
        "zh ch sh b p m f d t n l g k h j q x r z c s".split(" "),
        "ㅈㅊㅅㅂㅍㅁㅍㄷㅌㄴㄹㄱㅋㅎㅈㅊㅅㄹㅉㅊㅆ",
        strict=True,
    )
)
_FINALS = {
    "a": "아", "o": "오", "e": "어", "i": "이", "u": "우", "v": "위", "ai": "아이", "ei": "에이", "ao": "아오", "ou": "어우",
    "an": "안", "en": "언", "ang": "앙", "eng": "엉", "ia": "야", "ie": "예", "iao": "야오", "iu": "유", "ian": "옌", "in": "인",
    "iang": "양", "ing": "잉", "ua": "와", "uo": "워", "uai": "와이", "ui": "우이", "uan": "완", "un": "운", "uang": "왕",
    "ong": "웅", "ve": "웨", "ue": "웨", "van": "위안", "vn": "윈", "iong": "융",
}  # fmt: skip
_WITHOUT_INITIAL = {
    "a": "아", "o": "오", "e": "어", "ai": "아이", "ei": "에이", "ao": "아오", "ou": "어우", "an": "안", "en": "언", "ang": "앙",
    "eng": "엉", "er": "얼", "yi": "이", "ya": "야", "yo": "요", "ye": "예", "yao": "야오", "you": "유", "yan": "옌", "yin": "인",
    "yang": "양", "ying": "잉", "wu": "우", "wa": "와", "wo": "워", "wai": "와이", "wei": "웨이", "wan": "완", "wen": "원",
    "wang": "왕", "weng": "웡", "yu": "위", "yue": "웨", "yuan": "위안", "yun": "윈", "yong": "융",
}  # fmt: skip
_SURNAMES = """bai cai cao chen cheng cui dai deng ding dong du fan fang feng gao gong guo han hao he hou hu huang jia
    jiang jin kong lai li liang liao lin liu long lu luo ma mao meng pan peng qian qiao qin qiu qu ren shao shen shi song
    su sun tan tang tian tong wan wang wei wu xi xia xiang xiao xie xin xiong xu xue yan yang yao ye yi yin you yu yuan
    zeng zhang zhao zheng zhong zhou zhu zou"""
_CHINESE = frozenset(_SURNAMES.split())
_BUZZED = {"zh": "즈", "ch": "츠", "sh": "스", "r": "르", "z": "쯔", "c": "츠", "s": "쓰"}
_FLAT = str.maketrans("ㅑㅒㅕㅖㅛㅠ", "ㅏㅐㅓㅔㅗㅜ")  # no y after ㅈ, ㅉ, ㅊ


@cache
def _pinyin() -> dict[str, str]:
    """Hangul of every syllable of pinyin."""
    found = dict(_WITHOUT_INITIAL)
    for initial, onset in _INITIALS.items():
        for final, hangul in _FINALS.items():
            if initial in "jqx" and final[0] == "u":
                continue
            written = final.replace("v", "u") if initial in "jqx" else final
            _, nucleus, coda = jamo(hangul[0])
            if onset in "ㅈㅉㅊ":
                nucleus = nucleus.translate(_FLAT)
            index = (ONSETS.index(onset) * 21 + NUCLEI.index(nucleus)) * 28 + CODAS.index(coda)
            found.setdefault(initial + written, chr(0xAC00 + index) + hangul[1:])
        if initial in _BUZZED:
            found[initial + "i"] = _BUZZED[initial]
    return found


@lru_cache(maxsize=20_000)
def pinyin_in_hangul(word: str) -> str:
    """A folded word of pinyin in Hangul, "" where it cannot be parted into syllables.

    >>> pinyin_in_hangul("zhaohui"), pinyin_in_hangul("xi") + pinyin_in_hangul("jinping")
    ('자오후이', '시진핑')
    """
    table = _pinyin()
    best: dict[int, tuple[int, str]] = {0: (0, "")}
    for start in range(len(word)):
        if start not in best:
            continue
        count, text = best[start]
        for end in range(start + 1, min(len(word), start + 6) + 1):
            hangul = table.get(word[start:end])
            # A syllable that begins with a vowel would be set off by an apostrophe: Xi'an.
            cost = count + (4 if start and word[start] in "aoe" else 1)
            if hangul is not None and (end not in best or cost <= best[end][0]):
                best[end] = (cost, text + hangul)
    return best.get(len(word), (0, ""))[1]


@lru_cache(maxsize=20_000)
def _word(name: str, word: str) -> tuple[tuple[str, float], ...]:
    """Best Hangul writings of a word by a route, with their probability among those found."""
    inverse, language = _inverse(name), _language(name)
    size = len(word)
    # state: letters read, Hangul so far -> cost
    beams: list[dict[str, float]] = [{} for _ in range(size + 1)]
    beams[0][""] = 0.0
    done: dict[str, float] = {}
    for start in range(size):
        row = sorted(beams[start].items(), key=lambda item: (item[1], item[0]))[:_BEAM]
        for text, cost in row:
            before = text[-1] if text else "^"
            for end in range(start + 1, min(size, start + 7) + 1):
                last = end == size
                place = ("=" if last else "^") if not text else ("$" if last else "-")
                for syllable, reading in inverse[place].get(word[start:end], ()):
                    total = cost + reading + language.step(before, syllable)
                    written = text + syllable
                    if last:
                        total += language.step(syllable, "$")
                        done[written] = min(total, done.get(written, math.inf))
                    elif total < beams[end].get(written, math.inf):
                        beams[end][written] = total
                        for quiet, more in _silent(name, "-"):
                            longer = total + more + language.step(syllable, quiet)
                            if longer < beams[end].get(written + quiet, math.inf):
                                beams[end][written + quiet] = longer
    best = sorted(done.items(), key=lambda item: (item[1], item[0]))[:8]
    if not best:
        return ()
    weights = [math.exp(best[0][1] - cost) for _, cost in best]
    return tuple((text, w / sum(weights)) for (text, _), w in zip(best, weights, strict=True))


def _cost(name: str, word: str, hangul: str) -> float:
    return route(name).cost(hangul, word) + _language(name).cost(hangul)


def hangulise(latin: str, language: str = "") -> Hangulised | None:
    """A foreign name in Hangul, None where the letters cannot be read.

    Parameters
    ----------
    latin: a name in Latin letters, one or more words.
    language: "zh" for pinyin (one word, surname first), "ja" for romaji (surname
        first in Hangul), "" to guess Chinese and Japanese by their shape and read the rest
        by sound.

    >>> hangulise("Stephen").text
    '스티븐'
    """
    words = latin_words(latin)
    if not words:
        return None
    if not language and len(words) == 2 and words[0] in _CHINESE and words[1] not in _heard():
        language = "zh" if all(map(pinyin_in_hangul, words)) else language
    if language[:2] == "zh":
        parts = [pinyin_in_hangul(word) for word in words]
        return Hangulised("".join(parts), 0.9, "zh") if all(parts) else None
    japanese = language[:2] == "ja" or (
        not language
        and len(words) == 2
        and all(map(is_romaji, words))
        and not all(w in _heard() for w in words)
        and _sounds_japanese(words)
    )
    name = "ja" if japanese else "x"
    parts = []
    confidence = 1.0
    for word in words:
        text, sure = _known(word) if not japanese else ("", 0.0)
        if not text:
            found = _word(name, word)
            if not found:
                return None
            text, sure = found[0]
        parts.append(text)
        confidence *= sure
    if japanese and len(parts) == 2 and not language:
        parts.reverse()
    return Hangulised(" ".join(parts), confidence, name)


def _known(word: str) -> tuple[str, float]:
    packed = _heard().get(word)
    if packed is None:
        return "", 0.0
    items = packed.split()
    counts = [int(n) for n in items[1::2]]
    return items[0], counts[0] / (sum(counts) + 1)


def _sounds_japanese(words: tuple[str, ...]) -> bool:
    """Whether both words are likelier as romaji than as another spelling."""
    gain = 0.0
    for word in words:
        japanese, other = _word("ja", word), _word("x", word)
        if not japanese:
            return False
        if other:
            gain += _cost("x", word, other[0][0]) - _cost("ja", word, japanese[0][0])
        else:
            gain += 5.0
    return gain > 0.0
