"""Kill `bitext translate` at random moments and see what a rerun costs and gives.

    python eval/translate/kill.py [--moments 50] [--lines 400] [--backend threads|processes]

A run of some hundred lines on a real CTranslate2 model (random weights, int8) is
killed with signal 9 at a random moment of an unbroken run's time (a run that was done
by then is drawn again), then run again to its end. Counted are sentences decoded in both, against the size of a batch (of one
for each worker process), and whether the output has the bytes of the unbroken run.
Every Python process of the run notes what it decodes, worker processes as well.
Prints one JSON object; exit status 1 where one moment fails.
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
WORKERS = 2  # of --backend processes
NOTES = """
import os
from toolkit.engines import translator
whole = translator.Translator.translate
def translate(self, requests, *rest):
    found = whole(self, requests, *rest)
    with open(os.environ["DECODED"], "a") as log:
        log.write("".join(r.text + "\\n" for r in requests))
    return found
translator.Translator.translate = translate
"""  # a sitecustomize.py, which Python runs at its start


def tiny_model(folder: Path, texts: list[str], ending: float = 1.0) -> None:
    """A real CTranslate2 model that is quick: random weights, int8; the more `ending`, the shorter its outputs."""
    folder.mkdir()
    train_subwords(folder / "source.spm", texts, 200)
    shutil.copy(folder / "source.spm", folder / "target.spm")
    write_random_model(
        folder,
        vocabulary_of(folder / "source.spm"),
        Shape(2, 2, 64, 4, 256),
        ending=ending,
        quantization="int8",
    )


def start(place: Path, source: Path, output: Path, log: Path, backend: str) -> subprocess.Popen[bytes]:
    """A translation in a process of its own; `log` gets each sentence that was decoded."""
    jobs = WORKERS if backend == "processes" else 1
    command = [
        sys.executable, "-m", "toolkit.cli", "translate", "-m", str(place / "tiny-ko-en"), "--lines", "-s", "ko",
        "-t", "en", "-q", "--jobs", str(jobs), "--backend", backend, "--no-names", "--terms", "none",
        "-o", str(output), str(source),
    ]  # fmt: skip
    paths = os.pathsep.join((str(place / "notes"), str(ROOT)))
    env = {**os.environ, "PYTHONPATH": paths, "DECODED": str(log)}
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


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
    parser.add_argument("--backend", choices=["threads", "processes"], default="threads")
    arguments = parser.parse_args()
    moments = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        model = place / "tiny-ko-en"
        (place / "notes").mkdir()
        (place / "notes/sitecustomize.py").write_text(NOTES)
        lines = [
            f"정부는 {n}번째 예산을 {n % 7}번 크게 늘리기로 했다" + " 고" * (n % 11)
            for n in range(arguments.lines)
        ]
        tiny_model(model, lines, ending=4.0)
        source = place / "in.txt"
        source.write_text("\n".join(lines) + "\n", "utf-8")
        began = time.monotonic()
        unbroken = start(place, source, place / "whole.txt", place / "whole.log", arguments.backend)
        assert unbroken.wait() == 0
        assert set(decoded(place / "whole.log")) == set(lines)
        length = time.monotonic() - began
        whole = (place / "whole.txt").read_bytes()
        again: list[int] = []
        same = decoding = drawn = 0
        while len(again) < arguments.moments:
            drawn += 1
            output, first, second = (place / f"{drawn}.{end}" for end in ("txt", "a", "b"))
            process = start(place, source, output, first, arguments.backend)
            time.sleep(moments.uniform(0.0, length))
            process.send_signal(signal.SIGKILL)
            process.wait()
            if output.exists():
                continue  # it was done before
            decoding += bool(decoded(first))
            assert start(place, source, output, second, arguments.backend).wait() == 0
            same += output.read_bytes() == whole
            again.append(len(set(decoded(first)) & set(decoded(second))))
    most = BATCH * (WORKERS if arguments.backend == "processes" else 1)
    report = {
        "backend": arguments.backend,
        "moments": arguments.moments,
        "killed_while_decoding": decoding,
        "same_bytes": same,
        "most_sentences_decoded_again": max(again),
        "allowed": most,
    }
    print(json.dumps(report))
    return 0 if same == arguments.moments and max(again) <= most else 1


if __name__ == "__main__":
    sys.exit(main())
