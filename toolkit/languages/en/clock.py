"""Times of day and lengths of time of English text."""

from __future__ import annotations

import re

from ..base import Quantity

_TIME = re.compile(
    r"(?P<h>[01]?[0-9]|2[0-4])(?:[:.](?P<m>[0-5][0-9]))?\s{0,3}(?P<half>[apAP]\.?\s?[mM]\.?|o'clock)(?![A-Za-z])|(?P<h2>[01]?[0-9]|2[0-4]):(?P<m2>[0-5][0-9])(?![0-9:]|\.[0-9])|(?P<h3>[01][0-9]|2[0-3])(?P<m3>[0-5][0-9])(?=\s(?:GMT|hours|local|UTC|EST|EDT|BST|CET))|(?P<h4>0[0-9])(?P<m4>[0-5][0-9])(?![0-9.,:-]|\s[0-9])"
)
_LAP = re.compile(r"(?:(?P<h>[0-9]{1,2}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)(?![0-9:])")
_LENGTH = re.compile(
    r"(?P<h>[0-9]{1,3})\shours?(?:,|\sand)?\s(?P<hm>[0-9]{1,2})\s?min(?:ute)?s?\b(?:(?:,|\sand)?\s(?P<hs>[0-9]{1,2}(?:\.[0-9]+)?)\s?sec(?:ond)?s?\b)?"
    r"|(?P<m>[0-9]{1,3})\s?min(?:ute)?s?(?:,|\sand)?\s(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s?sec(?:ond)?s?\b"
)


def read_time(text: str, start: int) -> Quantity | None:
    """A clock time (5:30 p.m., 17:30, 0715), a lap (2:03:04) or a length in two units (1 hour 20 minutes) at a digit."""
    after = text[start : start + 40]
    if not (
        ":" in after
        or "GMT" in after
        or " hours" in after
        or after[0] == "0"
        or "m" in after
        or "M" in after
        or "clock" in after
    ):
        return None
    if m := _TIME.match(text, start):
        return _time(text, start, m)
    if m := _LAP.match(text, start):
        seconds = int(m["h"] or 0) * 3600 + int(m["m"]) * 60 + float(m["s"])
        return Quantity("duration", seconds, start, m.end(), m.group(), "second")
    if m := _LENGTH.match(text, start):
        return _length(start, m)
    return None


def _time(text: str, start: int, m: re.Match[str]) -> Quantity:
    hour = int(m["h"] or m["h2"] or m["h3"] or m["h4"])
    minute = int(m["m"] or m["m2"] or m["m3"] or m["m4"] or 0)
    half = (m["half"] or "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    military = hour >= 12 and (m["h3"] or m["h4"])
    name = {"p": "pm", "a": "am"}.get(half, "pm" if hour > 12 or military else "")
    return Quantity("time", hour * 60 + minute, start, m.end(), text[start : m.end()], name, hard=False)


def _length(start: int, m: re.Match[str]) -> Quantity:
    if m["h"]:
        minutes = int(m["h"]) * 60 + int(m["hm"])
        if not m["hs"]:
            return Quantity("duration", minutes, start, m.end(), m.group(), "minute")
        return Quantity("duration", minutes * 60 + float(m["hs"]), start, m.end(), m.group(), "second")
    return Quantity("duration", int(m["m"]) * 60 + float(m["s"]), start, m.end(), m.group(), "second")
