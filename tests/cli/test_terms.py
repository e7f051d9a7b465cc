"""`bitext terms`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from toolkit.cli.terms import command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def base(folder: Path, text: str = "외교부\tForeign Ministry\t\torganisation\n") -> Path:
    path = folder / "desk.tsv"
    path.write_text("source\ttarget\tforbidden\tkind\n" + text, encoding="utf-8")
    return path


def test_validate(tmp_path: Path) -> None:
    assert run("validate", base(tmp_path)).exit_code == 0
    result = run("validate", base(tmp_path, "외교부\tMOFA\n외교부\tMOFA|외교부\n"))
    assert result.exit_code == 1 and "Hangul in the target form" in result.stdout
    assert run("validate").exit_code == 2


def test_convert_and_back(tmp_path: Path) -> None:
    path = base(tmp_path)
    assert run("convert", path, tmp_path / "desk.tbx").exit_code == 0
    assert run("convert", tmp_path / "desk.tbx", tmp_path / "desk.csv").exit_code == 0
    rows = (tmp_path / "desk.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1] == "외교부,Foreign Ministry,,organisation,,,"
    assert run("convert", path).exit_code == 2


def test_lookup(tmp_path: Path) -> None:
    result = run("lookup", "외교부는 말했다", "--terms", base(tmp_path))
    assert result.stdout.startswith("외교부\t외교부 = Foreign Ministry")
    assert run("lookup", "국방부는", "--terms", base(tmp_path)).exit_code == 1
    row = json.loads(run("lookup", "the Foreign Ministry", "--json", "--terms", base(tmp_path)).stdout)
    assert (row["found"], row["span"], row["kind"]) == ("Foreign Ministry", [4, 20], "organisation")


def test_lookup_in_the_starter_by_date() -> None:
    result = run("lookup", "행정안전부", "--date", "2010-01-01")
    assert "Ministry of Public Administration and Security" in result.stdout
    assert "Interior and Safety" not in result.stdout


def test_extract(tmp_path: Path) -> None:
    rows = [
        ("가람진흥회가 왔다", "The Garam Council came"),
        ("가람진흥회는 컸다", "The Garam Council was big"),
        ("큰 가람진흥회를", "Our Garam Council"),
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("source\ttarget\n" + "".join(f"{k}\t{e}\n" for k, e in rows), encoding="utf-8")
    assert "가람진흥회\tGaram Council" in run("extract", path).stdout
    row = json.loads(run("extract", path, "--json").stdout.splitlines()[0])
    assert (row["source"], row["together"], len(row["evidence"])) == ("가람진흥회", 3, 3)
