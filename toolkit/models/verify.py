"""Whether an installed model is whole and translates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..engines import Decoding, Request, Runtime, open_spec
from ..files import file_digest
from .store import models_home, read_manifest, spec_of

SENTENCES: dict[str, tuple[str, ...]] = {
    "ko": (
        "정부는 내년 예산을 5% 늘리기로 했다.",
        "대통령은 15일 오후 기자회견을 열었다.",
        "서울의 낮 기온은 30도까지 올랐다.",
        "회사는 지난해 매출이 3조 원을 넘었다고 밝혔다.",
        "경찰은 사고 원인을 조사하고 있다.",
        "두 나라는 다음 달 회담을 하기로 합의했다.",
        "시장은 새 다리를 2년 안에 짓겠다고 말했다.",
        "그 영화는 첫 주에 관객 100만 명을 모았다.",
        "비가 많이 와서 열차 운행이 멈췄다.",
        "연구진은 새로운 치료법을 찾아냈다.",
    ),
    "en": (
        "The government decided to raise next year's budget by 5 percent.",
        "The president held a news conference on the afternoon of the 15th.",
        "Temperatures in Seoul rose to 30 degrees Celsius.",
        "The company said its sales passed 3 trillion won last year.",
        "Police are investigating the cause of the accident.",
        "The two countries agreed to hold talks next month.",
        "The mayor said the new bridge would be built within two years.",
        "The film drew a million viewers in its first week.",
        "Trains stopped running because of heavy rain.",
        "The researchers have found a new treatment.",
    ),
}
"""Ten sentences of news in each language that we can check with."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: files that are missing or changed, and translations with their flags."""

    name: str
    damaged: tuple[str, ...]
    outputs: tuple[tuple[str, str, str, str, tuple[str, ...]], ...]
    """(source language, target language, source, translation, flags)."""

    @property
    def ok(self) -> bool:
        """Whether the files are whole and hardly any translation is visibly wrong."""
        bad = sum(bool(row[4]) for row in self.outputs)
        return not self.damaged and bad <= 0.1 * len(self.outputs)


def verify(
    name: str,
    judge: Callable[[str, str, str, str], tuple[str, ...]],
    *,
    threads: int | None = None,
) -> Verified:
    """Check the files of an installed model against their digests and translate ten sentences each way.

    `judge(source, output, source_language, target_language)` gives the flags of a
    translation. A model for languages that we have no sentences of is only opened.

    Raises
    ------
    ModelError: the model is not installed or cannot be opened.
    """
    from .store import find_spec

    folder: Path = models_home() / name
    if not folder.is_dir():
        folder = find_spec(name).folder
    manifest = read_manifest(folder)
    damaged = tuple(
        file
        for file, expected in sorted(manifest.files.items())
        if not (folder / file).is_file() or file_digest(folder / file) != expected
    )
    if damaged:
        return Verified(manifest.name, damaged, ())
    outputs = []
    engine = open_spec(spec_of(folder), Runtime("cpu", threads))
    try:
        pairs = sorted(engine.pairs() or {("ko", "en"), ("en", "ko")})
        for source, target in pairs:
            texts = SENTENCES.get(source, ())
            found = engine.translate([Request(t) for t in texts], source, target, Decoding()) if texts else []
            for text, hypotheses in zip(texts, found, strict=True):
                output = hypotheses[0].text if hypotheses else ""
                outputs.append((source, target, text, output, judge(text, output, source, target)))
    finally:
        engine.close()
    return Verified(manifest.name, (), tuple(outputs))
