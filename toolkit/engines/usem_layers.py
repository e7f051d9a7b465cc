"""The layers of the sentence encoder in NumPy: the first once a token, the second by fewer products.

A convolution over time of width w computes r outputs from r + w - 1 inputs. Taken as the
product of two polynomials, known at r + w - 1 points, it needs that many multiplications by
weights in place of r * w (Toom and Cook; Winograd 1980, "Arithmetic Complexity of
Computations"; Lavin and Gray 2016 for networks). What is added before and after are small
matrices over neighbouring rows, next to nothing beside the products saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

TILE = 4
"""Outputs that are computed together. More would save little and lose digits."""

MARGIN = 8
"""Rows that :meth:`Convolution.apply` may read beyond the last tile."""

_POINTS = (0.0, 1.0, -1.0, 0.5, -2.0, 2.0, -0.5)  # the order with the least loss of digits


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution over rows, transformed: y[t] = sum over k of x[t + k] @ w[k].

    before (p, p), after (TILE, p): what neighbouring rows are combined by; weights (p, in,
    out), with p = TILE + width - 1 products for TILE rows.
    """

    before: F32
    weights: F32
    after: F32

    @classmethod
    def of(cls, w: F32) -> Convolution:
        """From weights (width, in, out)."""
        width = len(w)
        size = TILE + width - 1
        powers = _powers(size, size)
        before = np.linalg.inv(powers).T
        scale = 2.0 ** np.round(np.log2(np.abs(before).max(axis=1, keepdims=True)))
        weights = np.tensordot(_powers(size, width) * scale, w.astype(np.float64), 1)
        after = _powers(size, TILE).T
        return cls(*(np.ascontiguousarray(x, np.float32) for x in (before / scale, weights, after)))

    def apply(self, x: F32, out: F32) -> None:
        """Fill `out` (tiles * TILE, out); `x` (at least tiles * TILE + width - 1, in), row by row in memory."""
        tiles, size = len(out) // TILE, len(self.before)
        row, cell = x.strides
        windows = np.lib.stride_tricks.as_strided(
            x, (tiles, size, x.shape[1]), (TILE * row, row, cell), writeable=False
        )
        mixed = np.matmul(self.before, windows)
        products = np.empty((tiles, size, self.weights.shape[2]), np.float32)
        np.matmul(mixed.transpose(1, 0, 2), self.weights, out=products.transpose(1, 0, 2))
        np.matmul(self.after, products, out=out.reshape(tiles, TILE, -1))


def _powers(points: int, count: int) -> F64:
    """Values of 1, x, x^2 .. at the points, the last of which is infinity."""
    found = np.zeros((points, count))
    for k, x in enumerate(_POINTS[: points - 1]):
        found[k] = [x**n for n in range(count)]
    found[-1, -1] = 1
    return found


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The projection before the convolutions and its layer normalisation: a token's input to each.

    weights (dim, channels), bias, gain, shift (channels,): the three convolutions side by side.
    """

    weights: F32
    bias: F32
    gain: F32
    shift: F32
    eps: float

    def __call__(self, embedded: F32) -> F32:
        x = embedded @ self.weights
        x += self.bias
        x -= x.mean(axis=-1, keepdims=True)
        x *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[-1] + self.eps))[:, None]
        x *= self.gain
        x += self.shift
        found: F32 = x
        return found


class FirstLayer:
    """All that depends on one token alone: computed when the token is first seen, and kept.

    Row 0 of each array stands for a place outside a sentence and is zero. `embedded`
    (rows, dim), `total` and `squares`, the sums of its rows and of their squares; for each
    convolution its input `narrow` (rows, channels), and `taps` (rows * width, channels), what
    the token adds to the output in whose window it stands at place k.
    """

    def __init__(
        self,
        embed: Callable[[I64], F32],
        narrowing: Narrowing,
        convolutions: Sequence[tuple[F32, F32, int]],
        tokens: int,
        capacity: int,
    ) -> None:
        """`convolutions`: weights (width, channels, out), bias, and the place of the token itself."""
        self._embed, self._narrowing = embed, narrowing
        self._bias = [(bias, at) for _, bias, at in convolutions]
        # The taps of one width side by side: x @ taps gives every tap of a token at once.
        self._weights = [
            np.ascontiguousarray(w.transpose(1, 0, 2).reshape(w.shape[1], -1)) for w, _, _ in convolutions
        ]
        self._row = np.zeros(tokens, np.int64)
        self._used = 1
        dim, rows = narrowing.weights.shape[0], capacity + 1
        self.embedded = np.zeros((rows, dim), np.float32)
        self.total, self.squares = np.zeros(rows, np.float32), np.zeros(rows, np.float32)
        self.narrow = [np.zeros((rows, w.shape[1]), np.float32) for w, _, _ in convolutions]
        self.taps = [np.zeros((rows * w.shape[0], w.shape[2]), np.float32) for w, _, _ in convolutions]

    def rows(self, flat: I64) -> I64:
        """The row of each token; at most `capacity` tokens a call. Rows of earlier calls may go."""
        rows = self._row[flat]
        if not rows.all():
            new = np.unique(flat[rows == 0])
            if self._used + len(new) > len(self.total):
                self._row[:] = 0
                self._used, new = 1, np.unique(flat)
            self._add(new)
            rows = self._row[flat]
        return rows

    def _add(self, new: I64) -> None:
        at = slice(self._used, self._used + len(new))
        self._used += len(new)
        embedded = self.embedded[at] = self._embed(new)
        self.total[at] = embedded.sum(axis=1)
        self.squares[at] = np.einsum("ij,ij->i", embedded, embedded)
        begin = 0
        x = self._narrowing(embedded)
        for narrow, taps, weights, (bias, place) in zip(
            self.narrow, self.taps, self._weights, self._bias, strict=True
        ):
            channels = narrow.shape[1]
            narrow[at] = x[:, begin : begin + channels]
            begin += channels
            each = taps.reshape(len(narrow), -1)[at]
            np.matmul(narrow[at], weights, out=each)
            # Each output has the token itself in its window, so that adds the bias.
            each[:, place * len(bias) : (place + 1) * len(bias)] += bias
        self._row[new] = np.arange(at.start, at.stop)
