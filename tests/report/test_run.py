"""The page of a run: everything stands where it belongs, and nothing of the text becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.html import Mark, markdown, marked, p_value, signed
from toolkit.report.run import (
    MachineTranslation,
    Problem,
    RunReport,
    StoryReport,
    not_trusted,
    render_run_html,
    render_run_markdown,
)
from toolkit.text import Article, Bead, Finding, Score, Segment, Translation, make_article

MODEL = "small-model"


def article(language: str, sentences: list[str], file: str) -> tuple[Article, tuple[Segment, ...]]:
    made = make_article(
        language, [("headline" if i == 0 else "paragraph", s, ()) for i, s in enumerate(sentences)], file=file
    )
    segments = tuple(Segment(i, b.text, b.start, b.end, i) for i, b in enumerate(made.blocks))
    return made, segments


@pytest.fixture
def run() -> RunReport:
    ko, ko_segments = article(
        "ko",
        ["비건 방한", "비건이 이도훈을 만난다.", "정부는 3억5천만 원을 지원한다.", "한쪽에만 있는 <문장>."],
        "ko/a.txt",
    )
    en, en_segments = article(
        "en", ["Biegun visits Seoul", "Beigun meets Lee.", "It gives 35 million won."], "en/a.txt"
    )
    findings = (
        Finding(
            "1", "spelling", "warning", "spelt otherwise", "target", ko_segments[1].text, en_segments[1].text,
            None, (0, 6), "Biegun",
        ),
        Finding(
            "2", "numbers", "error", "350 million <won>", "target", ko_segments[2].text, en_segments[2].text,
            (4, 11), (9, 23), "350 million won",
        ),
        Finding(
            "3", "terms", "note", "not the term", "target", ko_segments[1].text, "Biegun meets him.", None, (13, 16),
            of=MODEL,
        ),
        Finding("4", "completeness", "warning", "shorter as a whole", "both", "", ""),
    )  # fmt: skip
    machine = MachineTranslation(
        "source",
        "en",
        MODEL,
        (
            Translation("비건 방한", "Biegun visits", MODEL, -0.2, 0.9),
            Translation(ko_segments[1].text, "Biegun meets him.", MODEL, -0.4, 0.8),
            Translation(ko_segments[2].text, "won won won won", MODEL, -2.0, 0.3, ("repeated",)),
            Translation(ko_segments[3].text, "", MODEL),
        ),
    )
    beads = (Bead((0,), (0,)), Bead((1,), (1,), 0.3), Bead((2,), (2,)), Bead((3,), ()))
    story = StoryReport(
        ko, en, 0.97, ko_segments, en_segments, beads, (machine,), findings, (Score(MODEL, "chrF", 41.5),)
    )
    alone, alone_segments = article("en", ["No counterpart"], "en/b.txt")
    return RunReport(
        "A <batch>",
        "ko",
        "en",
        (story, StoryReport(None, alone, 0.0, (), alone_segments)),
        (Score(MODEL, "chrF", 41.5, 40.0, 43.0, None, "nrefs:1|version:2.6.0"),),
        (Problem("ko/x.txt", "binary & broken", "take it out"),),
        ("chrF is weak here",),
        (("model", "abc"),),
    )


class _Reader(HTMLParser):
    """Elements with their text, by id."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[tuple[str, str | None]] = []
        self.text_of: dict[str, str] = {}
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        if found.get("href"):
            self.hrefs.append(str(found["href"]))
        if tag not in ("meta", "br", "link", "img", "input"):
            self.open.append((tag, found.get("id")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            if name:
                self.text_of[name] = self.text_of.get(name, "") + data


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def test_each_thing_stands_in_its_place(run: RunReport) -> None:
    html = render_run_html(run)
    page = read(html)
    assert '<mark class="warning" title="spelt otherwise">Beigun</mark>' in html
    assert '<mark class="error" title="350 million &lt;won&gt;">35 million won</mark>' in html
    assert '<mark class="note" title="not the term">him</mark>' in html
    assert "spelt otherwise" in page.text_of["story-1-2"]
    assert "350 million <won>" in page.text_of["story-1-3"]
    assert "350 million <won>" not in page.text_of["story-1-2"]
    assert "left out here" in page.text_of["story-1-4"]
    assert "shorter as a whole" in page.text_of["story-1"]
    assert "30 %" in page.text_of["story-1-2"]  # a bead of low confidence
    assert "repeated, confidence 30 %" in page.text_of["doubts"]
    assert "binary & broken" in page.text_of["problems"]
    assert "no counterpart" in page.text_of["stories"]
    assert "40.00 to 43.00" in page.text_of["scores"] and "nrefs:1|version:2.6.0" in page.text_of["scores"]
    assert "No counterpart" in page.text_of["story-2-1"]


def test_links_lead_somewhere_and_nothing_is_loaded(run: RunReport) -> None:
    html = render_run_html(run)
    page = read(html)
    assert page.hrefs and all(href[0] == "#" and href[1:] in page.text_of for href in page.hrefs)
    assert (
        "script" not in page.tags and "link" not in page.tags and "http" not in html.replace("http-equiv", "")
    )


def test_text_is_escaped(run: RunReport) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=y>'
    finding = replace(run.stories[0].findings[0], message=evil, expected=evil, check=evil)
    story = replace(run.stories[0], findings=(finding, replace(finding, of=evil)))
    html = render_run_html(
        replace(run, title=evil, stories=(story,), notes=(evil,), reproduce=((evil, evil),))
    )
    assert {"script", "img"}.isdisjoint(read(html).tags)
    assert "<script" not in render_run_markdown(replace(run, title=evil))


def test_same_run_same_bytes(run: RunReport) -> None:
    assert render_run_html(run) == render_run_html(run)
    assert render_run_markdown(run) == render_run_markdown(run)


def test_empty_run() -> None:
    run = RunReport("Empty", "ko", "en", ())
    assert "No article was read" in render_run_html(run)
    assert render_run_markdown(run).startswith("# Empty\n")


def test_markdown_tables_keep_their_columns(run: RunReport) -> None:
    text = render_run_markdown(run)
    tables = [block.strip().split("\n") for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 6
    for lines in tables:
        assert len({line.replace("\\|", "").count("|") for line in lines}) == 1, lines
    assert "350 million &lt;won&gt;" in text


def test_not_trusted_says_which() -> None:
    rows = [
        Translation("a", "b", MODEL),
        Translation("a", " ", MODEL),
        Translation("a", "b", MODEL, None, 0.49),
        Translation("a", "b", MODEL, None, 0.5),
        Translation("a", "b", MODEL, flags=("cut",)),
    ]
    assert [number for number, _ in not_trusted(rows)] == [1, 2, 4]


spans = st.tuples(st.integers(-3, 40), st.integers(-3, 40))


@given(st.text(max_size=30), st.lists(spans, max_size=6))
def test_marks_lose_no_text(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Mark(a, b, "error", "m", n) for n, (a, b) in enumerate(places)]
    reader = HTMLParser(convert_charrefs=True)
    seen: list[str] = []
    inside: list[str] = []
    reader.handle_starttag = lambda tag, attrs: inside.append(tag)  # type: ignore[method-assign]
    reader.handle_endtag = lambda tag: inside.pop()  # type: ignore[method-assign,assignment]
    reader.handle_data = lambda data: seen.append(data) if "sup" not in inside else None  # type: ignore[method-assign]
    # A sentinel: at the end of its input the parser may hold text back.
    reader.feed(str(marked(text, marks)) + "<p></p>")
    reader.close()
    assert "".join(seen) == text.replace("\x00", "�") or "".join(seen) == text


@given(st.text(max_size=30))
def test_markdown_stays_on_one_line(text: str) -> None:
    line = markdown(text)
    assert "\n" not in line and "<" not in line.replace("&lt;", "")


def test_figures() -> None:
    assert (
        signed(-0.512) == "−0.51"
        and signed(0.001) == "0.00"
        and signed(1.0) == "+1.00"
        and signed(None) == "–"
    )
    assert p_value(0.0004) == "< 0.001" and p_value(0.0234) == "0.023" and p_value(None) == "–"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [380, 1200])
def test_page_in_a_browser(run: RunReport, browser: Any, tmp_path: Path, dark: bool, width: int) -> None:
    page = tmp_path / "run.html"
    page.write_text(render_run_html(run), encoding="utf-8")
    browser.open(page, width=width, dark=dark, scripts=False)
    assert not browser.problems
    browser.open(page, width=width, dark=dark)
    assert browser.run("document.documentElement.scrollWidth") <= width
    # A machine translation is folded away until it is asked for; a link leads to its bead.
    assert browser.run("!document.querySelector('details.mt').open")
    browser.click("details.mt summary")
    assert browser.run("document.querySelector('details.mt').open")
    browser.click("#doubts a")
    assert browser.run(
        "(() => { const r = document.querySelector(location.hash).getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; })()"
    )
    # Korean and English stand side by side where there is room, one below the other on a phone.
    sides = browser.run(
        "[...document.querySelectorAll('#story-1-2 .side')].map(s => s.getBoundingClientRect().top)"
    )
    assert (sides[0] == sides[1]) is (width > 1000)
