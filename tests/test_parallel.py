"""One function over many shards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.engines.fake import FakeEngine
from toolkit.errors import BitextError, MissingDependency, OptionError
from toolkit.parallel import map_shards
from toolkit.translate import TranslateOptions, shards, translate_lines
from toolkit.translate.shards import Shard, Tools, cut, translate_shard


def _nothing() -> None:
    return None


def shards_of(lines: list[str]) -> list[Shard]:
    tools = Tools("pseudo", FakeEngine_maker, _nothing, _nothing, _nothing)
    return [Shard(part, tools, "ko", "en", TranslateOptions()) for part in cut(lines, 50)]


def FakeEngine_maker() -> FakeEngine:
    return FakeEngine()


LINES = [f"문장 {n} 번이 여기 있다." for n in range(120)]


@pytest.mark.parametrize("backend", ["serial", "processes"])
def test_order_is_kept(backend: str) -> None:
    assert list(map_shards(abs, iter([-3, 2, -1, 0] * 5), backend=backend, workers=2)) == [3, 2, 1, 0] * 5


def test_shards_are_translated_as_the_whole_is() -> None:
    whole = [t.text for t in translate_lines(LINES, FakeEngine(), "ko", "en")]
    found = [t.text for part in map_shards(translate_shard, shards_of(LINES), backend="serial") for t in part]
    assert found == whole


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_the_shard_of_a_killed_worker_is_run_again(tmp_path: Path) -> None:
    found = list(map_shards(_kill_once, [(str(tmp_path / "died"), n) for n in range(4)], workers=1))
    assert found == [0, 1, 2, 3]


def _kill_once(shard: tuple[str, int]) -> int:
    marker, number = shard
    if number == 2 and not os.path.exists(marker):  # noqa: PTH110
        with open(marker, "w"):
            pass
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_shard_that_always_kills_its_worker_is_given_up() -> None:
    with pytest.raises(BitextError, match="killed three times"):
        list(map_shards(_kill, [1], workers=1))


def _kill(shard: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return shard


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[1]
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); import test_parallel as t\n"
        "if __name__ == '__main__': list(t.map_shards(t._wait, [sys.argv[1]], workers=1))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "pid"), str(root / "tests")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(root / "tests")))},
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    worker = int((tmp_path / "pid").read_text())
    parent.kill()
    parent.wait()
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        os.kill(worker, signal.SIGKILL)
        pytest.fail("the worker outlived its parent")


def _wait(path: str) -> None:
    made = Path(path + ".new")
    made.write_text(str(os.getpid()))
    made.replace(path)
    time.sleep(120)


def test_a_shard_with_a_journal_is_not_decoded_again(tmp_path: Path) -> None:
    (plain,) = shards_of(LINES[:40])
    shard = replace(plain, journal=tmp_path / "0")
    first = translate_shard(shard)
    engine, *_ = shards._OPEN["pseudo"]
    assert isinstance(engine, FakeEngine)
    calls = engine.calls
    assert translate_shard(shard) == first
    assert engine.calls == calls
    rows = shard.journal.read_bytes().splitlines(keepends=True) if shard.journal else []
    (tmp_path / "0").write_bytes(b"".join(rows[:35]))  # killed in the second batch of 32 and 8
    assert translate_shard(shard) == first
    assert engine.calls == calls + 1


def test_errors_of_the_function_come_through() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_shards(_divide, [1, 0], workers=1))


def _divide(shard: int) -> float:
    return 1 / shard


def test_unknown_backends() -> None:
    with pytest.raises(OptionError, match="unknown backend"):
        map_shards(abs, [1], backend="cloud")
    with pytest.raises(OptionError, match="0 workers"):
        map_shards(abs, [1], workers=0)


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingDependency, match="ray"):
        list(map_shards(abs, [1], backend="ray"))


@pytest.mark.extra
def test_on_a_real_local_ray_cluster() -> None:
    pytest.importorskip("ray", reason="extra `ray` is not installed")
    whole = [t.text for t in translate_lines(LINES, FakeEngine(), "ko", "en")]
    found = [
        t.text
        for part in map_shards(translate_shard, shards_of(LINES), backend="ray", workers=2)
        for t in part
    ]
    assert found == whole
