"""Subtitles: SubRip (.srt) and WebVTT (.vtt), a block for each cue; numbers, times and settings stay as they are."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..text import Article, Inline
from .base import (
    Facts,
    Format,
    Piece,
    Reading,
    Replaced,
    Translated,
    build_article,
    new_blocks,
    nfc,
    read_raw,
    replaced,
    same,
    splice,
    weave,
)

_TIME = re.compile(
    r"[ \t]*(?:\d+:)?\d{1,2}:\d{2}[,.]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d{1,2}:\d{2}[,.]\d{1,3}(?:[ \t].*)?$"
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z]+)(?:[\s.][^<>]*)?>|<\d[\d:.]+>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"\s*[-–—]\s*(?=\S)")
WIDTH = 42  # characters a line, the usual limit of broadcasters


def _lines(raw: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\r\n]+|(?<=\n)(?=\r?\n)|(?<=\r)(?=\r)", raw)]


def _cue(source: str, escaped: bool) -> tuple[str, tuple[Inline, ...]]:
    """Text of a cue without its tags, and the tags as inlines; its lines are joined by a space."""
    source = re.sub(r"[ \t]*(?:\r\n|\r|\n)[ \t]*", " ", source)
    text: list[str] = []
    inlines: list[Inline] = []
    open_: list[tuple[str, int]] = []
    length = at = 0
    for match in [*_TAG.finditer(source), None]:
        piece = nfc(source[at : match.start() if match else len(source)])
        piece = html.unescape(piece) if escaped else piece
        text.append(piece)
        length += len(piece)
        if match is None:
            break
        at = match.end()
        if match["name"] and not match["close"]:
            open_.append((match["name"], len(inlines)))
            inlines.append(Inline(length, length, match.group(), keep=True))
        elif match["name"] and match["close"] and any(name == match["name"] for name, _ in open_):
            while open_:
                name, place = open_.pop()
                if name == match["name"]:
                    begun = inlines[place]
                    inlines[place] = Inline(begun.start, length, begun.opening, match.group())
                    break
        else:
            inlines.append(Inline(length, length, match.group(), keep=True))
    return "".join(text), tuple(inlines)


def _is_vtt(raw: str) -> bool:
    """Whether the text is WebVTT, which writes & and < as references; SubRip does not."""
    return raw.lstrip("\ufeff").startswith("WEBVTT")


def parse(raw: str) -> list[Piece]:
    """Blocks of the cues: one a cue, or one a speaker where lines begin with dashes."""
    pieces: list[Piece] = []
    escaped = _is_vtt(raw)
    lines = [*_lines(raw), (len(raw), len(raw))]
    n = 0
    while n < len(lines):
        if not _TIME.match(raw[slice(*lines[n])]):
            n += 1
            continue
        first = n + 1
        n = first
        while (
            n < len(lines)
            and raw[slice(*lines[n])].strip()
            and not (n > first and _TIME.match(raw[slice(*lines[n])]))
        ):
            n += 1
        rows = lines[first:n]
        speakers = len(rows) > 1 and all(_SPEAKER.match(raw, start, end) for start, end in rows)
        for start, end in rows if speakers else [(rows[0][0], rows[-1][1])] if rows else []:
            dash = _SPEAKER.match(raw, start, end) if speakers else None
            begin = dash.end() if dash else start
            text, inlines = _cue(raw[begin:end], escaped)
            if text.strip():
                fill = WIDTH if not speakers and len(rows) > 1 else 0
                pieces.append(Piece("paragraph", text, begin, end, inlines, fill=fill))
    return pieces


def read(path: Path, reading: Reading) -> Iterator[Article]:
    """The cues of a subtitle file as the blocks of one article."""
    raw = read_raw(path, reading)
    pieces = parse(raw.text)
    if not pieces:
        raise InputError(
            "no cue in this subtitle file", "a cue has a line such as 00:00:01,000 --> 00:00:02,000", path
        )
    yield build_article(path, reading, "subtitles", raw.encoding, pieces, Facts())


def replace(path: Path, translated: Translated, target_language: str, reading: Reading) -> Replaced:
    """The file with new cues at the same times; cues of several lines are broken at 42 characters."""
    raw = read_raw(path, reading)
    pieces = parse(raw.text)
    end = "\r\n" if "\r\n" in raw.text else "\n"
    changes: list[tuple[int, int, str]] = []
    for piece, new in zip(pieces, new_blocks(translated, "", len(pieces), path), strict=True):
        if new is None:
            continue
        # A blank line or an arrow in a text would end its cue.
        source = weave(new.text, new.inlines, _escape if _is_vtt(raw.text) else same)
        source = re.sub(r"\s*[\r\n]\s*", " ", source).replace("-->", "→")
        if piece.fill and not re.search(r"<[^>]* [^>]*>", source):
            source = end.join(
                textwrap.wrap(source, piece.fill, break_long_words=False, break_on_hyphens=False)
            )
        changes.append((piece.start, piece.end, source))
    return replaced(path, splice(raw.text, changes), raw.encoding)


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


SUBTITLES = Format("subtitles", (".srt", ".vtt"), "SubRip and WebVTT subtitles", read, replace)
