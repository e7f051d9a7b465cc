"""The report of an evaluation, from its JSON document, in every format.

Each function is pure: the same document gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, unknown_name
from . import tables
from .html import code, figure, markdown, markdown_table, p_value, render, script, signed

Document = Mapping[str, Any]


def render_evaluation_html(document: Document) -> str:
    """One self-contained page; sections 1 to 5 need no script."""
    from markupsafe import Markup

    from .evaluation_view import evaluation_view
    from .payload import payload

    packed = {name: Markup(text) for name, text in payload(document).items()}
    return render(
        "evaluation.html",
        **evaluation_view(document),
        payload=packed,
        own_style=script("evaluation.css"),
        script=script("evaluation.js"),
    )


def render_evaluation_markdown(document: Document) -> str:
    """The verdict, scores and what to read first, for a pull request."""
    from .evaluation_view import evaluation_view

    view = evaluation_view(document)
    parts = [
        f"## {markdown(document['title'])}",
        markdown(view["lead"]),
        f"**{markdown(document['verdict']['headline'])}**",
    ]
    gate = document["gate"]
    if gate is not None:
        lines = [f"Gate **{'passed' if gate['passed'] else 'failed'}**"]
        lines += [
            f"- {'✔' if rule['passed'] else '✖'} {markdown(rule['text'])} ({code(rule['rule'])})"
            for rule in gate["rules"]
        ]
        parts.append("\n".join(lines))
    header = ["System", *(f"{m['name']} {'↑' if m['higher'] else '↓'}" for m in document["metrics"])]
    rows = []
    for row in view["rows"]:
        cells = [markdown(row["system"]) + (" (baseline)" if row["baseline"] else "")]
        for cell in row["cells"]:
            text = f"**{figure(cell['value'])}**" if cell["best"] else figure(cell["value"])
            if cell["difference"] is not None:
                star = " \\*" if cell["significant"] else ""
                p = p_value(cell["p"]).replace("<", "&lt;")
                text += f" ({signed(cell['difference'])}, p {p}{star})"
            cells.append(text)
        rows.append(cells)
    parts.append(markdown_table([markdown(h) for h in header], rows))
    points = [f"- {markdown(point['text'])}" for point in document["verdict"]["points"]]
    if points:
        parts.append("\n".join(points))
    if document["read_first"]:
        listed = [
            [markdown(document["segments"][row["segment"]]["id"]), markdown(", ".join(row["reasons"]))]
            for row in document["read_first"][:5]
        ]
        parts += ["Read these first:", markdown_table(["Segment", "Why"], listed)]
    worst = document["lists"][0]
    if worst["segments"]:
        which = [s["name"] for s in document["systems"]].index(worst["systems"][0])
        listed = []
        for number in worst["segments"][:5]:
            segment = document["segments"][number]
            reference = segment["references"][0] if segment["references"] else segment["source"] or ""
            listed.append(
                [
                    markdown(segment["id"]),
                    figure(segment["scores"][document["primary"]][which], 1),
                    markdown(segment["hypotheses"][which]),
                    markdown(reference),
                ]
            )
        parts += [
            f"{markdown(worst['title'])}:",
            markdown_table(
                [
                    "Segment",
                    document["primary"],
                    "Translation",
                    "Reference" if document["test_set"]["references"] else "Source",
                ],
                listed,
            ),
        ]
    signatures = "\n".join(
        f"- {code(m['name'] + '|' + m['signature']).replace(chr(92) + '|', '|')}" for m in document["metrics"]
    )
    parts.append(f"<details><summary>Signatures</summary>\n\n{signatures}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def render_evaluation_json(document: Document) -> str:
    """The document itself; see evaluation.schema.json."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One format of the report: which file names choose it, and how it is made."""

    name: str
    extensions: tuple[str, ...]
    render: Callable[[Document], str | bytes]


REPORT_FORMATS: dict[str, ReportFormat] = {
    f.name: f
    for f in (
        ReportFormat("html", (".html", ".htm"), render_evaluation_html),
        ReportFormat("markdown", (".md",), render_evaluation_markdown),
        ReportFormat("json", (".json",), render_evaluation_json),
        ReportFormat("tsv", (".tsv",), tables.render_tsv),
        ReportFormat("junit", (".xml",), tables.render_junit),
        ReportFormat("latex", (".tex",), tables.render_latex),
        ReportFormat("xlsx", (".xlsx",), tables.render_xlsx),
    )
}


def report_format(name: str) -> ReportFormat:
    """The format of a name or of a file name.

    Raises
    ------
    OptionError: there is none.
    """
    if name in REPORT_FORMATS:
        return REPORT_FORMATS[name]
    for known in REPORT_FORMATS.values():
        if name.lower().endswith(known.extensions):
            return known
    raise unknown_name("report format", name, REPORT_FORMATS)


def check_document(document: Any, path: str) -> Document:
    """The document read from a file, if it is one.

    Raises
    ------
    InputError: it is not the JSON of an evaluation, or lacks its segments.
    """
    if not isinstance(document, dict) or document.get("kind") != "bitext-evaluation":
        raise InputError(
            "not the JSON of an evaluation", "write one with: bitext evaluate ... -o report.json", path
        )
    if document.get("version") != 1:
        raise InputError(
            f"version {document.get('version')!r} of the document is not known", "write it again", path
        )
    if "segments" not in document or "statistics" not in document:
        raise InputError("this JSON has no segments", "write it with -o report.json instead of --json", path)
    return document
