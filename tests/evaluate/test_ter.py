"""TER edits equal those of sacrebleu, in the beam and where the beam cuts."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import translation_edit_rate

from toolkit.evaluate import ter

tokens = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), max_size=18)


@settings(max_examples=150, deadline=None)
@given(tokens, tokens)
def test_edits_of_few_words(hypothesis: list[str], reference: list[str]) -> None:
    assert ter.edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


def _shuffled(rng: random.Random, size: int, kinds: int) -> tuple[list[str], list[str]]:
    reference = [str(rng.randrange(kinds)) for _ in range(size)]
    hypothesis = list(reference)
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(hypothesis))
        length = rng.randrange(1, 6)
        if rng.random() < 0.5:
            piece = hypothesis[at : at + length]
            del hypothesis[at : at + length]
            to = rng.randrange(len(hypothesis) + 1)
            hypothesis[to:to] = piece
        else:
            hypothesis[at : at + length] = [str(rng.randrange(kinds)) for _ in range(rng.randrange(4))]
    return hypothesis, reference


def test_edits_of_paragraphs() -> None:
    rng = random.Random(7)
    for size, kinds in [(30, 6), (30, 200), (60, 30), (85, 40), (85, 400), (45, 3)] * 2:
        hypothesis, reference = _shuffled(rng, size, kinds)
        assert ter.edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


def test_outside_the_beam_sacrebleu_decides() -> None:
    """The start of the reference left out, as much new at the end: the best path leaves the beam."""
    words = [f"w{n}" for n in range(100)]
    hypothesis = words[40:] + [f"x{n}" for n in range(40)]
    coded = "".join(chr(ter._FIRST + n) for n in range(140))
    assert ter._edits(coded[40:], coded[:100]) is None
    found = ter.edits(hypothesis, words)
    assert found == translation_edit_rate(hypothesis, words)[0] > 80


def test_empty_sides() -> None:
    assert ter.edits([], []) == 0
    assert ter.edits(["a"], []) == 1
    assert ter.edits([], ["a", "b"]) == 2
