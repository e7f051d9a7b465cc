"""Greedy float32 output equals that of transformers, family by family, on 40 sentences.

The golden files hold tiny models of random weights that were made with the
classes of transformers and converted by our converter, and the outputs of
``generate``; `eval/translate/golden.py` makes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.engines import Decoding, Request, Runtime, open_spec
from toolkit.models.store import spec_of

GOLDEN = Path(__file__).parent / "golden"
FAMILIES = sorted(p.name for p in GOLDEN.iterdir() if p.is_dir())


def test_every_family_that_transformers_has_is_there() -> None:
    assert FAMILIES == ["m2m100", "marian", "mbart50", "nllb", "t5"]


@pytest.mark.parametrize("name", FAMILIES)
def test_output_equals_transformers(name: str) -> None:
    facts = json.loads((GOLDEN / name / "expected.json").read_text("utf-8"))
    rows = facts["rows"]
    assert len(rows) == 40
    with open_spec(spec_of(GOLDEN / name), Runtime("cpu", 1, "float32")) as engine:  # type: ignore[attr-defined]
        assert spec_of(GOLDEN / name).family == name
        found = engine.translate(
            [Request(row["source"]) for row in rows], "ko", "en", Decoding(max_ratio=facts["ratio"])
        )
    assert [h[0].text.strip() for h in found] == [row["output"].strip() for row in rows]


@pytest.mark.extra
@pytest.mark.parametrize("name", FAMILIES)
def test_made_and_converted_anew_it_is_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("transformers", reason="extra `convert` is not installed")
    transformers = pytest.importorskip("transformers")
    if not transformers.__version__.startswith("4."):
        pytest.skip("the converter is pinned to transformers 4")
    from importlib.util import module_from_spec, spec_from_file_location

    path = Path(__file__).resolve().parents[2] / "eval/translate/golden.py"
    spec = spec_from_file_location("golden", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["golden.py", name])
    module.main()
    made = json.loads((tmp_path / name / "expected.json").read_text("utf-8"))
    assert made["rows"] == json.loads((GOLDEN / name / "expected.json").read_text("utf-8"))["rows"]
