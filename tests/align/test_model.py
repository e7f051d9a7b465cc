"""The weights file."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest

from toolkit.align import model
from toolkit.align.evidence import BEAD_FEATURES, GAP_FEATURES
from toolkit.align.model import load_model, shifted
from toolkit.align.pairing import PAIR_FEATURES, load_pair_weights
from toolkit.align.search import SHAPES, Arcs
from toolkit.engines.usem import DIGESTS
from toolkit.errors import BitextError


def test_the_file_names_every_feature_and_its_origin() -> None:
    data = json.loads(resources.files("toolkit.align").joinpath("weights.json").read_text(encoding="utf-8"))
    for name in ("plain", "with_words"):
        assert set(data[name]["beads"]) == set(BEAD_FEATURES)
        assert set(data[name]["gaps"]) == set(GAP_FEATURES)
    assert set(data["pairing"]) == set(PAIR_FEATURES)
    assert data["encoder"] == DIGESTS["weights.npz"]
    assert data["about"]["command"].startswith("python eval/align/train.py")
    assert len(data["about"]["data"]) == 8


def test_it_loads() -> None:
    found = load_model()
    assert found.with_words.beads.shape == (len(BEAD_FEATURES),)
    assert found.norms("ko", "en", DIGESTS["weights.npz"]).ratio < 1
    assert found.norms("ko", "en", "another").source_mean is None
    assert found.norms("de", "fr", DIGESTS["weights.npz"]).ratio == 1
    assert load_pair_weights().shape == (len(PAIR_FEATURES),)


def test_a_damaged_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model.json, "loads", lambda _: {})
    load_model.cache_clear()
    with pytest.raises(BitextError, match="weights cannot be used"):
        load_model()
    load_model.cache_clear()


def test_shifts_move_omissions_and_merges() -> None:
    beads = {(a, b): np.zeros((max(0, 3 - a), max(0, 3 - b))) for a, b in SHAPES}
    arcs = Arcs(beads, np.zeros(2), np.zeros(2), 0.0, 0.0)
    moved = shifted(arcs, -1.0, 0.5)
    assert moved.source_gaps.tolist() == [-1, -1]
    assert moved.beads[1, 1].tolist() == [[0, 0], [0, 0]]
    assert moved.beads[1, 2].tolist() == [[0.5], [0.5]]
