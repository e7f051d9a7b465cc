"""Translation quality of a model on named test sets, held against pinned floors.

    python eval/evaluate/gate.py [SET:DIRECTION...] [--model default] [--limit 100]
    python eval/evaluate/gate.py --update            write floors.json from this run

A set is a name of `SETS` (see --list) with a direction, as in `news-pairs:ko-en`;
without a name all sets run that lie on this machine. Each is translated, scored
by `toolkit.evaluate` and compared with `floors.json`, which pins for each set the
digest of its text and the lowest scores. Exit status 1: a score is under its
floor, or the text has changed. A floor is lowered by --allow-regression only.
Reports go to `out/eval/`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from toolkit.evaluate.core import evaluate  # noqa: E402
from toolkit.evaluate.document import build_document  # noqa: E402
from toolkit.evaluate.inputs import System, TestSet  # noqa: E402
from toolkit.evaluate.metrics import Context  # noqa: E402
from toolkit.files import digest, write_text  # noqa: E402
from toolkit.report.evaluation import render_evaluation_html  # noqa: E402
from toolkit.terms import TermBase  # noqa: E402
from toolkit.text import Term  # noqa: E402

FLOORS = Path(__file__).with_name("floors.json")
PINNED = ("chrF", "BLEU")
SLACK = 0.5  # a floor is written this much under the score, for other machines' rounding


@dataclass(frozen=True, slots=True)
class Row:
    """Korean, English, and the names and terms of the pair in each language."""

    ko: str
    en: str
    terms: tuple[tuple[str, str], ...] = ()


def _tsv(path: Path) -> list[Row]:
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 2 or cells[:2] == ["ko", "en"]:
            continue
        marked = cells[2].split("; ") if len(cells) > 2 and cells[2] else []
        terms = tuple((ko, en) for ko, sep, en in (m.partition("=") for m in marked) if sep)
        rows.append(Row(cells[0], cells[1], terms))
    return rows


SETS: dict[str, tuple[Path, Callable[[Path], list[Row]]]] = {
    "news-pairs": (ROOT / "corpora/news-pairs/dev.tsv", _tsv),
    **{
        name: (ROOT.parent / "shared/data/dev" / file, _tsv)
        for name, file in (
            ("park-news", "park-news.dev.tsv"),
            ("pud", "pud.tsv"),
            ("jhe", "jhe.dev.tsv"),
            ("north-korean", "northkorean.dev.tsv"),
            ("tatoeba", "tatoeba-laser.tsv"),
        )
    },
}
"""Test sets by name: file and how it is read. Those that do not ship run where they lie."""


def read_set(name: str, direction: str, limit: int) -> TestSet:
    """A set in one direction, cut to the first `limit` rows (0: all)."""
    path, read = SETS[name]
    rows = read(path)[: limit or None]
    source, target = direction.split("-")
    return TestSet(
        ids=tuple(str(n) for n in range(1, len(rows) + 1)),
        references=(tuple(getattr(row, target) for row in rows),),
        sources=tuple(getattr(row, source) for row in rows),
        source_language=source,
        target_language=target,
        digests=((path.name, digest(path.read_bytes())),),
    )


def read_terms(name: str, limit: int) -> TermBase | None:
    """The terms that the rows of a set mark, as a term base of its own."""
    path, read = SETS[name]
    entries = [Term((ko,), (en,)) for row in read(path)[: limit or None] for ko, en in row.terms]
    return TermBase(entries) if entries else None


def run_set(name: str, direction: str, engine: Any, limit: int, out: Path) -> dict[str, Any]:
    """Translate, score, write the report; the entry of floors.json."""
    from toolkit.translate import translate_lines

    test_set = read_set(name, direction, limit)
    assert test_set.sources is not None
    source, target = direction.split("-")
    lines = [t.text for t in translate_lines(test_set.sources, engine, source, target)]
    system = System(engine.name, tuple(lines), engine.digest)
    evaluation = evaluate(test_set, [system], context=Context(terms=read_terms(name, limit)))
    scores = {s.metric: round(s.value, 2) for s in evaluation.scores()}
    document = build_document(
        evaluation,
        title=f"{engine.name} on {name}, {direction}",
        reproduce=[
            ("command", f"python eval/evaluate/gate.py {name}:{direction} --limit {limit}"),
            ("model", engine.digest),
        ],
    )
    write_text(out / f"{name}.{direction}.html", render_evaluation_html(document))
    return {"segments": len(test_set), "digest": test_set.digest, "model": engine.digest, "scores": scores}


def judge(key: str, found: dict[str, Any], floor: dict[str, Any] | None) -> list[str]:
    """What is wrong with a result, one line each."""
    if floor is None:
        return [f"{key}: no floor is pinned (write one with --update)"]
    if floor["digest"] != found["digest"]:
        return [f"{key}: the text is not the one the floor was pinned on (digest {found['digest'][:12]})"]
    return [
        f"{key}: {metric} is {found['scores'][metric]:.2f}, its floor {lowest:.2f}"
        for metric, lowest in floor["floors"].items()
        if found["scores"].get(metric, float("-inf")) < lowest
    ]


def pin(floors: dict[str, Any], key: str, found: dict[str, Any], allow: bool) -> list[str]:
    """Write the floor of a set; refuses to lower one unless allowed."""
    new = {m: round(found["scores"][m] - SLACK, 2) for m in PINNED if m in found["scores"]}
    old = floors.get(key)
    lowered = (
        []
        if old is None or old["digest"] != found["digest"]
        else [m for m in new if new[m] < old["floors"].get(m, new[m])]
    )
    if lowered and not allow:
        return [f"{key}: the floor of {', '.join(lowered)} would sink (--allow-regression lets it)"]
    floors[key] = {
        "segments": found["segments"],
        "digest": found["digest"],
        "model": found["model"],
        "floors": new,
    }
    return []


def main() -> int:
    """Run the sets; 0 all floors held, 1 not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET:DIRECTION")
    parser.add_argument("--model", default="default")
    parser.add_argument("--limit", type=int, default=100, help="segments of each set (0: all)")
    parser.add_argument("--list", action="store_true", help="name the sets and leave")
    parser.add_argument("--update", action="store_true", help="pin floors from this run")
    parser.add_argument("--allow-regression", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "out/eval")
    options = parser.parse_args()
    if options.list:
        for name, (path, _) in SETS.items():
            print(f"{name:14} {'here' if path.exists() else 'not on this machine'}")
        return 0
    present = [name for name, (path, _) in SETS.items() if path.exists()]
    wanted = options.sets or [f"{name}:{way}" for name in present for way in ("ko-en", "en-ko")]
    for item in wanted:
        name, _, way = item.partition(":")
        if name not in SETS or way not in ("ko-en", "en-ko"):
            parser.error(f"{item!r} is not SET:DIRECTION; sets: {', '.join(SETS)}; directions: ko-en, en-ko")
    from toolkit.models import open_engine

    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    wrong: list[str] = []
    engine = open_engine(options.model)
    try:
        for item in wanted:
            name, _, way = item.partition(":")
            key = f"{item}:{options.limit}"
            found = run_set(name, way, engine, options.limit, options.out)
            print(
                f"{item:24} {found['segments']:>5} segments  "
                + "  ".join(f"{m} {v:.2f}" for m, v in found["scores"].items()),
                flush=True,
            )
            wrong += (
                pin(floors, key, found, options.allow_regression)
                if options.update
                else judge(key, found, floors.get(key))
            )
    finally:
        engine.close()
    if options.update:
        write_text(FLOORS, json.dumps(floors, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
