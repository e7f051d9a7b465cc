"""`bitext run` as a person calls it: exit status, what goes to stdout and stderr, settings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KO = "정부, 새 예산안 발표\n\n입력 2024.05.21 09:30\n\n정부는 21일 3억5천만 원을 지원한다고 밝혔다.\n\n국회는 12월까지 심의한다.\n"
EN = (
    "Government unveils budget\n\nPublished : May 21, 2024 - 10:00\n\n"
    "The government said Tuesday it would provide 35 million won.\n\n"
    "The National Assembly will review it through December.\n"
)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.ko.txt").write_text(KO, encoding="utf-8")
    (folder / "a.en.txt").write_text(EN, encoding="utf-8")
    return folder


def bitext(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "toolkit.cli", *map(str, arguments)], cwd=cwd, capture_output=True, text=True
    )


def test_the_summary_goes_to_stdout_and_progress_to_stderr(articles: Path, tmp_path: Path) -> None:
    result = bitext("run", articles, "-m", "pseudo", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "1 in both languages" in result.stdout
    assert result.stdout.rstrip().endswith("report: out/report.html")
    assert "checking" in result.stderr
    assert (tmp_path / "out/report.html").is_file()


def test_quiet_says_nothing_on_stderr(articles: Path, tmp_path: Path) -> None:
    assert bitext("run", articles, "-m", "pseudo", "-q", cwd=tmp_path).stderr == ""


def test_json_is_the_results_and_nothing_else(articles: Path, tmp_path: Path) -> None:
    result = bitext("run", articles, "-m", "pseudo", "--json", cwd=tmp_path)
    assert json.loads(result.stdout)["findings"]["human"]["error"] == 1


@pytest.mark.parametrize(("severity", "status"), [("error", 1), ("never", 0)])
def test_findings_decide_the_status_where_asked(
    articles: Path, tmp_path: Path, severity: str, status: int
) -> None:
    result = bitext("run", articles, "--no-translate", "--fail-on", severity, cwd=tmp_path)
    assert result.returncode == status, result.stderr
    assert not (tmp_path / "out/translations").exists()


def test_a_bad_file_makes_the_status_1_and_is_named(articles: Path, tmp_path: Path) -> None:
    (articles / "b.ko.txt").write_bytes(b"")
    result = bitext("run", articles, "--no-translate", cwd=tmp_path)
    assert result.returncode == 1
    assert "b.ko.txt" in result.stdout
    assert (tmp_path / "out/report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere"], "nowhere: no such directory"),
        (["run", "articles/a.ko.txt"], "not a directory"),
        (["run", "articles", "-m", "no-such-model"], "no-such-model"),
        (["run", "articles", "-s", "ko", "-t", "ko"], "both 'ko'"),
        (["run", "articles", "--terms", "missing.tsv"], "missing.tsv"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(
    articles: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = bitext(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert said in result.stderr
    assert "hint: " in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_an_unknown_key_of_bitext_toml_is_named_with_its_file(articles: Path, tmp_path: Path) -> None:
    (articles / "bitext.toml").write_text("modle = 'x'\n", encoding="utf-8")
    result = bitext("run", articles, cwd=tmp_path)
    assert result.returncode == 2
    assert "bitext.toml:1: unknown key 'modle'" in result.stderr


def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    whole = bitext("run", articles, "-m", "pseudo", "-o", "whole", cwd=tmp_path)
    assert whole.returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit.cli", "run", str(articles), "-m", "pseudo", "-o", "killed"],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    journal = tmp_path / "killed/.journal.jsonl"
    for _ in range(600):
        if journal.exists() or process.poll() is not None:
            break
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert bitext("run", articles, "-m", "pseudo", "-o", "killed", cwd=tmp_path).returncode == 0
    names = [p.relative_to(tmp_path / "whole") for p in (tmp_path / "whole").rglob("*") if p.is_file()]
    assert len(names) > 6
    for name in names:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "killed" / name).read_bytes(), name


def test_the_bytes_do_not_depend_on_the_order_of_sets(root: Path, tmp_path: Path) -> None:
    """The seed of Python's hashes differs from process to process."""
    found = set()
    for seed in ("0", "1", "2"):
        output = tmp_path / seed
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "toolkit.cli",
                "run",
                root / "corpora/newsroom",
                "-q",
                "-m",
                "pseudo",
                "-o",
                output,
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
        )
        assert result.returncode == 0
        names = sorted(p for p in output.rglob("*") if p.is_file())
        found.add(tuple((str(p.relative_to(output)), p.read_bytes()) for p in names))
    assert len(found) == 1
