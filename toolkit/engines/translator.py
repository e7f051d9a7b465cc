"""Encoder-decoder models on CTranslate2's `Translator`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import ModelError
from .base import Decoding, Hypothesis, Request
from .families import EOS, FAMILIES, Family, language_tag
from .runtime import Runtime, clean, groups, load
from .spec import ModelSpec, Pairs, read_config, read_vocabulary
from .subwords import check_fit, open_subwords

POSITIONS = 512
"""Tokens that the position tables of most models hold; fewer where a model was made so."""


class Translator:
    """A CTranslate2 encoder-decoder model. See :class:`toolkit.engines.base.Engine`."""

    uses_hints = False

    def __init__(self, spec: ModelSpec, runtime: Runtime | None = None) -> None:
        """Open a model.

        Raises
        ------
        ModelError: it is missing, damaged, too large, or its files do not fit together.
        """
        import ctranslate2

        runtime = runtime or Runtime()
        self._spec = spec.with_digest()
        self._family: Family = FAMILIES[spec.family]
        config = read_config(spec.folder)
        self._source_vocabulary = frozenset(read_vocabulary(spec.folder, "source"))
        self._target_vocabulary = frozenset(read_vocabulary(spec.folder, "target"))
        self._source = open_subwords(spec.source_tokenizer, _first(spec.pairs, 0))
        self._target = (
            self._source
            if spec.target_tokenizer == spec.source_tokenizer
            else open_subwords(spec.target_tokenizer, _first(spec.pairs, 1))
        )
        check_fit(self._source, self._source_vocabulary, str(spec.source_tokenizer))
        check_fit(self._target, self._target_vocabulary, str(spec.target_tokenizer))
        self._model = load(spec, runtime, ctranslate2.Translator)
        self._workers = runtime.workers
        self._eos = [EOS] if self._family.eos and not config.get("add_source_eos", False) else []
        self._end = str(config.get("eos_token") or EOS)
        self._longest = POSITIONS - 8

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def digest(self) -> str:
        return self._spec.digest

    @property
    def workers(self) -> int:
        return self._workers

    @property
    def longest(self) -> int:
        return self._longest

    def pairs(self) -> Pairs | None:
        return self._spec.pairs

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) + 1 for pieces in self._source.encode([clean(text) for text in texts])]

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        source_tag, target_tag = self._tags(source_language, target_language)
        prefix = self._prefix(target_tag)
        sources = self._tokens([r.text for r in requests], source_tag, target_tag)
        started = [prefix + (self._target.encode([r.prefix])[0] if r.prefix else []) for r in requests]
        results: list[list[Hypothesis]] = [[] for _ in requests]
        for batch in groups([len(tokens) for tokens in sources], alone=decoding.batch_invariant):
            inputs = [sources[i] for i in batch]
            starts = [started[i] for i in batch]
            for i, found in zip(batch, self._decode(inputs, starts, len(prefix), decoding), strict=True):
                results[i] = found
        return results

    def _decode(
        self, inputs: list[list[str]], starts: list[list[str]], drop: int, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        longest = max(len(tokens) for tokens in inputs)
        limit = min(int(decoding.max_ratio * longest) + 16, POSITIONS - 2)
        try:
            results = self._model.translate_batch(
                inputs,
                target_prefix=starts if any(starts) else None,
                beam_size=max(decoding.beam_size, decoding.n_best),
                num_hypotheses=decoding.n_best,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                max_input_length=0,
                max_decoding_length=limit,
                return_scores=True,
                return_end_token=True,
            )
        except RuntimeError as error:
            # One sentence past the position table loses the whole call: find it.
            if len(inputs) == 1:
                return [[]]
            if "memory" in str(error).lower() and "position" not in str(error).lower():
                half = len(inputs) // 2
                return self._decode(inputs[:half], starts[:half], drop, decoding) + self._decode(
                    inputs[half:], starts[half:], drop, decoding
                )
            return [
                self._decode([one], [start], drop, decoding)[0]
                for one, start in zip(inputs, starts, strict=True)
            ]
        return [self._hypotheses(result, drop) for result in results]

    def _hypotheses(self, result: Any, drop: int) -> list[Hypothesis]:
        found = []
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            ended = bool(tokens) and tokens[-1] == self._end
            pieces = tokens[drop : len(tokens) - ended]
            found.append(Hypothesis(self._target.decode(pieces), float(score), not ended))
        return found

    def score(
        self, sources: Sequence[str], targets: Sequence[str], source_language: str, target_language: str
    ) -> list[float]:
        source_tag, target_tag = self._tags(source_language, target_language)
        prefix = self._prefix(target_tag)
        inputs = self._tokens(sources, source_tag, target_tag)
        outputs = [prefix + pieces for pieces in self._target.encode([clean(t) for t in targets])]
        scores = [float("-inf")] * len(inputs)
        usable = [i for i in range(len(inputs)) if len(inputs[i]) < POSITIONS and len(outputs[i]) < POSITIONS]
        if usable:
            results = self._model.score_batch(
                [inputs[i] for i in usable],
                [outputs[i] for i in usable],
                max_batch_size=32,
                max_input_length=0,
            )
            for i, result in zip(usable, results, strict=True):
                values = result.log_probs[len(prefix) :]
                scores[i] = sum(values) / len(values) if values else float("-inf")
        return scores

    def _tokens(
        self, texts: Sequence[str], source_tag: str | None, target_tag: str | None
    ) -> list[list[str]]:
        pieces = self._source.encode([clean(text) for text in texts])
        return [self._family.source(p, source_tag, target_tag) + self._eos for p in pieces]

    def _prefix(self, target_tag: str | None) -> list[str]:
        if self._spec.target_prefix:
            return [self._spec.target_prefix]
        return self._family.prefix(target_tag)

    def _tags(self, source: str, target: str) -> tuple[str | None, str | None]:
        check_pair(self._spec, source, target)
        vocabulary = self._source_vocabulary
        source_tag = language_tag(self._family, source, vocabulary, self.name)
        target_tag = language_tag(self._family, target, vocabulary, self.name)
        if self._family.name == "marian" and target_tag is None and self._several_targets():
            known = sorted(t[2:-2] for t in vocabulary if t.startswith(">>"))
            raise ModelError(
                f"the model {self.name!r} does not know the language {target!r}",
                f"its targets: {', '.join(known)}",
            )
        return source_tag, target_tag

    def _several_targets(self) -> bool:
        return sum(t.startswith(">>") and t.endswith("<<") for t in self._source_vocabulary) > 1

    def close(self) -> None:
        self._model.unload_model()

    def __enter__(self) -> Translator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def check_pair(spec: ModelSpec, source: str, target: str) -> None:
    """Raise unless the model was made for the pair.

    Raises
    ------
    ModelError: it is for other languages.
    """
    if spec.pairs is not None and (source, target) not in spec.pairs:
        known = ", ".join(f"{s}-{t}" for s, t in sorted(spec.pairs))
        raise ModelError(
            f"the model {spec.name!r} does not translate {source}-{target} (it translates {known})",
            "see which models do: bitext models list",
        )


def _first(pairs: Pairs | None, side: int) -> str:
    return next(iter(sorted(pairs)))[side] if pairs else "en"
