"""Word keys, the lexicon file, and word evidence."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.align.evidence import BEAD_FEATURES, GAP_FEATURES
from toolkit.align.lexicon import (
    EMPTY,
    WORD_MEASURES,
    Lexicon,
    Reading,
    WordEvidence,
    broken_off,
    combine_words,
    evidence_keys,
    load_lexicon,
    turned,
    word_keys,
)
from toolkit.align.search import SHAPES


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    found = load_lexicon("ko", "en")
    assert found is not None
    return found


def test_keys_cut_endings() -> None:
    assert word_keys("정부는 예산안을 3,500억원 늘렸다", "ko") == ["정부", "예산", "3500", "억원", "늘렸"]
    assert word_keys("The governments' talks talked; talking.", "en") == ["the", "govern", "talk"]
    assert word_keys("Größe 1.5", "de") == ["größe", "1.5"]


def translation(lexicon: Lexicon, source: str, target: str) -> float:
    k = lexicon.source[source]
    at = slice(lexicon.start[k], lexicon.start[k + 1])
    links = dict(zip(lexicon.word[at].tolist(), lexicon.forward[at].tolist(), strict=True))
    return float(links.get(lexicon.target[target], 0.0))


@pytest.mark.parametrize(
    ("korean", "english"), [("정부", "govern"), ("대통", "presid"), ("경제", "econom"), ("미국", "unit")]
)
def test_common_words_are_known(lexicon: Lexicon, korean: str, english: str) -> None:
    assert translation(lexicon, korean, english) > 0.05
    assert translation(lexicon, korean, "kernel") < 0.01


def test_the_lexicon_turned_twice_is_the_lexicon(lexicon: Lexicon) -> None:
    back = turned(turned(lexicon))
    assert back.languages == ("ko", "en")
    np.testing.assert_array_equal(back.start, lexicon.start)
    np.testing.assert_array_equal(back.word, lexicon.word)
    np.testing.assert_array_equal(back.forward, lexicon.forward)
    english = load_lexicon("en", "ko")
    assert english is not None and english.source == lexicon.target


def test_there_is_none_for_other_languages() -> None:
    assert load_lexicon("de", "fr") is None


def test_the_file_is_small(root: object) -> None:
    from importlib import resources

    path = resources.files("toolkit.align").joinpath("data", "lexicon-ko-en.npz")
    assert len(path.read_bytes()) < 5_000_000


def feature(words: WordEvidence, shape: tuple[int, int], name: str, n: int, m: int) -> np.ndarray:
    size = (n - shape[0] + 1, m - shape[1] + 1)
    measures = np.zeros((len(WORD_MEASURES), *size), np.float32)
    words.measure(measures, shape)
    out = np.zeros((len(BEAD_FEATURES), *size), np.float32)
    first = BEAD_FEATURES.index("words source to target")
    combine_words(iter(out[first:]), measures, np.full(size, sum(shape) - 2, np.float32))
    return out[BEAD_FEATURES.index(name)]


def test_translations_explain_each_other(lexicon: Lexicon) -> None:
    source = ["정부는 경제를 걱정한다.", "대통령이 미국을 방문했다."]
    target = ["The president visited the United States.", "The government is worried about the economy."]
    words = WordEvidence(Reading.of(source, "ko"), Reading.of(target, "en"), lexicon)
    for name in ("words source to target", "words target to source", "words weaker direction", "words lead"):
        score = feature(words, (1, 1), name, 2, 2)
        assert min(score[0, 1], score[1, 0]) > max(score[0, 0], score[1, 1])
    gaps = np.zeros((len(GAP_FEATURES), 2), np.float32)
    words.fill_gaps(iter(gaps[GAP_FEATURES.index("best words") :]), 0)
    assert (gaps[GAP_FEATURES.index("best words")] > 0).all()


def test_keys_hold_numbers_by_value() -> None:
    korean = evidence_keys("6월 3억5천만 원을 두 배로 늘렸다.", "ko")
    english = evidence_keys("It doubled the 350 million won in June.", "en")
    assert {"#m6", "#3.5e+08"} <= set(korean) & set(english)
    assert "~2" in korean and "#2" not in korean
    assert "원을" not in english and "the" in english


def test_numbers_speak_without_a_lexicon() -> None:
    source = Reading.of(["2018년이었다.", "3500명이 왔다."], "ko")
    target = Reading.of(["There came 3,500.", "It was 2018."], "en")
    words = WordEvidence(source, target, EMPTY)
    same = feature(words, (1, 1), "identical tokens", 2, 2)
    odds = feature(words, (1, 1), "tokens at odds", 2, 2)
    assert (same[[0, 1], [1, 0]] >= 1).all() and not same[[0, 1], [0, 1]].any()
    assert odds.tolist() == [[1, 0], [0, 1]]


def test_ends_within_a_line_count() -> None:
    source = Reading.of(["비가 왔다. 바람이 불었다.", "끝."], "ko")
    target = Reading.of(["It rained.", "The wind blew.", "The end."], "en")
    words = WordEvidence(source, target, EMPTY)
    assert source.ends.tolist() == [2, 1]
    assert feature(words, (1, 1), "ends at odds", 2, 3).tolist() == [[1, 1, 1], [0, 0, 0]]
    assert feature(words, (1, 2), "ends of a merge at odds", 2, 3).tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize(
    "lines, broken",
    [
        (["He came,", "and he left.", "The end."], [2, 0, 0]),
        (["비가 왔고,", "바람이 불었다.", "끝,"], [1, 0, 1]),
        (["“Not yet,” he said.", "Headline without a stop", "Text."], [0, 0, 0]),
        ([], []),
    ],
    ids=str,
)
def test_lines_that_break_off(lines: list[str], broken: list[int]) -> None:
    assert broken_off(lines).tolist() == broken


def test_a_bead_should_not_end_within_a_sentence_of_one_side() -> None:
    source = Reading.of(["비가 왔고,", "바람이 불었다."], "ko")
    target = Reading.of(["It rained and", "the wind blew.", "So it was."], "en")
    words = WordEvidence(source, target, EMPTY)
    assert feature(words, (1, 1), "broken off on both sides", 2, 3).tolist() == [[1, 0, 0], [0, 0, 0]]
    assert feature(words, (1, 1), "broken off on one side at a comma", 2, 3).tolist() == [
        [0, 1, 1],
        [0, 0, 0],
    ]
    assert feature(words, (2, 1), "broken off on one side before a small letter", 2, 3).tolist() == [
        [1, 0, 0]
    ]
    place = GAP_FEATURES.index("broken off beside it before a small letter")
    gaps = np.zeros((len(GAP_FEATURES), 3), np.float32)
    words.fill_gaps(iter(gaps[GAP_FEATURES.index("best words") :]), 1)
    assert gaps[place].tolist() == [1, 1, 0]


@pytest.mark.parametrize("sizes", [(0, 0), (0, 3), (3, 0), (1, 1)], ids=str)
def test_empty_sides(lexicon: Lexicon, sizes: tuple[int, int]) -> None:
    n, m = sizes
    words = WordEvidence(Reading.of(["정부"] * n, "ko"), Reading.of(["government"] * m, "en"), lexicon)
    for a, b in SHAPES:
        if a <= n and b <= m:
            assert np.isfinite(feature(words, (a, b), "words total", n, m)).all()
