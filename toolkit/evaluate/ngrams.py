"""Clipped n-gram matches of whole corpora, counted exactly with sorted 64-bit keys.

The n-grams of a segment share prefixes: one sort of all n-grams of the longest
order (shorter ones at the segment's end padded with 0) also orders those of
every lower order, which are read off by shifting the keys. The key holds the
number of the segment, the symbols and the side it came from, and nothing is
hashed, so the counts are those of a dictionary of n-grams.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_KEY_BITS = 64
_BLOCK = 1 << 18  # symbols worked on at a time: keeps the sort inside the caches
_SPACES = np.array([chr(c).isspace() for c in range(0x3001)] + [False])


@dataclass(frozen=True, slots=True)
class Ragged:
    """Symbols of many segments on end: those of segment i are ids[offsets[i]:offsets[i+1]].

    `ids` are non-negative, `offsets` has one element more than there are segments.
    """

    ids: Ints
    offsets: Ints

    @property
    def lengths(self) -> Ints:
        """Number of symbols of each segment, shape (segments,)."""
        return np.diff(self.offsets)


def characters(texts: Sequence[str], keep_space: bool = False) -> Ragged:
    """Code points of each text, without its white space unless `keep_space`."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    if not keep_space:
        keep = ~_SPACES[np.minimum(codes, len(_SPACES) - 1)]
        kept = np.concatenate([[0], np.cumsum(keep)])
        codes, offsets = codes[keep], kept[offsets]
    return Ragged(codes.astype(np.int64), offsets.astype(np.int64))


def tokens(sides: Sequence[Sequence[Sequence[str]]]) -> list[Ragged]:
    """Token lists as symbols numbered from 0 within each segment, the same for all sides."""
    flat: list[list[int]] = [[] for _ in sides]
    for segment in zip(*sides, strict=True):
        number: defaultdict[str, int] = defaultdict(count().__next__)
        for out, words in zip(flat, segment, strict=True):
            out.extend(map(number.__getitem__, words))
    result = []
    for out, side in zip(flat, sides, strict=True):
        offsets = np.zeros(len(side) + 1, np.int64)
        np.cumsum([len(words) for words in side], out=offsets[1:])
        result.append(Ragged(np.array(out, np.int64), offsets))
    return result


def clipped_matches(hypothesis: Ragged, references: Sequence[Ragged], order: int) -> Ints:
    """n-grams of each hypothesis that its references hold, each counted at most as
    often as in the reference that has it most often.

    Returns
    -------
    shape (segments, order): column n-1 for n-grams of length n.
    """
    segments = len(hypothesis.offsets) - 1
    sides = (hypothesis, *references)
    out = np.zeros((segments, order), np.int64)
    for start, end in _blocks(sides, segments):
        _count(sides, start, end, order, out)
    return out


def _blocks(sides: Sequence[Ragged], segments: int) -> Iterator[tuple[int, int]]:
    ends = np.sum([side.offsets for side in sides], axis=0)
    start = 0
    while start < segments:
        end = int(np.searchsorted(ends, ends[start] + _BLOCK, side="right")) - 1
        end = min(max(end, start + 1), segments)
        yield start, end
        start = end


def _count(sides: Sequence[Ragged], start: int, end: int, order: int, out: Ints) -> None:
    parts = [side.ids[side.offsets[start] : side.offsets[end]] for side in sides]
    offsets = [side.offsets[start : end + 1] - side.offsets[start] for side in sides]
    if not any(len(part) for part in parts):
        return
    tag_bits = (len(sides) - 1).bit_length()
    number = end - start
    symbols, size = _renumber(parts)
    room = _KEY_BITS - tag_bits - number.bit_length()
    if order * size.bit_length() > room:
        # Too many different symbols for one key: number them within each segment.
        symbols, size = _renumber_within(parts, offsets, number)
    bits = size.bit_length()
    if order * bits > room:
        if number > 1:
            middle = start + number // 2
            _count(sides, start, middle, order, out)
            _count(sides, middle, end, order, out)
        else:
            out[start] = _by_dictionary([part.tolist() for part in parts], order)
        return
    keys = np.concatenate(
        [
            (_keys(ids, at, order, bits) << np.uint64(tag_bits)) | np.uint64(tag)
            for tag, (ids, at) in enumerate(zip(symbols, offsets, strict=True))
        ]
    )
    keys.sort()
    tags = keys & np.uint64((1 << tag_bits) - 1)
    counts = [(tags == tag).astype(np.int32) for tag in range(len(sides))]
    keys >>= np.uint64(tag_bits)
    last = np.uint64((1 << bits) - 1)
    for n in range(order, 0, -1):
        first = np.empty(len(keys), bool)
        first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        runs = np.flatnonzero(first)
        keys = keys[runs]
        counts = [np.add.reduceat(column, runs) for column in counts]
        best = counts[1]
        for other in counts[2:]:
            best = np.maximum(best, other)
        matched = np.minimum(counts[0], best)
        matched[(keys & last) == 0] = 0  # padding: the segment ends before n symbols
        hit = np.flatnonzero(matched)
        segment = (keys[hit] >> np.uint64(n * bits)).astype(np.int64)
        out[start:end, n - 1] = np.bincount(segment, matched[hit], number).astype(np.int64)
        keys = keys >> np.uint64(bits)


def _renumber(parts: Sequence[Ints]) -> tuple[list[Ints], int]:
    """Symbols as 1, 2, ... over the whole block, and their number."""
    top = max(int(part.max()) for part in parts if len(part))
    seen = np.zeros(top + 1, bool)
    for part in parts:
        seen[part] = True
    number = np.cumsum(seen)
    return [number[part] for part in parts], int(number[-1])


def _renumber_within(parts: Sequence[Ints], offsets: Sequence[Ints], number: int) -> tuple[list[Ints], int]:
    """Symbols as 1, 2, ... within each segment, and the largest such number."""
    block, size = _renumber(parts)
    wide = size + 1
    at = [
        np.repeat(np.arange(number) * wide, np.diff(off)) + ids
        for ids, off in zip(block, offsets, strict=True)
    ]
    seen = np.zeros(number * wide, bool)
    for places in at:
        seen[places] = True
    places = np.flatnonzero(seen)
    owner = places // wide
    first = np.searchsorted(owner, np.arange(number))
    local = np.zeros(number * wide, np.int64)
    local[places] = np.arange(len(places)) - first[owner] + 1
    return [local[places] for places in at], int(np.bincount(owner, minlength=number).max())


def _keys(ids: Ints, offsets: Ints, order: int, bits: int) -> NDArray[np.uint64]:
    """One key for each symbol: segment, then the n-gram of length `order` that it opens."""
    number = len(offsets) - 1
    segment = np.repeat(np.arange(number, dtype=np.uint64), np.diff(offsets))
    pad = order - 1
    padded = np.zeros(len(ids) + number * pad + pad, np.uint64)
    places = np.arange(len(ids)) + segment.astype(np.int64) * pad
    padded[places] = ids
    key = padded
    for n in range(1, order):
        key = (key[:-1] << np.uint64(bits)) | padded[n:]
    whole: NDArray[np.uint64] = key[places] | (segment << np.uint64(order * bits))
    return whole


def _by_dictionary(parts: Sequence[list[int]], order: int) -> list[int]:
    """The same for one segment, whatever its symbols."""
    result = []
    for n in range(1, order + 1):
        own, *others = (Counter(tuple(p[i : i + n]) for i in range(len(p) - n + 1)) for p in parts)
        result.append(sum(min(c, max(o[gram] for o in others)) for gram, c in own.items()))
    return result
