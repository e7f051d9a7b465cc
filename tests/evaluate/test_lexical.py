"""Statistics and scores are sacrebleu's, number for number, whatever the text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from toolkit.evaluate import ngrams
from toolkit.evaluate.lexical import scores, statistics, tokenize_13a

KOREAN = [
    ("이도훈 한반도평화교섭본부장이 8일 비건 부장관을 만났다.", "이도훈 본부장은 8일 비건 부장관과 만났다."),
    ("정부는 3억5천만 원을 지원하기로 했다.", "정부가 3억 5,000만 원을 지원한다."),
    ("", "빈 번역"),
    ("가", "나"),
]
ENGLISH = [
    (
        'He said, "The U.S. spent 3.5 billion (about 1,000) on it..."',
        "He said the U.S. spent $3.5 billion on it.",
    ),
    ("a b a b a b c", "b a b a c b a"),
    ("&quot;x&quot; &amp; y-\nz 5-6 ..,,", '"x" & yz 5-6 ..'),
    ("(hi) don't -- stop", "(hi) do not stop!"),
]
PAIRS = KOREAN + ENGLISH

METRICS = {
    "BLEU-13a": lambda: BLEU(),
    "BLEU-char": lambda: BLEU(tokenize="char"),
    "BLEU-none": lambda: BLEU(tokenize="none"),
    "BLEU-intl": lambda: BLEU(tokenize="intl", lowercase=True),
    "chrF": lambda: CHRF(),
    "chrF-space": lambda: CHRF(whitespace=True, lowercase=True),
    "chrF++": lambda: CHRF(word_order=2),
    "TER": lambda: TER(),
    "TER-normalised": lambda: TER(normalized=True, no_punct=True, asian_support=True),
}

words = st.text(alphabet="ab가나 .,-'&()5\t", max_size=25) | st.text(max_size=12)
no_surrogates = words.filter(lambda t: not any(0xD800 <= ord(c) < 0xE000 for c in t))


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.tuples(no_surrogates, no_surrogates, no_surrogates), min_size=1, max_size=5))
def test_statistics_equal_sacrebleu(name: str, rows: list[tuple[str, str, str]]) -> None:
    rows = [*rows, *((h, r, h) for h, r in PAIRS)]
    hyps, first, second = (list(column) for column in zip(*rows, strict=True))
    for references in (
        [first],
        [first, second],
        [first, [None if i % 2 else r for i, r in enumerate(second)]],
    ):
        ours, theirs = METRICS[name](), METRICS[name]()
        got = statistics(ours, [hyps, first], references)
        for system, rows_of in zip([hyps, first], got, strict=True):
            expected = theirs._extract_corpus_statistics(system, references)
            assert rows_of.tolist() == expected
        assert ours.get_signature().format() == theirs.get_signature().format()
        if name.startswith("TER"):
            single = [
                theirs._compute_score_from_stats(row).score
                for row in theirs._extract_corpus_statistics(hyps, references)
            ]
        else:
            single = [
                theirs._compute_score_from_stats(list(row)).score
                for row in theirs._extract_corpus_statistics(hyps, references)
            ]
        assert scores(ours, got[0]) == pytest.approx(single, abs=1e-9)


@settings(max_examples=80)
@given(st.lists(no_surrogates, max_size=6))
def test_13a_of_many_texts_is_13a_of_each(texts: list[str]) -> None:
    texts = [t.rstrip() for t in texts]
    one = Tokenizer13a()
    assert tokenize_13a(texts) == [one(t).split() for t in texts]


def test_sentence_bleu_is_sacrebleus() -> None:
    metric = BLEU(effective_order=True)
    hyps, refs = [h for h, _ in PAIRS], [r for _, r in PAIRS]
    rows = statistics(metric, [hyps], [refs])[0]
    expected = [BLEU(effective_order=True).sentence_score(h, [r]).score for h, r in PAIRS]
    assert scores(metric, rows) == pytest.approx(expected, abs=1e-9)


def test_many_symbols_fall_back_without_a_difference() -> None:
    """Segments with more different symbols than a key has room for."""
    wide = "".join(chr(0xAC00 + n) for n in range(1500))
    texts = [wide, wide[::-1] + wide[:40], "짧다", wide[:700] * 2]
    refs = [wide[3:], wide, "짧은", wide[100:900]]
    got = statistics(CHRF(), [texts], [refs])[0]
    assert got.tolist() == CHRF()._extract_corpus_statistics(texts, [refs])


def test_blocks_do_not_change_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{h} {n}" for n in range(60) for h, _ in PAIRS]
    refs = [r for _ in range(60) for _, r in PAIRS]
    whole = statistics(CHRF(word_order=2), [texts], [refs])[0]
    monkeypatch.setattr(ngrams, "_BLOCK", 50)
    assert np.array_equal(statistics(CHRF(word_order=2), [texts], [refs])[0], whole)


def read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_wmt17_figures(shared: Path) -> None:
    folder = shared / "data" / "wmt17_ende"
    header, *lines = read(folder / "expected.tsv")
    expected = {
        c[0]: dict(zip(header.split("\t"), c, strict=True)) for c in (line.split("\t") for line in lines)
    }
    names = sorted(expected)
    systems = [read(folder / f"newstest2017.{name}.en-de.txt") for name in names]
    reference = read(folder / "ref0.txt")
    for column, metric, some in (
        ("BLEU-13a", BLEU(), 16),
        ("BLEU-none", BLEU(tokenize="none"), 4),
        ("chrF2", CHRF(), 16),
        ("chrF2++", CHRF(word_order=2), 4),
    ):
        for name, rows in zip(names[:some], statistics(metric, systems[:some], [reference]), strict=True):
            score = metric._compute_score_from_stats(rows.sum(0).tolist()).score
            assert score == pytest.approx(float(expected[name][column]), abs=1e-9), (column, name)
