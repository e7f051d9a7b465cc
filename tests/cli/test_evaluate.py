"""`bitext evaluate` as a person meets it: output, files, exit status, errors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sacrebleu.metrics import BLEU, CHRF

from toolkit.cli.evaluate import _short_names, command
from toolkit.errors import BitextError, OptionError

SOURCE = [f"외교부는 {n + 2}일 이도훈 본부장이 서울에서 회담을 연다고 밝혔다." for n in range(30)]
REFERENCE = [
    f"The ministry said on the {n + 2}th that envoy Lee Do-hoon would hold talks in Seoul." for n in range(30)
]
GOOD = [r.replace("would hold", "will hold") for r in REFERENCE]
POOR = [r.replace("envoy ", "").replace("talks in Seoul", "a meeting") for r in REFERENCE]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, lines in (("src", SOURCE), ("ref", REFERENCE), ("good", GOOD), ("poor", POOR)):
        (tmp_path / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


FAST = ["--samples", "100", "--trials", "200", "-q"]


def run(*words: str, status: int = 0) -> Result:
    result = CliRunner().invoke(command, [*words, *FAST], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def test_json_is_the_documented_one(folder: Path) -> None:
    result = run(
        "good.txt", "poor.txt", "-r", "ref.txt", "--source", "src.txt", "--baseline", "poor", "--json"
    )
    found = json.loads(result.stdout)
    assert next(iter(found)) == "scores" and "segments" not in found
    table = {(s["system"], s["metric"]): s for s in found["scores"]}
    for metric, name in ((BLEU(), "BLEU"), (CHRF(), "chrF")):
        assert table["good", name]["value"] == pytest.approx(
            metric.corpus_score(GOOD, [REFERENCE]).score, abs=1e-9
        )
        assert table["good", name]["signature"].endswith("version:" + __import__("sacrebleu").__version__)
    assert table["good", "chrF"]["p_value"] < 0.05 and table["poor", "chrF"]["p_value"] is None
    assert {"system", "metric", "value", "low", "high", "p_value", "signature"} <= set(found["scores"][0])
    assert found["source_language"] == "ko" and found["target_language"] == "en"


def test_text_says_which_is_better(folder: Path) -> None:
    text = run("good.txt", "poor.txt", "-r", "ref.txt").stdout
    assert text.startswith("good is the best: chrF ") and "The difference is significant" in text
    assert "chrF|nrefs:1|bs:100|ar:200|seed:12345" in text


def test_reports_are_the_same_bytes_again_and_from_json(folder: Path) -> None:
    words = ["good.txt", "poor.txt", "-r", "ref.txt", "--source", "src.txt"]
    outputs = [
        f"{turn}/report{end}" for turn in "ab" for end in (".html", ".md", ".json", ".tsv", ".xml", ".tex")
    ]
    for turn in "ab":
        run(*words, *(w for o in outputs if o[0] == turn for w in ("-o", o)))
        for name in ("html", "md", "json", "tsv", "xml", "tex"):
            path = folder / turn / f"report.{name}"
            text = path.read_text(encoding="utf-8")
            assert str(folder) not in text
            path.write_text(text.replace(f"-o {turn}/", "-o X/"), encoding="utf-8")
    for name in ("md", "tsv", "xml", "tex", "json"):
        assert (folder / f"a/report.{name}").read_bytes() == (folder / f"b/report.{name}").read_bytes()
    run("--from", "a/report.json", "-o", "c.html", "-o", "c.json")
    assert (folder / "c.json").read_bytes() == (folder / "a/report.json").read_bytes()
    assert (folder / "c.html").read_text() == (folder / "a/report.html").read_text()


def test_gate(folder: Path) -> None:
    run("good.txt", "-r", "ref.txt", "--fail-under", "chrF=80")
    result = run("poor.txt", "-r", "ref.txt", "--fail-under", "chrF=99", "-o", "r.xml", status=1)
    assert "gate failed: poor: chrF is" in result.stderr and result.stderr.strip().count("\n") == 0
    assert "<failure" in (folder / "r.xml").read_text()
    result = run(
        "poor.txt",
        "-r",
        "ref.txt",
        "--baseline",
        "good.txt",
        "--max-drop",
        "chrF=0.5",
        "--alpha",
        "0.05",
        status=1,
    )
    assert "worse than good" in result.stderr
    run("poor.txt", "-r", "ref.txt", "--baseline", "good.txt", "--max-drop", "chrF=60")


def test_history(folder: Path) -> None:
    for label in ("one", "two"):
        run("good.txt", "-r", "ref.txt", "--history", "runs.jsonl", "--label", label, "-o", "r.json")
    assert len((folder / "runs.jsonl").read_text().splitlines()) == 2
    report = json.loads((folder / "r.json").read_text())
    assert [r["label"] for r in report["history"]["runs"]] == ["one"]


def test_without_references(folder: Path) -> None:
    (folder / "odd.txt").write_text("\n".join([SOURCE[0], "", *GOOD[2:]]) + "\n", encoding="utf-8")
    found = json.loads(run("odd.txt", "--source", "src.txt", "--json").stdout)
    assert {s["metric"] for s in found["scores"]} >= {"untranslated", "numbers"}
    assert {r["segment"] for r in found["read_first"][:2]} == {0, 1}


def test_scores_and_scorers_from_outside(folder: Path) -> None:
    rows = ["system\tsegment\tscore"] + [
        f"{s}\t{n + 1}\t{-n % 3}" for s in ("good", "poor") for n in range(30)
    ]
    (folder / "MQM.tsv").write_text("\n".join(rows))
    (folder / "s.py").write_text(
        'import json, sys\nfor l in sys.stdin: print(json.dumps({"score": len(l)}))\n'
    )
    found = json.loads(
        run(
            "good.txt",
            "poor.txt",
            "-r",
            "ref.txt",
            "--scores",
            "MQM.tsv",
            "--scorer",
            f"LEN={sys.executable} s.py",
            "--json",
        ).stdout
    )
    assert found["primary"] == "MQM" and {m["name"] for m in found["metrics"]} >= {"MQM", "LEN", "BLEU"}
    assert {row["metric"] for row in found["agreement"]["human"]} >= {"LEN", "chrF"}


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["good.txt", "-r", "no.txt"], "no.txt: no such file", "check the path"),
        (["-r", "ref.txt"], "no hypothesis was given", "name one or more"),
        (["good.txt"], "nothing to measure with", "-r"),
        (
            ["good.txt", "-r", "ref.txt", "--baseline", "x"],
            "the baseline 'x' is neither a system nor a file",
            "good",
        ),
        (["good.txt", "-r", "ref.txt", "--metric", "BLUE"], "unknown metric 'BLUE'", "BLEU"),
        (["good.txt", "-r", "ref.txt", "--max-drop", "chrF=1"], "needs a baseline", "--baseline"),
        (["good.txt", "-r", "ref.txt", "--fail-under", "chrF"], "is not METRIC=NUMBER", "chrF=45"),
        (["good.txt", "-r", "ref.txt", "-o", "r.doc"], "unknown report format", "html"),
        (["good.txt", "-r", "ref.txt", "-f", "xlsx"], "XLSX is not written to the terminal", "-o"),
        (["good.txt", "-r", "ref.txt", "--scorer", "x"], "is not NAME=COMMAND", "COMET"),
        (["--from", "good.txt"], "not JSON", "report.json"),
    ],
)
def test_errors_say_what_to_do(folder: Path, words: list[str], message: str, hint: str) -> None:
    with pytest.raises(BitextError) as error:
        CliRunner().invoke(command, [*words, *FAST], catch_exceptions=False)
    assert message in str(error.value) and hint in error.value.hint
    assert not list(folder.glob("r.*"))


def test_tokeniser_that_is_not_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.evaluate.metrics._importable", lambda name: False)
    with pytest.raises(BitextError, match="the tokeniser ko-mecab needs the package") as error:
        CliRunner().invoke(
            command, ["good.txt", "-r", "ref.txt", "--tokenize", "ko-mecab"], catch_exceptions=False
        )
    assert "bitext-toolkit[ko]" in error.value.hint


def test_names_of_systems() -> None:
    paths = [Path(f"x/newstest2017.{n}.en-de.txt") for n in ("A.1", "B.2")]
    assert _short_names(paths) == ["A.1", "B.2"]
    assert _short_names([Path("a/out.txt"), Path("b/out.txt")]) == ["a/out", "b/out"]
    assert _short_names([Path("only.ko.txt")]) == ["only.ko"]


def test_stdin_and_encodings(folder: Path) -> None:
    (folder / "wide.txt").write_text("\n".join(GOOD) + "\n", encoding="utf-16")
    (folder / "old.txt").write_bytes(("\n".join(SOURCE) + "\n").encode("cp949"))
    text = "\n".join(GOOD).encode() + b"\r\n"
    result = CliRunner().invoke(
        command,
        ["-", "wide.txt", "-r", "ref.txt", "--source", "old.txt", "--json", *FAST],
        input=text,
        catch_exceptions=False,
    )
    found = json.loads(result.stdout)
    assert [s["name"] for s in found["systems"]] == ["stdin", "wide"] and found["source_language"] == "ko"
    values = {s["value"] for s in found["scores"] if s["metric"] == "chrF"}
    assert len(values) == 1


def test_named_systems_and_double_names(folder: Path) -> None:
    found = json.loads(run("new=good.txt", "old=poor.txt", "-r", "ref.txt", "--json").stdout)
    assert [s["name"] for s in found["systems"]] == ["new", "old"]
    with pytest.raises(OptionError, match="two systems are called 'a'"):
        run("a=good.txt", "a=poor.txt", "-r", "ref.txt")


def test_eamt_figures(shared: Path) -> None:
    """Real outputs of two systems, in Korean, against figures computed elsewhere."""
    pytest.importorskip("mecab_ko", reason="the extra ko is not installed")
    data = shared / "data" / "eamt"
    files = [f"{p.stem.removeprefix('pred_')}={p}" for p in sorted(data.glob("pred_*.jsonl"))]
    found = json.loads(
        run(*files, "-r", str(data / "eamt_ko.jsonl"), "--common", "-s", "en", "-t", "ko", "--no-checks", "--json",
            *(w for m in ("BLEU", "chrF", "chrF++", "TER", "names") for w in ("--metric", m))).stdout
    )  # fmt: skip
    columns = {"BLEU": "BLEU-ko-mecab", "chrF": "chrF2", "chrF++": "chrF2++", "TER": "TER", "names": "M-ETA"}
    expected = json.loads((data / "expected.json").read_text())
    for score in found["scores"]:
        assert score["value"] == pytest.approx(expected[score["system"]][columns[score["metric"]]], abs=1e-9)
