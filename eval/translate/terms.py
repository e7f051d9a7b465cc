"""How many hinted names and terms reach the output, before and after enforcement.

    python eval/translate/terms.py [--pairs corpora/news-pairs/dev.tsv] [--limit 200]

Reads pairs with their marked terms (source TAB target TAB ``a=b; c=d``), translates
with the marks as hints, and counts forms that stand in the output letter for
letter (capitals apart). Prints one JSON object a direction.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from toolkit.engines import Encoder  # noqa: E402
from toolkit.models import open_engine  # noqa: E402
from toolkit.translate.articles import quantity_agreement  # noqa: E402
from toolkit.translate.batch import batches, in_order  # noqa: E402
from toolkit.translate.decode import Decoder, Result, Unit  # noqa: E402
from toolkit.translate.enforce import Hint  # noqa: E402
from toolkit.translate.options import TranslateOptions  # noqa: E402


def read_pairs(path: Path) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(source, target, [(source form, target form)]) of each line."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        source, target, *rest = line.split("\t")
        if (source, target) == ("ko", "en"):  # the heading
            continue
        marks = [m.split("=", 1) for m in (rest[0] if rest else "").split("; ") if "=" in m]
        rows.append((source, target, [(a.strip(), b.strip()) for a, b in marks]))
    return rows


def found(form: str, text: str) -> bool:
    """Whether a form stands in the text, capitals apart."""
    return form.casefold() in text.casefold()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, default=ROOT / "corpora/news-pairs/dev.tsv")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--model", default="default")
    parser.add_argument("--quality", default="fast")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--directions", default="ko-en,en-ko")
    parser.add_argument("--output", type=Path, help="write source, output, reference, lost terms here (TSV)")
    parser.add_argument("--no-hints", action="store_true", help="translate without them")
    arguments = parser.parse_args()
    engine = open_engine(arguments.model, threads=arguments.threads)
    pairs = read_pairs(arguments.pairs)[: arguments.limit]
    encoder: Encoder | None = None
    if arguments.quality == "best":
        from toolkit.engines.usem import open_encoder

        encoder = open_encoder()
    shown = []
    for direction in arguments.directions.split(","):
        source_language, target_language = direction.split("-")
        forward = direction == "ko-en"
        rows = [(s, t, m) if forward else (t, s, [(b, a) for a, b in m]) for s, t, m in pairs]
        units = [
            Unit(s, () if arguments.no_hints else tuple(Hint(a, b) for a, b in m if a in s))
            for s, _, m in rows
        ]
        report = {"direction": direction, "pairs": len(rows), "quality": arguments.quality}
        for label, enforce in (("raw", False), ("enforced", True)):
            options = TranslateOptions(quality=arguments.quality, enforce=enforce)
            decoder = Decoder(
                engine,
                source_language,
                target_language,
                options,
                encoder,
                quantity_agreement(source_language, target_language),
            )
            started = time.perf_counter()
            results: list[Result | None] = [None] * len(units)
            lengths = engine.lengths([u.text for u in units])
            for batch in batches(lengths, in_order(lengths), options.batch_tokens, options.batch):
                for i, result in zip(batch, decoder([units[i] for i in batch]), strict=True):
                    results[i] = result
            seconds = time.perf_counter() - started
            outputs = [r.text if r else "" for r in results]
            wanted = [(i, b) for i, (s, _, m) in enumerate(rows) for a, b in m if a in s]
            lost = [(i, b) for i, b in wanted if not found(b, outputs[i])]
            import sacrebleu

            references = [[t for _, t, _ in rows]]
            report[label] = {
                "terms": len(wanted),
                "found": round(1 - len(lost) / max(1, len(wanted)), 4),
                "chrf": round(sacrebleu.corpus_chrf(outputs, references).score, 2),
                "seconds": round(seconds, 1),
                "flagged": sum(bool(r and r.flags) for r in results),
            }
            for i, (s, t, _) in enumerate(rows):
                shown.append(
                    "\t".join((direction, label, s, outputs[i], t, "; ".join(b for n, b in lost if n == i)))
                )
        print(json.dumps(report), flush=True)
    if arguments.output:
        arguments.output.write_text("\n".join(shown) + "\n", "utf-8")


if __name__ == "__main__":
    main()
