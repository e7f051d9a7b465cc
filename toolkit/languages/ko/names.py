"""Does this Hangul name go with this Latin one? A learned likelihood ratio.

The score is log P(latin | hangul) - log P(latin). The first comes from the route
that fits best (see `sounds`), the second from letter trigrams and the frequency of
whole name words, so that a common name says less than a rare one. What one word of
a name can say is bounded on both sides: a long rare surname must not outweigh a
given name that is another's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from .consonants import may_sound_alike, vowels_fit
from .sounds import Route, fold, is_hangul, route, table, unpack

SURNAMES_OF_TWO = frozenset(
    ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "망절", "어금", "소봉")
)

NO_SCORE = -99.0
_CEILING = 12.0  # nats that one word can speak for a pair
_FLOOR = -16.0
_HEARD = 8.0  # nats for a word always written so: -log P of a middling Hangul word
_KOREAN_SHAPE = 5.0  # nats against a foreign reading of what looks like a Korean name
_INF = math.inf
_DOUBT = -1.0  # a score above this wants consonants in common
_SURER = 1.0  # and one above this vowels, where names are romanised by syllables
_KEEP = 1 << 14  # scores that are remembered
_FAR = 5.0  # nats below nothing from which on two words are told apart no further
_GOOD = 6.0  # a ratio below this is sought again jamo by jamo

_ROMAJI = re.compile(
    r"(?:(?:[kgsztdnhbpmrjfw]|sh|ch|ts|[kgnhbpmr]y|y|kk|tt|ss|pp|ssh|tch|cch)?(?:[aiueo]|oh|ou|uu|oo)"
    r"|n(?![aiueoy])|m(?=[bp]))+\Z"
)
# Rank and descent stand on one side only, or in other words.
_RANK_WORDS = """emperor empress king queen prince princess duke duchess marquis marquess marquise count countess
    earl baron baroness lord lady sir dame saint st pope infanta infante consort grand the great of jr sr ii iii iv v vi"""
_RANKS = frozenset(_RANK_WORDS.split())
_HANGUL_RANK = re.compile(
    r"^(?:성|경|주니어|\d+세)$|(?<=..)의$|(?:^|(?<=.))(?:왕자|공주|천황|황제|황후|대왕|왕|왕비|왕세자|왕자비|친왕|공작|대공|후작|백작"
    r"|남작|여왕|공녀|공자|교황|부인|공|후|제|대공|마립간|종)$"
)


@lru_cache(maxsize=1 << 14)
def latin_words(latin: str) -> tuple[str, ...]:
    """Folded words of a Latin name: ``("kim", "jongun")`` for "Kim Jong-un"."""
    return tuple(word for part in latin.split() if (word := fold(part)))


class NameScorer:
    """Scores pairs of a Hangul and a Latin name; get one with :meth:`load`."""

    def __init__(self, routes: dict[str, Route], data: dict[str, Any]) -> None:
        self._routes = routes
        self._surnames: dict[str, str] = data["surnames"]
        self._words: dict[str, int] = data["words"]
        self._letters: list[dict[str, int]] = data["letters"]
        self._weights: dict[str, float] = data["weights"]
        self._heard = dict(line.split("\t", 1) for line in data["heard"].split("\n") if line)
        self._surprises: dict[str, float] = {}
        self._of_words: dict[tuple[str, str, float], float] = {}
        self._spellings: dict[str, dict[str, float]] = {}

    @staticmethod
    @cache
    def load() -> NameScorer:
        """The scorer that ships, read once."""
        return NameScorer({name: route(name) for name in table()["routes"]}, table())

    def forget(self) -> None:
        """Forget the words that were scored; no score depends on them."""
        self._of_words.clear()
        self._surprises.clear()
        for path in self._routes.values():
            path.forget()

    def score(self, hangul: str, latin: str) -> float:
        """Log-likelihood ratio (nats) that both names are of one person.

        Above 0 the same person is more likely than another person who may share a
        word of the name. Words of `hangul` are divided by spaces ("스티븐 비건"), a
        Korean name is one word. Capitals, hyphens, accents and the order of the
        names do not matter. NO_SCORE (-99) where a side has no letters.
        """
        words = list(latin_words(latin))
        tokens = [t for t in hangul.split() if is_hangul(t)]
        if not words or not tokens:
            return NO_SCORE
        best = self._plain(tokens, words)
        if best < 4.0:
            kept_words = list(latin_words(latin.split(",")[0]))
            kept_words = [w for w in kept_words if w not in _RANKS] or kept_words
            kept_tokens = [_HANGUL_RANK.sub("", t) for t in tokens]
            kept_tokens = [t for t in kept_tokens if t] or tokens
            if kept_words != words or kept_tokens != tokens:
                best = max(best, self._plain(kept_tokens, kept_words) - 1.0)
                if len(kept_tokens) > 1:
                    best = max(best, self._foreign("zh", kept_tokens, kept_words) - 2.0)
        return best

    def _plain(self, tokens: list[str], words: list[str]) -> float:
        weights = self._weights
        best, penalty = NO_SCORE, 0.0
        if len(tokens) == 1:
            name = tokens[0]
            if len(name) <= 3 and len(words) > 1 and name[0] in self._surnames:
                penalty = _KOREAN_SHAPE
            if 2 <= len(name) <= 5 and len(words) >= 2:
                best = self._korean(name, words) + weights["ko"]
                if best > 8.0:
                    return best
            if len(words) <= 4:
                best = max(best, self._chinese(name, words) + weights["zh"])
        if all(map(is_romaji, words)):
            best = max(best, self._foreign("ja", tokens, words) + weights["ja"] - penalty)
            if best > 8.0:
                return best
        return max(best, self._foreign("x", tokens, words) + weights["x"] - penalty)

    def scores(self, hangul: Iterable[str], latin: Iterable[str]) -> list[float]:
        """Scores of pairs taken in step; see :meth:`score`.

        Raises
        ------
        ValueError: the two are not of one length.
        """
        return [self.score(h, n) for h, n in zip(hangul, latin, strict=True)]

    def word_score(self, hangul: str, latin: str, least: float = -_FAR) -> float:
        """Log-likelihood ratio for one word of a name on each side ("비건", "Biegun").

        A score below `least` may come out as any other below it, and sooner.
        """
        key = (hangul, latin, least)
        found = self._of_words.get(key)
        if found is None:
            if len(self._of_words) > _KEEP:
                self._of_words.clear()
            found = self._of_words[key] = self._score_word(hangul, fold(latin), least)
        return found

    def _score_word(self, hangul: str, word: str, least: float) -> float:
        if not word or not is_hangul(hangul):
            return NO_SCORE
        if least >= _DOUBT and not may_sound_alike(hangul, word):
            return self._memory(hangul, word) if word in self._heard else NO_SCORE
        surprise = self._spelling(word)  # how common the name is does not matter beside a given text
        far = surprise - least
        cost = self._routes["x"].cost(hangul, word, surprise - _GOOD, far)
        if surprise - cost < _GOOD and (least < _SURER or vowels_fit(hangul, word)):
            if is_romaji(word):
                cost = min(cost, self._routes["ja"].cost(hangul, word, _INF, far))
            if surprise - cost < _GOOD and len(hangul) <= 4:
                cost = min(cost, self._routes["zh"].cost(hangul, word, _INF, far))
                cost = min(cost, self._routes["ko"].cost(hangul, word, _INF, far))
        if surprise - cost < _GOOD and hangul in self._surnames:
            cost = min(cost, self._surname_cost(hangul, word))
        score = surprise - cost
        if score < _GOOD and word in self._heard:
            score = max(score, self._memory(hangul, word))
        return max(_FLOOR, min(_CEILING, score))

    def whole_score(self, hangul: str, latin: str, least: float = NO_SCORE) -> float:
        """Log-likelihood ratio for one Hangul word that holds the whole Latin name (이도훈, 뤄자오후이).

        A score below `least` may come out as any other below it, and sooner.
        """
        words = list(latin_words(latin))
        if not words or not is_hangul(hangul):
            return NO_SCORE
        orders = ("".join(words), words[-1] + "".join(words[:-1]))
        if least >= _DOUBT and not any(may_sound_alike(hangul, order) for order in orders):
            return NO_SCORE
        best = NO_SCORE
        if 2 <= len(hangul) <= 5 and len(words) >= 2 and self._may_be_surname(hangul, words):
            best = self._korean(hangul, words)
        if best < _GOOD:
            surprise = sum(map(self._surprise, words))
            path, dearest = self._routes["zh"], surprise - 2.0 - least
            best = max(best, surprise - min(path.cost(hangul, w, _INF, dearest) for w in orders) - 2.0)
        if best < _GOOD and len(hangul) > 3:
            best = max(best, self._ratio("x", hangul, "".join(words)) - 1.0)
        return max(best, NO_SCORE)

    def _may_be_surname(self, hangul: str, words: list[str]) -> bool:
        surnames = (hangul[0], hangul[:2]) if hangul[:2] in SURNAMES_OF_TWO else (hangul[0],)
        return any(
            word in self.surname_spellings(surname) or self._routes["ko"].plausible(surname, word)
            for surname in surnames
            if self.surname_spellings(surname)
            for word in (words[0], words[-1])
        )

    def surname_spellings(self, surname: str) -> dict[str, float]:
        """Latin spellings of a Korean surname with -log P (nats), the commonest first."""
        found = self._spellings.get(surname)
        if found is None:
            found = self._spellings[surname] = unpack(self._surnames.get(surname, ""))
        return found

    def usual_hangul(self, word: str) -> tuple[str, ...]:
        """Hangul that a common folded word of foreign names is written with, () where it is not known."""
        packed = self._heard.get(word)
        return tuple(packed.split()[::2]) if packed is not None else ()

    @property
    def surnames(self) -> frozenset[str]:
        """Korean surnames that training has seen."""
        return frozenset(self._surnames)

    def first_letters(self, syllable: str) -> frozenset[str]:
        """Letters with which a Latin word may begin whose Hangul begins with this syllable."""
        found: set[str] = set()
        for path in self._routes.values():
            found |= path.firsts(syllable)
        return frozenset(found | {spelling[0] for spelling in self.surname_spellings(syllable)})

    def _ratio(self, name: str, hangul: str, word: str) -> float:
        surprise = self._surprise(word)
        ratio = surprise - self._routes[name].cost(hangul, word, surprise - _GOOD)
        if ratio < _GOOD and word in self._heard:
            ratio = max(ratio, self._memory(hangul, word))
        return min(_CEILING, max(_FLOOR, ratio))

    def _memory(self, hangul: str, word: str) -> float:
        """Ratio of a common word that training has seen written with just this Hangul (마이클, Michael)."""
        items = self._heard[word].split()
        counts = dict(zip(items[::2], map(int, items[1::2]), strict=True))
        share = counts.get(hangul, 0) / sum(counts.values())
        return _HEARD + math.log(share) if share else NO_SCORE

    def _korean(self, name: str, words: list[str]) -> float:
        best = NO_SCORE
        for size in (1, 2) if name[:2] in SURNAMES_OF_TWO and len(name) > 2 else (1,):
            surname, given = name[:size], name[size:]
            for first, rest in ((words[0], "".join(words[1:])), (words[-1], "".join(words[:-1]))):
                ratio = max(_FLOOR, self._surprise(first) - self._surname_cost(surname, first))
                best = max(best, ratio + self._ratio("ko", given, rest))
        return best

    def _surname_cost(self, surname: str, word: str) -> float:
        cost = self.surname_spellings(surname).get(word)
        return cost if cost is not None else 3.0 + self._routes["ko"].cost(surname, word)

    def _chinese(self, name: str, words: list[str]) -> float:
        path = self._routes["zh"]
        surprise = sum(map(self._surprise, words))
        cost = path.cost(name, "".join(words), surprise - _GOOD)
        if len(words) > 1:
            cost = min(cost, 1.0 + path.cost(name, words[-1] + "".join(words[:-1]), surprise - _GOOD))
        return max(2 * _FLOOR, surprise - cost)

    def _foreign(self, name: str, tokens: list[str], words: list[str]) -> float:
        best = self._in_order(name, tokens, words)
        if best > 8.0:
            return best
        if len(tokens) > 1 and len(words) > 1:
            turned = 0.0 if name == "ja" else 2.0
            best = max(best, self._in_order(name, [*tokens[1:], tokens[0]], words) - turned)
        elif len(tokens) == 1 and len(words) > 1:
            best = max(best, self._in_order(name, tokens, [*words[1:], words[0]]) - 2.0)
        return best

    def _in_order(self, name: str, tokens: list[str], words: list[str]) -> float:
        """Best monotone alignment of words; a word may be left over on the longer side only."""
        n, m = len(tokens), len(words)
        if n == m:
            return sum(self._word_ratio(name, t, w) for t, w in zip(tokens, words, strict=True))
        if n > 6 or m > 8:
            return 2 * _FLOOR
        skip_word = 3.0 if m > n else 99.0
        skip_token = 4.0 if n > m else 99.0
        rows = [[NO_SCORE * 9] * (m + 1) for _ in range(n + 1)]
        rows[0][0] = 0.0
        for i in range(n + 1):
            for j in range(m + 1):
                here = rows[i][j]
                if i < n and j < m:
                    step = here + self._word_ratio(name, tokens[i], words[j])
                    rows[i + 1][j + 1] = max(rows[i + 1][j + 1], step)
                if m > n and i < n and j + 1 < m:
                    step = here + self._ratio(name, tokens[i], words[j] + words[j + 1]) - 2.0
                    rows[i + 1][j + 2] = max(rows[i + 1][j + 2], step)
                if n > m and i + 1 < n and j < m:
                    step = here + self._ratio(name, tokens[i] + tokens[i + 1], words[j]) - 2.0
                    rows[i + 2][j + 1] = max(rows[i + 2][j + 1], step)
                if j < m:
                    cost = 0.5 if len(words[j]) == 1 else skip_word
                    rows[i][j + 1] = max(rows[i][j + 1], here - cost)
                if i < n:
                    rows[i + 1][j] = max(rows[i + 1][j], here - skip_token)
        return rows[n][m]

    def _word_ratio(self, name: str, token: str, word: str) -> float:
        if len(word) == 1 and len(token) > 1:
            return 1.0 if self._routes[name].plausible(token[0], word) else -4.0
        ratio = self._ratio(name, token, word)
        if len(token) == 1 and ratio < 3.0 and token in self._surnames:
            cost = self.surname_spellings(token).get(word)
            if cost is not None:  # Koreans and Chinese abroad: 존 유, John Yoo
                ratio = max(ratio, self._surprise(word) - cost - 1.0)
        return ratio

    def _surprise(self, word: str) -> float:
        """-log P(word) as a word of any name, in nats."""
        return min(self._spelling(word), self._words.get(word, 9999) / 10)

    def spelling_cost(self, latin: str) -> float:
        """-log P of a Latin word letter by letter (nats): how unlike the spelling of names it is."""
        return self._spelling(fold(latin))

    def _spelling(self, word: str) -> float:
        """-log P(word) letter by letter, in nats."""
        found = self._surprises.get(word)
        if found is None:
            if len(self._surprises) > _KEEP:
                self._surprises.clear()
            padded = f"^^{word}$"
            grams = [padded[i : i + 3] for i in range(len(word) + 1)]
            found = min(sum(_gram_cost(gram, letters) for gram in grams) for letters in self._letters) / 10
            self._surprises[word] = found
        return found


def _gram_cost(gram: str, letters: dict[str, int]) -> int:
    """Cost (tenths of a nat) of the third letter after the two before it."""
    cost = letters.get(gram)
    return cost if cost is not None else 15 + letters.get(gram[1:], 60)


@lru_cache(maxsize=1 << 14)
def is_romaji(word: str) -> bool:
    """Whether a folded word can be read as romanised Japanese."""
    return _ROMAJI.match(word) is not None
