"""Numbers of one side against numbers of the other: which stand for which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import floor, log10

from ..languages.base import Quantity
from ..languages.units import in_base_unit, same_currency, significant

_ROUNDING = 0.035
"""How far a rounded number may lie from the exact one, as a part of it, where a scale word stands."""
_CONVERSION = 0.06
"""How far a converted measure may lie from the exact conversion: "75 mph" for 120 km."""
_SCALE = re.compile(
    r"[천만억조경]|thousand|million|billion|trillion|[0-9](?:bn|mn|tn)\b|^[$€£].*[0-9][mbkMBK]\b", re.I
)
_YEARS = {"year": 1, "decade": 10, "century": 100}
_LENGTH_OF = {"km/h": "km", "mph": "mi", "m/s": "m", "kn": "nmi"}
COUNTS = frozenset({"cardinal", "ordinal", "age", "decade", "score", "duration"})
_UNROUNDED = frozenset({"date", "decade", "time", "score", "ordinal"})
_WHOLE = frozenset({"score", "time"})
SPECIFIC = frozenset({"money", "percent", "percentage-point", "measure", "duration", "age"})

_TWO_NUMBERS = re.compile(r"[0-9][^0-9.,]+[0-9]")

Index = dict[float, list[Quantity]]
Partners = list[list[Quantity]]
"""For each quantity of a side, those of the other side that it is matched by."""


def match_numbers(a: Sequence[Quantity], b: Sequence[Quantity]) -> tuple[Partners, Partners]:
    """Partners of each quantity of `a` and of `b`; the months and days of dates only serve others as partners."""
    index_a, index_b = _index(a), _index(b)
    whole_a, whole_b = ({q.kind for q in side} & _WHOLE for side in (a, b))
    # A score is compared with scores and a time with times, as soon as the other side has any.
    partners_a = [[] if q.kind in whole_b else _exact(q, index_b) for q in a]
    partners_b = [[] if q.kind in whole_a else _exact(q, index_a) for q in b]
    free_a = frozenset(id(q) for q, found in zip(a, partners_a, strict=True) if not found)
    free_b = frozenset(id(q) for q, found in zip(b, partners_b, strict=True) if not found)
    for partners, side, others, free in ((partners_a, a, b, free_b), (partners_b, b, a, free_a)):
        for i, q in enumerate(side):
            if not partners[i] and is_number(q):
                partners[i] = _near(q, others, free)
    return partners_a, partners_b


def is_number(q: Quantity) -> bool:
    """Whether `q` is judged here: all but dates, and of dates those that give their year."""
    return q.kind != "date" or (q.hard and q.year is not None)


def ends(q: Quantity) -> tuple[float, ...]:
    """The numbers of `q` that must all be found: both ends of a range, the year of a date."""
    if q.kind == "date":
        year = float(q.year or 0)
        return (year,) if q.high is None or q.unit != "year" else (year, q.high)
    return (q.value,) if q.high is None or (q.approximate and not q.hard) else (q.value, q.high)


def _forms(q: Quantity) -> Iterator[float]:
    """Further numbers that `q` may be written as: half as 50, an hour of the afternoon as 17."""
    value, kind = q.value, q.kind
    if kind == "date":
        if q.month:
            yield float(q.month)
        if q.day:
            yield float(q.day)
            if q.high is not None and q.unit == "day":
                yield float(q.day) + q.high - value
            if q.month and not q.hard:
                yield round(q.month + q.day / 100, 2)
    elif kind == "time":
        hour, minute = divmod(value, 60)
        yield hour
        yield hour - 12 if hour > 12 else hour + 12
        if minute:
            yield minute
            yield round(hour + minute / 100, 2)
            yield round(hour % 12 + minute / 100, 2)
    elif kind == "fraction":
        if value > 1e-4:
            yield round(value * 100, 4)
        if 0 < value < 1:
            yield float(round(1 / value))  # "a third" may be an ordinal
    elif kind == "decade" and value >= 1900 and not q.text[:4].isdecimal():
        yield value - 1900  # "the 80s" may be an age
    elif kind == "percent":
        yield round(value / 100, 6)
    elif kind == "money" and value < 100:
        yield round(value * 100, 4)
    elif kind == "duration" and is_composite(q):
        yield from _parts(q)
    elif kind == "duration" and q.unit == "minute" and q.text.startswith("후반"):
        yield value + 45  # 후반 41분: the 86th minute
    elif q.unit == "caliber":
        yield value / 100


def is_composite(q: Quantity) -> bool:
    """Whether a length of time is given in two units: 1시간 40분, 2:03, 1년 6개월."""
    return (
        q.kind == "duration"
        and (q.value > 12 if q.unit == "month" else q.value > 60 and q.unit in ("minute", "second"))
        and bool(_TWO_NUMBERS.search(q.text))
    )


def _parts(q: Quantity) -> tuple[float, ...]:
    """1 hour 40 minutes as 1 and 40."""
    large, small = divmod(q.value, 12 if q.unit == "month" else 60)
    small = round(small, 3)
    if large >= 60 and q.unit == "second":
        hours, large = divmod(large, 60)
        return (hours, large, small)
    return (large, small) if small else (large,)


def _index(quantities: Sequence[Quantity]) -> Index:
    index: Index = {}
    for q in quantities:
        for number in ends(q):
            index.setdefault(number, []).append(q)
        if q.high is not None and q.approximate and not q.hard:
            index.setdefault(q.high, []).append(q)
        for number in _forms(q):
            index.setdefault(number, []).append(q)
    return index


def _exact(q: Quantity, index: Index) -> list[Quantity]:
    """Quantities of the other side that hold the very numbers of `q`; empty where one of them has none."""
    partners: list[Quantity] = []
    for value in ends(q):
        found = index.get(value)
        if not found:
            break
        partners += found
    else:
        return partners
    if q.kind == "date" or q.high is not None:
        return []
    if is_composite(q):
        # "an hour and 45 minutes" does not say one
        parts = [n for n in _parts(q) if n != 1 or n in index]
        return [p for n in parts for p in index[n]] if all(n in index for n in parts) else []
    for value in _forms(q):
        if value in index:
            return index[value]
    return []


def _near(q: Quantity, others: Sequence[Quantity], free: frozenset[int]) -> list[Quantity]:
    """Quantities that say the same as `q` in other units, rounded or vaguely.

    A conversion may lean on any of `others`; a rounding only on those (`free`, by
    identity) that no other quantity matches exactly.
    """
    partners: list[Quantity] = []
    if q.kind == "score":
        return [o for o in others if (o.kind == "score" and _same_score(q, o)) or _sets(q, o)]
    if q.kind == "time":
        return [o for o in others if o.kind == "time" and (q.value - o.value) % 720 == 0]
    for value in ends(q):
        for other in others:
            if _converted(q, value, other) or (
                id(other) in free and any(_rounded(q, value, other, v) for v in ends(other))
            ):
                partners.append(other)
                break
        else:
            return []
    return partners


def _sets(score: Quantity, other: Quantity) -> bool:
    """Whether `other` counts the sets of a score: "in four sets" for 3-1."""
    return score.kind == "score" and other.unit == "set" and other.value == score.value + (score.high or 0)


def _same_score(x: Quantity, y: Quantity) -> bool:
    """3-2 and 2-3, or a share: 6 대 4 and 60-40."""
    if {x.value, x.high} == {y.value, y.high}:
        return True
    if not x.high or not y.high:
        return False
    return x.value + x.high in {10.0, 100.0} and x.value * y.high == y.value * x.high


def _converted(q: Quantity, value: float, other: Quantity) -> bool:
    """Whether `other` is `value` in another unit, a vague number around it, or the year without its century."""
    if _sets(other, q) or _is_fortnight(q, other):
        return True
    if "decade" in (q.kind, other.kind) and "date" in (q.kind, other.kind):
        whole, year = (q.value, other.year) if q.kind == "decade" else (other.value, q.year)
        if whole % 100 == 0 and year and 0 <= year - whole < 100:
            return True  # the 1900s
    if q.kind == "date":
        return (
            other.kind in ("cardinal", "duration", "decade", "age")
            and other.value == value % 100
            and other.value >= 30
        )
    if other.kind == "date":
        return (
            bool(other.year)
            and value >= 30
            and value == (other.year or 0) % 100
            and q.kind in ("cardinal", "duration")
        )
    if is_vague(other) and (other.kind == q.kind or q.kind in COUNTS):
        return other.value * 0.9 <= value <= (other.high or 0) * 1.1
    if is_vague(q) and (other.kind == q.kind or other.kind in COUNTS):
        return q.value * 0.9 <= other.value <= (q.high or 0) * 1.1
    if q.unit and other.unit and q.unit != other.unit:
        one, two = in_base_unit(value, q.unit), in_base_unit(other.value, other.unit)
        if one and two and {one[0], two[0]} == {"length", "speed"}:
            one = in_base_unit(value, _LENGTH_OF.get(q.unit, q.unit))
            two = in_base_unit(other.value, _LENGTH_OF.get(other.unit, other.unit))
        if one and two and one[0] == two[0]:
            if one[0] == "temperature":
                return abs(one[1] - two[1]) <= 1.2
            tolerance = 0.08 if one[0] == "time" else _CONVERSION  # 보름 is two weeks
            if "pyeong" in (q.unit, other.unit):
                tolerance = 0.1  # 두 평 is some 6 square meters
            if one[0] == "time" and (is_composite(q) or is_composite(other)):
                tolerance = 0.01
            return abs(one[1] - two[1]) <= tolerance * max(abs(one[1]), abs(two[1]))
    return False


def _is_fortnight(q: Quantity, other: Quantity) -> bool:
    return "보름" in (q.text, other.text) and q.unit == other.unit == "day" and 14 in (q.value, other.value)


def _rounded(q: Quantity, x: float, other: Quantity, y: float) -> bool:
    """Whether one of two numbers is the other rounded."""
    if x <= 0 or y <= 0 or not _UNROUNDED.isdisjoint((q.kind, other.kind)):
        return False
    if q.kind == "money" and other.kind == "money" and not same_currency(q.unit, other.unit):
        return False
    if q.kind == "fraction" or other.kind == "fraction":
        one, two = (x if q.kind == "fraction" else x / 100), (y if other.kind == "fraction" else y / 100)
        return abs(one - two) <= min(0.04, 0.25 * max(one, two))
    years = _YEARS.get(q.unit, 0) if q.kind == "duration" else 0
    other_years = _YEARS.get(other.unit, 0) if other.kind == "duration" else 0
    in_years = bool(years and other_years)
    if in_years:
        x, y = x * years, y * other_years
    apart = abs(x - y) / max(x, y)
    if apart > 0.2 or (not in_years and q.unit != other.unit and {q.kind, other.kind} <= SPECIFIC):
        return False
    sx, sy = significant(x), significant(y)
    if sx == sy:
        return False
    rough, precise, less = (q, other, x) if sx < sy else (other, q, y)
    both = rough.approximate and precise.approximate
    if precise.approximate and not rough.approximate:
        return False
    if apart <= _ROUNDING:
        if both and not (scaled(precise) and abs(sx - sy) > 1):
            return False  # "more than 2,007" is no way to say 2000명 이상
        if not (scaled(rough) or rough.approximate):
            return False
        if not rough.approximate and min(sx, sy) == 1 and apart > 0.01:
            return False  # one digit is no rounding of others unless it says so
    elif not rough.approximate or both or apart > (0.055 if max(x, y) == less else 0.2):
        return False  # "more than 100" may be 117; "nearly 20" is 19 and not 17
    step = 10.0 ** (floor(log10(less)) - min(sx, sy) + 1)
    return abs(x - y) <= step * 1.0001


def scaled(q: Quantity) -> bool:
    """Whether a scale word stands in `q`: 천, 만, million, bn."""
    return q.value >= 1000 and _SCALE.search(q.text) is not None


def is_vague(q: Quantity) -> bool:
    """Whether `q` is a word such as 수백 or dozens, or a range that is only meant roughly."""
    return q.approximate and not q.hard and q.high is not None
