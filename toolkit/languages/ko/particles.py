"""Particles (josa) of Korean: finding them behind a noun, and choosing the right one.

`\\b` of regular expressions is no help in Korean, because a particle is written on
to its noun (서울은). A noun ends where nothing is left of its word but particles,
a form of the copula (이다) or one of a few suffixes.
"""

from __future__ import annotations

import re
from typing import Final

_CASE = (
    "이 가 은 는 을 를 의 와 과 에 에서 에게 에게서 한테 한테서 께 께서 도 만 로 으로 로서 으로서 로써 으로써 "
    "부터 까지 보다 처럼 같이 만큼 마다 조차 마저 밖에 뿐 대로 이나 나 이든 든 이든지 든지 이란 란 이라 라 이라고 라고 "
    "이라는 라는 이라며 라며 이라면 라면 이라도 라도 이며 며 하고 랑 이랑 커녕 치고 에다 에다가 더러 이야 야 이여 여 서 "
    "이라서 라서 이라던 라던 이라면서 라면서 이야말로 야말로 인지 인들"
)
_COPULA = (
    "이다 다 입니다 이었다 였다 이었던 였던 이던 던 인 일 임 이고 고 이자 자 이지만 지만 이어서 여서 이므로 므로 이니 니 "
    "인데 이었고 였고 이었으며 였으며 이었지만 였지만 입니까 이에요 예요 이군 일까 이네 이었으나 였으나 이나 으나 이기 이기도 이지"
)
_SUFFIX = "측 들 님 씨 따르면 의하면 대한 따라 대해"
# Case particles that stand before others: 에서는, 으로부터의, 만이, 까지도.
_PARTICLES: Final = frozenset(f"{_CASE} {_COPULA} {_SUFFIX}".split())


def _alternation(words: frozenset[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_LETTER = r"[^\W_]"
_ONLY_LAST: Final = frozenset("은는을를")  # 올가을에는 is no 올가 with three particles
_MOST: Final = 4  # particles in a row
# How long particles are that end in a letter, the shortest first.
_LENGTHS: Final = {
    last: sorted({len(particle) for particle in _PARTICLES if particle[-1] == last})
    for last in {particle[-1] for particle in _PARTICLES}
}
_ANY = re.compile(rf"(?:{_alternation(_PARTICLES)}){{0,{_MOST}}}(?!{_LETTER})")
# What is written on to the name of a country or a city: 중국인, 독일어, 멕시코산, 베이징올림픽.
_OF_PLACE: Final = frozenset(
    "인 군 산 어 계 식 령 정부 사회 당국 대사관 영사관 올림픽 월드컵 팀 내 출신 주재 주둔 시내 시장 주 현 성 지역 지방 "
    "대표팀 대표단 언론 경찰 기업 여성 남성 국민 시민 주민 대통령 총리 외교부 국회 의회 경제 증시 교민 반도 섬 상업거래소 증권거래소 공항".split()
)
_AFTER_PLACE = re.compile(
    rf"(?:{_alternation(_OF_PLACE)})?(?:{_alternation(_PARTICLES - {'인', '일', '자', '고', '다'})}){{0,4}}(?!{_LETTER})"
)


def tail_end(text: str, at: int, *, place: bool = False) -> int:
    """End of the word at `at` if only particles (or nothing) stand there, else -1.

    >>> tail_end("서울에서는 어제", 2)
    5
    >>> tail_end("서울시민", 2)
    -1
    """
    found = (_AFTER_PLACE if place else _ANY).match(text, at)
    return -1 if found is None else found.end()


def may_end(text: str, at: int) -> bool:
    """Whether a name or term may end at `at`: no letter follows, or particles of Korean do."""
    if at >= len(text) or not text[at].isalnum():
        return True
    return "가" <= text[at - 1] <= "힣" and tail_end(text, at) >= 0


def stems(word: str) -> list[tuple[str, str]]:
    """Ways to read a word as noun and particles, the shortest noun first; ("서울은", "") is among them."""
    return [(word[:cut], word[cut:]) for cut in sorted(cuts(word))]


def cuts(word: str) -> list[int]:
    """Where the particles of a word may begin, in no order; its end, for no particles, first."""
    size = len(word)
    found = ends = [size]
    for _ in range(_MOST):
        begins: list[int] = []
        for end in ends:
            for length in _LENGTHS.get(word[end - 1 : end], ()):
                cut = end - length
                if (
                    cut > 0
                    and (particle := word[cut:end]) in _PARTICLES
                    and (end == size or particle not in _ONLY_LAST)
                    and cut not in found
                    and cut not in begins
                ):
                    begins.append(cut)
        if not begins:
            break
        found = found + begins
        ends = begins
    return found


# Particles with two forms: (after a consonant, after a vowel). 으로 follows ㄹ like a vowel.
PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("이라고", "라고"), ("이라는", "라는"), ("이라며", "라며"), ("이라면", "라면"), ("으로부터", "로부터"),
    ("으로서", "로서"), ("으로써", "로써"), ("으로", "로"), ("이며", "며"), ("이나", "나"), ("이란", "란"),
    ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"),
)  # fmt: skip
_AFTER_CONSONANT: Final = dict(PAIRS)
_AFTER_VOWEL: Final = {b: a for a, b in PAIRS}

# Finals of the Korean readings of letters and digits. "L" stands for ㄹ.
_LETTER_FINALS: Final = {
    **dict.fromkeys("ABCDEFGHIJKOPQSTUVWXYZ", ""),
    "L": "L",
    "M": "C",
    "N": "C",
    "R": "L",
}
_DIGIT_FINALS: Final = {
    "0": "C",
    "1": "L",
    "2": "",
    "3": "C",
    "4": "",
    "5": "",
    "6": "C",
    "7": "L",
    "8": "L",
    "9": "",
}


def final_of(stem: str) -> str | None:
    """Sound that a noun ends in: "C" for a consonant, "L" for ㄹ, "" for a vowel, None where it is not certain.

    Known are Hangul, digits (영, 일, 이, ... by the last digit that is read: 10 is 십,
    100 백, 10,000 만) and initialisms in capital letters, read letter by letter; an
    English word is read as it sounds, which spelling does not tell, so it gives None.
    """
    if not stem:
        return None
    last = stem[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        return "" if final == 0 else "L" if final == 8 else "C"
    if last in _DIGIT_FINALS:
        digits = re.search(r"[0-9][0-9,.]*$", stem)
        number = digits.group().replace(",", "") if digits else last
        if "." in number or not number.strip("0"):
            return _DIGIT_FINALS[last] if "." in number else "C"
        zeros = len(number) - len(number.rstrip("0"))
        if not zeros:
            return _DIGIT_FINALS[last]
        # 십, 백 and 만 end in a consonant as 천 does, and so does 억; 조 ends in a vowel.
        return "" if zeros >= 12 else "C"
    if "A" <= last <= "Z":
        word = re.search(r"[A-Za-z]+$", stem)
        if word is not None and word.group().isupper() and _spelt_out(word.group()):
            return _LETTER_FINALS[last]
    return None


_READ_AS_WORDS: Final = frozenset(
    "NATO ASEAN UNESCO UNICEF APEC OPEC NASA FIFA UEFA THAAD BRICS AIDS SARS MERS NAFTA OPCON KOTRA KAIST "
    "POSTECH KEPCO POSCO LEGO SWAT LASER RADAR COVID NICE IKEA SONY TOYOTA VISA BLACKPINK TWICE EXO".split()
)


_READ_BY_LETTER: Final = frozenset(
    "IAEA OECD ICBM IRBM USTR UNSC AIIB IPCC FOMC USMCA USFK UNHCR UNDP UNEP ROK DPRK KBO KIEP".split()
)


def _spelt_out(word: str) -> bool:
    """Whether an initialism is read letter by letter for certain: short, or without the vowels of a word."""
    if word in _READ_BY_LETTER:
        return True
    if word in _READ_AS_WORDS or len(word) > 4:
        return False
    return len(word) <= 3 or not re.search(r"[AEIOU]", word)


def right_particle(stem: str, particle: str) -> str | None:
    """The form of `particle` that belongs behind `stem`; None where either is not known for certain.

    >>> right_particle("트럼프", "은")
    '는'
    >>> right_particle("서울", "으로")
    '로'
    """
    final = final_of(stem)
    if final is None:
        return None
    if particle in _AFTER_CONSONANT:
        consonant, vowel = particle, _AFTER_CONSONANT[particle]
    elif particle in _AFTER_VOWEL:
        consonant, vowel = _AFTER_VOWEL[particle], particle
    else:
        return None
    if final == "L" and consonant.startswith("으로"):
        return vowel
    return vowel if final == "" else consonant
