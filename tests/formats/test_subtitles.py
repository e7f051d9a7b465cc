"""SubRip and WebVTT: cues translated, times intact."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.formats import read_articles, replace_blocks
from toolkit.text import Block

SRT = """1\r
00:00:01,000 --> 00:00:02,500\r
<i>정부는</i> 새 대책을\r
발표했다.\r
\r
2\r
00:00:03,000 --> 00:00:04,000\r
- 그래?\r
- 그래.\r
\r
3\r
00:00:05,000 --> 00:00:06,000\r
\r
"""

VTT = """WEBVTT - 뉴스

NOTE 메모는
그대로

STYLE
::cue { color: red }

첫째
00:01.000 --> 00:02.500 align:start position:10%
<v 기자>A &amp; B는 <c.red>올랐다</c>.

00:00:03.000 --> 00:00:04.000
끝.
"""


def test_subrip(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(SRT.encode("utf-8-sig"))
    article = next(iter(read_articles(path)))
    assert [b.text for b in article.blocks] == ["정부는 새 대책을 발표했다.", "그래?", "그래."]
    long = "The government announced its new measures on Thursday afternoon."
    new = [Block("paragraph", long, 0, 0), Block("paragraph", "Really?", 0, 0), None]
    data = replace_blocks(path, {"": new}, "en").data.decode("utf-8-sig")
    assert data == SRT.replace(
        "<i>정부는</i> 새 대책을\r\n발표했다.",
        "The government announced its new measures\r\non Thursday afternoon.",
    ).replace("- 그래?", "- Really?")


def test_webvtt(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text(VTT, encoding="utf-8")
    article = next(iter(read_articles(path)))
    assert [b.text for b in article.blocks] == ["A & B는 올랐다.", "끝."]
    assert [(i.opening, i.closing) for i in article.blocks[0].inlines] == [
        ("<v 기자>", ""),
        ("<c.red>", "</c>"),
    ]
    data = replace_blocks(
        path, {"": [None, Block("paragraph", "1 < 2 --> 3\n\nend", 0, 0)]}, "en"
    ).data.decode()
    assert data == VTT.replace("끝.", "1 &lt; 2 --&gt; 3 end")
    assert replace_blocks(path, {"": list(article.blocks)}, "ko").data.decode() == VTT


def test_no_cue(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("그냥 글이다.\n")
    with pytest.raises(InputError, match="no cue"):
        list(read_articles(path))
