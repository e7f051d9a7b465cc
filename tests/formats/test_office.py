"""Word documents: runs as inlines, everything else kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace as changed
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.formats import read_articles, replace_blocks
from toolkit.text import Block

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
BODY = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document {W}><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>정부, 새 정책 발표</w:t></w:r></w:p>
<w:p><w:r><w:t>홍길동 기자</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:lang w:eastAsia="ko-KR"/></w:rPr><w:t xml:space="preserve">정부는 </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>5</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>일</w:t></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r><w:hyperlink r:id="rId4"><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>새 정책</w:t></w:r></w:hyperlink><w:r><w:t>을 발표했다.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>지운 말</w:delText></w:r></w:del></w:p>
<w:p/>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>서울</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>첫째</w:t><w:br/><w:t>둘째</w:t></w:r></w:p>
<w:sectPr><w:pgSz w:w="11906"/></w:sectPr></w:body></w:document>"""


def write(path: Path, body: str = BODY) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        archive.writestr("docProps/core.xml", "<c><dc:creator>Kim</dc:creator></c>")
        archive.writestr("word/media/image1.png", b"\x89PNG\x00")
    return path


def body_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/media/image1.png") == b"\x89PNG\x00"
        assert archive.namelist() == [
            "[Content_Types].xml",
            "word/document.xml",
            "docProps/core.xml",
            "word/media/image1.png",
        ]
        return archive.read("word/document.xml").decode()


def test_blocks_and_runs(tmp_path: Path) -> None:
    article = next(iter(read_articles(write(tmp_path / "a.docx"))))
    assert [(b.kind, b.text) for b in article.blocks] == [
        ("headline", "정부, 새 정책 발표"),
        ("furniture", "홍길동 기자"),
        ("paragraph", "정부는 5일 새 정책을 발표했다."),
        ("cell", "서울"),
        ("list-item", "첫째 둘째"),
    ]
    block = article.blocks[2]
    assert [block.text[i.start : i.end] for i in block.inlines] == ["5일", "새 정책", ""]
    assert article.meta["author"] == "Kim"


def test_formatting_follows_the_inlines(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx")
    block = next(iter(read_articles(path))).blocks[2]
    bold, link, note = block.inlines
    text = "The plan <came> on the 5th."
    new = changed(
        block,
        text=text,
        inlines=(
            changed(link, start=4, end=8),
            changed(bold, start=23, end=26),
            changed(note, start=len(text), end=len(text)),
        ),
    )
    body = body_of(replace_blocks(path, {"": [None, None, new, None, None]}, "en").data)
    assert (
        '<w:hyperlink r:id="rId4"><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">plan</w:t></w:r></w:hyperlink>'
        in body
    )
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">5th</w:t>' in body
    assert "&lt;came&gt;" in body
    assert '<w:footnoteReference w:id="2"/></w:r>' in body
    assert "지운 말" in body
    for kept in ("홍길동 기자", "<w:t>서울</w:t>", "<w:t>첫째</w:t><w:br/>", '<w:pgSz w:w="11906"/>'):
        assert kept in body
    again = tmp_path / "b.docx"
    again.write_bytes(replace_blocks(path, {"": [None, None, new, None, None]}, "en").data)
    assert next(iter(read_articles(again))).blocks[2].text == text


def test_what_the_translation_drops_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx")
    new = Block("paragraph", "Plain.", 0, 0)
    body = body_of(replace_blocks(path, {"": [None, None, new, None, None]}, "en").data)
    assert '<w:footnoteReference w:id="2"/>' in body
    assert "<w:b/>" not in body


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("text", lambda p: p.write_text("no zip"), "not a Word document"),
        ("zip", lambda p: zipfile.ZipFile(p, "w").close(), "has no word/document.xml"),
        ("xml", lambda p: write(p, "<w:document"), "broken Word document"),
        ("bomb", lambda p: write(p, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares entities"),
        ("empty", lambda p: write(p, f"<w:document {W}><w:body/></w:document>"), "no story text"),
    ],
)
def test_bad_documents(tmp_path: Path, name: str, make: object, message: str) -> None:
    path = tmp_path / f"{name}.docx"
    make(path)  # type: ignore[operator]
    with pytest.raises(InputError, match=message):
        list(read_articles(path))


def test_hancom_looks_and_tables(tmp_path: Path) -> None:
    section = (
        '<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">'
        '<hp:p styleIDRef="0"><hp:run charPrIDRef="0"><hp:secPr a="1"/></hp:run><hp:run charPrIDRef="0"><hp:t>정부, 새 대책</hp:t></hp:run></hp:p>'
        '<hp:p styleIDRef="0"><hp:run charPrIDRef="0"><hp:t>정부는 </hp:t></hp:run><hp:run charPrIDRef="7"><hp:t>5일</hp:t></hp:run>'
        '<hp:run charPrIDRef="0"><hp:t> 발표했다.</hp:t><hp:pic id="p"/></hp:run><hp:linesegarray><hp:lineseg/></hp:linesegarray></hp:p></hs:sec>'
    )
    path = tmp_path / "a.hwpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", section)
    article = next(iter(read_articles(path)))
    assert [(b.kind, b.text) for b in article.blocks] == [
        ("headline", "정부, 새 대책"),
        ("paragraph", "정부는 5일 발표했다."),
    ]
    (bold,) = article.blocks[1].inlines
    new = Block("paragraph", "It came on the 5th.", 0, 0, (changed(bold, start=15, end=18),))
    data = replace_blocks(path, {"": [None, new]}, "en").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["mimetype", "Contents/section0.xml"]
        body = archive.read("Contents/section0.xml").decode()
    assert (
        '<hp:run charPrIDRef="0"><hp:t>It came on the </hp:t></hp:run><hp:run charPrIDRef="7"><hp:t>5th</hp:t></hp:run>'
        '<hp:run charPrIDRef="0"><hp:t>.</hp:t></hp:run><hp:run charPrIDRef="0"><hp:pic id="p"/></hp:run></hp:p>'
    ) in body
    assert '<hp:secPr a="1"/></hp:run><hp:run charPrIDRef="0"><hp:t>정부, 새 대책</hp:t>' in body
