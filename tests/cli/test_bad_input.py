"""Bad input to every command: an error that names the file and a remedy, never a traceback, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from toolkit.cli import COMMANDS

KOREAN = "정부는 내년 예산을 늘리기로 했다.\n\n이도훈 본부장은 19일 서울에서 회의를 열었다.\n"
TMX = '<tmx version="1.4"><header srclang="ko"/><body><tu>{}</tu></body></tmx>'
UNIT = '<tuv xml:lang="ko"><seg>{}</seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv>'
BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

Bitext = Callable[..., Any]


def leaves() -> list[tuple[str, ...]]:
    """Every command and subcommand, as the words that call it."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = import_module(f"toolkit.cli.{name}").command
        found += [(name, sub) for sub in command.commands] if isinstance(command, click.Group) else [(name,)]
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("ok.ko.txt").write_text(KOREAN, "utf-8")
    Path("ok.en.txt").write_text("The government will raise the budget.\n\nLee held a meeting.\n", "utf-8")
    Path("ref.txt").write_text("a b c\nd e f\n", "utf-8")
    Path("terms.tsv").write_text("source\ttarget\n정부\tgovernment\n", "utf-8")
    return tmp_path


def refused(ended: Any, *said: str) -> None:
    """It could not be done, and both lines are there."""
    assert ended.status == 2, (ended.status, ended.err)
    lines = ended.err.strip().splitlines()
    assert any(line.startswith("error: ") for line in lines), ended.err
    assert any(line.startswith("hint: ") for line in lines), ended.err
    for words in said:
        assert words in ended.err, (words, ended.err)


@pytest.mark.parametrize("words", leaves(), ids=" ".join)
def test_unknown_options_are_refused_by_every_command(bitext: Bitext, words: tuple[str, ...]) -> None:
    refused(bitext(*words, "--no-such-option"), "--no-such-option", f"bitext {' '.join(words)} --help")


@pytest.mark.parametrize("name", ["terms", "memory", "models", ""])
def test_unknown_commands_list_the_known_ones(bitext: Bitext, name: str) -> None:
    ended = bitext(*([name] if name else []), "nonsense")
    refused(ended, "nonsense", "known: ")
    known = ended.err.split("known: ")[1].strip().split(", ")
    assert known == sorted(known)


@pytest.mark.parametrize(
    "words",
    [w for w in leaves() if w[0] not in ("align", "models") and w != ("memory", "show")],
    ids=" ".join,
)
def test_one_language_twice_and_what_is_no_language(bitext: Bitext, words: tuple[str, ...]) -> None:
    refused(bitext(*words, "-s", "ko", "-t", "ko"), "both 'ko'")
    refused(bitext(*words, "-s", "Korean"), "'Korean' is no language code")


@pytest.mark.parametrize("name", ["pair", "align", "translate", "check", "evaluate", "convert"])
def test_unknown_encodings(bitext: Bitext, name: str) -> None:
    refused(bitext(name, "--encoding", "hex", "a", "b"), "unknown encoding 'hex'")


COMMAND_ON_FILE: dict[str, tuple[object, ...]] = {
    "pair": ("pair", "FILE", "ok.en.txt"),
    "align": ("align", "FILE", "ok.en.txt"),
    "translate": ("translate", "-m", "pseudo", "-t", "en", "FILE"),
    "check": ("check", "FILE", "ok.en.txt"),
    "evaluate": ("evaluate", "--no-tests", "FILE", "-r", "ref.txt", "-t", "en"),
    "terms validate": ("terms", "validate", "FILE"),
    "memory import": ("memory", "import", "new.tm", "FILE"),
    "memory show": ("memory", "show", "FILE"),
    "convert": ("convert", "FILE", "out.tsv"),
}


@pytest.mark.parametrize("command", COMMAND_ON_FILE)
@pytest.mark.parametrize("kind", ["missing", "directory", "binary", "broken"])
def test_files_that_cannot_be_read(bitext: Bitext, folder: Path, command: str, kind: str) -> None:
    name = {"memory import": "x.tsv", "convert": "x.tsv", "memory show": "x.tm"}.get(command, "x.txt")
    path = Path(name)
    if kind == "directory":
        path.mkdir()
    elif kind == "binary":
        path.write_bytes(bytes(range(256)) * 20)
    elif kind == "broken":
        path.write_bytes(KOREAN.encode()[:-30] + b"\xff\xfe\xfa\xed\xa0\x80" + KOREAN.encode()[:50])
    before = sorted(folder.rglob("*"))
    ended = bitext(*(name if word == "FILE" else word for word in COMMAND_ON_FILE[command]))
    refused(ended, name)
    assert not ended.out
    assert [p for p in sorted(folder.rglob("*")) if p not in before and p.suffix != ".tm"] == []


BAD_ROWS = {
    "not JSON": ('{"source": "가", "target": "a"}\n{"source": "나"', ":2: not JSON"),
    "an array": ("[1]\n", ":1: not a JSON object"),
    "deep": ('{"source":' + "[" * 100_000 + "]" * 100_000 + "}\n", ":1: the JSON is nested too deeply"),
    "digits": ('{"source":' + "9" * 5000 + "}\n", ":1: a number of too many digits"),
    "no source": ('{"a": 1}\n', "no"),
    "an object": ('{"source": {"a": 1}, "target": "a"}\n', ":1: 'source' is no text"),
    "date": ('{"source": "가", "target": "a", "date": "yesterday"}\n', ":1: not a date: 'yesterday'"),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
@pytest.mark.parametrize("command", ["check", "memory import", "convert"])
def test_bad_rows_are_named_by_file_and_line(bitext: Bitext, folder: Path, command: str, kind: str) -> None:
    if (command, kind) == ("check", "no source"):
        pytest.skip("a file without a source is no bitext for check")
    text, said = BAD_ROWS[kind]
    Path("x.jsonl").write_text(text, "utf-8")
    call = {"check": ("check", "x.jsonl")}.get(command, COMMAND_ON_FILE.get(command, ()))
    ended = bitext(*("x.jsonl" if word == "FILE" else word for word in call))
    assert ended.status == 2
    assert f"x.jsonl{said}" in ended.err or said in ended.err
    assert not Path("out.tsv").exists()
    assert not [p for p in folder.iterdir() if p.name.endswith(".tmp")]


@pytest.mark.parametrize(
    "text",
    [
        TMX.format(UNIT.format("가"))[:-30],
        "<html/>",
        BOMB + TMX.format(UNIT.format("&b;")),
        OUTSIDE + TMX.format(UNIT.format("&x;")),
        TMX.format(UNIT.format("<hi>" * 5000 + "가" + "</hi>" * 5000)),
        "",
    ],
    ids=["cut off", "not TMX", "entity bomb", "external entity", "deep", "empty"],
)
@pytest.mark.parametrize("command", ["check", "convert", "translate", "memory import"])
def test_bad_tmx(bitext: Bitext, folder: Path, command: str, text: str) -> None:
    Path("x.tmx").write_text(text, "utf-8")
    call = {"check": ("check", "x.tmx")}.get(command, COMMAND_ON_FILE.get(command, ()))
    ended = bitext(*("x.tmx" if word == "FILE" else word for word in call))
    refused(ended, "x.tmx")
    assert "root:" not in ended.err
    assert not Path("out.tsv").exists()


def test_a_short_text_file_is_not_made_into_a_database(bitext: Bitext, folder: Path) -> None:
    Path("note.txt").write_text("x", "utf-8")
    Path("good.tsv").write_text("정부\tgovernment\n", "utf-8")
    refused(bitext("memory", "show", "note.txt"), "note.txt: not a translation memory")
    refused(bitext("memory", "add", "note.txt", "가", "a"), "note.txt: not a translation memory")
    refused(bitext("check", "--ledger", "note.txt", "good.tsv"), "note.txt: not a ledger")
    assert Path("note.txt").read_text("utf-8") == "x"


def test_halves_of_surrogates_become_the_replacement_character(bitext: Bitext, folder: Path) -> None:
    Path("x.jsonl").write_text('{"source": "\\ud800 정부", "target": "\\udfff a"}\n', "utf-8")
    assert bitext("memory", "import", "new.tm", "x.jsonl").status == 0
    assert bitext("check", "-q", "x.jsonl").status in (0, 1)
    assert "\ufffd 정부\t\ufffd a" in bitext("convert", "x.jsonl", "-", "-f", "tsv").out.decode()


def test_settings_name_the_line(bitext: Bitext, folder: Path) -> None:
    Path("good.tsv").write_text("정부\tgovernment\n", "utf-8")
    for text, said in (
        ('# desk\n\nqualty = "fast"\n', "bitext.toml:3: unknown key 'qualty'"),
        ('quality = "fast"\nmodel = \n', "bitext.toml:2: not TOML"),
        ("\ntranslate = 1\n", "bitext.toml:2: translate = 1 is not a bool"),
    ):
        Path("bitext.toml").write_text(text, "utf-8")
        refused(bitext("check", "good.tsv"), said)
        refused(bitext("run", "."), said)


OUTPUTS: dict[str, tuple[object, ...]] = {
    "translate": ("translate", "-q", "-m", "pseudo", "-t", "en", "ok.ko.txt", "-o"),
    "lines": ("translate", "--lines", "-q", "-m", "pseudo", "-s", "ko", "-t", "en", "ok.ko.txt", "-o"),
    "evaluate": ("evaluate", "-q", "--no-tests", "ref.txt", "-r", "ref.txt", "-t", "en", "-o"),
    "terms convert": ("terms", "convert", "terms.tsv"),
    "convert": ("convert", "terms.tsv"),
}


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_place_that_cannot_be_written(bitext: Bitext, folder: Path, command: str) -> None:
    refused(bitext(*OUTPUTS[command], "ok.ko.txt/x.tsv"), "ok.ko.txt", "cannot be written")
    assert Path("ok.ko.txt").read_text("utf-8") == KOREAN
    assert bitext(*OUTPUTS[command], "new/deep/x.tsv").status == 0
    assert Path("new/deep/x.tsv").stat().st_size
    assert [p.name for p in Path("new/deep").iterdir()] == ["x.tsv"]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="no devices here")
@pytest.mark.parametrize("command", ["translate", "lines"])
def test_devices_are_written_to_and_stay_devices(bitext: Bitext, folder: Path, command: str) -> None:
    assert bitext(*OUTPUTS[command], "/dev/null").status == 0
    assert bitext("convert", "terms.tsv", "/dev/null", "-f", "jsonl").status == 0
    assert Path("/dev/null").is_char_device()
    assert not Path("/dev/.null.journal").exists()


def test_a_link_goes_on_pointing_at_its_file(bitext: Bitext, folder: Path) -> None:
    Path("real.jsonl").write_text("old", "utf-8")
    Path("link.jsonl").symlink_to("real.jsonl")
    assert bitext("convert", "-q", "terms.tsv", "link.jsonl").status == 0
    assert Path("link.jsonl").is_symlink()
    assert "정부" in Path("real.jsonl").read_text("utf-8")


def test_what_a_killed_process_left_is_swept_away(bitext: Bitext, folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    Path(f".x.jsonl.{gone.pid}-abc.tmp").write_text("half", "utf-8")
    Path(f".x.jsonl.{os.getpid()}-abc.tmp").write_text("being written", "utf-8")
    assert bitext("convert", "-q", "terms.tsv", "x.jsonl").status == 0
    assert sorted(p.name for p in folder.glob(".x*")) == [f".x.jsonl.{os.getpid()}-abc.tmp"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupts_and_closed_pipes(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "toolkit.cli",
        "translate",
        "--lines",
        "-q",
        "-m",
        "pseudo",
        "-s",
        "ko",
        "-t",
        "en",
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        # Who runs the tests in the background of a shell has them ignore the signal, and all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as waiting:
        time.sleep(2.0)
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 130
    assert b"Traceback" not in err
    Path("many.txt").write_text("정부는 말했다.\n" * 3000, "utf-8")
    with subprocess.Popen(
        [*command, "many.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as piped:
        assert piped.stdout is not None and piped.stderr is not None
        piped.stdout.readline()
        piped.stdout.close()
        err = piped.stderr.read()
    assert piped.returncode in (141, -signal.SIGPIPE)
    assert b"Traceback" not in err and b"Exception" not in err


def test_a_batch_goes_on_past_what_is_bad(bitext: Bitext, folder: Path) -> None:
    inside = folder / "in" / "ko"
    inside.mkdir(parents=True)
    (inside / "good.txt").write_text(KOREAN, "utf-8")
    (inside / "good.md").write_text(KOREAN, "utf-8")
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 20,
        "broken.txt": KOREAN.encode()[:-30] + b"\xff\xfe\xfa\xed\xa0\x80" + KOREAN.encode()[:50],
        "long.txt": "가나다라 ".encode() * 400_000,
        "ja.txt": "政府は予算を増やす。\n\n首相は東京で記者会見を開いた。新しい法律を説明した。\n".encode(),
        "deep.jsonl": ('{"text":' + "[" * 100_000 + "}\n").encode(),
        "word.docx": b"PK\x03\x04garbage",
        "old.hwp": b"\xd0\xcf\x11\xe0",
    }
    for name, data in bad.items():
        (inside / name).write_bytes(data)
    (inside / "link.txt").symlink_to("nowhere")
    ended = bitext("translate", "-q", "-m", "pseudo", "-s", "ko", "-t", "en", "in", "-o", "out")
    assert ended.status == 1, ended.err
    for name in (*bad, "link.txt", "good.txt"):
        assert f"ko/{name}" in ended.err
    assert "good" in ",".join(p.name for p in Path("out").rglob("*"))
    assert not list(Path("out").rglob("*.tmp"))


@pytest.mark.parametrize("length", [300_000])
def test_long_lines_take_no_quadratic_time(bitext: Bitext, folder: Path, length: int) -> None:
    """A run of letters was once searched for an address from each of its letters (minutes)."""
    from toolkit.translate.protect import protected_spans

    assert protected_spans("a" * length) == []
    assert protected_spans("write to desk@example.com now") == [(9, 25)]


def test_entities_in_a_term_base(bitext: Bitext, folder: Path) -> None:
    Path("x.tbx").write_text(
        '<!DOCTYPE martif [<!ENTITY x SYSTEM "file:///etc/passwd">]><martif type="TBX"><text><body><termEntry id="1">'
        '<langSet xml:lang="ko"><tig><term>&x;정부</term></tig></langSet>'
        '<langSet xml:lang="en"><tig><term>government</term></tig></langSet></termEntry></body></text></martif>',
        "utf-8",
    )
    refused(bitext("terms", "validate", "x.tbx"), "x.tbx", "declares an entity ('x')")
