"""The scorer of pairs of a Hangul and a Latin name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.languages.ko.names import NO_SCORE, NameScorer, latin_words
from toolkit.languages.ko.sounds import fold, jamo, route, table

SCORER = NameScorer.load()

SAME = [
    ("이도훈", "Lee Do-hoon"),
    ("이도훈", "Lee Dohoon"),
    ("이도훈", "Do-hoon Lee"),
    ("이도훈", "LEE DO HOON"),
    ("김정은", "Kim Jong Un"),
    ("최선희", "Choe Son Hui"),
    ("남궁민", "Namkoong Min"),
    ("스티븐 비건", "Stephen Biegun"),
    ("도널드 트럼프", "Donald J. Trump"),
    ("앙겔라 메르켈", "Angela Merkel"),
    ("다키자키 시게키", "Shigeki Takizaki"),
    ("기시다 후미오", "Fumio Kishida"),
    ("뤄자오후이", "Luo Zhaohui"),
    ("왕이", "Wang Yi"),
    ("슬로보단 밀로셰비치", "Slobodan Milošević"),
]
OTHER = [
    ("이도훈", "Lee Jae-myung"),
    ("이도훈", "Park Do-hoon"),
    ("김정은", "Kim Yo-jong"),
    ("스티븐 비건", "Stephen Harper"),
    ("스티븐 비건", "Joseph Yun"),
    ("뤄자오후이", "Wang Yi"),
    ("다키자키 시게키", "Fumio Kishida"),
    ("도널드 트럼프", "Donald Tusk"),
]


@pytest.mark.parametrize(("hangul", "latin"), SAME)
def test_same_person(hangul: str, latin: str) -> None:
    assert SCORER.score(hangul, latin) > 0


@pytest.mark.parametrize(("hangul", "latin"), OTHER)
def test_another_person(hangul: str, latin: str) -> None:
    assert SCORER.score(hangul, latin) < 0


def test_every_name_is_nearest_to_itself() -> None:
    for hangul, latin in SAME[5:]:
        best = max({n for _, n in SAME}, key=lambda other: SCORER.score(hangul, other))
        assert SCORER.score(hangul, best) == SCORER.score(hangul, latin)


def test_a_slip_scores_less_but_is_the_same_person() -> None:
    assert SCORER.score("스티븐 비건", "Stephen Biegun") > SCORER.score("스티븐 비건", "Stephen Beigun") > 0


def test_form_does_not_matter() -> None:
    scores = {SCORER.score("이도훈", n) for n in ("Lee Do-hoon", "LEE DO-HOON", "Lee Dohoon", "Lee Do‐hoon")}
    assert len(scores) == 1


def test_words_alone() -> None:
    assert SCORER.word_score("비건", "Biegun") > 3
    assert SCORER.word_score("이", "Lee") > 0
    assert SCORER.word_score("비건", "Trump") < -5
    assert SCORER.word_score("마이클", "Michael") > 3


def test_a_whole_name_in_one_word() -> None:
    assert SCORER.whole_score("뤄자오후이", "Luo Zhaohui") > 5
    assert SCORER.whole_score("라도반", "Radovan Karadzic") < 0


def test_batches_go_in_step() -> None:
    hangul, latin = zip(*SAME, strict=True)
    assert SCORER.scores(hangul, latin) == [SCORER.score(h, n) for h, n in SAME]
    with pytest.raises(ValueError, match="shorter"):
        SCORER.scores(["이도훈"], [])


def test_sides_without_letters() -> None:
    assert SCORER.score("", "Lee") == SCORER.score("이도훈", "123") == SCORER.score("Lee", "Lee") == NO_SCORE


def test_surnames() -> None:
    spellings = SCORER.surname_spellings("이")
    assert next(iter(spellings)) == "lee"
    assert "김" in SCORER.surnames
    assert SCORER.surname_spellings("쀍") == {}


@given(st.text(), st.text())
def test_any_text_gets_a_score(hangul: str, latin: str) -> None:
    for score in (
        SCORER.score(hangul, latin),
        SCORER.word_score(hangul, latin),
        SCORER.whole_score(hangul, latin),
    ):
        assert NO_SCORE <= score < 100


@given(st.text(alphabet="가나다힣김이박희ᄀㄱ 한", max_size=12), st.text(alphabet="abcKim-' é", max_size=30))
def test_odd_names_get_a_score(hangul: str, latin: str) -> None:
    assert NO_SCORE <= SCORER.score(hangul, latin) < 100


@given(st.text())
def test_folding_leaves_small_letters(text: str) -> None:
    assert all("a" <= c <= "z" for c in fold(text))
    assert "".join(latin_words(text)) == "".join(fold(part) for part in text.split())


def test_jamo() -> None:
    assert jamo("한") == ("ㅎ", "ㅏ", "ㄴ")
    assert jamo("이") == ("ㅇ", "ㅣ", " ")


def test_letters_of_each_syllable() -> None:
    assert route("ko").split("도훈", "dohoon") == ["do", "hoon"]
    assert route("ko").split("도훈", "xyz") is None


def test_assembly_members_are_found_among_all(shared: Path) -> None:
    rows = [
        line.split("\t")
        for line in (shared / "data/names/assembly20_official.tsv").read_text("utf-8").splitlines()
    ]
    sample = rows[::10]
    for hangul, latin, *_ in sample:
        own = SCORER.score(hangul, latin)
        others = [SCORER.score(hangul, n) for h, n, *_ in rows if h != hangul and n != latin]
        assert own > max(others), (hangul, latin)


def test_a_score_does_not_depend_on_what_was_scored_before() -> None:
    names = [
        ("구본혁", "Goon Bin-hyuk"),
        ("비건", "Biegun"),
        ("이도훈", "Lee Do-hoon"),
        ("마이클", "Michael"),
    ]
    calls = [
        lambda s, h, n: s.score(h, n),
        lambda s, h, n: s.word_score(h, n.split()[-1]),
        lambda s, h, n: s.whole_score(h, n),
    ]

    def scores(order: int) -> dict[tuple[int, int], float]:
        scorer = NameScorer({name: route(name) for name in table()["routes"]}, table())
        found = {}
        for c in (range(3), reversed(range(3)))[order]:
            for n, (hangul, latin) in enumerate(names):
                found[c, n] = calls[c](scorer, hangul, latin)
        return found

    assert scores(0) == scores(1)
