"""TMX: ours is read back, and that of OmegaT and Weblate is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.translate.memory import Entry
from toolkit.translate.tmx import read_tmx, write_tmx

OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="5.7"
    segtype="sentence" srclang="KO-KR"/>
  <body>
    <tu>
      <prop type="file">story.txt</prop>
      <prop type="prev">앞 문장.</prop>
      <prop type="next">뒤 문장.</prop>
      <tuv lang="KO-KR"><seg>정부는 &lt;b&gt; 발표했다.</seg></tuv>
      <tuv lang="EN-US" changeid="kim" changedate="20240502T101112Z" creationid="lee" creationdate="20240501T000000Z">
        <seg>The government announced.</seg></tuv>
    </tu>
  </body>
</tmx>"""

WEBLATE = """<?xml version='1.0' encoding='utf-8'?>
<tmx version="1.4"><header creationtool="Translate Toolkit" creationtoolversion="3.13" segtype="sentence" o-tmf="UTF-8"
 adminlang="en" srclang="ko" datatype="PlainText"/><body>
<tu tuid="1"><note>a note</note><tuv xml:lang="ko"><seg>안녕 <ph x="1">{0}</ph>세계</seg></tuv>
<tuv xml:lang="en"><seg>Hello <hi type="b">world</hi></seg></tuv><tuv xml:lang="de"><seg>Hallo</seg></tuv></tu>
</body></tmx>"""


def test_omegat(tmp_path: Path) -> None:
    path = tmp_path / "project_save.tmx"
    path.write_text(OMEGAT, "utf-8")
    assert list(read_tmx(path, "ko", "en")) == [
        Entry(
            "정부는 <b> 발표했다.", "The government announced.", "ko", "en", "앞 문장.", "뒤 문장.", "kim",
            "2024-05-02T10:11:12Z",
        )
    ]  # fmt: skip


def test_weblate(tmp_path: Path) -> None:
    path = tmp_path / "weblate.tmx"
    path.write_text(WEBLATE, "utf-8")
    (entry,) = read_tmx(path, "ko", "en")
    assert (entry.source, entry.target, entry.note) == ("안녕 세계", "Hello world", "a note")
    assert [e.target for e in read_tmx(path, "ko", "de")] == ["Hallo"]


def test_round_trip(tmp_path: Path) -> None:
    entries = [
        Entry(
            "가 & <나>",
            "a & <b>",
            "ko",
            "en",
            "전",
            "후",
            '김 "기자"',
            "2024-05-02T10:11:12Z",
            "review",
            0.25,
            "주",
        ),
        Entry("다", "c\x07\ud7ff", changed="2024-05-02T10:11:12Z"),
    ]
    made = io.BytesIO()
    assert write_tmx(made, entries, "ko", "0.1") == 2
    path = tmp_path / "x.tmx"
    path.write_bytes(made.getvalue())
    first, second = read_tmx(path, "ko", "en")
    assert first == entries[0]
    assert second.target == "c\ufffd\ud7ff"  # XML cannot hold U+0007


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html></html>", "not a TMX file"),
        ("<tmx><body><tu></body></tmx>", "not well-formed"),
        ("plain", "not well-formed"),
    ],
)
def test_what_is_no_tmx_says_so(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.tmx"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        list(read_tmx(path, "ko", "en"))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    path = tmp_path / "x.tmx"
    path.write_text(
        f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file://{secret}">]><tmx><body><tu><tuv xml:lang="ko"><seg>&x;</seg></tuv>'
        '<tuv xml:lang="en"><seg>e</seg></tuv></tu></body></tmx>'
    )
    with pytest.raises(InputError, match="declares an entity") as refused:
        list(read_tmx(path, "ko", "en"))
    assert "SECRET" not in str(refused.value)
