"""One batch: decode, judge, try again, enforce terms, estimate confidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..engines.base import Decoding, Encoder, Engine, Hypothesis, Request
from . import enforce
from .enforce import Hint
from .judge import RETRY, judge, scripts_of
from .options import TranslateOptions
from .protect import missing, pieces_around

Agreement = Callable[[str, str], float]
"""(source, target) -> share of the source's quantities that the target has, 1 where there are none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is decoded once however often it stands in the batch: a sentence with its hints.

    `inner` are the strings in it that must come through unchanged, `entry` a similar
    sentence of the memory with its translation.
    """

    text: str
    hints: tuple[Hint, ...] = ()
    inner: tuple[str, ...] = ()
    entry: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The translation of a unit; see :class:`toolkit.text.Translation` for the fields."""

    text: str
    score: float | None
    confidence: float | None
    flags: tuple[str, ...]


FORWARD, BACK, NEAR, AGREEMENT = 0.5, 0.5, 2.0, 0.5
"""What counts in the choice between hypotheses: the mean log-probability of a token of the translation, that of
the source as its translation, the cosine of their vectors, the share of quantities found again."""

ROUNDS = (4, 6, 12)  # beginnings tried in each round of forcing lost forms, one form of each sentence a round


def _pairs(unit: Unit) -> tuple[tuple[str, str], ...]:
    return tuple((hint.source, hint.target) for hint in unit.hints)


class Decoder:
    """Translates batches of units; what it gives depends on the batch alone, so a rerun gives it again."""

    def __init__(
        self,
        engine: Engine,
        source_language: str,
        target_language: str,
        options: TranslateOptions,
        encoder: Encoder | None = None,
        agreement: Agreement | None = None,
    ) -> None:
        self._engine = engine
        self._source = source_language
        self._target = target_language
        self._options = options
        self._encoder = encoder
        self._agreement = agreement or (lambda source, target: 1.0)
        pairs = engine.pairs()
        self._both_ways = pairs is not None and (target_language, source_language) in pairs

    def __call__(self, units: Sequence[Unit]) -> list[Result]:
        found = self._first(units)
        if self._options.retry:
            self._again(units, found)
            self._around(units, found)
        if self._options.enforce:
            self._enforce(units, found)
        return self._finish(units, found)

    # Attempts

    def _first(self, units: Sequence[Unit]) -> list[Hypothesis]:
        decoding = self._options.decoding
        lists = self._decode(units, decoding)
        if any(len(hypotheses) > 1 for hypotheses in lists):
            return self._rerank(units, lists)
        return [hypotheses[0] if hypotheses else Hypothesis("", -math.inf) for hypotheses in lists]

    def _decode(self, units: Sequence[Unit], decoding: Decoding) -> list[list[Hypothesis]]:
        requests = [Request(u.text, _pairs(u), entry=u.entry) for u in units]
        return self._engine.translate(requests, self._source, self._target, decoding)

    def _flags(self, unit: Unit, hypothesis: Hypothesis) -> tuple[str, ...]:
        return judge(unit.text, hypothesis.text, self._source, self._target, cut=hypothesis.cut)

    def _again(self, units: Sequence[Unit], found: list[Hypothesis]) -> None:
        """Other settings for what is visibly wrong, or has other figures; the best attempt stays."""
        first = self._options.decoding
        others = (
            replace(
                first,
                beam_size=max(4, first.beam_size),
                n_best=max(4, first.n_best),
                variants=5 if first.variants == 1 else 1,
            ),
            replace(first, beam_size=2, n_best=1, variants=1, repetition_penalty=1.2, no_repeat_ngram=4),
        )
        for decoding in (*others, *self._without_source_script(others[0])):
            worth = frozenset({"script"}) if decoding.avoid else RETRY
            figures = decoding is others[0]
            bad = [i for i, u in enumerate(units) if self._is_bad(u, found[i], worth, figures)]
            if not bad:
                continue
            for i, hypotheses in zip(bad, self._decode([units[i] for i in bad], decoding), strict=True):
                for hypothesis in hypotheses:
                    if self._badness(units[i], hypothesis) < self._badness(units[i], found[i]):
                        found[i] = hypothesis

    def _is_bad(self, unit: Unit, hypothesis: Hypothesis, worth: frozenset[str], figures: bool) -> bool:
        if worth & set(self._flags(unit, hypothesis)):
            return True
        return figures and self._agreement(unit.text, hypothesis.text) < 1.0

    def _without_source_script(self, decoding: Decoding) -> list[Decoding]:
        """A last attempt that cannot leave words untranslated, where source and target share no script."""
        scripts = scripts_of(self._source)
        return (
            [] if set(scripts) & {"LATIN", *scripts_of(self._target)} else [replace(decoding, avoid=scripts)]
        )

    def _badness(self, unit: Unit, hypothesis: Hypothesis) -> tuple[float, ...]:
        flags = set(self._flags(unit, hypothesis))
        return (
            float("empty" in flags),
            len(RETRY & flags)
            + 0.5 * len(missing(unit.inner, hypothesis.text))
            + 1.0
            - self._agreement(unit.text, hypothesis.text),
            -hypothesis.score,
        )

    def _around(self, units: Sequence[Unit], found: list[Hypothesis]) -> None:
        """Translate around protected strings where the model lost one."""
        bad = [i for i, u in enumerate(units) if missing(u.inner, found[i].text)]
        parts = {i: pieces_around(units[i].text, units[i].inner) for i in bad}
        plain = [
            replace(units[i], text=piece.strip(), inner=())
            for i in bad
            for piece, kept in parts[i]
            if not kept and any(c.isalpha() for c in piece)
        ]
        if not bad:
            return
        hinted = [replace(u, hints=tuple(h for h in u.hints if h.source in u.text)) for u in plain]
        outputs = iter(
            self._decode(hinted, replace(self._options.decoding, n_best=1, variants=1)) if hinted else []
        )
        for i in bad:
            text, scores, cut = "", [], False
            for piece, kept in parts[i]:
                if kept or not any(c.isalpha() for c in piece):
                    text += piece
                    continue
                best = next(iter(next(outputs)), Hypothesis("", -math.inf))
                lead = piece[: len(piece) - len(piece.lstrip())]
                trail = piece[len(piece.rstrip()) :]
                text += lead + best.text.strip() + trail
                scores.append(best.score)
                cut = cut or best.cut
            found[i] = Hypothesis(text, sum(scores) / len(scores) if scores else 0.0, cut)

    # Terms

    def _enforce(self, units: Sequence[Unit], found: list[Hypothesis]) -> None:
        """Repair what resembles a lost form, ask again with the form in the source, at last force it."""
        for i, unit in enumerate(units):
            self._mend(unit, found, i)
        self._substitute(units, found)
        for most in ROUNDS:
            short = [i for i, u in enumerate(units) if self._lost(u, found[i].text)]
            if not short:
                return
            self._force(units, found, short, most)

    def _lost(self, unit: Unit, text: str) -> list[Hint]:
        return enforce.lost([h for h in unit.hints if h.sure], text, self._target)

    def _mend(self, unit: Unit, found: list[Hypothesis], i: int) -> None:
        hints = [h for h in unit.hints if h.sure]
        text = enforce.repair(found[i].text, hints, self._target)
        text = enforce.set_capitals(text, unit.hints, self._target)
        if text != found[i].text and not missing(unit.inner, text):
            found[i] = replace(found[i], text=text)

    def _substitute(self, units: Sequence[Unit], found: list[Hypothesis]) -> None:
        """Put the target form into the source, which most models copy."""
        bad = [i for i, u in enumerate(units) if self._lost(u, found[i].text)]
        changed = []
        for i in bad:
            text = units[i].text
            for hint in sorted(self._lost(units[i], found[i].text), key=lambda h: -len(h.source)):
                text = text.replace(hint.source, hint.target)
            changed.append(replace(units[i], text=text))
        if not changed:
            return
        lists = self._decode(changed, replace(self._options.decoding, n_best=1, variants=1))
        for i, hypotheses in zip(bad, lists, strict=True):
            if hypotheses and self._better(units[i], hypotheses[0], found[i]):
                found[i] = hypotheses[0]
                self._mend(units[i], found, i)

    def _better(self, unit: Unit, new: Hypothesis, old: Hypothesis) -> bool:
        if len(self._lost(unit, new.text)) >= len(self._lost(unit, old.text)):
            return False
        worse = RETRY & set(self._flags(unit, new)) - set(self._flags(unit, old))
        return not worse and len(missing(unit.inner, new.text)) <= len(missing(unit.inner, old.text))

    def _force(self, units: Sequence[Unit], found: list[Hypothesis], short: Sequence[int], most: int) -> None:
        """Decode on from beginnings that end in a lost form, and take the likeliest continuation."""
        heads: list[tuple[int, str]] = []
        for i in short:
            form = self._lost(units[i], found[i].text)[0].target
            heads += [(i, head) for head in enforce.starts(found[i].text, form, self._target, most)]
        requests = [Request(units[i].text, _pairs(units[i]), head, entry=units[i].entry) for i, head in heads]
        decoding = replace(self._options.decoding, beam_size=1, n_best=1, variants=1)
        lists = self._engine.translate(requests, self._source, self._target, decoding)
        best: dict[int, tuple[int, float, Hypothesis]] = {}
        for (i, _), hypotheses in zip(heads, lists, strict=True):
            if hypotheses and self._better(units[i], hypotheses[0], found[i]):
                value = (-len(self._lost(units[i], hypotheses[0].text)), hypotheses[0].score)
                if i not in best or value > best[i][:2]:
                    best[i] = (*value, hypotheses[0])
        for i, (_, _, hypothesis) in best.items():
            found[i] = hypothesis
            self._mend(units[i], found, i)

    # Choice and confidence

    def _rerank(self, units: Sequence[Unit], lists: list[list[Hypothesis]]) -> list[Hypothesis]:
        """The best of the hypotheses: model score both ways, sentence vectors, quantities, terms, flags."""
        pairs = [(i, h) for i, hypotheses in enumerate(lists) for h in hypotheses]
        if not pairs:
            return [Hypothesis("", -math.inf) for _ in units]
        sources = [units[i].text for i, _ in pairs]
        targets = [h.text for _, h in pairs]
        back = (
            self._engine.score(targets, sources, self._target, self._source)
            if self._both_ways
            else [0.0] * len(pairs)
        )
        near = self._similarity(sources, targets) or [0.0] * len(pairs)
        best: dict[int, tuple[float, Hypothesis]] = {}
        for n, (i, hypothesis) in enumerate(pairs):
            unit = units[i]
            value = (
                FORWARD * hypothesis.score
                + BACK * max(back[n], -10.0)
                + NEAR * near[n]
                + AGREEMENT * self._agreement(unit.text, hypothesis.text)
                - 0.4 * len(self._lost(unit, hypothesis.text))
                - 1.0 * len(self._flags(unit, hypothesis))
                - 0.5 * len(missing(unit.inner, hypothesis.text))
            )
            if i not in best or value > best[i][0]:
                best[i] = (value, hypothesis)
        return [best[i][1] if i in best else Hypothesis("", -math.inf) for i in range(len(units))]

    def _similarity(self, sources: Sequence[str], targets: Sequence[str]) -> list[float] | None:
        """Cosine of the vectors of source and target; None without an encoder for both languages."""
        encoder = self._encoder
        if encoder is None or not {self._source, self._target} <= encoder.languages:
            return None
        unique = list(dict.fromkeys(sources))
        rows = {text: n for n, text in enumerate(unique)}
        left = encoder.encode(unique)
        right = encoder.encode(list(targets))
        return [float(left[rows[s]] @ right[n]) for n, s in enumerate(sources)]

    def _finish(self, units: Sequence[Unit], found: list[Hypothesis]) -> list[Result]:
        near = self._similarity([u.text for u in units], [h.text for h in found])
        results = []
        for n, (unit, hypothesis) in enumerate(zip(units, found, strict=True)):
            flags = list(self._flags(unit, hypothesis))
            if self._lost(unit, hypothesis.text):
                flags.append("terms")
            if missing(unit.inner, hypothesis.text):
                flags.append("protected")
            score = hypothesis.score if math.isfinite(hypothesis.score) else None
            value = confidence(
                score,
                None if near is None else near[n],
                self._agreement(unit.text, hypothesis.text),
                len(flags),
            )
            results.append(Result(hypothesis.text, score, value, tuple(flags)))
        return results


def confidence(score: float | None, similarity: float | None, agreement: float, flags: int) -> float | None:
    """Confidence in a translation, 0 to 1: the chance that it is one of the better ones.

    A logistic function of the model's mean log-probability a token, of the cosine
    of the sentence vectors where there is an encoder, and of the number of flags,
    fitted for the default model to sentences whose chrF is at least 45 (English) or 25
    (Korean): eval/train/confidence.py. The share of quantities found again does not show
    in chrF; it counts because a wrong figure is worse than a clumsy word. None where
    there is no score.
    """
    if score is None:
        return 0.0 if flags else None
    value = 2.94 + 5.83 * score - 1.85 * flags - 1.0 * (1.0 - agreement)
    if similarity is not None:
        value += 2.02 * (similarity - 0.6)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value)))), 4)
