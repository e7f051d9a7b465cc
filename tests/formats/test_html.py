"""HTML: the article in its page, and its translation in the same page."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.errors import InputError
from toolkit.formats import read_articles, replace_blocks
from toolkit.formats.html import Page
from toolkit.text import Article, Block, Inline

PAGE = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><title>정부, 새 정책 발표 | 한빛일보</title>
<meta property="og:title" content="정부, 새 정책 발표">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"정부, 새 정책 발표","datePublished":"2024-03-05T09:10:00+09:00","author":{"name":"김기자"}}</script>
<style>p{color:red}</style></head>
<body>
<header><h1><a href="/">한빛일보</a></h1><nav><ul><li><a href="/p">정치</a></li></ul></nav></header>
<div class="wrap"><h2 class="title">정부, 새 정책 발표</h2><p class="byline">홍길동 기자</p><span class="date">입력 2024.03.05 09:10</span>
<div id="articleBody">
<figure><img src="a.jpg" alt="x"><figcaption>장관이 발언하고 있다. [연합뉴스]</figcaption></figure>
(서울=연합뉴스) 홍길동 기자 = 정부는 <b>5일</b> <a href="x?a=1&amp;b=2">새&nbsp;정책</a>을 발표했다. A &amp; B사는 &lt;환영&gt;했다.<br><br>
두 번째 문단이다.<br>
세 번째 문단이다.
<p>네 번째 <code>x_y</code> 문단<script>var a="<p>no</p>";</script>이다.</p>
<ul><li>첫째 항목이다.<li>둘째 항목이다.</ul>
<p>gildong@news.example</p>
</div>
<div class="related"><h3>관련기사</h3><ul><li><a href="/1">다른 기사 제목이 있다.</a></li></ul></div></div>
<footer><p>Copyright ⓒ 한빛일보. 무단전재 금지.</p></footer>
<script>if (a < b) { document.write("<p>hi</p>"); }</script>
</body></html>
"""


def load(tmp_path: Path, page: str, encoding: str = "utf-8") -> Article:
    path = tmp_path / "a.html"
    path.write_bytes(page.encode(encoding))
    return next(iter(read_articles(path)))


def story(article: Article) -> list[str]:
    return [b.text for b in article.blocks if b.is_story]


def test_the_article_in_a_korean_page(tmp_path: Path) -> None:
    article = load(tmp_path, PAGE)
    assert article.headline == "정부, 새 정책 발표"
    assert article.date == date(2024, 3, 5)
    assert article.meta["author"] == "김기자"
    assert article.language == "ko"
    assert story(article) == [
        "정부, 새 정책 발표",
        "정부는 5일 새\xa0정책을 발표했다. A & B사는 <환영>했다.",
        "두 번째 문단이다.",
        "세 번째 문단이다.",
        "네 번째 x_y 문단이다.",
        "첫째 항목이다.",
        "둘째 항목이다.",
    ]
    assert [b.text for b in article.blocks if b.kind == "caption"] == ["장관이 발언하고 있다. [연합뉴스]"]


def test_inlines_keep_links_code_and_scripts(tmp_path: Path) -> None:
    blocks = {b.text[:4]: b for b in load(tmp_path, PAGE).blocks}
    link = next(i for i in blocks["정부는 "].inlines if i.opening.startswith("<a"))
    assert link.opening == '<a href="x?a=1&amp;b=2">'
    assert blocks["정부는 "].text[link.start : link.end] == "새\xa0정책"
    code, script = blocks["네 번째"].inlines
    assert code.keep and code.opening == "<code>"
    assert script.keep and script.opening == '<script>var a="<p>no</p>";</script>'


def test_a_translation_stands_between_the_same_tags(tmp_path: Path) -> None:
    article = load(tmp_path, PAGE)
    new: list[Block | None] = []
    for block in article.blocks:
        if block.text.startswith("정부는"):
            bold, link = block.inlines
            text = "The plan <of> A & B came on the 5th"
            new.append(
                changed(
                    block,
                    text=text,
                    inlines=(
                        changed(link, start=4, end=8),
                        changed(bold, start=len(text) - 7, end=len(text)),
                    ),
                )
            )
        else:
            new.append(None)
    done = replace_blocks(tmp_path / "a.html", {"": new}, "en").data.decode()
    source = '정부는 <b>5일</b> <a href="x?a=1&amp;b=2">새&nbsp;정책</a>을 발표했다. A &amp; B사는 &lt;환영&gt;했다.'
    target = 'The <a href="x?a=1&amp;b=2">plan</a> &lt;of&gt; A &amp; B came on <b>the 5th</b>'
    assert done == PAGE.replace(source, target).replace('<html lang="ko">', '<html lang="en">')


def test_text_is_escaped(tmp_path: Path) -> None:
    article = load(tmp_path, "<p>비가 왔다. 바람도 불었다.</p>")
    new = [Block("paragraph", "<script>alert(1)</script> & <b>", 0, 0)]
    done = replace_blocks(tmp_path / "a.html", {"": new}, "en").data.decode()
    assert done == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>"
    assert len(article.blocks) == 1


def test_cp949_pages_keep_their_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "euc-kr").replace("ⓒ", "(c)")
    article = load(tmp_path, page, "cp949")
    assert article.meta["encoding"] == "cp949"
    new: list[Block | None] = [
        Block("paragraph", "naïve ☃", 0, 0) if b.text == "두 번째 문단이다." else None for b in article.blocks
    ]
    done = replace_blocks(tmp_path / "a.html", {"": new}, "en")
    assert done.encoding == "cp949"
    assert done.data == page.replace("두 번째 문단이다.", "na&#239;ve &#9731;").replace(
        'lang="ko"', 'lang="en"'
    ).encode("cp949")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2019-09-19T18:09:00+09:00">', ""),
        ('<meta name="pubdate" content="20190919">', ""),
        ("", '<time datetime="2019-09-19">x</time>'),
        ("", '<span class="date">Published : Sept. 19, 2019 - 18:09</span>'),
        (
            '<script type="application/ld+json">[{"@type":"NewsArticle","datePublished":"2019-09-19"}]</script>',
            "",
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2019-09-19"}]}</script>',
            "",
        ),
        ('<script type="application/ld+json">{broken</script><meta name="date" content="2019-09-19">', ""),
    ],
)
def test_where_the_date_stands(tmp_path: Path, head: str, body: str) -> None:
    page = f"<html><head>{head}</head><body><h1>A headline of the day</h1>{body}<p>The two met on Jan. 3, 2001, in Seoul.</p></body></html>"
    assert load(tmp_path, page).date == date(2019, 9, 19)


def test_a_page_without_any_semantic_elements(tmp_path: Path) -> None:
    page = (
        "<body><div><a href=1>Home</a> <a href=2>News</a></div><div><div>Envoys meet in Seoul</div>"
        "<div>The envoys met in Seoul on Monday. They talked for two hours.</div><div>They will meet again in the spring.</div></div>"
        "<div>Copyright 2019 Hanbit. All rights reserved.</div></body>"
    )
    found = story(load(tmp_path, page))
    assert "The envoys met in Seoul on Monday. They talked for two hours." in found
    assert "They will meet again in the spring." in found
    assert not any("Home" in t or "Copyright" in t for t in found)


def test_the_headline_of_the_story_not_of_the_site(tmp_path: Path) -> None:
    page = "<header><h1>The Hanbit Times</h1></header><article><h1>Envoys meet</h1><p>They met in Seoul on Monday.</p></article>"
    article = load(tmp_path, page)
    assert article.headline == "Envoys meet"
    assert [b.kind for b in article.blocks] == ["furniture", "headline", "paragraph"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>One.<p>Two is here.<ul><li>Three is here.<li>Four is here.</ul>",
        "<P CLASS=x>One is here.</P><BR><P>Two is here.</P>",
        "<p>One <b>bold <i>both</b> italic</i> is here.</p>",
        "<p>One is here.</p></div></p></span>",
        "<![CDATA[x]]><p>One is here.</p><![if !IE]><p>Two is here.</p><![endif]>",
        "<p>5 < 6 and 7 > 3 is true.</p>",
        "<p>A&B, AT&T; &unknown; &#xD55C;&#44544; is here.</p>",
        "<!-- <p>no</p> --><p>One <!-- x --> is here.</p>",
        "<textarea><p>no</p></textarea><p>One is here.</p>",
        "<p>One<br>two<br/>three is here.</p>",
        "<table><tr><td>A cell is here.<td>Another is here.</table>",
        "<p>&nbsp;</p><p>One is here.</p>",
    ],
)
def test_odd_html_comes_back_as_it_was(tmp_path: Path, page: str) -> None:
    article = load(tmp_path, page)
    path = tmp_path / "a.html"
    assert "is" in article.text
    assert replace_blocks(path, {"": list(article.blocks)}, "en").data.decode().replace("&amp;", "&").replace(
        "&lt;", "<"
    ).replace("&gt;", ">").replace(" ", "") in (
        page.replace(" ", ""),
        page.replace("&#xD55C;&#44544;", "한글").replace(" ", ""),
    )


@settings(max_examples=200, deadline=None)
@example("<![<![&")
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<br>",
                    "<div class=nav>",
                    "</div>",
                    "<a href='x'>",
                    "</a>",
                    "<script>",
                    "</script>",
                    "<!--",
                    "-->",
                    "<h1>",
                    "</h1>",
                    "<li>",
                    "<",
                    ">",
                    "&amp;",
                    "&",
                    "<![",
                    "<?x",
                    "<td>",
                    "<img>",
                    "글이 있다. ",
                    "Text is here. ",
                ]
            ),
            st.text(max_size=5),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_page_is_read_with_its_places(page: str) -> None:
    last = 0
    for piece in Page(page).pieces:
        assert last <= piece.start <= piece.end <= len(page)
        last = piece.end
        assert all(0 <= i.start <= i.end <= len(piece.text) for i in piece.inlines)


def test_pages_that_would_never_end() -> None:
    for piece in ("<a ", "<!--", "<div>a"):
        with pytest.raises(InputError, match="broken HTML"):
            Page(piece * 20_000)


def test_inlines_that_cross_are_nested(tmp_path: Path) -> None:
    load(tmp_path, "<p>One is here today.</p>")
    new = [Block("paragraph", "abcdef", 0, 0, (Inline(0, 4, "<b>", "</b>"), Inline(2, 6, "<i>", "</i>")))]
    assert replace_blocks(tmp_path / "a.html", {"": new}, "en").data == b"<p><b>ab<i>cd</i></b>ef</p>"


def test_the_title_of_the_page_follows_the_headline(tmp_path: Path) -> None:
    article = load(tmp_path, PAGE)
    new = [changed(b, text='A "new" plan & more') if b.kind == "headline" else None for b in article.blocks]
    done = replace_blocks(tmp_path / "a.html", {"": new}, "en").data.decode()
    assert "<title>A &quot;new&quot; plan &amp; more | 한빛일보</title>" in done
    assert 'content="A &quot;new&quot; plan &amp; more"' in done
    assert '<h2 class="title">A "new" plan &amp; more</h2>' in done
    assert '"headline":"정부, 새 정책 발표"' in done
