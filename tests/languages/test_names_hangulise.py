"""Foreign names in Hangul."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.languages.ko.hangulise import hangulise, pinyin_in_hangul


@pytest.mark.parametrize(
    ("latin", "hangul", "route"),
    [
        ("Vladimir Putin", "블라디미르 푸틴", "x"),
        ("Fumio Kishida", "기시다 후미오", "ja"),
        ("Shigeki Takizaki", "다키자키 시게키", "ja"),
        ("Luo Zhaohui", "뤄자오후이", "zh"),
        ("Wang Yi", "왕이", "zh"),
        ("Stephen", "스티븐", "x"),
    ],
)
def test_names(latin: str, hangul: str, route: str) -> None:
    found = hangulise(latin)
    assert found is not None
    assert (found.text, found.route) == (hangul, route)
    assert 0 < found.confidence <= 1


# Examples of the table of the loanword rules.
@pytest.mark.parametrize(
    ("pinyin", "hangul"),
    [
        ("xijinping", "시진핑"), ("maozedong", "마오쩌둥"), ("dengxiaoping", "덩샤오핑"), ("zhaoziyang", "자오쯔양"),
        ("hujintao", "후진타오"), ("wenjiabao", "원자바오"), ("likeqiang", "리커창"), ("jiangzemin", "장쩌민"), ("zhurongji", "주룽지"),
        ("yangjiechi", "양제츠"), ("qingang", "친강"), ("cuitiankai", "추이톈카이"), ("yuan", "위안"), ("lushaye", "루사예"),
    ],
)  # fmt: skip
def test_pinyin(pinyin: str, hangul: str) -> None:
    assert pinyin_in_hangul(pinyin) == hangul


def test_the_language_may_be_said() -> None:
    found = hangulise("Li Na", "zh")
    assert found is not None and found.text == "리나"
    japanese = hangulise("Naomi Osaka", "ja")
    assert japanese is not None and japanese.text.split()[0] == "나오미"


def test_what_cannot_be_read() -> None:
    assert hangulise("") is None
    assert hangulise("123") is None
    assert hangulise("Smith", "zh") is None


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=12))
def test_any_text(text: str) -> None:
    found = hangulise(text)
    assert found is None or (0 <= found.confidence <= 1 and found.text)
