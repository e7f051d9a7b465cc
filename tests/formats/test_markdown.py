"""Markdown: blocks with their marks, written back between the same marks."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats import read_articles, replace_blocks
from toolkit.formats.markdown import parse, parse_inlines, render
from toolkit.text import Block

PAGE = """---
title: "정부, 새 정책 발표"
date: 2024-03-05
language: ko
author: 홍길동
---

# 정부, 새 정책 발표

홍길동 기자

정부는 **5일** [새 정책](https://a.example/a_(b) "제목")을 발표했다. `code_x`는 그대로다. 5 * 3 과 snake_case_name.
다음 줄도 같은 문단이다.

> 인용문이다.
> 둘째 줄이다.

- 첫째 *항목*
- 둘째 항목
  이어지는 줄
1. 번호

| 이름 | 값 |
|---|---|
| 서울 | 1 \\| 2 |

```python
print("그대로")
```

    indented code

<div>html</div>

[ref]: http://x.example

소제목
---

끝 문단이다. ![그림](a.png) https://a.example/x. \\*별\\*
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_blocks(page: Path) -> None:
    article = next(iter(read_articles(page)))
    assert (article.language, article.date, article.meta["author"]) == ("ko", date(2024, 3, 5), "홍길동")
    assert [(b.kind, b.text) for b in article.blocks] == [
        ("furniture", "정부, 새 정책 발표"),
        ("headline", "정부, 새 정책 발표"),
        ("furniture", "홍길동 기자"),
        (
            "paragraph",
            "정부는 5일 새 정책을 발표했다. code_x는 그대로다. 5 * 3 과 snake_case_name. 다음 줄도 같은 문단이다.",
        ),
        ("quote", "인용문이다. 둘째 줄이다."),
        ("list-item", "첫째 항목"),
        ("list-item", "둘째 항목 이어지는 줄"),
        ("list-item", "번호"),
        ("cell", "이름"),
        ("cell", "값"),
        ("cell", "서울"),
        ("cell", "1 | 2"),
        ("subhead", "소제목"),
        ("paragraph", "끝 문단이다.  https://a.example/x. *별*"),
    ]


def test_only_translated_blocks_change(page: Path) -> None:
    article = next(iter(read_articles(page)))
    new: list[Block | None] = []
    for block in article.blocks:
        if block.text.startswith("정부는"):
            bold, link, code = block.inlines
            text = "On the 5th the plan* was out. code_x stays."
            new.append(
                changed(
                    block,
                    text=text,
                    inlines=(
                        changed(bold, start=7, end=10),
                        changed(link, start=11, end=19),
                        changed(code, start=30, end=36),
                    ),
                )
            )
        elif block.text == "1 | 2":
            new.append(changed(block, text="one | two", inlines=()))
        elif block.kind == "headline":
            new.append(changed(block, text="New: plan", inlines=()))
        else:
            new.append(None)
    data = replace_blocks(page, {"": new}, "en").data.decode()
    expected = (
        PAGE.replace("language: ko", "language: en")
        .replace("정부, 새 정책 발표", "New: plan")
        .replace("1 \\| 2", "one \\| two")
    )
    start, end = expected.index("정부는 **5일**"), expected.index("\n\n> 인용문")
    assert data.startswith(expected[:start]) and data.endswith(expected[end:])
    written = data[start : len(data) - len(expected[end:])]
    assert 'On the **5th** [the plan](https://a.example/a_(b) "제목")' in written
    assert "`code_x`" in written
    assert parse_inlines(written)[0] == "On the 5th the plan* was out. code_x stays."


@pytest.mark.parametrize(
    "source",
    [
        "**a** b",
        "*a* b",
        "_a_ b",
        "a*b*c",
        "**a *b* c**",
        "[a](b)",
        "[a **b**](c)",
        "[a][b]",
        "![a](b) c",
        "`a*b`",
        "``a`b``",
        "<https://a.example>",
        "https://a.example/b_c?d=e",
        "a <br> b",
        "~~a~~",
        "a[^1]",
        "5 * 3 * 2",
        "a_b_c",
        "\\*a\\*",
        "2 < 3",
        "&amp; &lt;",
        "a@b.example",
    ],
)
def test_inline_marks_come_back(source: str) -> None:
    text, inlines = parse_inlines(source)
    assert parse_inlines(render(text, inlines)) == (text, inlines)


def test_text_that_looks_like_marks_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("비가 왔다.\n")
    for text in ("# no heading", "1. no item", "- no item", "> no quote", "a *b* c [d](e) `f` <b>"):
        data = replace_blocks(path, {"": [Block("paragraph", text, 0, 0)]}, "en").data.decode()
        pieces, _ = parse(data)
        assert [(p.kind, p.text) for p in pieces] == [("paragraph", text)]


def test_front_matter_is_quoted_where_it_must_be(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 비\n---\n\n비가 왔다.\n")
    data = replace_blocks(path, {"": [Block("headline", 'Rain: "a lot"', 0, 0), None]}, "en").data.decode()
    assert data.startswith('---\ntitle: "Rain: \\"a lot\\""\n---\n')


def test_hard_breaks_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("첫 줄이다.  \n둘째 줄이다.\n")
    article = next(iter(read_articles(path)))
    assert article.blocks[0].text == "첫 줄이다. 둘째 줄이다."
    data = replace_blocks(path, {"": list(article.blocks)}, "ko").data.decode()
    assert data.split("\n")[0] == "첫 줄이다.  "


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from(list("#*_`[]()<>!|-+.1 \n\n\t\\~>:=가나a&;/")), st.characters(codec="utf-8")
        ),
        max_size=200,
    )
)
def test_any_markdown_is_read_with_its_places(raw: str) -> None:
    pieces, _ = parse(raw)
    for piece in pieces:
        assert 0 <= piece.start <= piece.end <= len(raw)
        assert all(0 <= i.start <= i.end <= len(piece.text) for i in piece.inlines)
    places = sorted((p.start, p.end) for p in pieces)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
