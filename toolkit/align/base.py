"""What an aligner is, and the options that all of them take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..text import Bead

if TYPE_CHECKING:
    from ..engines.base import Encoder

Progress = Callable[[int, int], None]
Sentences = Sequence[str]
Adapt = Literal["batch", "article", "none"]
ADAPTATIONS: tuple[Adapt, ...] = ("batch", "article", "none")


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """How to align.

    aligner: a name of ALIGNERS, or "auto": sentence vectors where the encoder knows
    both languages, words and lengths elsewhere. adapt: what the rates of omissions and
    merges are learned from at run time: all articles of the batch, each article by
    itself, or nothing. lexicon: whether to use the shipped lexicon where there is one
    for the two languages.
    """

    aligner: str = "auto"
    adapt: Adapt = "batch"
    source_language: str = "ko"
    target_language: str = "en"
    lexicon: bool = True


@dataclass(frozen=True, slots=True)
class Aligner:
    """One way to align a batch of articles, each a pair of lists of sentences.

    `align` returns for each article its beads in order: each sentence in exactly one.
    `needs_encoder` says whether it can do without sentence vectors.
    """

    name: str
    summary: str
    needs_encoder: bool
    align: Callable[
        [Sequence[tuple[Sentences, Sentences]], Encoder | None, AlignOptions, Progress | None],
        list[list[Bead]],
    ]
