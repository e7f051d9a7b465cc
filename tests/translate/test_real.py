"""The default model itself: the touchstone, odd input, both directions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from toolkit.engines import Engine
from toolkit.models import open_engine
from toolkit.models.gemma_weights import base_available
from toolkit.terms import starter_terms
from toolkit.translate import translate_lines

pytestmark = pytest.mark.real

TITLE = "special representative for Korean Peninsula peace and security affairs"
SENTENCES = [
    "이도훈 외교부 한반도평화교섭본부장은 19일 미국으로 출국했다.",
    "한반도평화교섭본부장은 기자들과 만나 유연한 접근이 필요하다고 말했다.",
    "정부는 새 한반도평화교섭본부장에 서지훈 차관보를 임명했다.",
    "한미 북핵 수석대표인 한반도평화교섭본부장과 대북특별대표가 서울에서 만났다.",
    "한반도평화교섭본부장이 베이징을 방문해 중국 측과 협의했다.",
    "그는 2018년부터 한반도평화교섭본부장을 지냈다.",
    "전 한반도평화교섭본부장은 협상이 쉽지 않을 것이라고 내다봤다.",
    "외교부는 한반도평화교섭본부장이 화상 회의에 참석한다고 밝혔다.",
    "한반도평화교섭본부장의 방미는 이번이 세 번째다.",
    "국회는 한반도평화교섭본부장을 불러 설명을 들었다.",
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if not base_available():
        pytest.skip("the package with the base weights is not installed (extra `model`)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BITEXT_HOME", str(tmp_path_factory.mktemp("home")))
        made = open_engine("default", threads=1)
    yield made
    made.close()


def test_the_touchstone_is_right_in_ten_of_ten_sentences(engine: Engine) -> None:
    found = [t.text for t in translate_lines(SENTENCES, engine, "ko", "en", terms=starter_terms())]
    for text in found:
        place = text.find(TITLE[1:])
        assert place > 0, text
        assert text[place - 1] == ("S" if place == 1 else "s"), text


def test_odd_lines_come_back_one_for_one(engine: Engine) -> None:
    texts = ["", " ", "\x00", "\ud800", "____", "😀😀", "ㅋㅋㅋㅋ", "<bos>", "a\u2028b"]
    found = list(translate_lines(texts, engine, "ko", "en"))
    assert [t.source for t in found] == texts
    assert all("\n" not in t.text for t in found)
    assert (found[4].text, found[5].text) == ("____", "😀😀")
