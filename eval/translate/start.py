"""How soon the default model begins, how fast it is, and what memory it takes.

    bitext models install default && python eval/translate/start.py [--model default] [--repeat 5]

"first_sentence" is `bitext translate --lines` as a process of its own with one
sentence on stdin, from its start to the line on stdout; "load" is opening the model
in a fresh process; "tokens_a_second_a_core" are generated tokens over the processor
seconds of the whole of `translate_lines` on one core, greedy; "peak_mb" is the most
memory of that process. Wall seconds are those of the quickest of the repetitions, and
mean something on a machine that does nothing else; CPU seconds are beside them.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

LOAD = """
import sys, time
from toolkit.models import open_engine
cpu, wall = time.process_time(), time.perf_counter()
open_engine(sys.argv[1], threads=1)
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def sentences(language: str) -> list[str]:
    """One side of the sample news pairs."""
    rows = (ROOT / "corpora/news-pairs/dev.tsv").read_text("utf-8").splitlines()[1:]
    return list(dict.fromkeys(row.split("\t")[language == "en"] for row in rows))


def speed(model: str, count: int) -> dict[str, Any]:
    """Tokens a second of one core both ways, and the peak of memory."""
    from toolkit.models import open_engine
    from toolkit.translate import TranslateOptions, translate_lines

    report: dict[str, Any] = {}
    with open_engine(model, threads=1) as engine:  # type: ignore[attr-defined]
        for source, target in (("ko", "en"), ("en", "ko")):
            texts = sentences(source)[:count]
            options = TranslateOptions(names=False, enforce=False, retry=False)
            cpu = time.process_time()
            found = [t.text for t in translate_lines(texts, engine, source, target, options=options)]
            cpu = time.process_time() - cpu
            tokens = sum(engine.lengths(found)) + len(found)
            report[f"{source}-{target}"] = {
                "sentences": len(texts),
                "tokens_a_second_a_core": round(tokens / cpu),
                "sentences_a_second_a_core": round(len(texts) / cpu, 1),
            }
    report["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    return report


def first_sentence(model: str) -> tuple[float, float]:
    """(wall, CPU) seconds of a process of its own from start to the first line."""
    command = [
        sys.executable,
        "-m",
        "toolkit.cli",
        "translate",
        "--lines",
        "-s",
        "ko",
        "-t",
        "en",
        "-q",
        "-m",
        model,
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("정부는 내년 예산을 크게 늘리기로 했다고 어제 밝혔다.\n".encode())
        process.stdin.close()
        line = process.stdout.readline()
        wall = time.perf_counter() - began
    if not line.strip():
        raise SystemExit("no translation came")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="default")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--sentences", type=int, default=256)
    arguments = parser.parse_args()
    starts = [first_sentence(arguments.model) for _ in range(arguments.repeat)]
    command = [sys.executable, "-c", LOAD, arguments.model]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    loads = [
        [float(x) for x in subprocess.run(command, env=env, check=True, capture_output=True).stdout.split()]
        for _ in range(arguments.repeat)
    ]
    report = {
        "first_sentence": {
            "wall_s": round(min(w for w, _ in starts), 2),
            "cpu_s": round(min(c for _, c in starts), 2),
        },
        "load": {"wall_s": round(min(x[0] for x in loads), 2), "cpu_s": round(min(x[1] for x in loads), 2)},
        "batches": speed(arguments.model, arguments.sentences) if arguments.sentences else {},
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
