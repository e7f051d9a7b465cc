"""Numbers of one side against numbers of the other: what matches, and what to make of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, log10

from ..languages.base import Quantity
from ..languages.units import in_base_unit, same_currency, significant
from .quantity_match import Discrepancy

_ROUNDING = 0.035
"""How far a rounded number may lie from the exact one, as a part of it, where a scale word stands."""
_CONVERSION = 0.06
"""How far a converted measure may lie from the exact conversion: "75 mph" for 120 km."""
_SCALE_WORDS = frozenset("천만억조경mbtk")


def compare_numbers(a: Sequence[Quantity], b: Sequence[Quantity], source: str, target: str) -> list[Discrepancy]:
    """Discrepancies of the numbers (years among them) of both sides.

    The months and days of dates only serve as numbers that others may match.
    """
    found: list[Discrepancy] = []
    keys_a, keys_b = _index(a), _index(b)
    left_a = [q for q in a if _is_number(q) and not _matched(q, keys_b, b)]
    left_b = [q for q in b if _is_number(q) and not _matched(q, keys_a, a)]
    found.extend(_unit_conflicts(a, b, keys_a))
    if left_a or left_b:
        found.extend(_leftovers(left_a, left_b, a, b))
    return found


def _is_number(q: Quantity) -> bool:
    return q.kind != "date" or q.unit == "year" and q.value > 1000


def numbers_of(q: Quantity) -> Iterator[float]:
    """Every number that `q` may be written as: the ends of a range, the year as two digits, half as 50."""
    value, kind = q.value, q.kind
    if kind == "date":
        if q.year:
            yield float(q.year)
            yield float(q.year % 100)
        if q.month:
            yield float(q.month)
        if q.day:
            yield float(q.day)
        if q.high is not None:
            yield q.high if q.unit == "year" else float(q.day or 0) + q.high - value
        return
    if kind == "time":
        hour, minute = divmod(value, 60)
        yield hour
        yield hour - 12 if hour > 12 else hour + 12
        if minute:
            yield minute
        return
    yield value
    if q.high is not None:
        yield q.high
    if kind == "fraction":
        yield round(value * 100, 4)
    elif kind == "decade":
        yield value % 100
    elif kind == "percent":
        yield round(value / 100, 6)
    elif kind == "money" and value < 100:
        yield round(value * 100, 4)


def _index(quantities: Sequence[Quantity]) -> dict[float, list[Quantity]]:
    index: dict[float, list[Quantity]] = {}
    for q in quantities:
        for number in numbers_of(q):
            index.setdefault(number, []).append(q)
    return index


def _ends(q: Quantity) -> tuple[float, ...]:
    return (q.value,) if q.high is None or q.approximate and not q.hard else (q.value, q.high)


def _matched(q: Quantity, index: dict[float, list[Quantity]], others: Sequence[Quantity]) -> bool:
    """Whether every number of `q` has a counterpart among `others`."""
    for value in _ends(q):
        if value in index:
            continue
        if q.kind in ("fraction", "decade", "time", "percent", "money", "date") and any(
            n in index for n in numbers_of(q) if q.high is None
        ):
            continue
        if not any(_near(q, value, other) for other in others):
            return False
    return True


def _near(q: Quantity, value: float, other: Quantity) -> bool:
    """Whether `other` says the same as `value` (an end of `q`): converted, rounded, or vaguely."""
    if other.kind == "date" and other.unit != "year":
        return False
    if other.approximate and not other.hard and other.high is not None:
        return other.value * 0.9 <= value <= other.high * 1.1
    if q.approximate and not q.hard and q.high is not None:
        return q.value * 0.9 <= other.value <= q.high * 1.1
    if q.unit and other.unit and q.unit != other.unit:
        one, two = in_base_unit(value, q.unit), in_base_unit(other.value, other.unit)
        if one and two:
            if {one[0], two[0]} == {"length", "speed"}:
                one, two = in_base_unit(value, _LENGTH_OF.get(q.unit, q.unit)), in_base_unit(other.value, _LENGTH_OF.get(other.unit, other.unit))
            if one and two and one[0] == two[0]:
                if one[0] in ("temperature", "degree"):
                    return abs(one[1] - two[1]) <= 1.2
                return abs(one[1] - two[1]) <= _CONVERSION * max(abs(one[1]), abs(two[1]))
    if q.kind == "time" and other.kind == "time":
        return (q.value - other.value) % 720 == 0
    if q.kind == "money" and other.kind == "money" and not same_currency(q.unit, other.unit):
        return False
    return any(_rounded(q, value, other, v) for v in _ends(other))


_LENGTH_OF = {"km/h": "km", "mph": "mi", "m/s": "m", "kn": "nmi"}


def _rounded(q: Quantity, x: float, other: Quantity, y: float) -> bool:
    if x <= 0 or y <= 0:
        return False
    if q.kind == "fraction" or other.kind == "fraction":
        one, two = (x if q.kind == "fraction" else x / 100), (y if other.kind == "fraction" else y / 100)
        return abs(one - two) <= 0.02 * max(one, two) + 0.004
    apart = abs(x - y) / max(x, y)
    if apart > 0.2:
        return False
    if apart < 1e-9:
        return True
    sx, sy = significant(x), significant(y)
    if sx == sy:
        return False
    rough, exact, less = (q, y, x) if sx < sy else (other, x, y)
    if apart <= _ROUNDING:
        if not (_scaled(rough) or rough.approximate or (less >= 1000 and min(sx, sy) <= 2)):
            return False
        step = 10.0 ** (floor(log10(less)) - min(sx, sy) + 1)
        return abs(x - y) <= step * 1.0001
    if rough.approximate:
        step = 10.0 ** (floor(log10(less)) - min(sx, sy) + 1)
        return less < exact and exact - less < step and apart <= 0.12
    return False


def _scaled(q: Quantity) -> bool:
    return q.value >= 1000 and not _SCALE_WORDS.isdisjoint(q.text)


def _unit_conflicts(a: Sequence[Quantity], b: Sequence[Quantity], index: dict[float, list[Quantity]]) -> Iterator[Discrepancy]:
    """The number is the same and the currency is not, or percent stands for percentage points."""
    for q in b:
        if q.kind == "money":
            same = index.get(q.value) or [o for o in a if o.kind == "money" and _rounded(q, q.value, o, o.value)]
            if same and all(o.kind == "money" and not same_currency(o.unit, q.unit) for o in same):
                yield Discrepancy("currency", "error", same[0], q)
        elif q.kind == "percentage-point":
            same = index.get(q.value, [])
            if same and all(o.kind == "percent" for o in same):
                yield Discrepancy("percentage-point", "error", same[0], q)
        elif q.kind == "percent":
            same = index.get(q.value, [])
            if same and all(o.kind == "percentage-point" for o in same):
                yield Discrepancy("percentage-point", "error", same[0], q)


def _leftovers(
    left_a: list[Quantity], left_b: list[Quantity], a: Sequence[Quantity], b: Sequence[Quantity]
) -> Iterator[Discrepancy]:
    pairs = sorted(
        ((score, i, j) for i, x in enumerate(left_a) for j, y in enumerate(left_b) if (score := _likeness(x, y)) > 0),
        key=lambda t: (-t[0], t[1], t[2]),
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    for score, i, j in pairs:
        if i in used_a or j in used_b:
            continue
        x, y = left_a[i], left_b[j]
        used_a.add(i)
        used_b.add(j)
        if score >= 8:
            yield Discrepancy("scale", "error", x, y)
        elif x.kind == y.kind == "date":
            yield Discrepancy("year", "error", x, y)
        else:
            yield Discrepancy("mismatch", "error" if x.hard and y.hard else "warning", x, y)
    for i, x in enumerate(left_a):
        if i not in used_a and x.hard:
            yield Discrepancy("missing", "warning", x, None)
    for j, y in enumerate(left_b):
        if j not in used_b and y.hard:
            yield Discrepancy("extra", "warning", None, y)


def _likeness(x: Quantity, y: Quantity) -> float:
    """How surely two unmatched quantities stand for each other, 0 for not at all."""
    if not x.hard and not y.hard:
        return 0
    if x.value > 0 and y.value > 0 and is_power_of_ten(x.value / y.value):
        return 9 if x.hard and y.hard else 8
    likeness = 1.0
    if x.kind == y.kind:
        likeness += 1
        if x.unit == y.unit:
            likeness += 1
    if one_digit_apart(x.value, y.value):
        likeness += 2
    if x.hard and y.hard:
        likeness += 1
    return likeness


def is_power_of_ten(ratio: float) -> bool:
    """Whether a ratio is 10, 100, ... or .1, .01, ... (1 is none)."""
    power = log10(ratio)
    return abs(power) > 0.5 and abs(power - round(power)) < 1e-9


def one_digit_apart(x: float, y: float) -> bool:
    """Whether the decimal forms differ in one digit: 127.95 and 127.97."""
    s, t = f"{x:.10g}", f"{y:.10g}"
    if len(s) != len(t):
        return False
    return sum(c != d for c, d in zip(s, t, strict=True)) == 1
