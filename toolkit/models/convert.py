"""Converting the models of other toolkits to CTranslate2.

Hugging Face models need the extra `convert` (transformers 4.57.6 and torch:
versions that were seen to give the outputs of the original); OPUS-MT models in
Marian's npz need nothing but PyYAML.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import MissingDependency, ModelError, OptionError
from ..files import atomic_directory
from .store import Manifest, write_manifest

QUANTIZATIONS = ("int8", "int8_float16", "int16", "float16", "float32")
TRANSFORMERS = "4.57.6"
_TOKENIZER_FILES = (
    "source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model", "sentencepiece.model",
    "tokenizer.model", "tokenizer.json", "spm.model", "bpe.model",
)  # fmt: skip

HF_FAMILIES = {
    "marian": "marian",
    "m2m_100": "m2m100",
    "mbart": "mbart50",
    "t5": "t5",
    "mt5": "t5",
    "gemma3": "decoder",
    "gemma3_text": "decoder",
    "qwen2": "decoder",
    "qwen3": "decoder",
}
"""Model types of Hugging Face that we translate with, and their families."""


def convertible(folder: Path) -> bool:
    """Whether a folder looks like a model that can be converted."""
    return (folder / "decoder.yml").is_file() or _model_type(folder) is not None


def _model_type(folder: Path) -> str | None:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        return str(config["model_type"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def check_converter() -> None:
    """Raise unless the packages for converting Hugging Face models are there, in versions that work together.

    Raises
    ------
    MissingDependency: transformers or torch is not installed.
    ModelError: another major version of transformers is.
    """
    for package in ("torch", "transformers"):
        try:
            module = __import__(package)
        except ImportError as error:
            raise MissingDependency(package, "convert", "converting a Hugging Face model") from error
    version = str(module.__version__)
    if not version.startswith("4."):
        raise ModelError(
            f"transformers {version} converts some models wrongly (tied embeddings of T5, tokenizers of NLLB)",
            f"pip install 'transformers=={TRANSFORMERS}'",
        )


def convert(
    source: str | Path,
    output: str | Path,
    *,
    quantization: str = "int8",
    family: str = "",
    prompt: str = "",
    name: str = "",
    data: str | Path | None = None,
    tokenizer: str | Path | None = None,
) -> Manifest:
    """Convert a model into a folder that `open_engine` and `models install` take; whole or not at all.

    Parameters
    ----------
    source: a folder (Hugging Face, or OPUS-MT with decoder.yml) or a checkpoint file
        of OpenNMT-py or fairseq, whose `family` must be named.
    data: fairseq's folder of dictionaries.
    tokenizer: the sub-word model of an OpenNMT-py or fairseq checkpoint.

    Raises
    ------
    ModelError: the model cannot be converted.
    MissingDependency: the extra `convert` is not installed.
    """
    source, output = Path(source), Path(output)
    if quantization not in QUANTIZATIONS:
        raise OptionError(f"unknown quantization {quantization!r}", f"known: {', '.join(QUANTIZATIONS)}")
    if not source.exists():
        raise ModelError(f"{source}: no such file or folder", "name the folder of the model")
    with atomic_directory(output) as made:
        convert_into(source, made, quantization, family, data, tokenizer)
        from .install import _manifest, _try

        manifest = _manifest(made, family, prompt, name or output.name)
        write_manifest(made, manifest)
        _try(made)
    from .store import read_manifest

    return read_manifest(output)


def convert_into(
    source: Path,
    made: Path,
    quantization: str = "int8",
    family: str = "",
    data: str | Path | None = None,
    tokenizer: str | Path | None = None,
) -> None:
    """Write the converted model and its tokenizer files into the empty folder `made`.

    Raises
    ------
    ModelError, MissingDependency: as for :func:`convert`.
    """
    if source.is_file():
        _checkpoint(source, made, quantization, family, data)
    elif (source / "decoder.yml").is_file():
        _opus(source, made, quantization)
    else:
        _hugging_face(source, made, quantization)
    place = source if source.is_dir() else source.parent
    for file in _TOKENIZER_FILES:
        if (place / file).is_file():
            shutil.copy2(place / file, made / file)
    if tokenizer is not None:
        shutil.copy2(tokenizer, made / "sentencepiece.model")
    _mend_config(made / "config.json")


def _run(convert: Callable[[str], Any], made: Path, source: Path) -> None:
    """Run a converter, which wants to make its folder itself, and say what its failure means."""
    inside = made / "converted"
    try:
        convert(str(inside))
    except ImportError as error:
        raise MissingDependency(str(error.name or error), "convert", f"converting {source}") from error
    except Exception as error:  # converters raise whatever they meet
        text = f"{type(error).__name__}: {error}".split("\n")[0][:300]
        raise ModelError(f"{source}: cannot be converted: {text}", _remedy(str(error))) from error
    for path in list(inside.iterdir()):
        shutil.move(str(path), str(made / path.name))
    inside.rmdir()


def _remedy(text: str) -> str:
    if "expected a vocabulary of size" in text:
        return (
            "the tokenizer lacks tokens: for M2M100 take the original tokenizer_config.json, which lists the languages; "
            "a Marian model with two vocabularies is converted from the npz of OPUS-MT"
        )
    return f"it was tried with transformers {TRANSFORMERS}: is the model's kind among {', '.join(sorted(HF_FAMILIES))}?"


def _opus(source: Path, made: Path, quantization: str) -> None:
    from ctranslate2.converters import OpusMTConverter

    converter = OpusMTConverter(str(source))
    _run(lambda path: converter.convert(path, quantization=_stored(quantization)), made, source)


def _checkpoint(source: Path, made: Path, quantization: str, family: str, data: str | Path | None) -> None:
    from ctranslate2 import converters

    if family == "opennmt":
        converter: Any = converters.OpenNMTPyConverter(str(source))
    elif family == "fairseq":
        if data is None:
            raise OptionError(
                "a fairseq checkpoint needs its dictionaries", "name their folder: --data FOLDER"
            )
        converter = converters.FairseqConverter(str(source), str(data))
    else:
        raise OptionError(
            f"{source}: a checkpoint file, but of which toolkit?", "--family opennmt or --family fairseq"
        )
    _run(lambda path: converter.convert(path, quantization=_stored(quantization)), made, source)


def _hugging_face(source: Path, made: Path, quantization: str) -> None:
    kind = _model_type(source)
    if kind is None:
        raise ModelError(
            f"{source}: no model that can be converted", "a Hugging Face model has a config.json"
        )
    if kind not in HF_FAMILIES:
        raise ModelError(
            f"{source}: a {kind!r} model is none that we translate with",
            f"known: {', '.join(sorted(HF_FAMILIES))}",
        )
    check_converter()
    from ctranslate2.converters import TransformersConverter

    converter = TransformersConverter(str(source))
    _run(lambda path: converter.convert(path, quantization=_stored(quantization)), made, source)


def _stored(quantization: str) -> str | None:
    return None if quantization == "float32" else quantization


def _mend_config(path: Path) -> None:
    """A tokenizer without a start token writes ``null``, with which CTranslate2 refuses to load."""
    if not path.is_file():
        return
    config = json.loads(path.read_text("utf-8"))
    broken = [key for key, value in config.items() if key.endswith("_token") and value is None]
    for key in broken:
        config[key] = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}.get(key, "<unk>")
    if broken:
        path.write_text(json.dumps(config, indent=2) + "\n", "utf-8")
