"""Decoder-only models on CTranslate2's `Generator`: a prompt in, the translation out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

from ..errors import unknown_name
from ..languages.iso639 import language_name
from .base import LABELS, Decoding, Hypothesis, Request
from .runtime import Opened, Runtime, clean, groups, in_parts, own_tokens, settings
from .spec import WORDS, ModelSpec, read_config, read_vocabulary
from .subwords import check_fit, open_subwords
from .translator import check_pair
from .wordlist import WordList

CONTEXT = 512
"""Tokens of prompt and output together; Gemma's sliding window makes more inexact."""

TOGETHER = 32
"""Most prompts decoded together."""

TOKENS = 768
"""Tokens of the prompts, padded, that are decoded together, times the width of the beam. CTranslate2 keeps
keys and values for each head (147 kB a token of the default model) and copies them at every step, and reads
only what the shortest prompt of a batch has in one pass, the rest token by token. 512 take a sixth more time
and 50 MB less, 1024 are a twentieth faster and take 90 MB more."""

KEPT = 0.6
"""Part of the glosses, but for names, that stand in the prompt of a variant."""

LEAST = 16
"""Tokens that must be left for the translation, else the prompt is too long."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a decoder-only model is asked for a translation.

    `start` are the first tokens; `text(request, source, target)` gives the parts that
    follow (languages by their codes; a control token of the model is a part of its
    own). Decoding ends at the first of `ends`; `lead` stands between
    prompt and translation.
    """

    start: tuple[str, ...]
    text: Callable[[Request, str, str], list[str]]
    ends: tuple[str, ...]
    lead: str = ""


def _bitext(request: Request, source: str, target: str) -> list[str]:
    terms, words, memory = LABELS
    lines = [request.text]
    for label, pairs in ((terms, request.hints), (words, request.words)):
        if pairs:
            lines.append(f"{label}: " + "; ".join(f"{s} = {t}" for s, t in pairs))
    if request.entry:
        lines.append(f"{memory}: " + " = ".join(request.entry))
    return ["\n".join([*lines, f"{language_name(target)}:"])]


def _translategemma(request: Request, source: str, target: str) -> list[str]:
    s, t = language_name(source), language_name(target)
    return [
        "<start_of_turn>",
        f"user\nYou are a professional {s} ({source}) to {t} ({target}) translator. Your goal is to accurately "
        f"convey the meaning and nuances of the original {s} text while adhering to {t} grammar, vocabulary, and "
        f"cultural sensitivities.\nProduce only the {t} translation, without any additional explanations or "
        f"commentary. Please translate the following {s} text into {t}:\n\n\n{request.text}",
        "<end_of_turn>",
        "\n",
        "<start_of_turn>",
        "model\n",
    ]


def _instruction(request: Request, source: str, target: str) -> str:
    terms = "".join(f"\n{s} = {t}" for s, t in request.hints)
    use = f"\nUse these terms:{terms}" if request.hints else ""
    return (
        f"Translate the following {language_name(source)} sentence of a news article into {language_name(target)}. "
        f"Answer with the translation only.{use}\n\n{request.text}"
    )


def _gemma(request: Request, source: str, target: str) -> list[str]:
    ask = _instruction(request, source, target)
    return ["<start_of_turn>", f"user\n{ask}", "<end_of_turn>", "\n", "<start_of_turn>", "model\n"]


def _qwen(request: Request, source: str, target: str) -> list[str]:
    ask = _instruction(request, source, target)
    return ["<|im_start|>", f"user\n{ask}", "<|im_end|>", "\n", "<|im_start|>", "assistant\n"]


PROMPTS: dict[str, Prompt] = {
    "bitext": Prompt(("<bos>",), _bitext, ("<eos>", "\n", "\n\n"), " "),
    "translategemma": Prompt(("<bos>",), _translategemma, ("<end_of_turn>", "<eos>")),
    "gemma": Prompt(("<bos>",), _gemma, ("<end_of_turn>", "<eos>")),
    "qwen": Prompt((), _qwen, ("<|im_end|>", "<|endoftext|>")),
}
"""Prompts by name; control tokens of a model stand as items of their own in the lists."""


class Generator(Opened):
    """A CTranslate2 decoder-only model that translates. See :class:`toolkit.engines.base.Engine`."""

    def __init__(self, spec: ModelSpec, runtime: Runtime | None = None) -> None:
        """Open a model.

        Raises
        ------
        ModelError: it is missing, damaged, too large, or its files do not fit together.
        OptionError: its prompt is unknown.
        """
        import ctranslate2

        name = spec.prompt or "bitext"
        if name not in PROMPTS:
            raise unknown_name("prompt", name, PROMPTS)
        self._prompt = PROMPTS[name]
        read_config(spec.folder)
        vocabulary = read_vocabulary(spec.folder, "target")
        known = frozenset(vocabulary)
        self._vocabulary = known
        self._subwords = open_subwords(spec.source_tokenizer)
        check_fit(self._subwords, known, str(spec.source_tokenizer))
        self._control = frozenset(t for t in known if t.startswith("<") and t.endswith(">"))
        words = spec.folder / WORDS
        self._words = WordList.read(words) if words.is_file() else None
        self._ends = [end for end in self._prompt.ends if end in known]
        super().__init__(spec, runtime or Runtime(), ctranslate2.Generator)

    @property
    def uses_hints(self) -> bool:
        return self._spec.hints

    @property
    def longest(self) -> int:
        return CONTEXT // 4

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) for pieces in self._subwords.encode([clean(text) for text in texts])]

    def prompt(self, request: Request, source_language: str, target_language: str) -> list[str]:
        """Tokens that stand before the translation."""
        text = clean(request.text)
        hints = tuple((clean(s), clean(t)) for s, t in request.hints) if self.uses_hints else ()
        words = request.words
        if self._words is not None and words is None:
            words = self._words.glosses(text, source_language, [s for s, _ in hints])
        entry = request.entry and (clean(request.entry[0]), clean(request.entry[1]))
        whole = replace(request, text=text, hints=hints, words=words, entry=entry)
        parts = self._prompt.text(whole, source_language, target_language)
        tokens = list(self._prompt.start)
        for part in parts:
            tokens += [part] if part in self._control else self._subwords.encode([part])[0]
        return tokens + self._lead(request.prefix)

    def _lead(self, prefix: str) -> list[str]:
        prefix = clean(prefix)
        return self._subwords.encode([self._prompt.lead + prefix])[0] if prefix else []

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        check_pair(self._spec, source_language, target_language)
        if decoding.variants > 1 and self._words is not None:
            return self._varied(requests, source_language, target_language, decoding)
        return self._translate(requests, source_language, target_language, decoding)

    def _varied(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        """What the model makes of a sentence with all its glosses, with few and with some of them in
        another order, which differs more, and in better ways, than the hypotheses of one beam.

        Where there are too few glosses the likeliest first tokens are gone on from as well.
        """
        greedy = replace(decoding, beam_size=1, n_best=1, variants=1)
        varied = [self._variants(r, source_language, decoding.variants) for r in requests]
        flat = [r for some in varied for r in some]
        outputs = iter(self._translate(flat, source_language, target_language, greedy))
        found = [[h for _ in some for h in next(outputs)] for some in varied]
        short = [i for i, some in enumerate(varied) if len(some) < decoding.variants]
        others = self._translate(
            [requests[i] for i in short], source_language, target_language, greedy, decoding.variants
        )
        for i, more in zip(short, others, strict=True):
            found[i] += more
        return [_distinct(some)[: decoding.variants] for some in found]

    def _variants(self, request: Request, source_language: str, count: int) -> list[Request]:
        """At most `count` requests with different glosses, all of them first; those of names stand in each."""
        assert self._words is not None
        text = clean(request.text)
        glosses = list(self._words.glosses(text, source_language, [clean(s) for s, _ in request.hints]))
        names = [any(map(str.isupper, source + target)) for source, target in glosses]
        found = dict.fromkeys((tuple(glosses), tuple(compress(glosses, names))))
        rng = random.Random(text)
        for _ in range(2 * count):
            kept = [gloss for gloss, name in zip(glosses, names, strict=True) if name or rng.random() < KEPT]
            rng.shuffle(kept)
            found[tuple(kept)] = None
        return [replace(request, words=words) for words in list(found)[:count]]

    def _translate(
        self,
        requests: Sequence[Request],
        source_language: str,
        target_language: str,
        decoding: Decoding,
        alternatives: int = 1,
    ) -> list[list[Hypothesis]]:
        prompts = [self.prompt(r, source_language, target_language) for r in requests]
        forced = [len(self._lead(r.prefix)) for r in requests]
        limits = [int(decoding.max_ratio * n) + 16 for n in self.lengths([r.text for r in requests])]
        results: list[list[Hypothesis]] = [[] for _ in requests]
        lengths = [len(tokens) for tokens in prompts]
        most = 1 if decoding.batch_invariant else TOGETHER
        for batch in groups(lengths, most, TOKENS // max(decoding.beam_size, decoding.n_best, alternatives)):
            fitting = [i for i in batch if CONTEXT - lengths[i] >= LEAST]  # others stay without a hypothesis
            rows = [
                (prompts[i], prompts[i][lengths[i] - forced[i] :], min(limits[i], CONTEXT - lengths[i]))
                for i in fitting
            ]
            decoded = in_parts(rows, lambda part: self._decode(part, decoding, alternatives)) if rows else []
            for i, found in zip(fitting, decoded, strict=True):
                results[i] = found
        return results

    def _decode(
        self, rows: list[tuple[list[str], list[str], int]], decoding: Decoding, alternatives: int
    ) -> list[list[Hypothesis]]:
        """Hypotheses for (prompt, its end that belongs to the translation, most new tokens).

        `alternatives` above 1 asks for so many that begin with the likeliest first tokens.
        """
        options = settings(decoding, self._vocabulary)
        if alternatives > 1:
            options |= {"return_alternatives": True, "num_hypotheses": alternatives}
        results = self._model.generate_batch(
            [prompt for prompt, _, _ in rows],
            **options,
            max_length=max(1, max(limit for _, _, limit in rows)),
            end_token=self._ends,
            include_prompt_in_result=False,
        )
        return [self._hypotheses(result, *row[1:]) for result, row in zip(results, rows, strict=True)]

    def _hypotheses(self, result: Any, head: list[str], limit: int) -> list[Hypothesis]:
        found = []
        for tokens, score in zip(result.sequences, result.scores, strict=True):
            pieces, ended = own_tokens(tokens, self._ends, limit)
            text = self._subwords.decode(head + pieces).strip()
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
        check_pair(self._spec, source_language, target_language)
        scores = [float("-inf")] * len(sources)
        rows: list[list[str]] = []
        places: list[tuple[int, int]] = []
        for i, (source, target) in enumerate(zip(sources, targets, strict=True)):
            request = Request(source) if isinstance(source, str) else source
            prompt = self.prompt(request, source_language, target_language)
            tail = self._subwords.encode([self._prompt.lead + clean(target)])[0]
            tail += self._ends[:1] if tail and complete else []
            if tail and len(prompt) + len(tail) <= CONTEXT:
                rows.append(prompt + tail)
                places.append((i, len(tail)))
        if rows:
            results = self._model.score_batch(
                rows, max_batch_size=TOKENS, batch_type="tokens", max_input_length=0
            )
            for (i, length), result in zip(places, results, strict=True):
                values = result.log_probs[-length:]
                scores[i] = sum(values) / len(values)
        return scores


def _distinct(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """Each text once, in their order, with the best of its scores."""
    found: dict[str, Hypothesis] = {}
    for hypothesis in hypotheses:
        known = found.get(hypothesis.text)
        if known is None or hypothesis.score > known.score:
            found[hypothesis.text] = hypothesis
    return list(found.values())
