"""Singular values of a product of two factors."""

from __future__ import annotations

import numpy as np


def singular(up: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """u (out, rank), s (rank,) and v (rank, in), float64, with up @ down = u * s @ v; the product is not formed."""
    q1, r1 = np.linalg.qr(up.astype(np.float64))
    q2, r2 = np.linalg.qr(down.astype(np.float64).T)
    u, s, v = np.linalg.svd(r1 @ r2.T, full_matrices=False)
    return q1 @ u, s, v @ q2.T
