"""Rerun every figure of the README: each benchmark in turn, its table to stdout.

    python eval/all.py [--shared ../shared] [--only NAME ...] [--list]

Needs the extras `model` and `bench`, and the development data; a benchmark
whose data is missing is named and passed over. Exits 1 when one of them misses
a goal of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Benchmark:
    """`arguments` after the script; "{shared}" stands for the development data, which then is needed."""

    script: str
    arguments: tuple[str, ...] = ()

    def command(self, shared: Path) -> list[str]:
        return [sys.executable, str(ROOT / self.script), *(a.format(shared=shared) for a in self.arguments)]

    @property
    def needs_shared(self) -> bool:
        return any("{shared}" in argument for argument in self.arguments)


BENCHMARKS = {
    "newsroom": Benchmark("eval/newsroom/benchmark.py"),
    "segmentation": Benchmark("eval/segmentation/benchmark.py"),
    "alignment": Benchmark("eval/align/benchmark.py", ("--data", "{shared}/data/align")),
    "pairing": Benchmark("eval/align/pairing.py", ("--data", "{shared}/data/align")),
    "checks": Benchmark("eval/checks/benchmark.py"),
    "numbers": Benchmark("eval/checks/numbers_benchmark.py"),
    "terms": Benchmark("eval/checks/terms_benchmark.py"),
    "names": Benchmark("eval/names/benchmark.py", ("{shared}/data",)),
    "ledger": Benchmark("eval/names/ledger_benchmark.py"),
    "evaluation": Benchmark("eval/evaluate/benchmark.py"),
    "gate": Benchmark("eval/evaluate/gate.py"),
    "translation": Benchmark("eval/translate/benchmark.py"),
    "enforcement": Benchmark("eval/translate/terms.py"),
    "start": Benchmark("eval/translate/start.py"),
    "unicode": Benchmark("eval/translate/unicode.py"),
    "kill": Benchmark("eval/translate/kill.py"),
    "memory": Benchmark("eval/translate/memory.py"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="development data")
    parser.add_argument("--only", nargs="+", choices=sorted(BENCHMARKS), help="these benchmarks alone")
    parser.add_argument("--list", action="store_true", help="print the commands, run nothing")
    options = parser.parse_args()
    missed: list[str] = []
    for name in options.only or BENCHMARKS:
        benchmark = BENCHMARKS[name]
        command = benchmark.command(options.shared)
        print(f"\n== {name}: {' '.join(command[1:])}", flush=True)
        if options.list:
            continue
        if benchmark.needs_shared and not options.shared.is_dir():
            print(f"passed over: {options.shared} does not exist")
            continue
        if subprocess.run(command, cwd=ROOT).returncode:
            missed.append(name)
    if missed:
        print(f"\nnot all goals were met by: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
