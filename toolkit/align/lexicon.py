"""Word evidence: a translation lexicon, and how well the words of one side explain the other.

The lexicon holds p(target word | source word) and the reverse (IBM Model 1, Brown et
al. 1993), learned over word keys: what is left of a word when its ending is cut. A
word counts as it can be relied on: one that the lexicon does not know says nothing,
one whose translations scatter says little when none of them is there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ..errors import BitextError
from ..languages import get_language
from .search import LONGEST, Shape

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

_TOKEN = re.compile(r"[가-힣]+|[0-9]+(?:[.,][0-9]+)*|[^\W\d_가-힣]+(?:['’][a-z]+)?")
_FIRST = re.compile(r"\w")
_COMMA = re.compile(r"[,，、][\s\"'”’»)\]]*$")
NUMBER, SOFT = "#", "~"  # what the keys of numbers begin with
_IDENTICAL = 0.5  # probability of a token given the same token
_RELIABLE = 0.95
_SAME_RELIABLE = 0.6  # of a number or a Latin token that the lexicon does not know
_FLOOR = 1e-6  # probability of a word that was never seen


@lru_cache(maxsize=65_536)
def _korean_key(word: str) -> str:
    return word[:2] if "가" <= word[0] <= "힣" else _latin_key(word)


@lru_cache(maxsize=65_536)
def _latin_key(word: str) -> str:
    if not word[0].isalpha():
        return word.replace(",", "")
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    for ending in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:6]


def _plain_key(word: str) -> str:
    return word.replace(",", "") if word[0].isdigit() else word[:6]


_KEYS: Mapping[str, Callable[[str], str]] = {"ko": _korean_key, "en": _latin_key}


def word_keys(sentence: str, language: str) -> list[str]:
    """Distinct keys of the words of a sentence, in order."""
    key = _KEYS.get(language, _plain_key)
    return list(dict.fromkeys(map(key, _TOKEN.findall(sentence.lower()))))


def evidence_keys(sentence: str, language: str) -> list[str]:
    """Word keys, with numbers by their value: what is compared between two languages.

    "3억5천만 원" and "350 million won" have the key "#3.5e+08" in common, 6월 and June "#m6".
    A number has a second key with ~, all there is of one that a translation need not have
    (one, two, native numerals).
    """
    keys = [w for w in word_keys(sentence, language) if not w[0].isdigit()]
    found = dict.fromkeys(keys)
    for q in get_language(language).quantities(sentence, None):
        if q.kind == "date":
            parts = (("m", q.month), ("d", q.day), ("w", q.weekday), ("", q.year))
            found.update(dict.fromkeys(f"#{sign}{value}" for sign, value in parts if value is not None))
        elif q.kind == "time":
            found[f"#t{q.value % 720:g}"] = None
        elif q.hard or q.unit:
            for value in (q.value, q.value if q.high is None else q.high):
                found[f"{SOFT}{value:.6g}"] = None
                if q.hard:
                    found[f"{NUMBER}{value:.6g}"] = None
    return list(found)


def broken_off(sentences: Sequence[str]) -> F32:
    """`Reading.broken` of sentences."""
    found = np.zeros(len(sentences), np.float32)
    for k, sentence in enumerate(sentences):
        if _COMMA.search(sentence):
            found[k] = 1
        if k + 1 < len(sentences) and (first := _FIRST.search(sentences[k + 1])) and first[0].islower():
            found[k] = 2
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of the text of one side: the keys of each sentence, in `ends` (sentences,)
    how many sentences it holds, as a line of a given text may hold several, and in `broken`
    whether it ends before its sentence does: 1 at a comma or the like, 2 where the next
    line begins with a small letter, else 0."""

    keys: Sequence[Sequence[str]]
    ends: F32
    broken: F32

    @classmethod
    def of(cls, sentences: Sequence[str], language: str) -> Reading:
        """Read the sentences of one side."""
        split = get_language(language).sentences
        ends = np.fromiter((len(split(s)) for s in sentences), np.float32, len(sentences))
        return cls([evidence_keys(s, language) for s in sentences], ends, broken_off(sentences))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Translations of words between two languages.

    source, target: word keys with their numbers. start (words + 1,): where the links of
    a source word begin in `word`, `forward`, `backward`: target word, p(target | source)
    and p(source | target). *_share: relative frequency of each word; *_trust: how far
    its translations can be relied on, 0 to 1.
    """

    languages: tuple[str, str]
    source: Mapping[str, int]
    target: Mapping[str, int]
    start: I64
    word: NDArray[np.int32]
    forward: F32
    backward: F32
    source_share: F32
    target_share: F32
    source_trust: F32
    target_trust: F32


@cache
def load_lexicon(source_language: str, target_language: str) -> Lexicon | None:
    """The lexicon that ships for two languages, turned as asked; None where there is none.

    Raises
    ------
    BitextError: the file is damaged.
    """
    for pair in ((source_language, target_language), (target_language, source_language)):
        path = resources.files("toolkit.align").joinpath("data", f"lexicon-{pair[0]}-{pair[1]}.npz")
        if path.is_file():
            try:
                found = read_lexicon(path.read_bytes(), pair)
            except (OSError, ValueError, KeyError) as error:
                raise BitextError(
                    f"the lexicon {path.name} is damaged: {error}", "install bitext-toolkit again"
                ) from error
            return found if pair[0] == source_language else turned(found)
    return None


def read_lexicon(data: bytes, languages: tuple[str, str]) -> Lexicon:
    """A lexicon from its file: words by lines, links by source word, probabilities in steps of 1/16 nat."""
    with np.load(io.BytesIO(data), allow_pickle=False) as z:
        source = bytes(z["source"]).decode().split("\n")
        target = bytes(z["target"]).decode().split("\n")
        start = np.concatenate(([0], np.cumsum(z["links"].astype(np.int64))))
        # Target words are stored as differences within the links of one source word.
        steps = z["word"].astype(np.int64)
        ends = np.cumsum(steps)
        first = start[:-1][start[:-1] < start[1:]]
        base = np.zeros(len(steps), np.int64)
        base[first] = np.diff(np.concatenate(([0], ends[first] - steps[first])))
        word = (ends - np.cumsum(base)).astype(np.int32)
        return Lexicon(
            languages,
            {w: k for k, w in enumerate(source)},
            {w: k for k, w in enumerate(target)},
            start,
            word,
            *(np.exp(z[name].astype(np.float32) / -16) for name in ("forward", "backward")),
            *(np.exp(z[name].astype(np.float32) / -12) for name in ("source_share", "target_share")),
            *(z[name].astype(np.float32) / 255 for name in ("source_trust", "target_trust")),
        )


def turned(lexicon: Lexicon) -> Lexicon:
    """The same lexicon the other way round."""
    order = np.argsort(lexicon.word, kind="stable")
    sources = np.repeat(np.arange(len(lexicon.start) - 1), np.diff(lexicon.start))
    start = np.searchsorted(lexicon.word[order], np.arange(len(lexicon.target) + 1))
    return Lexicon(
        (lexicon.languages[1], lexicon.languages[0]),
        lexicon.target,
        lexicon.source,
        start.astype(np.int64),
        sources[order].astype(np.int32),
        lexicon.backward[order],
        lexicon.forward[order],
        lexicon.target_share,
        lexicon.source_share,
        lexicon.target_trust,
        lexicon.source_trust,
    )


WORD_MEASURES = (
    "log-likelihood ratio of the target",
    "log-likelihood ratio of the source",
    "words that count of the target",
    "words that count of the source",
    "weakest member",
    "lead",
    "identical tokens",
    "numbers",
    "identical numbers",
    "sentence ends of the source beyond those of the target",
    "the source breaks off",
    "the target breaks off",
)
"""What is measured of the words of each bead, from which its features are made."""


def combine_words(put: Iterator[F32], measures: F32, beyond: F32) -> None:
    """Word features from WORD_MEASURES, in the order of `evidence.BEAD_FEATURES`.

    `beyond` is the number of sentences of each bead beyond two.
    """
    sum_t, sum_s, mass_t, mass_s, member, lead, same, numbers, agree, ends, broken_s, broken_t = measures
    to_target, to_source, weaker = next(put), next(put), next(put)
    np.divide(sum_t, mass_t, out=to_target)
    np.divide(sum_s, mass_s, out=to_source)
    np.minimum(to_target, to_source, out=weaker)
    np.minimum(weaker, 0, out=next(put))
    np.clip((sum_t + sum_s) / 20, -1.5, 3, out=next(put))
    np.multiply(to_target + to_source, np.minimum(beyond, 1), out=next(put))
    next(put)[:] = member
    np.clip(lead, -2, 2, out=next(put))
    np.clip(lead, -2, 0, out=next(put))
    np.clip(np.minimum(sum_t, sum_s) / -5, 0, 2, out=next(put))
    np.minimum(same, 4, out=next(put))
    np.clip(numbers - agree, 0, 4, out=next(put))
    at_odds = next(put)
    np.minimum(np.abs(ends), 3, out=at_odds)
    np.multiply(at_odds, np.minimum(beyond, 1), out=next(put))
    less, more = np.minimum(broken_s, broken_t), np.maximum(broken_s, broken_t)
    next(put)[:] = less > 0
    one_side = less == 0
    next(put)[:] = one_side & (more == 1)
    next(put)[:] = one_side & (more == 2)


class WordEvidence:
    """How well words explain each other in one article, for runs of sentences.

    For each number n of source sentences `given_source[n - 1]` (N - n + 1, M) is the
    log-likelihood ratio of the words of each target sentence given the run, summed over
    words; `given_target` the other way round, (N, M - m + 1).
    """

    def __init__(self, source: Reading, target: Reading, lexicon: Lexicon) -> None:
        a, b = _Words(source.keys, lexicon.source), _Words(target.keys, lexicon.target)
        self.ends = (source.ends, target.ends)
        self.broken = (source.broken, target.broken)
        forward, backward = _between(a, b, lexicon)
        share_a, trust_a = _known(a, lexicon.source_share, lexicon.source_trust)
        share_b, trust_b = _known(b, lexicon.target_share, lexicon.target_trust)
        self.given_source = _explained(a, b, forward, share_b, trust_b)
        self.given_target = [x.T for x in _explained(b, a, backward.T, share_a, trust_a)]
        self.mass_source = a.matrix @ trust_a
        self.mass_target = b.matrix @ trust_b
        place = {w: k for k, w in enumerate(b.types)}
        shared_a = [k for k, w in enumerate(a.types) if len(w) > 1 and w.isascii() and w in place]
        shared_b = [place[a.types[k]] for k in shared_a]
        self.same = a.matrix[:, shared_a] @ b.matrix[:, shared_b].T
        # Numbers alone should look the same in both languages.
        shared = [k for k, i in enumerate(shared_a) if _is_number(a.types[i])]
        numbers_a = [k for k, w in enumerate(a.types) if _is_number(w)]
        numbers_b = [k for k, w in enumerate(b.types) if _is_number(w)]
        self.same_numbers = (
            a.matrix[:, [shared_a[k] for k in shared]] @ b.matrix[:, [shared_b[k] for k in shared]].T
        )
        self.numbers = (a.matrix[:, numbers_a].sum(axis=1), b.matrix[:, numbers_b].sum(axis=1))

    def measure(self, out: F32, shape: Shape) -> None:
        """Fill the rows of WORD_MEASURES, each (rows, columns), for the beads of one shape."""
        n, m = shape
        sum_t, sum_s, mass_t, mass_s, member, lead, same, numbers, agree, ends, broken_s, broken_t = out
        given_s, given_t = self.given_source[n - 1], self.given_target[m - 1]
        sum_t[:] = _summed(given_s, m)
        sum_s[:] = _summed(given_t.T, n).T
        mass_t[:] = _summed(self.mass_target[None, :], m) + 1.5
        mass_s[:] = _summed(self.mass_source[None, :], n).T + 1.5
        to_target = given_s / (self.mass_target + 1.5)
        to_source = given_t / (self.mass_source + 1.5)[:, None]
        if n + m > 2:
            member[:] = np.inf
        if n > 1:
            for k in range(n):
                np.minimum(member, to_source[k : k + member.shape[0]], out=member)
        if m > 1:
            for k in range(m):
                np.minimum(member, to_target[:, k : k + member.shape[1]], out=member)
        np.divide(sum_s, mass_s, out=lead)
        lead -= outside(to_source.T, n).T
        np.minimum(lead, sum_t / mass_t - outside(to_target, m), out=lead)
        same[:] = _summed(_summed(self.same, m).T, n).T
        agree[:] = _summed(_summed(self.same_numbers, m).T, n).T
        numbers[:] = _summed(self.numbers[1][None, :], m)
        np.minimum(numbers, _summed(self.numbers[0][None, :], n).T, out=numbers)
        np.subtract(_summed(self.ends[0][None, :], n).T, _summed(self.ends[1][None, :], m), out=ends)
        broken_s[:] = self.broken[0][n - 1 :, None]
        broken_t[:] = self.broken[1][m - 1 :]

    def fill_gaps(self, put: Iterator[F32], side: int) -> None:
        """Word features of omitting each sentence of the source (0) or the target (1)."""
        if side == 0:
            best = self.given_target[0] / (self.mass_source[:, None] + 1.5)
        else:
            best = (self.given_source[0] / (self.mass_target[None, :] + 1.5)).T
        top = best.max(axis=1) if best.shape[1] else np.zeros(best.shape[0], np.float32)
        next(put)[:] = top
        next(put)[:] = np.maximum(top, 0)
        next(put)[:] = np.maximum(top - 1, 0)
        broken = self.broken[side].copy()
        broken[1:] = np.maximum(broken[1:], self.broken[side][:-1])
        next(put)[:] = broken == 1
        next(put)[:] = broken == 2


class _Words:
    """Words of a text as a matrix (sentences, distinct words) of 0 and 1."""

    def __init__(self, sentences: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> None:
        number: dict[str, int] = {}
        rows, columns = [], []
        for k, words in enumerate(sentences):
            for w in words:
                rows.append(k)
                columns.append(number.setdefault(w, len(number)))
        self.types = list(number)
        self.ids = np.array([vocabulary.get(w, -1) for w in self.types], np.int64)
        self.matrix = np.zeros((len(sentences), len(number)), np.float32)
        self.matrix[rows, columns] = 1


def _between(a: _Words, b: _Words, lexicon: Lexicon) -> tuple[F32, F32]:
    """p(b | a) and p(a | b) for the words of an article, (source words, target words)."""
    forward = np.zeros((len(a.types), len(b.types)), np.float32)
    backward = np.zeros_like(forward)
    column = np.full(len(lexicon.target) + 1, -1, np.int64)
    known_b = np.flatnonzero(b.ids >= 0)
    column[b.ids[known_b]] = known_b
    known_a = np.flatnonzero(a.ids >= 0)
    begin = lexicon.start[a.ids[known_a]]
    counts = lexicon.start[a.ids[known_a] + 1] - begin
    row = np.repeat(known_a, counts)
    link = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begin, counts)
    to = column[lexicon.word[link]]
    here = to >= 0
    forward[row[here], to[here]] = lexicon.forward[link[here]]
    backward[row[here], to[here]] = lexicon.backward[link[here]]
    place = {w: k for k, w in enumerate(b.types)}
    same = [(k, place[w]) for k, w in enumerate(a.types) if w in place]
    if same:
        i, j = np.array(same).T
        forward[i, j] = np.maximum(forward[i, j], _IDENTICAL)
        backward[i, j] = np.maximum(backward[i, j], _IDENTICAL)
    return forward, backward


def _known(words: _Words, share: F32, trust: F32) -> tuple[F32, F32]:
    """Relative frequency and trust of the words of a text."""
    known = words.ids >= 0
    shares = np.full(len(words.types), _FLOOR, np.float32)
    trusts = np.array([_SAME_RELIABLE if _is_number(w) else 0.0 for w in words.types], np.float32)
    if known.any():
        shares[known] = share[words.ids[known]]
        trusts[known] = trust[words.ids[known]]
    return np.maximum(shares, _FLOOR), np.minimum(trusts, _RELIABLE)


def _explained(a: _Words, b: _Words, p: F32, share: F32, trust: F32) -> list[F32]:
    """Log-likelihood ratio of each sentence of b given runs of 1 .. LONGEST sentences of a."""
    scale = trust / share
    each = (a.matrix @ p) * scale
    words = a.matrix.sum(axis=1)
    rest = 1 - trust
    found = []
    total, count = each, words
    for size in range(1, LONGEST + 1):
        if size > len(each):
            found.append(np.zeros((0, len(b.matrix)), np.float32))
            continue
        if size > 1:
            total = total[:-1] + each[size - 1 :]
            count = count[:-1] + words[size - 1 :]
        ratio = np.log(total / np.maximum(count, 1)[:, None] + rest)
        found.append(ratio @ b.matrix.T)
    return found


def _summed(values: F32, width: int) -> F32:
    """Sums over `width` neighbouring columns."""
    if width == 1:
        return values
    count = values.shape[1] - width + 1
    total = values[:, :count].copy()
    for k in range(1, width):
        total += values[:, k : k + count]
    return total


def outside(values: F32, width: int) -> F32:
    """Largest value of each row outside columns j .. j + width - 1, for every j; 0 where there is none.

    `values` is (rows, columns); the result (rows, columns - width + 1).
    """
    columns = values.shape[1]
    found = np.zeros((values.shape[0], columns - width + 1), np.float32)
    if columns <= width:
        return found
    before = np.maximum.accumulate(values, axis=1)
    after = np.maximum.accumulate(values[:, ::-1], axis=1)[:, ::-1]
    found[:, 1:] = before[:, : columns - width]
    found[:, 0] = after[:, width]
    np.maximum(found[:, 1:-1], after[:, width + 1 :], out=found[:, 1:-1])
    return found


def _is_number(word: str) -> bool:
    return word[0] == NUMBER


def _empty() -> Lexicon:
    none, nothing = np.zeros(0, np.float32), np.zeros(1, np.int64)
    return Lexicon(("", ""), {}, {}, nothing, np.zeros(0, np.int32), none, none, none, none, none, none)


EMPTY = _empty()
"""A lexicon without words: only identical tokens speak."""
