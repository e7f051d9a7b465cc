"""The main job on the sample articles, measured against their gold.

    python eval/newsroom/benchmark.py [--directory corpora/newsroom] [--model default]

Prints pairing and alignment against gold/, which planted inconsistencies were
found, the findings that nothing was planted for, seconds and peak memory of a
first and of a second run. With a real model installed; exits 1 when a figure is
below its floor (FLOORS).
"""

from __future__ import annotations

import argparse
import filecmp
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "pairing": 1.0,
    "alignment strict F1": 0.95,
    "planted found": 1.0,
    "false findings per article": 0.2,
}


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def key(row: dict) -> tuple:
    return row["source_file"], row["source_id"], row["target_file"], row["target_id"]


def beads(path: Path) -> set[tuple]:
    """Beads with both sides, as strict F1 counts them."""
    return {
        (*key(r), tuple(r["source"]), tuple(r["target"])) for r in rows(path) if r["source"] and r["target"]
    }


def f1(found: set, gold: set) -> float:
    right = len(found & gold)
    return 2 * right / (len(found) + len(gold)) if found or gold else 1.0


def explains(finding: dict, planted: dict) -> bool:
    """Whether a finding is about what was planted: the same article, and its words on both sides."""
    if finding["source_file"] != planted["source_file"]:
        return False
    wanted = [(planted["source"], finding["source"]), (planted["target"], finding["target"])]
    return all(words in text for words, text in wanted if words)


def run(directory: Path, output: Path, model: str) -> float:
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "toolkit.cli",
        "run",
        str(directory),
        "-o",
        str(output),
        "-m",
        model,
        "-q",
    ]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"bitext run failed with {result.returncode}\n{result.stdout}")
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", type=Path, default=ROOT / "corpora/newsroom")
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    gold = options.directory / "gold"
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out"
        first = run(options.directory, output, options.model)
        kept = Path(folder) / "first"
        output.rename(kept)
        output.mkdir()
        (kept / ".journal.jsonl").rename(output / ".journal.jsonl")
        second = run(options.directory, output, options.model)
        same = all(
            filecmp.cmp(kept / f.relative_to(output), f, shallow=False)
            for f in output.rglob("*")
            if f.is_file() and not f.name.startswith(".")
        )
        pairing = f1(
            {key(r) for r in rows(output / "pairs.jsonl")}, {key(r) for r in rows(gold / "pairs.jsonl")}
        )
        strict = f1(beads(output / "alignment.jsonl"), beads(gold / "alignment.jsonl"))
        findings = [
            f for f in rows(output / "findings.jsonl") if f["of"] == "human" and f["severity"] != "note"
        ]
    planted = rows(gold / "planted.jsonl")
    found = [p for p in planted if any(explains(f, p) for f in findings)]
    false = [f for f in findings if not any(explains(f, p) for p in planted)]
    articles = len({r["source_file"] + str(r["source_id"]) for r in rows(gold / "alignment.jsonl")})
    figures = {
        "pairing": pairing,
        "alignment strict F1": strict,
        "planted found": len(found) / len(planted),
        "false findings per article": len(false) / articles,
    }
    for name, value in figures.items():
        print(f"{name:30} {value:.3f}   floor {FLOORS[name]}")
    print(f"{'first run, second run':30} {first:.1f} s, {second:.1f} s")
    print(f"{'same bytes on the second run':30} {same}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory':30} {peak:.0f} MB")
    for p in planted:
        if p not in found:
            print("not found:", p["source_file"], p["check"], p["source"], "|", p["target"])
    for f in false:
        print("not planted:", f["source_file"], f["check"], f["severity"], f["message"])
    good = (
        all(figures[n] >= FLOORS[n] for n in list(FLOORS)[:3])
        and figures["false findings per article"] <= 0.2
    )
    return 0 if good and same else 1


if __name__ == "__main__":
    sys.exit(main())
