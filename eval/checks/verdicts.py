"""Findings on real articles beside the verdicts of a person who has read them (verdicts.tsv).

    python eval/checks/verdicts.py            # how many a reader agrees with; which were not read yet
    python eval/checks/verdicts.py --texts    # the same with the sentences, to read them

The articles are the NTREX development set with gold alignment, read from ../shared/data beside the checkout
(`--data`). A verdict belongs to a place, a check and a severity; verdicts on findings that are no longer
made are counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from toolkit.check import check_pairs  # noqa: E402
from toolkit.text import SegmentPair  # noqa: E402

SET = "ntrex-easy"


def gold_pairs(folder: Path) -> Iterator[SegmentPair]:
    """The beads of both sides of each article, as pairs."""
    for article in sorted(folder.iterdir()):
        source = (article / "src.txt").read_text(encoding="utf-8").split("\n")
        target = (article / "tgt.txt").read_text(encoding="utf-8").split("\n")
        for number, line in enumerate((article / "gold.tsv").read_text(encoding="utf-8").split("\n")):
            left, colon, right = line.split("\t")[0].partition(":")
            if colon and left and right:
                texts = (
                    " ".join(side[int(i)] for i in ids.split(","))
                    for side, ids in ((source, left), (target, right))
                )
                yield SegmentPair(f"{article.name}:{number}", *texts, document=article.name)


def main() -> int:
    """Print the verdicts; 1 where fewer than nine of ten findings that were read are agreed with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--texts", action="store_true", help="print the sentences as well")
    arguments = parser.parse_args()
    folder = arguments.data / "align" / SET
    if not folder.is_dir():
        print(f"{folder} is not there: name the data with --data", file=sys.stderr)
        return 2
    rows = [
        line.split("\t")
        for line in (HERE / "verdicts.tsv").read_text(encoding="utf-8").split("\n")
        if line[:1] not in ("", "#")
    ]
    verdicts = {(r[1], r[2], r[3]): r[5] for r in rows if r[0] == SET}
    by_severity: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for f in check_pairs(gold_pairs(folder)):
        key = (f.id, f.check, f.severity)
        seen.add(key)
        verdict = verdicts.get(key, "not read")
        by_severity[f.severity, verdict] += 1
        if verdict == "not read" or arguments.texts:
            print(f"{verdict:<9} {f.severity:<8} {f.check:<14} {f.id}  {f.message}")
            if arguments.texts:
                print(f"          {f.source}\n          {f.target}")
    for severity in ("error", "warning", "note"):
        print(
            f"{severity:<8}",
            ", ".join(f"{v}: {n}" for (s, v), n in sorted(by_severity.items()) if s == severity),
        )
    yes = sum(n for (_, verdict), n in by_severity.items() if verdict == "yes")
    no = sum(n for (_, verdict), n in by_severity.items() if verdict == "no")
    print(
        f"a reader agrees with {yes} of {yes + no}; {len(set(verdicts) - seen)} verdicts are on findings no longer made"
    )
    return 0 if yes >= 0.9 * (yes + no) else 1


if __name__ == "__main__":
    sys.exit(main())
