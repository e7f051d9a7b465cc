"""JSON Lines of articles; bitexts as JSON Lines, TSV, CSV, TMX and XLIFF."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BitextError, InputError, OptionError
from toolkit.formats import PAIR_FORMATS, read_articles, read_pairs, replace_blocks, write_pairs
from toolkit.text import Block, SegmentPair


def write(tmp_path: Path, text: str, name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_fields_of_articles(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": 7, "lang": "ko-KR", "headline": "제목", "published_at": "2024-03-05T09:00:00Z", "body": "첫 문단이다.\\n\\n둘째 문단이다.", "section": "정치"}\n'
        "\n"
        '{"article_id": "x", "paragraphs": ["One is here.", "Two is here."], "author": "Kim"}\n'
        '{"blocks": [{"kind": "headline", "text": "표제"}, {"kind": "caption", "text": "사진 설명"}, {"kind": "paragraph", "text": "본문이다."}]}\n',
    )
    one, two, three = read_articles(path)
    assert (one.id, one.language, one.headline, one.date, one.meta["section"]) == (
        "7",
        "ko",
        "제목",
        date(2024, 3, 5),
        "정치",
    )
    assert [b.text for b in one.blocks] == ["제목", "첫 문단이다.", "둘째 문단이다."]
    assert (two.id, two.language, two.meta["author"]) == ("x", "en", "Kim")
    assert (three.id, [b.kind for b in three.blocks]) == ("4", ["headline", "caption", "paragraph"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{bad", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": "1"}', "has no text"),
        ('{"text": 5}', "no string"),
        ('{"text": [5]}', "neither text nor an object"),
        ('{"text": "홍길동 기자"}', "no story text"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_bad_rows_name_their_line(tmp_path: Path, row: str, message: str) -> None:
    path = write(tmp_path, '{"text": "비가 왔다. 그쳤다."}\n' + row + "\n")
    with pytest.raises(InputError, match=rf"a\.jsonl:2: .*{message}"):
        list(read_articles(path))


def test_ids_must_differ(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": "1", "text": "비가 왔다."}\n{"id": "1", "text": "눈이 왔다."}\n')
    with pytest.raises(InputError, match="two articles have the id '1'"):
        list(read_articles(path))


def test_only_the_translated_strings_change(tmp_path: Path) -> None:
    line = '{"n":1.50,  "language":"ko", "text" : "첫 문단이다.\\n\\n둘째 문단이다." , "z":[1, {"a":null}]}'
    path = write(tmp_path, line + "\r\n" + '{"text": "그대로다."}')
    new = {"1": [None, Block("paragraph", 'The "second"\tone.', 0, 0)]}
    data = replace_blocks(path, new, "en").data.decode()
    assert (
        data
        == line.replace("둘째 문단이다.", 'The \\"second\\"\\tone.').replace('"ko"', '"en"')
        + "\r\n"
        + '{"text": "그대로다."}'
    )
    json.loads(data.split("\r\n")[0])


def test_escaped_rows_stay_escaped(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({"text": "비가 왔다. 그쳤다."}) + "\n")
    data = replace_blocks(path, {"1": [Block("paragraph", "눈이 왔다.", 0, 0)]}, "ko").data
    assert data == (json.dumps({"text": "눈이 왔다."}) + "\n").encode()


PAIRS = [
    SegmentPair("1", "비가 왔다.", 'It "rained", & <hard>.', date=date(2024, 3, 5), document="d"),
    SegmentPair("2", "값은 5\t만 원이다.", "It costs\n50,000 won.", document="d", of="model-x"),
    SegmentPair("3", "끝.", "The end.", document="e"),
]


@pytest.mark.parametrize("name", PAIR_FORMATS)
def test_pairs_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"b.{'xlf' if name == 'xliff' else name}"
    with open(path, "wb") as stream:
        assert write_pairs(stream, name, PAIRS) == 3
    found = list(read_pairs(path))
    flat = name == "tsv"
    for was, now in zip(PAIRS, found, strict=True):
        assert now.id == was.id
        assert now.source == (was.source.replace("\t", " ") if flat else was.source)
        assert now.target == (was.target.replace("\n", " ") if flat else was.target)
        assert (now.source_language, now.target_language, now.document) == ("ko", "en", was.document)
        if name != "xliff":
            assert (now.date, now.of) == (was.date, was.of)


@pytest.mark.parametrize("name", PAIR_FORMATS)
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=4))
def test_any_text_keeps_its_lines_apart(
    tmp_path_factory: pytest.TempPathFactory, name: str, rows: list[tuple[str, str]]
) -> None:
    rows = [(a.encode("utf-8", "replace").decode(), b.encode("utf-8", "replace").decode()) for a, b in rows]
    path = tmp_path_factory.mktemp("p") / "b"
    with open(path, "wb") as stream:
        write_pairs(stream, name, [SegmentPair(str(n), f"가{a}", f"b{b}") for n, (a, b) in enumerate(rows)])
    found = list(read_pairs(path, format=name))
    assert [p.id for p in found] == [str(n) for n in range(len(rows))]


def test_tables_without_and_with_headers(tmp_path: Path) -> None:
    plain = list(read_pairs(write(tmp_path, "비가 왔다.\tIt rained.\n\n눈이 왔다.\tIt snowed.\n", "a.tsv")))
    assert [(p.source, p.target, p.id) for p in plain] == [
        ("비가 왔다.", "It rained.", "1"),
        ("눈이 왔다.", "It snowed.", "3"),
    ]
    named = list(read_pairs(write(tmp_path, "en,ko\nIt rained.,비가 왔다.\n", "a.csv")))
    assert [(p.source, p.target, p.source_language) for p in named] == [("비가 왔다.", "It rained.", "ko")]
    other = list(read_pairs(write(tmp_path, "fr\tde\noui\tja\n", "b.tsv")))
    assert [(p.source, p.source_language, p.target_language) for p in other] == [("oui", "fr", "de")]
    quoted = list(read_pairs(write(tmp_path, 'source,target\n"a, ""b""","c\nd"\n', "c.csv")))
    assert [(p.source, p.target) for p in quoted] == [('a, "b"', "c\nd")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "가\t나\n다\n", r"a\.tsv:2: one column only"),
        ("a.jsonl", '{"target": "a"}\n', r"a\.jsonl:1: no 'source'"),
        ("a.jsonl", '{"source": "a"}\n{"source": ["b"]}\n', r"a\.jsonl:2: 'source' is no text"),
        ("a.jsonl", '{"source": "a", "date": "soon"}\n', "not a date: 'soon'"),
        ("a.csv", 'a,b\n"c,d\n', "not CSV"),
    ],
)
def test_bad_pairs_name_their_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_pairs(write(tmp_path, text, name)))


def test_targets_are_optional(tmp_path: Path) -> None:
    assert [p.target for p in read_pairs(write(tmp_path, '{"source": "가"}\n'))] == [""]


def test_unknown_bitext_formats() -> None:
    with pytest.raises(OptionError, match="unknown bitext format 'doc'"):
        read_pairs("a.tsv", format="doc")
    with pytest.raises(InputError, match=r"a\.doc: no bitext format has the extension"):
        read_pairs("a.doc")
    with pytest.raises(OptionError, match="unknown bitext format 'x'"):
        write_pairs(io.BytesIO(), "x", [])
    with pytest.raises(BitextError, match="no pairs"):
        write_pairs(io.BytesIO(), "xliff", [])


def test_cp949_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes("정부는 대책을 발표했다.\tThe government acted.\n".encode("cp949"))
    assert next(iter(read_pairs(path))).source == "정부는 대책을 발표했다."
