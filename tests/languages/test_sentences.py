"""Segmentation: hard cases, and what must hold of any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import OptionError
from toolkit.languages import LANGUAGES, get_language, segment_article
from toolkit.text import make_article

DATA = Path(__file__).parent / "data"
CODES = [*sorted(LANGUAGES), "ja", "zh", "ar", "hi"]


def cases(code: str) -> list[tuple[str, list[int]]]:
    """Texts of the hard cases with the ends of their sentences, but for the last."""
    found = []
    for line in (DATA / f"sentences.{code}.txt").read_text(encoding="utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        text, ends = "", []
        for number, part in enumerate(re.split(r"( \| |\|)", line)):
            if number % 2:
                ends.append(len(text))
                text += " " if part == " | " else ""
            else:
                text += part
        found.append((text, ends))
    return found


@pytest.mark.parametrize("code", ["ko", "en"])
def test_hard_cases(code: str) -> None:
    split = get_language(code).sentences
    hit = false = missed = 0
    wrong = []
    found = cases(code)
    assert len(found) >= 200
    for text, gold in found:
        ends = [end for _, end in split(text)][:-1]
        hit += len(set(ends) & set(gold))
        false += len(set(ends) - set(gold))
        missed += len(set(gold) - set(ends))
        if ends != gold:
            wrong.append([text[a:b] for a, b in split(text)])
    assert hit > 150
    assert 2 * hit / (2 * hit + false + missed) >= 0.99, wrong


_MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(" .!?…。\"'“”‘’()[]\n\t1a가다요。했습니ABCLMr,:;-–~─▲①·\u3000\u200b")),
        st.characters(codec="utf-8"),
    ),
    max_size=200,
)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=150, deadline=None)
@given(text=_MIXED)
def test_spans_cover_all_that_is_not_white_space(code: str, text: str) -> None:
    spans = get_language(code).sentences(text)
    last = 0
    covered = set()
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(text[n].isspace() for n in range(len(text)) if n not in covered)


@pytest.mark.parametrize("code", ["ko", "en", "ja"])
@pytest.mark.parametrize(
    "piece", [".", "a. ", "다.", '" .', "했다 ", "U.S. ", '("', "\n", "https://a ", "?” A's ", "가 "]
)
def test_a_long_line_ends_in_linear_time(code: str, piece: str) -> None:
    # 40 kB of it: quadratic behaviour would take minutes here.
    spans = get_language(code).sentences(piece * (40_000 // len(piece)))
    assert spans is not None


def test_other_scripts() -> None:
    assert [
        len(get_language("ja").sentences(t))
        for t in ("今日は雨だ。明日は晴れる。", "「行くよ。」と彼は言った。")
    ] == [2, 1]
    assert len(get_language("zh").sentences("政府宣布了。市场上涨！为什么？")) == 3
    assert len(get_language("ar").sentences("هل تعلم؟ نعم.")) == 2
    assert len(get_language("hi").sentences("यह पहला है। यह दूसरा है।")) == 2
    assert len(get_language("de").sentences("Er kam um 3 Uhr. Sie ging.")) == 2
    assert len(get_language("fr").sentences("M. Dupont est arrivé. Il a parlé.")) == 2


def test_codes_of_languages() -> None:
    assert get_language("ko-KR") is LANGUAGES["ko"]
    assert get_language("kor") is LANGUAGES["ko"]
    assert get_language("en_GB") is LANGUAGES["en"]
    assert get_language("sw").code == "sw"
    for nonsense in ("", "k", "korean!", "1", "en--", "한국어"):
        with pytest.raises(OptionError, match="not a language code"):
            get_language(nonsense)


def test_blocks_end_sentences_and_furniture_has_none() -> None:
    article = make_article(
        "en",
        [
            ("furniture", "By Kim Lee", ()),
            ("headline", "Envoys to meet in Seoul", ()),
            ("paragraph", "They met. They ate", ()),
            ("caption", "Envoys eat. (Yonhap)", ()),
            ("paragraph", "They left.", ()),
        ],
    )
    segments = segment_article(article)
    assert [s.text for s in segments] == ["Envoys to meet in Seoul", "They met.", "They ate", "They left."]
    assert [s.index for s in segments] == [0, 1, 2, 3]
    assert [s.block for s in segments] == [1, 2, 2, 4]
    assert all(article.text[s.start : s.end] == s.text for s in segments)


@pytest.mark.parametrize(
    ("name", "side"), [("ntrex-easy", "ko"), ("park-easy", "ko"), ("ntrex-easy", "en"), ("park-easy", "en")]
)
def test_better_than_a_regular_expression(shared: Path, root: Path, name: str, side: str) -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        "benchmark", root / "eval" / "segmentation" / "benchmark.py"
    )
    assert spec is not None and spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["benchmark"] = benchmark
    spec.loader.exec_module(benchmark)
    folder = shared / "data" / "align" / name
    plain = benchmark.measure(folder, side, "regex", benchmark.regex)
    own = benchmark.measure(folder, side, "bitext", benchmark.ours(side))
    assert own.f1 >= plain.f1 + 0.015
    assert own.marked_recall >= 0.99
