"""`bitext translate`: lines, articles or directories."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import common

if TYPE_CHECKING:
    from ..engines.base import Encoder, Engine
    from ..files import Journal
    from ..terms import TermBase
    from ..text import Translation
    from ..translate import TranslateOptions
    from ..translate.memory import Memory


@click.command("translate")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("--lines", is_flag=True, help="The input is plain lines: one line in, one line out, always.")
@common.source_language
@common.target_language
@common.model
@common.output
@click.option(
    "--quality",
    type=click.Choice(["fast", "good", "best"]),
    default="fast",
    show_default=True,
    help="Greedy; the best of 4 (a beam of 4 where the model has no word list); the best of 12 (of a beam of 8).",
)
@click.option(
    "--terms",
    multiple=True,
    metavar="FILE",
    help="Term base (TSV, CSV, TBX) over the starter terms that ship; several times for several. "
    '"none" leaves the starter terms out.',
)
@click.option("--memory", metavar="FILE", default="none", help="Translation memory to take matches from.")
@click.option(
    "--memory-threshold",
    type=float,
    default=1.0,
    show_default=True,
    help="Take matches of the memory from this similarity on (1: exact ones only).",
)
@click.option(
    "--names/--no-names", default=True, show_default=True, help="Romanise names that are in no term base."
)
@click.option(
    "--invariant", is_flag=True, help="Decode each sentence alone: slower, no effect of its neighbours."
)
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Where the model runs.",
)
@click.option(
    "--backend",
    type=click.Choice(["threads", "processes", "ray"]),
    default="threads",
    show_default=True,
    help="With --lines: where the work is done.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="File that keeps finished work (a folder with --backend processes).  [default: beside the output]",
)
@click.option(
    "--input-format",
    "format_name",
    metavar="NAME",
    help="Format of the input, and so of the output; told by the extension where left out.",
)
@click.option("-f", "--format", "old_format_name", hidden=True, help="Older name of --input-format.")
@common.encoding
@common.jobs
@common.json_flag
@common.quiet_verbose
def command(
    inputs: tuple[str, ...],
    lines: bool,
    source_language: str | None,
    target_language: str | None,
    model: str,
    output: Path | None,
    verbosity: int,
    **given: Any,
) -> None:
    """Translate lines, article files or directories.

    INPUT is a file, several, a directory, or - for stdin. Articles come back in
    their own format under --output, markup and all else as it was. What is finished
    is kept in a journal: after an interruption the same command goes on from there.
    A translation that is visibly wrong after several attempts is kept and said on
    stderr.

    \b
    Examples:
      bitext translate story.ko.txt -t en -o story.en.txt
      bitext translate today/ -s ko -t en --terms desk.tsv -o out/
      bitext translate --lines -s ko -t en < in.txt > out.txt
    """
    from ..errors import OptionError
    from ..translate import TranslateOptions
    from ._translate_files import translate_files

    old_format_name = given.pop("old_format_name")
    given["format_name"] = given["format_name"] or old_format_name
    source_language, target_language = _languages(source_language, target_language)
    options = TranslateOptions(
        quality=given["quality"],
        batch_invariant=given["invariant"],
        names=given["names"],
        memory_threshold=given["memory_threshold"],
    )
    files = inputs or ("-",)
    if lines or files == ("-",):
        if len(files) > 1:
            raise OptionError(
                "--lines takes one input", "translate the files one by one, or leave --lines out"
            )
        if not lines and given["format_name"] not in (None, "text"):
            raise OptionError("stdin is translated as lines", "save the article to a file, or give --lines")
        _lines(files[0], source_language, target_language, model, output, options, verbosity, given)
        return
    translate_files(files, source_language, target_language, model, output, options, verbosity, given)


def _languages(source: str | None, target: str | None) -> tuple[str | None, str]:
    """The pair; of Korean and English one tells the other."""
    from ..errors import OptionError

    other = {"ko": "en", "en": "ko"}
    if target is None:
        if source not in other:
            raise OptionError("which language to translate into?", "name it, for instance -t en")
        target = other[source]
    if source == target:
        raise OptionError(f"source and target language are both {source!r}", "-s and -t must differ")
    return source, target


def open_terms(names: tuple[str, ...], pair: tuple[str | None, str]) -> TermBase | None:
    """The named term bases over the starter terms, which "none" leaves out; a later one wins over an earlier."""
    from ..terms import named_terms

    return named_terms(names, "none" not in names and set(pair) <= {"ko", "en", None})


def open_memory(name: str) -> Memory | None:
    from ..errors import InputError
    from ..translate.memory import Memory

    if name == "none":
        return None
    if not Path(name).is_file():
        raise InputError("no such translation memory", f"make it: bitext memory import {name} FILE.tmx", name)
    return Memory(name)


def open_model(model: str, verbosity: int, given: dict[str, Any]) -> Engine:
    from ..models import open_engine

    with common.progress("install model", verbosity) as progress:
        return open_engine(
            model, given["device"], given["jobs"], progress, notice=lambda text: common.say(text, verbosity)
        )


def open_vectors(quality: str) -> Encoder | None:
    """Sentence vectors, which a choice between hypotheses needs."""
    if quality == "fast":
        return None
    from ..engines.usem import open_encoder

    return open_encoder()


# Lines


def _lines(
    name: str,
    source: str | None,
    target: str,
    model: str,
    output: Path | None,
    options: TranslateOptions,
    verbosity: int,
    given: dict[str, Any],
) -> None:
    from ..errors import OptionError
    from ..files import atomic_write
    from ..translate import translate_lines

    texts: Iterator[str] = _read_lines(name, given["encoding"])
    if source is None:
        source, texts = _guess(texts, target)
    terms = open_terms(given["terms"], (source, target))
    if output is not None and str(output) != "-" and output.is_dir():
        output = output / Path(name).name
    if given["backend"] != "threads":
        if given["backend"] == "ray" and given["journal"] is not None:
            raise OptionError("on a Ray cluster no journal is kept", "leave --journal out")
        _sharded(texts, source, target, model, output, options, verbosity, given)
        return
    memory = open_memory(given["memory"])
    engine = open_model(model, verbosity, given)
    plain = None if output is None or str(output) == "-" else output.parent / (output.name or "out")
    journal, ours = _line_journal(plain, given)
    flags: Counter[str] = Counter()
    try:
        with common.progress("translate", verbosity) as progress:
            found = translate_lines(
                texts, engine, source, target, terms=terms, memory=memory, options=options, journal=journal,
                progress=progress, encoder=open_vectors(options.quality),
            )  # fmt: skip
            rows = _rows(found, given["as_json"], flags, verbosity)
            if plain is None:
                for row in rows:
                    sys.stdout.buffer.write(row)
                    sys.stdout.buffer.flush()
            else:
                with atomic_write(plain) as stream:
                    stream.writelines(rows)
    finally:
        if journal is not None:
            journal.close()
        if memory is not None:
            memory.close()
        engine.close()
    if ours is not None:
        ours.unlink(missing_ok=True)
    say_flags(flags, verbosity)


def _line_journal(output: Path | None, given: dict[str, Any]) -> tuple[Journal | None, Path | None]:
    from ..files import Journal

    if given["journal"] is not None:
        return Journal(given["journal"]), None
    if output is None:
        return None, None
    if output.exists() and not output.is_file():
        return None, None  # /dev/null, a pipe
    path = output.with_name(f".{output.name}.journal")
    return Journal(path), path


def _rows(
    found: Iterator[Translation], as_json: bool, flags: Counter[str], verbosity: int
) -> Iterator[bytes]:
    from ..files import json_line

    for number, one in enumerate(found, 1):
        count_flags(flags, one, f"line {number}", verbosity)
        if as_json:
            yield (json_line(row_of(one)) + "\n").encode("utf-8", "replace")
        else:
            yield (one.text + "\n").encode("utf-8", "replace")


def row_of(one: Translation) -> dict[str, Any]:
    return {
        "source": one.source,
        "text": one.text,
        "origin": one.origin,
        "score": one.score,
        "confidence": one.confidence,
        "flags": list(one.flags),
    }


def count_flags(flags: Counter[str], one: Translation, place: str, verbosity: int) -> None:
    if one.flags:
        flags.update(one.flags)
        flags["any"] += 1
        if verbosity > 0:
            common.say(f"{place}: {', '.join(one.flags)}: {one.text[:80]}", verbosity)


def say_flags(flags: Counter[str], verbosity: int) -> None:
    if flags["any"]:
        kinds = ", ".join(f"{count} {flag}" for flag, count in flags.most_common() if flag != "any")
        more = "" if verbosity > 0 else "; -v shows which"
        common.say(f"{flags['any']} translations are not to be trusted ({kinds}){more}", verbosity)


def _read_lines(name: str, encoding: str | None) -> Iterator[str]:
    """Lines of a file or of stdin, without their ends; memory does not grow with them.

    A line ends at LF (CR LF counts as one); a file in UTF-16 or CP949 is read whole.
    """
    from ..errors import InputError
    from ..files import decode_raw, read_bytes

    stream = sys.stdin.buffer if name == "-" else None
    if stream is None:
        path = Path(name)
        if path.is_dir():
            raise InputError("this is a directory", "leave --lines out to translate the articles in it", path)
        with open(path, "rb") if path.exists() else _missing(path) as opened:
            head = opened.read(1 << 16)
        if encoding is not None or not _looks_utf8(head):
            text = decode_raw(read_bytes(path), path, encoding).text
            yield from (line.removesuffix("\r") for line in _split(text))
            return
        stream = open(path, "rb")  # noqa: SIM115 (closed below)
    try:
        for number, raw in enumerate(stream, 1):
            try:
                line = raw.decode(encoding or ("utf-8-sig" if number == 1 else "utf-8"))
            except (UnicodeDecodeError, LookupError) as error:
                raise InputError(
                    f"not {encoding or 'UTF-8'}: {error}", "name the encoding with --encoding", name, number
                ) from error
            yield line.removesuffix("\n").removesuffix("\r")
    finally:
        if name != "-":
            stream.close()


def _missing(path: Path) -> Any:
    from ..errors import InputError

    raise InputError("no such file", "check the path", path)


def _split(text: str) -> list[str]:
    lines = text.removeprefix("\ufeff").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _looks_utf8(head: bytes) -> bool:
    # UTF-16 without a mark shows in its zero bytes; a stray one stands in text now and then.
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.count(0) > 0.03 * len(head):
        return False
    try:
        head[: max(0, len(head) - 4)].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8
    return True


def _guess(texts: Iterator[str], target: str) -> tuple[str, Iterator[str]]:
    """The language of lines, from the first hundred of them."""
    from itertools import chain, islice

    from ..errors import OptionError
    from ..languages.detect import detect

    first = list(islice(texts, 100))
    if not any(line.strip() for line in first):
        return ("en" if target == "ko" else "ko"), chain(first, texts)
    language = detect("\n".join(first)).language
    if language in ("und", target):
        raise OptionError("the language of the input cannot be told", "name it, for instance -s ko")
    return language, chain(first, texts)


def _sharded(
    texts: Iterator[str],
    source: str,
    target: str,
    model: str,
    output: Path | None,
    options: TranslateOptions,
    verbosity: int,
    given: dict[str, Any],
) -> None:
    """Lines on several processes or a Ray cluster, in shards, one engine a worker.

    On this machine each shard has a journal of its own, which its worker writes; on
    a cluster the workers may stand elsewhere, and a killed run begins anew.
    """
    import shutil
    from functools import partial

    from ..files import atomic_write
    from ..models import open_engine
    from ..parallel import map_shards
    from ..translate.shards import Shard, Tools, cut, translate_shard

    open_model(
        model, verbosity, {**given, "jobs": 1}
    ).close()  # installs and checks it before the workers start
    tools = Tools(
        key=repr((model, given["device"], given["terms"], given["memory"], options.quality)),
        engine=partial(open_engine, model, given["device"], 1),
        terms=partial(open_terms, given["terms"], (source, target)),
        encoder=partial(open_vectors, options.quality),
        memory=partial(open_memory, given["memory"]),
    )
    folder, ours = _shard_journals(output, given)
    shards = (
        Shard(part, tools, source, target, options, folder and folder / f"{number:06d}")
        for number, part in enumerate(cut(texts))
    )
    flags: Counter[str] = Counter()

    def rows() -> Iterator[bytes]:
        for found in map_shards(translate_shard, shards, backend=given["backend"], workers=given["jobs"]):
            yield from _rows(iter(found), given["as_json"], flags, verbosity)

    if output is None or str(output) == "-":
        for row in rows():
            sys.stdout.buffer.write(row)
        sys.stdout.buffer.flush()
    else:
        with atomic_write(output) as stream:
            stream.writelines(rows())
    if ours and folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    say_flags(flags, verbosity)


def _shard_journals(output: Path | None, given: dict[str, Any]) -> tuple[Path | None, bool]:
    """The folder of the journals of shards, and whether it is ours to take away at the end."""
    from ..errors import OptionError

    if given["backend"] == "ray":
        return None, False
    if given["journal"] is not None:
        if given["journal"].is_file():
            raise OptionError(
                f"{given['journal']}: this is a file", "with --backend processes --journal names a folder"
            )
        return given["journal"], False
    if output is None or str(output) == "-" or (output.exists() and not output.is_file()):
        return None, False
    return output.with_name(f".{output.name}.journal.d"), True
