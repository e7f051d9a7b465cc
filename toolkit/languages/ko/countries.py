"""Countries in one syllable, as Korean news writes them: 한미, 북·중, 방일, 대북, 미 국무부."""

from __future__ import annotations

import re
from typing import Final

SYLLABLES: Final = {
    "한": "한국", "남": "한국", "북": "북한", "미": "미국", "중": "중국", "일": "일본", "러": "러시아", "소": "소련",
    "영": "영국", "독": "독일", "불": "프랑스", "호": "호주", "인": "인도", "캐": "캐나다", "대": "대만", "이": "이란",
    "美": "미국", "中": "중국", "日": "일본", "北": "북한", "韓": "한국", "英": "영국", "獨": "독일", "佛": "프랑스", "露": "러시아",
}  # fmt: skip
_SURE: Final = "한남북미중일러영독불"
_DOTS: Final = "·‧ㆍ∙・/-"
_PATTERN: Final = re.compile(
    rf"(?<![가-힣])(?:(?P<pair>[{_SURE}](?:[{_DOTS}]?[{_SURE}소호])+)"
    rf"|[방대주반친항재탈월대](?P<to>[{_SURE}])(?![도요])"
    rf"|(?P<alone>[{_SURE}](?:·[{_SURE}이인캐])*)(?=\s|측|군|정부|상원|하원|의회|대사|대통령|국무|국방|재무|상무|증시|언론)"
    r"|(?P<core>북핵|미군|일제|중공|소련군|영연방))|(?P<hanja>[美中日北韓英獨佛露])"
)


def abbreviated(text: str) -> set[str]:
    """Countries that a Korean text names by one syllable, by their full names.

    >>> sorted(abbreviated("한미 정상은 대북 제재와"))
    ['미국', '북한', '한국']
    """
    found: set[str] = set()
    for match in _PATTERN.finditer(text):
        for c in match.group():
            if c in SYLLABLES and (match.lastgroup != "to" or c == match["to"]):
                found.add(SYLLABLES[c])
    return found
