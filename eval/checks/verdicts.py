"""Findings on real articles beside the verdicts of a person who has read them (verdicts.tsv).

    python eval/checks/verdicts.py            # how many a reader agrees with; which were not read yet
    python eval/checks/verdicts.py --texts    # the same with the sentences, to read them

The articles are the NTREX development sets with gold alignment, read from ../shared/data beside the checkout
(`--data`), with the Korean as the source and with the English. A verdict belongs to an article, a check, a
severity and the words that are marked. Verdicts on machine translations, which are not kept, and on findings
that are no longer made are counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from toolkit.check import check_pairs  # noqa: E402
from toolkit.text import Finding, SegmentPair  # noqa: E402

SETS = ("ntrex-easy", "ntrex-medium", "ntrex-hard")
LEAST = 50  # findings that must have been read


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


def both_directions(pairs: list[SegmentPair]) -> Iterator[tuple[str, Finding]]:
    """Findings with the Korean as the source, then with the English."""
    for finding in check_pairs(pairs):
        yield "ko-en", finding
    turned = [
        replace(p, source=p.target, target=p.source, source_language="en", target_language="ko")
        for p in pairs
    ]
    for finding in check_pairs(turned):
        yield "en-ko", finding


def marked(finding: Finding) -> str:
    """The first words of the span in the target, or in the source where that has none."""
    for text, span in ((finding.target, finding.target_span), (finding.source, finding.source_span)):
        if span is not None:
            return " ".join(text[slice(*span)].split()[:6])[:40]
    return ""


def main() -> int:
    """Print the verdicts; 1 where fewer than nine of ten findings that were read are agreed with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--texts", action="store_true", help="print the sentences as well")
    arguments = parser.parse_args()
    folders = [arguments.data / "align" / name for name in SETS]
    if not folders[0].is_dir():
        print(f"{folders[0]} is not there: name the data with --data", file=sys.stderr)
        return 2
    rows = [
        line.split("\t")
        for line in (HERE / "verdicts.tsv").read_text(encoding="utf-8").split("\n")
        if line[:1] not in ("", "#")
    ][1:]
    verdicts = {tuple(row[:5]): row[6] for row in rows}
    seen: dict[tuple[str, ...], str] = {}
    for folder in folders:
        for direction, f in both_directions(list(gold_pairs(folder))):
            key = (direction, f.id.partition(":")[0], f.check, f.severity, marked(f))
            if key in seen:
                continue
            verdict = seen[key] = verdicts.get(key, "not read")
            if verdict == "not read" or arguments.texts:
                print(f"{verdict:<9} {f.severity:<8} {f.check:<14} {folder.name} {f.id}  {f.message}")
                if arguments.texts:
                    print(f"          {f.source}\n          {f.target}")
    counts = Counter((key[0], verdict) for key, verdict in seen.items())
    counts.update((row[0], row[6]) for row in rows if row[0] == "mt")
    for name in ("ko-en", "en-ko", "mt"):
        print(f"{name:<6}", ", ".join(f"{v}: {n}" for (s, v), n in sorted(counts.items()) if s == name))
    yes = sum(n for (_, verdict), n in counts.items() if verdict == "yes")
    no = sum(n for (_, verdict), n in counts.items() if verdict == "no")
    gone = sum(row[0] in ("ko-en", "en-ko") and tuple(row[:5]) not in seen for row in rows)
    gone += sum(row[0] == "earlier" for row in rows)
    print(f"a reader agrees with {yes} of {yes + no}; {gone} verdicts are on findings no longer made")
    return 0 if yes + no >= LEAST and yes >= 0.9 * (yes + no) else 1


if __name__ == "__main__":
    sys.exit(main())
