"""How well the checks `terms`, `organisations` and `titles` tell right from wrong, beside the rule of other tools.

    python eval/checks/terms_benchmark.py                    # the tables
    python eval/checks/terms_benchmark.py --alarms park      # read the false alarms
    python eval/checks/terms_benchmark.py --misses park      # read what was missed

The rule of OmegaT, Weblate and their like: a term of the glossary stands in the source, and none of its
translations in the target. It knows neither particles nor why a translator left a term out.

Sets, read from ../shared/data beside the checkout (`--data`):

park   human-translated news, loose, with one swapped term or title put into each pair by somebody else. The
       glossary holds every term that was swapped or swapped in, in its Korean and English forms, without kinds.
news   careful translations written for this project. The glossary is made of the marked names of places, bodies
       and agreements in the training part; swaps of them are put by this script into the development part.
pud    careful translations (UD Parallel); swaps are put in by this script; starter terms only.

Caught is over all spoilt pairs, flagged over all clean pairs. The goals are asked of sets with 30 spoilt pairs or more.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from toolkit.check import CheckContext, check_pairs  # noqa: E402
from toolkit.terms import TermBase, starter_terms  # noqa: E402
from toolkit.text import Finding, SegmentPair, Term  # noqa: E402

Pairs = list[tuple[str, str]]
Flags = Callable[[Pairs], list[bool]]
TERM_CHECKS = ("terms", "organisations")
TITLE_CHECKS = ("titles",)
GOALS = {"terms caught": 97.0, "terms flagged": 1.0, "titles caught": 85.0, "titles flagged": 1.0}


@dataclass(frozen=True)
class TestSet:
    """Clean pairs, and the same with one error each; the glossary of the desk, if there is one."""

    name: str
    what: str
    clean: Pairs
    spoilt: Pairs
    glossary: TermBase | None


def peers_rule(glossary: Iterable[Term]) -> Flags:
    """Term in the source, translation absent from the target, as OmegaT and Weblate check a glossary."""
    entries = [
        (
            [form.replace(" ", "") for form in term.source],
            re.compile("|".join(rf"\b{re.escape(form)}" for form in term.target), re.IGNORECASE),
        )
        for term in glossary
    ]

    def flags(pairs: Pairs) -> list[bool]:
        found = []
        for source, target in pairs:
            squeezed = source.replace(" ", "")
            found.append(
                any(
                    any(form in squeezed for form in forms) and not pattern.search(target)
                    for forms, pattern in entries
                )
            )
        return found

    return flags


def findings(pairs: Pairs, glossary: TermBase | None, only: Sequence[str]) -> list[list[Finding]]:
    """Findings of our checks, pair by pair; each pair stands alone."""
    segments = [SegmentPair(str(i), source, target) for i, (source, target) in enumerate(pairs)]
    found: list[list[Finding]] = [[] for _ in pairs]
    for finding in check_pairs(segments, CheckContext(terms=glossary), only=only):
        found[int(finding.id)].append(finding)
    return found


def ours(glossary: TermBase | None, only: Sequence[str], severities: Sequence[str] = ("error",)) -> Flags:
    """Whether our checks flag a pair at one of the severities."""

    def flags(pairs: Pairs) -> list[bool]:
        return [any(f.severity in severities for f in of) for of in findings(pairs, glossary, only)]

    return flags


# The sets -----------------------------------------------------------------------------


def read_sets(data: Path) -> list[TestSet]:
    """The sets that are there."""
    sets: list[TestSet] = []
    rows = _jsonl(data / "injected" / "inj_park_dev.jsonl")
    clean = [(r["ko"], r["en_orig"]) for r in _jsonl(data / "injected" / "inj_park_dev.clean.jsonl")]
    swapped = [r for r in rows if r["type"] == "glossary"]
    names = {name.lower() for r in swapped for name in (r["from"], r["to"])}
    glossary = TermBase(
        Term(term.source, term.target)
        for term in starter_terms()
        if names & {form.lower() for form in term.target}
    )
    sets.append(TestSet("park", "terms", clean, [(r["ko"], r["en_bad"]) for r in swapped], glossary))
    titles = [(r["ko"], r["en_bad"]) for r in rows if r["type"] == "title_swap"]
    sets.append(TestSet("park", "titles", clean, titles, None))
    train, dev = _news(data / "train-news" / "news.train.tsv"), _news(data / "train-news" / "news.dev.tsv")
    marked = _glossary(train)
    pairs = [(ko, en) for ko, en, _ in dev]
    sets.append(TestSet("news", "terms", pairs, _swap_terms(dev, marked), marked))
    sets.append(TestSet("news", "titles", pairs, _swap_titles(pairs), None))
    pud = [tuple(line.split("\t")[:2]) for line in _lines(data / "dev" / "pud.tsv")]
    pud_pairs: Pairs = [(ko, en) for ko, en in pud]
    sets.append(TestSet("pud", "titles", pud_pairs, _swap_titles(pud_pairs), None))
    return sets


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _jsonl(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in _lines(path)]


def _news(path: Path) -> list[tuple[str, str, list[tuple[str, str]]]]:
    rows = []
    for line in _lines(path):
        ko, en, marked = [*line.split("\t"), ""][:3]
        terms = [item.partition("=")[::2] for item in marked.split("; ") if "=" in item]
        rows.append((ko, en, [(a.strip(), b.strip()) for a, b in terms]))
    return rows


def _glossary(rows: Iterable[tuple[str, str, list[tuple[str, str]]]]) -> TermBase:
    """Names of places, bodies and agreements that are marked in the training part, with all their English forms.

    Which of the marked forms are such names is taken from the starter terms; the English forms are not.
    """
    names = {
        form: True
        for term in starter_terms()
        if term.kind in ("place", "organisation", "agreement")
        for form in term.source
    }
    forms: dict[str, list[str]] = {}
    for _, _, marked in rows:
        for ko, en in marked:
            if ko in names:
                forms.setdefault(ko, []).append(en)
    return TermBase(Term((ko,), tuple(dict.fromkeys(en))) for ko, en in forms.items())


def _swap_terms(
    rows: Iterable[tuple[str, str, list[tuple[str, str]]]], glossary: TermBase, seed: int = 7
) -> Pairs:
    """Pairs in which one marked term has given way to another of the glossary, which the pair does not have."""
    rng = random.Random(seed)
    known = {term.source[0]: term for term in glossary}
    names = sorted(form for term in glossary for form in term.target[:1] if form[:1].isupper())
    spoilt: Pairs = []
    for ko, en, marked in rows:
        fitting = [
            (a, b)
            for a, b in marked
            if a in known
            and known[a].target[0][:1].isupper()
            and b[:1].isupper()
            and en.count(b) == 1
            and len(b) > 2
        ]
        if not fitting:
            continue
        _, form = rng.choice(fitting)
        there = {b for term, _ in glossary.find(ko, "ko") for b in term.target}
        other = next(
            name for name in iter(lambda: rng.choice(names), None) if name not in there and name not in en
        )
        spoilt.append((ko, re.sub(rf"\b{re.escape(form)}", lambda _, o=other: o, en, count=1)))
    return spoilt


_TITLE_SWAPS = [
    ("Vice President", "President"), ("Prime Minister", "President"), ("President", "Prime Minister"),
    ("Foreign Minister", "Defense Minister"), ("Defense Minister", "Foreign Minister"), ("Vice Minister", "Minister"),
    ("Secretary of State", "Secretary of Defense"), ("Justice Minister", "Education Minister"),
    ("Professor", "President"), ("spokesperson", "chairman"), ("spokesman", "chairman"), ("spokeswoman", "chairwoman"),
    ("Gov.", "Sen."), ("Sen.", "Gov."), ("Mayor", "Governor"), ("Minister", "Vice Minister"), ("Ambassador", "Senator"),
    ("Chairman", "Spokesman"), ("Gen.", "Dr."), ("Dr.", "Gen."), ("Judge", "Senator"),
]  # fmt: skip


def _swap_titles(pairs: Pairs) -> Pairs:
    """Pairs with the first title that fits swapped, where it stands before a name or alone."""
    spoilt: Pairs = []
    for ko, en in pairs:
        for old, new in _TITLE_SWAPS:
            found = (
                re.search(
                    rf"(?<!Vice )(?<!Deputy )\b{re.escape(old)}(?= [A-Z]| (?:of|said|told|was|is|has))", en
                )
                if old[0].isupper()
                else None
            )
            found = found or (re.search(rf"\b{old}\b", en) if old[0].islower() else None)
            if found:
                spoilt.append((ko, en[: found.start()] + new + en[found.end() :]))
                break
    return spoilt


# The table ----------------------------------------------------------------------------


def percent(flags: Sequence[bool]) -> float:
    """Share of true values, in per cent."""
    return 100 * sum(flags) / len(flags) if flags else 0.0


def rows_of(test: TestSet) -> list[tuple[str, float, float]]:
    """(rule, flagged of the clean, caught of the spoilt), each in per cent."""
    only = TERM_CHECKS if test.what == "terms" else TITLE_CHECKS
    rules: list[tuple[str, Flags]] = []
    if test.glossary is not None:
        rules.append(("glossary rule of OmegaT and Weblate", peers_rule(test.glossary)))
    rules.append(("bitext, errors", ours(test.glossary, only)))
    rules.append(("bitext, errors and warnings", ours(test.glossary, only, ("error", "warning"))))
    if test.what == "terms" and test.glossary is not None:
        rules.append(("bitext, errors, starter terms only", ours(None, only)))
    return [(name, percent(rule(test.clean)), percent(rule(test.spoilt))) for name, rule in rules]


def main() -> int:
    """Print the tables; 1 where a goal is missed, 2 where the data is not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--alarms", metavar="SET", help="print the false alarms of a set")
    parser.add_argument("--misses", metavar="SET", help="print what was missed of a set")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"{arguments.data} is not there: name the data with --data", file=sys.stderr)
        return 2
    missed = []
    for test in read_sets(arguments.data):
        only = TERM_CHECKS if test.what == "terms" else TITLE_CHECKS
        print(f"\n{test.name}, {test.what}: {len(test.clean)} clean pairs, {len(test.spoilt)} with a swap")
        for rule, flagged, caught in rows_of(test):
            print(f"  {rule:<38} flags {flagged:5.2f} % of the clean, catches {caught:5.1f} %")
            if rule == "bitext, errors" and len(test.spoilt) >= 30:
                missed += [
                    f"{test.name}, {test.what}: {value:.2f} % {what} (goal {GOALS[f'{test.what} {what}']} %)"
                    for what, value, bad in (
                        ("caught", caught, caught < GOALS[f"{test.what} caught"]),
                        ("flagged", flagged, flagged > GOALS[f"{test.what} flagged"]),
                    )
                    if bad
                ]
        if arguments.alarms == test.name:
            _show(findings(test.clean, test.glossary, only), test.clean, True)
        if arguments.misses == test.name:
            _show(findings(test.spoilt, test.glossary, only), test.spoilt, False)
    print("\n" + ("missed: " + "; ".join(missed) if missed else "all goals are met"))
    return 1 if missed else 0


def _show(found: list[list[Finding]], pairs: Pairs, alarms: bool) -> None:
    for of, (source, target) in zip(found, pairs, strict=True):
        errors = [f for f in of if f.severity == "error"]
        if bool(errors) == alarms:
            print(f"    {'; '.join(f.message for f in errors) or '-'}\n      {source}\n      {target}")


if __name__ == "__main__":
    sys.exit(main())
