"""Encoders through CTranslate2: proven on a small random BERT made with the real libraries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toolkit.engines.ct2_encoder import open_ct2_encoder, word_pieces
from toolkit.errors import ModelError, OptionError

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "정부",
    "##는",
    "예산",
    "##을",
    "the",
    "government",
]
VOCABULARY += ["rais", "##es", "bud", "##get", ".", ",", "%", "5", "國", "a", "##b"]
SENTENCES = ["정부는 예산을 5%", "the government raises the budget .", "國 a", ""]


def test_word_pieces(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    tokenise = word_pieces(tmp_path / "vocab.txt")
    assert tokenise("정부는 the budget.") == ["[CLS]", "정부", "##는", "the", "bud", "##get", ".", "[SEP]"]
    assert tokenise("國國 zzz") == ["[CLS]", "國", "國", "[UNK]", "[SEP]"]
    assert tokenise("") == ["[CLS]", "[SEP]"]


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no encoder") as caught:
        open_ct2_encoder(tmp_path)
    assert "ct2-transformers-converter" in caught.value.hint


def test_an_unknown_family_lists_those_known(tmp_path: Path) -> None:
    with pytest.raises(OptionError) as caught:
        open_ct2_encoder(tmp_path, "laser")
    assert "e5, labse" in caught.value.hint


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    (tmp_path / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="no encoder of CTranslate2"):
        open_ct2_encoder(tmp_path)


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A random BERT as transformers saves it, and its conversion."""
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    from ctranslate2.converters import TransformersConverter

    folder = tmp_path_factory.mktemp("bert")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        max_position_embeddings=300,
        position_embedding_type="absolute",  # transformers 5 left it out, the converter asks for it
    )
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizer(str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    made = folder / "ct2"
    TransformersConverter(str(folder)).convert(str(made))
    (made / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    return folder, made


@pytest.mark.extra
def test_labse_equals_transformers(bert: tuple[Path, Path]) -> None:
    import torch
    import transformers

    folder, made = bert
    tokenizer = transformers.BertTokenizer.from_pretrained(folder, do_lower_case=False)
    model = transformers.BertModel.from_pretrained(folder).eval()
    with torch.no_grad():
        batch = tokenizer(SENTENCES, return_tensors="pt", padding=True)
        pooled = model(**batch).pooler_output.numpy()
    expected = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    with open_ct2_encoder(made, threads=1) as encoder:
        np.testing.assert_allclose(encoder.encode(SENTENCES), expected, atol=2e-3)
        assert {"ko", "en", "is"} <= encoder.languages


@pytest.mark.extra
def test_runs_are_those_of_joined_texts(bert: tuple[Path, Path]) -> None:
    with open_ct2_encoder(bert[1], "labse", threads=1) as encoder:
        runs = encoder.encode_spans(SENTENCES, 3)
        assert [r.shape for r in runs] == [(4, 32), (3, 32), (2, 32)]
        np.testing.assert_allclose(runs[1][0], encoder.encode([" ".join(SENTENCES[:2])])[0], atol=1e-4)
        assert [r.shape for r in encoder.encode_spans([], 2)] == [(0, 32), (0, 32)]


@pytest.mark.extra
def test_it_aligns(bert: tuple[Path, Path]) -> None:
    from toolkit.align import align_segments

    with open_ct2_encoder(bert[1], threads=1) as encoder:
        beads = align_segments(SENTENCES[:3], SENTENCES[:3], encoder)
    assert sorted(i for b in beads for i in b.source) == [0, 1, 2]
