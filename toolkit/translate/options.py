"""How a batch is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..engines.base import Decoding
from ..errors import OptionError

Quality = Literal["fast", "good", "best"]


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    """Options of :func:`translate_articles` and :func:`translate_lines`; every field decides the output.

    `quality`: "fast" decodes greedily; "good" takes the best of 4, "best" of 12
    hypotheses by the model's score in both directions, sentence vectors and checks. They
    come from prompts with different glosses where the model has a word list; else "good" is
    a beam of 4 and "best" takes the best of a beam of 8. `window` sentences are pooled, sorted and cut into batches of at most
    `batch` sentences and `batch_tokens` padded tokens.
    """

    quality: Quality = "fast"
    window: int = 4096
    batch: int = 32
    batch_tokens: int = 4096
    batch_invariant: bool = False
    max_ratio: float = 3.0
    retry: bool = True
    """Decode again what came out cut, empty, repeated, copied, of an odd length or with other figures."""
    enforce: bool = True
    """Make terms and names reach the output, by a constrained retry or repair."""
    names: bool = True
    """Hint names that are not in the term base: glossed in the batch, else romanised."""
    style: str = "south"
    """How Korean names are romanised; see `bitext terms`."""
    memory_threshold: float = 1.0
    """Matches of the translation memory from this similarity on are used as they are (0 to 1)."""

    def __post_init__(self) -> None:
        if self.quality not in ("fast", "good", "best"):
            raise OptionError(f"unknown quality {self.quality!r}", "known: best, fast, good")
        if self.window < 1 or self.batch < 1:
            raise OptionError("the window and the batch must hold at least one sentence", "leave them out")
        if not 0.5 <= self.memory_threshold <= 1.0:
            raise OptionError(
                f"a memory threshold of {self.memory_threshold} makes no sense",
                "0.5 to 1, 1 for exact matches",
            )

    @property
    def decoding(self) -> Decoding:
        """How the first attempt decodes."""
        width, variants = {"fast": (1, 1), "good": (4, 4), "best": (8, 12)}[self.quality]
        return Decoding(width, width, self.max_ratio, variants=variants, batch_invariant=self.batch_invariant)
