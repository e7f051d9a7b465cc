"""What kind of model lies in a folder, told from its files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..engines.families import FAMILIES
from ..engines.spec import ModelSpec, Pairs, read_config, read_vocabulary
from ..errors import ModelError

TOKENIZERS = (
    "sentencepiece.bpe.model",
    "spiece.model",
    "sentencepiece.model",
    "tokenizer.model",
    "spm.model",
    "bpe.model",
    "tokenizer.json",
)
"""Names under which sub-word models come, most wanted first."""

_SIGNS = (
    ("__ko__", "m2m100", ""),
    ("kor_Hang", "nllb", ""),
    ("eng_Latn", "nllb", ""),
    ("ko_KR", "mbart50", ""),
    ("en_XX", "mbart50", ""),
    ("<2en>", "t5", ""),
    ("<extra_id_0>", "t5", ""),
    ("<start_of_turn>", "decoder", "gemma"),
    ("<|im_start|>", "decoder", "qwen"),
)


def detect(folder: Path, family: str = "", name: str = "") -> ModelSpec:
    """The model in `folder` as an engine needs it.

    Parameters
    ----------
    family: of FAMILIES, "" to tell it from the vocabulary and the tokenizer files.

    Raises
    ------
    ModelError: it is no CTranslate2 model, has no tokenizer, or is of no known family.
    """
    folder = Path(folder)
    if (folder / "metadata.json").is_file() and (folder / "model" / "model.bin").is_file():
        return _argos(folder, name)
    read_config(folder)
    source, target = _tokenizers(folder)
    prompt = ""
    if not family:
        family, prompt = _family(folder, source)
    elif family not in FAMILIES:
        raise ModelError(f"unknown model family {family!r}", f"known: {', '.join(sorted(FAMILIES))}")
    elif family == "decoder":
        prompt = _family(folder, source)[1] or "gemma"
    name = name or folder.resolve().name
    pairs = pairs_from_name(name) if family in ("marian", "opennmt") and not _multilingual(folder) else None
    return ModelSpec(name, folder, family, source, target, pairs, prompt)


def _tokenizers(folder: Path) -> tuple[Path, Path]:
    if (folder / "source.spm").is_file() and (folder / "target.spm").is_file():
        return folder / "source.spm", folder / "target.spm"
    for name in TOKENIZERS:
        if (folder / name).is_file():
            return folder / name, folder / name
    raise ModelError(
        f"{folder}: no tokenizer beside model.bin",
        "copy it there from the original model: source.spm and target.spm, or one of "
        + ", ".join(TOKENIZERS),
    )


def _family(folder: Path, tokenizer: Path) -> tuple[str, str]:
    decoder = (folder / "vocabulary.json").is_file() or (folder / "vocabulary.txt").is_file()
    tokens = frozenset(read_vocabulary(folder, "source"))
    for token, family, prompt in _SIGNS:
        if token in tokens and (family == "decoder") == decoder:
            return family, prompt
    if decoder:
        raise ModelError(
            f"{folder}: a decoder-only model that we know no prompt for",
            "name it with a manifest (bitext models convert --family decoder --prompt NAME)",
        )
    if tokenizer.name == "source.spm":
        return "marian", ""
    if tokenizer.name == "spiece.model":
        return "t5", ""
    return "opennmt", ""


def _multilingual(folder: Path) -> bool:
    return sum(t.startswith(">>") and t.endswith("<<") for t in read_vocabulary(folder, "source")) > 1


def pairs_from_name(name: str) -> Pairs | None:
    """Languages in a model's name: "opus-mt-tc-big-ko-en" gives ko-en; None where it holds none."""
    from ..languages.iso639 import NAMES

    # The last one: the "mt" of "opus-mt-ko-en" is not Maltese.
    found = re.findall(r"(?<![a-z])(?=([a-z]{2})[-_]([a-z]{2})(?![a-z]))", name.lower())
    pairs = [(s, t) for s, t in found if s in NAMES and t in NAMES and s != t]
    return frozenset(pairs[-1:]) or None


def _argos(folder: Path, name: str) -> ModelSpec:
    """An argos package: metadata.json, model/, and sentencepiece.model or bpe.model."""
    path = folder / "metadata.json"
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        source, target = str(data["from_code"]), str(data["to_code"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: not the metadata of an argos package", "fetch the package again"
        ) from error
    tokenizer = next(
        (folder / n for n in ("sentencepiece.model", "bpe.model") if (folder / n).is_file()), None
    )
    if tokenizer is None:
        raise ModelError(f"{folder}: the argos package holds no tokenizer", "fetch the package again")
    codes = {"zt": "zh-hant", "pb": "pt"}
    pair = (codes.get(source, source), codes.get(target, target))
    return ModelSpec(
        name or f"argos-{source}-{target}",
        folder / "model",
        "opennmt",
        tokenizer,
        tokenizer,
        frozenset({pair}),
        target_prefix=str(data.get("target_prefix", "") or ""),
    )
