"""Which Hangul words of a sentence may be names of persons, and which certainly are none."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .names import SURNAMES_OF_TWO
from .particles import cuts
from .sounds import table, unpack

WORDS = Path(__file__).resolve().parent.parent / "data" / "words.json.gz"

_TITLES = """대통령 총리 장관 차관 대표 의원 교수 위원장 회장 사장 대변인 감독 선수 씨 군 양 박사 기자 시장 지사 주지사 판사
    검사 변호사 국장 부장 본부장 실장 청장 총장 원장 의장 대사 공사 외무상 외상 외교부장 국방부장 주석 서기 총서기 여사 목사 신부 교황
    왕자 공주 국왕 여왕 왕 사령관 장군 대장 중장 소장 준장 대령 중령 소령 경 상원의원 하원의원 후보 코치 배우 가수 작가 팀장 과장 차장
    이사 이사장 부사장 부회장 부통령 부총리 부장관 차관보 부차관보 특별대표 수석대표 부대표 부부장 부위원장 연구원 수석 보좌관 비서관
    행정관 비서실장 사무총장 사무차장 담당관 지휘자 국무장관 국방장관 외무장관 외교장관 재무장관 법무장관 전 원내대표 당대표 학장
    소령 대위 병장 상병 순경 경감 경위 총경 경찰서장 서장 소방서장 원사 스님 추기경 대주교 주교 랍비 총재 행장 은행장 최고경영자
    매니저 큐레이터 셰프 아나운서 앵커 프로 조합장 지부장 관장 센터장 소장 단장 특사 특보 부의장 부시장 구청장 군수 도지사"""
TITLES: frozenset[str] = frozenset(_TITLES.split())
_PLACES = """이슬람 쿠데타 필리핀 이탈리아 프랑스 이스라엘 러시아 캐나다 멕시코 브라질 아르헨티나 칠레 페루 콜롬비아 베네수엘라 쿠바
    스페인 포르투갈 네덜란드 벨기에 스위스 오스트리아 스웨덴 노르웨이 덴마크 핀란드 폴란드 체코 헝가리 루마니아 불가리아 그리스 터키
    튀르키예 우크라이나 벨라루스 세르비아 크로아티아 보스니아 코소보 이란 이라크 시리아 레바논 요르단 팔레스타인 사우디 아라비아
    사우디아라비아 예멘 쿠웨이트 카타르 바레인 오만 아프가니스탄 파키스탄 인도네시아 말레이시아 싱가포르 베트남 캄보디아 라오스 미얀마
    버마 태국 타이 몽골 네팔 방글라데시 스리랑카 카자흐스탄 우즈베키스탄 이집트 리비아 튀니지 알제리 모로코 수단 소말리아 에티오피아
    케냐 우간다 르완다 콩고 나이지리아 가나 남아프리카 짐바브웨 잠비아 앙골라 오스트레일리아 뉴질랜드 파푸아뉴기니 소련 유럽 아시아
    아프리카 아메리카 라틴 발칸 시베리아 티베트 홍콩 마카오 대만 도쿄 오사카 교토 베이징 상하이 워싱턴 뉴욕 로스앤젤레스 시카고 보스턴
    샌프란시스코 텍사스 캘리포니아 플로리다 런던 파리 베를린 모스크바 로마 마드리드 브뤼셀 제네바 프랑크푸르트 뮌헨 빈 프라하
    나폴리 맨체스터 리버풀 바르셀로나 밀라노 바그다드 테헤란 카불 예루살렘 가자 카이로 뉴델리 뭄바이 방콕 하노이 마닐라 자카르타 시드니 멜버른"""
_PLACE_WORDS: frozenset[str] = frozenset(_PLACES.split()) - {"이슬람", "쿠데타"}
_NO_NAMES = """이슬람 쿠데타 유엔 나토 미군 아랍 이슬람교 무슬림 시아파 수니파 탈레반 알카에다 하마스 헤즈볼라 피고인 용의자 올시즌
    허리케인 권총 토크쇼 팝가수 강대국 신고 우리 하얀 서퍼 벤처 스타트업 요오드 카테터 토네이도 테마파크 롤러코스터
    디기탈리스 엑스선 바이오 타자 투수 페더급 노예들 신기루 손수건 담쟁이 엉덩방아 양귀비 장신구 신생아 무기수 미대생"""
_NO_NAME_WORDS: frozenset[str] = frozenset(_NO_NAMES.split())
_TITLE_END = re.compile(
    r"(?:대통령|총리|장관|차관|대표|의원|교수|위원장|회장|사장|대변인|감독|선수|박사|시장|지사|판사|검사|변호사|국장|부장|본부장|실장"
    r"|청장|총장|원장|의장|대사|총서기|사령관|후보|코치|연구원|보좌관|비서관|총재|사무총장|특사|차관보)$"
)
_HELD = frozenset("행정부 정권".split())
_BEFORE_TITLE = frozenset(
    "미 전 현 중 일 러 영 신임 상원 하원 중국 미국 일본 한국 북한 영국 독일 러시아 프랑스 유엔".split()
)
# What ends a verb before a noun and ends no name: 야기시키는, 사귀어온.
_VERB = re.compile(r"(?:시키는|시킨|시켜온|[아어여해져]온|[아어여해져]오던|[아어여해져]왔던|하려던|하려는)$")
_OF_PLACES = frozenset("주시도섬강산현")
_NOUN_END = re.compile(
    r"(?:.망원경|.부부|악단|무용단|공화국|대성당|종상|주연상|조연상|작품상|.나비|.원숭이|돌고래|두더지|.나무|호랑이|호랑|다오|장조|단조|.문예|선열|은하|미자|호박벌|.말벌)$"
)
_HANGUL_RUN = re.compile(r"[가-힣]+")
_LONGEST = 12
TITLED = 2.0
"""Nats that a title behind it adds to the strength of a mention."""


@cache
def _words() -> dict[str, Any]:
    return json.loads(gzip.decompress(WORDS.read_bytes()))  # type: ignore[no-any-return]


@cache
def common_words() -> frozenset[str]:
    """Korean stems that are no names, from general text."""
    return frozenset(_words()["ko"].split(" "))


@cache
def common_english() -> frozenset[str]:
    """English words that mostly stand in lower case."""
    return frozenset(_words()["en"].split(" "))


@lru_cache(maxsize=1 << 14)
def stems(word: str) -> tuple[str, ...]:
    """Nouns that the word may hold before its particles, the longest first."""
    if len(word) > _LONGEST:
        return (word,)
    return tuple([word[:cut] for cut in sorted(cuts(word), reverse=True)])


class Syllables:
    """Bigram model of syllables, packed by `eval/names/train.py`."""

    def __init__(self, text: str) -> None:
        rows: dict[str, str] = dict(line.split("\t", 1) for line in text.split("\n") if line)
        self._single = unpack(rows.pop(""))
        self._rows = rows
        self._unpacked: dict[str, dict[str, float]] = {}

    def step(self, before: str, syllable: str) -> float:
        """-log P(syllable | the one before it) in nats; "^" begins a word, "$" ends it."""
        row = self._unpacked.get(before) or self._row(before)
        cost = row.get(syllable)
        return cost if cost is not None else row["*"] + self._single.get(syllable, 12.0)

    def cost(self, word: str) -> float:
        """-log P(word) in nats."""
        rows, single = self._unpacked, self._single
        total = 0.0
        before = "^"
        for syllable in word + "$":
            row = rows.get(before) or self._row(before)
            cost = row.get(syllable)
            if cost is None:
                cost = row["*"] + single.get(syllable, 12.0)
            total += cost
            before = syllable
        return total

    def _row(self, before: str) -> dict[str, float]:
        row = self._unpacked[before] = {"*": 1.0, **unpack(self._rows.get(before, ""))}
        return row


@cache
def _models() -> tuple[Syllables, tuple[Syllables, ...], Syllables]:
    names = table()["hangul"]
    general = Syllables(_words()["bigrams"])
    return general, (Syllables(names["x"]), Syllables(names["ja"])), Syllables(names["zh"])


@lru_cache(maxsize=1 << 14)
def looks_foreign(stem: str) -> float:
    """Log-likelihood ratio (nats) of a foreign name written by sound against another Korean word."""
    general, foreign, chinese = _models()
    least = min(model.cost(stem) for model in foreign)
    if len(stem) > 3:  # shorter ones are Korean readings of the characters
        least = min(least, chinese.cost(stem) + 5.0)
    return general.cost(stem) - least


@lru_cache(maxsize=1 << 14)
def looks_korean(stem: str) -> float:
    """Log-likelihood ratio (nats) of a Korean name of a person against another Korean word."""
    return _models()[0].cost(stem) - _korean_names().cost(stem)


@cache
def _korean_names() -> Syllables:
    return Syllables(table()["hangul"]["ko"])


@dataclass(frozen=True, slots=True)
class Mention:
    """A Hangul word that may be (part of) a name: its longest stem, and where it stands.

    `kind` is "korean" (surname and given name), "foreign" (written by sound), "place"
    (a country or city) or "surname" (이 본부장); `strength` is how sure that is, in nats above nothing.
    """

    stem: str
    start: int
    end: int
    kind: str
    strength: float
    titled: bool


def is_title(word: str) -> bool:
    """Whether a Hangul word (with particles) ends in a title that follows names."""
    return any(s in TITLES or _TITLE_END.search(s) for s in stems(word))


@lru_cache(maxsize=1 << 14)
def _kind(word: str) -> tuple[str, str, float]:
    """(kind, stem, strength) of a word by itself; kind "" for what is no name."""
    common = common_words()
    found = stems(word)
    if len(word) > _LONGEST or any(s in _NO_NAME_WORDS for s in found) or is_verb(word):
        return "", word, 0.0
    for stem in found:
        if stem in _PLACE_WORDS:
            return "place", stem, 4.5
    ordinary = [s for s in found if len(s) > 1 and s in common]
    if ordinary:
        # 라이스, 워커, 베일: ordinary words that are names as well
        strength, stem = max((looks_foreign(s), s) for s in ordinary)
        return (
            ("foreign", stem, min(strength, 4.0) - 2.0)
            if stem in _name_words() and strength > 1.0
            else ("", word, 0.0)
        )
    surnames = table()["surnames"]
    best = ("", word, 0.0)
    for stem in found:
        if len(stem) < 2 or _TITLE_END.search(stem) or stem in TITLES:
            continue
        size = 2 if stem[:2] in SURNAMES_OF_TWO and len(stem) > 2 else 1
        if stem[:size] in surnames and len(stem) - size == 2:
            strength = given_strength(stem[size:]) and min(looks_korean(stem), 8.0)
            if strength > max(best[2], 2.0):
                best = ("korean", stem, strength)
        if len(stem) >= 2:
            strength = looks_foreign(stem)
            if strength > max(best[2], 1.0):
                best = ("foreign", stem, strength)
    return best


@lru_cache(maxsize=1 << 14)
def is_ordinary(word: str) -> bool:
    """Whether a Hangul word is an ordinary one, of which no name is known."""
    common, names = common_words(), _name_words()
    return any(len(s) > 1 and s in common and s not in names and looks_foreign(s) < 2.0 for s in stems(word))


@cache
def _name_words() -> frozenset[str]:
    """Hangul words that common names of persons are written with."""
    return frozenset(t for line in table()["heard"].split("\n") for t in line.partition("\t")[2].split()[::2])


def is_name_word(stem: str) -> bool:
    """Whether names of persons are commonly written with this Hangul word."""
    return stem in _name_words()


@cache
def _given_syllables() -> frozenset[str]:
    packed = table()["routes"]["ko"]["syllables"]
    return frozenset(line[:2] for line in packed.split("\n") if line[0] in "^$")


@lru_cache(maxsize=1 << 14)
def is_compound(stem: str) -> bool:
    """Whether a word is made of two ordinary ones, or ends in a noun that no name ends in: 우주망원경, 관현악단."""
    if _NOUN_END.search(stem) is not None:
        return True
    if stem[-1] in _OF_PLACES or len(stem) < 5:
        return False  # 애리조나주; 아크바르: shorter names fall into words by chance
    common = common_words()
    return any(stem[:cut] in common and stem[cut:] in common for cut in range(2, len(stem) - 1))


def is_no_name(word: str) -> bool:
    """Whether a Hangul word is a noun that sounds like a name and is none."""
    return any(s in _NO_NAME_WORDS for s in stems(word))


def is_verb(word: str) -> bool:
    """Whether a Hangul word has the ending of a verb before a noun that no name has."""
    return _VERB.search(word) is not None


def given_strength(given: str) -> float:
    """How much two syllables look like a Korean given name: 0, 1.5 or 3."""
    known = _given_syllables()
    return 1.5 * (("^" + given[0] in known) + ("$" + given[1] in known))


def mentions(text: str) -> list[Mention]:
    """Hangul words of a sentence that may be names, in order."""
    found: list[Mention] = []
    words = [(m.group(), m.start()) for m in _HANGUL_RUN.finditer(text)]
    surnames = table()["surnames"]
    for number, (word, start) in enumerate(words):
        following = words[number + 1][0] if number + 1 < len(words) else ""
        near = bool(following) and words[number + 1][1] <= start + len(word) + 1
        if len(word) == 1:
            if near and word in surnames and is_title(following):
                found.append(Mention(word, start, start + 1, "surname", 3.0, True))
            continue
        kind, stem, strength = _kind(word)
        titled = near and (is_title(following) or following in _HELD) and (not kind or stem == word)
        if near and not titled and following in _BEFORE_TITLE and number + 2 < len(words) and stem == word:
            titled = is_title(words[number + 2][0])
        if titled and not kind and word in _name_words():
            kind, stem, strength = "foreign", word, 2.0  # 부시 대통령: an ordinary word, but for the title
        if kind:
            found.append(Mention(stem, start, start + len(stem), kind, strength + TITLED * titled, titled))
    return found
