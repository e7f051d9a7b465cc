"""TER edits equal those of sacrebleu, in the beam and where the beam cuts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import lib_ter
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
        if not hypothesis:
            break
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


def test_outside_the_beam_sacrebleu_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a beam of 3 it cuts often: ours must notice each time, and still agree."""
    monkeypatch.setattr(lib_ter, "_BEAM_WIDTH", 3)
    monkeypatch.setattr(ter, "_BEAM", 3)
    handed_over = []
    fast = ter._edits

    def counted(hypothesis: str, reference: str) -> int | None:
        found = fast(hypothesis, reference)
        handed_over.append(found is None)
        return found

    monkeypatch.setattr(ter, "_edits", counted)
    rng = random.Random(3)
    for size, kinds in [(12, 4), (16, 30), (20, 8), (24, 50)] * 15:
        hypothesis, reference = _shuffled(rng, size, kinds)
        hypothesis = hypothesis[rng.randrange(6) :] + [
            str(rng.randrange(kinds)) for _ in range(rng.randrange(6))
        ]
        assert ter.edits(hypothesis, reference) == lib_ter.translation_edit_rate(hypothesis, reference)[0]
    assert 5 < sum(handed_over) < len(handed_over) - 5


def test_empty_sides() -> None:
    assert ter.edits([], []) == 0
    assert ter.edits(["a"], []) == 1
    assert ter.edits([], ["a", "b"]) == 2
