"""`bitext translate` from the outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli import cli
from toolkit.errors import BitextError

KO = "정부는 3억5천만 원을 지원하기로 했다."


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(cli, ["translate", "-m", "pseudo", *arguments], input=stdin)


def refused(*arguments: str, stdin: bytes = b"") -> BitextError:
    result = run(*arguments, stdin=stdin)
    assert isinstance(result.exception, BitextError), result.output
    return result.exception


def test_lines_from_stdin_to_stdout() -> None:
    given = f"{KO}\n\n  123 \r\n{KO}\n"
    result = run("--lines", "-s", "ko", "-t", "en", "-q", stdin=given.encode())
    lines = result.stdout_bytes.decode().split("\n")
    assert len(lines) == 5
    assert lines[1:3] == ["", "  123 "]
    assert lines[0] == lines[3]
    assert result.exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_lines_of_a_file_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    source, output = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_bytes((f"{KO}\n" * 3 + "끝이다").encode(encoding))
    result = run("--lines", "-s", "ko", "-t", "en", "-o", str(output), "-q", str(source))
    assert result.exit_code == 0, result.output
    assert len(output.read_text("utf-8").splitlines()) == 4
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.txt", "out.txt"]  # the journal is gone


def test_characters_that_end_lines_elsewhere_do_not_end_them_here(tmp_path: Path) -> None:
    source, output = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text("하나\u2028둘\n셋\x0c넷\n다섯\x85\n", "utf-8", newline="")
    run("--lines", "-s", "ko", "-t", "en", "-o", str(output), str(source))
    assert output.read_bytes().count(b"\n") == 3
    assert len(output.read_text("utf-8").splitlines()) == 3


def test_the_language_of_lines_is_found_out() -> None:
    assert run("--lines", "-t", "en", "-q", stdin=KO.encode()).exit_code == 0
    assert "cannot be told" in str(refused("--lines", "-t", "en", stdin=b"123"))


def test_json_says_where_each_line_came_from() -> None:
    result = run("--lines", "-s", "ko", "-t", "en", "-q", "--json", stdin=f"{KO}\n123\n".encode())
    rows = [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]
    assert [row["origin"] for row in rows] == ["pseudo", "copy"]
    assert set(rows[0]) == {"source", "text", "origin", "score", "confidence", "flags"}


def test_a_file_comes_back_in_its_format(tmp_path: Path) -> None:
    source, output = tmp_path / "story.ko.md", tmp_path / "story.en.md"
    source.write_text(
        f"# 제목이다\n\n{KO} 그는 **서울에서** [누리집](https://a.b)을 열었다.\n\n- 하나다\n- 둘이다\n",
        "utf-8",
    )
    result = run(str(source), "-t", "en", "-o", str(output), "-q")
    assert result.exit_code == 0, result.output
    text = output.read_text("utf-8")
    assert text.startswith("# ")
    assert text.count("**") == 2
    assert "](https://a.b)" in text
    assert text.count("\n- ") == 2
    assert text.count("\n") == source.read_text("utf-8").count("\n")


def test_one_file_goes_to_the_name_it_is_given(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(KO, "utf-8")
    assert run("-s", "ko", "-t", "en", "-q", "-o", str(tmp_path / "result"), str(source)).exit_code == 0
    assert (tmp_path / "result").is_file()
    (tmp_path / "folder").mkdir()
    assert run("-s", "ko", "-t", "en", "-q", "-o", str(tmp_path / "folder"), str(source)).exit_code == 0
    assert sorted(p.name for p in (tmp_path / "folder").iterdir()) == ["a.txt"]


def test_the_format_of_the_input_can_be_named(tmp_path: Path) -> None:
    source = tmp_path / "page.txt"
    source.write_text(f"<p>{KO}</p>", "utf-8")
    for option in ("--input-format", "-f", "--format"):
        result = run("-s", "ko", "-t", "en", "-q", option, "html", str(source))
        assert result.exit_code == 0
        assert result.stdout.startswith("<p>")
        assert "&lt;" not in result.stdout


def test_a_directory_keeps_its_names(tmp_path: Path) -> None:
    batch = tmp_path / "in"
    (batch / "ko").mkdir(parents=True)
    (batch / "a.ko.txt").write_text(f"제목\n\n{KO}\n", "utf-8")
    (batch / "a.en.txt").write_text("Headline\n\nThe government spoke.\n", "utf-8")
    (batch / "ko" / "b.txt").write_text(f"제목\n\n{KO}\n", "utf-8")
    result = run(str(batch), "-s", "ko", "-t", "en", "-o", str(tmp_path / "out"), "-q")
    assert result.exit_code == 0, result.output
    made = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert made == ["a.en.txt", "en/b.txt"]


def test_a_bad_file_of_a_batch_is_listed_and_the_rest_is_done(tmp_path: Path) -> None:
    batch = tmp_path / "in"
    batch.mkdir()
    (batch / "a.ko.txt").write_text(f"제목\n\n{KO}\n", "utf-8")
    (batch / "b.ko.txt").write_bytes(b"\xff\xfe\x00\x00\xd8\x00")
    result = run(str(batch), "-s", "ko", "-t", "en", "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "b.ko.txt" in result.stderr
    assert (tmp_path / "out" / "a.en.txt").is_file()


def test_terms_and_memory(tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("ko\ten\tkind\n가나본부장\tchief of Gana\ttitle\n", "utf-8")
    result = run(
        "--lines", "-s", "ko", "-t", "en", "-q", "--terms", str(terms), stdin="가나본부장은 말했다.".encode()
    )
    assert "hief of Gana" in result.stdout
    memory = tmp_path / "desk.tm"
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(f"{KO}\tThe government will help.\n", "utf-8")
    assert (
        CliRunner()
        .invoke(cli, ["memory", "import", str(memory), str(pairs), "-s", "ko", "-t", "en"])
        .exit_code
        == 0
    )
    result = run("--lines", "-s", "ko", "-t", "en", "-q", "--memory", str(memory), stdin=KO.encode())
    assert result.stdout == "The government will help.\n"


def test_terms_stand_over_the_starter_terms_unless_none(tmp_path: Path) -> None:
    from toolkit.cli.translate import open_terms

    terms = tmp_path / "terms.tsv"
    terms.write_text("ko\ten\n국방부\tWar Office\n가나본부\tGana\n", "utf-8")
    text = "국방부와 가나본부, 통일부"

    def found(*names: str) -> list[str]:
        base = open_terms(names, ("ko", "en"))
        return [] if base is None else [term.target[0] for term, _ in base.find(text, "ko")]

    assert found() == ["Ministry of National Defense", "Ministry of Unification"]
    assert found(str(terms)) == ["War Office", "Gana", "Ministry of Unification"]
    assert found(str(terms), "none") == ["War Office", "Gana"]
    assert found("none") == []
    assert open_terms((), ("ja", "en")) is None


def test_what_cannot_be_done(tmp_path: Path) -> None:
    assert "into" in str(refused("--lines", stdin=b"x"))
    assert "both 'ko'" in str(refused("--lines", "-s", "ko", "-t", "ko", stdin=b"x"))
    assert "no such file" in str(refused("--lines", "-s", "ko", "-t", "en", str(tmp_path / "none")))
    assert "no such translation memory" in str(
        refused("--lines", "-s", "ko", "-t", "en", "--memory", "none.tm", stdin=KO.encode())
    )
    source = tmp_path / "bad.txt"
    source.write_bytes(KO.encode() * 20 + b"\n\xff\xfe\n")
    assert "bad.txt" in str(refused("--lines", "-s", "ko", "-t", "en", str(source)))
    given = ("--lines", "-s", "ko", "-t", "en", "--journal", str(source))
    assert "names a folder" in refused(*given, "--backend", "processes", stdin=KO.encode()).hint
    assert "no journal" in str(refused(*given, "--backend", "ray", stdin=KO.encode()))
    two = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert "--lines takes one" in str(refused("--lines", "-s", "ko", "-t", "en", *two))


def test_an_old_output_survives_a_failure(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    output.write_text("old")
    source = tmp_path / "in.txt"
    source.write_bytes((KO + "\n").encode() * 20_000 + b"\xff\xfe broken\n")
    refused("--lines", "-s", "ko", "-t", "en", "-o", str(output), str(source))
    assert output.read_text() == "old"


_KILLED = """
import sys, time
from toolkit.engines import fake
slow = fake.FakeEngine.translate
def translate(self, *a):
    time.sleep(0.02)
    with open(sys.argv[1], "a") as log:
        log.write("".join(r.text + "\\n" for r in a[0]))
    return slow(self, *a)
fake.FakeEngine.translate = translate
from toolkit.cli import cli
cli(["translate", "-m", "pseudo", "--lines", "-s", "ko", "-t", "en", "-q", "-o", sys.argv[3], sys.argv[2]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_after_kill_9_a_rerun_decodes_one_batch_again_at_most(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("".join(f"문장 {n} 번이 여기 있다.\n" for n in range(2000)), "utf-8")
    root = Path(__file__).resolve().parents[2]

    def start(log: Path, output: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", _KILLED, str(log), str(source), str(output)]
        return subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})

    assert start(tmp_path / "whole.log", tmp_path / "whole.txt").wait() == 0
    for pause in (0.2, 0.5):
        log, output = tmp_path / f"{pause}.log", tmp_path / f"{pause}.txt"
        process = start(log, output)
        while not log.exists():
            time.sleep(0.01)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not output.exists()
        assert start(log, output).wait() == 0
        assert output.read_bytes() == (tmp_path / "whole.txt").read_bytes()
        decoded = log.read_text("utf-8").splitlines()
        assert len(decoded) - len(set(decoded)) <= 32
