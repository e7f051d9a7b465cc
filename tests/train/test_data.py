"""Training examples: decontamination, hints, plain style, packing, rule-made pairs."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from data import (
    Example,
    Guard,
    Pair,
    Source,
    altered,
    batches,
    development_pairs,
    encode,
    examples,
    figures,
    load_mixture,
    news_runs,
    pack,
)
from plain_style import to_plain
from synthetic import english_number, korean_number, ordinal, synthetic_pair

from toolkit.files import resource
from toolkit.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tokenizer() -> sentencepiece.SentencePieceProcessor:
    path = resource("models/gemma-koen/sentencepiece.model")
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def test_the_prompt_is_that_of_the_engine() -> None:
    example = Example("국회가 열렸다.", "The Assembly opened.", "en", (("국회", "Assembly"),))
    assert example.prompt == "국회가 열렸다.\nTerms: 국회 = Assembly\nEnglish:"
    assert Example("Yes.", "그렇다.", "ko").prompt == "Yes.\nKorean:"


def test_an_entry_of_the_memory_stands_before_the_label() -> None:
    example = Example(
        "9일 열렸다.", "It opened on the 9th.", "en", entry=("8일 열렸다.", "It opened on the 8th.")
    )
    assert example.prompt == "9일 열렸다.\nMemory: 8일 열렸다. = It opened on the 8th.\nEnglish:"


def test_an_altered_pair_differs_alike_in_both_languages() -> None:
    run = [
        Pair("김민수 의원은 15일 부산을 떠났다.", "Rep. Kim left Busan on the 15th, 15 days later.", (("부산", "Busan"),)),
        Pair("군산에 비가 왔다.", "It rained in Gunsan.", (("군산", "Gunsan"),)),
        Pair("파리에 비가 왔다.", "It rained in Paris.", (("파리", "Paris"),)),  # another particle
    ]  # fmt: skip
    found = {altered(run[0], run, random.Random(seed)) for seed in range(40)} - {None}
    assert {p.en for p in found if p} == {run[0].en.replace("Busan", "Gunsan")}  # "15" is not clear
    assert {p.ko for p in found if p} == {run[0].ko.replace("부산", "군산")}
    assert {p.terms for p in found if p} == {(("군산", "Gunsan"),)}
    plain = Pair("그는 15일 떠났다.", "He left on the 15th.")
    assert altered(plain, [plain], random.Random(1), figures=False) is None
    assert altered(plain, [plain], random.Random(1)) != plain


def test_amounts_are_paired_by_value() -> None:
    pair = Pair(
        "예산 656조6천억원에 의원 287명 중 30명이 반대했다.",
        "Of 287 members 30 opposed the 656.6 trillion won budget.",
    )
    assert figures(pair)[1:] == (("287명", "287"), ("30명", "30"))
    assert figures(pair)[0] == ("656조6천억원", "656.6 trillion won")
    assert figures(Pair("3명과 3명", "three and three")) == ()  # which is which cannot be told
    source = Source("news", [[pair]], 1.0, 0.0, figures=1.0)
    (example,) = itertools.islice(examples([source], 1), 1)
    assert example.hints and set(example.hints) <= set(figures(pair))


def test_swapped_names_are_hinted_at() -> None:
    source = Source("news", news_runs("train"), 1.0, 0.5, swap=1.0)
    for e in itertools.islice((e for e in examples([source], 4) if e.hints), 200):
        assert all(a in e.source and b in e.target for a, b in e.hints)


def test_entries_are_shown_as_often_as_asked_for() -> None:
    source = Source("news", news_runs("train"), 1.0, 0.5, memory=0.3)
    drawn = list(itertools.islice(examples([source], 2), 600))
    shown = [e for e in drawn if e.entry]
    assert 0.15 < len(shown) / len(drawn) < 0.32
    assert all(
        (re.search("[가-힣]", e.entry[0]) is not None) == (e.language == "en") for e in shown if e.entry
    )


def test_loss_is_on_the_target_only(tokenizer: sentencepiece.SentencePieceProcessor) -> None:
    encoded = encode(Example("국회가 열렸다.", "The Assembly opened.", "en"), tokenizer)
    assert encoded.ids[0] == tokenizer.bos_id()
    assert encoded.ids[-1] == tokenizer.eos_id()
    assert tokenizer.decode(encoded.ids[encoded.prompt : -1]).strip() == "The Assembly opened."
    batch, left = pack([encoded], 1, 64)
    assert not left
    counted = batch.targets[batch.targets >= 0]
    assert counted.tolist() == encoded.ids[encoded.prompt :]


def test_packing_keeps_examples_apart_and_loses_none(tokenizer: sentencepiece.SentencePieceProcessor) -> None:
    pairs = news_runs("dev")[0][:30]
    encoded = [encode(Example(p.ko, p.en, "en"), tokenizer) for p in pairs]
    batch, left = pack(encoded, 4, 256)
    packed = len(encoded) - len(left)
    assert packed > 5
    found = 0
    for row in range(4):
        for segment in range(1, batch.segments[row].max() + 1):
            here = batch.segments[row] == segment
            assert batch.positions[row][here].tolist() == list(range(here.sum()))
            ids = batch.tokens[row][here].tolist()
            assert any(ids == e.ids[:-1] for e in encoded)
            found += 1
    assert found == packed
    assert (batch.targets[batch.segments == 0] == -1).all()


def test_shared_runs_of_words_are_found() -> None:
    guard = Guard.over([("하나 둘 셋 넷 다섯 여섯", "a b c d e f g h i")])
    assert guard.touches(Pair("x 둘, 셋 넷 다섯 여섯!", "nothing"))
    assert not guard.touches(Pair("x 셋 넷 다섯 여섯", "nothing"))
    assert guard.touches(Pair("없다", "Z B, C d e f g h I."))
    assert not guard.touches(Pair("없다", "c d e f g h i z"))


def test_no_training_pair_touches_the_development_part() -> None:
    sources, counts = load_mixture(ROOT / "eval/train/mixture.toml", None)
    assert {s.name for s in sources} == {"news", "articles", "synthetic"}
    dev = [(p.ko, p.en) for p in news_runs("dev")[0]]
    guard = Guard.over(dev)
    kept = [pair for source in sources for run in source.runs for pair in run]
    assert not any(guard.touches(pair) for pair in kept)
    assert 0 < counts["news"]["pairs"] - counts["news"]["kept"] < 100
    assert not {p.ko for p in kept} & {ko for ko, _ in dev}


def test_no_training_pair_touches_other_development_sets(shared: Path) -> None:
    sources, _ = load_mixture(ROOT / "eval/train/mixture.toml", shared / "data")
    guard = Guard.over(development_pairs(shared / "data"))
    assert len(guard.en) > 40_000
    for source in sources:
        sample = [pair for run in source.runs for pair in run][:2000]
        assert not any(guard.touches(pair) for pair in sample)


def test_hints_stand_in_source_and_target() -> None:
    sources, _ = load_mixture(ROOT / "eval/train/mixture.toml", None)
    seen = list(itertools.islice(examples(sources, 3), 400))
    hinted = [e for e in seen if e.hints]
    assert 100 < len(hinted) < 320
    for example in hinted:
        for source, target in example.hints:
            assert source in example.source
            assert target in example.target
    assert {e.language for e in seen} == {"en", "ko"}


def test_examples_are_the_same_for_the_same_seed() -> None:
    runs = news_runs("dev")
    source = Source("news", runs, 1.0, 0.5, join=0.3, hints=0.5)
    first = list(itertools.islice(examples([source], 5), 50))
    assert first == list(itertools.islice(examples([source], 5), 50))
    assert first != list(itertools.islice(examples([source], 6), 50))


def test_machine_made_korean_is_never_a_target() -> None:
    text = (ROOT / "eval/train/mixture.toml").read_text("utf-8")
    machine = text.split("[source.machine]")[1]
    assert "into_ko = 0.0" in machine
    for file in ("d2l", "ms_iot_beginners", "korsts_train_mt", "ms_cpp_docs_mt"):
        assert file not in text.split("[source.machine]")[0]


def test_batches_fill_their_rows(tokenizer: sentencepiece.SentencePieceProcessor) -> None:
    source = Source("news", news_runs("dev"), 1.0, 0.5)
    made = list(itertools.islice(batches(examples([source], 1), tokenizer, 2048, 128, 192), 6))
    short = [b for b in made if b.tokens.shape == (16, 128)]
    assert short
    assert np.mean([(b.segments > 0).mean() for b in short]) > 0.9


@pytest.mark.parametrize(
    ("polite", "plain"),
    [
        ("정부는 예산을 줄였습니다.", "정부는 예산을 줄였다."),
        ("이것은 책입니다.", "이것은 책이다."),
        ("회의를 엽니다.", "회의를 연다."),
        ("정보를 제공합니다.", "정보를 제공한다."),
        ("이 방법이 유용합니다.", "이 방법이 유용하다."),
        ("값이 다릅니다.", "값이 다르다."),
        ("“좋습니다”", "“좋다”"),
        ("편지를 받습니다.", "편지를 받는다."),
        ("정부는 예산을 줄였다.", "정부는 예산을 줄였다."),
        ("파일 열기", "파일 열기"),
    ],
)
def test_polite_endings_become_plain(polite: str, plain: str) -> None:
    assert to_plain(polite) == plain


@pytest.mark.parametrize(
    "text",
    [
        "하지 않습니다.",
        "파일을 여세요.",
        "무엇입니까?",
        "정말 좋아요!",
        "갑습니다.",
        "합리적으로 들리네.",
        "문을 열어라.",
    ],
)
def test_what_is_unsure_is_passed_over(text: str) -> None:
    assert to_plain(text) is None


def test_a_target_in_plain_style_has_no_polite_ending() -> None:
    runs = [[Pair("값을 돌려줍니다.", "Returns it."), Pair("파일을 여세요.", "Open the file.")]]
    source = Source("docs", runs, 1.0, 1.0, style="plain")
    made = list(itertools.islice(examples([source], 1), 10))
    assert {e.target for e in made} == {"값을 돌려준다."}


def test_synthetic_numbers_agree_in_both_languages() -> None:
    rng = random.Random(4)
    read_ko, read_en = LANGUAGES["ko"].quantities, LANGUAGES["en"].quantities
    money = 0
    for _ in range(400):
        ko, en, terms = synthetic_pair(rng)
        assert all(a in ko and b.casefold() in en.casefold() for a, b in terms), (ko, en, terms)
        if re.search(r"(원|달러|유로|엔)", ko) and re.search(r"won|dollars|euros|yen", en):
            amounts_ko = sorted(q.value for q in read_ko(ko, None) if q.unit in ("KRW", "USD", "EUR", "JPY"))
            amounts_en = sorted(q.value for q in read_en(en, None) if q.unit in ("KRW", "USD", "EUR", "JPY"))
            assert amounts_ko == amounts_en, (ko, en)
            money += 1
    assert money > 50


def test_numbers_are_written_as_news_writes_them() -> None:
    rng = random.Random(0)
    forms = {korean_number(350_000_000, rng) for _ in range(50)}
    assert "3억5천만" in forms
    assert "3억 5000만" in forms or "3억5000만" in forms or "3억5,000만" in forms
    assert english_number(350_000_000) == "350 million"
    assert english_number(1_234_500_000_000) == "1.2345 trillion"
    assert english_number(84_500) == "84,500"
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 30)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "30th",
    ]  # fmt: skip
