"""Times of day and lap times of Korean text."""

from __future__ import annotations

import re

from ..base import Quantity

_CLOCK = re.compile(
    r"(?P<h>[01]?[0-9]|2[0-4])(?:\s?시(?![간즌장민청도리위스작험설범])(?:\s?(?P<m>[0-5]?[0-9])분(?!기|의)|\s?(?P<half>반)(?![가-힣](?<![에이부까쯤경께])))?|:(?P<cm>[0-5][0-9])(?![0-9:]))"
)
_POINT = re.compile(r"(?P<h>1[0-2]|0?[1-9])\.(?P<m>[0-5][0-9])(?![0-9%])")
_HALF_DAY = re.compile(r"(오전|오후|새벽|아침|낮|저녁|밤|심야|정오|한낮)\s?$")
_MORNING = frozenset({"오전", "새벽", "아침"})
_COLONS = re.compile(r"(?:(?P<h>[0-9]{1,2}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)(?![0-9:])")
_LENGTH = re.compile(
    r"(?:(?P<h>[0-9]{1,3})시간\s?)?(?P<m>[0-9]{1,3})분(?!의|기)(?:\s?(?P<s>[0-9]{1,2})초(?:\s?(?P<c>[0-9]{1,3})(?![0-9,]))?)?"
    r"|(?P<s2>[0-9]{1,3})초\s?(?P<c2>[0-9]{1,3})(?![0-9]|분|시|명|개)"
)


def read_time(text: str, start: int, before: str) -> Quantity | None:
    """A clock time (오후 5시 30분, 17:30) or a length of it (13초04, 1시간 20분, 27:37) at `start`.

    `before` is the text just before; 오전, 오후 and the like there belong to the time.
    """
    if m := _CLOCK.match(text, start):
        return _clock(text, start, before, m)
    if (m := _POINT.match(text, start)) and _HALF_DAY.search(before):
        return _clock(text, start, before, m)
    if m := _COLONS.match(text, start):
        seconds = int(m["h"] or 0) * 3600 + int(m["m"]) * 60 + float(m["s"])
        return Quantity("duration", seconds, start, m.end(), m.group(), "second")
    m = _LENGTH.match(text, start)
    if not m:
        return None
    if m["s2"]:
        return Quantity("duration", float(f"{m['s2']}.{m['c2']}"), start, m.end(), m.group(), "second")
    if not m["h"] and not m["s"]:
        return None
    minutes = int(m["h"] or 0) * 60 + int(m["m"])
    if not m["s"]:
        return Quantity("duration", minutes, start, m.end(), m.group(), "minute")
    seconds = round(minutes * 60 + float(f"{m['s']}.{m['c'] or 0}"), 3)
    return Quantity("duration", seconds, start, m.end(), m.group(), "second")


def _clock(text: str, start: int, before: str, m: re.Match[str]) -> Quantity:
    parts = m.groupdict()
    hour, minute = int(m["h"]), 30 if parts.get("half") else int(parts.get("m") or parts.get("cm") or 0)
    half = ""
    if word := _HALF_DAY.search(before):
        start -= len(before) - word.start()
        half = "am" if word[1] in _MORNING else "pm"
        if half == "am" and hour == 12:
            hour = 0
        elif half == "pm" and hour < 12 and not (word[1] in ("밤", "심야") and hour < 5):
            hour += 12
    elif hour > 12:
        half = "pm"
    return Quantity("time", hour * 60 + minute, start, m.end(), text[start : m.end()], half, hard=False)
