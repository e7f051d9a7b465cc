"""Completeness, and letters of the wrong script."""

from __future__ import annotations

import pytest

from toolkit.check import check_pairs
from toolkit.text import SegmentPair

LONG = "정부는 이날 국무회의를 열어 내년도 예산안을 의결하고 다음 주 국회에 제출하기로 했다고 밝혔으며, 야당은 곧바로 반대 성명을 내고 심사 과정에서 큰 폭의 삭감을 예고했다."
WHOLE = (
    "The government said it approved next year's budget at a Cabinet meeting and would submit it to the National Assembly next week, "
    "while the opposition immediately issued a statement against it and foretold large cuts in the course of deliberation."
)


def check(
    source: str, target: str, direction: tuple[str, str] = ("ko", "en"), of: str = "human", *more: SegmentPair
) -> list[tuple[str, str]]:
    pair = SegmentPair("1", source, target, *direction, of=of, document="d")
    return [(f.check, f.severity) for f in check_pairs([pair, *more], only=["completeness", "script"])]


def test_empty_sides() -> None:
    assert check(LONG, "") == [("completeness", "warning")]
    assert check(LONG, " ", of="model") == [("completeness", "error")]
    assert check("", WHOLE) == [("completeness", "note")]
    assert check("", "") == [] and check("***", "") == []


def test_length() -> None:
    assert check(LONG, WHOLE) == []
    assert check(LONG, "The government approved it.") == [("completeness", "warning")]
    assert check("정부는 예산안을 의결했다고 밝혔다.", WHOLE + " " + WHOLE) == [("completeness", "warning")]
    assert check("비가 왔다.", "It rained, and rained.") == []


def test_untranslated() -> None:
    assert check(LONG, LONG)[0] == ("completeness", "error")
    assert check(LONG, WHOLE + " 정부는 이날 국무회의를 열어 내년도 예산안을") == [
        ("completeness", "warning"),
        ("script", "warning"),
    ]
    assert check("IAEA", "IAEA") == []
    assert check("Kim Jong-un said so.", "Kim Jong-un", ("en", "ko")) != []


@pytest.mark.parametrize(
    ("target", "count"),
    [
        ("He said the the plan was good.", 1),
        ("He had had enough of it.", 0),
        ("It could cost her her passport.", 0),
        ("He went on and on and on.", 0),
        ("The minister said he would go the minister said he would go.", 1),
        ("A sit-in in the lobby", 0),
        ("One of the best of the rest", 0),
        ("Buyers will pay a higher duty soon Buyers will pay a higher duty soon, it said", 0),
        ("buyers will pay a higher duty soon buyers will pay a higher duty soon, it said", 1),
    ],
)
def test_repetition(target: str, count: int) -> None:
    found = check("정부는 계획을 밝혔다고 전했다.", target)
    assert len(found) == count, found


def test_the_same_target_twice() -> None:
    other = SegmentPair(
        "2", "전혀 다른 문장이 여기에 있다.", "The government approved the budget today.", document="d"
    )
    found = check(
        "정부는 오늘 예산안을 의결했다.",
        "The government approved the budget today.",
        ("ko", "en"),
        "human",
        other,
    )
    assert found == [("completeness", "warning")]


@pytest.mark.parametrize(
    ("target", "severities"),
    [
        ("He likes 김치 a lot.", ["warning"]),
        ("He likes kimchi (김치) a lot.", []),
        ("The tаlks ended.", ["warning"]),  # a Cyrillic letter
        ("He paid １００ won.", ["note"]),
        ("Côte d'Ivoire and São Paulo — “fine”", []),
    ],
)
def test_script_of_english(target: str, severities: list[str]) -> None:
    pair = SegmentPair("1", "그는 말했다.", target)
    assert [f.severity for f in check_pairs([pair], only=["script"])] == severities


@pytest.mark.parametrize(
    ("source", "target", "severities"),
    [
        ("The negotiation failed.", "그 negotiation은 실패했다.", ["warning"]),
        ("The IAEA met Kim.", "IAEA는 김을 만났다.", []),
        ("Zay Zayion sang.", "Zay Zayion이 노래했다.", ["note"]),
        ("The café (bistro) closed.", "카페(bistro)가 닫았다.", []),
        ("Hello", "こんにちは", ["warning"]),
        ("In Welsh twp means daft.", "웨일스어로 twp는 바보라는 뜻이다.", []),
        ("It is on weather.com now.", "지금 weather.com에 있다.", []),
        ("Dustin Lance Black came.", "Dustin Lance Black(더스틴 랜스 블랙)이 왔다.", []),
        ("Bush met him.", "부시 美 대통령은 그를 만났다.", []),
    ],
)
def test_script_of_korean(source: str, target: str, severities: list[str]) -> None:
    pair = SegmentPair("1", source, target, "en", "ko")
    assert [f.severity for f in check_pairs([pair], only=["script"])] == severities
