"""Gemma 3 forward pass in NumPy, and the smoothing scales calibrated with it.

Slow and plain: the reference that the conversion is tested against, and enough
to look at the activations of a few dozen sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .gemma_weights import EMBEDDING, FINAL_NORM, LINEARS, Array, GemmaConfig, Weights

Watch = Callable[[str, Array], None]
ALPHA = 0.65
"""Part of the difficulty that moves from activations to weights; best of those measured for this base."""


def forward(
    weights: Weights, config: GemmaConfig, tokens: Sequence[int], watch: Watch | None = None
) -> Array:
    """Logits (length, vocabulary), float32, of one sequence.

    Parameters
    ----------
    weights: arrays under Hugging Face names.
    tokens: ids, at most 512 of them (sliding windows are not modelled).
    watch: called with "LAYER/NAME" and the input (length, channels) of the linear
        layers: NAME is qkv, o, gate_up or down.
    """
    see = watch or (lambda name, x: None)
    embedding = weights[EMBEDDING]
    x = embedding[np.asarray(tokens)] * np.float32(config.hidden**0.5)
    length = len(tokens)
    mask = np.triu(np.full((length, length), -np.inf, np.float32), 1)
    heads, kv, size = config.heads, config.kv_heads, config.head_dim
    for number in range(config.layers):
        w = {
            name: weights[f"model.layers.{number}.{name}.weight"]
            for name in (*LINEARS, *_LAYER_NORMS, "self_attn.q_norm", "self_attn.k_norm")
        }
        angles = _angles(length, size, config.rotary_base(number))
        h = _norm(x, w["input_layernorm"], config.epsilon)
        see(f"{number}/qkv", h)
        q = (h @ w["self_attn.q_proj"].T).reshape(length, heads, size)
        k = (h @ w["self_attn.k_proj"].T).reshape(length, kv, size)
        v = (h @ w["self_attn.v_proj"].T).reshape(length, kv, size)
        q = _rotate(_norm(q, w["self_attn.q_norm"], config.epsilon), angles)
        k = _rotate(_norm(k, w["self_attn.k_norm"], config.epsilon), angles)
        k, v = np.repeat(k, heads // kv, axis=1), np.repeat(v, heads // kv, axis=1)
        scores = np.einsum("qhd,khd->hqk", q, k) * np.float32(size**-0.5) + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        out = np.einsum("hqk,khd->qhd", scores, v).reshape(length, heads * size)
        see(f"{number}/o", out)
        x = x + _norm(out @ w["self_attn.o_proj"].T, w["post_attention_layernorm"], config.epsilon)
        h = _norm(x, w["pre_feedforward_layernorm"], config.epsilon)
        see(f"{number}/gate_up", h)
        h = _gelu(h @ w["mlp.gate_proj"].T) * (h @ w["mlp.up_proj"].T)
        see(f"{number}/down", h)
        x = x + _norm(h @ w["mlp.down_proj"].T, w["post_feedforward_layernorm"], config.epsilon)
    logits: Array = _norm(x, weights[FINAL_NORM], config.epsilon) @ embedding.T
    return logits


_LAYER_NORMS = (
    "input_layernorm",
    "post_attention_layernorm",
    "pre_feedforward_layernorm",
    "post_feedforward_layernorm",
)


def _norm(x: Array, weight: Array, epsilon: float) -> Array:
    scale = np.sqrt(np.mean(np.square(x), axis=-1, keepdims=True) + np.float32(epsilon))
    y: Array = x / scale * (1.0 + weight)
    return y.astype(np.float32)


def _angles(length: int, size: int, base: float) -> Array:
    frequencies = base ** (-np.arange(size // 2) / (size // 2))
    return np.arange(length)[:, None] * frequencies


def _rotate(x: Array, angles: Array) -> Array:
    cos, sin = np.cos(angles)[:, None].astype(np.float32), np.sin(angles)[:, None].astype(np.float32)
    a, b = np.split(x, 2, axis=-1)
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)


def _gelu(x: Array) -> Array:
    """The tanh form of GELU."""
    y: Array = 0.5 * x * (1.0 + np.tanh(np.float32(np.sqrt(2.0 / np.pi)) * (x + 0.044715 * x**3)))
    return y


def smoothing_scales(
    weights: Weights, config: GemmaConfig, sentences: Sequence[Sequence[int]], alpha: float = ALPHA
) -> dict[str, Array]:
    """Scales of :func:`toolkit.models.gemma.smoothed` from the activations on a few texts.

    s = max|x| ** alpha / max|w| ** (1 - alpha) for each input channel (SmoothQuant,
    Xiao et al. 2022, arXiv:2211.10438, equation 4); the channels of "o" are shared by
    the heads that share a value head.
    """
    largest: dict[str, Array] = {}

    def see(name: str, x: Array) -> None:
        now = np.abs(x).max(axis=0)
        largest[name] = np.maximum(largest[name], now) if name in largest else now

    for tokens in sentences:
        forward(weights, config, tokens, see)
    scales = {}
    for number in range(config.layers):
        prefix = f"model.layers.{number}."
        for name, linears in READERS.items():
            w = np.max(
                [np.abs(weights[f"{prefix}{linear}.weight"]).max(axis=0) for linear in linears], axis=0
            )
            x = largest[f"{number}/{name}"]
            if name == "o":
                grouped = (config.kv_heads, config.heads // config.kv_heads, config.head_dim)
                x, w = x.reshape(grouped).max(axis=1).reshape(-1), w.reshape(grouped).max(axis=1).reshape(-1)
            s = np.maximum(x, 1e-5) ** alpha / np.maximum(w, 1e-5) ** (1.0 - alpha)
            # Only the ratios matter; a geometric mean of 1 keeps the norms near their size.
            s = np.clip(s / np.exp(np.log(s).mean()), 1e-3, 1e3)
            scales[f"{number}/{name}"] = s.astype(np.float32)
    return scales


READERS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "o": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}
"""The linear layers that read an input, by the names that `forward` gives it."""
