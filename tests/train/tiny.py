"""A Gemma small enough for tests: its shape and random weights."""

from __future__ import annotations

import numpy as np

from toolkit.models.gemma_weights import EMBEDDING, GemmaConfig, layer_names

TINY = GemmaConfig(layers=2, hidden=32, heads=2, kv_heads=1, head_dim=16, inner=48, global_every=2)
VOCABULARY = 40


def tiny_weights(seed: int = 0) -> dict[str, np.ndarray]:
    """Arrays of a model of shape TINY under Hugging Face names."""
    rng = np.random.default_rng(seed)
    c = TINY
    queries, keys = c.heads * c.head_dim, c.kv_heads * c.head_dim
    shapes: dict[str, tuple[int, ...]] = {
        "q_proj": (queries, c.hidden), "k_proj": (keys, c.hidden), "v_proj": (keys, c.hidden),
        "o_proj": (c.hidden, queries), "gate_proj": (c.inner, c.hidden), "up_proj": (c.inner, c.hidden),
        "down_proj": (c.hidden, c.inner), "q_norm": (c.head_dim,), "k_norm": (c.head_dim,),
    }  # fmt: skip
    found = {EMBEDDING: rng.normal(0, 0.3, (VOCABULARY, c.hidden)).astype(np.float32)}
    for name in layer_names(c):
        shape = shapes.get(name.split(".")[-2], (c.hidden,))
        size = 0.2 if len(shape) == 1 else 1.5 * shape[1] ** -0.5
        found[name] = rng.normal(0, size, shape).astype(np.float32)
    return found
