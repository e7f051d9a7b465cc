"""Sentence vectors of LaBSE and multilingual E5, run by CTranslate2.

A folder holds a model that `ct2-transformers-converter` made from the published weights,
and its vocabulary: `vocab.txt` (WordPiece, LaBSE; Feng et al. 2022) or
`sentencepiece.bpe.model` (XLM-R, multilingual E5; Wang et al. 2024). LaBSE takes the
pooled first token, E5 the mean over all tokens of a text that begins with "query: ".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError, unknown_name
from ..files import file_digest

F32 = NDArray[np.float32]
Tokenise = Callable[[str], list[str]]

_CONVERT = "ct2-transformers-converter --model {model} --output_dir DIR --copy_files {file}"
_LABSE = (
    "af am ar as az be bg bn bo bs ca ceb co cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha haw he hi "
    "hmn hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my ne nl no ny "
    "or pa pl pt ro ru rw si sk sl sm sn so sq sr st su sv sw ta te tg th tk tl tr tt ug uk ur uz vi wo xh yi yo zh zu"
)
_E5 = (
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is "
    "it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl so "
    "sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh"
)


@dataclass(frozen=True, slots=True)
class EncoderFamily:
    """How models of one kind read a text and give its vector.

    file: the vocabulary in the folder. prefix: put before every text. pooling: "pooler",
    the model's own pooled output, or "mean" over all tokens. longest: tokens of a text
    that are read.
    """

    name: str
    model: str
    file: str
    tokeniser: Callable[[Path], Tokenise]
    prefix: str
    pooling: Literal["pooler", "mean"]
    longest: int
    languages: frozenset[str]


class Ct2Encoder:
    """A CTranslate2 encoder, open; satisfies the `Encoder` protocol."""

    def __init__(
        self, folder: Path, family: EncoderFamily, model: Any, tokenise: Tokenise, digest: str
    ) -> None:
        self.name = folder.name
        self.digest = digest
        self.languages = family.languages
        self._family, self._model, self._tokenise = family, model, tokenise

    def close(self) -> None:
        """Free the model; the encoder cannot be used afterwards."""
        self._model = None

    def __enter__(self) -> Ct2Encoder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def encode(self, sentences: Sequence[str]) -> F32:
        """Unit vectors, shape (sentences, dimensions)."""
        tokens = [self._tokens(s) for s in sentences]
        order = sorted(range(len(tokens)), key=lambda k: (-len(tokens[k]), k))
        found: list[F32 | None] = [None] * len(tokens)
        at = 0
        while at < len(order):
            # The longest comes first, so its length times their number is what a batch costs.
            size = max(1, _BATCH_TOKENS // len(tokens[order[at]]))
            part = order[at : at + size]
            for k, vector in zip(part, self._forward([tokens[k] for k in part]), strict=True):
                found[k] = vector
            at += size
        if not found:
            return np.zeros((0, self._forward([self._tokens("")]).shape[1]), np.float32)
        vectors: F32 = np.stack([v for v in found if v is not None])
        return vectors

    def encode_spans(self, sentences: Sequence[str], longest: int) -> list[F32]:
        """Unit vectors of runs of 1 .. `longest` sentences, each from its text joined by spaces."""
        counts = [max(0, len(sentences) - n + 1) for n in range(1, longest + 1)]
        texts = [" ".join(sentences[i : i + n]) for n, count in enumerate(counts, 1) for i in range(count)]
        vectors = self.encode(texts)
        ends = np.cumsum(counts)
        return [vectors[end - count : end] for end, count in zip(ends, counts, strict=True)]

    def _tokens(self, sentence: str) -> list[str]:
        first, *inner, last = self._tokenise(self._family.prefix + sentence[:_LONGEST_CHARACTERS])
        return [first, *inner[: self._family.longest - 2], last]

    def _forward(self, batch: list[list[str]]) -> F32:
        output = self._model.forward_batch(batch)
        if self._family.pooling == "pooler":
            if output.pooler_output is None:
                raise ModelError(
                    f"the model {self.name} has no pooled output, which {self._family.name} needs",
                    "convert it with its pooling layer",
                )
            vectors = np.array(output.pooler_output, dtype=np.float32)
        else:
            states = np.array(output.last_hidden_state, dtype=np.float32)
            lengths = np.array([len(tokens) for tokens in batch])
            inside = np.arange(states.shape[1])[None, :] < lengths[:, None]
            vectors = (states * inside[:, :, None]).sum(axis=1) / lengths[:, None]
        norm = np.sqrt(np.maximum((vectors**2).sum(axis=1, keepdims=True), 1e-12))
        unit: F32 = (vectors / norm).astype(np.float32)
        return unit


_BATCH_TOKENS = 4096
_LONGEST_CHARACTERS = 20_000


def word_pieces(path: Path) -> Tokenise:
    """The tokeniser of cased BERT models: punctuation and ideographs apart, then longest pieces first."""
    pieces = frozenset(path.read_text(encoding="utf-8").splitlines())

    def tokenise(text: str) -> list[str]:
        found = ["[CLS]"]
        for word in _basic_words(text):
            found += _split(word, pieces)
        return [*found, "[SEP]"]

    return tokenise


def _basic_words(text: str) -> list[str]:
    spaced = []
    for c in text:
        if c in "\0\ufffd" or (unicodedata.category(c).startswith("C") and c not in "\t\n\r"):
            continue
        if _is_punctuation(c) or _is_ideograph(c):
            spaced.append(f" {c} ")
        else:
            spaced.append(" " if c.isspace() else c)
    return "".join(spaced).split()


def _is_punctuation(c: str) -> bool:
    ascii_sign = c.isascii() and c.isprintable() and not c.isalnum() and c != " "
    return ascii_sign or unicodedata.category(c).startswith("P")


def _is_ideograph(c: str) -> bool:
    code = ord(c)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def _split(word: str, pieces: frozenset[str]) -> list[str]:
    found: list[str] = []
    at = 0
    if len(word) > 100:
        return ["[UNK]"]
    while at < len(word):
        for end in range(len(word), at, -1):
            piece = word[at:end] if at == 0 else "##" + word[at:end]
            if piece in pieces:
                found.append(piece)
                at = end
                break
        else:
            return ["[UNK]"]
    return found


def sentence_pieces(path: Path) -> Tokenise:
    """The tokeniser of XLM-R models."""
    import sentencepiece

    try:
        model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise ModelError(f"{path} is no SentencePiece model: {error}", "copy it again") from error
    return lambda text: ["<s>", *model.encode(text, out_type=str), "</s>"]


ENCODERS: Mapping[str, EncoderFamily] = MappingProxyType(
    {
        f.name: f
        for f in (
            EncoderFamily(
                "labse",
                "sentence-transformers/LaBSE",
                "vocab.txt",
                word_pieces,
                "",
                "pooler",
                256,
                frozenset(_LABSE.split()),
            ),
            EncoderFamily(
                "e5",
                "intfloat/multilingual-e5-small",
                "sentencepiece.bpe.model",
                sentence_pieces,
                "query: ",
                "mean",
                512,
                frozenset(_E5.split()),
            ),
        )
    }
)
"""Families of encoders that CTranslate2 runs, by name."""


def open_ct2_encoder(folder: str | Path, family: str | None = None, threads: int = 0) -> Ct2Encoder:
    """Open a converted encoder.

    Parameters
    ----------
    folder: model.bin, config.json and the vocabulary, as the converter writes them.
    family: a name of ENCODERS; told by the vocabulary where it is None.
    threads: processor cores to use; 0 for CTranslate2's own choice.

    Raises
    ------
    ModelError: the folder holds no such model.
    OptionError: an unknown family.
    """
    import ctranslate2

    folder = Path(folder)
    if family is not None and family not in ENCODERS:
        raise unknown_name("family of encoders", family, ENCODERS)
    chosen = (
        ENCODERS[family]
        if family is not None
        else next((f for f in ENCODERS.values() if (folder / f.file).is_file()), None)
    )
    if chosen is None or not (folder / chosen.file).is_file() or not (folder / "model.bin").is_file():
        wanted = chosen or ENCODERS["labse"]
        raise ModelError(
            f"{folder} holds no encoder: model.bin and {' or '.join(f.file for f in ENCODERS.values())} are needed",
            _CONVERT.format(model=wanted.model, file=wanted.file),
        )
    try:
        model = ctranslate2.Encoder(str(folder), device="cpu", intra_threads=threads)
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"{folder} is no encoder of CTranslate2: {error}", "convert it again") from error
    tokenise = chosen.tokeniser(folder / chosen.file)
    return Ct2Encoder(folder, chosen, model, tokenise, file_digest(folder / "model.bin"))
