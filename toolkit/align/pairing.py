"""Which article of one language tells the story of which article of the other.

The means of the sentence vectors, less the mean of all articles of that language,
shortlist a few candidates for each article. The sentences decide: how near the nearest
sentence on the other side is, both ways; how much of the vocabulary the lexicon
explains; which numbers and Latin words the two share, the rarer in the batch the more;
how far apart the dates are. A logistic model turns that into log-odds, and an article
may also have no counterpart.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ..engines.base import Encoder
from ..errors import BitextError, OptionError
from ..languages import segment_article
from ..text import Article, ArticlePair
from .base import Progress
from .lexicon import Lexicon, load_lexicon, word_keys

F32 = NDArray[np.float32]
F16 = NDArray[np.float16]

PAIR_FEATURES: tuple[str, ...] = (
    "constant",
    "nearest sentences",
    "nearest sentences above .5",
    "worse side",
    "first sentences",
    "centred means",
    "words explained",
    "shared numbers and names",
    "nothing to share",
    "log ratio of lengths",
    "days apart",
)

SHORTLIST = 10
SENTENCES = 24
"""Sentences of an article, from its beginning, that are compared."""

_SAME_DAY = 1  # days by which two versions of one story may well differ
_BLOCK = 1024
_ROUNDS = 30
_LEARN = 4
_PAIRED = 0.85  # share of the articles of the training data that have a counterpart
_MARK = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]{3,}", re.I)


@dataclass(frozen=True, slots=True)
class PairOptions:
    """How to pair.

    threshold: least score with which two articles are called a pair. lexicon: whether
    to use the shipped lexicon.
    """

    threshold: float = 0.5
    lexicon: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """What pairing keeps of an article: vectors (sentences, d), their mean, word keys,
    tokens that look the same in both languages, characters, day."""

    vectors: F16
    mean: F32
    words: frozenset[str]
    marks: frozenset[str]
    length: int
    day: int | None


def pair_articles(
    source: Sequence[Article],
    target: Sequence[Article],
    encoder: Encoder,
    options: PairOptions | None = None,
    *,
    progress: Progress | None = None,
) -> list[ArticlePair]:
    """Find the counterpart of each article, one to one.

    Returns
    -------
    A pair for every source article in its order (`target` None where it has no
    counterpart), then the target articles that are left. `score` is the probability
    that the decision is right.

    Raises
    ------
    OptionError: the articles of one side are in several languages, or in a language that
    the encoder does not know.
    """
    options = options or PairOptions()
    if not source or not target:
        return [ArticlePair(a, None, 1.0) for a in source] + [ArticlePair(None, b, 1.0) for b in target]
    languages = tuple(_language(side, encoder) for side in (source, target))
    lexicon = load_lexicon(languages[0], languages[1]) if options.lexicon else None
    total = len(source) + len(target)
    step = (lambda done: progress(done, total)) if progress else None
    left = profiles(source, encoder, step)
    right = profiles(target, encoder, (lambda done: step(len(source) + done)) if step else None)
    weights = load_pair_weights()
    odds: dict[tuple[int, int], float] = {}
    for i, j, features in candidates(left, right, lexicon):
        odds[i, j] = round(float(weights @ features), 4)
    return _decide(source, target, odds, options.threshold)


def _language(articles: Sequence[Article], encoder: Encoder) -> str:
    found = sorted({a.language for a in articles})
    if len(found) > 1:
        raise OptionError(
            f"one side holds articles in several languages: {', '.join(found)}",
            "pair two languages at a time",
        )
    if found[0] not in encoder.languages:
        raise OptionError(
            f"the sentence encoder does not know the language {found[0]!r}",
            f"known: {', '.join(sorted(encoder.languages))}; or give both versions the same file name",
        )
    return found[0]


def profiles(articles: Sequence[Article], encoder: Encoder, step: object = None) -> list[Profile]:
    """Profiles of articles, encoded many at a call."""
    found: list[Profile] = []
    for at in range(0, len(articles), 100):
        part = articles[at : at + 100]
        texts = [[s.text for s in segment_article(a)][:SENTENCES] for a in part]
        vectors = encoder.encode([s for sentences in texts for s in sentences])
        begin = 0
        for article, sentences in zip(part, texts, strict=True):
            mine = vectors[begin : begin + len(sentences)]
            begin += len(sentences)
            found.append(_profile(article, sentences, mine))
        if callable(step):
            step(len(found))
    return found


def _profile(article: Article, sentences: list[str], vectors: F32) -> Profile:
    text = "\n".join(sentences)
    marks = frozenset(
        m.replace(",", "") if m[0].isdigit() else m.lower() for m in _MARK.findall(text) if len(m) > 1
    )
    words = frozenset(k for s in sentences for k in word_keys(s, article.language))
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    return Profile(
        vectors.astype(np.float16),
        mean,
        words,
        marks,
        len(text),
        article.date.toordinal() if article.date else None,
    )


def candidates(
    left: Sequence[Profile], right: Sequence[Profile], lexicon: Lexicon | None
) -> Iterator[tuple[int, int, F32]]:
    """Features of each pair on a shortlist of either side, in the order of the left articles."""
    a, b = _centred(left), _centred(right)
    wanted: list[set[int]] = [set() for _ in left]
    for i, near in enumerate(_nearest(a, b)):
        wanted[i].update(near)
    for j, near in enumerate(_nearest(b, a)):
        for i in near:
            wanted[i].add(j)
    rarity = _rarity([p.marks for p in (*left, *right)])
    explained = _Explained(right, lexicon)
    for i, js in enumerate(wanted):
        given = explained.by(left[i])
        for j in sorted(js):
            yield i, j, _features(left[i], right[j], float(a[i] @ b[j]), given(j), rarity)


def _centred(articles: Sequence[Profile]) -> F32:
    means = np.stack([p.mean for p in articles])
    if len(articles) > 2:
        means = means - means.mean(axis=0) * (len(articles) / (len(articles) + 5))
    norm = np.sqrt(np.maximum((means**2).sum(axis=1), 1e-9))
    unit: F32 = (means / norm[:, None]).astype(np.float32)
    return unit


def _nearest(a: F32, b: F32) -> Iterator[list[int]]:
    count = min(SHORTLIST, len(b))
    for at in range(0, len(a), _BLOCK):
        near = (a[at : at + _BLOCK] @ b.T).round(4)
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        yield from best.tolist()


def _rarity(marks: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(m for one in marks for m in one)
    return {m: float(np.log((len(marks) + 1) / c)) for m, c in counts.items()}


class _Explained:
    """How much of the words of the articles on the right an article on the left explains."""

    def __init__(self, right: Sequence[Profile], lexicon: Lexicon | None) -> None:
        self.lexicon = lexicon
        self.ids: list[NDArray[np.int64]] = []
        self.worth: list[F32] = []
        if lexicon is not None:
            worth = lexicon.target_trust * -np.log(np.maximum(lexicon.target_share, 1e-6))
            for p in right:
                ids = np.array(sorted(lexicon.target[w] for w in p.words if w in lexicon.target), np.int64)
                self.ids.append(ids)
                self.worth.append(worth[ids])

    def by(self, left: Profile) -> _Given:
        """The share of each article's words, by trust and rarity, that `left` explains."""
        if self.lexicon is None:
            return _Given(self, np.zeros(0, np.float32))
        known = sorted(self.lexicon.source[w] for w in left.words if w in self.lexicon.source)
        given = np.zeros(len(self.lexicon.target), np.float32)
        for k in known:
            at = slice(self.lexicon.start[k], self.lexicon.start[k + 1])
            to = self.lexicon.word[at]
            given[to] = np.maximum(given[to], np.maximum(self.lexicon.forward[at], self.lexicon.backward[at]))
        return _Given(self, np.minimum(given * 4, 1))


@dataclass(frozen=True, slots=True)
class _Given:
    of: _Explained
    given: F32

    def __call__(self, j: int) -> float:
        if self.of.lexicon is None:
            return 0.0
        worth = self.of.worth[j]
        return float((self.given[self.of.ids[j]] * worth).sum() / (worth.sum() + 20))


def _features(a: Profile, b: Profile, means: float, words: float, rarity: dict[str, float]) -> F32:
    if not len(a.vectors) or not len(b.vectors):
        return np.array([1] + [0] * (len(PAIR_FEATURES) - 1), np.float32)
    near = a.vectors.astype(np.float32) @ b.vectors.astype(np.float32).T
    best_a, best_b = near.max(axis=1), near.max(axis=0)
    vote = (float(best_a.mean()) + float(best_b.mean())) / 2
    high = (float(np.maximum(best_a - 0.5, 0).mean()) + float(np.maximum(best_b - 0.5, 0).mean())) / 2
    shared = math.fsum(rarity[m] for m in a.marks & b.marks)
    # The side that writes fewer of such tokens bounds what can be shared.
    bound = min(math.fsum(rarity[m] for m in a.marks), math.fsum(rarity[m] for m in b.marks))
    apart = 0.0 if a.day is None or b.day is None else max(0, abs(a.day - b.day) - _SAME_DAY)
    return np.array(
        [
            1.0,
            vote,
            high,
            min(float(best_a.mean()), float(best_b.mean())),
            float(near[:2, :2].max()),
            means,
            words,
            shared / (bound + 3),
            1 / (1 + bound),
            abs(np.log((a.length * 2.1 + 100) / (b.length + 100)))
            if _hangul(a) > _hangul(b)
            else abs(np.log((a.length + 100) / (b.length + 100))),
            min(apart, 10),
        ],
        np.float32,
    )


def _hangul(p: Profile) -> float:
    return sum("가" <= w[0] <= "힣" for w in p.words) / max(len(p.words), 1)


def _decide(
    source: Sequence[Article], target: Sequence[Article], odds: dict[tuple[int, int], float], threshold: float
) -> list[ArticlePair]:
    """One-to-one pairs, best first, by the belief that :func:`beliefs` gives each."""
    belief, alone_source, alone_target = beliefs(odds)
    of_source: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for (i, j), p in sorted(belief.items(), key=lambda x: (-x[1], -odds[x[0]], x[0])):
        if p >= threshold and i not in of_source and j not in taken:
            of_source[i] = (j, p)
            taken.add(j)
    found = []
    for i, article in enumerate(source):
        if i in of_source:
            j, p = of_source[i]
            found.append(ArticlePair(article, target[j], round(p, 4)))
        else:
            found.append(ArticlePair(article, None, alone_source.get(i, 1.0)))
    for j, article in enumerate(target):
        if j not in taken:
            found.append(ArticlePair(None, article, alone_target.get(j, 1.0)))
    return found


def beliefs(
    odds: dict[tuple[int, int], float],
) -> tuple[dict[tuple[int, int], float], dict[int, float], dict[int, float]]:
    """Probability of each candidate pair, and of each article that it has no counterpart.

    Each article has one counterpart or none, so candidates compete: the probabilities
    are those of the weighted matchings of the candidates, by belief propagation (exact
    where candidates form a tree; Bayati et al. 2007). A story whose follow-up has its own
    counterpart thus stops competing for it. The rate of articles without a counterpart
    is learned from the batch.
    """
    keys = sorted(odds)
    if not keys:
        return {}, {}, {}
    i, j = np.array(keys, np.int64).T
    raw = np.array([odds[k] for k in keys])
    rows, columns = int(i.max()) + 1, int(j.max()) + 1
    shift = 0.0
    p = np.zeros(len(keys))
    for _ in range(_LEARN):
        weight = np.exp(np.clip(raw + shift, -30, 30))
        up, down = weight.copy(), weight.copy()
        for _ in range(_ROUNDS):
            others = np.bincount(i, down, rows)[i] - down
            up = np.sqrt(up * weight / (1 + np.maximum(others, 0)))
            others = np.bincount(j, up, columns)[j] - up
            down = np.sqrt(down * weight / (1 + np.maximum(others, 0)))
        left = 1 + np.maximum(np.bincount(i, down, rows)[i] - down, 0)
        right = 1 + np.maximum(np.bincount(j, up, columns)[j] - up, 0)
        ratio = weight / (left * right)
        p = ratio / (1 + ratio)
        rate = (2 * p.sum() + 10 * _PAIRED) / (rows + columns + 10)
        rate = min(max(rate, 0.02), 0.98)
        shift = round(float(np.log(rate / (1 - rate)) - np.log(_PAIRED / (1 - _PAIRED))), 2)
    belief = {k: round(float(v), 4) for k, v in zip(keys, p, strict=True)}
    alone_i = np.clip(1 - np.bincount(i, p, rows), 0, 1).round(4).tolist()
    alone_j = np.clip(1 - np.bincount(j, p, columns), 0, 1).round(4).tolist()
    return belief, dict(enumerate(alone_i)), dict(enumerate(alone_j))


@cache
def load_pair_weights() -> F32:
    """Weights of PAIR_FEATURES, log-odds a unit.

    Raises
    ------
    BitextError: the file is missing or was made for other features.
    """
    try:
        text = resources.files("toolkit.align").joinpath("weights.json").read_text(encoding="utf-8")
        table = json.loads(text)["pairing"]
        return np.array([table[name] for name in PAIR_FEATURES], np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise BitextError(
            f"the weights of pairing cannot be used: {error!r}", "install bitext-toolkit again"
        ) from error
