"""The published news pairs and their loader."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from toolkit.corpus import NewsPair, read_news_articles, read_news_pairs
from toolkit.errors import InputError, OptionError


@pytest.mark.parametrize(("split", "count"), [("train", 45014), ("dev", 1056)])
def test_the_corpus_is_what_its_card_says(split: str, count: int) -> None:
    pairs = list(read_news_pairs(split))
    assert len(pairs) == count
    for pair in pairs:
        assert pair.ko and pair.en
        assert unicodedata.is_normalized("NFC", pair.ko + pair.en)
        for ko, en in pair.terms:
            assert ko in pair.ko
            assert en in pair.en


def test_no_pair_is_in_both_splits() -> None:
    train = list(read_news_pairs("train"))
    dev = list(read_news_pairs("dev"))
    assert not {p.ko for p in train} & {p.ko for p in dev}
    assert not {p.en for p in train} & {p.en for p in dev}


@pytest.mark.parametrize(("split", "sentences"), [("train", 1003), ("dev", 96)])
def test_articles_are_runs_of_the_pairs(split: str, sentences: int) -> None:
    articles = list(read_news_articles(split))
    known = {(p.ko, p.en) for p in read_news_pairs(split)}
    assert sum(map(len, articles)) == sentences
    for article in articles:
        assert {p.article for p in article} == {article[0].article}
        assert all(a.sentence < b.sentence for a, b in pairwise(article))
        assert all((p.ko, p.en) in known and p.section for p in article)


def test_titles_are_marked() -> None:
    title = ("한반도평화교섭본부장", "special representative for Korean Peninsula peace and security affairs")
    assert any(title in pair.terms for pair in read_news_pairs("train"))


def write(folder: Path, name: str, *lines: str) -> Path:
    folder.joinpath(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    write(
        tmp_path, "dev.tsv", "ko\ten\tterms", "국회다.\tIt is the Assembly.\t국회=Assembly", "", "응.\tYes.\t"
    )
    assert list(read_news_pairs("dev", tmp_path)) == [
        NewsPair("국회다.", "It is the Assembly.", (("국회", "Assembly"),)),
        NewsPair("응.", "Yes."),
    ]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["한국어\tEnglish"], ":1: the first line"),
        (["ko\ten\tterms", "하나\tone"], ":2: 2 columns"),
        (["ko\ten\tterms", "하나\tone\t", "둘\ttwo\t둘 two"], ":3: '둘 two' is no term"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, lines: list[str], place: str) -> None:
    write(tmp_path, "dev.tsv", *lines)
    with pytest.raises(InputError) as caught:
        list(read_news_pairs("dev", tmp_path))
    assert place in str(caught.value)


def test_an_unknown_split_lists_the_known() -> None:
    with pytest.raises(OptionError) as caught:
        next(read_news_pairs("test"))
    assert "dev" in caught.value.hint
    with pytest.raises(OptionError):
        next(read_news_articles("test"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"articles\.tsv"):
        next(read_news_articles("dev", tmp_path))
