"""What all our pages share: templates, marks inside text, figures as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..text import SEVERITIES, Severity

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@cache
def environment() -> Environment:
    """The templates, with escaping on and undefined names an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["figure"] = figure
    env.filters["signed"] = signed
    env.filters["p"] = p_value
    env.filters["percent"] = percent
    env.globals["style"] = Markup((_TEMPLATES / "style.css").read_text("utf-8"))
    return env


def render(template: str, **values: Any) -> str:
    """A template of `toolkit/report/templates` filled in."""
    return environment().get_template(template).render(**values)


def script(name: str) -> Markup:
    """A script of ours, to stand inside the page."""
    return Markup((_TEMPLATES / name).read_text("utf-8"))


def figure(value: float | None, digits: int = 2) -> str:
    """A score as it is printed; a dash for none."""
    return "–" if value is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 2) -> str:
    """A difference with its sign (a true minus); a dash for none."""
    if value is None:
        return "–"
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else "−") + text


def p_value(value: float | None) -> str:
    """A p-value to the precision that means something."""
    if value is None:
        return "–"
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def percent(value: float | None) -> str:
    """A share (0 to 1) as a percentage."""
    return "–" if value is None else f"{100 * value:.0f} %"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to mark: text[start:end], how bad, what is said of it, its number in the list."""

    start: int
    end: int
    severity: Severity
    message: str
    number: int


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """The text escaped, with <mark> at each place; overlapping marks are cut into pieces."""
    kept = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    edges = sorted({0, len(text), *(m.start for m in kept), *(m.end for m in kept)})
    parts: list[Markup] = []
    for start, end in pairwise(edges):
        piece = escape(text[start:end])
        here = [m for m in kept if m.start <= start and end <= m.end]
        if not here:
            parts.append(piece)
            continue
        worst = max(here, key=lambda m: SEVERITIES.index(m.severity))
        closing = [str(m.number) for m in here if m.end == end]
        parts.append(
            Markup('<mark class="{}" title="{}">{}</mark>').format(
                worst.severity, "; ".join(m.message for m in here), piece
            )
        )
        if closing:
            parts.append(Markup('<sup class="ref">{}</sup>').format(",".join(closing)))
    return Markup("").join(parts)


def markdown(text: str) -> str:
    """Text escaped for Markdown, on one line, safe inside a table cell."""
    out = []
    for char in " ".join(text.split()):
        if char in "\\`*_{}[]<>#|~!&":
            out.append("\\" + char if char not in "<>&" else {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[char])
        else:
            out.append(char)
    line = "".join(out)
    return "\\" + line if line[:1] in ("-", "+") else line


def code(text: str) -> str:
    """Text as code in a Markdown table cell."""
    return "`" + text.replace("`", "'").replace("|", "\\|") + "`" if text else ""


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are already Markdown."""
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join("---" for _ in header) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
