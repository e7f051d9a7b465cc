"""Decoder-only models: prompts, ends, forced beginnings."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.engines import Decoding, Engine, Request, Runtime, open_spec
from toolkit.engines.generator import PROMPTS, Generator
from toolkit.engines.spec import WORDS
from toolkit.errors import OptionError
from toolkit.models.detect import detect


def test_our_prompt_is_the_one_it_was_trained_with() -> None:
    hints = (("이도훈", "Lee Do-hoon"), ("외교부", "Foreign Ministry"))
    assert PROMPTS["bitext"].text(Request("문장", hints), "ko", "en") == [
        "문장\nTerms: 이도훈 = Lee Do-hoon; 외교부 = Foreign Ministry\nEnglish:"
    ]
    assert PROMPTS["bitext"].text(Request("A sentence"), "en", "ko") == ["A sentence\nKorean:"]
    whole = Request("A sentence", words=(("sentence", "문장"),), entry=("Sentences", "문장들"))
    assert PROMPTS["bitext"].text(whole, "en", "ko") == [
        "A sentence\nWords: sentence = 문장\nMemory: Sentences = 문장들\nKorean:"
    ]
    assert PROMPTS["bitext"].start == ("<bos>",)


def test_translategemma_is_asked_as_it_wants_to_be() -> None:
    parts = PROMPTS["translategemma"].text(Request("안녕"), "ko", "en")
    assert parts[0] == "<start_of_turn>"
    assert parts[1].startswith("user\nYou are a professional Korean (ko) to English (en) translator.")
    assert parts[1].endswith("into English:\n\n\n안녕")
    assert parts[-1] == "model\n"


def test_control_tokens_stay_whole_and_text_is_cut(decoder: Path) -> None:
    engine = open_spec(replace(detect(decoder), prompt="gemma"), Runtime("cpu", 1))
    assert isinstance(engine, Generator)
    tokens = engine.prompt(Request("정부는"), "ko", "en")
    assert tokens[0] == "<bos>"
    assert tokens.count("<start_of_turn>") == 2
    assert tokens.count("<end_of_turn>") == 1


def test_order_and_forced_beginning(open_decoder: Callable[..., Engine]) -> None:
    texts = ["정부는 예산을", "서울", "The government decided"]
    with open_decoder() as engine:
        together = engine.translate([Request(t) for t in texts], "ko", "en", Decoding())
        alone = [engine.translate([Request(t)], "ko", "en", Decoding())[0] for t in texts]
        assert [h[0].text for h in together] == [h[0].text for h in alone]
        (forced,) = engine.translate([Request(texts[0], prefix="The budget of")], "ko", "en", Decoding())[0]
        assert forced.text.startswith("The budget of")


def test_variants_are_the_greedy_hypothesis_and_others_the_same_every_time(
    decoder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(decoder, tmp_path / "model")
    rows = [("정부", "government"), ("예산", "budget"), ("서울", "Seoul"), ("시장", "mayor")]
    (folder / WORDS).write_text("".join(f"{ko}\t{en}\t3\t3\t3\n" for ko, en in rows), "utf-8")
    texts = ["서울 시장은 정부 예산을", "나는 간다"]  # with four glosses and without any
    with open_spec(replace(detect(folder), prompt="bitext"), Runtime("cpu", 1)) as engine:
        greedy = engine.translate([Request(t) for t in texts], "ko", "en", Decoding())
        found = engine.translate([Request(t) for t in texts], "ko", "en", Decoding(variants=6))
        again = [engine.translate([Request(t)], "ko", "en", Decoding(variants=6))[0] for t in texts]
        for first, hypotheses, same in zip(greedy, found, again, strict=True):
            outputs = [h.text for h in hypotheses]
            assert outputs[0] == first[0].text
            assert 1 < len(outputs) == len(set(outputs)) <= 6
            assert outputs == [h.text for h in same]
            assert hypotheses[0].score >= first[0].score - 1e-3


def test_hints_change_the_prompt_only_where_the_model_knows_them(open_decoder: Callable[..., Engine]) -> None:
    request = Request("서울", (("서울", "Seoul"),))
    with open_decoder() as knows, open_decoder(hints=False) as does_not:
        assert knows.prompt(request, "ko", "en") != knows.prompt(Request("서울"), "ko", "en")  # type: ignore[attr-defined]
        assert does_not.prompt(request, "ko", "en") == does_not.prompt(Request("서울"), "ko", "en")  # type: ignore[attr-defined]


def test_scores_are_mean_log_probabilities(open_decoder: Callable[..., Engine]) -> None:
    with open_decoder() as engine:
        scores = engine.score(["정부는", "서울"], ["The government", ""], "ko", "en")
    assert scores[0] < 0
    assert scores[1] == float("-inf")


def test_a_prompt_that_is_too_long_loses_only_itself(open_decoder: Callable[..., Engine]) -> None:
    with open_decoder() as engine:
        found = engine.translate(
            [Request("서울"), Request("예산 " * 2000)], "ko", "en", Decoding(max_ratio=0.01)
        )
        assert found[0]
        assert len(found) == 2


def test_an_unknown_prompt_lists_the_known_ones(open_decoder: Callable[..., Engine]) -> None:
    with pytest.raises(OptionError, match="unknown prompt 'x'") as caught:
        open_decoder(prompt="x")
    assert "translategemma" in caught.value.hint


def test_scripts_to_avoid_are_not_written(open_decoder: Callable[..., Engine]) -> None:
    def hangul(avoid: tuple[str, ...]) -> int:
        requests = [Request(text) for text in ["정부는 예산을", "서울에서"]]
        with open_decoder() as engine:  # type: ignore[attr-defined]
            found = engine.translate(requests, "ko", "en", Decoding(2, avoid=avoid))
        return sum("가" <= c <= "힣" for hypotheses in found for c in hypotheses[0].text)

    assert hangul(())
    assert not hangul(("HANGUL",))
