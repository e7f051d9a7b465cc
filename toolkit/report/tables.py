"""The evaluation as TSV, JUnit, LaTeX and XLSX."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..errors import MissingDependency

Document = Mapping[str, Any]

_COLUMNS = (
    "system", "metric", "value", "low", "high", "difference", "p_value", "p_adjusted",
    "randomisation_p", "randomisation_adjusted", "cluster", "signature",
)  # fmt: skip


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e-4 and value else f"{value:.6f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split())


def render_tsv(document: Document) -> str:
    """One line a score, with a header."""
    lines = ["\t".join(_COLUMNS)]
    lines += ["\t".join(_cell(score[name]) for name in _COLUMNS) for score in document["scores"]]
    return "\n".join(lines) + "\n"


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 forbids."""
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 0x20)


def render_junit(document: Document) -> str:
    """The gate as test cases for a build server; each score is a case that passes where there is no gate."""
    cases: list[str] = []
    failures = 0
    gate = document["gate"]
    if gate is not None:
        for rule in gate["rules"]:
            name = quoteattr(_xml(rule["rule"]))
            head = f"  <testcase classname={quoteattr('bitext.evaluate.' + _xml(rule['system']))} name={name}"
            if rule["passed"]:
                cases.append(f"{head}><system-out>{escape(_xml(rule['text']))}</system-out></testcase>")
            else:
                failures += 1
                cases.append(f"{head}><failure message={quoteattr(_xml(rule['text']))}/></testcase>")
    else:
        for score in document["scores"]:
            name = quoteattr(_xml(f"{score['metric']} = {_cell(score['value'])}"))
            cases.append(
                f"  <testcase classname={quoteattr('bitext.evaluate.' + _xml(score['system']))} name={name}/>"
            )
    head = f'<testsuite name={quoteattr(_xml(document["title"]))} tests="{len(cases)}" failures="{failures}" errors="0">'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join([head, *cases, "</testsuite>"]) + "\n"


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in text)


def render_latex(document: Document) -> str:
    """Systems x metrics for a paper (booktabs); the best is bold, * marks a significant difference from the baseline."""
    metrics = document["metrics"]
    table = {(s["metric"], s["system"]): s for s in document["scores"]}
    lines = [r"% \usepackage{booktabs}", r"\begin{tabular}{l" + "r" * len(metrics) + "}", r"\toprule"]
    head = [_tex(m["name"]) + (r" $\uparrow$" if m["higher"] else r" $\downarrow$") for m in metrics]
    lines += [" & ".join(["System", *head]) + r" \\", r"\midrule"]
    for system in document["systems"]:
        cells = [_tex(system["name"])]
        for metric in metrics:
            score = table[metric["name"], system["name"]]
            values = [table[metric["name"], s["name"]]["value"] for s in document["systems"]]
            known = [v for v in values if v is not None]
            if score["value"] is None:
                cells.append("--")
                continue
            text = f"{score['value']:.1f}"
            if len(known) > 1 and score["value"] == (max if metric["higher"] else min)(known):
                text = rf"\textbf{{{text}}}"
            if score["p_adjusted"] is not None:
                worst = max(score["p_adjusted"], score["randomisation_adjusted"])
                text += r"\rlap{*}" if worst < document["alpha"] else ""
            cells.append(text)
        lines.append(" & ".join(cells) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}"]
    lines += [f"% {m['name']}|{m['signature']}" for m in metrics]
    return "\n".join(lines) + "\n"


def render_xlsx(document: Document) -> bytes:
    """A workbook: scores, comparisons, breakdowns, segments.

    Raises
    ------
    MissingDependency: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingDependency("xlsxwriter", "xlsx", "an XLSX report") from error
    from datetime import datetime

    stream = io.BytesIO()
    # Text is never taken for a formula, a number or a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    # A fixed date, so that the same document gives the same bytes.
    book.set_properties({"title": document["title"], "created": datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True})

    def sheet(name: str, header: list[str], rows: list[list[Any]]) -> None:
        page = book.add_worksheet(name)
        page.write_row(0, 0, header, bold)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, [c[:32767] if isinstance(c, str) else c for c in row])
        if rows:
            page.autofilter(0, 0, len(rows), len(header) - 1)

    sheet("scores", list(_COLUMNS), [[s[name] for name in _COLUMNS] for s in document["scores"]])
    if document["comparisons"]:
        header = list(document["comparisons"][0])
        sheet("comparisons", header, [list(c.values()) for c in document["comparisons"]])
    sheet(
        "breakdowns",
        ["breakdown", "group", "segments", "system", "metric", "value", "low", "high"],
        [
            [b["name"], g["label"], g["segments"], s["system"], s["metric"], s["value"], s["low"], s["high"]]
            for b in document["breakdowns"]
            for g in b["groups"]
            for s in g["scores"]
        ],
    )
    names = [s["name"] for s in document["systems"]]
    references = max((len(s["references"]) for s in document["segments"]), default=0)
    primary = document["primary"]
    sheet(
        "segments",
        [
            "id",
            "document",
            "source",
            *(f"reference {n + 1}" for n in range(references)),
            *names,
            *(f"{primary} {n}" for n in names),
            *(f"signs {n}" for n in names),
        ],
        [
            [
                s["id"],
                s.get("document", ""),
                s["source"] or "",
                *s["references"],
                *[""] * (references - len(s["references"])),
                *s["hypotheses"],
                *s["scores"][primary],
                *(", ".join(flags) for flags in s["flags"]),
            ]
            for s in document["segments"]
        ],
    )
    book.close()
    return stream.getvalue()
