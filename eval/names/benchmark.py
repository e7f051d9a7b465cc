"""Measure the name scorer, romanisation, the names and spelling checks.

    python eval/names/benchmark.py DATA [--table TABLE --fold N] [--quick]

DATA is the folder of development data (names/, injected/, align/). With --table and
--fold the scorer reads a table trained without that fifth of the names
(eval/names/train.py --fold N -o TABLE) and only that fifth is scored: figures that
the training has not seen. Without them the shipped table is scored on the names it
was trained on, and the line says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date as Date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from train import fold_of  # noqa: E402

from toolkit.check import CheckContext  # noqa: E402
from toolkit.check.ledger import Batch, Ledger  # noqa: E402
from toolkit.check.names import NAMES  # noqa: E402
from toolkit.check.spelling import SPELLING  # noqa: E402
from toolkit.languages.en.gazetteer import INSTITUTIONS, NOT_PERSONS, PEOPLES, PLACES  # noqa: E402
from toolkit.languages.en.names import person_names  # noqa: E402
from toolkit.languages.ko.mentions import common_english  # noqa: E402
from toolkit.languages.ko.names import NameScorer  # noqa: E402
from toolkit.languages.ko.romanise import romanise, romanise_name  # noqa: E402
from toolkit.languages.ko.sounds import STRICTNESS, Route  # noqa: E402
from toolkit.text import Finding, SegmentPair  # noqa: E402

Rows = list[list[str]]


def read(path: Path) -> Rows:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def auc(true: list[float], false: list[float]) -> float:
    """Area under the curve: how often a true pair scores above a false one."""
    ranked = sorted([(s, 0) for s in false] + [(s, 1) for s in true])
    below, total, i = 0, 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        negatives = sum(kind == 0 for _, kind in ranked[i:j])
        total += (j - i - negatives) * (below + negatives / 2)
        below += negatives
        i = j
    return total / (len(true) * len(false))


def caught_at(true: list[float], false: list[float], rate: float = 0.01) -> float:
    """Share of true pairs above the score that `rate` of the false ones reach."""
    threshold = sorted(false)[min(len(false) - 1, int(len(false) * (1 - rate)))]
    return sum(s > threshold for s in true) / len(true)


def plain(latin: str) -> str:
    text = unicodedata.normalize("NFD", latin.lower())
    return "".join(c for c in text if c.isalpha() or c == " ")


def levenshtein(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def by_levenshtein(hangul: str, latin: str) -> float:
    a, b = plain(romanise(hangul)).replace(" ", ""), plain(latin).replace(" ", "")
    return 1 - levenshtein(a, b) / max(len(a), len(b), 1)


def by_rapidfuzz() -> Callable[[str, str], float] | None:
    try:
        from rapidfuzz import fuzz
    except ImportError:
        return None

    def score(hangul: str, latin: str) -> float:
        a, b = plain(romanise(hangul)), plain(latin)
        return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b), fuzz.token_set_ratio(a, b))

    return score


def scorer_of(table: Path | None) -> NameScorer:
    if table is None:
        return NameScorer.load()
    data = json.loads(gzip.decompress(table.read_bytes()))
    routes = {
        name: Route(packed["syllables"], packed["jamo"], STRICTNESS.get(name, 1.0))
        for name, packed in data["routes"].items()
    }
    return NameScorer(routes, data)


def pairs_of_names(data: Path, scorer: NameScorer, left_out: int | None, quick: bool) -> None:
    which = f"fold {left_out}, not seen in training" if left_out is not None else "seen in training"
    print(f"# Name pairs ({which}; false pairs: random, same surname, shared syllable or word)")
    print("set\tscorer\ttrue\tfalse\tAUC\tcaught at 1 % false\tus a pair")
    for kind in ("native", "translit"):
        true = [
            r
            for r in read(data / "names" / f"pos_{kind}_dev.tsv")
            if left_out is None or fold_of(r[0]) == left_out
        ]
        false = [
            r
            for r in read(data / "names" / f"neg_{kind}_dev.tsv")
            if not r[2].startswith("edit") and (left_out is None or fold_of(r[0]) == left_out)
        ]
        if quick:
            true, false = true[::8], false[::8]
        for name, score in (
            ("RR + Levenshtein", by_levenshtein),
            ("RR + rapidfuzz", by_rapidfuzz()),
            ("ours", scorer.score),
        ):
            if score is None:
                continue
            start = time.process_time()
            good, bad = [score(r[0], r[1]) for r in true], [score(r[0], r[1]) for r in false]
            spent = 1e6 * (time.process_time() - start) / (len(true) + len(false))
            print(
                f"{kind}\t{name}\t{len(true)}\t{len(false)}\t{auc(good, bad):.4f}\t{caught_at(good, bad):.3f}\t{spent:.0f}"
            )


def assembly(data: Path, scorer: NameScorer) -> None:
    rows = read(data / "names" / "assembly20_official.tsv")
    first = 0
    for hangul, latin, *_ in rows:
        own = scorer.score(hangul, latin)
        first += all(own > scorer.score(hangul, n) for h, n, *_ in rows if n != latin and h != hangul)
    print(f"# Assembly: {first} of {len(rows)} official spellings ranked first among all")


def press(data: Path, left_out: int | None) -> None:
    rows = [
        r
        for r in read(data / "names" / "pos_native_dev.tsv")
        if left_out is None or fold_of(r[0]) == left_out
    ]
    rows = [r for r in rows if re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+", r[1]) and len(r[0]) == 3]
    exact = sum(romanise_name(h) == latin for h, latin, *_ in rows)
    loose = sum(romanise_name(h).split()[-1] == latin.split()[-1] for h, latin, *_ in rows)
    print(
        f"# Press spelling proposed: {exact} of {len(rows)} exact ({exact / len(rows):.3f}), given name {loose / len(rows):.3f}"
    )


def swapped(data: Path) -> None:
    clean = [
        json.loads(line)
        for line in (data / "injected/inj_park_dev.clean.jsonl").read_text("utf-8").splitlines()
    ]
    injected = [
        json.loads(line) for line in (data / "injected/inj_park_dev.jsonl").read_text("utf-8").splitlines()
    ]
    context = CheckContext()

    def run(row: dict[str, str]) -> list[str]:
        return [f.severity for f in NAMES.run([SegmentPair(row["id"], row["ko"], row["en_bad"])], context)]

    flags = [run(row) for row in clean]
    swaps = [(row, run(row)) for row in injected if row["type"] == "name_other"]
    persons = [f for row, f in swaps if row["from"] not in PLACES | PEOPLES | INSTITUTIONS]
    print(
        f"# Swapped person: false alarms {rate(flags)} (errors {rate([[s for s in f if s == 'error'] for f in flags])}) of "
        f"{len(clean)} clean pairs; caught {rate([f for _, f in swaps])} of {len(swaps)}, "
        f"{rate(persons)} of the {len(persons)} that were persons"
    )


def rate(findings: list[list[str]]) -> str:
    return f"{100 * sum(map(bool, findings)) / max(1, len(findings)):.1f} %"


def documents(data: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for kind in ("ntrex-easy", "park-easy"):
        for folder in sorted((data / "align" / kind).iterdir()):
            source = (folder / "src.txt").read_text("utf-8").split("\n")
            target = (folder / "tgt.txt").read_text("utf-8").split("\n")
            pairs = []
            for line in (folder / "gold.tsv").read_text("utf-8").splitlines():
                a, b = ([int(x) for x in side.split(",") if x] for side in line.split(":")[:2])
                pairs.append((" ".join(source[i] for i in a), " ".join(target[i] for i in b)))
            yield f"{kind}/{folder.name}", pairs


def rows_of(name: str, pairs: list[tuple[str, str]], day: Date | None = None) -> tuple[SegmentPair, ...]:
    return tuple(SegmentPair(str(n), k, e, date=day, document=name) for n, (k, e) in enumerate(pairs))


def misspelt(word: str, rng: random.Random) -> str:
    i = rng.randrange(1, len(word) - 1)
    letter = rng.choice("abcdefghijklmnoprstuvy")
    made = rng.choice(
        [
            word[:i] + letter + word[i + 1 :],
            word[:i] + letter + word[i:],
            word[:i] + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        ]
    )
    return made if made != word else misspelt(word, rng)


def slips(data: Path) -> None:
    rng = random.Random(3)
    common = common_english()
    flagged = total = alarmed = 0
    caught: Counter[str] = Counter()
    known: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    held = list(documents(data))
    folder = tempfile.TemporaryDirectory()
    archive = Path(folder.name) / "archive.sqlite"
    with Ledger.open(archive) as ledger:
        kept = Batch(ledger)
        for name, pairs in held:
            kept.read(rows_of(f"archive/{name}", pairs, Date(2009, 1, 1)))

    def against(pairs: list[tuple[str, str]], name: str, without: str = "") -> list[Finding]:
        """Findings of an article against the archive, which is left as it was."""
        ledger = Ledger.open(archive)
        ledger.forget(without)
        batch = Batch(ledger)
        batch.read(rows_of(name, pairs, Date(2019, 1, 1)))
        found = [f for f in batch.findings() if f.check == "spelling"]
        ledger.close()
        return found

    for name, pairs in held:

        def run(pairs: list[tuple[str, str]], name: str = name) -> list[Finding]:
            return [f for f in SPELLING.run(rows_of(name, pairs), CheckContext()) if f.severity != "note"]

        total += 1
        alarmed += bool(against(pairs, name, f"archive/{name}"))
        before = {(f.id, f.target_span, f.message) for f in run(pairs)}
        flagged += bool(before)
        words = Counter(
            w.text
            for _, english in pairs
            for person in person_names(english, common.__contains__)
            for w in person.words
            if len(w.text) >= 5
            and w.text.isalpha()
            and w.text not in NOT_PERSONS
            and w.text.lower() not in common
        )
        for word, count in sorted(words.items()):
            kind = "name that stands twice or more" if count > 1 else "name that stands once"
            if rng.random() > (0.6 if count > 1 else 0.15):
                continue
            bad, pattern = misspelt(word, rng), re.compile(rf"\b{word}\b")
            which, seen = rng.randrange(sum(len(pattern.findall(e)) for _, e in pairs)), 0
            changed = []
            for korean, english in pairs:
                found = list(pattern.finditer(english))
                if seen <= which < seen + len(found):
                    at = found[which - seen]
                    english = english[: at.start()] + bad + english[at.end() :]
                seen += len(found)
                changed.append((korean, english))

            def points(found: list[Finding], bad: str = bad) -> bool:
                return any(f.target_span and bad[:-1] in f.target[slice(*f.target_span)] for f in found)

            tried[kind] += 1
            hit = points(run(changed))
            caught[kind] += hit
            known[kind] += hit or points(against(changed, name))
    print(f"# Slips in documents: {flagged} of {total} untouched documents flagged (warning or error)")
    for kind, n in tried.items():
        print(
            f"{kind}\t{caught[kind]} of {n} caught ({100 * caught[kind] / n:.1f} %); "
            f"with an archive that has the name right {known[kind]} ({100 * known[kind] / n:.1f} %)"
        )
    print(f"# Archive of all other documents: {alarmed} of {total} untouched documents flagged")
    folder.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--table", type=Path, default=None)
    parser.add_argument("--fold", type=int, default=None)
    parser.add_argument("--quick", action="store_true", help="an eighth of the name pairs")
    arguments = parser.parse_args()
    scorer = scorer_of(arguments.table)
    pairs_of_names(arguments.data, scorer, arguments.fold, arguments.quick)
    assembly(arguments.data, scorer)
    if arguments.table is None:
        press(arguments.data, arguments.fold)
        swapped(arguments.data)
        slips(arguments.data)


if __name__ == "__main__":
    main()
