"""Installing, finding, verifying and removing models; the catalogue."""

from __future__ import annotations

import json
import shutil
import threading
import time
import zipfile
from pathlib import Path

import pytest

from toolkit.engines.fake import FakeEngine
from toolkit.engines.random_model import train_subwords, vocabulary_of, write_random_model
from toolkit.errors import BitextError, ModelError
from toolkit.files import file_digest
from toolkit.models import gemma, gemma_weights, open_engine, store
from toolkit.models.catalogue import default_name, get_entry, read_catalogue
from toolkit.models.detect import pairs_from_name
from toolkit.models.install import install, wanted
from toolkit.models.verify import SENTENCES, verify
from toolkit.translate.judge import judge

TEXTS = [*SENTENCES["ko"], *SENTENCES["en"]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BITEXT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BITEXT_MIRROR", raising=False)
    return tmp_path / "home"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "tiny-ko-en"
    folder.mkdir()
    train_subwords(folder / "source.spm", TEXTS, 150)
    shutil.copy(folder / "source.spm", folder / "target.spm")
    write_random_model(folder, vocabulary_of(folder / "source.spm"), ending=1.0)
    return folder


@pytest.fixture
def argos(model: Path, tmp_path: Path) -> Path:
    """A package as argos-translate makes it: one top folder, metadata.json, model/, sentencepiece.model."""
    path = tmp_path / "translate-ko_en-1_1.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "translate-ko_en-1_1/metadata.json", json.dumps({"from_code": "ko", "to_code": "en"})
        )
        archive.write(model / "source.spm", "translate-ko_en-1_1/sentencepiece.model")
        for name in ("model.bin", "config.json", "shared_vocabulary.json"):
            archive.write(model / name, f"translate-ko_en-1_1/model/{name}")
    return path


def test_a_folder_is_installed_opened_verified_and_removed(model: Path, home: Path) -> None:
    manifest = install(str(model), name="desk")
    assert manifest.pairs == frozenset({("ko", "en")})
    assert manifest.files["model.bin"] == file_digest(model / "model.bin")
    assert [m.name for m in store.installed()] == ["desk"]
    with open_engine("desk", threads=1) as engine:  # type: ignore[attr-defined]
        assert engine.name == "desk"
        assert engine.digest == manifest.digest
    found = verify("desk", judge, threads=1)
    assert found.damaged == ()
    assert len(found.outputs) == 10
    assert not found.ok  # random weights translate nothing, and that is seen
    store.remove("desk")
    assert not (home / "models" / "desk").exists()
    with pytest.raises(ModelError, match="not installed"):
        store.remove("desk")


def test_an_argos_package(argos: Path) -> None:
    manifest = install(str(argos))
    assert (manifest.name, manifest.family) == ("translate-ko_en-1_1", "opennmt")
    assert manifest.pairs == frozenset({("ko", "en")})
    engine = open_engine("translate-ko_en-1_1", threads=1)
    assert engine.pairs() == frozenset({("ko", "en")})
    engine.close()


def test_a_python_package_that_carries_the_weights(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "carrier"
    shutil.copytree(model, package / "data")
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert install("package:carrier").name == "carrier"
    with pytest.raises(ModelError, match="is not installed"):
        install("package:no_such_package")


@pytest.mark.parametrize("name", ["../evil", "", "a/b"])
def test_a_name_stays_in_its_folder(model: Path, name: str) -> None:
    if name:
        with pytest.raises(ModelError, match="cannot be the name"):
            install(str(model), name=name)


def test_an_archive_that_writes_outside_is_refused(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.txt", "x")
    with pytest.raises(ModelError, match="unsafe name"):
        install(str(path))
    assert store.installed() == []


def test_damaged_archives_and_other_things(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(ModelError):
        install(str(path))
    with pytest.raises(ModelError, match="neither a file, a folder nor a name"):
        install("no-such-model")
    with pytest.raises(ModelError, match="holds no model"):
        install(str(tmp_path))
    wrong = "0" * 64
    with pytest.raises(ModelError, match="expected 0000"):
        install(str(path), sha256=wrong)


def test_a_failed_install_keeps_the_old_model(model: Path, tmp_path: Path) -> None:
    install(str(model), name="desk")
    broken = tmp_path / "broken-ko-en"
    shutil.copytree(model, broken)
    (broken / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="cannot be loaded"):
        install(str(broken), name="desk")
    open_engine("desk", threads=1).close()


def test_damage_is_found_and_named(model: Path, home: Path) -> None:
    install(str(model), name="desk")
    file = home / "models" / "desk" / "target.spm"
    file.write_bytes(file.read_bytes() + b"x")
    assert verify("desk", judge).damaged == ("target.spm",)
    file.unlink()
    with pytest.raises(ModelError, match=r"target\.spm: a file of the model 'desk' is missing") as caught:
        open_engine("desk")
    assert caught.value.hint == "bitext models install desk"


def test_missing_models_say_what_to_do(tmp_path: Path, model: Path) -> None:
    with pytest.raises(ModelError, match="no model 'nonsense'") as caught:
        open_engine("nonsense")
    assert "opus-mt-tc-big-ko-en" in caught.value.hint
    with pytest.raises(ModelError, match="'argos-ko-en' is not installed") as caught:
        open_engine("argos-ko-en")
    assert caught.value.hint == "bitext models install argos-ko-en"
    with pytest.raises(ModelError, match=r"no model\.bin"):
        open_engine(str(tmp_path))
    open_engine(str(model), threads=1).close()  # a folder needs no installing


def test_pseudo_needs_no_model() -> None:
    assert isinstance(open_engine("pseudo"), FakeEngine)


def test_the_default_is_installed_on_first_use_and_said(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fake_install(target: Path, *, progress: object = None) -> None:
        for path in model.iterdir():
            shutil.copy(path, target / path.name)
        shutil.copy(model / "source.spm", target / "sentencepiece.model")
        tokens = vocabulary_of(model / "source.spm", ["<bos>", "<eos>", "<start_of_turn>"])
        for name in ("source.spm", "target.spm", "shared_vocabulary.json"):
            (target / name).unlink()
        from toolkit.engines.random_model import Shape

        write_random_model(target, tokens, Shape(0, 1))

    monkeypatch.setattr(gemma, "install", fake_install)
    said: list[str] = []
    engine = open_engine("default", threads=1, notice=said.append)
    assert engine.uses_hints
    assert engine.pairs() == frozenset({("ko", "en"), ("en", "ko")})
    engine.close()
    assert len(said) == 1
    assert "installing the default model" in said[0]
    open_engine("default", threads=1, notice=said.append).close()
    assert len(said) == 1
    # One that an earlier version of bitext installed, with another adapter, gives way.
    path = store.models_home() / default_name() / store.MANIFEST
    path.write_text(path.read_text("utf-8").replace("adapter ", "adapter 0"), "utf-8")
    monkeypatch.setattr(gemma_weights, "base_available", lambda: False)
    open_engine("default", threads=1, notice=said.append).close()
    assert len(said) == 1  # it is kept where the base is not at hand
    monkeypatch.setattr(gemma_weights, "base_available", lambda: True)
    open_engine("default", threads=1, notice=said.append).close()
    assert "bringing up to date" in said[1]
    open_engine("default", threads=1, notice=said.append).close()
    assert len(said) == 2


def test_the_catalogue_knows_the_adapter_that_ships() -> None:
    assert read_catalogue()[default_name()].sha256 == gemma.adapter_digest()


def test_two_processes_do_not_install_at_once(home: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with store.locked("desk"):
            order.append("second")

    with store.locked("desk"):
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.25)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    with (
        store.locked("desk"),
        pytest.raises(BitextError, match="another process"),
        store.locked("desk", wait=0.2),
    ):
        pass


def test_the_catalogue_is_whole() -> None:
    known = read_catalogue()
    assert default_name() in known
    from toolkit.engines.families import FAMILIES

    for entry in known.values():
        assert entry.family in FAMILIES
        assert entry.licence
        assert entry.kind in ("builtin", "argos", "huggingface")
        assert entry.kind == "builtin" or entry.address
        assert not entry.sha256 or len(entry.sha256) == 64
    assert known["nllb-200-distilled-600m"].non_commercial
    with pytest.raises(ModelError, match="holds no model"):
        get_entry("x")


def test_languages_are_read_from_a_name() -> None:
    assert pairs_from_name("opus-mt-tc-big-ko-en") == frozenset({("ko", "en")})
    assert pairs_from_name("translate-en_de-1_0") == frozenset({("en", "de")})
    assert pairs_from_name("nllb-200") is None


def test_files_of_a_hub_repository_that_are_fetched() -> None:
    assert wanted(
        [
            "README.md",
            "config.json",
            "model.safetensors",
            "pytorch_model.bin",
            "source.spm",
            "onnx/model.onnx",
            "tf_model.h5",
        ]
    ) == ["config.json", "model.safetensors", "source.spm"]
    assert wanted(["config.json", "pytorch_model.bin", "vocab.json"]) == [
        "config.json",
        "pytorch_model.bin",
        "vocab.json",
    ]
