"""Korean in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import OptionError
from toolkit.languages.ko.romanise import press_surname, romanise, romanise_name, split_name


@pytest.mark.parametrize(
    ("hangul", "south", "ap", "joined"),
    [
        ("이도훈", "Lee Do-hoon", "Lee Do Hoon", "Lee Dohoon"),
        ("박원순", "Park Won-soon", "Park Won Soon", "Park Wonsoon"),
        ("강경화", "Kang Kyung-hwa", "Kang Kyung Hwa", "Kang Kyunghwa"),
        ("남궁민수", "Namgoong Min-soo", "Namgoong Min Soo", "Namgoong Minsoo"),
        ("이 도훈", "Lee Do-hoon", "Lee Do Hoon", "Lee Dohoon"),
    ],
)
def test_press_spelling_of_names(hangul: str, south: str, ap: str, joined: str) -> None:
    assert romanise_name(hangul) == south
    assert romanise_name(hangul, "ap") == ap
    assert romanise_name(hangul, "joined") == joined


def test_surname_alone_and_nothing() -> None:
    assert romanise_name("최") == "Choi"
    assert romanise_name("") == romanise_name("Lee") == ""


def test_known_surnames_are_by_custom_and_others_by_rule() -> None:
    assert [press_surname(s) for s in "이박최정"] == ["Lee", "Park", "Choi", "Jung"]
    assert press_surname("뷁") == "Bwek"


def test_unknown_style_is_named() -> None:
    with pytest.raises(OptionError, match="north"):
        romanise_name("이도훈", "north")


def test_two_syllable_surnames() -> None:
    assert split_name("선우용녀") == ("선우", "용녀")
    assert split_name("남궁") == ("남", "궁")


# Examples of the rule itself (Ministry of Culture notice 2014-42, chapters 2 and 3).
@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("구미", "gumi"), ("영동", "yeongdong"), ("백암", "baegam"), ("옥천", "okcheon"), ("합덕", "hapdeok"), ("호법", "hobeop"),
        ("월곶", "wolgot"), ("벚꽃", "beotkkot"), ("구리", "guri"), ("설악", "seorak"), ("칠곡", "chilgok"), ("임실", "imsil"),
        ("울릉", "ulleung"), ("백마", "baengma"), ("종로", "jongno"), ("왕십리", "wangsimni"),
        ("별내", "byeollae"), ("신라", "silla"), ("해돋이", "haedoji"), ("같이", "gachi"), ("좋고", "joko"), ("놓다", "nota"),
        ("잡혀", "japhyeo"), ("낳지", "nachi"), ("묵호", "mukho"), ("집현전", "jiphyeonjeon"), ("압구정", "apgujeong"),
        ("낙동강", "nakdonggang"), ("죽변", "jukbyeon"), ("낙성대", "nakseongdae"), ("합정", "hapjeong"), ("팔당", "paldang"),
        ("샛별", "saetbyeol"), ("울산", "ulsan"),
    ],
)  # fmt: skip
def test_revised_romanisation(hangul: str, latin: str) -> None:
    assert romanise(hangul) == latin


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("충청북도", "chungcheongbuk-do"),
        ("제주도", "jeju-do"),
        ("의정부시", "uijeongbu-si"),
        ("도봉구", "dobong-gu"),
        ("인왕리", "inwang-ri"),
    ],
)
def test_administrative_units(hangul: str, latin: str) -> None:
    assert romanise(hangul, unit=True) == latin


def test_other_text_stays() -> None:
    assert romanise("KT 광화문, 2층!") == "KT gwanghwamun, 2cheung!"


@given(st.text())
def test_no_hangul_is_left_and_nothing_breaks(text: str) -> None:
    assert not any("가" <= c <= "힣" for c in romanise(text))
    for style in ("south", "ap", "joined"):
        assert not any("가" <= c <= "힣" for c in romanise_name(text, style))
