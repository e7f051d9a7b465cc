"""Korean in the polite style rewritten in the plain style of news (-다).

Software documents say "-습니다"; news says "-다". The rules are exact for the
common endings and give up (None) where they are not sure.
"""

from __future__ import annotations

import re

# Adjectives of 하다 keep -하다; verbs take -한다.
_ADJECTIVES = frozenset(
    [
        "필요",
        "가능",
        "불가능",
        "중요",
        "유용",
        "간단",
        "동일",
        "적절",
        "충분",
        "완전",
        "다양",
        "비슷",
        "유사",
        "안전",
        "편리",
        "복잡",
        "단순",
        "명확",
        "특별",
        "강력",
        "자유",
        "정확",
        "부족",
        "분명",
        "확실",
        "당연",
        "심각",
        "익숙",
        "친숙",
        "흔",
        "똑같",
        "독특",
        "유일",
        "적합",
        "유효",
        "유리",
        "불리",
        "불편",
        "위험",
        "이상",
        "건강",
        "깨끗",
        "조용",
        "훌륭",
        "풍부",
        "투명",
        "신속",
        "느슨",
        "엄격",
        "엄밀",
        "뚜렷",
        "행복",
        "피곤",
        "가득",
        "상당",
        "방대",
        "광범위",
        "일반적",
        "과",
        "강",
        "약",
        "선",
        "착",
        "급",
        "저렴",
        "고유",
        "탁월",
        "부적절",
        "부적합",
        "불필요",
        "무관",
        "무효",
        "온전",
        "대단",
        "굉장",
        "솔직",
        "정직",
        "친절",
        "성실",
        "긴급",
        "절실",
        "시급",
        "거대",
        "막대",
    ]
)
_BARE_ADJECTIVES = {
    "많습니다": "많다",
    "적습니다": "적다",
    "좋습니다": "좋다",
    "같습니다": "같다",
    "높습니다": "높다",
    "낮습니다": "낮다",
    "작습니다": "작다",
    "쉽습니다": "쉽다",
    "어렵습니다": "어렵다",
    "옳습니다": "옳다",
    "짧습니다": "짧다",
    "넓습니다": "넓다",
    "싶습니다": "싶다",
    "않습니다": None,
    "괜찮습니다": "괜찮다",
    "새롭습니다": "새롭다",
    "가깝습니다": "가깝다",
    "큽니다": "크다",
    "깁니다": "길다",
    "빠릅니다": "빠르다",
    "다릅니다": "다르다",
    "나쁩니다": "나쁘다",
    "아닙니다": "아니다",
    "느립니다": "느리다",
    "비쌉니다": "비싸다",
    "맞습니다": "맞다",
    "없습니다": "없다",
    "있습니다": "있다",
    "똑같습니다": "똑같다",
}
_VERBS_WITH_L = {"만듭니다": "만든다", "압니다": "안다", "풉니다": "푼다", "엽니다": "연다", "멉니다": "멀다"}
_VERB_STEMS = frozenset(
    [
        "받",
        "찾",
        "읽",
        "먹",
        "얻",
        "넣",
        "놓",
        "묻",
        "믿",
        "씻",
        "잡",
        "닫",
        "갖",
        "돕",
        "심",
        "남",
        "숨",
        "참",
        "신",
        "끊",
        "싣",
        "밟",
        "굽",
        "얹",
        "쏟",
        "앉",
        "맺",
        "잊",
        "쫓",
        "늦",
    ]
)
_POLITE = re.compile(r"([가-힣]+니다)(?=[.!]?[\"”’')\]]*(?:\s|$|[:;,]))")
_LEFT = re.compile(
    r"(?:니다|니까|세요|시오|어요|아요|해요|에요|예요|지요|죠|네요|군요|까요|래요|게요)(?=[.!?…\"”’)\s]|$)"
)
_TALK = re.compile(r"[가-힣](?<!다)[.!?][\"”’')\]]*(?=\s|$)")


def to_plain(text: str) -> str | None:
    """The text in plain style; the same where it has no polite ending; None if unsure."""
    unsure = False

    def rewrite(match: re.Match[str]) -> str:
        nonlocal unsure
        plain = _plain(match.group(1))
        unsure = unsure or plain is None
        return plain or match.group(1)

    new = _POLITE.sub(rewrite, text)
    # A sentence that ends in anything but -다 is talk ("들리네.") or an order ("열어라.").
    if unsure or _LEFT.search(new) or _TALK.search(new):
        return None
    return new


def _plain(word: str) -> str | None:
    for polite, plain in _BARE_ADJECTIVES.items():
        if word.endswith(polite):
            return None if plain is None else word[: -len(polite)] + plain
    for polite, plain in _VERBS_WITH_L.items():
        if word == polite:
            return plain
    if word.endswith("습니다"):
        stem = word[:-3]
        if stem and _final(stem[-1]) == 20:  # past and future: -았/었/겠-
            return stem + "다"
        if stem and stem[-1] in _VERB_STEMS:
            return stem + "는다"
        return None
    last = word[-3:-2]
    if not last or _final(last) != 17:  # final ㅂ of -ㅂ니다
        return None
    open_syllable = chr(ord(last) - 17)
    stem = word[:-3]
    if open_syllable == "하" and any(stem.endswith(a) for a in _ADJECTIVES if len(a) > 1):
        return stem + "하다"
    if open_syllable == "이":
        return stem + "이다" if stem else None
    # -ㄴ다 for verbs: 하, 되, 주, 보, 가, 오, 나, 내, 시키, 지 ...
    if open_syllable in "하되주보가오나내키지치리기쓰서두우여추꾸세비버":
        return stem + chr(ord(open_syllable) + 4) + "다"
    return None


def _final(syllable: str) -> int:
    code = ord(syllable) - 0xAC00
    return code % 28 if 0 <= code < 11172 else -1
