"""Encoder-decoder models on CTranslate2's `Translator`."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Sequence
from typing import Any

from ..errors import ModelError
from .base import Decoding, Hypothesis, Request
from .families import EOS, FAMILIES, Family, language_tag
from .runtime import Opened, Runtime, clean, groups, in_parts, own_tokens, settings
from .spec import ModelSpec, Pairs, read_config, read_vocabulary
from .subwords import check_fit, open_subwords

_MARK = re.compile(r"</?[a-z_0-9]+>|__[a-z]+__|>>\S+<<|[a-z]{2,3}_[A-Z][A-Za-z]{1,3}")

POSITIONS = 512
"""Tokens that the position tables of most models hold; fewer where a model was made so."""


class Translator(Opened):
    """A CTranslate2 encoder-decoder model. See :class:`toolkit.engines.base.Engine`."""

    uses_hints = False

    def __init__(self, spec: ModelSpec, runtime: Runtime | None = None) -> None:
        """Open a model.

        Raises
        ------
        ModelError: it is missing, damaged, too large, or its files do not fit together.
        """
        import ctranslate2

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
        tags = sorted(t for t in self._source_vocabulary if t.startswith(">>") and t.endswith("<<"))
        self._targets = [tag[2:-2] for tag in tags] if self._family.name == "marian" and len(tags) > 1 else []
        # Marks are no text; a trained model hardly ever writes one.
        self._marks = frozenset(t for t in self._target_vocabulary if _MARK.fullmatch(t))
        super().__init__(spec, runtime or Runtime(), ctranslate2.Translator)
        self._eos = [EOS] if self._family.eos and not config.get("add_source_eos", False) else []
        self._end = str(config.get("eos_token") or EOS)
        self._longest = POSITIONS - 8
        self._encoded: dict[str, list[str]] = {}

    @property
    def longest(self) -> int:
        return self._longest

    def lengths(self, texts: Sequence[str]) -> list[int]:
        pieces = self._source.encode([clean(text) for text in texts])
        self._encoded = dict(zip(texts, pieces, strict=True))  # a window's, wanted again when it is decoded
        return [len(p) + 1 for p in pieces]

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        source_tag, target_tag = self._tags(source_language, target_language)
        prefix = self._prefix(target_tag)
        sources = self._tokens([r.text for r in requests], source_tag, target_tag)
        started = [prefix + (self._target.encode([r.prefix])[0] if r.prefix else []) for r in requests]
        results: list[list[Hypothesis]] = [[] for _ in requests]
        limits = [
            min(int(decoding.max_ratio * (len(s) - len(self._eos))) + 16, POSITIONS - 2) + len(prefix)
            for s in sources
        ]
        for batch in groups([len(tokens) for tokens in sources], 1 if decoding.batch_invariant else 0):
            rows = [(sources[i], started[i], limits[i] + len(started[i]) - len(prefix)) for i in batch]
            decoded = in_parts(rows, lambda part: self._decode(part, len(prefix), decoding))
            for i, found in zip(batch, decoded, strict=True):
                results[i] = found
        return results

    def _decode(
        self, rows: list[tuple[list[str], list[str], int]], drop: int, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        """Hypotheses for (source tokens, first target tokens, most target tokens)."""
        starts = [start for _, start, _ in rows]
        results = self._model.translate_batch(
            [tokens for tokens, _, _ in rows],
            target_prefix=starts if any(starts) else None,
            **settings(decoding, self._target_vocabulary),
            max_input_length=0,
            max_decoding_length=min(max(limit for _, _, limit in rows), POSITIONS - 2),
        )
        return [self._hypotheses(result, drop, row[2]) for result, row in zip(results, rows, strict=True)]

    def _hypotheses(self, result: Any, drop: int, limit: int) -> list[Hypothesis]:
        found = []
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            pieces, ended = own_tokens(tokens, (self._end,), limit)
            text = self._target.decode([piece for piece in pieces[drop:] if piece not in self._marks])
            found.append(Hypothesis(text, float(score), not ended))
        return found

    def score(
        self,
        sources: Sequence[Request | str],
        targets: Sequence[str],
        source_language: str,
        target_language: str,
        *,
        complete: bool = True,
    ) -> list[float]:
        source_tag, target_tag = self._tags(source_language, target_language)
        prefix = self._prefix(target_tag)
        texts = [s if isinstance(s, str) else s.text for s in sources]
        inputs = self._tokens(texts, source_tag, target_tag)
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
                # CTranslate2 puts the end mark behind each target and scores it last.
                values = result.log_probs[len(prefix) : None if complete else -1]
                scores[i] = sum(values) / len(values) if values else float("-inf")
        return scores

    def _tokens(
        self, texts: Sequence[str], source_tag: str | None, target_tag: str | None
    ) -> list[list[str]]:
        known = self._encoded
        new = [text for text in texts if text not in known]
        others = self._source.encode([clean(text) for text in new]) if new else []
        pieces = ChainMap(dict(zip(new, others, strict=True)), known)
        return [self._family.source(pieces[text], source_tag, target_tag) + self._eos for text in texts]

    def _prefix(self, target_tag: str | None) -> list[str]:
        if self._spec.target_prefix:
            return [self._spec.target_prefix]
        return self._family.prefix(target_tag)

    def _tags(self, source: str, target: str) -> tuple[str | None, str | None]:
        check_pair(self._spec, source, target)
        vocabulary = self._source_vocabulary
        source_tag = language_tag(self._family, source, vocabulary, self.name)
        target_tag = language_tag(self._family, target, vocabulary, self.name)
        if target_tag is None and self._targets:
            raise ModelError(
                f"the model {self.name!r} does not know the language {target!r}",
                f"its targets: {', '.join(self._targets)}",
            )
        return source_tag, target_tag


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
