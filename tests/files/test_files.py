"""Encodings, whole writes, JSON Lines."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BitextError, InputError
from toolkit.files import (
    atomic_directory,
    atomic_write,
    decode,
    decode_raw,
    encode,
    json_line,
    open_lines,
    read_jsonl,
    read_text,
    sniff_encoding,
    write_jsonl,
)

KOREAN = "이도훈 본부장은 19일 워싱턴을 방문한다.\n그는 “유연한 접근”을 강조했다.\n"
ENGLISH = "The envoy will visit Washington on Thursday.\nHe wants a “flexible” approach.\n"

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cc", "Cs"]), min_size=1
)


@pytest.mark.parametrize("text", [KOREAN, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_byte_order_marks_of_both_orders() -> None:
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        found = decode(mark + KOREAN.encode(name))
        assert found.text == KOREAN
        assert found.encoding == name


def test_utf16_where_a_common_syllable_has_a_zero_byte() -> None:
    text = "가 가 가가 나가 가다. " * 20  # U+AC00 ends in 00
    assert decode(text.encode("utf-16-le")).text == text
    assert decode(text.encode("utf-16-be")).text == text


def test_cp949_is_recognised_and_said() -> None:
    for text in (
        KOREAN,
        "펲시맨과 똠방각하가 찦차를 타고 왔다.",
        "정부는 새 정책을 발표했다. AI GDP 3.5% 2024",
    ):
        found = decode(text.encode("cp949"))
        assert (found.text, found.encoding) == (text, "cp949")


def test_windows_english() -> None:
    text = "“We can’t wait,” he said — café prices rose £5."
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04abc",
        b"%PDF-1.7 text",
        b"\x00\x01\x02\x03" * 50,
        bytes(range(1, 32)) * 9,
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        decode(data, "a.txt")


def test_random_bytes_are_refused() -> None:
    import random

    with pytest.raises(InputError):
        decode(random.Random(1).randbytes(5000), "a.txt")


def test_broken_utf8_names_line_and_byte() -> None:
    data = KOREAN.encode() + b"\xec\x9d" + KOREAN.encode()
    with pytest.raises(InputError, match=r"a\.txt: broken encoding: .* byte 0xec on line 3") as caught:
        decode(data, "a.txt")
    assert "UTF-8" in caught.value.hint


def test_a_given_encoding_is_used_and_checked() -> None:
    assert decode("é".encode("latin-1"), encoding="latin-1").text == "é"
    with pytest.raises(InputError, match="unknown encoding"):
        decode(b"a", "f", "no-such")
    with pytest.raises(InputError, match="not ascii"):
        decode("é".encode(), "f", "ascii")


@settings(deadline=None)
@given(_TEXT)
def test_utf8_reads_back_whatever_it_holds(text: str) -> None:
    import unicodedata

    expected = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    if not text.startswith(("%PDF-", "GIF8")):
        assert decode(b"\xef\xbb\xbf" + text.removeprefix("\ufeff").encode()).text == expected


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_raw_decoding_is_reversible_or_refused(data: bytes) -> None:
    try:
        found = decode_raw(data, "f")
    except InputError:
        return
    if found.encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert found.text.encode(found.encoding) == data


def test_line_ends_and_composition_are_cleaned() -> None:
    assert decode("가\r\n나\r다".encode()).text == "가\n나\n다"
    raw = decode_raw("\ufeff가\r\n".encode())
    assert raw.text == "\ufeff가\r\n"


def test_encode_falls_back_and_says_so() -> None:
    assert encode("가나", "cp949") == ("가나".encode("cp949"), "cp949", "")
    data, used, note = encode("가☃", "cp949")
    assert (data, used) == ("가☃".encode(), "utf-8")
    assert "cp949" in note and "☃" in note


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_lines_are_streamed_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((KOREAN.replace("\n", "\r\n") * 9000).encode(encoding))
    lines = list(open_lines(path))
    assert len(lines) == 18000
    assert lines[0] == (1, KOREAN.split("\n")[0])
    assert lines[-1][0] == 18000


def test_a_late_broken_byte_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("가나다라\n" * 40000).encode() + b"\xff\xff\n")
    assert sniff_encoding(path) == "utf-8"
    with pytest.raises(InputError, match="broken encoding") as caught:
        list(open_lines(path))
    assert caught.value.line is not None


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(InputError, match="directory"):
        read_text(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        list(open_lines(tmp_path / "none.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    path.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read_text(path)


def test_atomic_write_keeps_the_old_file_on_failure(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o640)
    with pytest.raises(RuntimeError), atomic_write(path) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    with atomic_write(path) as stream:
        stream.write(b"new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_atomic_directory(tmp_path: Path) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / "old").write_text("1")
    with pytest.raises(RuntimeError), atomic_directory(target) as folder:
        (folder / "new").write_text("2")
        raise RuntimeError
    assert sorted(p.name for p in target.iterdir()) == ["old"]
    with atomic_directory(target) as folder:
        (folder / "new").write_text("2")
    assert sorted(p.name for p in target.iterdir()) == ["new"]


def test_writing_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BitextError, match="cannot be written"), atomic_write(tmp_path / "file" / "x"):
        pass


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), max_size=5))
def test_json_lines_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    path = tmp_path_factory.mktemp("j") / "a.jsonl"
    rows = [json.loads(json.dumps(r).replace("\\u0000", "")) for r in rows]
    try:
        write_jsonl(path, rows)
    except UnicodeEncodeError:
        return
    import unicodedata

    def norm(row: dict[str, str]) -> dict[str, str]:
        return {unicodedata.normalize("NFC", k): unicodedata.normalize("NFC", v) for k, v in row.items()}

    assert [norm(r) for _, r in read_jsonl(path)] == [norm(r) for r in rows]


def test_json_line_keeps_odd_line_ends_inside() -> None:
    assert json_line({"a": "x\u2028y\u0085z\n"}).splitlines() == ['{"a": "x\\u2028y\\u0085z\\n"}']


def test_json_lines_errors_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n\n[1]\n')
    with pytest.raises(InputError, match=r"a\.jsonl:3: not a JSON object"):
        list(read_jsonl(path))
