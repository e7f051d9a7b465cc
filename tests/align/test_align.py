"""What holds for every alignment, and what the aligner does with real sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.align import ALIGNERS, AlignOptions, align_articles, align_batch, align_segments
from toolkit.align.metrics import Verdict, judge
from toolkit.engines.base import Encoder
from toolkit.errors import OptionError
from toolkit.text import Bead, make_article

from .conftest import WordHashes

KOREAN = [
    "한국은행이 15일 기준금리를 연 3.50%에서 3.25%로 내렸다.",
    "금리 인하는 2020년 5월 이후 처음이다.",
    "이창용 총재는 물가가 안정되고 있다고 말했다.",
    "시장에서는 추가 인하를 예상한다.",
    "비가 오는 가운데 축구 대표팀은 2-1로 이겼다.",
    "손흥민이 후반 30분에 결승골을 넣었다.",
]
ENGLISH = [
    "The Bank of Korea cut its key rate from 3.50 percent to 3.25 percent on the 15th.",
    "It was the first rate cut since May 2020. Gov. Rhee Chang-yong said prices were stabilising.",
    "Analysts had been divided over the decision.",
    "The market expects further cuts.",
    "Son Heung-min scored the winner in the 75th minute.",
    "The national soccer team won 2-1 in the rain.",
]


def complete(beads: list[Bead], n: int, m: int) -> None:
    """Each sentence stands in exactly one bead, in order."""
    assert sorted(i for b in beads for i in b.source) == list(range(n))
    assert sorted(j for b in beads for j in b.target) == list(range(m))
    for b in beads:
        assert b.source or b.target
        assert list(b.source) == sorted(b.source) and list(b.target) == sorted(b.target)
        assert 0 <= b.confidence <= 1
    firsts = [b.source[0] for b in beads if b.source]
    assert firsts == sorted(firsts)


def numbers(beads: list[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in beads]


def test_merges_omissions_and_exchanges(encoder: Encoder) -> None:
    beads = align_segments(KOREAN, ENGLISH, encoder)
    complete(beads, 6, 6)
    assert numbers(beads) == [
        ((0,), (0,)),
        ((1, 2), (1,)),
        ((), (2,)),
        ((3,), (3,)),
        ((4,), (5,)),
        ((5,), (4,)),
    ]
    assert min(b.confidence for b in beads if b.source and b.target) > 0.6


def test_the_other_way_round_is_the_same(encoder: Encoder) -> None:
    options = AlignOptions(source_language="en", target_language="ko")
    there = align_segments(KOREAN, ENGLISH, encoder)
    back = align_segments(ENGLISH, KOREAN, encoder, options)
    assert {(b.source, b.target) for b in there} == {(b.target, b.source) for b in back}


def test_the_same_bytes_again(encoder: Encoder) -> None:
    batch = [(KOREAN, ENGLISH), (KOREAN[:3], ENGLISH[:2]), ([], ENGLISH)]
    assert align_batch(batch, encoder) == align_batch(batch, encoder)


def test_wrong_languages_and_no_lexicon_still_align(encoder: Encoder) -> None:
    expected = numbers(align_segments(KOREAN, ENGLISH, encoder))
    swapped = AlignOptions(source_language="en", target_language="ko")
    assert numbers(align_segments(KOREAN, ENGLISH, encoder, swapped))[0] == expected[0]
    complete(align_segments(KOREAN, ENGLISH, encoder, AlignOptions(lexicon=False)), 6, 6)


def test_identical_texts_are_line_by_line(encoder: Encoder) -> None:
    options = AlignOptions(source_language="en", target_language="en")
    beads = align_segments(ENGLISH, ENGLISH, encoder, options)
    assert numbers(beads) == [((k,), (k,)) for k in range(6)]
    repeated = ["He said so."] * 12
    assert numbers(align_segments(repeated, repeated, encoder, options)) == [((k,), (k,)) for k in range(12)]


def test_blank_sentences_keep_their_numbers(encoder: Encoder) -> None:
    source = ["", KOREAN[0], "  ", KOREAN[3]]
    target = [ENGLISH[0], "", "", ENGLISH[3], ""]
    beads = align_segments(source, target, encoder)
    complete(beads, 4, 5)
    assert ((1,), (0,)) in numbers(beads) and ((3,), (3,)) in numbers(beads)
    assert ((0,), ()) in numbers(beads) and ((), (4,)) in numbers(beads)


def test_articles_are_segmented_first(encoder: Encoder) -> None:
    source = make_article(
        "ko", [("headline", KOREAN[0], ()), ("paragraph", " ".join(KOREAN[1:4]), ())], file="a.ko"
    )
    target = make_article("en", [("paragraph", " ".join(ENGLISH[:4]), ())], file="a.en")
    found = align_articles(source, target, encoder)
    assert (found.source_file, found.target_file) == ("a.ko", "a.en")
    assert ((0,), (0,)) in [(b.source, b.target) for b in found.beads]


def test_a_batch_learns_its_rates(encoder: Encoder) -> None:
    """Pages without an omission teach that a doubtful sentence is none, either."""
    clean = (KOREAN[:4:3], ENGLISH[:4:3])
    batch = [clean] * 8 + [(KOREAN, ENGLISH)]
    gap = {"batch": 0.0, "none": 0.0}
    for adapt in ("batch", "none"):
        beads = align_batch(batch, encoder, AlignOptions(adapt=adapt))[-1]  # type: ignore[arg-type]
        gap[adapt] = next((b.confidence for b in beads if b.target == (2,) and not b.source), 0.0)
    assert gap["batch"] < gap["none"]


TEXTS = st.lists(st.text(max_size=40), max_size=12)


@settings(max_examples=60, deadline=None)
@given(source=TEXTS, target=TEXTS, aligner=st.sampled_from(sorted(ALIGNERS)))
def test_any_text_aligns(source: list[str], target: list[str], aligner: str) -> None:
    beads = align_segments(source, target, WordHashes(), AlignOptions(aligner))
    complete(beads, len(source), len(target))


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=4),
    adapt=st.sampled_from(["batch", "article", "none"]),
    aligner=st.sampled_from(sorted(ALIGNERS)),
)
def test_any_batch_aligns(sizes: list[tuple[int, int]], adapt: str, aligner: str) -> None:
    words = "금리 인하 rate cut 3.25 총재 said 말했다".split()
    batch = [
        ([" ".join(words[k % 8 :]) for k in range(n)], [" ".join(words[k * 3 % 8 :]) for k in range(m)])
        for n, m in sizes
    ]
    found = align_batch(batch, WordHashes(), AlignOptions(aligner, adapt))  # type: ignore[arg-type]
    assert len(found) == len(batch)
    for beads, (n, m) in zip(found, sizes, strict=True):
        complete(beads, n, m)


@pytest.mark.parametrize("aligner", sorted(ALIGNERS))
@pytest.mark.parametrize("sizes", [(0, 0), (0, 5), (5, 0), (1, 1000), (1000, 1), (400, 350)], ids=str)
def test_lopsided_and_long(hashes: WordHashes, aligner: str, sizes: tuple[int, int]) -> None:
    n, m = sizes
    source = [f"문장 {k} {k * 7919 % 1000} 번" for k in range(n)]
    target = [f"sentence {k} {k * 7919 % 1000} no" for k in range(m)]
    complete(align_segments(source, target, hashes, AlignOptions(aligner)), n, m)


def test_a_line_of_a_megabyte(encoder: Encoder) -> None:
    source = [KOREAN[0], "가나다 " * 300_000, KOREAN[3]]
    beads = align_segments(source, [ENGLISH[0], ENGLISH[3]], encoder)
    complete(beads, 3, 2)


def test_a_hundred_thousand_lines(hashes: WordHashes) -> None:
    source = [f"줄{k}" for k in range(100_000)]
    beads = align_segments(source, ["line 1", "line 2"], hashes, AlignOptions("lengths"))
    complete(beads, 100_000, 2)


def test_unknown_names_are_listed(hashes: WordHashes) -> None:
    with pytest.raises(OptionError) as caught:
        align_segments(["a"], ["b"], hashes, AlignOptions("bleualign"))
    assert "lengths, vectors, words" in caught.value.hint
    with pytest.raises(OptionError, match="unknown adaptation"):
        align_segments(["a"], ["b"], hashes, AlignOptions(adapt="page"))  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="needs an encoder"):
        align_segments(["a"], ["b"], None, AlignOptions("vectors"))


def test_without_an_encoder_or_its_language_words_decide(hashes: WordHashes) -> None:
    source = ["Skjálftinn var 4,5 að stærð.", "Enginn slasaðist í Reykjavík."]
    target = ["The quake measured 4.5.", "Nobody was hurt in Reykjavík."]
    options = AlignOptions(source_language="is", target_language="en")
    expected = align_segments(source, target, None, options)
    assert numbers(expected) == [((0,), (0,)), ((1,), (1,))]
    assert align_segments(source, target, hashes, options) == expected


def test_progress_counts_articles(hashes: WordHashes) -> None:
    for aligner in ALIGNERS:
        seen: list[tuple[int, int]] = []
        align_batch([(["a"], ["b"])] * 3, hashes, AlignOptions(aligner), progress=lambda *x: seen.append(x))  # noqa: B023
        assert seen[-1] == (3, 3) and len(seen) == 3


def test_development_sets_stay_good(shared: object, encoder: Encoder) -> None:
    """A floor well below the figures of the benchmark, which is the place to measure."""
    from pathlib import Path

    total = Verdict()
    folder = Path(str(shared)) / "data" / "align" / "ntrex-hard"
    batch, gold = [], []
    for d in sorted(folder.iterdir())[:6]:
        batch.append(
            tuple((d / f).read_text(encoding="utf-8").split("\n")[:-1] for f in ("src.txt", "tgt.txt"))
        )
        gold.append(_gold((d / "gold.tsv").read_text(encoding="utf-8")))
    for beads, right in zip(align_batch(batch, encoder), gold, strict=True):  # type: ignore[arg-type]
        total += judge(beads, right)
    assert total.strict.f1 > 0.93
    assert total.lax.f1 > 0.96


def _gold(text: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    rows = []
    for line in text.splitlines():
        left, right = line.split("\t")[0].split(":")
        rows.append(
            (tuple(int(x) for x in left.split(",") if x), tuple(int(x) for x in right.split(",") if x))
        )
    return rows
