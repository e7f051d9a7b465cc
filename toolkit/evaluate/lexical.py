"""Sufficient statistics of sacrebleu's metrics for whole corpora, the same numbers, faster.

Each function takes a metric object of sacrebleu and gives the rows that its
`_extract_corpus_statistics` would give, for several systems at once. Any other
subclass of sacrebleu's `Metric` goes through its own code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from . import ter
from .ngrams import Ints, Ragged, characters, clipped_matches, tokens

Rows = NDArray[Any]
"""Statistics of a system: shape (segments, statistics), int64 or float64."""

Texts = Sequence[str]
References = Sequence[Sequence[str | None]]
"""One sequence a reference; None where a segment lacks that reference."""


def statistics(metric: Metric, systems: Sequence[Texts], references: References) -> list[Rows]:
    """Statistics of each system, as `metric._extract_corpus_statistics` gives them.

    Sets `metric.num_refs`, so that `metric.get_signature()` works afterwards.
    """
    kind = type(metric)
    if kind is BLEU:
        rows = _bleu(metric, systems, references)
    elif kind is CHRF:
        rows = _chrf(metric, systems, references)
    elif kind is TER:
        rows = _ter(metric, systems, references)
    else:
        return [np.array(metric._extract_corpus_statistics(s, cast(Any, references))) for s in systems]
    counts = {sum(ref is not None for ref in refs) for refs in zip(*references, strict=True)}
    metric.num_refs = counts.pop() if len(counts) == 1 else -1
    return rows


# BLEU --------------------------------------------------------------------


def _bleu(metric: Any, systems: Sequence[Texts], references: References) -> list[Rows]:
    order = metric.max_ngram_order
    given = [np.array([ref is not None for ref in refs]) for refs in references]
    sides = [_bleu_tokens(metric, texts) for texts in systems]
    sides += [_bleu_tokens(metric, [ref or "" for ref in refs]) for refs in references]
    ragged = tokens(sides)
    hypotheses, refs = ragged[: len(systems)], ragged[len(systems) :]
    lengths = np.stack([ref.lengths for ref in refs])
    lengths_or_none = np.where(np.stack(given), lengths, -1)
    result: list[Rows] = []
    for hypothesis in hypotheses:
        own = hypothesis.lengths
        total = np.maximum(own[:, None] - np.arange(order), 0)
        matched = clipped_matches(hypothesis, refs, order)
        closest = _closest(own, lengths_or_none)
        result.append(np.concatenate([own[:, None], closest[:, None], matched, total], axis=1))
    return result


def _closest(own: Ints, lengths: Ints) -> Ints:
    """Length of the reference closest in length, the shorter one of two; -1 without any."""
    best = np.full(len(own), -1, np.int64)
    difference = np.full(len(own), -1, np.int64)
    for row in lengths:
        apart = np.abs(own - row)
        better = (row >= 0) & (
            (difference < 0) | (apart < difference) | ((apart == difference) & (row < best))
        )
        best[better], difference[better] = row[better], apart[better]
    return best


def _bleu_tokens(metric: Any, texts: Texts) -> list[list[str]]:
    if metric.lowercase:
        texts = [text.lower() for text in texts]
    name = metric.tokenizer.signature()
    if name == "13a":
        return tokenize_13a([text.rstrip() for text in texts])
    if name == "char":
        return [list("".join(text.split())) for text in texts]
    if name == "none":
        return [text.split() for text in texts]
    return [metric.tokenizer(text.rstrip()).split() for text in texts]


_LONE = "".join(chr(c) for c in range(0x21, 0x7F) if re.match(r"[\{-\~\[-\` -\&\(-\+\:-\@\/]", chr(c)))
_BEFORE = re.compile(r"([^0-9])([\.,])")
_AFTER = re.compile(r"([\.,])([^0-9])")
_DASH = re.compile(r"([0-9])(-)")


def tokenize_13a(texts: Texts) -> list[list[str]]:
    """Tokens of mteval-v13a, as sacrebleu's `Tokenizer13a` splits each text.

    The rules are applied to all texts at once: the blanks at both ends of a text
    keep a rule from seeing the next one.
    """
    if not texts:
        return []
    lines = [
        text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
        if "\n" in text or "<skipped>" in text
        else text
        for text in texts
    ]
    joined = " " + " \n ".join(lines) + " "
    if "&" in joined:
        joined = joined.replace("&quot;", '"').replace("&amp;", "&")
        joined = joined.replace("&lt;", "<").replace("&gt;", ">")
    for mark in _LONE:
        if mark in joined:
            joined = joined.replace(mark, f" {mark} ")
    joined = _BEFORE.sub(r"\1 \2 ", joined)
    joined = _AFTER.sub(r" \1 \2", joined)
    joined = _DASH.sub(r"\1 \2 ", joined)
    return [line.split() for line in joined.split("\n")]


# chrF --------------------------------------------------------------------


def _chrf(metric: Any, systems: Sequence[Texts], references: References) -> list[Rows]:
    if metric.lowercase:
        systems = [[text.lower() for text in texts] for texts in systems]
    filled = [
        [("" if ref is None else ref.lower() if metric.lowercase else ref) for ref in refs]
        for refs in references
    ]
    char_refs = [characters(refs, metric.whitespace) for refs in filled]
    char_hyps = [characters(texts, metric.whitespace) for texts in systems]
    word_hyps: list[Ragged] = []
    word_refs: list[Ragged] = []
    if metric.word_order:
        memory: dict[str, list[str]] = {}
        sides = [[_chrf_words(text, memory) for text in texts] for texts in [*systems, *filled]]
        ragged = tokens(sides)
        word_hyps, word_refs = ragged[: len(systems)], ragged[len(systems) :]
    result: list[Rows] = []
    for index in range(len(systems)):
        best: Rows | None = None
        best_score = np.full(len(systems[index]), -1.0)
        for number, refs in enumerate(references):
            rows = _chrf_rows(char_hyps[index], char_refs[number], metric.char_order)
            if metric.word_order:
                words = _chrf_rows(word_hyps[index], word_refs[number], metric.word_order)
                rows = np.concatenate([rows, words], axis=1)
            if len(references) == 1:
                best = rows
                break
            score = chrf_scores(metric, rows)
            score[[ref is None for ref in refs]] = -2.0
            better = score > best_score
            best = rows if best is None else np.where(better[:, None], rows, best)
            best_score = np.where(better, score, best_score)
        assert best is not None
        result.append(best)
    return result


def _chrf_rows(hypothesis: Ragged, reference: Ragged, order: int) -> Ints:
    shorter = np.arange(order)
    in_hyp = np.maximum(hypothesis.lengths[:, None] - shorter, 0)
    in_ref = np.maximum(reference.lengths[:, None] - shorter, 0)
    in_hyp[in_ref == 0] = 0
    matched = clipped_matches(hypothesis, [reference], order)
    return np.stack([in_hyp, in_ref, matched], axis=2).reshape(len(in_hyp), 3 * order)


_PUNCTUATION = CHRF._PUNCTS


def _chrf_words(text: str, memory: dict[str, list[str]]) -> list[str]:
    """Words with a mark at their end, or else their start, split off."""
    words: list[str] = []
    for word in text.split():
        parts = memory.get(word)
        if parts is None:
            parts = [word]
            if len(word) > 1:
                if word[-1] in _PUNCTUATION:
                    parts = [word[:-1], word[-1]]
                elif word[0] in _PUNCTUATION:
                    parts = [word[0], word[1:]]
            memory[word] = parts
        words += parts
    return words


# TER ---------------------------------------------------------------------


def _ter(metric: Any, systems: Sequence[Texts], references: References) -> list[Rows]:
    refs = [[None if r is None else _ter_words(metric, r) for r in texts] for texts in references]
    result: list[Rows] = []
    for texts in systems:
        rows: list[tuple[int, float]] = []
        for words, alternatives in zip(
            (_ter_words(metric, t) for t in texts), zip(*refs, strict=True), strict=True
        ):
            known = [r for r in alternatives if r is not None]
            length = sum(map(len, known)) / len(known)
            rows.append((min(ter.edits(words, r) for r in known), length))
        result.append(np.array(rows, np.float64))
    return result


def _ter_words(metric: Any, text: str) -> list[str]:
    words: list[str] = metric.tokenizer(text.rstrip()).split()
    return words


# Scores of many rows at once --------------------------------------------


def scores(metric: Metric, rows: Rows) -> NDArray[np.float64]:
    """Score of each row of (summed) statistics: shape (rows,).

    For float64 and int64 rows the same floats as `metric._compute_score_from_stats`.
    """
    kind = type(metric)
    if kind is CHRF:
        return chrf_scores(metric, rows)
    if kind is BLEU and metric.smooth_method == "exp":  # type: ignore[attr-defined]
        return _bleu_scores(metric, rows)
    if kind is TER:
        rate = np.divide(rows[:, 0], rows[:, 1], out=(rows[:, 0] > 0).astype(float), where=rows[:, 1] > 0)
        return np.asarray(100 * rate)
    own = getattr(metric, "scores_of_rows", None)
    if own is not None:
        return np.asarray(own(rows))
    return np.array([metric._compute_score_from_stats(list(row)).score for row in rows])


def chrf_scores(metric: Any, rows: Rows) -> NDArray[np.float64]:
    """chrF of each row, in the order of operations of sacrebleu."""
    if metric.eps_smoothing:
        return np.array([metric._compute_f_score(list(row)) for row in rows])
    factor = metric.beta**2
    precision = np.zeros(len(rows))
    recall = np.zeros(len(rows))
    orders = np.zeros(len(rows), np.int64)
    for n in range(metric.order):
        hyp, ref, match = rows[:, 3 * n], rows[:, 3 * n + 1], rows[:, 3 * n + 2]
        both = (hyp > 0) & (ref > 0)
        precision += np.divide(match, hyp, out=np.zeros(len(rows)), where=both)
        recall += np.divide(match, ref, out=np.zeros(len(rows)), where=both)
        orders += both
    some = orders > 0
    np.divide(precision, orders, out=precision, where=some)
    np.divide(recall, orders, out=recall, where=some)
    above = (1 + factor) * precision * recall
    below = (factor * precision) + recall
    return np.asarray(100 * np.divide(above, below, out=np.zeros(len(rows)), where=below > 0))


def _bleu_scores(metric: Any, rows: Rows) -> NDArray[np.float64]:
    order = metric.max_ngram_order
    with np.errstate(divide="ignore", invalid="ignore"):
        hyp, ref = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
        brevity = np.where(hyp < ref, np.exp(1 - ref / hyp), 1.0)
        brevity[(hyp < ref) & (hyp <= 0)] = 0.0
        smooth = np.ones(len(rows))
        logs = np.zeros(len(rows))
        alive = np.ones(len(rows), bool)
        used = np.full(len(rows), order)
        if metric.effective_order:
            used[:] = 1
        for n in range(order):
            match, total = rows[:, 2 + n], rows[:, 2 + order + n]
            alive &= total > 0
            if metric.effective_order:
                used[alive] = n + 1
            missing = alive & (match == 0)
            smooth[missing] *= 2
            precision = np.where(missing, 100.0 / (smooth * total), 100.0 * match / total)
            log = np.where(alive, np.log(precision), _NO_LOG)
            logs += log if not metric.effective_order else np.where(alive, log, 0.0)
        score = brevity * np.exp(logs / used)
    score[~rows[:, 2 : 2 + order].any(axis=1)] = 0.0
    return np.asarray(score)


_NO_LOG = -9999999999.0
"""sacrebleu's logarithm of zero."""
