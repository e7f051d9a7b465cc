"""Small real models: random weights, real CTranslate2 files and SentencePiece vocabularies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.engines import Engine, ModelSpec, Runtime, open_spec
from toolkit.engines.random_model import Shape, train_subwords, vocabulary_of, write_random_model
from toolkit.models.detect import detect

SENTENCES = [
    "정부는 내년 예산을 5% 늘리기로 했다.",
    "The government decided to raise the budget.",
    "이도훈 본부장은 서울에서 기자들과 만났다.",
    "Police are investigating the cause of the accident.",
] * 4


@pytest.fixture(scope="session")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an encoder-decoder model with source.spm and target.spm."""
    folder = tmp_path_factory.mktemp("models") / "opus-mt-ko-en"
    folder.mkdir()
    train_subwords(folder / "source.spm", SENTENCES, 120)
    shutil.copy(folder / "source.spm", folder / "target.spm")
    write_random_model(folder, vocabulary_of(folder / "source.spm"), ending=1.0)
    return folder


@pytest.fixture(scope="session")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a decoder-only model with the control tokens of Gemma."""
    folder = tmp_path_factory.mktemp("models") / "decoder"
    folder.mkdir()
    train_subwords(
        folder / "sentencepiece.model", SENTENCES, 400, "bpe", byte_fallback=True, add_dummy_prefix=False,
        normalization_rule_name="identity", user_defined_symbols=["\n"],
    )  # fmt: skip
    extra = ["<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>"]
    tokens = vocabulary_of(folder / "sentencepiece.model", extra)
    write_random_model(folder, tokens, Shape(0, 2), ending=1.0)
    return folder


@pytest.fixture(scope="session")
def open_marian(marian: Path) -> Callable[..., Engine]:
    """Opens the encoder-decoder model, with fields of its spec changed."""

    def open_it(**changes: object) -> Engine:
        return open_spec(replace(detect(marian), **changes), Runtime("cpu", 1))  # type: ignore[arg-type]

    return open_it


@pytest.fixture(scope="session")
def open_decoder(decoder: Path) -> Callable[..., Engine]:
    """Opens the decoder-only model with our own prompt."""

    def open_it(**changes: object) -> Engine:
        spec: ModelSpec = replace(detect(decoder), prompt="bitext", hints=True)
        return open_spec(replace(spec, **changes), Runtime("cpu", 1))  # type: ignore[arg-type]

    return open_it
