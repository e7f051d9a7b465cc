"""The machine formats and the help that others build on, generated from the tables."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.cli import COMMANDS
from toolkit.formats import PAIR_FORMATS, read_pairs, write_pairs
from toolkit.text import SegmentPair

Bitext = Callable[..., Any]

KOREAN = "정부는 19일 내년 예산을 3억5천만 원 늘리기로 했다.\n\n이도훈 본부장은 서울에서 회의를 열었다.\n"
ENGLISH = "The government will raise next year's budget by 350 million won.\n\nLee Do-hoon held a meeting in Seoul.\n"


def commands() -> dict[str, click.Command]:
    """Every command and subcommand under the words that call it."""
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = import_module(f"toolkit.cli.{name}").command
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": inner for sub, inner in command.commands.items()}
    return found


# Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", commands())
def test_every_command_says_what_it_does(bitext: Bitext, name: str) -> None:
    ended = bitext(*name.split(), "--help")
    assert ended.status == 0
    assert ended.out.decode().startswith("Usage: bitext")
    command = commands()[name]
    assert command.help and command.help.split("\n")[0].strip().endswith((".", ":", "scored", ","))
    if isinstance(command, click.Group) or " " not in name:
        assert f"bitext {name.split()[0]}" in command.help, "an example is missing"


@pytest.mark.parametrize("name", commands())
def test_every_option_of_every_example_exists(name: str) -> None:
    """An example in the help names commands and options that there are."""
    known = commands()
    for line in (known[name].help or "").splitlines():
        line = line.strip()
        if not line.startswith("bitext "):
            continue
        words = shlex.split(re.sub(r" [<>] .*", "", line).replace("...", "x"))[1:]
        called = next(n for n in (" ".join(words[:2]), words[0]) if n in known)
        options = {o for p in known[called].params for o in (*p.opts, *p.secondary_opts)}
        for word in words:
            if re.fullmatch(r"--?[a-z][a-z-]*", word):
                assert word in options, f"{line}: no option {word}"


SAME = {
    "-s": "--source-language",
    "-t": "--target-language",
    "-o": "--output",
    "-m": "--model",
    "-f": "--format",
    "-q": "--quiet",
    "-v": "--verbose",
    "--json": "--json",
    "--terms": "--terms",
    "--memory": "--memory",
    "--jobs": "--jobs",
    "--fail-on": "--fail-on",
    "--encoding": "--encoding",
    "--ledger": "--ledger",
}


@pytest.mark.parametrize("short", SAME)
def test_an_option_means_the_same_everywhere(short: str) -> None:
    seen: dict[str, list[str]] = {}
    for name, command in commands().items():
        for parameter in command.params:
            if getattr(parameter, "hidden", False):
                continue
            if short in parameter.opts:
                assert SAME[short] in parameter.opts, name
                assert not isinstance(parameter, click.Option) or parameter.help, (
                    f"{name} {short} has no help"
                )
                seen.setdefault(short, []).append(name)
            elif SAME[short] in parameter.opts:
                raise AssertionError(f"{name}: {SAME[short]} without {short}")
    assert seen[short]


def test_every_option_has_help() -> None:
    for name, command in commands().items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name}: {parameter.opts} has no help"


# Beads --------------------------------------------------------------------------------------


def sentences(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("정부는 말했다.\n\n회의는 끝났다.\n", "The government said so.\nThe meeting is over.\n"),
        ("", "One.\nTwo.\n"),
        ("하나다.\n", ""),
        ("\n\n", "\n"),
        ("하나다.\n둘이다.\n셋이다.", "All of it in one line."),
        ("  \n😀\nhttps://example.com\n", "x\n\n"),
    ],
)
def test_beads_hold_every_line_once(bitext: Bitext, tmp_path: Path, source: str, target: str) -> None:
    ko, en = sentences(tmp_path / "a.ko", source), sentences(tmp_path / "a.en", target)
    ended = bitext("align", "-q", "--aligner", "lengths", "--presegmented", "-f", "beads", ko, en)
    assert ended.status == 0, ended.err
    sides: tuple[list[int], list[int]] = ([], [])
    for row in ended.rows:
        match = re.fullmatch(r"([\d,]*):([\d,]*)\t(\d\.\d+)", row)
        assert match, row
        assert 0 <= float(match[3]) <= 1
        assert match[1] or match[2], "a bead of nothing"
        for numbers, group in zip(sides, match.groups()[:2], strict=True):
            numbers += map(int, filter(None, group.split(",")))
    lines = [len(t.removesuffix("\n").split("\n")) if t else 0 for t in (source, target)]
    assert [list(range(n)) for n in lines] == [sorted(s) for s in sides]
    assert all(list(s) == sorted(s) for s in sides)


# Lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n\n",
        b"abc",
        "가\u2028나\u2029다\u0085라\x0b마\x0c바\x1c사\n".encode(),
        b"a\rb\n",
        b"a\r\nb\r\n",
        "  \n\t\n\u00a0\n\u3000\n\u200b\n".encode(),
        "😀\n👩\u200d👩\u200d👧\n🇰🇷\n".encode(),
        b"https://a.example/c?d=1\n@x\n#tag\n",
        b"a\x00b\n\x00\n\x01\n",
        "\ufeff정부\n".encode(),
        ("가" * 5000 + "\n").encode(),
        "정부는 말했다. 회의는 끝났다. 그는 “갔다”고 했다.\n".encode(),
        b"<s>\n</s>\n<unk>\n<eos>\n",
    ],
    ids=range(15),
)
@pytest.mark.parametrize("pair", [("ko", "en"), ("en", "ko")])
def test_one_line_in_one_line_out(bitext: Bitext, data: bytes, pair: tuple[str, str]) -> None:
    ended = bitext(
        "translate",
        "--lines",
        "-q",
        "-m",
        "pseudo",
        "--terms",
        "none",
        "-s",
        pair[0],
        "-t",
        pair[1],
        stdin=data,
    )
    assert ended.status == 0, ended.err
    expected = data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))
    assert ended.out.count(b"\n") == expected
    assert not ended.out or ended.out.endswith(b"\n")
    assert len(re.split("[\n\r\u2028\u2029\u0085\x0b\x0c\x1c-\x1e]", ended.out.decode())) == expected + 1


# JSON ---------------------------------------------------------------------------------------


def test_pairs_rows(bitext: Bitext, tmp_path: Path) -> None:
    (tmp_path / "a.ko.txt").write_text(KOREAN, "utf-8")
    (tmp_path / "a.en.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "b.ko.txt").write_text("날씨가 흐리고 남부 지방에 비가 온다.\n\n기온은 오른다.\n", "utf-8")
    ended = bitext("pair", "-q", tmp_path)
    assert ended.status == 0, ended.err
    rows = [json.loads(row) for row in ended.rows]
    assert all(
        list(row)[:5] == ["source_file", "source_id", "target_file", "target_id", "score"] for row in rows
    )
    assert [(r["source_file"], r["target_file"]) for r in rows] == [
        ("a.ko.txt", "a.en.txt"),
        ("b.ko.txt", None),
    ]
    assert rows[1]["target_id"] is None
    assert all(isinstance(r["score"], float) for r in rows)


FINDING = (
    "id", "check", "severity", "message", "side", "source", "target", "source_span", "target_span", "expected",
    "source_file", "target_file", "of",
)  # fmt: skip


def test_findings_rows(bitext: Bitext, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    row = {
        "id": "s1",
        "source": "정부는 3억5천만 원을 썼다.",
        "target": "The government spent 35 million won.",
    }
    path.write_text(json.dumps(row) + "\n", "utf-8")
    ended = bitext("check", "--json", path)
    assert ended.status == 1
    found = [json.loads(line) for line in ended.rows]
    assert found
    for finding in found:
        assert set(FINDING) <= set(finding)
        assert finding["id"] == "s1"
        assert finding["severity"] in ("error", "warning", "note")
        assert finding["of"] == "human"
        for side in ("source", "target"):
            assert finding[side] == row[side]
            span = finding[f"{side}_span"]
            assert span is None or 0 <= span[0] < span[1] <= len(row[side])
    assert bitext("check", "--json", "--fail-on", "never", path).status == 0


def test_scores_object(bitext: Bitext, tmp_path: Path) -> None:
    for name, text in (("a", "a b c\nd e f\n"), ("b", "a b x\nd e f\n"), ("ref", "a b c\nd e f\n")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    ended = bitext(
        "evaluate", "-q", "--json", "--samples", "20", "--trials", "20", tmp_path / "a.txt", tmp_path / "b.txt",
        "-r", tmp_path / "ref.txt", "--baseline", "b", "-t", "en",
    )  # fmt: skip
    assert ended.status == 0, ended.err
    scores = json.loads(ended.out)["scores"]
    assert {"system", "metric", "value", "low", "high", "p_value", "signature"} <= set(scores[0])
    assert {s["system"] for s in scores} == {"a", "b"}


# Bitexts ------------------------------------------------------------------------------------

_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"),
    min_size=1,
    max_size=30,
).filter(lambda t: bool(t.strip()) and t == t.strip())


@pytest.mark.parametrize("form", PAIR_FORMATS)
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=4))
def test_what_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, form: str, texts: list[tuple[str, str]]
) -> None:
    from unicodedata import normalize

    pairs = [
        SegmentPair(
            str(n),
            normalize("NFC", s),
            normalize("NFC", t),
            "ko",
            "en",
            date=date(2019, 9, 19),
            document="d/1.txt",
        )
        for n, (s, t) in enumerate(texts)
    ]
    stream = io.BytesIO()
    assert write_pairs(stream, form, pairs) == len(pairs)
    path = tmp_path_factory.mktemp("pairs") / f"x.{form}"
    path.write_bytes(stream.getvalue())
    again = list(read_pairs(path))
    assert [(p.id, p.source, p.target, p.document) for p in again] == [
        (p.id, p.source, p.target, p.document) for p in pairs
    ]
    if form != "xliff":  # XLIFF has no place for the date
        assert [p.date for p in again] == [p.date for p in pairs]


@pytest.mark.parametrize("into", PAIR_FORMATS)
@pytest.mark.parametrize("of", PAIR_FORMATS)
def test_convert_between_all_formats(bitext: Bitext, tmp_path: Path, of: str, into: str) -> None:
    pairs = [
        SegmentPair(
            "1", "정부는 “3 < 4 & 5”라고 했다.", 'He said "3 < 4 & 5," they said.', "ko", "en", document="a"
        ),
        SegmentPair("2", "끝났다.", "It is over.", "ko", "en", document="a"),
    ]
    stream = io.BytesIO()
    write_pairs(stream, of, pairs)
    (tmp_path / f"in.{of}").write_bytes(stream.getvalue())
    ended = bitext("convert", tmp_path / f"in.{of}", tmp_path / f"out.{into}")
    assert ended.status == 0, ended.err
    assert ended.err == "2 pairs\n"
    again = list(read_pairs(tmp_path / f"out.{into}"))
    assert [(p.id, p.source, p.target) for p in again] == [(p.id, p.source, p.target) for p in pairs]
    to_stdout = bitext("convert", "-q", tmp_path / f"in.{of}", "-", "-f", into)
    assert to_stdout.out == (tmp_path / f"out.{into}").read_bytes()


def test_convert_leaves_what_is_there_after_a_bad_line(bitext: Bitext, tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_text("가\ta\n나\n", "utf-8")
    (tmp_path / "out.tmx").write_text("old", "utf-8")
    ended = bitext("convert", tmp_path / "in.tsv", tmp_path / "out.tmx")
    assert ended.status == 2
    assert "in.tsv:2: one column only" in ended.err
    assert (tmp_path / "out.tmx").read_text("utf-8") == "old"
    assert "the input itself" in bitext("convert", tmp_path / "in.tsv", tmp_path / "in.tsv").err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.tsv", "out.tmx"]
