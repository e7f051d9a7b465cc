"""Visible faults in many arbitrary translations: another language, endless repetition, invented lines, nothing.

    python eval/translate/faults.py ../shared/data/train/*.tsv [--sentences 5000] [--output faults.jsonl]

Draws sentences from files of pairs (Korean TAB English; at most a hundredth of all
from one file before the rest is filled up, so that large files do not crowd the
others out), translates them both ways with the defaults of `bitext translate`, and
looks for faults by rules of its own, with the reference beside it, and not by those
of the engine. "left" are faults in the output, "unsaid" those of them that carry no
flag. Prints one JSON object a direction; with --output every fault is written down.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from toolkit.files import Journal, json_line, write_text  # noqa: E402
from toolkit.models import open_engine  # noqa: E402
from toolkit.terms import starter_terms  # noqa: E402
from toolkit.translate import TranslateOptions, translate_lines  # noqa: E402

LOOP = re.compile(r"(.{2,80}?)\1{3,}", re.DOTALL)
PROMPT = re.compile(
    r"\n|(?:Korean|English|Terms|한국어|영어) ?: ?|<(?:bos|eos|start_of_turn|end_of_turn|unused\d+)>"
)


def draw(paths: list[Path], count: int, seed: int) -> list[tuple[str, str]]:
    """Pairs from all files, different in both columns, in random order."""
    source = random.Random(seed)
    first: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for path in sorted(paths):
        rows = [tuple(line.split("\t")[:2]) for line in path.read_text("utf-8").split("\n") if "\t" in line]
        source.shuffle(rows)
        first += rows[: count // 100]  # type: ignore[arg-type]
        rest += rows[count // 100 :]  # type: ignore[arg-type]
    source.shuffle(rest)
    found: dict[str, str] = {}
    for korean, english in [*first, *rest]:
        if len(found) == count:
            break
        if any(c.isalpha() for c in korean) and any(c.isalpha() for c in english):
            found.setdefault(korean, english)
    pairs = list(found.items())
    source.shuffle(pairs)
    return pairs


def hangul(text: str) -> float:
    """Share of Hangul among the letters."""
    letters = [c for c in text if c.isalpha()]
    return sum("가" <= c <= "힣" for c in letters) / len(letters) if letters else 0.0


def loops(text: str) -> bool:
    """Whether something stands four times in a row, or a run of three words five times."""
    words = text.split()
    grams = Counter(zip(words, words[1:], words[2:], strict=False))
    return bool(LOOP.search(text)) or max(grams.values(), default=0) > 4


def faults(source: str, reference: str, output: str, target: str) -> list[str]:
    """What is visibly wrong."""
    if not any(c.isalnum() for c in output):
        return ["empty"]
    found = []
    share, wanted = hangul(output), hangul(reference)
    letters = sum(c.isalpha() for c in output)
    if letters > 3 and (share > wanted + 0.15 if target == "en" else share < wanted / 3):
        found.append("language")
    if loops(output) and not loops(source) and not loops(reference):
        found.append("repetition")
    if any(m.group() not in source and m.group() not in reference for m in PROMPT.finditer(output)):
        found.append("invented")
    if len(output) > 3 * len(reference) + 40:
        found.append("long")
    if len(output) < len(reference) / 4 - 10:
        found.append("short")
    return found


def main() -> None:
    """Translate, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sentences", type=int, default=5000, help="each way")
    parser.add_argument("--model", default="default")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="write every fault here (JSON Lines)")
    parser.add_argument("--journal", type=Path, help="keep finished work here, to go on after a break")
    parser.add_argument("--all", action="store_true", help="write all translations there, not faults alone")
    arguments = parser.parse_args()
    pairs = draw(arguments.files, arguments.sentences, arguments.seed)
    terms = starter_terms()
    rows: list[str] = []
    journal = Journal(arguments.journal) if arguments.journal else None
    with open_engine(arguments.model, threads=arguments.threads) as engine:  # type: ignore[attr-defined]
        for source_language, target_language in (("ko", "en"), ("en", "ko")):
            asked = pairs if source_language == "ko" else [(english, korean) for korean, english in pairs]
            began = time.process_time()
            found = translate_lines(
                [source for source, _ in asked], engine, source_language, target_language, terms=terms,
                options=TranslateOptions(), journal=journal,
            )  # fmt: skip
            left: Counter[str] = Counter()
            unsaid: Counter[str] = Counter()
            flags: Counter[str] = Counter()
            for (source, reference), one in zip(asked, found, strict=True):
                wrong = faults(source, reference, one.text, target_language)
                left.update(wrong)
                flags.update(one.flags)
                if not one.flags:
                    unsaid.update(wrong)
                if wrong or arguments.all:
                    rows.append(
                        json_line(
                            {"faults": wrong, "flags": list(one.flags), "source": source, "output": one.text,
                             "reference": reference}
                        )
                    )  # fmt: skip
            report = {
                "direction": f"{source_language}-{target_language}",
                "sentences": len(asked),
                "left": dict(left),
                "unsaid": dict(unsaid),
                "flags": dict(flags),
                "cpu_seconds": round(time.process_time() - began, 1),
            }
            print(json.dumps(report), flush=True)
            if arguments.output:
                write_text(arguments.output, "\n".join([*rows, ""]))


if __name__ == "__main__":
    main()
