"""`bitext align`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli.align import FORMATS, command
from toolkit.errors import BitextError, InputError, OptionError

KOREAN = "한국은행이 기준금리를 3.25%로 내렸다.\n\n시장에서는 추가 인하를 예상한다.\n총재는 말을 아꼈다.\n"
ENGLISH = "The Bank of Korea cut its key rate to 3.25 percent.\nThe market expects further cuts.\n"


def run(*arguments: object, given: str | None = None) -> Result:
    result = CliRunner().invoke(command, [str(a) for a in arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "a.ko.txt").write_text(KOREAN, encoding="utf-8")
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    return tmp_path / "a.ko.txt", tmp_path / "a.en.txt"


def beads_of(text: str) -> list[str]:
    return [line.split("\t")[0] for line in text.splitlines()]


def test_beads_of_lines(files: tuple[Path, Path]) -> None:
    result = run(*files, "--presegmented", "-f", "beads")
    assert result.exit_code == 0
    assert beads_of(result.stdout) == ["0:0", "1:", "2:1", "3:"]
    assert all(0 <= float(line.split("\t")[1]) <= 1 for line in result.stdout.splitlines())


def test_articles_are_segmented(files: tuple[Path, Path]) -> None:
    assert beads_of(run(*files, "-f", "beads").stdout) == ["0:0", "1:1", "2:"]


def test_the_page_for_people(files: tuple[Path, Path]) -> None:
    page = run(*files, "--explain").stdout
    assert "(not in en)" in page and "= merged" in page and "cosine" in page
    assert "1 sentences only in the source" in page


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_twice(files: tuple[Path, Path], form: str, tmp_path: Path) -> None:
    first = run(*files, "-f", form, "-o", tmp_path / "one")
    assert first.exit_code == 0 and first.stdout == ""
    run(*files, "-f", form, "-o", tmp_path / "two")
    content = (tmp_path / "one").read_bytes()
    assert content and content == (tmp_path / "two").read_bytes()
    if form == "tmx":
        assert content.count(b"<tu ") == 2
    if form == "jsonl":
        rows = [json.loads(line) for line in content.decode().splitlines()]
        assert rows[0]["source"] == [0] and rows[0]["target"] == [0]
        assert rows[0]["source_file"] == str(files[0])


def test_directories_are_a_batch(files: tuple[Path, Path], tmp_path: Path) -> None:
    for folder, text in (("ko", KOREAN), ("en", ENGLISH)):
        for name in ("one", "deep/two"):
            path = tmp_path / folder / f"{name}.{folder}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    result = run(tmp_path / "ko", tmp_path / "en", "--presegmented", "-f", "beads", "-o", out)
    assert result.exit_code == 0
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*.*")) == [
        "deep/two.ko.txt",
        "one.ko.txt",
    ]
    assert beads_of((out / "one.ko.txt").read_text(encoding="utf-8")) == ["0:0", "1:", "2:1", "3:"]
    html = tmp_path / "html"
    run(tmp_path / "ko", tmp_path / "en", "-f", "html", "-o", html)
    assert (html / "deep" / "two.ko.html").is_file()


def test_a_bad_article_does_not_stop_the_batch(tmp_path: Path) -> None:
    for folder, text in (("ko", KOREAN), ("en", ENGLISH)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "good.txt").write_text(text, encoding="utf-8")
    (tmp_path / "ko" / "bad.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "en" / "bad.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "ko" / "alone.txt").write_text(KOREAN, encoding="utf-8")
    result = run(tmp_path / "ko", tmp_path / "en", "--presegmented", "-f", "beads", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "bad.txt" in result.stderr and "alone.txt" in result.stderr
    assert (tmp_path / "out" / "good.txt").is_file()


def test_gold_gives_scores(files: tuple[Path, Path], tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text("0:0\n1:\n2:1\n3:\n", encoding="utf-8")
    table = run(*files, "--presegmented", "--gold", gold).stdout
    assert "strict P" in table and "1.0000" in table
    row = json.loads(run(*files, "--presegmented", "--gold", gold, "--json").stdout)
    assert row["strict_f1"] == row["lax_f1"] == row["omission_f1"] == 1
    gold.write_text("0:0\n2:9\n", encoding="utf-8")
    with pytest.raises(InputError, match="not there"):
        run(*files, "--presegmented", "--gold", gold)


def test_gold_of_a_directory(files: tuple[Path, Path], tmp_path: Path) -> None:
    for folder, text in (("ko", KOREAN), ("en", ENGLISH), ("gold", "0:0\n1:\n2:1\n3:\n")):
        (tmp_path / folder).mkdir()
        for name in ("x.1", "y.2"):
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    result = run(
        tmp_path / "ko",
        tmp_path / "en",
        "--presegmented",
        "--gold",
        tmp_path / "gold",
        "--json",
        "-o",
        tmp_path / "o",
    )
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["file"] for r in rows][-1] == "all" and len(rows) == 3
    assert rows[-1]["strict_f1"] == 1
    assert (tmp_path / "o").is_dir()


def test_what_cannot_be_done_says_so(files: tuple[Path, Path], tmp_path: Path) -> None:
    for arguments, kind in (
        ((files[0], tmp_path), InputError),
        ((tmp_path / "none.txt", files[1]), InputError),
        ((*files, "--explain", "-f", "beads"), OptionError),
        ((*files, "--aligner", "bleualign"), OptionError),
        ((*files, "--aligner", "words", "--explain"), OptionError),
    ):
        with pytest.raises(kind) as caught:
            run(*arguments)
        assert isinstance(caught.value, BitextError) and caught.value.hint


def test_other_languages_fall_back_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Skjálftinn var 4,5 að stærð.\nEnginn slasaðist.\n", encoding="utf-8")
    (tmp_path / "b").write_text("The quake measured 4.5.\nNobody was hurt.\n", encoding="utf-8")
    result = run(tmp_path / "a", tmp_path / "b", "--presegmented", "-s", "is", "-t", "en", "-f", "beads")
    assert beads_of(result.stdout) == ["0:0", "1:1"]
    assert "does not know is" in result.stderr


def test_empty_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    (tmp_path / "b").write_text("The quake measured 4.5.\n", encoding="utf-8")
    assert beads_of(run(tmp_path / "a", tmp_path / "b", "--presegmented", "-f", "beads").stdout) == [":0"]
    assert run(tmp_path / "a", tmp_path / "a", "--presegmented", "-f", "beads").stdout == ""


@pytest.mark.parametrize("lines", [True, False])
def test_one_side_from_standard_input(files: tuple[Path, Path], lines: bool) -> None:
    more = ["--presegmented"] if lines else []
    expected = run(*files, "-f", "jsonl", *more).stdout
    found = run("-", files[1], "-f", "jsonl", *more, given=KOREAN).stdout
    rows = [[json.loads(line) for line in text.splitlines()] for text in (expected, found)]
    assert [r["source_file"] for r in rows[1]] == ["-"] * len(rows[1])
    assert rows[1] == [r | {"source_file": "-"} for r in rows[0]]


def test_standard_input_cannot_be_both_sides(files: tuple[Path, Path]) -> None:
    with pytest.raises(OptionError, match="named twice"):
        run("-", "-", given=KOREAN)
    with pytest.raises(InputError, match="the file is empty") as caught:
        run("-", files[1], given="")
    assert str(caught.value.path) == "-"
