"""Decoding of a batch: another attempt for other figures, entries of the memory in the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.engines.base import Decoding, Hypothesis, Request
from toolkit.translate.articles import quantity_agreement, translate_lines
from toolkit.translate.decode import Decoder, Unit
from toolkit.translate.memory import Entry, Memory
from toolkit.translate.options import TranslateOptions

GREEDY = {"피해자는 35명이다.": "There are 350 victims.", "비가 온다.": "It rains."}
BEAM = {
    "피해자는 35명이다.": ["There are 53 victims.", "The victims number 35.", "Victims: 35."],
    "비가 온다.": ["It is raining."],
}


class Scripted:
    """An engine of two answers: greedy, and the hypotheses of a beam. It keeps what it was asked."""

    name, digest, uses_hints, workers, longest = "scripted", "1", True, 1, 200

    def __init__(self) -> None:
        self.asked: list[tuple[Request, Decoding]] = []

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def pairs(self) -> frozenset[tuple[str, str]] | None:
        return frozenset({("ko", "en")})

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        self.asked += [(request, decoding) for request in requests]
        if decoding.beam_size == 1:
            return [[Hypothesis(GREEDY.get(r.text, "A sentence of some kind."), -0.1)] for r in requests]
        return [[Hypothesis(t, -0.2 - 0.1 * n) for n, t in enumerate(BEAM[r.text])] for r in requests]

    def score(
        self, sources: Sequence[Request | str], targets: Sequence[str], source_language: str, target_language: str,
        *, complete: bool = True,
    ) -> list[float]:  # fmt: skip
        return [-0.5] * len(targets)

    def close(self) -> None: ...


def test_a_sentence_with_other_figures_is_tried_again() -> None:
    engine = Scripted()
    decoder = Decoder(
        engine, "ko", "en", TranslateOptions(retry=True), agreement=quantity_agreement("ko", "en")
    )
    found = decoder([Unit("피해자는 35명이다."), Unit("비가 온다.")])
    assert [r.text for r in found] == ["The victims number 35.", "It rains."]
    again = [request.text for request, decoding in engine.asked if decoding.beam_size > 1]
    assert again == ["피해자는 35명이다."]  # the other one was right at once
    assert all(decoding.repetition_penalty == 1.0 for _, decoding in engine.asked)


def test_without_retry_the_first_answer_stays() -> None:
    decoder = Decoder(
        Scripted(), "ko", "en", TranslateOptions(retry=False), agreement=quantity_agreement("ko", "en")
    )
    (found,) = decoder([Unit("피해자는 35명이다.")])
    assert found.text == "There are 350 victims."
    assert found.confidence is not None


def test_a_similar_entry_of_the_memory_is_shown_to_the_model(tmp_path: Path) -> None:
    source, target = (
        "한국은행은 기준금리를 동결했다고 밝혔다.",
        "The Bank of Korea said it froze its key rate.",
    )
    with Memory(tmp_path / "memory.db") as memory:
        memory.add([Entry(source, target, "ko", "en")])
        engine = Scripted()
        lines = ["한국은행은 기준금리를 인하했다고 밝혔다.", "축구 대표팀이 브라질을 꺾고 결승에 올랐다."]
        found = list(translate_lines(lines, engine, "ko", "en", memory=memory))
    assert len(found) == 2
    entries = {request.text: request.entry for request, _ in engine.asked}
    assert entries == {lines[0]: (source, target), lines[1]: None}
