"""What to make of numbers that nothing on the other side stands for, and of those in the wrong unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import log10

from ..languages.base import Quantity
from ..languages.units import in_base_unit, same_currency
from .discrepancy import Discrepancy
from .number_match import (
    COUNTS,
    SPECIFIC,
    Partners,
    ends,
    is_composite,
    is_number,
    is_vague,
    match_numbers,
    scaled,
)

_MOST = 60
"""How many unmatched numbers of a side are paired up; a table of more is listed as missing and extra."""
_FEW = 4
"""A count below this that one side leaves out may well be said in other words: 3명, they."""
_COUNTED = COUNTS | {"date"}
_MULTIPLES = frozenset({"times", "point"})


def compare_numbers(
    a: Sequence[Quantity], b: Sequence[Quantity], source: str, target: str
) -> list[Discrepancy]:
    """Discrepancies of the numbers (years among them) of both sides."""
    partners_a, partners_b = match_numbers(a, b)
    found = list(_unit_conflicts(b, partners_b))
    left_a = [q for q, partners in zip(a, partners_a, strict=True) if not partners and is_number(q)]
    left_b = [q for q, partners in zip(b, partners_b, strict=True) if not partners and is_number(q)]
    if left_a or left_b:
        matched_a = [
            (q, partners) for q, partners in zip(a, partners_a, strict=True) if partners and is_number(q)
        ]
        matched_b = [
            (q, partners) for q, partners in zip(b, partners_b, strict=True) if partners and is_number(q)
        ]
        found.extend(_leftovers(left_a, left_b, matched_a, matched_b, (a, source), (b, target)))
    return found


def _unit_conflicts(b: Sequence[Quantity], partners: Partners) -> Iterator[Discrepancy]:
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
        elif q.kind in ("measure", "duration") and q.hard and (other := _in_other_unit(q, same)):
            yield Discrepancy("unit", "warning", other, q)


def _in_other_unit(q: Quantity, same: list[Quantity]) -> Quantity | None:
    """The one partner of `q` where it gives the same number in another unit of the kind: 111 km and 111 miles."""
    if any(o.kind != q.kind or o.value != q.value or o.unit == q.unit for o in same):
        return None
    for other in same:
        one, two = in_base_unit(q.value, q.unit), in_base_unit(other.value, other.unit)
        if one and two and one[0] == two[0] and other.hard and one[1] != two[1]:
            return other
    return None


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
            for i, x in enumerate(left_a[:_MOST])
            for j, y in enumerate(left_b[:_MOST])
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
        if "time" in (x.kind, y.kind) and bool(_ZONE.search(a[1])) != bool(_ZONE.search(b[1])):
            continue  # the sides may count in two time zones
        if _with_others(x, y, b[1]) or _with_others(y, x, a[1]):
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
        elif x.hard and not _year_is_told(x, b[0]) and not _is_one(x, b[1]):
            few = x.kind == "cardinal" and x.value < _FEW and not left_b
            yield Discrepancy("missing", "note" if few else "warning", x, None)
    for j, y in enumerate(left_b):
        if j in used_b:
            continue
        if z := _poorly_matched(y, matched_a):
            yield _judged(z, y, likeness(z, y))
        elif y.hard and y.kind == "money" and _foreign(y, matched_a, left_a, matched_b):
            yield Discrepancy(
                "currency", "error", next(q for q in _all(left_a, matched_a) if q.kind == "money"), y
            )
        elif y.hard and not _year_is_told(y, a[0]) and not _is_one(y, a[1]):
            small = y.value < 10 and y.text[:1].isalpha() and not left_a
            yield Discrepancy("extra", "note" if small else "warning", None, y)


def _elliptic(q: Quantity, other: Quantity, own: Side) -> bool:
    """Whether `q` leaves out a scale word that stands beside it: "150 million euros, tomorrow 200"."""
    quantities, text = own
    if q.kind != "cardinal" or scaled(q) or q.value <= 0 or not _ENDS.match(text, q.end):
        return False
    factor = other.value / q.value
    return factor >= 1000 and any(
        o is not q and o.kind == other.kind and scaled(o) and o.value >= factor for o in quantities
    )


_NAMED_TOO = re.compile(r"\band\s$")
_OTHERS = re.compile(r"\s+others?\b")


def _with_others(count: Quantity, others: Quantity, text: str) -> bool:
    """Whether a count holds those that English names beside it: 예 병장 등 다섯 명, "Sgt. Ye and four others"."""
    return (
        count.kind == others.kind == "cardinal"
        and count.value - others.value in (1, 2)
        and _NAMED_TOO.search(text, 0, others.start) is not None
        and _OTHERS.match(text, others.end) is not None
    )


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


_ONE = re.compile(
    r"\b(?:an?|one|per|each|every|the) (week|fortnight|hour|half-hour|mile|year|month|day)\b",
    re.I,
)
_ONES = {
    ("day", 7): "week", ("day", 14): "fortnight", ("day", 30): "month", ("day", 365): "year", ("hour", 24): "day",
    ("minute", 60): "hour", ("minute", 30): "half-hour", ("month", 12): "year", ("km", 1.6): "mile",
}  # fmt: skip


def _is_one(q: Quantity, english: str) -> bool:
    """Whether English says it as one of a larger unit: 이레, a week; 1.6km, a mile."""
    larger = _ONES.get((q.unit, q.value))
    return larger is not None and any(m[1].lower() == larger for m in _ONE.finditer(english))


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
    value = ends(q)[0]
    for other, partners in matched[:_MOST]:
        number = ends(other)[0]
        alike = other.kind == q.kind or {other.kind, q.kind} <= _COUNTED
        if q.hard and alike and other.hard and all(is_vague(p) for p in partners):
            return other
        if q.kind == other.kind == "measure" and other.hard and is_power_of_ten(_ratio(other, q) or 1, 0.025):
            return other
        if q.hard and alike and one_digit_apart(number, value) and _times(number, matched, len(partners) + 1):
            return other
        if other.kind != q.kind or other.unit != q.unit or not q.unit or q.kind not in SPECIFIC:
            continue
        if other.hard and (q.hard or q.kind == "measure") and not any(_same_unit(p, other) for p in partners):
            return other
    return None


def _times(number: float, matched: Matched, least: int) -> bool:
    """Whether a number stands among those of a side at least so often."""
    return len(list(islice((q for q, _ in matched if ends(q)[0] == number), least))) >= least


def _same_unit(x: Quantity, y: Quantity) -> bool:
    return x.kind == y.kind and x.unit == y.unit


def likeness(x: Quantity, y: Quantity) -> float:
    """How surely two unmatched quantities stand for each other: 0 not at all, 3 and more surely, 8 and more a slip of scale."""
    if x.kind == y.kind == "time" or (
        {x.kind, y.kind} == {"time", "duration"} and ":" in (x if x.kind == "duration" else y).text
    ):
        return 3
    alike = x.kind == y.kind and (
        x.unit == y.unit or ({x.unit, y.unit} == {"month", "year"} and (is_composite(x) or is_composite(y)))
    )
    if not x.hard and not y.hard and x.kind != "measure" and not (alike and x.kind == "money"):
        return 0
    firm = (x.hard and y.hard) or (x.kind == y.kind == "measure" and (x.hard or y.hard))
    ratio = _ratio(x, y)
    if _scale_slip(x, y, ratio) and (firm or (alike and x.unit)):
        return 9 if firm else 8
    if firm and x.kind == y.kind and _digit_lost(x.value, y.value):
        return 8
    score = 1.0 if firm else 0.5
    if not firm and (x if y.hard else y).value == 1 and not (alike and x.unit):
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
    elif {x.unit, y.unit} == {"%p", "point"}:
        score += 2
    elif {x.kind, y.kind} <= COUNTS:
        score += 1
    elif "cardinal" in (x.kind, y.kind):
        score += 0.5
    for first, second in product(ends(x), ends(y)):
        if not one_digit_apart(first, second):
            continue
        close = (
            x.kind == y.kind
            or {x.kind, y.kind} <= COUNTS
            or max(first, second) >= 100
            or first % 1
            or second % 1
        )
        return score + (2 if firm and close else 1)
    return score


def _scale_slip(x: Quantity, y: Quantity, ratio: float) -> bool:
    if not ratio:
        return False
    if is_power_of_ten(ratio, 0.025 if x.kind == y.kind == "measure" and x.unit != y.unit else 1e-9):
        return True
    if (x.high is None) == (y.high is None) or "score" in (x.kind, y.kind):
        return False
    return any(one > 0 and two > 0 and is_power_of_ten(one / two) for one, two in product(ends(x), ends(y)))


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
    """Whether the decimal forms differ in one digit, or two digits changed places: 127.95 and 127.97, 27 and 72."""
    s, t = f"{x:.10g}", f"{y:.10g}"
    if len(s) != len(t):
        return False
    different = sum(c != d for c, d in zip(s, t, strict=True))
    return different == 1 or (different == 2 and sorted(s) == sorted(t))
