"""Beads as text: the machine format, a table for programs, and a page for people.

The format `beads` is one line a bead, `0,1:2<TAB>confidence`, sentence numbers from 0, an
empty side for an omission.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..errors import InputError
from ..files import json_line, read_text
from ..text import Bead

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """An alignment with its sentences, ready to be written."""

    source: Sequence[str]
    target: Sequence[str]
    beads: Sequence[Bead]
    source_language: str = "ko"
    target_language: str = "en"
    source_file: str = ""
    source_id: str = ""
    target_file: str = ""
    target_id: str = ""

    def texts(self, bead: Bead) -> tuple[str, str]:
        """Both sides of a bead, sentences joined by a space."""
        return " ".join(self.source[i] for i in bead.source), " ".join(self.target[j] for j in bead.target)


def bead_line(bead: Bead) -> str:
    """A bead in the machine format, without the line end."""
    left, right = (",".join(map(str, side)) for side in (bead.source, bead.target))
    return f"{left}:{right}\t{bead.confidence:.4f}"


def read_beads(path: str | Path) -> list[Bead]:
    """Beads of a file in the machine format (the confidence may be left out): gold, or our own.

    Raises
    ------
    InputError: a line that is no bead, with its number.
    """
    beads = []
    for number, line in enumerate(read_text(path).text.split("\n"), 1):
        if not line.strip():
            continue
        sides, _, confidence = line.partition("\t")
        left, colon, right = sides.partition(":")
        try:
            if not colon:
                raise ValueError("no colon")
            bead = Bead(_numbers(left), _numbers(right), float(confidence) if confidence.strip() else 1.0)
        except ValueError as error:
            raise InputError(
                f"not a bead: {line[:60]!r}", 'for instance "0,1:2" or "3:" for an omission', path, number
            ) from error
        if bead.source or bead.target:
            beads.append(bead)
    return beads


def _numbers(text: str) -> Numbers:
    found = tuple(sorted(int(x) for x in text.split(",") if x.strip()))
    if found and found[0] < 0:
        raise ValueError("negative sentence number")
    return found


def alignment_rows(one: Aligned) -> Iterator[dict[str, object]]:
    """Rows of `alignment.jsonl`, one a bead, with its texts."""
    for bead in one.beads:
        left, right = one.texts(bead)
        yield {
            "source_file": one.source_file,
            "source_id": one.source_id,
            "target_file": one.target_file,
            "target_id": one.target_id,
            "source": list(bead.source),
            "target": list(bead.target),
            "confidence": bead.confidence,
            "source_text": left,
            "target_text": right,
        }


def as_beads(one: Aligned) -> str:
    """The machine format."""
    return "".join(bead_line(b) + "\n" for b in one.beads)


def as_jsonl(one: Aligned) -> str:
    """One JSON object a bead; see :func:`alignment_rows`."""
    return "".join(json_line(row) + "\n" for row in alignment_rows(one))


def as_tsv(one: Aligned) -> str:
    """source, target, confidence and sentence numbers, tab-separated with a header."""
    lines = ["source\ttarget\tconfidence\tsource_sentences\ttarget_sentences"]
    for bead in one.beads:
        left, right = (" ".join(t.split()) for t in one.texts(bead))
        numbers = (",".join(map(str, side)) for side in (bead.source, bead.target))
        lines.append("\t".join((left, right, f"{bead.confidence:.4f}", *numbers)))
    return "\n".join(lines) + "\n"


def mark(bead: Bead) -> str:
    """What kind of bead it is, for people: "1-1", "2-1 merged", "omitted"."""
    n, m = len(bead.source), len(bead.target)
    if not m:
        return "omitted"
    if not n:
        return "added"
    return f"{n}-{m}" if n == m == 1 else f"{n}-{m} merged"


def as_text(one: Aligned, width: int = 100, why: Sequence[str] = ()) -> str:
    """A side-by-side page: sentence numbers from 1, omissions and merges marked, doubts named.

    `width` is in columns of the terminal; `why` adds a line to each bead.
    """
    column = max(16, (width - 7) // 2)
    out = [f"{one.source_language:^{column}}   │ {one.target_language:^{column}}".rstrip()]
    out.append("─" * (column + 3) + "┼" + "─" * (column + 1))
    for number, bead in enumerate(one.beads):
        left = _wrapped(one.source, bead.source, column)
        right = _wrapped(one.target, bead.target, column)
        note = mark(bead)
        if not bead.target:
            right = [f"({_nobody(one.target_language)})"]
        if not bead.source:
            left = [f"({_nobody(one.source_language)})"]
        sign = " " if note == "1-1" else {"omitted": "-", "added": "+"}.get(note, "=")
        height = max(len(left), len(right))
        for k in range(height):
            a = left[k] if k < len(left) else ""
            b = right[k] if k < len(right) else ""
            out.append(f"{_padded(a, column)} {sign if k == 0 else ' '} │ {b}".rstrip())
        if bead.source and bead.target and bead.confidence < DOUBTFUL:
            out.append(f"{_padded('', column)}   │ ^ {bead.confidence:.0%} sure")
        if why:
            out.append(f"    {bead.confidence:.0%} sure; {why[number]}")
    counts = summary(one.beads)
    out.append("─" * (column + 3) + "┴" + "─" * (column + 1))
    out.append(counts)
    out.append("= merged   - only in the source   + only in the target   ^ to be looked at")
    return "\n".join(out) + "\n"


DOUBTFUL = 0.9
"""Confidence below which a bead should be looked at."""


def summary(beads: Sequence[Bead]) -> str:
    """One line on an alignment."""
    pairs = [b for b in beads if b.source and b.target]
    merged = sum(len(b.source) + len(b.target) > 2 for b in pairs)
    only_s = sum(len(b.source) for b in beads if not b.target)
    only_t = sum(len(b.target) for b in beads if not b.source)
    doubtful = sum(b.confidence < DOUBTFUL for b in pairs)
    return (
        f"{len(pairs)} pairs ({merged} merged, {doubtful} doubtful), "
        f"{only_s} sentences only in the source, {only_t} only in the target"
    )


def _nobody(language: str) -> str:
    return f"not in {language}"


def _wrapped(sentences: Sequence[str], numbers: Numbers, column: int) -> list[str]:
    lines: list[str] = []
    for number in numbers:
        label = f"{number + 1:>3} "
        text = " ".join(sentences[number].split()) or "(blank)"
        for k, piece in enumerate(_wrap(text, column - len(label))):
            lines.append((label if k == 0 else " " * len(label)) + piece)
    return lines


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces where there are any."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = _columns(word)
        while size > width:  # a word longer than the line
            room = width - used - (1 if line else 0)
            if room < 2:
                lines.append(line)
                line, used, room = "", 0, width
            head = _cut(word, room)
            line = f"{line} {head}" if line else head
            lines.append(line)
            word = word[len(head) :]
            line, used, size = "", 0, _columns(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        if word:
            line = f"{line} {word}" if line else word
            used = _columns(line)
    if line or not lines:
        lines.append(line)
    return lines


def _cut(word: str, width: int) -> str:
    used = 0
    for k, c in enumerate(word):
        used += _columns(c)
        if used > width and k:
            return word[:k]
    return word


def _columns(text: str) -> int:
    """Columns of a terminal that a text takes: East Asian wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _padded(text: str, column: int) -> str:
    return text + " " * max(0, column - _columns(text))


_STYLE = """body{font:16px/1.55 system-ui,"Noto Sans KR",sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%}td,th{vertical-align:top;text-align:left;padding:.5rem .6rem;border-bottom:1px solid #ddd}
td.n{color:#666;font-variant-numeric:tabular-nums;white-space:nowrap}tr.gap td{background:#fdecea}tr.merge td{background:#eef4fb}
tr.doubt td.c{color:#a33;font-weight:600}.none{color:#777;font-style:italic}sup{color:#888;margin-right:.25em}
@media(prefers-color-scheme:dark){body{background:#16181b;color:#e6e6e6}td,th{border-color:#333}tr.gap td{background:#3a2222}tr.merge td{background:#1d2a3a}}"""


def as_html(one: Aligned) -> str:
    """A page that stands alone: side by side, omissions and merges coloured, doubts marked."""
    rows = []
    for bead in one.beads:
        n, m = len(bead.source), len(bead.target)
        kinds = ["gap"] if not n or not m else ["merge"] if n + m > 2 else []
        if n and m and bead.confidence < DOUBTFUL:
            kinds.append("doubt")
        cells = []
        for sentences, numbers, language in (
            (one.source, bead.source, one.source_language),
            (one.target, bead.target, one.target_language),
        ):
            text = " ".join(f"<sup>{k + 1}</sup>{html.escape(sentences[k])}" for k in numbers)
            cells.append(
                f'<td lang="{html.escape(language, quote=True)}">{text}</td>'
                if numbers
                else f'<td class="none">{html.escape(_nobody(language))}</td>'
            )
        rows.append(
            f'<tr class="{" ".join(kinds)}"><td class="n">{html.escape(mark(bead))}</td>{"".join(cells)}'
            f'<td class="n c">{bead.confidence:.0%}</td></tr>'
        )
    title = html.escape(f"{one.source_file or 'source'} / {one.target_file or 'target'}")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{html.escape(summary(one.beads))}.</p><table><thead><tr><th>bead</th>"
        f"<th>{html.escape(one.source_language)}</th><th>{html.escape(one.target_language)}</th>"
        f"<th>sure</th></tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table></body></html>\n"
    )


WRITERS: Mapping[str, Callable[[Aligned], str]] = MappingProxyType(
    {"text": as_text, "beads": as_beads, "tsv": as_tsv, "jsonl": as_jsonl, "html": as_html}
)
"""Ways to write an alignment, by name."""
