"""Training examples: read, cleaned of development text, augmented and packed.

The mixture is described in `mixture.toml` beside this file. Everything is drawn
from one seeded generator, so that a run can be repeated, and resumed by passing
over what it has seen.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from plain_style import to_plain
from synthetic import Terms, synthetic_pair

from toolkit.corpus import read_news_articles, read_news_pairs
from toolkit.engines.base import Request
from toolkit.engines.generator import PROMPTS
from toolkit.engines.wordlist import WordList
from toolkit.languages import LANGUAGES

FIGURES = frozenset({"cardinal", "percent", "percentage-point", "money", "duration", "measure", "fraction"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence pair with the names and terms marked in it: (Korean, English) forms."""

    ko: str
    en: str
    terms: Terms = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A pair in one direction, with the terms that the prompt hints at, glosses of the word
    list, which may be wrong, and an entry of the translation memory."""

    source: str
    target: str
    language: str
    hints: Terms = ()
    words: Terms = ()
    entry: tuple[str, str] | None = None

    @property
    def prompt(self) -> str:
        """Text before the target; the target follows after one space."""
        request = Request(self.source, self.hints, words=self.words, entry=self.entry)
        return "".join(PROMPTS["bitext"].text(request, "", self.language))


def news_runs(split: str, articles: bool = False, folder: Path | None = None) -> list[list[Pair]]:
    """The published news pairs as runs of consecutive sentences.

    A run of `articles` ends where a sentence belongs to the other split; without
    `articles` all pairs are one run (neighbours in the file are of one subject).
    """
    if not articles:
        return [[Pair(p.ko, p.en, p.terms) for p in read_news_pairs(split, folder)]]
    runs: list[list[Pair]] = []
    for article in read_news_articles(split, folder):
        last = -2
        for p in article:
            if p.sentence != last + 1:
                runs.append([])
            runs[-1].append(Pair(p.ko, p.en, p.terms))
            last = p.sentence
    return runs


def read_pairs(path: Path) -> list[list[Pair]]:
    """Pairs of a tab-separated file (Korean, English) as one run."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    return [[Pair(row[0], row[1]) for row in rows]]


def words(text: str) -> list[str]:
    """Words of a text for the comparison with development text: letters and digits, case folded."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def runs_of(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """All runs of `length` words of a text."""
    w = words(text)
    return zip(*(w[i:] for i in range(length)), strict=False)


@dataclass(frozen=True, slots=True)
class Guard:
    """Word runs of the development text, which no training pair may share."""

    en: frozenset[int]
    ko: frozenset[int]
    en_length: int = 8
    ko_length: int = 5

    @staticmethod
    def over(pairs: Iterable[tuple[str, str]], en_length: int = 8, ko_length: int = 5) -> Guard:
        """A guard over development pairs (Korean, English)."""
        pairs = list(pairs)
        return Guard(
            frozenset(hash(run) for _, en in pairs for run in runs_of(en, en_length)),
            frozenset(hash(run) for ko, _ in pairs for run in runs_of(ko, ko_length)),
            en_length,
            ko_length,
        )

    def touches(self, pair: Pair) -> bool:
        """Whether a pair shares 8 English or 5 Korean words in a row with development text."""
        return any(hash(run) in self.en for run in runs_of(pair.en, self.en_length)) or any(
            hash(run) in self.ko for run in runs_of(pair.ko, self.ko_length)
        )


def development_pairs(data: Path | None) -> list[tuple[str, str]]:
    """All development sentences (Korean, English) that training must not have seen.

    Parameters
    ----------
    data: folder that holds dev/ with development sets of others, None for none.
    """
    runs = news_runs("dev")
    for path in sorted((data / "dev").glob("*.tsv")) if data else []:
        runs += read_pairs(path)
    return [(pair.ko, pair.en) for run in runs for pair in run]


@dataclass(frozen=True, slots=True)
class Source:
    """One part of the mixture: runs of pairs and how they are used.

    `share` is its part of the examples; `into_ko` how often a drawn pair is used
    with Korean as the target; `join` how often it is joined with the next one or
    two; `hints` how often terms are hinted at; `figures` how often amounts are; `words`
    how often glosses of the word list are given; `memory` how often an entry of a
    translation memory is shown; `swap` how often names give way to others, mostly with
    hints, so that only the hint can tell them; `names` those of persons from abroad that
    may stand in; `style` what becomes of Korean in the polite style as a target: "any"
    keeps it, "plain" rewrites or passes over.
    """

    name: str
    runs: list[list[Pair]]
    share: float
    into_ko: float
    join: float = 0.0
    hints: float = 0.0
    figures: float = 0.0
    words: float = 0.0
    memory: float = 0.0
    swap: float = 0.0
    names: Terms = ()
    style: str = "any"


def load_mixture(
    path: Path, data: Path | None, corpus: Path | None = None
) -> tuple[list[Source], dict[str, dict[str, int]]]:
    """Sources of a mixture file, decontaminated, and how many pairs each had and keeps.

    Parameters
    ----------
    path: the mixture, see mixture.toml.
    data: folder of the files that it names; sources with files are left out where it is None.
    corpus: folder of the news pairs, None for those that bitext publishes.
    """
    settings: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    guard = Guard.over(development_pairs(data))
    sources, counts = [], {}
    for name, entry in settings["source"].items():
        runs: list[list[Pair]] = []
        if entry.get("synthetic"):
            chances = {key: entry.get(key, 0.0) for key in ("hints", "figures")}
            sources.append(Source(name, [], entry["share"], entry["into_ko"], **chances))
            continue
        if "corpus" in entry:
            runs = news_runs("train", entry["corpus"] == "articles", corpus)
        elif data is None:
            continue
        for file in entry.get("files", []):
            runs += read_pairs(data / file)
        before = sum(len(run) for run in runs)
        runs = [piece for run in runs for piece in _without(run, guard)]
        counts[name] = {"pairs": before, "kept": sum(len(run) for run in runs)}
        options = {
            key: entry[key]
            for key in ("share", "into_ko", "join", "hints", "figures", "words", "memory", "swap", "style")
            if key in entry
        }
        if data and "names" in entry:
            options["names"] = tuple((p.ko, p.en) for f in entry["names"] for p in read_pairs(data / f)[0])
        sources.append(Source(name, runs, **options))
    return sources, counts


def _without(run: list[Pair], guard: Guard) -> Iterator[list[Pair]]:
    """Pieces of a run between the pairs that touch development text."""
    piece: list[Pair] = []
    for pair in run:
        if guard.touches(pair):
            if piece:
                yield piece
            piece = []
        else:
            piece.append(pair)
    if piece:
        yield piece


def examples(sources: list[Source], seed: int, words: WordList | None = None) -> Iterator[Example]:
    """Examples without end: each source is gone through in a new order on every pass."""
    rng = random.Random(seed)
    orders = {source.name: _endless(source, rng.randrange(1 << 30)) for source in sources}
    weights = [source.share for source in sources]
    while True:
        source = rng.choices(sources, weights)[0]
        into_ko = rng.random() < source.into_ko
        entry = None
        if source.runs:
            i, j = next(orders[source.name])
            pair = _joined(source, i, j, rng)
            hinted = False
            if rng.random() < source.swap:
                pair = altered(pair, source.runs[i], rng, False, source.names) or pair
                hinted = rng.random() < 0.6
            if rng.random() < source.memory:
                entry = _entry(source.runs[i], j, pair, rng)
        else:
            pair, hinted = Pair(*synthetic_pair(rng)), False
        example = _example(pair, entry, into_ko, source, rng, hinted)
        if example is not None:
            if words is not None and rng.random() < source.words:
                example = glossed(example, pair.terms, words)
            yield example


def _endless(source: Source, seed: int) -> Iterator[tuple[int, int]]:
    rng = random.Random(seed)
    places = [(i, j) for i, run in enumerate(source.runs) for j in range(len(run))]
    while places:
        rng.shuffle(places)
        yield from places


def _joined(source: Source, i: int, j: int, rng: random.Random) -> Pair:
    run = source.runs[i]
    count = rng.choice((2, 2, 3)) if rng.random() < source.join else 1
    pairs = run[j : j + count]
    terms = tuple(dict.fromkeys(term for pair in pairs for term in pair.terms))
    return Pair(" ".join(p.ko for p in pairs), " ".join(p.en for p in pairs), terms)


def _entry(run: list[Pair], j: int, pair: Pair, rng: random.Random) -> Pair | None:
    """What a desk's archive may hold near a pair: the same with other names and figures, or a
    neighbour of one subject, which helps less and must not mislead."""
    if rng.random() < 0.35:
        near = [k for k in range(j - 3, j + 4) if 0 <= k < len(run) and run[k].ko not in pair.ko]
        return run[rng.choice(near)] if near else None
    return altered(pair, run, rng)


def altered(
    pair: Pair, run: list[Pair], rng: random.Random, figures: bool = True, names: Terms = ()
) -> Pair | None:
    """The pair with marked forms of other pairs of the run or with other names, and with other figures;
    None if nothing changes.

    A form gives way to one that is used alike in both languages: a name for a name,
    of as many words, with the same particles in Korean and the same article in English.
    """
    ko, en, terms = pair.ko, pair.en, []
    for source, target in pair.terms:
        if rng.random() < 0.6 and ko.count(source) == 1 == en.count(target):
            if names and " " in source and target.istitle():  # a person from abroad, more likely than not
                others = [rng.choice(names) for _ in range(12)]
            else:
                others = [term for _ in range(12) for term in run[rng.randrange(len(run))].terms]
            like = [t for t in others if _use(*t) == _use(source, target)]
            new_source, new_target = rng.choice(like) if like else (source, target)
            ko, en = ko.replace(source, new_source), en.replace(target, new_target)
            source, target = new_source, new_target
        terms.append((source, target))
    for figure in dict.fromkeys(re.findall(r"\d+", ko)) if figures else ():
        whole = re.compile(rf"(?<!\d){figure}(?!\d)")
        if rng.random() < 0.6 and len(whole.findall(ko)) == 1 == len(whole.findall(en)):
            new = str(rng.randrange(10 ** (len(figure) - 1), 10 ** len(figure)))
            ko, en = whole.sub(new, ko), whole.sub(new, en)
    if ko == pair.ko or en == pair.en:
        return None
    return Pair(ko, en, tuple((a, b) for a, b in terms if a in ko and b in en))


def _use(ko: str, en: str) -> tuple[object, ...]:
    """What decides how a form stands in a sentence: its words, whether it is a name, its edges."""
    final = (ord(ko[-1]) - 0xAC00) % 28 if "가" <= ko[-1] <= "힣" else -1
    return (
        len(en.split()),
        en[:1].isupper(),
        en[:1].casefold() in "aeiou",
        en[-1:] == "s",
        min(final, 1),
        final == 8,
    )


def glossed(example: Example, own: Terms, words: WordList) -> Example:
    """The example with the glosses that the list would give if it had not been made of this pair."""
    if example.language == "ko":
        own = tuple((en, ko) for ko, en in own)
    language = "en" if example.language == "ko" else "ko"
    return replace(example, words=words.glosses(example.source, language, [s for s, _ in example.hints], own))


def figures(pair: Pair) -> Terms:
    """The amounts of a pair that stand in both languages once, as they are written in each.

    What a hint is good for are the large ones, whose powers of ten differ (만, 억).
    """
    sides = [
        [q for q in LANGUAGES[code].quantities(text, None) if q.hard and q.kind in FIGURES]
        for code, text in (("ko", pair.ko), ("en", pair.en))
    ]
    values = [Counter(q.value for q in side) for side in sides]
    return tuple(
        (a.text, b.text)
        for a in sides[0]
        for b in sides[1]
        if a.value == b.value
        and a.high == b.high
        and (a.kind == b.kind or "cardinal" in (a.kind, b.kind))
        and values[0][a.value] == values[1][b.value] == 1
    )


def _example(
    pair: Pair, entry: Pair | None, into_ko: bool, source: Source, rng: random.Random, hinted: bool
) -> Example | None:
    hints: Terms = ()
    if pair.terms and (hinted or rng.random() < source.hints):
        chosen = list(pair.terms)
        if not hinted and rng.random() < 0.4:
            chosen = [term for term in chosen if rng.random() < 0.6]
        # A hint that the target does not hold would teach the model to pass hints over.
        hints = tuple((ko, en) for ko, en in chosen if ko in pair.ko and en in pair.en)
    if rng.random() < source.figures:
        found = figures(pair)
        some = [
            f
            for f in found
            if rng.random() < (0.9 if re.search("[만억조]|illion|[0-9]{2}", f[0] + f[1]) else 0.3)
        ]
        hints += tuple(f for f in some if not any(f[0] in ko or f[1] in en for ko, en in hints))
    if not into_ko:
        return Example(pair.ko, pair.en, "en", hints, entry=(entry.ko, entry.en) if entry else None)
    korean = pair.ko if source.style == "any" else to_plain(pair.ko)
    if korean is None:
        return None
    back = tuple((en, ko) for ko, en in hints)
    return Example(pair.en, korean, "ko", back, entry=(entry.en, entry.ko) if entry else None)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of an example; the first `prompt` of them bear no loss."""

    ids: list[int]
    prompt: int


def encode(example: Example, tokenizer: Any) -> Encoded:
    """Token ids of prompt and target with beginning and end."""
    prompt = [tokenizer.bos_id(), *tokenizer.encode(example.prompt)]
    return Encoded([*prompt, *tokenizer.encode(" " + example.target), tokenizer.eos_id()], len(prompt))


@dataclass(frozen=True, slots=True)
class Batch:
    """Packed rows: arrays (rows, length) of int64; `targets` is -1 where there is no loss."""

    tokens: np.ndarray
    positions: np.ndarray
    segments: np.ndarray
    targets: np.ndarray


def pack(encoded: list[Encoded], rows: int, length: int) -> tuple[Batch, list[Encoded]]:
    """Pack examples first-fit into rows, longest first; also those that did not fit."""
    tokens = np.zeros((rows, length), np.int64)
    positions, segments = np.zeros_like(tokens), np.zeros_like(tokens)
    targets = np.full_like(tokens, -1)
    used, count, left = [0] * rows, [0] * rows, []
    for item in sorted(encoded, key=lambda e: -len(e.ids)):
        size = len(item.ids) - 1
        row = next((r for r in range(rows) if used[r] + size <= length), None)
        if row is None:
            left.append(item)
            continue
        here = slice(used[row], used[row] + size)
        count[row] += 1
        tokens[row, here] = item.ids[:-1]
        positions[row, here] = np.arange(size)
        segments[row, here] = count[row]
        after = used[row] + item.prompt - 1
        targets[row, after : used[row] + size] = item.ids[item.prompt :]
        used[row] += size
    return Batch(tokens, positions, segments, targets), left


def batches(stream: Iterator[Example], tokenizer: Any, tokens: int, short: int, long: int) -> Iterator[Batch]:
    """Batches of about `tokens` tokens in rows of `short` or, for longer examples, `long` tokens."""
    pools: dict[int, list[Encoded]] = {short: [], long: []}
    for example in stream:
        item = encode(example, tokenizer)
        size = len(item.ids) - 1
        if size > long:
            continue
        length = short if size <= short else long
        pools[length].append(item)
        # A little more than fits, so that the rows are filled well.
        if sum(len(e.ids) for e in pools[length]) > tokens * 1.15:
            batch, pools[length] = pack(pools[length], tokens // length, length)
            yield batch


def development_examples(pairs: list[Pair], count: int, seed: int, words: WordList) -> list[Example]:
    """Fixed examples in both directions with glosses of the word list, hints in every second one."""
    chosen = random.Random(seed).sample(pairs, min(count, len(pairs)))
    found = []
    for number, pair in enumerate(chosen):
        terms = tuple(t for t in pair.terms if t[0] in pair.ko and t[1] in pair.en) if number % 2 else ()
        found.append(Example(pair.ko, pair.en, "en", terms))
        found.append(Example(pair.en, pair.ko, "ko", tuple((en, ko) for ko, en in terms)))
    return [glossed(example, (), words) for example in found]
