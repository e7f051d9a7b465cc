"""`bitext evaluate`: score translations, test the differences, write a report, keep a gate."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, OptionError
from . import common

if TYPE_CHECKING:
    from ..evaluate.core import Evaluation, Given
    from ..evaluate.gate import Rule
    from ..evaluate.inputs import System, TestSet
    from ..evaluate.significance import Resampling
    from ..text import Finding


@click.command("evaluate")
@click.argument("hypotheses", nargs=-1, metavar="HYP...")
@click.option(
    "-r",
    "--reference",
    "references",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Reference translations; may be given several times.",
)
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="The source text: lets the checks and the metrics of our own work.",
)
@common.source_language
@common.target_language
@click.option(
    "--baseline", metavar="HYP", help="System (its name or its file) that the others are compared with."
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    help="Metric to compute; may be given several times. All that the input allows where it is left out.",
)
@click.option(
    "--tokenize",
    default="",
    metavar="NAME",
    help="BLEU tokeniser of sacrebleu; by the language where it is left out (Korean: ko-mecab, or char without it).",
)
@click.option("--lowercase", is_flag=True, help="Ignore capitals in BLEU and chrF.")
@click.option(
    "--common", "common_only", is_flag=True, help="Evaluate the segments (by id) that every file has."
)
@common.terms
@click.option("--vectors", is_flag=True, help="Add similarity of sentence vectors (a weak signal).")
@click.option(
    "-m", "--model", metavar="NAME", help="Add forced-decoding scores of a model, in both directions (weak)."
)
@click.option("--no-checks", is_flag=True, help="Leave the news checks out.")
@click.option(
    "--scores",
    "score_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Segment scores from elsewhere (COMET, MetricX, MQM, DA, ESA), TSV or JSONL.",
)
@click.option(
    "--scorer",
    "scorers",
    multiple=True,
    metavar="NAME=COMMAND",
    help="Command that reads segments and writes scores, both as JSON Lines.",
)
@click.option(
    "--samples",
    type=click.IntRange(0),
    help="Bootstrap resamples.  [default: 1000, more for more than 10 systems]",
)
@click.option(
    "--trials",
    type=click.IntRange(0),
    help="Trials of approximate randomisation.  [default: 10000]",
)
@click.option("--seed", type=click.IntRange(0), default=12345, show_default=True, help="Seed of both tests.")
@click.option("--no-tests", is_flag=True, help="Scores alone: no intervals, no tests.")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="Level of significance.",
)
@click.option(
    "--fail-under", multiple=True, metavar="METRIC=N", help="Exit 1 if a system scores worse than N."
)
@click.option(
    "--max-drop",
    multiple=True,
    metavar="METRIC=N",
    help="Exit 1 if a system is significantly worse than the baseline, by more than N.",
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON Lines file that keeps each run, for the trend.",
)
@click.option("--label", default="", help="Name of this run in the history, such as a revision.")
@click.option("--title", default="", help="Title of the report.")
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path),
    metavar="JSON",
    help="Make the report again from a saved JSON report.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Report to write: .html, .md, .json, .tsv, .xml (JUnit), .tex or .xlsx; may be given several times.",
)
@click.option(
    "-f",
    "--format",
    "form",
    default=None,
    metavar="NAME",
    help="Format on stdout: text, html, markdown, json, tsv, junit, latex.  [default: text]",
)
@common.json_flag
@common.encoding
@common.quiet_verbose
def command(
    hypotheses: tuple[str, ...],
    references: tuple[Path, ...],
    source: Path | None,
    source_language: str | None,
    target_language: str | None,
    baseline: str | None,
    metrics: tuple[str, ...],
    tokenize: str,
    lowercase: bool,
    common_only: bool,
    terms: tuple[Path, ...],
    vectors: bool,
    model: str | None,
    no_checks: bool,
    score_files: tuple[Path, ...],
    scorers: tuple[str, ...],
    samples: int | None,
    trials: int | None,
    seed: int,
    no_tests: bool,
    alpha: float,
    fail_under: tuple[str, ...],
    max_drop: tuple[str, ...],
    history: Path | None,
    label: str,
    title: str,
    saved: Path | None,
    outputs: tuple[Path, ...],
    form: str | None,
    as_json: bool,
    encoding: str | None,
    verbosity: int = 0,
) -> None:
    """Score translations HYP against references and say which is better, how surely, and where it fails.

    HYP and references are files of one segment a line, TSV, JSONL, TMX, or
    directories of articles; rows with an id are matched by it. A system is named
    by its file, or NAME=FILE; - is lines from stdin. Without a reference, signs of bad translation are
    looked for and the segments to read first are listed.

    \b
    Exit status: 0 done; 1 a gate (--fail-under, --max-drop) was missed; 2 could not be done.

    \b
    Examples:
      bitext evaluate new.txt old.txt -r ref.txt --source src.txt -s ko -t en --baseline old -o report.html
      bitext evaluate new.txt -r ref.txt --fail-under chrF=45
      bitext evaluate new.txt old.txt -r ref.txt --baseline old --max-drop chrF=0.5 --history runs.jsonl
      bitext evaluate --from report.json -o report.html -o report.md
    """
    from ..report.evaluation import check_document, report_format

    forms = [(path, report_format(path.name)) for path in outputs]
    shown = None if form in (None, "text") else report_format(str(form))
    if shown is not None and shown.name == "xlsx" and not outputs:
        raise OptionError("XLSX is not written to the terminal", "name a file: -o report.xlsx")
    if saved is not None:
        if hypotheses or references:
            raise OptionError("--from makes a report of what was saved", "leave HYP and -r out")
        document: Mapping[str, Any] = check_document(_load(saved), str(saved))
    else:
        with _stdin_as_file(hypotheses) as given:
            document = _evaluate(
                given, references, source, source_language, target_language, baseline, metrics, tokenize,
                lowercase, common_only, terms, vectors, model, no_checks, score_files, scorers, 0 if no_tests else samples,
                0 if no_tests else trials, seed, alpha, fail_under, max_drop, history, label, title, encoding, verbosity,
            )  # fmt: skip
    for path, chosen in forms:
        common.emit(chosen.render(document), path)
    if as_json:
        from ..evaluate.document import without_segments
        from ..report.evaluation import render_evaluation_json

        common.emit(render_evaluation_json(without_segments(document)), None)
    elif shown is not None:
        common.emit(shown.render(document), None)
    elif not outputs or form == "text":
        common.emit(_text(document), None)
    else:
        common.say(document["verdict"]["headline"], verbosity)
    gate = document["gate"]
    if gate is not None and not gate["passed"]:
        failed = [rule for rule in gate["rules"] if not rule["passed"]]
        click.echo("gate failed: " + "; ".join(rule["text"] for rule in failed), err=True)
        raise SystemExit(1)


@contextmanager
def _stdin_as_file(hypotheses: Sequence[str]) -> Iterator[Sequence[str]]:
    """The hypotheses with "-" put down as a file of the same name in a folder of its own."""
    if "-" not in hypotheses:
        yield hypotheses
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "stdin.txt"
        path.write_bytes(sys.stdin.buffer.read())
        yield [str(path) if text == "-" else text for text in hypotheses]


def _load(path: Path) -> Any:
    import json

    from ..files import read_text

    try:
        return json.loads(read_text(path).text)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", "name a report written with -o report.json", path) from error


def _evaluate(
    hypotheses: Sequence[str],
    references: Sequence[Path],
    source: Path | None,
    source_language: str | None,
    target_language: str | None,
    baseline: str | None,
    metrics: Sequence[str],
    tokenize: str,
    lowercase: bool,
    common_only: bool,
    terms: Sequence[Path],
    vectors: bool,
    model: str | None,
    no_checks: bool,
    score_files: Sequence[Path],
    scorers: Sequence[str],
    samples: int | None,
    trials: int | None,
    seed: int,
    alpha: float,
    fail_under: Sequence[str],
    max_drop: Sequence[str],
    history: Path | None,
    label: str,
    title: str,
    encoding: str | None,
    verbosity: int,
) -> dict[str, Any]:
    """Read, evaluate, judge; the history gets its entry once all else has worked."""
    from dataclasses import replace

    from ..evaluate import gate
    from ..evaluate.core import evaluate
    from ..evaluate.document import build_document
    from ..evaluate.inputs import Readers, read_test_set
    from ..evaluate.metrics import Context
    from ..evaluate.outside import read_scores, run_scorer
    from ..evaluate.verdict import primary_metric
    from ..formats import read_articles, read_pairs

    rules: list[Rule] = [gate.parse_rule("fail-under", text) for text in fail_under]
    rules += [gate.parse_rule("max-drop", text) for text in max_drop]
    named, base = _systems(hypotheses, baseline)
    test_set, systems = read_test_set(
        named,
        references,
        source,
        readers=Readers(read_pairs, read_articles),
        common=common_only,
        source_language=source_language or "",
        target_language=target_language or "",
        encoding=encoding,
    )
    test_set = _with_languages(test_set, systems)
    past = gate.read_history(history) if history is not None else []
    given = []
    notes = list(test_set.notes)
    for path in score_files:
        found, remarks = read_scores(path, test_set, systems)
        given += found
        notes += remarks
    for text in scorers:
        name, sep, words = text.partition("=")
        if not sep or not name:
            raise OptionError(
                f"--scorer {text!r} is not NAME=COMMAND", "for instance --scorer COMET='python score.py'"
            )
        given.append(run_scorer(name, words, test_set, systems))
    if model is not None:
        given += _forced(model, test_set, systems, verbosity)
    test_set = replace(test_set, notes=tuple(notes))
    context = Context(_terms(terms, test_set), _vectors(vectors), tokenize, lowercase)
    with common.stages(verbosity) as stage:
        evaluation = evaluate(
            test_set,
            systems,
            metrics,
            baseline=base,
            context=context,
            given=given,
            resampling=_resampling(len(systems), samples, trials, seed, alpha),
            stage=stage,
        )
    findings = {} if no_checks else _findings(evaluation, context.terms)
    document = build_document(
        evaluation,
        title=title,
        findings=findings,
        judged=gate.judge(evaluation, rules),
        history=past,
        reproduce=_reproduce(),
    )
    if history is not None:
        gate.append_history(history, gate.history_entry(evaluation, label, primary_metric(evaluation)))
    return document


def _resampling(systems: int, samples: int | None, trials: int | None, seed: int, alpha: float) -> Resampling:
    from dataclasses import replace

    from ..evaluate.significance import enough

    found = enough(systems, seed, alpha)
    if samples is not None:
        found = replace(found, samples=samples, compatible=True)
    return found if trials is None else replace(found, trials=trials)


def _systems(hypotheses: Sequence[str], baseline: str | None) -> tuple[list[tuple[str, Path]], str | None]:
    """Name and path of each system, and the name of the baseline."""
    given: list[tuple[str | None, Path]] = []
    for text in hypotheses:
        name, sep, path = text.partition("=")
        if sep and name and not Path(text).exists():
            given.append((name, Path(path)))
        else:
            given.append((None, Path(text)))
    base_path = Path(baseline) if baseline is not None and Path(baseline).exists() else None
    if base_path is not None and all(path != base_path for _, path in given):
        given.append((None, base_path))
    short = _short_names([path for _, path in given])
    named = [(name or guess, path) for (name, path), guess in zip(given, short, strict=True)]
    if baseline is None:
        return named, None
    names = [name for name, _ in named]
    if baseline in names:
        return named, baseline
    if base_path is not None:
        return named, next(name for name, path in named if path == base_path)
    raise OptionError(
        f"the baseline {baseline!r} is neither a system nor a file", f"the systems are: {', '.join(names)}"
    )


def _short_names(paths: Sequence[Path]) -> list[str]:
    """File names without what all of them share; paths where that leaves equal names."""
    stems = [path.name if path.is_dir() else path.stem for path in paths]
    parts = [stem.split(".") for stem in stems]
    if len(paths) > 1:
        while all(len(p) > 1 for p in parts) and len({p[0] for p in parts}) == 1:
            parts = [p[1:] for p in parts]
        while all(len(p) > 1 for p in parts) and len({p[-1] for p in parts}) == 1:
            parts = [p[:-1] for p in parts]
    short = [".".join(p) for p in parts]
    if len(set(short)) < len(short):
        return [path.with_suffix("").as_posix() for path in paths]
    return short


def _with_languages(test_set: TestSet, systems: Sequence[System]) -> TestSet:
    """The languages found in the texts where they were not given, and a note that says so."""
    from dataclasses import replace

    from ..languages.detect import detect

    found = []
    target, source = test_set.target_language, test_set.source_language
    if not target:
        texts = test_set.references[0] if test_set.references else systems[0].segments
        seen = detect("\n".join(text or "" for text in texts[:200]))
        if seen.language != "und":
            target = seen.language
            found.append(f"-t {target}")
    if not source and test_set.sources is not None:
        seen = detect("\n".join(test_set.sources[:200]))
        if seen.language != "und":
            source = seen.language
            found.append(f"-s {source}")
    if not found:
        return test_set
    note = f"the languages were told by the texts ({', '.join(found)})"
    return replace(test_set, target_language=target, source_language=source, notes=(*test_set.notes, note))


def _terms(paths: Sequence[Path], test_set: TestSet) -> Any:
    if not paths:
        return None
    from ..terms import read_terms

    return read_terms(list(paths), test_set.source_language or "ko", test_set.target_language or "en")


def _forced(model: str, test_set: TestSet, systems: Sequence[System], verbosity: int) -> list[Given]:
    from ..evaluate.forced import forced_scores
    from ..models import open_engine

    engine = open_engine(model)
    try:
        with common.progress("forced decoding", verbosity) as progress:
            return forced_scores(engine, test_set, systems, progress)
    finally:
        engine.close()


def _vectors(wanted: bool) -> Any:
    if not wanted:
        return None
    from ..engines.usem import open_encoder

    return open_encoder()


def _findings(evaluation: Evaluation, terms: Any) -> dict[int, dict[int, list[Finding]]]:
    """Findings of the checks: system -> segment -> findings."""
    test_set = evaluation.test_set
    if test_set.sources is None or {test_set.source_language[:2], test_set.target_language[:2]} != {
        "ko",
        "en",
    }:
        return {}
    from ..check import CheckContext, check_pairs
    from ..text import SegmentPair

    found: dict[int, dict[int, list[Finding]]] = {}
    for number, system in enumerate(evaluation.systems):
        pairs = (
            SegmentPair(
                str(n),
                test_set.sources[n],
                text,
                test_set.source_language[:2],
                test_set.target_language[:2],
                document=test_set.documents[n] if test_set.documents is not None else "",
                of=system.name,
            )
            for n, text in enumerate(system.segments)
            if text.strip()
        )
        for finding in check_pairs(pairs, CheckContext(terms=terms)):
            found.setdefault(number, {}).setdefault(int(finding.id), []).append(finding)
    return found


def _reproduce() -> list[tuple[str, str]]:
    """The command with the names of files in place of their paths, and the versions."""
    import platform
    from importlib.metadata import version

    from .. import __version__

    words = ["bitext", *(_without_folder(word) for word in sys.argv[1:])]
    python = ".".join(platform.python_version_tuple()[:2])
    return [
        ("command", shlex.join(words)),
        ("bitext", __version__),
        ("sacrebleu", version("sacrebleu")),
        ("numpy", version("numpy")),
        ("python", python),
    ]


def _without_folder(word: str) -> str:
    name, sep, path = word.rpartition("=")
    if Path(path).is_absolute():
        return f"{name}{sep}{Path(path).name}"
    return word


def _text(document: Mapping[str, Any]) -> str:
    """Verdict and scores as aligned text, for the terminal."""
    from ..report.html import figure, p_value, signed

    metrics = [m["name"] for m in document["metrics"]]
    table = {(s["metric"], s["system"]): s for s in document["scores"]}
    rows = [["system", *metrics]]
    for system in document["systems"]:
        cells = [system["name"]]
        for metric in metrics:
            score = table[metric, system["name"]]
            cell = figure(score["value"])
            if score["low"] is not None:
                cell += f" [{figure(score['low'], 1)}, {figure(score['high'], 1)}]"
            if score["difference"] is not None:
                cell += f" {signed(score['difference'])}"
                if score["p_adjusted"] is not None:
                    cell += f" p {p_value(max(score['p_adjusted'], score['randomisation_adjusted']))}"
            cells.append(cell)
        rows.append(cells)
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [document["verdict"]["headline"], ""]
    lines += [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines.append("")
    lines += [f"{'!' if p['kind'] != 'good' else ' '} {p['text']}" for p in document["verdict"]["points"]]
    if document["gate"] is not None:
        lines += [
            "",
            *(f"{'passed' if r['passed'] else 'FAILED'}  {r['text']}" for r in document["gate"]["rules"]),
        ]
    read = document["read_first"][:5]
    if read:
        ids = (
            {row["segment"]: document["segments"][row["segment"]]["id"] for row in read}
            if "segments" in document
            else {}
        )
        lines += [
            "",
            "read first: "
            + "; ".join(
                f"{ids.get(r['segment'], r['segment'] + 1)} ({', '.join(r['reasons'])})" for r in read
            ),
        ]
    lines += ["", *(f"{m['name']}|{m['signature']}" for m in document["metrics"])]
    return "\n".join(lines) + "\n"
