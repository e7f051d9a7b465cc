"""How a Korean newspaper writes a quantity: 3억5천만 원, 지난 2019년 9월 19일, 0.5%포인트."""

from __future__ import annotations

from datetime import date as Date

from ..base import Quantity
from ..units import CURRENCIES

_BIG = ((10**16, "경"), (10**12, "조"), (10**8, "억"), (10**4, "만"))
_WEEKDAYS = "월화수목금토일"
_DURATIONS = {
    "year": "년",
    "month": "개월",
    "week": "주",
    "day": "일",
    "hour": "시간",
    "minute": "분",
    "second": "초",
    "decade": "0년",
    "century": "세기",
}
_MEASURES = {
    "in": "인치", "ft": "피트", "yd": "야드", "mi": "마일", "nmi": "해리", "t": "톤", "oz": "온스", "lb": "파운드", "m2": "㎡", "km2": "㎢",
    "ha": "㏊", "acre": "에이커", "ft2": "제곱피트", "mi2": "제곱마일", "pyeong": "평", "l": "리터", "m3": "㎥", "ft3": "세제곱피트", "gal": "갤런",
    "pt": "파인트", "bbl": "배럴", "°": "도", "kn": "노트", "hp": "마력",
}  # fmt: skip


def write_number(value: float) -> str:
    """A number with 만, 억, 조: 3억5천만, 2천326억, 27만5천, 1천276, 2.5.

    >>> write_number(350_000_000), write_number(1276), write_number(2.5)
    ('3억5천만', '1천276', '2.5')
    """
    if value != int(value) or abs(value) >= 1e20:
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    rest = int(abs(value))
    text = "-" if value < 0 else ""
    if not rest:
        return "0"
    for unit, name in _BIG:
        count, rest = divmod(rest, unit)
        if count:
            text += _below_myriad(count) + name
    return text + (_below_myriad(rest) if rest else "")


def _below_myriad(value: int) -> str:
    thousands, rest = divmod(value, 1000)
    return (f"{thousands}천" if thousands else "") + (str(rest) if rest else "")


def write_quantity(q: Quantity) -> str:
    """The newspaper form of `q`, exact: "3억5천만 원", "2019년 9월 19일", "5%포인트".

    A bare number gets no counter, for the number does not say what it counts.
    """
    if q.unit == "version":
        return q.text
    writer = _WRITERS.get(q.kind)
    return (
        writer(q) if writer else _span(q) + ("배" if q.unit == "times" else "점" if q.unit == "point" else "")
    )


def _span(q: Quantity) -> str:
    return write_number(q.value) if q.high is None else f"{write_number(q.value)}~{write_number(q.high)}"


def _money(q: Quantity) -> str:
    name = CURRENCIES.get(q.unit, ("", q.unit))[1]
    if q.unit == "USD" and q.value < 1 and q.high is None:
        return f"{write_number(round(q.value * 100, 6))}센트"
    return f"{_span(q)} {name}"


def _percent(q: Quantity) -> str:
    return f"{_span(q)}%"


def _point(q: Quantity) -> str:
    return f"{_span(q)}%포인트"


def _date(q: Quantity) -> str:
    if q.unit == "weekday" and q.weekday is not None:
        return f"{_WEEKDAYS[q.weekday]}요일"
    year = f"{q.year}년" if q.year else ""
    if q.unit == "year" and q.year:
        return year if q.high is None else f"{q.year}~{int(q.high)}년"
    if q.unit == "day" and q.day:
        month = q.month or (Date.fromordinal(int(q.value)).month if q.value > 400 else None)
        last = "" if q.high is None else f"~{int(q.day + q.high - q.value)}"
        return " ".join(part for part in (year, f"{month}월" if month else "", f"{q.day}{last}일") if part)
    if q.month:
        last = "" if q.high is None else f"~{int(q.month + q.high - q.value)}"
        return f"{year} {q.month}{last}월".lstrip()
    return q.text


def _time(q: Quantity) -> str:
    hour, minute = divmod(int(q.value), 60)
    clock = f"{(hour - 1) % 12 + 1}시" + (f" {minute}분" if minute else "")
    return f"{'오전' if hour < 12 or hour == 24 else '오후'} {clock}" if q.unit else clock


def _duration(q: Quantity) -> str:
    if q.high is None and q.unit in ("minute", "second") and q.value >= 60:
        seconds = q.value * (60 if q.unit == "minute" else 1)
        parts = []
        for size, name in ((3600, "시간"), (60, "분"), (1, "초")):
            count = seconds // size if size > 1 else round(seconds, 3)
            seconds -= count * size
            if count:
                parts.append(write_number(count) + name)
        return " ".join(parts)
    return _span(q) + _DURATIONS.get(q.unit, "")


def _age(q: Quantity) -> str:
    return f"{_span(q)}세"


def _score(q: Quantity) -> str:
    return f"{int(q.value)}-{int(q.high or 0)}"


def _fraction(q: Quantity) -> str:
    if q.value == 0.5:
        return "절반"
    for below in range(2, 101):
        top = q.value * below
        if 0 < round(top) < below and abs(top - round(top)) < 1e-6:
            return f"{below}분의 {round(top)}"
    if q.value and abs(1 / q.value - round(1 / q.value)) < 1e-6:
        return f"{write_number(round(1 / q.value))}분의 1"
    return write_number(q.value)


def _measure(q: Quantity) -> str:
    if q.unit in ("km/h", "mph"):
        return f"시속 {_span(q)}{'km' if q.unit == 'km/h' else '마일'}"
    if q.unit in ("°C", "°F"):
        return f"{'섭씨' if q.unit == '°C' else '화씨'} {_span(q)}도"
    return _span(q) + _MEASURES.get(q.unit, q.unit)


def _decade(q: Quantity) -> str:
    if q.high is not None:
        return f"{int(q.value)}~{int(q.high)}대"
    return f"{int(q.value)}년대" if q.value >= 1000 else f"{int(q.value)}대"


def _ordinal(q: Quantity) -> str:
    return f"{_span(q)}세기" if q.unit == "century" else f"{_span(q)}번째"


_WRITERS = {
    "money": _money,
    "percent": _percent,
    "percentage-point": _point,
    "date": _date,
    "time": _time,
    "duration": _duration,
    "age": _age,
    "score": _score,
    "fraction": _fraction,
    "measure": _measure,
    "decade": _decade,
    "ordinal": _ordinal,
}
