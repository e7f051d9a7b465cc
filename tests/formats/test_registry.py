"""The contract of every format in the table: reading, writing in place, and clear errors."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace as changed
from pathlib import Path

import pytest

from toolkit.errors import BitextError, InputError, OptionError
from toolkit.formats import FORMATS, Reading, format_of, read_articles, replace_blocks
from toolkit.text import Article, Block

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>정부, 새 대책 발표</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">정부는 </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>19일</w:t></w:r><w:r><w:t xml:space="preserve"> 대책을 발표했다. 야당은 반발했다.</w:t></w:r></w:p>
<w:p><w:r><w:t>시장은 조용했다.</w:t></w:r></w:p>
<w:sectPr/></w:body></w:document>"""

SAMPLES: dict[str, str] = {
    "text": "한빛일보\n\n정부, 새 대책 발표\n\n홍길동 기자\n입력 2024.03.05 09:10\n\n"
    "정부는 19일 대책을 발표했다. 야당은 반발했다.\n\n시장은 조용했다.\n\nⓒ 한빛일보 무단 전재 및 재배포 금지\n",
    "markdown": "---\ntitle: 정부, 새 대책 발표\ndate: 2024-03-05\nlanguage: ko\n---\n\n정부는 **19일** [대책](https://a.example/b_(c))을 발표했다.\n"
    "야당은 반발했다.\n\n- 시장은 조용했다.\n\n```\ncode\n```\n",
    "html": '<!DOCTYPE html>\n<html lang="ko">\n<head><meta charset="utf-8"><title>t</title>'
    '<meta property="article:published_time" content="2024-03-05T09:00:00+09:00"></head>\n<body><nav><a href="/">홈</a></nav>'
    "<article><h1>정부, 새 대책 발표</h1>\n<p>정부는 <b>19일</b> A&amp;B 대책을 발표했다. 야당은 반발했다.</p><p>시장은 조용했다.</p></article>"
    "<footer>ⓒ 한빛일보</footer><script>if (a < b) c('<p>')</script></body></html>\n",
    "jsonl": '{"id": "a", "title": "정부, 새 대책 발표", "date": "2024-03-05", "n": 1.50, "text": "정부는 19일 대책을 발표했다.\\n\\n시장은 조용했다."}\n'
    '{"id": "b", "paragraphs": ["비가 왔다.", "바람이 불었다."]}\n',
    "subtitles": "1\n00:00:01,000 --> 00:00:02,500\n정부는 <i>19일</i> 대책을\n발표했다.\n\n2\n00:00:03,000 --> 00:00:04,000\n- 그래?\n- 그래.\n",
    "xliff": '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    '<file original="a" source-language="ko" target-language="en" datatype="plaintext"><body>\n'
    '<trans-unit id="1"><source>정부는 <g id="1">19일</g> 발표했다.</source><target>x</target></trans-unit>\n'
    '<trans-unit id="2"><source>시장은 A &amp; B.</source></trans-unit>\n</body></file></xliff>\n',
    "tmx": '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header srclang="ko" segtype="sentence"/><body>\n'
    '<tu><tuv xml:lang="ko"><seg>정부는 발표했다.</seg></tuv></tu>\n<tu><tuv xml:lang="ko-KR"><seg>시장은 조용했다.</seg></tuv>'
    '<tuv xml:lang="en"><seg>x</seg></tuv></tu>\n</body></tmx>\n',
}


def write_docx(path: Path, document: str = _DOCUMENT) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(zipfile.ZipInfo("word/document.xml"), document, compress_type=zipfile.ZIP_DEFLATED)
        archive.writestr("word/media/image1.png", b"\x89PNG\x00")


def write_hwpx(path: Path) -> None:
    paragraph = '<hp:p styleIDRef="0">{}<hp:linesegarray/></hp:p>'
    run = '<hp:run charPrIDRef="{}"><hp:t>{}</hp:t></hp:run>'
    rows = [
        '<hp:run charPrIDRef="0"><hp:secPr/></hp:run>' + run.format(0, "정부, 새 대책 발표"),
        run.format(0, "정부는 ")
        + run.format(7, "19일")
        + run.format(0, " 대책을 발표했다. 야당은 반발했다."),
        run.format(0, "시장은<hp:tab/>조용했다."),
        f'<hp:run charPrIDRef="0"><hp:tbl><hp:tr><hp:tc>{paragraph.format(run.format(0, "서울"))}</hp:tc></hp:tr></hp:tbl></hp:run>',
    ]
    section = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
        'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">'
        + "".join(map(paragraph.format, rows))
        + "</hs:sec>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip", compress_type=zipfile.ZIP_STORED)
        archive.writestr("Contents/section0.xml", section)


@pytest.fixture(params=sorted(FORMATS))
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of each format, with "정부는" and "시장은" in it."""
    name: str = request.param
    path = tmp_path / f"story{FORMATS[name].extensions[0]}"
    if name == "docx":
        write_docx(path)
    elif name == "hwpx":
        write_hwpx(path)
    else:
        path.write_text(SAMPLES[name], encoding="utf-8", newline="")
    return path


def translated(articles: list[Article], change: Callable[[str], str]) -> dict[str, list[Block | None]]:
    """New blocks for all story blocks; inlines that the new text still holds stay."""
    return {
        a.id: [changed(b, text=change(b.text)) if b.is_story else None for b in a.blocks] for a in articles
    }


def test_reading(sample: Path) -> None:
    articles = list(read_articles(sample))
    story = [b.text for a in articles for b in a.blocks if b.is_story]
    assert articles[0].language == "ko"
    assert any(t.startswith("정부는") for t in story)
    assert "<" not in "".join(story)
    for article in articles:
        assert article.file == str(sample)
        for block in article.blocks:
            assert article.text[block.start : block.end] == block.text
            assert all(0 <= i.start <= i.end <= len(block.text) for i in block.inlines)


def test_nothing_translated_gives_the_same_bytes(sample: Path) -> None:
    assert replace_blocks(sample, {}, "en").data == sample.read_bytes()


def test_blocks_put_back_read_the_same(sample: Path, tmp_path: Path) -> None:
    articles = list(read_articles(sample))
    back = tmp_path / f"back{sample.suffix}"
    back.write_bytes(replace_blocks(sample, translated(articles, str), "ko").data)
    again = list(read_articles(back))
    assert [[b.text for b in a.blocks] for a in again] == [[b.text for b in a.blocks] for a in articles]


def test_translations_stand_where_the_source_stood(sample: Path, tmp_path: Path) -> None:
    if sample.suffix in (".tmx", ".xlf"):
        pytest.skip("keeps its source: see test_exchange")
    articles = list(read_articles(sample))
    new = translated(
        articles, lambda text: text.replace("정부는", "정부가 <&> 곧").replace("시장은", "시장이")
    )
    out = tmp_path / f"out{sample.suffix}"
    out.write_bytes(replace_blocks(sample, new, "ko").data)
    again = list(read_articles(out))
    assert [b.text for a in again for b in a.blocks] == [
        n.text if n else b.text for a in articles for b, n in zip(a.blocks, new[a.id], strict=True)
    ]
    assert [a.date for a in again] == [a.date for a in articles]


def test_a_wrong_number_of_blocks_is_an_error(sample: Path) -> None:
    first = next(iter(read_articles(sample)))
    with pytest.raises(BitextError, match="new blocks for an article of"):
        replace_blocks(sample, {first.id: [None] * (len(first.blocks) + 1)}, "en")


def test_bad_files(sample: Path, tmp_path: Path) -> None:
    suffix = sample.suffix
    for name, data in {
        "empty": b"",
        "blank": b"\n \n",
        "binary": b"\x00\x01\x02" * 99,
        "broken": "가".encode() * 30 + b"\xff\xfe\xfd",
    }.items():
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            list(read_articles(path))
        assert name in str(caught.value) and caught.value.hint
    with pytest.raises(InputError, match="no such file"):
        list(read_articles(tmp_path / f"none{suffix}"))


def test_a_language_given_is_kept(sample: Path) -> None:
    if sample.suffix != ".tmx":
        assert next(iter(read_articles(sample, Reading(language="xx")))).language == "xx"


def test_unknown_names() -> None:
    with pytest.raises(OptionError, match="unknown format 'pdf'"):
        format_of("a.txt", "pdf")
    with pytest.raises(InputError, match=r"no format for the extension '.xyz'"):
        format_of("a.xyz")


def test_every_extension_is_of_one_format() -> None:
    extensions = [e for f in FORMATS.values() for e in f.extensions]
    assert len(extensions) == len(set(extensions))
    assert all(e.startswith(".") and e == e.lower() for e in extensions)
    assert all(f.summary and f.name == name for name, f in FORMATS.items())


def test_importing_formats_loads_nothing_heavy(root: Path) -> None:
    import subprocess
    import sys

    code = "import sys, toolkit.formats; print([m for m in ('lxml', 'numpy', 'trafilatura', 'charset_normalizer') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"
