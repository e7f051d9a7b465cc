"""What an engine must know to open a model: a folder, its family, its tokenizer files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ModelError

Pairs = frozenset[tuple[str, str]]


WORDS = "words.tsv"
"""Name of the word list in the folder of a model that was trained with one."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A converted model on the disk.

    `folder` holds config.json, model.bin and the vocabulary; `source_tokenizer`
    and `target_tokenizer` are paths of the sub-word models (the same file where
    the model shares one). `pairs` are (source, target) codes, None where the
    family alone decides. `prompt` names the prompt of a decoder-only model and
    `hints` says that it was trained to follow term hints. `digest` changes when
    anything does that decides the output; "" has it computed from the files.
    """

    name: str
    folder: Path
    family: str
    source_tokenizer: Path
    target_tokenizer: Path
    pairs: Pairs | None = None
    prompt: str = ""
    hints: bool = False
    digest: str = ""
    target_prefix: str = ""

    def with_digest(self) -> ModelSpec:
        """The same with `digest` filled in."""
        if self.digest:
            return self
        found = hashlib.sha256()
        files = {self.folder / name for name in ("config.json", "model.bin", WORDS)}
        files |= {self.source_tokenizer, self.target_tokenizer}
        for path in sorted(files):
            if path.is_file():
                with path.open("rb") as stream:
                    found.update(hashlib.file_digest(stream, "sha256").digest())
        found.update(f"{self.family} {self.prompt} {self.target_prefix}".encode())
        return replace(self, digest=found.hexdigest())


def read_config(folder: Path) -> dict[str, Any]:
    """config.json of a converted model.

    Raises
    ------
    ModelError: the folder is not a CTranslate2 model, or the file is damaged.
    """
    path = folder / "config.json"
    if not (folder / "model.bin").is_file():
        raise ModelError(
            f"{folder}: not a CTranslate2 model (no model.bin)",
            "convert it first: bitext models convert PATH -o FOLDER",
        )
    if not path.is_file():
        return {}
    try:
        config = json.loads(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise ModelError(f"{path}: damaged: {error}", "install the model again") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path}: damaged: not a JSON object", "install the model again")
    return config


def read_vocabulary(folder: Path, side: str) -> list[str]:
    """Tokens of the "source" or "target" vocabulary of a converted model, in order of their ids.

    Raises
    ------
    ModelError: there is none, or it is damaged.
    """
    for stem in (f"{side}_vocabulary", "shared_vocabulary", "vocabulary"):
        path = folder / f"{stem}.json"
        if path.is_file():
            try:
                tokens = json.loads(path.read_text("utf-8"))
            except ValueError as error:
                raise ModelError(f"{path}: damaged: {error}", "install the model again") from error
            return [str(token) for token in tokens]
        path = folder / f"{stem}.txt"
        if path.is_file():
            return path.read_text("utf-8").removesuffix("\n").split("\n")
    raise ModelError(f"{folder}: no vocabulary beside model.bin", "install the model again")
