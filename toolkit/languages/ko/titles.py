"""Titles of persons in Korean, and which English titles each may stand for.

Sources: the government's rules of English names for offices (2015): 장관, 처장
Minister; 차관 Vice Minister; 차관보, 실장, 본부장 Deputy Minister; 국장, 단장
Director General; 과장 Director; 위원장 Chair; 청장 Administrator or Commissioner.
In the United States 장관 is a Secretary, 부장관 Deputy Secretary, 차관 Under
Secretary, 차관보 Assistant Secretary; in China 부장 is a minister and 부부장 a
vice minister.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .particles import tail_end


@dataclass(frozen=True, slots=True)
class KoreanTitle:
    """A title in a text.

        `heads` are the English posts it stands for, `others` those that may be used
    X, `office` the field of a ministry where one is named,
        `former` and `acting` whether 전 and 대행 stand with it. `named` says whether a
        name seems to stand before it.
    """

    start: int
    end: int
    text: str
    heads: frozenset[str]
    others: frozenset[str]
    ranks: frozenset[str]
    office: str = ""
    former: bool = False
    acting: bool = False
    named: bool = False
    certain: bool = True


_ANY_RANK: Final = frozenset({"vice", "deputy", "assistant", "under"})

# Title: English heads. A word that is also something else (시장 market, 대표 delegate)
# accounts for an English title but is no evidence that one is missing.
_TABLE: Final = """
대통령 president / leader chief commander head
총통 president leader
총리 premier chancellor / leader minister
수상 premier chancellor
장관 minister secretary attorney-general chancellor cabinet-secretary / chief head official
외상 minister
상 minister
주석 president chair leader
의장 speaker chair president leader head
위원장 chair head leader commissioner president chief director secretary
상원의원 senator lawmaker
하원의원 representative lawmaker
국회의원 lawmaker representative senator
상원_의원 senator lawmaker
하원_의원 representative lawmaker
의원 lawmaker representative senator councilor doctor
주지사 governor
도지사 governor
지사 governor
시장 mayor
구청장 mayor head chief
군수 governor mayor head
대사 ambassador envoy
특사 envoy representative
총영사 consul
영사 consul
특별대표 representative envoy
수석대표 envoy representative head chief
원내대표 floor-leader leader representative
대표 representative leader ceo chair head chief envoy president director floor-leader manager
대변인 spokesperson
사무총장 secretary-general director chief head ceo secretary
총서기 secretary-general chief leader president secretary
총비서 secretary-general leader secretary
서기장 secretary-general chief secretary leader
서기 secretary secretary-general chief clerk
검찰총장 prosecutor-general attorney-general prosecutor chief
참모총장 chief general admiral commander
총장 president chancellor secretary-general prosecutor-general dean head chief director
총재 president governor chair head chief leader director
회장 chair president head ceo chief leader
사장 president ceo head chief chair manager director
이사장 chair president director head chief
본부장 head chief director minister manager president commissioner : deputy -
비서실장 chief secretary
보좌관 adviser secretary chief
국장 director head chief commissioner minister administrator : deputy -
과장 director manager chief head
팀장 head leader manager chief director
처장 minister head director chief commissioner administrator dean
청장 commissioner administrator head chief director minister superintendent chair
원장 director president head chief chair dean
소장 director head chief general admiral
단장 head leader director chief manager commander
사령관 commander general admiral chief
장군 general admiral
제독 admiral
대장 general admiral captain commander leader chief head
중장 general admiral
준장 general admiral
대령 colonel captain
중령 colonel commander
소령 major commander
대위 captain lieutenant
중위 lieutenant
소위 lieutenant
상사 sergeant
중사 sergeant
하사 sergeant
수석 presidential-secretary secretary head chief
정책실장 chief secretary director minister : deputy -
실장 chief director secretary head minister adviser / spokesperson : deputy -
공보실장 spokesperson chief director head
사무국장 secretary-general director head chief secretary
비서장 secretary-general secretary chief head
대학장 president dean
교수 professor doctor lecturer
박사 doctor professor / director physician
감독 coach manager director / chief
주장 captain
코치 coach
검사장 prosecutor chief
부장검사 prosecutor
검사 prosecutor lawyer inspector
대법원장 chief-justice justice
대법관 justice judge
판사 judge justice
변호사 lawyer
국왕 king
여왕 queen
일왕 emperor
황제 emperor
왕세자 prince
왕자 prince
공주 princess
교황 pope
추기경 cardinal
대주교 bishop
주교 bishop
목사 pastor
경찰서장 chief head superintendent commander
서장 chief head superintendent commander
기장 captain
선장 captain
교장 principal head
학장 dean
편집장 editor
비서관 secretary presidential-secretary adviser
수석비서관 presidential-secretary secretary adviser
관방장관 cabinet-secretary
국무위원 councilor minister
외교부장 minister
국방부장 minister
상무부장 minister
장 head chief director chair
"""
# Lowered titles: heads and the words that must lower them.
_LOWERED: Final = """
부통령 president : vice deputy
부총리 premier minister : vice deputy
부장관 secretary minister attorney-general cabinet-secretary : deputy vice under
차관 minister secretary attorney-general : vice deputy under assistant
차관보 secretary minister : assistant deputy under vice
부상 minister : vice deputy
부부장 minister director : vice deputy
부주석 president chair : vice deputy
부의장 speaker chair president : vice deputy
부교수 professor : assistant -
조교수 professor : assistant -
부위원장 chair head director commissioner president : vice deputy assistant
부시장 mayor : vice deputy
부지사 governor lieutenant-governor : vice deputy -
부대변인 spokesperson : deputy vice assistant
부총재 governor president chair director : vice deputy senior
부총장 president chancellor secretary-general : vice deputy
부회장 chair president : vice deputy
부사장 president : vice deputy
부행장 president : vice deputy executive -
부장조리 minister : assistant deputy
정무관 minister secretary : vice deputy assistant
대리대사 ambassador envoy : deputy -
차장검사 prosecutor : deputy -
부대표 representative president ceo leader chief envoy head floor-leader : vice deputy
부보좌관 adviser : deputy assistant
부국장 director : deputy assistant vice
부사령관 commander : deputy vice assistant
부소장 director president head chief : deputy vice assistant
차장 director chief minister head commissioner adviser manager secretary-general : deputy vice assistant
사무차장 secretary-general : deputy under assistant vice
부본부장 head director chief : deputy vice
"""
_UNCERTAIN: Final = frozenset(
    "황제 상 실장 공보실장 사무국장 정무관 대리대사 차장검사 부행장 상사 소위 중사 하사 수석 실장 시장 대사 의원 대표 서기 소장 대장 주장 검사 단장 수상 외상 국장 본부장 팀장 과장 원장 처장 장 기장 선장 주석 "
    "부상 차장 소령 공주 회장 의장 사장 목사 위원장 보좌관 비서관 코치 총장 교장 부대표 국무위원 이사장 주교 지사 영사 특사 단장".split()
)
OFFICES: Final[dict[str, str]] = {
    "외교": "foreign", "외무": "foreign", "국무": "state", "외교통상": "foreign", "국방": "defense", "방위": "defense", "무력": "defense",
    "인민무력": "defense", "재무": "finance", "재정": "finance", "기획재정": "finance", "재정경제": "finance",
    "통일": "unification", "법무": "justice", "내무": "interior", "행정안전": "interior", "행정자치": "interior", "안전행정": "interior",
    "상무": "trade", "통상": "trade", "무역": "trade", "산업": "trade", "산업통상자원": "trade", "산업자원": "trade",
    "교육": "education", "교육과학기술": "education", "교육인적자원": "education", "보건": "health", "복지": "health", "보건복지": "health",
    "환경": "environment", "에너지": "energy", "농림": "agriculture", "농업": "agriculture", "농림축산식품": "agriculture",
    "교통": "transport", "국토교통": "transport", "건설교통": "transport", "국토해양": "transport", "국토": "transport", "노동": "labor",
    "고용노동": "labor", "문화": "culture", "문화체육관광": "culture", "과학": "science", "과학기술정보통신": "science", "국토안보": "homeland",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    heads: frozenset[str]
    others: frozenset[str]
    ranks: frozenset[str]


def _entries() -> dict[str, _Entry]:
    table: dict[str, _Entry] = {}
    for line in f"{_TABLE}\n{_LOWERED}".split("\n"):
        if line:
            left, _, ranks = line.partition(" : ")
            known, _, others = left.partition(" / ")
            title, *heads = known.split()
            entry = _Entry(frozenset(heads), frozenset(others.split()), frozenset(ranks.split()))
            table[title.replace("_", " ")] = entry
    return table


_TITLES: Final = _entries()
_FIND: Final = re.compile("|".join(sorted((t for t in _TITLES if len(t) > 1), key=lambda t: (-len(t), t))))
_BUILT_IN: Final = {"외교부장": "foreign", "국방부장": "defense", "상무부장": "trade", "외상": "foreign"}
_MINISTER_ABROAD: Final = re.compile(
    "(외무|국방|방위|재무|내무|법무|노동|환경|보건|인민무력|총무|문부과학|경제산업|후생노동|농림수산|국토교통|체육|무역|대외경제)상"
)
# What may be written on to a title so that it still names a post, and not a person who holds it.
_GOES_ON: Final = re.compile(r"급|실|직|선거|비서|후보|당선|집무|권한대행|직무대행|대행|배|기")
_COMPLAINTS: Final = frozenset("기고공상항제")
_MARKET: Final = re.compile(
    r"(?<![가-힣])(?:이적|주식|증권|채권|부동산|주택|노동|금융|외환|원유|수출|국제|세계|글로벌|중고차|자동차|전세|코인|선물|청약|반도체)\s?$"
)
_FORMER: Final = re.compile(r"(?<![가-힣])(?:전|前|전직|전임) ?(?:[가-힣]+[부성처청원] ?)?$")


def titles(text: str) -> list[KoreanTitle]:
    """Titles in a Korean text, in order; the longest where one stands inside another.

    >>> [(t.text, t.office, t.former) for t in titles("강경화 전 외교부 장관은")]
    [('장관', 'foreign', True)]
    """
    found: list[KoreanTitle] = []
    at = 0
    while match := _FIND.search(text, at):
        start, end = match.span()
        title = match.group()
        # 교장 in 외교장관 is none: look again from the next syllable.
        at = start + 1
        if text.startswith(("하", "했", "해"), end):
            continue  # 감독하다, 대표해: a verb
        goes_on = tail_end(text, end) < 0
        if goes_on and _GOES_ON.match(text, end) is None:
            continue
        at = end
        begin = start
        while begin and "가" <= text[begin - 1] <= "힣" and start - begin < 12:
            begin -= 1
        stem = text[begin:start]
        if (title == "소장" and stem[-1:] in _COMPLAINTS) or (
            title == "시장" and _MARKET.search(text[:start][-8:])
        ):
            continue  # 기소장 is an indictment, 이적 시장 a market
        if title == "부장관" and stem and stem not in ("관방", "국무부", "국방부"):
            # 외교통상부장관 is the 장관 of the 외교통상부.
            title, start, stem = "장관", start + 1, stem + "부"
        entry = _TITLES[title]
        ranks = entry.ranks
        if stem == "부" and not ranks:
            ranks = frozenset({"vice", "deputy"})
        office = _BUILT_IN.get(title) or _office(stem) or ("" if stem else _office_before(text, begin))
        before = text[max(0, begin - 16) : begin]
        former = stem == "전" or _FORMER.search(before) is not None
        acting = text[end : end + 8].lstrip().startswith(("대행", "권한대행", "직무대행"))
        named = not goes_on and _HANGUL_WORD.search(before) is not None
        certain = not goes_on and title not in _UNCERTAIN
        found.append(
            KoreanTitle(
                start, end, title, entry.heads, entry.others, ranks, office, former, acting, named, certain
            )
        )
    for match in _MINISTER_ABROAD.finditer(text):
        if tail_end(text, match.end()) >= 0:
            office = OFFICES.get(match.group(1), "")
            found.append(
                KoreanTitle(
                    *match.span(), match.group(), frozenset({"minister"}), frozenset(), frozenset(), office
                )
            )
    return found


def _office(stem: str) -> str:
    stem = stem.removesuffix("부").removesuffix("성")
    if stem in OFFICES:
        return OFFICES[stem]
    # 미국무장관, 북외무상: a country in one syllable stands before the office.
    return OFFICES.get(stem[1:], "") if len(stem) > 2 else ""


def _office_before(text: str, begin: int) -> str:
    match = re.search(r"([가-힣]+?)(?:부|성)? ?(?:제?\d|담당)? ?$", text[max(0, begin - 16) : begin])
    return _office(match.group(1)) if match else ""


_HANGUL_WORD: Final = re.compile(r"[가-힣](?<![의은는을를에서와과도로]) $")
