"""Does the memory of `translate_lines` grow with the batch? And how quick is the translation memory?

    python eval/translate/memory.py [--lines 1000000] [--entries 200000]

Streams lines, all different, through pseudo-translation and notes what the process
holds after a tenth and at the end, and what of that is a line's; fills a translation memory and times look-ups (CPU
milliseconds, median and 95th percentile). Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from toolkit.engines.fake import FakeEngine  # noqa: E402
from toolkit.translate import TranslateOptions, translate_lines  # noqa: E402
from toolkit.translate.memory import Entry, Memory  # noqa: E402

WORDS = "정부 국회 예산 대통령 회의 기자 서울 부산 경제 사회 문화 학교 병원 교통 날씨 시장 회사 노동자 시민 경찰 법원 선거".split()


def sentence(seed: int) -> str:
    """A sentence that is different for each seed."""
    source = random.Random(seed)
    return " ".join(source.choices(WORDS, k=source.randint(5, 14))) + f" {seed}번 밝혔다"


def held() -> int:
    """Memory that the process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


class Forgetful(FakeEngine):
    """Pseudo-translation that keeps no record."""

    def translate(self, requests, *rest):  # type: ignore[no-untyped-def]
        found = super().translate(requests, *rest)
        self.seen.clear()
        return found


def quantiles(run: Callable[[str], object], queries: list[str]) -> dict[str, float]:
    """CPU milliseconds of a look-up."""
    times = []
    for query in queries:
        began = time.process_time()
        run(query)
        times.append(1000 * (time.process_time() - began))
    times.sort()
    return {"median_ms": round(times[len(times) // 2], 3), "p95_ms": round(times[int(0.95 * len(times))], 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=200_000)
    arguments = parser.parse_args()
    report: dict[str, object] = {"lines": arguments.lines, "entries": arguments.entries}
    options = TranslateOptions(names=False)
    lines: Iterator[str] = (sentence(n) for n in range(arguments.lines))
    tenth = arguments.lines // 10
    began = time.process_time()
    held_then = 0
    for n, _ in enumerate(translate_lines(lines, Forgetful(), "ko", "en", options=options), 1):
        if n == tenth:
            held_then = held()
    grown = held() - held_then
    report["mb_after_a_tenth"] = round(held_then / 1e6, 1)
    report["mb_at_the_end"] = round((held_then + grown) / 1e6, 1)
    report["most_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1)
    report["bytes_a_line"] = round(grown / max(1, arguments.lines - tenth), 1)
    report["cpu_seconds"] = round(time.process_time() - began, 1)
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "desk.tm") as memory:
        memory.add(Entry(sentence(n), f"target {n}") for n in range(arguments.entries))
        source = random.Random(1)
        known = [sentence(source.randrange(arguments.entries)) for _ in range(100)]
        report["exact"] = quantiles(lambda q: memory.best(q, "ko", "en"), known)
        edited = [q[:5] + "가" + q[6:] for q in known]
        report["fuzzy"] = quantiles(lambda q: memory.matches(q, "ko", "en", threshold=0.7), edited)
        report["fuzzy_found"] = sum(bool(memory.matches(q, "ko", "en", threshold=0.7)) for q in edited) / len(
            edited
        )
    print(json.dumps(report))


if __name__ == "__main__":
    main()
