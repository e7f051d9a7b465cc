"""Kill `bitext translate` at random moments and see what a rerun costs and gives.

    python eval/translate/kill.py [--moments 50] [--model small]

A run of some hundred lines on a real CTranslate2 model (random weights, int8) is
killed with signal 9 at a random moment, then run again to its end. Counted are
sentences decoded in both, against the size of a batch, and whether the output has
the bytes of a run that was never killed. Prints one JSON object; exit status 1
where one moment fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from toolkit.engines.random_model import Shape, train_subwords, vocabulary_of, write_random_model  # noqa: E402

BATCH = 32
WORKER = """
import sys
from toolkit.engines import translator
whole = translator.Translator.translate
def translate(self, requests, *rest):
    found = whole(self, requests, *rest)
    with open(sys.argv[4], "a") as log:
        log.write("".join(r.text + "\\n" for r in requests))
    return found
translator.Translator.translate = translate
from toolkit.cli import cli
cli(["translate", "-m", sys.argv[1], "--lines", "-s", "ko", "-t", "en", "-q", "--jobs", "1", "--no-names", "--terms", "none",
     "-o", sys.argv[3], sys.argv[2]])
"""


def start(model: Path, source: Path, output: Path, log: Path) -> subprocess.Popen[bytes]:
    """A translation in a process of its own; `log` gets each sentence that was decoded."""
    command = [sys.executable, "-c", WORKER, str(model), str(source), str(output), str(log)]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )


def decoded(log: Path) -> list[str]:
    """Sentences decoded, those of retries once a run (a retry follows its batch at once)."""
    return list(dict.fromkeys(log.read_text("utf-8").splitlines())) if log.exists() else []


def main() -> int:
    """Kill, run again, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--lines", type=int, default=400)
    arguments = parser.parse_args()
    moments = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        model = place / "tiny-ko-en"
        model.mkdir()
        lines = [
            f"정부는 {n}번째 예산을 {n % 7}번 크게 늘리기로 했다" + " 고" * (n % 11)
            for n in range(arguments.lines)
        ]
        train_subwords(model / "source.spm", lines, 200)
        shutil.copy(model / "source.spm", model / "target.spm")
        write_random_model(
            model,
            vocabulary_of(model / "source.spm"),
            Shape(2, 2, 64, 4, 256),
            ending=1.0,
            quantization="int8",
        )
        source = place / "in.txt"
        source.write_text("\n".join(lines) + "\n", "utf-8")
        began = time.monotonic()
        assert start(model, source, place / "whole.txt", place / "whole.log").wait() == 0
        length = time.monotonic() - began
        whole = (place / "whole.txt").read_bytes()
        again, same, killed = [], 0, 0
        for moment in range(arguments.moments):
            output, first, second = (place / f"{moment}.{end}" for end in ("txt", "a", "b"))
            process = start(model, source, output, first)
            time.sleep(moments.uniform(0.0, length))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            assert start(model, source, output, second).wait() == 0
            same += output.read_bytes() == whole
            again.append(len(set(decoded(first)) & set(decoded(second))))
    report = {
        "moments": arguments.moments,
        "killed_before_the_end": killed,
        "same_bytes": same,
        "most_sentences_decoded_again": max(again),
        "batch": BATCH,
    }
    print(json.dumps(report))
    return 0 if same == arguments.moments and max(again) <= BATCH else 1


if __name__ == "__main__":
    sys.exit(main())
