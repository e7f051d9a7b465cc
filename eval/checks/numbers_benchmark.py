"""How well the checks `numbers` and `dates` tell right from wrong, beside what other tools do.

    python eval/checks/numbers_benchmark.py                 # the tables
    python eval/checks/numbers_benchmark.py --alarms park   # read the false alarms
    python eval/checks/numbers_benchmark.py --misses digit  # read what was missed on park

Sets, read from ../shared/data beside the checkout (`--data`): `park` is human-translated news, loose, with errors put
into it by somebody else; `ntrex`, `pud`, `jhe` and `news` are careful translations into which this script
puts errors (`baselines_numbers.spoil`, which does not use our readers). The share of clean pairs that are
flagged, and of spoilt pairs that are caught, is over all pairs of the kind, with no pair left out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from baselines_numbers import digit_sets_differ, pofilter, spoil  # noqa: E402

from toolkit.check.base import CheckContext  # noqa: E402
from toolkit.check.dates import DATES  # noqa: E402
from toolkit.check.numbers import NUMBERS  # noqa: E402
from toolkit.text import Finding, SegmentPair  # noqa: E402

KINDS = ("digit", "scale", "month", "day", "currency", "point", "dropped", "word")
_PARK = {
    "num_digit": "digit",
    "num_scale": "scale",
    "month": "month",
    "day": "day",
    "currency": "currency",
    "pct_point": "point",
    "num_drop": "dropped",
    "num_word": "word",
}
GOALS = {"digit": 90, "scale": 95, "month": 97, "day": 90, "currency": 97, "point": 85}
GOALS_WITH_WARNINGS = {"dropped": 75, "word": 65}


@dataclass(frozen=True, slots=True)
class TestSet:
    """Clean pairs (Korean, English), and spoilt ones with their kind."""

    name: str
    clean: list[tuple[str, str]]
    spoilt: list[tuple[str, str, str]]
    alarms: float
    alarms_with_warnings: float


def read_sets(data: Path) -> list[TestSet]:
    """All sets that `data` holds."""
    injected = data / "injected"
    rows = [json.loads(line) for line in (injected / "inj_park_dev.jsonl").read_text("utf-8").splitlines()]
    clean = [
        json.loads(line) for line in (injected / "inj_park_dev.clean.jsonl").read_text("utf-8").splitlines()
    ]
    sets = [
        TestSet(
            "park",
            [(r["ko"], r["en_orig"]) for r in clean],
            [(_PARK[r["type"]], r["ko"], r["en_bad"]) for r in rows if r["type"] in _PARK],
            1.0,
            6.0,
        )
    ]
    ntrex = [
        pair
        for folder in sorted((data / "align" / "ntrex-easy").iterdir())
        for pair in zip(
            (folder / "src.txt").read_text("utf-8").splitlines(),
            (folder / "tgt.txt").read_text("utf-8").splitlines(),
            strict=True,
        )
    ]
    sets.append(_spoilt("ntrex", ntrex))
    for name, path in (
        ("pud", "dev/pud.tsv"),
        ("jhe", "dev/jhe.dev.tsv"),
        ("news", "train-news/news.dev.tsv"),
    ):
        sets.append(
            _spoilt(
                name, [tuple(line.split("\t")[:2]) for line in (data / path).read_text("utf-8").splitlines()]
            )
        )
    return sets


def _spoilt(name: str, clean: list[tuple[str, str]]) -> TestSet:
    rng = random.Random(7)
    return TestSet(
        name, clean, [(s.kind, s.korean, s.english) for ko, en in clean for s in spoil(ko, en, rng)], 0.3, 0.5
    )


def our_findings(pairs: Iterable[tuple[str, str]], swap: bool) -> list[list[Finding]]:
    """Findings of both checks for each (Korean, English) pair."""
    records = [
        SegmentPair(str(i), en, ko, "en", "ko") if swap else SegmentPair(str(i), ko, en, "ko", "en")
        for i, (ko, en) in enumerate(pairs)
    ]
    found: list[list[Finding]] = [[] for _ in records]
    for check in (NUMBERS, DATES):
        for start in range(0, len(records), 1000):
            for f in check.run(records[start : start + 1000], CheckContext()):
                found[int(f.id)].append(f)
    return found


Flags = Callable[[list[tuple[str, str]]], list[bool]]


def checkers(swap: bool) -> dict[str, Flags]:
    """Name of a checker to what it flags."""

    def rule(flagged: Callable[[str, str], bool]) -> Flags:
        return lambda pairs: [flagged(en, ko) if swap else flagged(ko, en) for ko, en in pairs]

    table: dict[str, Flags] = {
        "ours, errors": lambda pairs: [
            any(f.severity == "error" for f in fs) for fs in our_findings(pairs, swap)
        ],
        "ours, with warnings": lambda pairs: [
            any(f.severity != "note" for f in fs) for fs in our_findings(pairs, swap)
        ],
        "digit sets (Xbench, Tolgee)": rule(digit_sets_differ),
    }
    other = pofilter()
    if other is not None:
        table["pofilter numbers (translate-toolkit)"] = rule(other)
    return table


def percent(flags: list[bool]) -> float:
    """Share of true flags, 0 to 100; -1 where there is none to count."""
    return 100 * sum(flags) / len(flags) if flags else -1


def table_of(test: TestSet, swap: bool) -> dict[str, dict[str, float]]:
    """Checker -> {"alarms": share of clean pairs flagged, kind: share caught}."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, ko, en in test.spoilt:
        by_kind[kind].append((ko, en))
    return {
        name: {
            "alarms": percent(flags(test.clean)),
            **{kind: percent(flags(by_kind[kind])) for kind in KINDS},
        }
        for name, flags in checkers(swap).items()
    }


def speed(test: TestSet, swap: bool) -> float:
    """Pairs a second on one core, best of three, nothing remembered from before."""
    best = 0.0
    for n in range(3):
        pairs = [(f"{ko} " + " " * n, en) for ko, en in test.clean]
        start = time.perf_counter()
        our_findings(pairs, swap)
        best = max(best, len(pairs) / (time.perf_counter() - start))
    return best


def show(findings: list[Finding]) -> None:
    """Print findings of one pair, to be read."""
    if findings:
        print(findings[0].source, findings[0].target, sep="\n")
    for f in findings:
        print(f"    {f.check}/{f.severity}: {f.message}")


def main() -> int:
    """Print the tables; exit 1 where a goal on park or ntrex is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data")
    parser.add_argument("--swap", action="store_true", help="English as the source, Korean as the target")
    parser.add_argument("--alarms", metavar="SET", help="print the findings on clean pairs of a set")
    parser.add_argument(
        "--misses", metavar="KIND", help="print spoilt pairs of park in which no error was found"
    )
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not args.data.is_dir():
        print(f"no data at {args.data}", file=sys.stderr)
        return 2
    sets = read_sets(args.data)
    if args.alarms:
        for found in our_findings(next(s for s in sets if s.name == args.alarms).clean, args.swap):
            show(found)
        return 0
    if args.misses:
        spoilt = [(ko, en) for kind, ko, en in sets[0].spoilt if kind == args.misses]
        for (ko, en), found in zip(spoilt, our_findings(spoilt, args.swap), strict=True):
            if not any(f.severity == "error" for f in found):
                print(ko, en, sep="\n")
                show(found)
        return 0
    tables = {test.name: table_of(test, args.swap) for test in sets}
    if args.json:
        print(json.dumps(tables, ensure_ascii=False))
        return 0
    missed = []
    for test in sets:
        counts = {kind: sum(k == kind for k, _, _ in test.spoilt) for kind in KINDS}
        print(
            f"\n{test.name}: {len(test.clean)} clean pairs; spoilt: "
            + ", ".join(f"{k} {n}" for k, n in counts.items())
        )
        print("| checker | false alarms | " + " | ".join(KINDS) + " |\n|---|" + "---|" * (len(KINDS) + 1))
        for name, row in tables[test.name].items():
            cells = [f"{row['alarms']:.2f}", *("–" if row[k] < 0 else f"{row[k]:.0f}" for k in KINDS)]
            print(f"| {name} | " + " | ".join(cells) + " |")
        missed += goals_missed(test, tables[test.name])
    print(
        f"\nspeed of both checks together: {speed(sets[0], args.swap):,.0f} pairs/s (park), {speed(sets[-1], args.swap):,.0f} pairs/s (news)"
    )
    print("\ngoals missed: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0


def goals_missed(test: TestSet, table: dict[str, dict[str, float]]) -> list[str]:
    """What falls short of the goals, in words."""
    errors, both = table["ours, errors"], table["ours, with warnings"]
    missed = []
    if errors["alarms"] > test.alarms:
        missed.append(f"{test.name} false alarms {errors['alarms']:.2f} > {test.alarms}")
    if both["alarms"] > test.alarms_with_warnings:
        missed.append(
            f"{test.name} false alarms with warnings {both['alarms']:.2f} > {test.alarms_with_warnings}"
        )
    missed += [
        f"{test.name} {k} {errors[k]:.1f} < {goal}" for k, goal in GOALS.items() if 0 <= errors[k] < goal
    ]
    missed += [
        f"{test.name} {k} {both[k]:.1f} < {goal}"
        for k, goal in GOALS_WITH_WARNINGS.items()
        if 0 <= both[k] < goal
    ]
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
