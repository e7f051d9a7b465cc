"""Charts as SVG made here: no script, colours that colour-blind readers can tell apart.

Every chart stands beside a table with the same figures; shapes and labels carry
what the colours say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its interval, on a row of its own. `strong` draws it in the second colour."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    strong: bool = False


def _round(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers that part a range."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw)
    first = math.ceil(low / step) * step
    return [first + n * step for n in range(int((high - first) / step + 1e-9) + 1)]


def intervals(rows: Sequence[Interval], title: str, width: int = 640) -> Markup:
    """Dots with whiskers, a row each, on one axis."""
    known = [r for r in rows if not math.isnan(r.value)]
    if not known:
        return Markup("")
    low = min(r.low if r.low is not None else r.value for r in known)
    high = max(r.high if r.high is not None else r.value for r in known)
    pad = (high - low) * 0.06 or max(abs(high) * 0.02, 0.5)
    low, high = low - pad, high + pad
    left = min(max(len(r.label) for r in known) * 7.2 + 16, width * 0.42)
    inner = width - left - 64
    height = 24 * len(known) + 34

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * inner

    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            width, height, title
        )
    ]
    bottom = height - 26
    for tick in ticks(low, high):
        place = _round(x(tick))
        parts.append(Markup('<line class="grid" x1="{0}" x2="{0}" y1="4" y2="{1}"/>').format(place, bottom))
        parts.append(
            Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                place, bottom + 16, f"{tick:g}"
            )
        )
    for number, row in enumerate(known):
        y = 18 + 24 * number
        name = (
            row.label
            if len(row.label) * 7.2 <= left - 12
            else row.label[: max(int((left - 20) / 7.2), 4)] + "…"
        )
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_round(left - 10), y + 4, name)
        )
        kind = "strong" if row.strong else "plain"
        if row.low is not None and row.high is not None:
            a, b = _round(x(row.low)), _round(x(row.high))
            parts.append(
                Markup('<path class="whisker {0}" d="M{1} {3}H{2}M{1} {4}V{5}M{2} {4}V{5}"/>').format(
                    kind, a, b, y, y - 4, y + 4
                )
            )
        at = x(row.value)
        if row.strong:
            d = f"M{_round(at)} {y - 6}l6 6l-6 6l-6 -6z"
            parts.append(Markup('<path class="dot strong" d="{}"/>').format(d))
        else:
            parts.append(Markup('<circle class="dot" cx="{}" cy="{}" r="4.5"/>').format(_round(at), y))
        parts.append(
            Markup('<text class="value" x="{}" y="{}">{}</text>').format(
                _round(left + inner + 12), y + 4, f"{row.value:.2f}"
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def strip(
    values: Sequence[float | None], low: float, high: float, links: Sequence[str], title: str
) -> Markup:
    """Scores along a document: a bar a segment, higher for the better; each leads to its segment."""
    step = max(3.0, min(14.0, 420 / max(len(values), 1)))
    width = step * len(values)
    parts = [
        Markup(
            '<svg class="strip" viewBox="0 0 {0} 28" width="{0}" height="28" role="img" aria-label="{1}">'
        ).format(_round(width), title)
    ]
    for number, (value, link) in enumerate(zip(values, links, strict=True)):
        share = 0.0 if value is None or high <= low else min(max((value - low) / (high - low), 0.0), 1.0)
        height = 2 + 24 * share
        said = "no score" if value is None else f"{value:.1f}"
        kind = "none" if value is None else "low" if share < 0.25 else ""
        parts.append(
            Markup(
                '<a href="{}"><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}"/></a>'
            ).format(
                link,
                f"{number + 1}: {said}",
                kind,
                _round(number * step),
                _round(27 - height),
                _round(step - 1),
                _round(height),
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


_SHAPES = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", "M0 -5l5 5l-5 5l-5 -5z", "M-4 -4h8v8h-8z", "M0 -5l5 9h-10z")


def trend(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], title: str, width: int = 640
) -> Markup:
    """Lines over runs, at most six, each with its own colour, dash and mark."""
    series = series[:6]
    known = [v for _, values in series for v in values if v is not None]
    if not known or len(labels) < 2:
        return Markup("")
    low, high = min(known), max(known)
    pad = (high - low) * 0.1 or 1.0
    low, high = low - pad, high + pad
    left, right, top, height = 48, 150, 10, 220
    bottom = height - 30

    def x(number: int) -> float:
        return left + number * (width - left - right) / max(len(labels) - 1, 1)

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            width, height, title
        )
    ]
    for tick in ticks(low, high, 4):
        level = _round(y(tick))
        parts.append(
            Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
                left, width - right, level, level
            )
        )
        parts.append(
            Markup('<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>').format(
                left - 6, level, f"{tick:g}"
            )
        )
    every = max(1, len(labels) // 8)
    for number, label in enumerate(labels):
        if number % every == 0 or number == len(labels) - 1:
            parts.append(
                Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    _round(x(number)), bottom + 18, label[:12]
                )
            )
    ends: list[float] = []
    for which, (name, values) in enumerate(series):
        points = [(x(n), y(v)) for n, v in enumerate(values) if v is not None]
        if not points:
            continue
        line = "M" + "L".join(f"{_round(a)} {_round(b)}" for a, b in points)
        parts.append(Markup('<path class="line s{}" d="{}"/>').format(which, line))
        for a, b in points:
            parts.append(
                Markup('<path class="mark s{}" transform="translate({} {})" d="{}"/>').format(
                    which, _round(a), _round(b), _SHAPES[which % 4]
                )
            )
        at = points[-1][1]
        while any(abs(at - other) < 14 for other in ends):
            at += 14
        ends.append(at)
        parts.append(
            Markup('<text x="{}" y="{}">{}</text>').format(
                _round(points[-1][0] + 10), _round(at + 4), name[:20]
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)
