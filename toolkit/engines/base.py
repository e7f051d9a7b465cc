"""What an engine is: a batch of strings in, as many results out, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


LABELS = ("Terms", "Words", "Memory")
"""What the lines of the prompt "bitext" begin with; the name of the target language is the last."""


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence to translate, with what the engine may use to do it well.

    `hints` are (source form, target form) pairs found in the sentence; engines
    that were not trained on hints pass them over. `prefix` is text that the
    translation must start with. `words` are glosses that may be wrong; where they are None an
    engine with a word list of its own finds them itself. `entry` is what a translation memory holds
    for a similar sentence: (source, target).
    """

    text: str
    hints: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    words: tuple[tuple[str, str], ...] | None = None
    entry: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation as the model gave it.

    `score` is the mean log-probability a token (natural log); `cut` says that
    decoding reached its length limit before the end of the sentence.
    """

    text: str
    score: float
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to decode: every field decides the output, so all belong to the journal's key.

    `max_ratio` bounds the output length at max_ratio x source tokens + 16.
    `batch_invariant` decodes each sentence alone, so that its translation does not
    depend on its neighbours in a batch (int8 arithmetic is not exact in that).
    `variants` asks for so many hypotheses, each decoded greedily from a prompt with a part
    of the glosses; engines without a word list give the beam's instead.
    `avoid` are scripts that must not be written, by the beginnings of the Unicode
    names of their letters ("HANGUL").
    """

    beam_size: int = 1
    n_best: int = 1
    max_ratio: float = 3.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    length_penalty: float = 1.0
    variants: int = 1
    batch_invariant: bool = False
    avoid: tuple[str, ...] = ()


class Engine(Protocol):
    """A translation model that is open. Use as a context manager or call `close`."""

    @property
    def name(self) -> str:
        """Name that reports give for the model."""

    @property
    def digest(self) -> str:
        """Digest of the weights, tokenizer and family: changes when the output may."""

    @property
    def uses_hints(self) -> bool:
        """Whether the model was trained to follow term hints."""

    @property
    def workers(self) -> int:
        """Calls of `translate` that run side by side, each on a core of its own."""

    @property
    def longest(self) -> int:
        """Tokens of the longest text that it translates whole."""

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text."""

    def pairs(self) -> frozenset[tuple[str, str]] | None:
        """(source, target) language codes that it translates; None where unknown."""

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        """n-best hypotheses for each request, best first, in the order of the requests.

        A request that could not be decoded yields an empty list, never a missing one.
        """

    def score(
        self,
        sources: Sequence[Request | str],
        targets: Sequence[str],
        source_language: str,
        target_language: str,
        *,
        complete: bool = True,
    ) -> list[float]:
        """Mean log-probability a token of each target given its source (forced decoding).

        With `complete` the end of the sentence is part of the target; without it the
        target may go on.
        """

    def close(self) -> None:
        """Free the model's memory."""


class Encoder(Protocol):
    """A model of sentence vectors."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages for which its vectors are comparable."""

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (sentences, dimensions), float32."""

    def encode_spans(self, sentences: Sequence[str], longest: int) -> list[NDArray[np.float32]]:
        """Unit vectors of runs of consecutive sentences.

        Element n-1 has shape (sentences - n + 1, dimensions): row i is the vector of
        sentences[i : i + n], for n = 1 .. longest.
        """
