"""Reading: matched by id or by line, and errors that name file, line and remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.errors import InputError, OptionError
from toolkit.evaluate.inputs import Readers, System, TestSet, read_test_set
from toolkit.formats import read_articles, read_pairs

READERS = Readers(read_pairs, read_articles)
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return made


def read(hyps: list[Path], refs: list[Path], **more: object) -> tuple[TestSet, list[System]]:
    return read_test_set([(p.stem, p) for p in hyps], refs, readers=READERS, **more)  # type: ignore[arg-type]


def test_lines(write: Write) -> None:
    test_set, systems = read(
        [write("a.txt", "가\n나\n")], [write("r.txt", "다\n라"), write("r2.txt", "마\n바\n")]
    )
    assert systems[0].segments == ("가", "나") and test_set.references == (("다", "라"), ("마", "바"))
    assert test_set.ids == ("1", "2") and test_set.sources is None


def test_different_length_names_file_and_line(write: Write) -> None:
    with pytest.raises(InputError) as error:
        read([write("a.txt", "x\n")], [write("r.txt", "x\ny\n")])
    assert str(error.value).endswith("r.txt has 2") and "a.txt:2: 1 segments" in str(error.value)
    assert "r.txt goes on at line 2" in error.value.hint


def test_an_empty_reference_is_an_error_and_an_empty_translation_is_said(write: Write) -> None:
    with pytest.raises(InputError, match=r"r.txt:2: the reference is empty"):
        read([write("a.txt", "x\ny\n")], [write("r.txt", "x\n \n")])
    test_set, _ = read([write("a.txt", "x\n\n")], [write("r.txt", "x\ny\n")])
    assert test_set.notes == ("1 empty translation in a.txt (first on line 2); they count as wrong",)


def test_ids_are_matched_whatever_the_order(write: Write) -> None:
    rows = [{"id": "b", "target": "B", "document": "d2"}, {"id": "a", "target": "A", "document": "d1"}]
    hyp = write("a.jsonl", "\n".join(json.dumps(r) for r in rows))
    ref = write("r.tsv", "id\tsource\treference\na\t가\tA!\nb\t나\tB!\n")
    test_set, systems = read([hyp], [ref])
    assert test_set.ids == ("a", "b") and systems[0].segments == ("A", "B")
    assert test_set.sources == ("가", "나") and test_set.documents == ("d1", "d2")


def test_missing_ids_are_an_error_unless_common(write: Write) -> None:
    hyp = write("a.jsonl", '{"id": "a", "target": "A"}\n')
    ref = write("r.jsonl", '{"id": "a", "reference": "A"}\n{"id": "b", "reference": "B"}\n')
    with pytest.raises(
        InputError, match=r"a.jsonl: 1 segments are missing, the first has the id 'b'"
    ) as error:
        read([hyp], [ref])
    assert "--common" in error.value.hint
    test_set, _ = read([hyp], [ref], common=True)
    assert test_set.ids == ("a",) and "1 of 2 segments are not in every file" in test_set.notes[0]


def test_several_references_names_and_labels_in_one_row(write: Write) -> None:
    rows = [
        {"id": str(n), "source": "s", "topic": "xy"[n % 2],
         "targets": [{"translation": f"r{n}", "mention": "m"}] + [{"translation": "q", "mention": "m2"}] * (n % 2)}
        for n in range(40)
    ]  # fmt: skip
    ref = write("r.jsonl", "\n".join(json.dumps(r) for r in rows))
    hyp = write(
        "a.jsonl", "\n".join(json.dumps({"id": str(n), "text": "s", "prediction": "p"}) for n in range(40))
    )
    test_set, systems = read([hyp], [ref])
    assert test_set.references[1][:2] == (None, "q") and test_set.names is not None
    assert test_set.names[:2] == (("m",), ("m", "m2")) and test_set.labels["topic"][:2] == ("x", "y")
    assert systems[0].segments[0] == "p"


def test_bad_rows(write: Write) -> None:
    ref = write("r.txt", "x\n")
    with pytest.raises(InputError, match=r"a.tsv:3: 1 columns where the header has 2"):
        read([write("a.tsv", "id\ttarget\n1\tx\n2\n")], [ref])
    with pytest.raises(InputError, match=r"a.jsonl:1: no hypothesis in this row"):
        read([write("a.jsonl", '{"id": "1", "wrong": "x"}\n')], [ref])
    with pytest.raises(InputError, match="the id '1' a second time"):
        read(
            [write("b.jsonl", '{"id": "1", "mt": "x"}\n{"id": "1", "mt": "y"}\n')],
            [write("q.jsonl", '{"id": "1", "ref": "x"}')],
        )
    with pytest.raises(InputError, match="no segments"):
        read([write("e.txt", "")], [ref])
    with pytest.raises(OptionError, match="two systems are called 'a'"):
        read([write("a.txt", "x\n"), write("a.txt", "x\n")], [ref])


def test_tmx(write: Write) -> None:
    units = "".join(
        f'<tu><tuv xml:lang="ko"><seg>가 {n}</seg></tuv><tuv xml:lang="en"><seg>a {n}</seg></tuv></tu>'
        for n in range(3)
    )
    hyp = write("a.tmx", f'<tmx version="1.4"><header srclang="ko"/><body>{units}</body></tmx>')
    test_set, systems = read([hyp], [write("r.txt", "a\nb\nc\n")])
    assert systems[0].segments == ("a 0", "a 1", "a 2") and test_set.sources == ("가 0", "가 1", "가 2")


def test_directories_of_articles(write: Write, tmp_path: Path) -> None:
    for folder, word in (("hyp", "Hello"), ("ref", "Hi")):
        for n in (1, 2):
            write(f"{folder}/{n}.txt", f"{word} headline {n}\n\n{word} first paragraph of it, quite long.\n")
    test_set, systems = read([tmp_path / "hyp"], [tmp_path / "ref"])
    assert len(test_set) == 4 and test_set.documents == ("1", "1", "2", "2")
    assert systems[0].segments[0] == "Hello headline 1" and test_set.references[0][0] == "Hi headline 1"
    write("hyp/2.txt", "Hello headline 2\n")
    with pytest.raises(InputError, match="the first has the id '2:2'"):
        read([tmp_path / "hyp"], [tmp_path / "ref"])
