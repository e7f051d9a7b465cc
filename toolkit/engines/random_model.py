"""CTranslate2 models of random weights: for benchmarks of speed and for tests.

They translate nothing, but they are real: the same layers, files, vocabularies
and arithmetic as a trained model of their size.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of a transformer; `encoder` 0 makes a decoder-only model."""

    encoder: int = 1
    decoder: int = 1
    width: int = 32
    heads: int = 2
    inner: int = 64
    positions: int = 512


SMALL = Shape(6, 2, 384, 8, 1536)
BASE = Shape(6, 6, 512, 8, 2048)


def train_subwords(
    path: Path, sentences: Iterable[str], size: int = 200, kind: str = "unigram", **options: Any
) -> None:
    """Train a SentencePiece model on sentences and write it to `path`."""
    import sentencepiece

    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(list(sentences)),
        model_writer=made,
        vocab_size=size,
        model_type=kind,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        num_threads=1,
        **options,
    )
    path.write_bytes(made.getvalue())


def vocabulary_of(
    path: Path, extra: Iterable[str] = (), start: Iterable[str] = ("<s>", "<pad>", "</s>", "<unk>")
) -> list[str]:
    """Tokens for a model with this SentencePiece model: marks first, `extra` ones last."""
    from .subwords import SentencePiece

    pieces = SentencePiece(path).pieces()
    return list(dict.fromkeys([*start, *pieces, *extra]))


def write_random_model(
    folder: Path,
    vocabulary: list[str],
    shape: Shape = Shape(),
    *,
    seed: int = 0,
    quantization: str | None = None,
    config: dict[str, Any] | None = None,
    ending: float = 0.0,
    bos: str = "<s>",
) -> None:
    """Write a model with weights drawn from a normal distribution.

    Parameters
    ----------
    folder: existing or new; model.bin, config.json and the vocabulary are written there.
    config: fields of CTranslate2's configuration, such as add_source_eos.
    ending: added to the logit of ``</s>``, so that sentences end sooner.
    """
    import numpy as np
    from ctranslate2.specs import transformer_spec

    random = np.random.default_rng(seed)
    width = shape.width

    def weights(*size: int) -> Any:
        return random.normal(0, 1 / np.sqrt(size[-1]), size).astype(np.float32)

    def linear(spec: Any, rows: int, columns: int) -> None:
        spec.weight = weights(rows, columns)
        spec.bias = np.zeros(rows, np.float32)

    def norm(spec: Any) -> None:
        spec.gamma = np.ones(width, np.float32)
        spec.beta = np.zeros(width, np.float32)

    def attention(spec: Any, *, itself: bool) -> None:
        norm(spec.layer_norm)
        sizes = (3 * width, width) if itself else (width, 2 * width, width)
        for part, rows in zip(spec.linear, sizes, strict=True):
            linear(part, rows, width)

    def feed_forward(spec: Any) -> None:
        norm(spec.layer_norm)
        linear(spec.linear_0, shape.inner, width)
        linear(spec.linear_1, width, shape.inner)

    embedding = random.normal(0, 1, (len(vocabulary), width)).astype(np.float32)
    positions = _sinusoids(shape.positions, width)
    if shape.encoder:
        spec: Any = transformer_spec.TransformerSpec.from_config(
            (shape.encoder, shape.decoder), shape.heads, pre_norm=False
        )
        spec.encoder.embeddings[0].weight = embedding
        spec.encoder.position_encodings.encodings = positions
        for layer in spec.encoder.layer:
            attention(layer.self_attention, itself=True)
            feed_forward(layer.ffn)
    else:
        spec = transformer_spec.TransformerDecoderModelSpec.from_config(
            shape.decoder, shape.heads, pre_norm=False
        )
    decoder = spec.decoder
    decoder.embeddings.weight = embedding
    decoder.position_encodings.encodings = positions
    decoder.scale_embeddings = False
    for layer in decoder.layer:
        attention(layer.self_attention, itself=True)
        if shape.encoder:
            attention(layer.attention, itself=False)
        feed_forward(layer.ffn)
    decoder.projection.weight = weights(len(vocabulary), width)
    bias = np.zeros(len(vocabulary), np.float32)
    if ending and "</s>" in vocabulary:
        bias[vocabulary.index("</s>")] = ending
    for mark in ("<s>", "<pad>", "<unk>"):
        if mark in vocabulary:
            bias[vocabulary.index(mark)] = -1e4
    decoder.projection.bias = bias
    if shape.encoder:
        spec.register_source_vocabulary(vocabulary)
        spec.register_target_vocabulary(vocabulary)
        spec.config.decoder_start_token = "</s>"
    else:
        spec.register_vocabulary(vocabulary)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = bos, "</s>", "<unk>"
    for name, value in (config or {}).items():
        setattr(spec.config, name, value)
    folder.mkdir(parents=True, exist_ok=True)
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(folder))


def _sinusoids(count: int, width: int) -> Any:
    """Sinusoidal positions (Vaswani et al. 2017), halves side by side as in Marian."""
    import numpy as np

    angles = np.arange(count)[:, None] / 10000 ** (2 * np.arange(width // 2) / width)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
