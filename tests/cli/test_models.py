"""`bitext models` from the outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli import cli
from toolkit.engines.random_model import train_subwords, vocabulary_of, write_random_model
from toolkit.errors import BitextError
from toolkit.models.verify import SENTENCES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITEXT_HOME", str(tmp_path / "home"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny-ko-en"
    folder.mkdir()
    train_subwords(folder / "source.spm", [*SENTENCES["ko"], *SENTENCES["en"]], 150)
    shutil.copy(folder / "source.spm", folder / "target.spm")
    write_random_model(folder, vocabulary_of(folder / "source.spm"), ending=1.0)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["models", *arguments])


def test_list_install_show_verify_remove(model: Path) -> None:
    before = json.loads(run("list", "--json").stdout)
    assert not any(row["installed"] for row in before["models"])
    result = run("install", str(model), "--name", "desk", "-q")
    assert (result.exit_code, result.stdout) == (0, "desk\n")
    (desk,) = [row for row in json.loads(run("list", "--json").stdout)["models"] if row["installed"]]
    assert (desk["name"], desk["pairs"]) == ("desk", ["ko-en"])
    assert "marian" in run("show", "desk").stdout
    report = run("verify", "desk", "--json", "--jobs", "1")
    assert report.exit_code == 1  # random weights
    assert len(json.loads(report.stdout)["outputs"]) == 10
    assert run("remove", "desk").exit_code == 0
    assert isinstance(run("verify", "desk").exception, BitextError)


def test_a_non_commercial_licence_is_said_before_anything_is_fetched() -> None:
    result = run("install", "nllb-200-distilled-600m")
    assert "CC-BY-NC-4.0" in result.stderr
    assert isinstance(result.exception, BitextError)
    assert "non-commercial use only" in str(result.exception)


def test_show_names_licence_quality_and_card() -> None:
    text = run("show", "opus-mt-tc-big-ko-en").stdout
    for part in ("CC-BY-4.0", "27.7 BLEU", "bitext models install opus-mt-tc-big-ko-en", "# "):
        assert part in text
