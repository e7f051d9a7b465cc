"""Dates, months, years, weekdays and relative days of Korean text."""

from __future__ import annotations

import re
from datetime import date as Date

from ..base import Quantity
from ..calendar import Tense, days_from, make_date, resolve_day, resolve_month, resolve_weekday, shift_month

WEEKDAYS = "월화수목금토일"

_YEAR_WORDS = {
    "재작년": -2,
    "지지난해": -2,
    "지난해": -1,
    "작년": -1,
    "전년": -1,
    "올해": 0,
    "금년": 0,
    "올": 0,
    "내년": 1,
    "내후년": 2,
}
_MONTH_WORDS = {
    "지지난달": -2,
    "지난달": -1,
    "전달": -1,
    "이달": 0,
    "이번달": 0,
    "금월": 0,
    "다음달": 1,
    "내달": 1,
}
_WEEK_WORDS = {
    "지난주": -1,
    "지난주말": -1,
    "전주": -1,
    "이번주": 0,
    "이번주말": 0,
    "금주": 0,
    "다음주": 1,
    "다음주말": 1,
    "내주": 1,
}
_DAY_WORDS = {"그저께": -2, "그제": -2, "엊그제": -2, "어제": -1, "전날": -1, "어젯밤": -1, "오늘": 0, "이날": 0, "당일": 0,
              "내일": 1, "다음날": 1, "이튿날": 1, "모레": 2, "내일모레": 2}  # fmt: skip
_UNSURE = frozenset({"전년", "전달", "전주", "전날", "당일", "다음날", "이튿날"})
"""Words that count from a day of the story, not from the article's."""

RELATIVE = (
    r"(?:지지난\s?해|지난\s?해|재작년|작년|전년|올해|금년|내년|내후년|올(?=\s?[0-9]|\s?(?:봄|여름|가을|겨울|시즌|상반기|하반기|초|연말))"
    r"|지지난\s?달|지난\s?달|전달(?=\s?(?:보다|에|[0-9]))|이달|이번\s?달|다음\s?달|내달"
    r"|지난\s?주(?!당|민|택|식|요|제|지사|장)(?:말)?|이번\s?주(?:말)?|다음\s?주(?:말)?|금주|내주"
    r"|엊그제|그저께|그제|어제|어젯밤|오늘|이날|당일|전날|내일|다음\s?날|이튿날|모레|지난|오는)"
)
_PART = r"(?:초순?|중순|하순|말)(?![가-힣](?<![에까부쯤께경의]))"
_DAY = r"(?P<day>[0-9]{1,2})\s?(?:일|(?=\s?[~-]\s?[0-9]{1,2}\s?일))"
# 15일간, 15일 만에, 15일짜리: that long, and no day of the month.
NOT_A_DAY = r"(?!\s?(?:간|동안|만(?:에|의|인)|째|짜리|여|차|치|분|정도|가량|쯤|이내|내에|내로|안에|안팎|넘|후|뒤|앞(?:두|둔|으|서)|전(?=[\s.,부에의까인]|$)|을 (?:기다|보내|머)|이나|이면|이상|씩|당|연속|연휴|감금|(?:을|를) (?:앞두|남)))"

_FULL = re.compile(
    rf"(?:(?P<year>(?:[12][0-9])?[0-9]{{2}})년\s?(?P<when>초|말|중반|상반기|하반기|봄|여름|가을|겨울)?\s?)?(?:(?P<first>1[0-2]|0?[1-9])(?:월?\s?[~-]\s?|월?,\s?|·|/))?(?P<month>1[0-2]|0?[1-9])월(?!드|급|세|등|요일)"
    rf"(?:\s?{_DAY}{NOT_A_DAY})?"
)
_NUMERIC = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:(?:\.\s?)(?P<m1>1[0-2]|0?[1-9])(?:\.\s?(?P<d1>3[01]|[12][0-9]|0?[1-9]))?(?![0-9])\.?|(?:[-/])(?P<m2>1[0-2]|0?[1-9])[-/](?P<d2>3[01]|[12][0-9]|0?[1-9])(?![0-9]))"
)
_BARE_DAY = re.compile(
    rf"(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])\s?(?:일(?!본|반|부(?!터)|요|자리|상|정|제|간|등|원|대|선|석)|(?=\s?[~-]\s?[0-9]{{1,2}}\s?일(?!간))){NOT_A_DAY}"
)
_YEAR = re.compile(
    r"(?P<year>[12][0-9]{3})(?:\s?[~-]\s?(?P<high>[12][0-9]{3}|[0-9]{2})년(?!간)|년(?!간|대|여|동안|\s?동안|\s?만에))"
    r"|(?<=')(?P<apostrophe>[0-9]{2})년"
    r"|(?P<short>[0-9]{2})년(?=\s?[0-9]{1,2}월|생|도\b|도에|산|\s?(?:초|말|봄|여름|가을|겨울|대선|총선|월드컵|올림픽))"
)
_MEMORIAL = re.compile(
    r"(?P<month>1[0-2]|[1-9])(?:·|/(?=[0-9]{1,2}\s?(?:테러|사태|공격|사건))|\.(?=[0-9]{1,2}[''\"”]?\s?(?:남북|공동|정상|선언|전쟁|테러|사태|운동|혁명|총선|대선|지방|재·?보|항쟁|광복|독립|사변|합의|조치|대책|회담|참사|사건)))"
    r"(?P<day>3[01]|[12][0-9]|[1-9])(?![0-9%·.])(?!\s?(?:%|퍼센트|km|㎞|m\b|배|점))"
)
_WEEKDAY = re.compile(rf"\s?(?:\((?P<short>[{WEEKDAYS}])\)|(?P<long>[{WEEKDAYS}])요일)")
_RELATIVE = re.compile(RELATIVE)
_PARTS = re.compile(rf"\s?{_PART}")


def read_date(text: str, start: int, date: Date | None, month: int | None) -> Quantity | None:
    """A date that begins with a digit at `start`. `month` is the month of a date just before ("8월 8일부터 24일")."""
    return _numeric(text, start, start, date, "", None, month)


def read_relative(text: str, start: int, date: Date | None) -> Quantity | None:
    """A date that begins with a word at `start`: 지난 19일, 작년 6월 12일, 다음 달 초, 어제, 지난주 금요일."""
    m = _RELATIVE.match(text, start)
    if not m:
        return None
    word = m.group().replace(" ", "")
    at = m.end() + (text[m.end() : m.end() + 1] == " ")
    if word in ("지난", "오는"):
        tense: Tense = "past" if word == "지난" else "future"
        if text[at : at + 1].isdigit():
            return _numeric(text, at, start, date, tense, None, None)
        day = _WEEKDAY.match(text, at)
        return _weekday(text, start, day, date, tense) if day else None
    if word in _YEAR_WORDS:
        shift = _YEAR_WORDS[word]
        if text[at : at + 1].isdigit():
            found = _numeric(text, at, start, date, "", shift, None)
            if found and found.month:
                return found
        year = date.year + shift if date and word not in _UNSURE else None
        return _soft(text, start, m.end(), "year", year or shift, year=year)
    if word in _MONTH_WORDS:
        return _month_word(
            text, start, m.end(), at, _MONTH_WORDS[word], date if word not in _UNSURE else None
        )
    if word in _WEEK_WORDS:
        day = _WEEKDAY.match(text, m.end())
        if day:
            return _week_day(text, start, day, date, _WEEK_WORDS[word])
        return _soft(text, start, m.end(), "week", _WEEK_WORDS[word])
    shift = _DAY_WORDS.get(word, 0)
    when = days_from(date, shift) if date and word not in _UNSURE else None
    if when:
        return _known(text, start, m.end(), when, hard=False)
    return _soft(text, start, m.end(), "day", shift)


def read_weekday(text: str, start: int, date: Date | None) -> Quantity | None:
    """월요일 ... 일요일 at `start`."""
    m = _WEEKDAY.match(text, start)
    return _weekday(text, start, m, date, "") if m and m.group("long") else None


def _numeric(
    text: str, at: int, start: int, date: Date | None, tense: Tense, shift: int | None, month: int | None
) -> Quantity | None:
    if m := _FULL.match(text, at):
        return _month_day(text, start, m, date, tense, shift)
    if m := _NUMERIC.match(text, at):
        year, mon, day = int(m["year"]), int(m["m1"] or m["m2"]), m["d1"] or m["d2"]
        when = make_date(year, mon, int(day)) if day else None
        if day and when is None:
            return None
        return Quantity("date", when.toordinal() if when else mon, start, m.end(), text[start : m.end()],
                        "day" if when else "month", hard=when is not None, year=year, month=mon,
                        day=int(day) if day else None)  # fmt: skip
    if m := _MEMORIAL.match(text, at):
        mon, d = int(m["month"]), int(m["day"])
        return Quantity("date", d, start, m.end(), text[start : m.end()], "day", month=mon, day=d, hard=False)
    if m := _BARE_DAY.match(text, at):
        return _bare_day(text, start, m, date, tense, month)
    if (m := _YEAR.match(text, at)) and not text[at - 1 : at].isdigit():
        return _year(text, start, m)
    return None


def _year(text: str, start: int, m: re.Match[str]) -> Quantity:
    short = m["apostrophe"] or m["short"]
    year = (1900 if short > "29" else 2000) + int(short) if short else int(m["year"])
    high: float | None = None
    if m["high"]:
        high = float(m["high"]) if len(m["high"]) == 4 else year - year % 100 + int(m["high"])
        high = high if high > year else None
    return Quantity("date", year, start, m.end(), text[start : m.end()], "year", high, year=year)


def _month_day(
    text: str, start: int, m: re.Match[str], date: Date | None, tense: Tense, shift: int | None
) -> Quantity | None:
    month, end = int(m["month"]), m.end()
    year: int | None = None
    if m["year"]:
        year = int(m["year"])
        if year < 100:
            year += 1900 if year > 29 else 2000
    day = int(m["day"]) if m["day"] else None
    if m["first"] and int(m["first"]) < month and day is None:
        return Quantity("date", int(m["first"]), start, end, text[start:end], "month", month, year=year,
                        month=int(m["first"]))  # fmt: skip
    if day is not None and not 1 <= day <= 31:
        day, end = None, m.start("day")
        end -= text[end - 1] == " "
    given = year
    if year is None and date is not None:
        year = resolve_month(month, date, tense, shift)[0]
    when = make_date(year, month, day) if year and day else None
    if when:
        return _known(
            text, start, _weekday_after(text, end), when, year=given or (year if shift is not None else None)
        )
    return Quantity("date", day or month, start, end, text[start:end], "day" if day else "month",
                    year=given or (year if shift is not None else None), month=month, day=day)  # fmt: skip


def _bare_day(
    text: str, start: int, m: re.Match[str], date: Date | None, tense: Tense, month: int | None
) -> Quantity:
    day = int(m["day"])
    end = m.end()
    weekday = _WEEKDAY.match(text, end)
    if weekday:
        end = weekday.end()
    when = None
    if date:
        when = make_date(date.year, month, day) if month else resolve_day(day, date, tense)
    named = WEEKDAYS.index(weekday["short"] or weekday["long"]) if weekday else None
    return Quantity("date", when.toordinal() if when else day, start, end, text[start:end], "day",
                    hard=False, month=month, day=day, weekday=when.weekday() if when else named)  # fmt: skip


def _month_word(text: str, start: int, end: int, at: int, shift: int, date: Date | None) -> Quantity:
    year, month = shift_month(date.year, date.month, shift) if date else (None, None)
    if m := _BARE_DAY.match(text, at):
        day = int(m["day"])
        when = make_date(year, month, day) if year and month else None
        if when:
            return _known(text, start, m.end(), when, hard=False)
        return Quantity("date", day, start, m.end(), text[start : m.end()], "day", hard=False, day=day)
    if m := _PARTS.match(text, end):
        end = m.end()
    return Quantity(
        "date", month or shift, start, end, text[start:end], "month", hard=False, year=year, month=month
    )


def _week_day(text: str, start: int, m: re.Match[str], date: Date | None, shift: int) -> Quantity:
    weekday = WEEKDAYS.index(m["long"] or m["short"])
    when = days_from(date, weekday - date.weekday() + 7 * shift) if date else None
    if when:
        return _known(text, start, m.end(), when, hard=False)
    return Quantity(
        "date", weekday, start, m.end(), text[start : m.end()], "weekday", hard=False, weekday=weekday
    )


def _weekday(text: str, start: int, m: re.Match[str], date: Date | None, tense: Tense) -> Quantity:
    weekday = WEEKDAYS.index(m["long"] or m["short"])
    if date and tense:
        return Quantity("date", resolve_weekday(weekday, date, tense).toordinal(), start, m.end(),
                        text[start : m.end()], "weekday", hard=False, weekday=weekday)  # fmt: skip
    return Quantity(
        "date", weekday, start, m.end(), text[start : m.end()], "weekday", hard=False, weekday=weekday
    )


def _weekday_after(text: str, end: int) -> int:
    m = _WEEKDAY.match(text, end)
    return m.end() if m else end


def _known(
    text: str, start: int, end: int, when: Date, *, hard: bool = True, year: int | None = None
) -> Quantity:
    return Quantity("date", when.toordinal(), start, end, text[start:end], "day", hard=hard,
                    year=year if hard else when.year, month=when.month, day=when.day, weekday=when.weekday())  # fmt: skip


def _soft(text: str, start: int, end: int, unit: str, value: float, year: int | None = None) -> Quantity:
    return Quantity("date", value, start, end, text[start:end], unit, hard=False, year=year)
