"""Boundary F1 of sentence segmentation against a regular expression, kiwipiepy and pySBD, in one run.

The lines of each document (one gold sentence a line) are joined by a space and
split again; a boundary is right where a line ended. "Marked recall" is the share
found of the boundaries behind a final mark. Data: documents in the layout of
`park-easy` (folders with src.txt in Korean, tgt.txt in English).

    python eval/segmentation/benchmark.py --data ../shared/data/align
    pip install kiwipiepy pysbd     # the two peers; left out where they are not installed
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from toolkit.languages import get_language  # noqa: E402

Split = Callable[[str], list[int]]  # ends of the sentences of a text
SIDES = {"ko": "src.txt", "en": "tgt.txt"}
MARGIN = 0.015  # what we ask of ourselves over the best peer
_REGEX = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")
_MARKED = re.compile(r"[.!?…。][\"'”’」』)\]]*$")


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one set; `speed` is sentences a second of this run."""

    data: str
    language: str
    system: str
    f1: float
    precision: float
    recall: float
    marked_recall: float
    boundaries: int
    speed: float


def regex(text: str) -> list[int]:
    """The plain rule: a final mark, closing marks, white space."""
    return [m.start() + len(m.group().rstrip()) for m in _REGEX.finditer(text)]


def ours(language: str) -> Split:
    """This toolkit."""
    split = get_language(language).sentences
    return lambda text: [end for _, end in split(text)]


def peers(language: str) -> Iterator[tuple[str, Split]]:
    """The systems to compare with, those that are installed."""
    yield "regex", regex
    if language == "ko":
        try:
            from kiwipiepy import Kiwi
        except ImportError:
            print("kiwipiepy is not installed: left out", file=sys.stderr)
        else:
            kiwi = Kiwi()
            kiwi.split_into_sents("첫 호출은 모형을 읽는다.")
            yield "kiwipiepy", lambda text: [s.end for s in kiwi.split_into_sents(text)]
    if language == "en":
        try:
            import pysbd
        except ImportError:
            print("pysbd is not installed: left out", file=sys.stderr)
        else:
            segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
            yield "pySBD", lambda text: [s.start + len(s.sent.rstrip()) for s in segmenter.segment(text)]


def documents(folder: Path, name: str) -> Iterator[list[str]]:
    """Gold sentences of each document, white space collapsed."""
    for document in sorted(p for p in folder.iterdir() if p.is_dir()):
        lines = (document / name).read_text(encoding="utf-8").split("\n")
        yield [" ".join(line.split()) for line in lines if line.strip()]


def measure(folder: Path, language: str, system: str, split: Split) -> Result:
    """Score one system on all documents of a folder."""
    hit = missed = false = marked = marked_hit = 0
    seconds = 0.0
    for lines in documents(folder, SIDES[language]):
        text = " ".join(lines)
        gold: set[int] = set()
        at = 0
        for line in lines[:-1]:
            gold.add(at + len(line))
            at += len(line) + 1
        began = time.perf_counter()
        ends = split(text)
        seconds += time.perf_counter() - began
        found = set(ends) - {len(text)}
        hit += len(gold & found)
        missed += len(gold - found)
        false += len(found - gold)
        behind = {g for g in gold if _MARKED.search(text[max(0, g - 6) : g])}
        marked += len(behind)
        marked_hit += len(behind & found)
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
    return Result(
        folder.name,
        language,
        system,
        round(2 * precision * recall / max(1e-9, precision + recall), 4),
        round(precision, 4),
        round(recall, 4),
        round(marked_hit / max(1, marked), 4),
        hit + missed,
        round((hit + missed) / max(1e-9, seconds)),
    )


def main() -> int:
    """Print the table; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared" / "data" / "align", help="folder of the sets"
    )
    parser.add_argument("--sets", nargs="*", default=["ntrex-easy", "park-easy"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"error: no such folder: {options.data}\nhint: name the documents with --data", file=sys.stderr)
        return 2
    results: list[Result] = []
    missed: list[str] = []
    for name in options.sets:
        for language in SIDES:
            found = [measure(options.data / name, language, s, split) for s, split in peers(language)]
            own = measure(options.data / name, language, "bitext", ours(language))
            best = max(found, key=lambda r: r.f1)
            if own.f1 < best.f1 + MARGIN:
                missed.append(
                    f"{name} {language}: {own.f1:.4f} is less than {best.system} {best.f1:.4f} + {MARGIN}"
                )
            if own.marked_recall < 0.99:
                missed.append(f"{name} {language}: marked recall {own.marked_recall:.4f} is less than .99")
            results += [*found, own]
    if options.json:
        print(json.dumps({"results": [asdict(r) for r in results], "missed": missed}, indent=1))
    else:
        print(
            f"{'set':12} {'language':8} {'system':10} {'F1':>6} {'P':>6} {'R':>6} {'marked R':>8} {'sent/s':>8}"
        )
        for r in results:
            print(
                f"{r.data:12} {r.language:8} {r.system:10} {r.f1:6.4f} {r.precision:6.4f} {r.recall:6.4f} "
                f"{r.marked_recall:8.4f} {r.speed:8.0f}"
            )
        for line in missed:
            print("missed:", line)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
