"""Numbers of one side against numbers of the other: what matches, and what to make of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import floor, log10

from ..languages.base import Quantity
from ..languages.units import in_base_unit, same_currency, significant
from .quantity_match import Discrepancy

_ROUNDING = 0.035
"""How far a rounded number may lie from the exact one, as a part of it, where a scale word stands."""
_CONVERSION = 0.06
"""How far a converted measure may lie from the exact conversion: "75 mph" for 120 km."""
_SCALE_WORDS = frozenset("천만억조경mbtk")
_LENGTH_OF = {"km/h": "km", "mph": "mi", "m/s": "m", "kn": "nmi"}
_COUNTS = frozenset({"cardinal", "ordinal", "age", "decade", "score", "duration"})
_MULTIPLES = frozenset({"times", "point"})
_UNROUNDED = frozenset({"date", "decade", "time", "score", "ordinal"})
_COUNTED = _COUNTS | {"date"}
_WHOLE = frozenset({"score", "time"})
_SPECIFIC = frozenset({"money", "percent", "percentage-point", "measure", "duration", "age"})

Index = dict[float, list[Quantity]]


def compare_numbers(
    a: Sequence[Quantity], b: Sequence[Quantity], source: str, target: str
) -> list[Discrepancy]:
    """Discrepancies of the numbers (years among them) of both sides.

    The months and days of dates only serve as numbers that others may match.
    """
    index_a, index_b = _index(a), _index(b)
    partners_a = {i: _exact(q, index_b) for i, q in enumerate(a)}
    partners_b = {i: _exact(q, index_a) for i, q in enumerate(b)}
    free_a = [q for i, q in enumerate(a) if not partners_a[i]]
    free_b = [q for i, q in enumerate(b) if not partners_b[i]]
    for i, q in enumerate(a):
        if not partners_a[i] and _is_number(q):
            partners_a[i] = _near(q, b, free_b)
    for i, q in enumerate(b):
        if not partners_b[i] and _is_number(q):
            partners_b[i] = _near(q, a, free_a)
    left_a = [q for i, q in enumerate(a) if not partners_a[i] and _is_number(q)]
    left_b = [q for i, q in enumerate(b) if not partners_b[i] and _is_number(q)]
    found = list(_unit_conflicts(b, partners_b))
    if left_a or left_b:
        matched_a = [(q, partners_a[i]) for i, q in enumerate(a) if partners_a[i] and _is_number(q)]
        matched_b = [(q, partners_b[i]) for i, q in enumerate(b) if partners_b[i] and _is_number(q)]
        found.extend(_leftovers(left_a, left_b, matched_a, matched_b, (a, source), (b, target)))
    return found


def _is_number(q: Quantity) -> bool:
    """Whether `q` is judged here: all but dates, and of dates those that give their year."""
    return q.kind != "date" or (q.hard and q.year is not None)


def _ends(q: Quantity) -> tuple[float, ...]:
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
        yield round(value * 100, 4)
        if 0 < value < 1:
            yield float(round(1 / value))  # "a third" may be an ordinal
    elif kind == "decade" and value >= 1900 and not q.text.startswith(("19", "20")):
        yield value - 1900  # "the 80s" may be an age
    elif kind == "percent":
        yield round(value / 100, 6)
    elif kind == "money" and value < 100:
        yield round(value * 100, 4)
    elif kind == "duration" and _is_composite(q):
        yield from _parts(q)


def _is_composite(q: Quantity) -> bool:
    """Whether a length of time is given in two units: 1시간 40분, 2:03."""
    return (
        q.kind == "duration"
        and q.value > 60
        and q.unit in ("minute", "second")
        and bool(_TWO_NUMBERS.search(q.text))
    )


def _parts(q: Quantity) -> tuple[float, ...]:
    """1 hour 40 minutes as 1 and 40."""
    large, small = divmod(q.value, 60)
    small = round(small, 3)
    if large >= 60 and q.unit == "second":
        hours, large = divmod(large, 60)
        return (hours, large, small)
    return (large, small) if small else (large,)


def _index(quantities: Sequence[Quantity]) -> Index:
    index: Index = {}
    for q in quantities:
        for number in _ends(q):
            index.setdefault(number, []).append(q)
        if q.high is not None and q.approximate and not q.hard:
            index.setdefault(q.high, []).append(q)
        for number in _forms(q):
            index.setdefault(number, []).append(q)
    return index


def _exact(q: Quantity, index: Index) -> list[Quantity]:
    """Quantities of the other side that hold the very numbers of `q`; empty where one of them has none."""
    if q.kind in _WHOLE and any(o.kind == q.kind for found in index.values() for o in found):
        return []  # a score is compared with scores, a time with times
    partners: list[Quantity] = []
    for value in _ends(q):
        found = index.get(value)
        if not found:
            break
        partners += found
    else:
        return partners
    if q.kind == "date" or q.high is not None:
        return []
    if _is_composite(q):
        parts = _parts(q)
        return [p for n in parts for p in index[n]] if all(n in index for n in parts) else []
    for value in _forms(q):
        if value in index:
            return index[value]
    return []


def _near(q: Quantity, others: Sequence[Quantity], free: Sequence[Quantity]) -> list[Quantity]:
    """Quantities that say the same as `q` in other units, rounded or vaguely.

    A conversion may lean on any of `others`; a rounding only on those that no
    other quantity matches exactly.
    """
    partners: list[Quantity] = []
    if q.kind == "score":
        return [o for o in others if o.kind == "score" and _same_score(q, o)]
    if q.kind == "time":
        return [o for o in others if o.kind == "time" and (q.value - o.value) % 720 == 0]
    for value in _ends(q):
        for other in others:
            if _converted(q, value, other) or (
                other in free and any(_rounded(q, value, other, v) for v in _ends(other))
            ):
                partners.append(other)
                break
        else:
            return []
    return partners


def _same_score(x: Quantity, y: Quantity) -> bool:
    """3-2 and 2-3, or a share: 6 대 4 and 60-40."""
    if {x.value, x.high} == {y.value, y.high}:
        return True
    return (
        bool(x.high and y.high)
        and x.value + x.high in (10, 100)
        and x.value * (y.high or 0) == y.value * (x.high or 0)
    )


def _converted(q: Quantity, value: float, other: Quantity) -> bool:
    """Whether `other` is `value` in another unit, a vague number around it, or the year without its century."""
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
    if other.approximate and not other.hard and other.high is not None:
        return other.value * 0.9 <= value <= other.high * 1.1
    if q.approximate and not q.hard and q.high is not None:
        return q.value * 0.9 <= other.value <= q.high * 1.1
    if q.unit and other.unit and q.unit != other.unit:
        one, two = in_base_unit(value, q.unit), in_base_unit(other.value, other.unit)
        if one and two and {one[0], two[0]} == {"length", "speed"}:
            one = in_base_unit(value, _LENGTH_OF.get(q.unit, q.unit))
            two = in_base_unit(other.value, _LENGTH_OF.get(other.unit, other.unit))
        if one and two and one[0] == two[0]:
            if one[0] == "temperature":
                return abs(one[1] - two[1]) <= 1.2
            tolerance = 0.08 if one[0] == "time" else _CONVERSION  # 보름 is two weeks
            return abs(one[1] - two[1]) <= tolerance * max(abs(one[1]), abs(two[1]))
    return False


def _rounded(q: Quantity, x: float, other: Quantity, y: float) -> bool:
    """Whether one of two numbers is the other rounded."""
    if x <= 0 or y <= 0 or not _UNROUNDED.isdisjoint((q.kind, other.kind)):
        return False
    if q.kind == "money" and other.kind == "money" and not same_currency(q.unit, other.unit):
        return False
    if q.kind == "fraction" or other.kind == "fraction":
        one, two = (x if q.kind == "fraction" else x / 100), (y if other.kind == "fraction" else y / 100)
        return abs(one - two) <= 0.04
    apart = abs(x - y) / max(x, y)
    if apart > 0.2 or (q.unit != other.unit and {q.kind, other.kind} <= _SPECIFIC):
        return False
    sx, sy = significant(x), significant(y)
    if sx == sy:
        return False
    rough, precise, less = (q, other, x) if sx < sy else (other, q, y)
    both = rough.approximate and precise.approximate
    if precise.approximate and not rough.approximate:
        return False
    if apart <= _ROUNDING:
        if both and not (_scaled(precise) and abs(sx - sy) > 1):
            return False  # "more than 2,007" is no way to say 2000명 이상
        if not (_scaled(rough) or rough.approximate):
            return False
        if not rough.approximate and min(sx, sy) == 1 and apart > 0.01:
            return False  # one digit is no rounding of others unless it says so
    elif not rough.approximate or both or apart > 0.12 or max(x, y) == less:
        return False
    step = 10.0 ** (floor(log10(less)) - min(sx, sy) + 1)
    return abs(x - y) <= step * 1.0001


def _scaled(q: Quantity) -> bool:
    return q.value >= 1000 and not _SCALE_WORDS.isdisjoint(q.text)


def _unit_conflicts(b: Sequence[Quantity], partners: dict[int, list[Quantity]]) -> Iterator[Discrepancy]:
    """The number is the same and the currency is not, or percent stands for percentage points."""
    for i, q in enumerate(b):
        same = partners[i]
        if not same:
            continue
        if q.kind == "money":
            if all(o.kind == "money" and not same_currency(o.unit, q.unit) for o in same):
                yield Discrepancy("currency", "error", same[0], q)
        elif (q.kind == "percentage-point" and all(o.kind in ("percent", "fraction") for o in same)) or (
            q.kind == "percent" and all(o.kind == "percentage-point" for o in same)
        ):
            yield Discrepancy("percentage-point", "error", same[0], q)


Side = tuple[Sequence[Quantity], str]
"""The quantities of a text, and the text."""
Matched = list[tuple[Quantity, list[Quantity]]]


def _leftovers(
    left_a: list[Quantity],
    left_b: list[Quantity],
    matched_a: Matched,
    matched_b: Matched,
    a: Side,
    b: Side,
) -> Iterator[Discrepancy]:
    """Pairs up what is unmatched, the likeliest first; what finds no partner is missing or extra."""
    pairs = sorted(
        (
            (score, i, j)
            for i, x in enumerate(left_a)
            for j, y in enumerate(left_b)
            if (score := likeness(x, y)) > 0
        ),
        key=lambda t: (-t[0], t[1], t[2]),
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    for score, i, j in pairs:
        x, y = left_a[i], left_b[j]
        if (
            i in used_a
            or j in used_b
            or score < 1.5
            or (score < 3 and (_poorly_matched(x, matched_b) or _poorly_matched(y, matched_a)))
        ):
            continue
        used_a.add(i)
        used_b.add(j)
        if "time" in (x.kind, y.kind) and (_ZONE.search(a[1]) or _ZONE.search(b[1])):
            continue
        if not (score >= 8 and (_elliptic(y, x, b) or _elliptic(x, y, a))):
            yield _judged(x, y, score)
    yield from _identifiers(
        [q for i, q in enumerate(left_a) if i not in used_a],
        [q for i, q in enumerate(left_b) if i not in used_b],
        a[1],
        b[1],
    )
    for i, x in enumerate(left_a):
        if i in used_a:
            continue
        if z := _poorly_matched(x, matched_b):
            yield _judged(x, z, likeness(x, z))
        elif x.hard and not _year_is_told(x, b[0]):
            yield Discrepancy("missing", "warning", x, None)
    for j, y in enumerate(left_b):
        if j in used_b:
            continue
        if z := _poorly_matched(y, matched_a):
            yield _judged(z, y, likeness(z, y))
        elif y.hard and y.kind == "money" and _foreign(y, matched_a, left_a, matched_b):
            yield Discrepancy(
                "currency", "error", next(q for q in _all(left_a, matched_a) if q.kind == "money"), y
            )
        elif y.hard and not _year_is_told(y, a[0]):
            yield Discrepancy("extra", "warning", None, y)


def _elliptic(q: Quantity, other: Quantity, own: Side) -> bool:
    """Whether `q` leaves out a scale word that stands beside it: "150 million euros, tomorrow 200"."""
    quantities, text = own
    if (
        q.kind != "cardinal"
        or not _SCALE_WORDS.isdisjoint(q.text)
        or q.value <= 0
        or not _ENDS.match(text, q.end)
    ):
        return False
    factor = other.value / q.value
    return factor >= 1000 and any(
        o is not q and o.kind == other.kind and _scaled(o) and o.value >= factor for o in quantities
    )


_TWO_NUMBERS = re.compile(r"[0-9][^0-9.,]+[0-9]")
_ZONE = re.compile(
    r"현지|한국\s?시[간각]|그리니치|표준시|동부|\b(?:GMT|UTC|ET|EST|EDT|PT|PST|PDT|BST|CET|KST|local time)\b"
)
_ENDS = re.compile(r"\s*(?:$|[.,;:!?)\"'”’~-]|(?:to|and|or)\b|에서|과\s|와\s|이나)")
_RELATIVE_YEAR = (
    "last",
    "next",
    "this",
    "지난",
    "오는",
    "작년",
    "재작년",
    "올",
    "내년",
    "금년",
    "이듬해",
    "같은",
)


def _year_is_told(q: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether the year of a date stands on the other side in words (지난해 10월 for October 2007), or is not given at all."""
    if q.kind != "date":
        return False
    return f"{(q.year or 0) % 100:02}" not in q.text or any(
        o.kind == "date" and ((not o.hard and o.unit == "year") or o.text.lower().startswith(_RELATIVE_YEAR))
        for o in others
    )


_PREFIX = re.compile(r"([A-Za-z]{1,12})-?$")


def _identifiers(
    left_a: list[Quantity], left_b: list[Quantity], source: str, target: str
) -> Iterator[Discrepancy]:
    """A number that is part of a name and stands otherwise in the same name on the other side: HER2 and HER6."""
    for y in left_b:
        if y.hard or y.kind != "cardinal":
            continue
        prefix = _PREFIX.search(target[max(0, y.start - 14) : y.start])
        if not prefix:
            continue
        named = re.compile(rf"(?<![A-Za-z]){re.escape(prefix[1])}-?$")
        same = [q for q in left_a if q.kind == "cardinal" and named.search(source[: q.start][-16:])]
        if len(same) == 1:
            yield Discrepancy("mismatch", "error", same[0], y)


def _all(left: list[Quantity], matched: Matched) -> list[Quantity]:
    return [*left, *(q for q, _ in matched)]


def _foreign(q: Quantity, matched_a: Matched, left_a: list[Quantity], matched_b: Matched) -> bool:
    """Whether an unmatched amount is in a currency that the other side never names, beside one that both name."""
    theirs = [o for o in _all(left_a, matched_a) if o.kind == "money"]
    return (
        bool(theirs)
        and not any(same_currency(o.unit, q.unit) for o in theirs)
        and any(
            o.kind == "money" and any(same_currency(o.unit, t.unit) for t in theirs) for o, _ in matched_b
        )
    )


def _judged(x: Quantity, y: Quantity, score: float) -> Discrepancy:
    if score >= 8:
        return Discrepancy("scale", "error", x, y)
    if x.kind == y.kind == "date" and x.year != y.year:
        return Discrepancy("year", "error", x, y)
    return Discrepancy("mismatch", "error" if score >= 3 else "warning", x, y)


def _poorly_matched(q: Quantity, matched: Matched) -> Quantity | None:
    """The quantity of the other side that `q` was meant for, where that one is matched by something else only.

    "10분" beside "12 minutes" and "10 p.m.": the same unit must come first. Or a
    number that stands more often there than here, one digit from `q`.
    """
    value = _ends(q)[0]
    for other, partners in matched:
        number = _ends(other)[0]
        alike = other.kind == q.kind or {other.kind, q.kind} <= _COUNTED
        if q.hard and alike and one_digit_apart(number, value) and _times(number, matched) > len(partners):
            return other
        if other.kind != q.kind or other.unit != q.unit or not q.unit or q.kind not in _SPECIFIC:
            continue
        if other.hard and (q.hard or q.kind == "measure") and not any(_same_unit(p, other) for p in partners):
            return other
    return None


def _times(number: float, matched: Matched) -> int:
    return sum(_ends(q)[0] == number for q, _ in matched)


def _same_unit(x: Quantity, y: Quantity) -> bool:
    return x.kind == y.kind and x.unit == y.unit


def likeness(x: Quantity, y: Quantity) -> float:
    """How surely two unmatched quantities stand for each other: 0 not at all, 3 and more surely, 8 and more a slip of scale."""
    if x.kind == y.kind == "time" or (
        {x.kind, y.kind} == {"time", "duration"} and ":" in (x if x.kind == "duration" else y).text
    ):
        return 3
    if not x.hard and not y.hard and x.kind != "measure":
        return 0
    firm = (x.hard and y.hard) or (x.kind == y.kind == "measure" and (x.hard or y.hard))
    ratio = _ratio(x, y)
    alike = x.kind == y.kind and x.unit == y.unit
    if ratio and is_power_of_ten(ratio, 0.025 if x.kind == y.kind == "measure" and not alike else 1e-9):
        if firm:
            return 9
        if alike and x.unit:
            return 8
    if firm and x.kind == y.kind and _digit_lost(x.value, y.value):
        return 8
    score = 1.0 if firm else 0.5
    if not firm and (x if y.hard else y).value == 1:
        score -= 1  # "one" is a pronoun as well
    if x.kind == y.kind:
        score += 1
        if (
            (alike and (x.kind != "score" or {x.value, x.high} & {y.value, y.high}))
            or (x.kind == "cardinal" and _MULTIPLES.isdisjoint((x.unit, y.unit)))
            or (x.kind == "measure" and ratio)
        ):
            score += 1
        if x.kind == "cardinal" and not 0.1 <= ratio <= 10:
            score -= 1
    elif {x.kind, y.kind} <= _COUNTS:
        score += 1
    elif "cardinal" in (x.kind, y.kind):
        score += 0.5
    for first, second in product(_ends(x), _ends(y)):
        if not one_digit_apart(first, second):
            continue
        close = (
            x.kind == y.kind
            or {x.kind, y.kind} <= _COUNTS
            or max(first, second) >= 100
            or first % 1
            or second % 1
        )
        return score + (2 if firm and close else 1)
    return score


def _ratio(x: Quantity, y: Quantity) -> float:
    """How many times larger `x` is, in a common unit where both have one of a kind; 0 where that says nothing."""
    if x.kind == "date" or y.kind == "date" or x.value <= 0 or y.value <= 0:
        return 0
    if x.kind == y.kind == "measure" and x.unit != y.unit:
        one, two = in_base_unit(x.value, x.unit), in_base_unit(y.value, y.unit)
        return one[1] / two[1] if one and two and one[0] == two[0] and two[1] > 0 and one[1] > 0 else 0
    return x.value / y.value


def is_power_of_ten(ratio: float, tolerance: float = 1e-9) -> bool:
    """Whether a ratio is 10, 100, ... or .1, .01, ... (1 is none)."""
    power = log10(ratio)
    return abs(power) > 0.5 and abs(power - round(power)) <= tolerance


def _digit_lost(x: float, y: float) -> bool:
    """Whether one number is the other without its last digit: 1,262 and 126."""
    if x != int(x) or y != int(y) or min(x, y) < 100 or x == y:
        return False
    return max(x, y) // 10 == min(x, y)


def one_digit_apart(x: float, y: float) -> bool:
    """Whether the decimal forms differ in one digit: 127.95 and 127.97."""
    s, t = f"{x:.10g}", f"{y:.10g}"
    return len(s) == len(t) and sum(c != d for c, d in zip(s, t, strict=True)) == 1
