"""Names that no term base holds."""

from __future__ import annotations

import pytest

from toolkit.engines.fake import FakeEngine
from toolkit.errors import OptionError
from toolkit.text import make_article
from toolkit.translate import translate_articles
from toolkit.translate.names import name_finder


def test_names_before_a_title_get_their_press_spelling() -> None:
    find = name_finder("ko", "en")
    assert find is not None
    assert dict(find("이도훈 본부장이 말했다.").sure) == {"이도훈": "Lee Do-hoon"}
    assert dict(find("서지훈 외교부 한반도평화교섭본부장은 말했다.").sure).keys() == {"서지훈"}
    assert find("정부는 내년 예산을 늘리기로 했다.").sure == ()


def test_a_bare_surname_before_a_title_is_only_a_hint() -> None:
    find = name_finder("ko", "en")
    assert find is not None
    found = find("이 본부장은 웃었다.")
    assert found.sure == ()
    assert found.weak == (("이", "Lee"),)


def test_a_name_is_spelt_alike_in_the_whole_article() -> None:
    article = make_article(
        "ko",
        [
            ("headline", "서지훈 “유연한 접근 필요”", ()),
            ("paragraph", "서지훈 본부장은 말했다. 서지훈은 웃었다.", ()),
        ],
    )
    engine = FakeEngine()
    list(translate_articles([article], engine, "en"))
    forms = {dict(r.hints)["서지훈"] for r in engine.seen}
    assert len(forms) == 1
    assert len(engine.seen) == 3


def test_other_pairs_and_styles() -> None:
    assert name_finder("ko", "fr") is None
    assert name_finder("en", "ko") is not None
    with pytest.raises(OptionError, match="style"):
        name_finder("ko", "en", "nonsense")
