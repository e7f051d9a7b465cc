"""Encoder-decoder models on CTranslate2, with small real ones of random weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.engines import Decoding, Engine, Request, Runtime, open_spec, runtime
from toolkit.engines.random_model import vocabulary_of, write_random_model
from toolkit.errors import ModelError, OptionError
from toolkit.models.detect import detect

TEXTS = ["정부는 예산을 늘렸다.", "The budget", "서울", "Police are investigating the accident."]


def test_results_come_in_the_order_of_the_requests(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine:
        together = engine.translate([Request(t) for t in TEXTS], "ko", "en", Decoding())
        alone = [engine.translate([Request(t)], "ko", "en", Decoding())[0] for t in TEXTS]
    assert [h[0].text for h in together] == [h[0].text for h in alone]  # float32: the batch has no effect
    assert all(h[0].score < 0 for h in together)


def test_what_reaches_the_length_limit_is_marked_as_cut(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine:
        (found,) = engine.translate([Request(TEXTS[3])], "ko", "en", Decoding(max_ratio=0.0))[0]
        assert found.cut


def test_n_best_is_sorted_by_score(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine:
        found = engine.translate([Request(TEXTS[0])], "ko", "en", Decoding(beam_size=4, n_best=4))[0]
    assert len(found) == 4
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_forced_score_of_the_greedy_output_is_its_own_score(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine:
        hypotheses = [h[0] for h in engine.translate([Request(t) for t in TEXTS], "ko", "en", Decoding())]
        chosen = [i for i, h in enumerate(hypotheses) if not h.cut]
        scores = engine.score([TEXTS[i] for i in chosen], [hypotheses[i].text for i in chosen], "ko", "en")
        # Text may be cut into other pieces than the model wrote, then the score differs.
        for i, score in zip(chosen, scores, strict=True):
            assert score <= hypotheses[i].score + 0.2


def test_one_sentence_past_the_position_table_costs_nothing_else(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine:
        found = engine.translate(
            [Request(TEXTS[0]), Request("예산 " * 900)], "ko", "en", Decoding(max_ratio=0.1)
        )
        assert found[0]
        assert found[1] == []


def test_end_mark_is_added_once(marian: Path, tmp_path: Path) -> None:
    """`add_source_eos` is read from the configuration, never guessed."""
    outputs = []
    for adds in (False, True):
        folder = tmp_path / f"adds-{adds}" / "m"
        shutil.copytree(marian, folder)
        write_random_model(
            folder, vocabulary_of(folder / "source.spm"), ending=1.0, config={"add_source_eos": adds}
        )
        with open_spec(detect(folder), Runtime("cpu", 1)) as engine:
            outputs.append(
                [h[0].text for h in engine.translate([Request(t) for t in TEXTS], "ko", "en", Decoding())]
            )
    assert outputs[0] == outputs[1]


def test_a_language_prefix_is_dropped_from_the_output(marian: Path, tmp_path: Path) -> None:
    folder = tmp_path / "m2m"
    folder.mkdir()
    shutil.copy(marian / "source.spm", folder / "sentencepiece.model")
    vocabulary = vocabulary_of(folder / "sentencepiece.model", ["__ko__", "__en__"])
    write_random_model(folder, vocabulary, ending=1.0)
    spec = detect(folder)
    assert spec.family == "m2m100"
    with open_spec(spec, Runtime("cpu", 1)) as engine:
        (found,) = engine.translate([Request(TEXTS[0])], "ko", "en", Decoding())[0]
        assert "__en__" not in found.text
        with pytest.raises(ModelError, match="'fr'"):
            engine.translate([Request("x")], "ko", "fr", Decoding())


def test_another_pair_is_refused_with_those_it_has(open_marian: Callable[..., Engine]) -> None:
    with open_marian() as engine, pytest.raises(ModelError, match=r"does not translate en-fr .*ko-en"):
        engine.translate([Request("x")], "en", "fr", Decoding())


def test_a_damaged_model_says_so(marian: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(marian, folder)
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:500])
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        open_spec(detect(folder), Runtime("cpu", 1))
    assert "install the model again" in caught.value.hint


def test_a_vocabulary_of_another_model_is_noticed(marian: Path, tmp_path: Path) -> None:
    folder = tmp_path / "foreign"
    shutil.copytree(marian, folder)
    tokens = [f"x{i}" for i in range(len(json.loads((folder / "shared_vocabulary.json").read_text())))]
    (folder / "shared_vocabulary.json").write_text(json.dumps(tokens))
    with pytest.raises(ModelError, match="does not fit the tokenizer"):
        open_spec(detect(folder), Runtime("cpu", 1))


def test_too_little_memory_is_said_before_loading(
    open_marian: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "available_memory", lambda: 1000)
    with pytest.raises(ModelError, match="too little memory"):
        open_marian()


def test_missing_parts_are_named(marian: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model\.bin"):
        detect(tmp_path)
    shutil.copy(marian / "model.bin", tmp_path)
    with pytest.raises(ModelError, match="no tokenizer"):
        detect(tmp_path)


def test_unknown_devices_and_families(open_marian: Callable[..., Engine], marian: Path) -> None:
    with pytest.raises(OptionError, match="unknown model family"):
        open_marian(family="nonsense")
    with pytest.raises(OptionError, match="unknown device"):
        open_spec(detect(marian), Runtime("tpu", 1))


def test_scripts_to_avoid_are_not_written(open_marian: Callable[..., Engine]) -> None:
    def hangul(avoid: tuple[str, ...]) -> int:
        requests = [Request(text) for text in ["정부는 예산을", "서울에서"]]
        with open_marian() as engine:  # type: ignore[attr-defined]
            found = engine.translate(requests, "ko", "en", Decoding(2, avoid=avoid))
        return sum("가" <= c <= "힣" for hypotheses in found for c in hypotheses[0].text)

    assert hangul(())
    assert not hangul(("HANGUL",))
