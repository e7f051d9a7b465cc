"""`bitext align`: two versions of an article, or two directories, sentence by sentence."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import BitextError, InputError, OptionError
from . import _stdin, common

if TYPE_CHECKING:
    from ..align.beads import Aligned
    from ..align.metrics import Verdict
    from ..text import Bead

FORMATS = ("text", "beads", "tsv", "jsonl", "tmx", "html")


@dataclass(frozen=True, slots=True)
class Job:
    """One article to align: where it comes from, its sentences, and where the result goes."""

    name: str
    source_file: str
    target_file: str
    id: str
    source: list[str]
    target: list[str]


@click.command("align")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@common.source_language
@common.target_language
@common.output
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write.",
)
@click.option("--presegmented", is_flag=True, help="Each line of the input is a sentence.")
@click.option(
    "--adapt",
    type=click.Choice(["batch", "article", "none"]),
    default="batch",
    show_default=True,
    help="What the rates of omissions and merges are learned from.",
)
@click.option("--aligner", default="auto", show_default=True, metavar="NAME", help="How to align; see below.")
@click.option("--no-lexicon", is_flag=True, help="Leave the shipped lexicon out.")
@click.option(
    "--explain", "explained", is_flag=True, help="Say why each bead scored as it did (text, jsonl)."
)
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    help="Gold beads: a file, or a directory with a file for each article. Prints scores.",
)
@common.json_flag
@common.encoding
@common.quiet_verbose
def command(
    source: Path,
    target: Path,
    source_language: str | None,
    target_language: str | None,
    output: Path | None,
    form: str,
    presegmented: bool,
    adapt: str,
    aligner: str,
    no_lexicon: bool,
    explained: bool,
    gold: Path | None,
    as_json: bool,
    encoding: str | None,
    verbosity: int,
) -> None:
    """Align the sentences of SOURCE and TARGET, two files or two directories.

    In directories, files of the same name belong together (`story.ko.txt` and
    `story.en.txt` too); pair articles of other names first, with `bitext pair`. The
    articles of a batch are aligned together, and the results stand under -o, one for each
    source file and of its name; all formats but `beads` take their own extension. One of
    two files may be - for plain text from standard input.

    The format beads is one line a bead: `0,1:2<TAB>confidence`, sentence numbers from 0,
    an empty side for an omission. Every sentence stands in the output exactly once.

    \b
    Aligners:
      auto     vectors where the encoder knows both languages, else words
      vectors  sentence vectors, lengths and a lexicon, weighed by a learned model
      words    lengths, equal tokens and a lexicon learned from the batch
      lengths  lengths alone (Gale and Church 1993)

    \b
    Example:
      bitext align story.ko.txt story.en.txt
      bitext align -f beads --presegmented ko/ en/ -o beads/
      bitext align story.ko.txt story.en.txt -f html -o story.html
    """
    languages = (source_language, target_language)
    _stdin.check_once((source, target))
    directories = source.is_dir() and target.is_dir()
    if source.is_dir() != target.is_dir():
        raise InputError(
            "a directory can only be aligned with a directory", "name two files or two directories", source
        )
    if explained and form not in ("text", "jsonl"):
        raise OptionError(f"--explain does not fit the format {form!r}", "use -f text or -f jsonl")
    if directories and output is None and gold is None and form not in ("text", "jsonl"):
        raise OptionError(f"two directories in the format {form!r} need a place to go", "add -o DIRECTORY")
    if directories:
        jobs, problems, languages = _directories(source, target, presegmented, languages, encoding)
    else:
        jobs, languages = _files(source, target, presegmented, languages, encoding)
        problems = []
    aligned, reasons = _align(jobs, languages, adapt, aligner, not no_lexicon, explained, verbosity)
    if gold is not None:
        _report(_judge(aligned, gold, directories), as_json, None if directories and output else output)
    if gold is None or (directories and output is not None):
        places = [job.name for job in jobs] if directories else []
        _write(aligned, reasons, "jsonl" if as_json else form, output, places)
    for problem in problems:
        common.say(f"error: {problem}", verbosity=0)
    if problems:
        raise SystemExit(1)


# reading


def _files(
    source: Path,
    target: Path,
    presegmented: bool,
    languages: tuple[str | None, str | None],
    encoding: str | None,
) -> tuple[list[Job], tuple[str, str]]:
    if presegmented:
        sides = [_lines(path, encoding) for path in (source, target)]
        known = _known(sides, languages)
        return [Job(source.name, str(source), str(target), "", *sides)], known
    from ..formats import Reading
    from ..languages import segment_article

    articles = []
    for path, language in ((source, languages[0]), (target, languages[1])):
        found = _stdin.read(path, Reading(language=language, encoding=encoding), ".txt")
        if not found:
            raise InputError("no article in this file", "check the file", path)
        articles.append(found)
    known = (languages[0] or articles[0][0].language, languages[1] or articles[1][0].language)
    if len(articles[0]) == len(articles[1]) == 1:
        couples = [(articles[0][0], articles[1][0])]
    else:
        by_id = {a.id: a for a in articles[1]}
        missing = [a.id for a in articles[0] if a.id not in by_id]
        if missing or len(articles[0]) != len(articles[1]):
            raise InputError(
                f"{len(articles[0])} articles here and {len(articles[1])} in {target}, not of the same ids",
                "find out which belong together with `bitext pair`",
                source,
            )
        couples = [(a, by_id[a.id]) for a in articles[0]]
    jobs = [
        Job(
            source.name,
            a.file or str(source),
            b.file or str(target),
            a.id,
            [s.text for s in segment_article(a)],
            [s.text for s in segment_article(b)],
        )
        for a, b in couples
    ]
    return jobs, (_code(known[0], "ko"), _code(known[1], "en"))


def _lines(path: Path, encoding: str | None) -> list[str]:
    from ..files import decode, read_text

    text = (
        decode(sys.stdin.buffer.read(), path, encoding) if str(path) == "-" else read_text(path, encoding)
    ).text
    if not text:
        return []
    return (text[:-1] if text.endswith("\n") else text).split("\n")


def _known(sides: Sequence[Sequence[str]], languages: tuple[str | None, str | None]) -> tuple[str, str]:
    from ..languages.detect import detect

    found = []
    for sentences, language, usual in zip(sides, languages, ("ko", "en"), strict=True):
        found.append(language or _code(detect("\n".join(sentences[:200])).language, usual))
    return found[0], found[1]


def _code(language: str, usual: str) -> str:
    return usual if language in ("", "und") else language


def _directories(
    source: Path,
    target: Path,
    presegmented: bool,
    languages: tuple[str | None, str | None],
    encoding: str | None,
) -> tuple[list[Job], list[str], tuple[str, str]]:
    """Jobs of two directories, what could not be done, and the languages."""
    left, right = (_by_name(folder) for folder in (source, target))
    both = [name for name in left if name in right]
    if not both:
        raise InputError(
            f"no file here has the name of one in {target}",
            "find out which belong together with `bitext pair`",
            source,
        )
    problems = [f"{left[n]}: no file of this name in {target}" for n in left if n not in right]
    problems += [f"{right[n]}: no file of this name in {source}" for n in right if n not in left]
    jobs: list[Job] = []
    known: tuple[str, str] | None = None
    for name in both:
        try:
            found, pair = _files(left[name], right[name], presegmented, languages, encoding)
        except BitextError as error:
            problems.append(str(error))
            continue
        known = known or pair
        if pair != known:
            problems.append(f"{left[name]}: {pair[0]}-{pair[1]}, where the batch is {known[0]}-{known[1]}")
            continue
        place = left[name].relative_to(source).as_posix()
        jobs += [Job(place, j.source_file, j.target_file, j.id, j.source, j.target) for j in found]
    return jobs, problems, known or ("ko", "en")


def _by_name(folder: Path) -> dict[str, Path]:
    """Files under a directory by their path without what says the language."""
    import re

    found: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(folder).as_posix()
        key = re.sub(r"[._-][a-z]{2}(\.[^./]+)$", r"\1", name)
        found.setdefault(key, path)
    return found


# work


def _align(
    jobs: Sequence[Job],
    languages: tuple[str, str],
    adapt: str,
    aligner: str,
    lexicon: bool,
    explained: bool,
    verbosity: int,
) -> tuple[list[Aligned], list[list[str]]]:
    from ..align import AlignOptions, align_batch
    from ..align.beads import Aligned
    from ..engines.usem import LANGUAGES, open_encoder

    options = AlignOptions(aligner, adapt, languages[0], languages[1], lexicon)  # type: ignore[arg-type]
    vectors = aligner == "vectors" or (aligner == "auto" and set(languages) <= LANGUAGES)
    if aligner == "auto" and not vectors:
        unknown = ", ".join(sorted(set(languages) - LANGUAGES))
        common.say(f"the sentence encoder does not know {unknown}: aligning by words and lengths", verbosity)
    encoder = open_encoder() if vectors else None
    try:
        with common.progress("aligning", verbosity if len(jobs) > 1 else -1) as progress:
            found = align_batch([(j.source, j.target) for j in jobs], encoder, options, progress=progress)
        aligned = [
            Aligned(j.source, j.target, b, *languages, j.source_file, j.id, j.target_file, j.id)
            for j, b in zip(jobs, found, strict=True)
        ]
        reasons: list[list[str]] = [[] for _ in jobs]
        if explained:
            from ..align.explain import explain

            if encoder is None:
                raise OptionError(
                    "only alignments by sentence vectors can be explained", "leave --explain out"
                )
            reasons = [
                [r.line() for r in explain(one.source, one.target, one.beads, encoder, options)]
                for one in aligned
            ]
    finally:
        if encoder is not None:
            encoder.close()
    return aligned, reasons


# results


def _write(
    aligned: Sequence[Aligned],
    reasons: Sequence[Sequence[str]],
    form: str,
    output: Path | None,
    places: Sequence[str],
) -> None:
    """Write everything to one place, or each article to its own under `output`."""
    if not places or output is None:
        titled = len(aligned) > 1
        pieces = [_rendered(a, r, form, titled) for a, r in zip(aligned, reasons, strict=True)]
        common.emit(b"".join(pieces), output)
        return
    from ..files import atomic_write

    by_place: dict[str, list[bytes]] = {}
    for place, one, why in zip(places, aligned, reasons, strict=True):
        by_place.setdefault(place, []).append(_rendered(one, why, form, False))
    for place, pieces in by_place.items():
        path = output / place
        if form != "beads":
            path = path.with_name(_stem(path.name) + (".txt" if form == "text" else f".{form}"))
        with atomic_write(path) as stream:
            stream.write(b"".join(pieces))


def _stem(name: str) -> str:
    known = (".txt", ".md", ".html", ".htm", ".jsonl", ".json", ".docx", ".tsv", ".csv", ".srt", ".vtt")
    return next((name[: -len(e)] for e in known if name.lower().endswith(e)), name)


def _rendered(one: Aligned, why: Sequence[str], form: str, titled: bool) -> bytes:
    from ..align.beads import WRITERS, alignment_rows

    if form == "tmx":
        return _tmx(one)
    if form == "jsonl" and why:
        from ..files import json_line

        rows = zip(alignment_rows(one), why, strict=True)
        return "".join(json_line(row | {"why": reason}) + "\n" for row, reason in rows).encode()
    if form == "text":
        from ..align.beads import as_text

        width = min(max(shutil.get_terminal_size((110, 24)).columns, 60), 160)
        title = f"{one.source_file} / {one.target_file}{' #' + one.source_id if one.source_id else ''}\n"
        return ((title if titled else "") + as_text(one, width, why) + ("\n" if titled else "")).encode()
    return WRITERS[form](one).encode()


def _tmx(one: Aligned) -> bytes:
    from ..formats import write_pairs
    from ..text import SegmentPair

    stream = io.BytesIO()
    pairs = (
        SegmentPair(
            ",".join(map(str, bead.source)) + ":" + ",".join(map(str, bead.target)),
            *one.texts(bead),
            one.source_language,
            one.target_language,
            document=one.source_file,
        )
        for bead in one.beads
        if bead.source and bead.target
    )
    write_pairs(stream, "tmx", pairs)
    return stream.getvalue()


# gold


def _judge(aligned: Sequence[Aligned], gold: Path, directories: bool) -> list[tuple[str, Verdict]]:
    from ..align.beads import read_beads
    from ..align.metrics import judge

    found = []
    for one in aligned:
        path = _gold_file(gold, one.source_file) if directories or gold.is_dir() else gold
        beads = read_beads(path)
        _check_gold(beads, one, path)
        found.append((one.source_file, judge(one.beads, [(b.source, b.target) for b in beads])))
    return found


def _gold_file(gold: Path, source_file: str) -> Path:
    name = Path(source_file).name
    for candidate in (name, _stem(name) + ".tsv", _stem(name) + ".beads", _stem(name) + ".txt"):
        if (gold / candidate).is_file():
            return gold / candidate
    raise InputError(f"no gold beads for {name}", f"for instance {_stem(name)}.tsv", gold)


def _check_gold(beads: Iterable[Bead], one: Aligned, path: Path) -> None:
    for bead in beads:
        if (bead.source and bead.source[-1] >= len(one.source)) or (
            bead.target and bead.target[-1] >= len(one.target)
        ):
            raise InputError(
                f"a bead names a sentence that is not there ({len(one.source)} and {len(one.target)} sentences)",
                "is it the gold of this article, and is --presegmented missing?",
                path,
            )


def _report(verdicts: Sequence[tuple[str, Verdict]], as_json: bool, output: Path | None) -> None:
    from ..align.metrics import Verdict

    rows = [*verdicts] if len(verdicts) > 1 else []
    rows.append(("all", sum((v for _, v in verdicts), Verdict())))
    if as_json:
        from ..files import json_line

        common.emit("".join(json_line({"file": n} | _figures(v)) + "\n" for n, v in rows), output)
        return
    head = f"{'':30} {'strict P':>8} {'R':>6} {'F1':>6} {'lax F1':>7} {'omission F1':>12} {'calibration':>12} {'cover@.99':>10}"
    lines = [head]
    for name, v in rows:
        f = _figures(v)
        lines.append(
            f"{name[-30:]:30} {f['strict_precision']:8.4f} {f['strict_recall']:6.4f} {f['strict_f1']:6.4f} "
            f"{f['lax_f1']:7.4f} {f['omission_f1']:12.4f} {f['calibration_error']:12.4f} {f['coverage_at_99']:10.4f}"
        )
    common.emit("\n".join(lines) + "\n", output)


def _figures(v: Verdict) -> dict[str, Any]:
    figures = {
        "strict_precision": v.strict.precision,
        "strict_recall": v.strict.recall,
        "strict_f1": v.strict.f1,
        "lax_f1": v.lax.f1,
        "omission_precision": v.omissions.precision,
        "omission_recall": v.omissions.recall,
        "omission_f1": v.omissions.f1,
        "calibration_error": v.calibration_error(),
        "coverage_at_99": v.coverage_at(0.99)[0],
    }
    return {k: round(x, 4) for k, x in figures.items()} | {
        "beads": v.strict.found,
        "gold_beads": v.strict.gold,
    }
