"""Speed and memory of `toolkit.evaluate` against sacrebleu, in one run, on the same text.

    python eval/evaluate/benchmark.py [--segments 100000] [--json out.json]

Every row says how many times faster ours is (CPU seconds of this process, best
of `--repeat`), and whether the figures are the same. The text is
`../shared/data/wmt17_ende` where it lies beside the checkout, sentences made
from a seeded generator elsewhere. Exit status 1 if a figure differs or a goal
is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# One core for both sides: threads that wait for each other would count as work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.metrics.lib_ter import translation_edit_rate

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from toolkit.evaluate import significance, ter  # noqa: E402
from toolkit.evaluate.lexical import statistics  # noqa: E402

GOALS = {"chrF": 6.0, "chrF++": 4.0, "BLEU": 2.0, "TER, paragraphs": 4.0, "paired bootstrap": 30.0}
MEMORY_GOAL_MB = 300


def corpus(segments: int) -> tuple[str, list[str], list[str], list[str]]:
    """Where the text comes from, two systems and a reference."""
    folder = ROOT.parent / "shared" / "data" / "wmt17_ende"
    if folder.is_dir():
        names = ["ref0.txt", "newstest2017.uedin-nmt.4722.en-de.txt", "newstest2017.online-A.0.en-de.txt"]
        reference, one, other = (
            (folder / name).read_text(encoding="utf-8").removesuffix("\n").split("\n") for name in names
        )
        # Repeats are told apart by a number, so that no cache of lines helps either side.
        times = segments // len(reference) + 1

        def stretch(lines: Sequence[str]) -> list[str]:
            return [f"{line} {n}" for n in range(times) for line in lines][:segments]

        return "wmt17 en-de", stretch(one), stretch(other), stretch(reference)
    rng = random.Random(1)
    words = ["".join(rng.choices("etaoinshrdlucmfwypvbgk", k=rng.randrange(1, 11))) for _ in range(8000)]
    reference = [" ".join(rng.choices(words, k=rng.randrange(5, 35))) + "." for _ in range(segments)]

    def noisy(share: float) -> list[str]:
        return [
            " ".join(rng.choice(words) if rng.random() < share else w for w in line.split())
            for line in reference
        ]

    return "generated", noisy(0.3), noisy(0.4), reference


def timed(function: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """CPU seconds, the best of `repeat`, and the result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.process_time()
        result = function()
        best = min(best, time.process_time() - start)
    return best, result


def compare_statistics(segments: int, repeat: int) -> list[dict[str, Any]]:
    """chrF, chrF++, BLEU on many segments; TER on sentences and on paragraphs."""
    origin, one, _, reference = corpus(segments)
    rows = []
    for name, make in (("chrF", CHRF), ("chrF++", lambda: CHRF(word_order=2)), ("BLEU", BLEU)):
        ours_s, ours = timed(lambda make=make: statistics(make(), [one], [reference])[0], repeat)
        # A new metric each time: sacrebleu's tokenisers remember lines.
        theirs_s, theirs = timed(lambda make=make: make()._extract_corpus_statistics(one, [reference]), 1)
        rows.append(_row(name, origin, segments, theirs_s, ours_s, ours.tolist() == theirs))
    sentences = [(h.lower().split(), r.lower().split()) for h, r in zip(one, reference, strict=True)]
    short = sentences[:2000]
    fours = [sentences[n : n + 4] for n in range(0, min(1200, len(sentences)), 4)]
    paragraphs = [([w for h, _ in four for w in h], [w for _, r in four for w in r]) for four in fours]
    for name, pairs in (("TER, sentences", short), ("TER, paragraphs", paragraphs)):
        ours_s, ours = timed(lambda pairs=pairs: [ter.edits(h, r) for h, r in pairs], repeat)
        theirs_s, theirs = timed(lambda pairs=pairs: [translation_edit_rate(h, r)[0] for h, r in pairs], 1)
        rows.append(_row(name, origin, len(pairs), theirs_s, ours_s, ours == theirs))
    return rows


def _row(name: str, origin: str, segments: int, theirs: float, ours: float, same: bool) -> dict[str, Any]:
    return {
        "case": name,
        "text": origin,
        "segments": segments,
        "sacrebleu_s": round(theirs, 2),
        "bitext_s": round(ours, 2),
        "ratio": round(theirs / ours, 1),
        "goal": GOALS.get(name),
        "same": same,
    }


def _table(segments: int) -> list[tuple[Any, list[np.ndarray]]]:
    _, one, other, reference = corpus(segments)
    return [(metric, statistics(metric, [one, other], [reference])) for metric in (BLEU(), CHRF())]


def bootstrap_ours(segments: int, samples: int, repeat: int) -> dict[str, Any]:
    """Our paired bootstrap, alone in its process, statistics given."""
    table = [
        (metric, [np.load(_cache(segments, name, system)) for system in range(2)])
        for name, metric in (("BLEU", BLEU()), ("chrF", CHRF()))
    ]
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        drawn = significance.bootstrap(table, significance.Resampling(samples=samples))
        best = min(best, time.process_time() - start)
    return {"cpu": best, "peak_mb": peak_memory(), "scores": [d[:, :50].tolist() for d in drawn]}


def peak_memory() -> float:
    """Most memory that this process has held, MB.

    From /proc where there is one: getrusage also counts what the parent held when
    it started us.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bootstrap_theirs(segments: int, samples: int, repeat: int) -> dict[str, Any]:
    """sacrebleu's way: all indices at once, float32, a gather for each resample.

    Its array of `samples` x segments x statistics would need gigabytes; the loop
    below does the same work for a part of the resamples, and is scaled up.
    """
    part = min(samples, 50)
    rows = []
    cpu = 0.0
    for name, metric in (("BLEU", BLEU()), ("chrF", CHRF())):
        of_metric = []
        for system in range(2):
            stats = np.load(_cache(segments, name, system)).astype("float32")
            start = time.process_time()
            indices = np.random.default_rng(12345).choice(len(stats), size=(part, len(stats)), replace=True)
            scores = [metric._compute_score_from_stats(s.sum(0)).score for s in stats[indices]]
            cpu += (time.process_time() - start) * samples / part
            of_metric.append([float(s) for s in scores])
        rows.append(of_metric)
    return {"cpu": cpu, "scores": rows, "part": part}


def _cache(segments: int, name: str, system: int) -> Path:
    import tempfile

    return Path(tempfile.gettempdir()) / f"bitext-benchmark-{segments}-{name}-{system}.npy"


def compare_bootstrap(segments: int, samples: int, repeat: int) -> dict[str, Any]:
    """Both bootstraps on the same statistics, each in a process of its own."""
    for (metric, systems), name in zip(_table(segments), ("BLEU", "chrF"), strict=True):
        del metric
        for number, rows in enumerate(systems):
            np.save(_cache(segments, name, number), rows)
    results = {}
    for side in ("ours", "theirs"):
        command = [sys.executable, __file__, "--part", side, "--segments", str(segments)]
        command += ["--samples", str(samples), "--repeat", str(repeat)]
        results[side] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours, theirs = results["ours"], results["theirs"]
    same = all(
        a[:50] == b[:50]
        for x, y in zip(ours["scores"], theirs["scores"], strict=True)
        for a, b in zip(x, y, strict=True)
    )
    for name in ("BLEU", "chrF"):
        for number in range(2):
            _cache(segments, name, number).unlink()
    row = _row(
        "paired bootstrap",
        f"2 systems x {samples} resamples, BLEU and chrF",
        segments,
        theirs["cpu"],
        ours["cpu"],
        same,
    )
    return {**row, "peak_mb": round(ours["peak_mb"]), "sacrebleu_scaled_from": theirs["part"]}


def main() -> int:
    """Run, print a table, and say whether all goals are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--bootstrap-only", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--part", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        run = bootstrap_ours if options.part == "ours" else bootstrap_theirs
        print(json.dumps(run(options.segments, options.samples, options.repeat)))
        return 0
    rows = [] if options.bootstrap_only else compare_statistics(options.segments, options.repeat)
    rows.append(compare_bootstrap(options.segments, options.samples, options.repeat))
    failed = False
    print(f"sacrebleu {sacrebleu.__version__}, numpy {np.__version__}, CPU seconds on one core")
    print(f"{'case':18}{'segments':>9}{'sacrebleu':>11}{'bitext':>9}{'ratio':>7}{'goal':>6}  same")
    for row in rows:
        goal = row["goal"]
        missed = (goal is not None and row["ratio"] < goal) or not row["same"]
        missed |= row.get("peak_mb", 0) >= MEMORY_GOAL_MB
        failed |= missed
        print(
            f"{row['case']:18}{row['segments']:>9}{row['sacrebleu_s']:>11}{row['bitext_s']:>9}{row['ratio']:>7}"
            f"{goal if goal is not None else '-':>6}  {'yes' if row['same'] else 'NO'}{'  MISSED' if missed else ''}"
        )
    print(f"peak memory of the bootstrap: {rows[-1]['peak_mb']} MB (goal: under {MEMORY_GOAL_MB})")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
