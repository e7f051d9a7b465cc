"""TMX and XLIFF: read, written, translated in place, and safe."""

from __future__ import annotations

from dataclasses import replace as changed
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.formats import read_articles, read_pairs, replace_blocks
from toolkit.formats.exchange import read_tmx
from toolkit.text import Block

TMX = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" segtype="sentence" srclang="ko-KR"/>
  <body>
    <tu tuid="u1">
      <prop type="file">a.txt</prop>
      <tuv xml:lang="ko-KR"><seg>비가 <bpt i="1">&lt;b&gt;</bpt>많이<ept i="1">&lt;/b&gt;</ept> 왔다 &amp; 그쳤다.</seg></tuv>
      <tuv xml:lang="en-US" changeid="kim"><seg>It <hi>rained</hi>.</seg></tuv>
    </tu>
    <tu>
      <tuv lang="ko"><seg>눈이 왔다.</seg></tuv>
    </tu>
  </body>
</tmx>
"""

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file original="a.html" source-language="ko-KR" datatype="html">
  <body>
   <trans-unit id="1">
    <source>정부는 <g id="1">5일</g> <x id="2"/>발표했다. <ph id="3">&lt;br/&gt;</ph>A &amp; B</source>
    <alt-trans><source>x</source><target>y</target></alt-trans>
   </trans-unit>
   <trans-unit id="2" approved="yes"><source>끝</source><target>The end</target></trans-unit>
   <trans-unit id="3"><source>시작이다.</source><target/></trans-unit>
   <trans-unit id="4" translate="no"><source>ID-4</source></trans-unit>
  </body>
 </file>
</xliff>
"""


def write(tmp_path: Path, text: str, name: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "euc-kr"])
def test_units_of_tmx(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, TMX.replace("{encoding}", encoding.removesuffix("-sig")), "a.tmx", encoding)
    one, two = read_tmx(path)
    assert (one.id, one.props, one.source_language) == ("u1", {"file": "a.txt"}, "ko")
    assert one.texts == {"ko": "비가 많이 왔다 & 그쳤다.", "en": "It rained."}
    assert (two.id, two.texts) == ("2", {"ko": "눈이 왔다."})
    (pair,) = read_pairs(path)
    assert (pair.source, pair.target) == ("비가 많이 왔다 & 그쳤다.", "It rained.")
    (back,) = read_pairs(path, "en", "ko")
    assert (back.source, back.target_language) == ("It rained.", "ko")


def test_tmx_in_other_languages_says_which(tmp_path: Path) -> None:
    path = write(tmp_path, TMX.replace("{encoding}", "utf-8"), "a.tmx")
    with pytest.raises(InputError, match=r"no unit in ja and en \(the file has: en, ko\)"):
        list(read_pairs(path, "ja", "en"))


def test_tmx_gets_a_variant(tmp_path: Path) -> None:
    source = TMX.replace("{encoding}", "utf-8")
    path = write(tmp_path, source, "a.tmx")
    article = next(iter(read_articles(path)))
    assert [b.text for b in article.blocks] == ["비가 많이 왔다 & 그쳤다.", "눈이 왔다."]
    new = [None, Block("paragraph", "It <snowed>.", 0, 0)]
    data = replace_blocks(path, {"": new}, "en").data.decode()
    place = '<tuv lang="ko"><seg>눈이 왔다.</seg></tuv>'
    assert data == source.replace(
        place, place + '\n      <tuv xml:lang="en"><seg>It &lt;snowed&gt;.</seg></tuv>'
    )
    data = replace_blocks(path, {"": [Block("paragraph", "Rain.", 0, 0), None]}, "en").data.decode()
    assert data == source.replace("It <hi>rained</hi>.", "Rain.")


def test_xliff_in_place(tmp_path: Path) -> None:
    path = write(tmp_path, XLIFF, "a.xlf")
    article = next(iter(read_articles(path)))
    assert article.language == "ko"
    assert [(b.kind, b.text) for b in article.blocks] == [
        ("paragraph", "정부는 5일 발표했다. A & B"),
        ("furniture", "끝"),
        ("paragraph", "시작이다."),
        ("furniture", "ID-4"),
    ]
    first = article.blocks[0]
    assert [(i.opening, i.closing, i.keep) for i in first.inlines] == [
        ('<g id="1">', "</g>", False),
        ('<x id="2"/>', "", True),
        ('<ph id="3">&lt;br/&gt;</ph>', "", True),
    ]
    new = [
        changed(first, text="A & B: 5th", inlines=(changed(first.inlines[0], start=7, end=10),)),
        None,
        Block("paragraph", "Go.", 0, 0),
        None,
    ]
    data = replace_blocks(path, {"": new}, "en").data.decode()
    expected = XLIFF.replace(
        'source-language="ko-KR" datatype="html"',
        'source-language="ko-KR" datatype="html" target-language="en"',
    )
    expected = expected.replace(
        "A &amp; B</source>", 'A &amp; B</source>\n    <target>A &amp; B: <g id="1">5th</g></target>'
    )
    assert data == expected.replace("<target/>", "<target>Go.</target>")


def test_xliff_2(tmp_path: Path) -> None:
    text = (
        '<xliff version="2.0" srcLang="ko" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f1"><unit id="u1">'
        '<segment><source>안녕 <pc id="1">세계</pc></source></segment><segment state="final"><source>끝</source><target>End</target></segment></unit></file></xliff>'
    )
    path = write(tmp_path, text, "a.xliff")
    article = next(iter(read_articles(path)))
    assert [(b.kind, b.text) for b in article.blocks] == [("paragraph", "안녕 세계"), ("furniture", "끝")]
    data = replace_blocks(path, {"": [*article.blocks[:1], None]}, "en").data.decode()
    assert data == text.replace('document:2.0">', 'document:2.0" trgLang="en">').replace(
        "</source></segment><segment ",
        '</source><target>안녕 <pc id="1">세계</pc></target></segment><segment ',
    )
    assert [(p.id, p.target) for p in read_pairs(path)] == [("u1", "End")]


def test_several_files_in_one_xliff(tmp_path: Path) -> None:
    unit = '<file original="{0}" source-language="ko" target-language="en"><body><trans-unit id="1"><source>{1}</source></trans-unit></body></file>'
    text = (
        '<xliff version="1.2">' + unit.format("a", "비가 왔다.") + unit.format("b", "눈이 왔다.") + "</xliff>"
    )
    path = write(tmp_path, text, "a.xlf")
    articles = list(read_articles(path))
    assert [(a.id, a.text) for a in articles] == [("a", "비가 왔다."), ("b", "눈이 왔다.")]
    data = replace_blocks(path, {"b": [Block("paragraph", "Snow.", 0, 0)]}, "en").data.decode()
    assert data == text.replace("눈이 왔다.</source>", "눈이 왔다.</source><target>Snow.</target>")


BOMB = '<!DOCTYPE x [<!ENTITY a "{0}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.tmx",
            BOMB
            + '<tmx version="1.4"><header srclang="ko"/><body><tu><tuv xml:lang="ko"><seg>&b;</seg></tuv></tu></body></tmx>',
        ),
        (
            "a.xlf",
            BOMB
            + '<xliff version="1.2"><file source-language="ko"><body><trans-unit id="1"><source>&b;</source></trans-unit></body></file></xliff>',
        ),
        (
            "b.tmx",
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx><header/><body><tu><tuv xml:lang="ko"><seg>&a;</seg></tuv></tu></body></tmx>',
        ),
    ],
)
def test_entities_are_refused(tmp_path: Path, name: str, text: str) -> None:
    path = write(tmp_path, text, name)
    with pytest.raises(InputError, match="declares an entity"):
        list(read_articles(path))
    with pytest.raises(InputError, match="declares an entity"):
        list(read_pairs(path))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tmx", "<tmx><body><tu>", "not well-formed XML: no element found"),
        ("a.tmx", "<html/>", "not TMX"),
        ("a.xlf", "<tmx/>", "not XLIFF"),
        ("a.tmx", "no xml", "not well-formed XML"),
    ],
)
def test_broken_files(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = write(tmp_path, text, name)
    with pytest.raises(InputError, match=message):
        list(read_pairs(path))
    with pytest.raises(InputError, match=message):
        list(read_articles(path))


def test_a_large_memory_is_streamed(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "big.tmx"
    with open(path, "w", encoding="utf-8") as stream:
        stream.write('<tmx version="1.4"><header srclang="ko"/><body>')
        for n in range(5_000):
            stream.write(
                f'<tu><tuv xml:lang="ko"><seg>비가 {n}번 왔다.</seg></tuv><tuv xml:lang="en"><seg>It rained {n} times.</seg></tuv></tu>'
            )
        stream.write("</body></tmx>")
    tracemalloc.start()
    count = sum(1 for _ in read_pairs(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 1_500_000
