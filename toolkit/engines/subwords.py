"""Sub-words: text to the tokens of a model and back."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from ..errors import MissingDependency, ModelError


class Subwords(Protocol):
    """A sub-word model."""

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """Pieces of each text."""

    def decode(self, pieces: Sequence[str]) -> str:
        """Text of pieces; bytes are joined, unknown pieces give U+2047."""

    def pieces(self) -> list[str]:
        """All pieces that it may write (a sample where it cannot list them)."""


class SentencePiece:
    """A SentencePiece model, unigram or BPE."""

    def __init__(self, path: Path) -> None:
        import sentencepiece

        self._model = sentencepiece.SentencePieceProcessor()
        try:
            self._model.Load(str(path))
        except (RuntimeError, OSError) as error:
            raise ModelError(
                f"{path}: not a SentencePiece model, or damaged", "install the model again"
            ) from error

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        return list(self._model.encode(list(texts), out_type=str))

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._model.decode_pieces(list(pieces)))

    def pieces(self) -> list[str]:
        return [
            self._model.id_to_piece(i)
            for i in range(self._model.get_piece_size())
            if not (self._model.is_control(i) or self._model.is_unknown(i) or self._model.is_unused(i))
        ]


class TokenizersFile:
    """A ``tokenizer.json`` of the `tokenizers` package, for models that carry no SentencePiece file."""

    def __init__(self, path: Path) -> None:
        try:
            import tokenizers  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise MissingDependency("tokenizers", "convert", f"reading {path.name}") from error
        try:
            self._model: Any = tokenizers.Tokenizer.from_file(str(path))
        except Exception as error:  # the package raises bare Exception
            raise ModelError(
                f"{path}: not a tokenizer, or damaged: {error}", "install the model again"
            ) from error

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        return [e.tokens for e in self._model.encode_batch(list(texts), add_special_tokens=False)]

    def decode(self, pieces: Sequence[str]) -> str:
        ids = [self._model.token_to_id(piece) for piece in pieces]
        return str(self._model.decode([i for i in ids if i is not None], skip_special_tokens=True)).strip()

    def pieces(self) -> list[str]:
        return list(self._model.get_vocab(with_added_tokens=False))


class MosesBPE:
    """Moses tokens cut by subword-nmt merges (``bpe.model``), as older argos packages have them."""

    def __init__(self, path: Path, language: str) -> None:
        try:
            import sacremoses  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise MissingDependency("sacremoses", "convert", "this argos package (Moses tokens)") from error
        self._tokens = sacremoses.MosesTokenizer(lang=language)
        self._join = sacremoses.MosesDetokenizer(lang=language)
        lines = path.read_text("utf-8").splitlines()
        if lines and lines[0].startswith("#version"):
            lines = lines[1:]
        self._ranks = {tuple(line.split()[:2]): rank for rank, line in enumerate(lines) if line.strip()}
        if not self._ranks:
            raise ModelError(f"{path}: holds no merges", "install the model again")

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        return [
            [piece for word in self._tokens.tokenize(text, escape=False) for piece in self._cut(word)]
            for text in texts
        ]

    def _cut(self, word: str) -> list[str]:
        parts = [*word[:-1], word[-1] + "</w>"] if word else []
        while len(parts) > 1:
            ranked = [
                (self._ranks.get((a, b), len(self._ranks)), i) for i, (a, b) in enumerate(pairwise(parts))
            ]
            rank, at = min(ranked)
            if rank == len(self._ranks):
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        if parts:
            parts[-1] = parts[-1].removesuffix("</w>")
        return [part + "@@" for part in parts[:-1]] + parts[-1:]

    def decode(self, pieces: Sequence[str]) -> str:
        words = " ".join(pieces).replace("@@ ", "").removesuffix("@@").split()
        return str(self._join.detokenize(words))

    def pieces(self) -> list[str]:
        return []


def open_subwords(path: Path, language: str = "en") -> Subwords:
    """The sub-word model in a file, by its name.

    Raises
    ------
    ModelError: the file is missing or damaged.
    MissingDependency: it needs an optional package.
    """
    if not path.is_file():
        raise ModelError(f"{path}: the model's tokenizer is missing", "install the model again")
    if path.name == "bpe.model":
        return MosesBPE(path, language)
    if path.suffix == ".json":
        return TokenizersFile(path)
    return SentencePiece(path)


@functools.lru_cache(maxsize=8)
def of_scripts(vocabulary: frozenset[str], scripts: tuple[str, ...]) -> list[list[str]]:
    """The tokens that write a letter of the scripts (beginnings of Unicode names), as sequences of one.

    With the bytes that begin a letter of them where the model spells letters out in bytes.
    """
    if not scripts:
        return []
    letters = [chr(c) for c in range(0x80, 0x30000) if unicodedata.name(chr(c), "").startswith(scripts)]
    known = frozenset(letters)
    heads = {f"<0x{letter.encode()[0]:02X}>" for letter in letters}
    return [[token] for token in sorted(vocabulary) if token in heads or not known.isdisjoint(token)]


def check_fit(subwords: Subwords, vocabulary: Collection[str], what: str) -> None:
    """Raise unless the tokenizer writes tokens of the model's vocabulary.

    Raises
    ------
    ModelError: less than half of the tokenizer's pieces are known to the model.
    """
    pieces = subwords.pieces()
    if not pieces:
        return
    known = set(vocabulary)
    share = sum(piece in known for piece in pieces) / len(pieces)
    if share < 0.5:
        raise ModelError(
            f"{what}: the vocabulary does not fit the tokenizer ({share:.0%} of its pieces are known)",
            "the two are of different models: install or convert the model again",
        )
