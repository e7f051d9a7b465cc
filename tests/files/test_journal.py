"""The journal: what was finished is kept, whatever happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BitextError
from toolkit.files import Journal
from toolkit.files import journal as module


def test_journal_survives_a_cut_line(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        journal.put("a", {"t": "가"})
        journal.put("b", {"t": "나"})
    with open(path, "ab") as stream:
        stream.write(b'{"key": "c", "value": {"t": "')
    with Journal(path) as journal:
        assert len(journal) == 2
        assert "c" not in journal
        assert journal.get("b") == {"t": "나"}
        journal.put("c", {"t": "다"})
    with Journal(path) as journal:
        assert journal.get("c") == {"t": "다"}
        assert journal.get("none") is None


_KEYS = st.text("abc", min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_KEYS, st.integers())), st.lists(st.tuples(_KEYS, st.integers())))
def test_the_last_entry_of_a_key_counts(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[str, int]], second: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("j") / "journal"
    wanted: dict[str, int] = {}
    for rows in (first, second):
        with Journal(path) as journal:
            for key, value in rows:
                journal.put(key, {"n": value})
                wanted[key] = value
                assert journal.get(key) == {"n": value}
            assert len(journal) == len(wanted)
            assert {key: (journal.get(key) or {})["n"] for key in wanted} == wanted
            assert "d" not in journal


def test_keys_of_the_same_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "hash", lambda key: len(key), raising=False)
    keys = [f"{n:05d}" for n in range(300)]
    with Journal(tmp_path / "j") as journal:
        for key in keys:
            journal.put(key, {"k": key})
    with Journal(tmp_path / "j") as journal:
        assert [journal.get(key) for key in keys] == [{"k": key} for key in keys]
        assert "00300" not in journal


def test_memory_is_a_few_bytes_an_entry(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        for n in range(5000):
            journal.put(f"key {n}", {"n": n})
        places = journal._places
        held = places._hashes.itemsize * len(places._hashes) + places._ends.itemsize * len(places._ends)
        assert held <= 25 * 5000
        assert len(journal) == 5000
        assert all(journal.get(f"key {n}") == {"n": n} for n in range(5000))


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_a_journal_has_one_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    path = tmp_path / "j"
    code = "import sys\nfrom toolkit.files import Journal\nkept = Journal(sys.argv[1])\nprint('open', flush=True)\nsys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"open\n"
    with pytest.raises(BitextError, match="another run"):
        Journal(path)
    other.kill()
    other.communicate()
    Journal(path).close()
