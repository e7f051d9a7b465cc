"""The evaluation report in all its formats, and the page in a real browser."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sacrebleu.metrics import BLEU, CHRF, TER

from toolkit.errors import InputError, OptionError
from toolkit.evaluate.core import Given, evaluate
from toolkit.evaluate.document import build_document, without_segments
from toolkit.evaluate.gate import judge, parse_rule
from toolkit.evaluate.inputs import System, TestSet
from toolkit.evaluate.significance import Resampling
from toolkit.report.evaluation import REPORT_FORMATS, check_document, report_format

EVIL = '</script><script>document.title="broken"</script><img src=x onerror="document.title=1">'
SIZE = 44


def _texts() -> tuple[list[str], list[str]]:
    people = ["비건 부장관", "강경화 장관", "이도훈 본부장", "문재인 대통령"]
    acts = [
        "회담을 열었다",
        "기자들을 만났다",
        "서울을 떠났다",
        "3억5천만 원을 약속했다",
        '"고맙다"고 말했다',
    ]
    sources = [f"{people[n % 4]}은 {n + 1}일 {acts[n % 5]}." for n in range(SIZE)]
    names = ["Deputy Secretary Biegun", "Minister Kang", "envoy Lee Do-hoon", "President Moon"]
    does = ["held talks", "met reporters", "left Seoul", "pledged 350 million won", 'said "thank you"']
    references = [f"{names[n % 4]} {does[n % 5]} on the {n + 1}th." for n in range(SIZE)]
    return sources, references


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    import numpy as np

    sources, references = _texts()
    good = [r if n % 3 else r.replace("on the", "the") for n, r in enumerate(references)]
    fair = [" ".join(reversed(r.split())) if n % 2 else r for n, r in enumerate(references)]
    poor = [" ".join(r.split()[:2]) if n % 4 else sources[n] for n, r in enumerate(references)]
    good[5], fair[7], poor[9] = EVIL, "", "won won won won won won won"
    test_set = TestSet(
        ids=tuple(f"<{n}>" for n in range(SIZE)),
        references=(tuple(references),),
        sources=tuple(sources),
        documents=tuple(f"article {n // 11} & <co>" for n in range(SIZE)),
        labels={"desk": tuple("politics" if n % 2 else "economy" for n in range(SIZE))},
        source_language="ko",
        target_language="en",
    )
    systems = [
        System("good", tuple(good), "aa"),
        System("fair <b>", tuple(fair), "bb"),
        System("poor", tuple(poor), "cc"),
    ]
    human = Given(
        "MQM",
        tuple(np.array([-float((n * k) % 5) for n in range(SIZE)]) for k in (1, 2, 3)),
        True,
        True,
        "file:x",
    )
    evaluation = evaluate(
        test_set, systems, ["BLEU", "chrF", "chrF++", "TER"], baseline="fair <b>", given=[human],
        resampling=Resampling(samples=100, trials=200),
    )  # fmt: skip
    earlier = {"version": 1, "label": "first <run>", "test_set": test_set.digest, "primary": "MQM",
               "scores": [{"system": "good", "metric": "MQM", "value": -3.0}], "segments": {"good": [0.0] * SIZE}}  # fmt: skip
    judged = judge(evaluation, [parse_rule("fail-under", "chrF=45"), parse_rule("max-drop", "chrF=0.5")])
    return build_document(
        evaluation,
        title="News <test>",
        judged=judged,
        history=[earlier, earlier],
        reproduce=[("command", "bitext evaluate a b")],
    )


@pytest.fixture(scope="module")
def page(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(str(REPORT_FORMATS["html"].render(document)), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", REPORT_FORMATS)
def test_same_document_same_bytes(name: str, document: dict[str, Any]) -> None:
    if name == "xlsx":
        pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    render = REPORT_FORMATS[name].render
    first = render(document)
    assert first and first == render(json.loads(json.dumps(document)))


def test_formats_are_found_by_file_name() -> None:
    assert report_format("a/b.HTML").name == "html" and report_format("x.xml").name == "junit"
    with pytest.raises(OptionError, match="unknown report format"):
        report_format("x.docx")


def test_document_fits_its_schema(document: dict[str, Any], root: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((root / "toolkit/report/evaluation.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(document)), schema)
    jsonschema.validate(json.loads(json.dumps(without_segments(document))), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "version": 2}, schema)


def test_json_is_strict_and_read_back(document: dict[str, Any]) -> None:
    text = str(REPORT_FORMATS["json"].render(document))
    assert check_document(json.loads(text), "x") == json.loads(json.dumps(document))
    with pytest.raises(InputError, match="no segments"):
        check_document(without_segments(document), "x.json")
    with pytest.raises(InputError, match="not the JSON of an evaluation"):
        check_document({"a": 1}, "x.json")


def test_junit(document: dict[str, Any]) -> None:
    suite = ElementTree.fromstring(str(REPORT_FORMATS["junit"].render(document)))
    failed = [case for case in suite if case.find("failure") is not None]
    assert int(suite.get("failures", "-1")) == len(failed) > 0
    assert any("fair <b>" in str(case.get("classname")) for case in suite)


def test_latex_and_tsv(document: dict[str, Any]) -> None:
    latex = str(REPORT_FORMATS["latex"].render(document))
    assert r"\textbf{" in latex and r"fair \textless{}b\textgreater{}" in latex
    lines = str(REPORT_FORMATS["tsv"].render(document)).strip().split("\n")
    assert len(lines) == 1 + len(document["scores"]) and len({line.count("\t") for line in lines}) == 1


def test_markdown(document: dict[str, Any]) -> None:
    text = str(REPORT_FORMATS["markdown"].render(document))
    assert "<script" not in text and "Gate **failed**" in text
    assert "| System | MQM ↑ |" in text or "MQM ↑" in text


def test_xlsx_opens_and_keeps_text_as_text(document: dict[str, Any]) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    evil = json.loads(json.dumps(document))
    evil["segments"][0]["hypotheses"][0] = "=1+1"
    book = zipfile.ZipFile(BytesIO(REPORT_FORMATS["xlsx"].render(evil)))  # type: ignore[arg-type]
    assert {f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3, 4)} <= set(book.namelist())
    assert not any(b"<f>" in book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))
    assert b"=1+1" in book.read("xl/sharedStrings.xml")


def test_page_carries_nothing_from_outside(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!#|data:)""", html.split("<script")[0])
    assert html.count("<script") == 4 and "first &lt;run&gt;" in html


def test_page_reads_without_scripts(page: Path, browser: Any) -> None:
    browser.open(page, scripts=False)
    tree = browser.call("DOM.getDocument", depth=0)
    outer = browser.call("DOM.getOuterHTML", nodeId=tree["root"]["nodeId"])["outerHTML"]
    for section in ("verdict", "scores", "pairs", "agreement", "breakdowns"):
        part = outer.split(f'<section id="{section}">')[1].split("</section>")[0]
        assert "<table" in part or section == "verdict"
    assert 'id="explorer" hidden' in outer
    assert not browser.problems


def test_page_stands_and_text_is_text(page: Path, browser: Any) -> None:
    browser.open(page)
    browser.until("document.documentElement.dataset.ready === 'yes'")
    assert browser.run("document.title") == "News <test>"
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert browser.run("document.body.textContent.includes('onerror=')")
    assert not browser.problems
    assert browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every(a => /^#segment-/.test(a.getAttribute('href')) || document.getElementById(a.getAttribute('href').slice(1)))"
    )


def _shown_scores(browser: Any) -> dict[str, dict[str, str]]:
    rows: list[list[str]] = browser.run(
        "[...document.querySelectorAll('#f-scores tr')].map(r => [...r.children].map(c => c.textContent))"
    )
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[1:]}


def test_filters_recompute_scores(page: Path, browser: Any, document: dict[str, Any]) -> None:
    browser.open(page)
    browser.until("document.documentElement.dataset.ready === 'yes'")
    whole = _shown_scores(browser)
    for score in document["scores"]:
        assert whole[score["system"]][score["metric"]] == f"{score['value']:.2f}"
    browser.run("document.getElementById('f-text').focus()")
    browser.call("Input.insertText", text="350 million")
    browser.until("document.getElementById('f-count').textContent.startsWith('9 of')")
    _, references = _texts()
    chosen = [n for n, r in enumerate(references) if "350 million" in r]
    assert len(chosen) == 9
    found = _shown_scores(browser)
    for number, system in enumerate(s["name"] for s in document["systems"]):
        texts = [document["segments"][n]["hypotheses"][number] for n in chosen]
        for name, metric in (
            ("BLEU", BLEU()),
            ("chrF", CHRF()),
            ("chrF++", CHRF(word_order=2)),
            ("TER", TER()),
        ):
            expected = metric.corpus_score(texts, [[references[n] for n in chosen]]).score
            assert found[system][name] == f"{expected:.2f}", (system, name)
    assert browser.run("document.querySelectorAll('#f-list article').length") == 9
    browser.click("#filters button")
    browser.until(f"document.getElementById('f-count').textContent.startsWith('{SIZE} of')")
    # A group and an order.
    browser.run(
        "(() => { const s = document.getElementById('f-group'); s.value = [...s.querySelectorAll('option')].find(o => o.textContent === 'politics').value; document.getElementById('f-sort').value = 'worst'; s.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    browser.until(f"document.getElementById('f-count').textContent.startsWith('{SIZE // 2} of')")
    shown = browser.run(
        "[...document.querySelectorAll('#f-list article')].map(a => Number(a.dataset.segment))"
    )
    assert all(n % 2 == 0 for n in shown)  # politics are the odd segments, numbered from 1
    best = browser.run("Number(document.getElementById('f-a').value)")
    values = [document["segments"][n - 1]["scores"][document["primary"]][best] for n in shown]
    assert values == sorted(values)
    assert not browser.problems


def test_a_link_leads_to_a_segment(page: Path, browser: Any, document: dict[str, Any]) -> None:
    browser.open(page)
    browser.until("document.documentElement.dataset.ready === 'yes'")
    browser.click("#verdict a[href^='#segment-']")
    target = browser.run("location.hash")
    browser.until(
        f"(() => {{ const r = document.querySelector('{target}').getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; }})()"
    )
    # One that stands in no list comes up as well.
    hidden = browser.run(
        f"[...Array({SIZE}).keys()].map(n => n + 1).find(n => !document.getElementById('segment-' + n)) || 0"
    )
    if hidden:
        browser.run(f"location.hash = '#segment-{hidden}'")
        browser.until(f"!!document.getElementById('segment-{hidden}')")
    assert not browser.problems


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [380, 1200])
def test_page_fits_and_can_be_read(page: Path, browser: Any, dark: bool, width: int) -> None:
    browser.open(page, width=width, dark=dark)
    browser.until("document.documentElement.dataset.ready === 'yes'")
    assert browser.run("document.documentElement.scrollWidth") <= width
    contrast = browser.run(
        """(() => {
          const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
          const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c) && c !== 'transparent' && c.startsWith('rgb')) return c; } return 'rgb(255, 255, 255)'; };
          let worst = 99, where = '';
          for (const e of document.querySelectorAll('p, td, th, span, small, a, summary, h1, h2, h3, mark, ins, dt, dd')) {
            if (!e.textContent.trim() || !e.getClientRects().length) continue;
            const a = light(getComputedStyle(e).color), b = light(ground(e));
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < worst && !e.closest('td.self')) { worst = ratio; where = e.outerHTML.slice(0, 120); }
          }
          return [worst, where];
        })()"""
    )
    assert contrast[0] >= 4.5, contrast
