"""`bitext memory` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from toolkit.cli import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["memory", *arguments])


def test_import_lookup_add_export_forget(tmp_path: Path) -> None:
    memory, pairs, tmx = str(tmp_path / "desk.tm"), tmp_path / "pairs.tsv", tmp_path / "out.tmx"
    pairs.write_text("정부는 예산을 늘렸다.\tThe government raised the budget.\n안녕\tHello\n", "utf-8")
    result = run("import", memory, str(pairs), "-s", "ko", "-t", "en", "--author", "kim")
    assert result.exit_code == 0, result.output
    assert "2 new entries" in result.stderr
    found = json.loads(run("lookup", memory, "정부는 예산을 줄였다.", "--threshold", "0.6", "--json").stdout)[
        "matches"
    ]
    assert [m["target"] for m in found] == ["The government raised the budget."]
    assert found[0]["author"] == "kim"
    assert run("lookup", memory, "전혀 다른 말").exit_code == 1
    assert run("add", memory, "안녕", "Hi", "--author", "lee").exit_code == 0
    assert "Hi" in run("lookup", memory, "안녕").stdout
    assert run("export", memory, "-o", str(tmx)).exit_code == 0
    other = str(tmp_path / "other.tm")
    assert run("import", other, str(tmx)).exit_code == 0
    assert "ko-en  2" in run("show", other).stdout
    assert run("forget", other, "안녕").exit_code == 0
    assert run("forget", other, "안녕").exit_code == 1
