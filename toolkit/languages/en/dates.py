"""Dates, months, years, weekdays and relative days of English text."""

from __future__ import annotations

import re
from datetime import date as Date

from ..base import Quantity
from ..calendar import Tense, days_from, make_date, resolve_day, resolve_month, resolve_weekday, shift_month

_MONTH_NAMES = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DAY_NAMES = (
    "monday mon",
    "tuesday tue tues",
    "wednesday wed",
    "thursday thu thur thurs",
    "friday fri",
    "saturday",
    "sunday",
)
WEEKDAYS = {name: number for number, names in enumerate(_DAY_NAMES) for name in names.split()}
RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])(?!,[0-9]{3}|\.[0-9])"
_AFTER_MONTH = re.compile(
    rf"\.?\s{{0,3}}(?P<day>{_DAY})(?:st|nd|rd|th)?(?:\s?(?:-|~|to|and|through|until)\s?(?P<day2>{_DAY})(?:st|nd|rd|th)?(?!\s?(?:percent|%|people|million|billion|years|days|months|hours)))?(?!\s?(?:percent|%|per cent|million|billion|people|a\.m|p\.m))"
    rf"(?:,?\s{{1,3}}(?P<year>(?:1[5-9]|20)[0-9]{{2}})(?![0-9,]))?"
    rf"|\.?,?\s{{1,3}}(?:of\s)?(?P<only>(?:1[5-9]|20)[0-9]{{2}})(?![0-9]|,[0-9])(?!s\b)"
    r"|\.?\s(?P<never>3[2-9]|[4-9][0-9])(?!,?[0-9]|\.[0-9]|[:%/'-]|\s?(?:percent|per|%|p\b|years?|people|a\.m|p\.m|to\b|seconds))"
)
_BEFORE_MONTH = re.compile(
    rf"(?P<day>{_DAY}|[3-9][0-9](?![0-9]))(?:st|nd|rd|th)?(?:\s?(?:-|~|to|and)\s?(?P<day2>{_DAY})(?:st|nd|rd|th)?)?\s{{1,3}}(?:of\s)?(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?P<rest>[a-z]{{0,6}})\b(?:\.?,?\s{{1,3}}(?P<year>(?:1[5-9]|20)[0-9]{{2}})(?![0-9,]))?"
)
_NUMERIC = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})[-/.](?P<m>1[0-2]|0?[1-9])[-/.](?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])"
    r"|(?P<m2>1[0-2]|0?[1-9])/(?P<d2>3[01]|[12][0-9]|0?[1-9])/(?P<y2>(?:19|20)[0-9]{2})(?![0-9])"
    r"|(?P<m3>9)/(?P<d3>11)(?![0-9])"
    r"|(?P<y4>(?:19|20)[0-9]{2})\.(?P<m4>1[0-2]|0[1-9])(?![0-9])"
)
_YEAR = re.compile(
    r"(?P<year>1[0-9]{3}|20[0-9]{2})(?:\s?-\s?(?P<high>(?:1[0-9]|20)[0-9]{2}|[0-9]{2}))?(?![0-9]|,[0-9]|\.[0-9])(?!s\b)"
)
_DECADE = re.compile(r"(?P<d>(?:1[0-9]|20)[0-9]0|'?[1-9]0)'?s\b")
_OF_AGE = re.compile(
    r"\b(?:his|her|their|my|your|our|to|and|or|then)\s(?:(?:early|mid|late)[\s-])?$|\b(?:under|over)-$", re.I
)
# "May" and "March" are months only beside words that a month keeps company with.
_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|last|next|this|of|until|by|to|from|early|late|mid|during|and|before|after|on|between|through|every|or|the|year's|[0-9](?:st|nd|rd|th)?|[a-z]{3,6}day,)[\s-]$",
    re.I,
)
_NAME_BEFORE = re.compile(r"[A-Z][a-z]+\s$")
_NAME_AFTER = re.compile(r"\s[A-Z][a-z]+")
_LOWER_BEFORE = re.compile(r"[a-z]\s$")
_NO_MONTH = re.compile(r"\sFools|-[a-z]")
_MONTH_NOUN = re.compile(
    r"(?:'s)?\s(?:election|deadline|vote|summit|poll|sales|figures|delivery|contract|primar|referendum|ballot|report)"
)
_RELATIVE = re.compile(
    r"(?P<w>last|next|this|past|previous|following|coming|same)\s{1,3}(?P<u>week(?:end)?|month|year|day|night|morning|afternoon|evening|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|spring|summer|autumn|fall|winter)\b",
    re.I,
)
_SHIFT = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "next": 1,
    "following": 1,
    "coming": 1,
    "this": 0,
    "same": 0,
}


def full_year(short: str) -> int:
    """Year of the two digits after an apostrophe."""
    return (1900 if short > "29" else 2000) + int(short)


def read_month(text: str, start: int, end: int, date: Date | None) -> Quantity | None:
    """A date that begins with the name of a month at text[start:end]; None where the word is no month."""
    word = text[start:end]
    month = MONTHS[word.lower()]
    after = _AFTER_MONTH.match(text, end)
    if after is None:
        if len(word) == 3 and word != "May" and text[end : end + 1] != ".":
            return None
        if word in ("April", "June", "August") and _is_name(text, start, end):
            return None
        if word in ("May", "March") and not _is_month(word, text, start, end):
            return None
        if word[0].islower():
            return None
    elif (after["never"] and word == "May" and not _MONTH_BEFORE.search(text[max(0, start - 9) : start])) or (
        word[0].islower() and len(word) < 4
    ):
        return None
    day = year = None
    high: float | None = None
    if after:
        if after["only"]:
            year = int(after["only"])
        else:
            day = int(after["day"] or after["never"])
            year = int(after["year"]) if after["year"] else None
            high = float(after["day2"]) if after["day2"] else None
        end = after.end()
    elif text[end : end + 1] == "." and len(word) < 5 and word != "May":
        end += 1
        if end == len(text) and text.endswith("on ", 0, start):  # "on Oct." | "31 ...": cut inside the date
            return Quantity("date", month, start, end, text[start:end], "month", hard=False, month=month)
    tense = _tense(text, start)
    shift = _year_shift(text, start, end)
    if tense or text[max(0, start - 5) : start].lower() == "this ":
        start -= 5
    return _made(text, start, end, month, day, year, high, date, tense, shift)


def read_day_month(text: str, start: int, date: Date | None) -> Quantity | None:
    """ "19 September 2019", "8th of March", at a digit."""
    m = _BEFORE_MONTH.match(text, start)
    if not m:
        return None
    month = MONTHS.get((m["month"] + m["rest"]).lower())
    if month is None:
        return None
    high = float(m["day2"]) if m["day2"] else None
    return _made(
        text,
        start,
        m.end(),
        month,
        int(m["day"]),
        int(m["year"]) if m["year"] else None,
        high,
        date,
        "",
        None,
    )


def read_numeric(text: str, start: int) -> Quantity | None:
    """2019-09-19, 9/19/2019, 9/11, 2007.05, at a digit."""
    m = _NUMERIC.match(text, start)
    if not m or text[start - 1 : start].isdigit():
        return None
    if m["m3"]:
        return Quantity("date", 11, start, m.end(), m.group(), "day", hard=False, month=9, day=11)
    if m["y4"]:
        return Quantity(
            "date", int(m["m4"]), start, m.end(), m.group(), "month", year=int(m["y4"]), month=int(m["m4"])
        )
    year, month, day = int(m["y"] or m["y2"]), int(m["m"] or m["m2"]), int(m["d"] or m["d2"])
    when = make_date(year, month, day)
    if when is None:
        return None
    return Quantity("date", when.toordinal(), start, m.end(), m.group(), "day", year=year, month=month, day=day,
                    weekday=when.weekday())  # fmt: skip


def read_year(text: str, start: int) -> Quantity | None:
    """A year of four digits, or years (1992-95), or a decade (1980s, '80s)."""
    if m := _DECADE.match(text, start):
        digits = m["d"].lstrip("'")
        if len(digits) == 4:
            return Quantity("decade", int(digits), start, m.end(), m.group(), "year")
        of_age = _OF_AGE.search(text[max(0, start - 20) : start])
        return Quantity("decade", int(digits) + (0 if of_age else 1900), start, m.end(), m.group(), "year")
    m = _YEAR.match(text, start)
    if not m:
        return None
    year, high, end = int(m["year"]), m["high"], m.end()
    top: float | None = None
    if high:
        top = float(high) if len(high) == 4 else year - year % 100 + int(high)
        if top <= year:
            top, end = None, m.start("high")
            while end > start and not text[end - 1].isdigit():
                end -= 1
    return Quantity("date", year, start, end, text[start:end], "year", top, year=year)


def read_weekday(text: str, start: int, end: int, date: Date | None) -> Quantity | None:
    """The name of a weekday at text[start:end]."""
    word = text[start:end]
    if word[0].islower() or (len(word) < 6 and text[end : end + 1] not in (".", ",")):
        return None
    weekday = WEEKDAYS[word.lower()]
    return Quantity("date", weekday, start, end, word, "weekday", hard=False, weekday=weekday)


def read_relative(text: str, start: int, date: Date | None) -> Quantity | None:
    """yesterday, today, last month, next week, this year at `start`."""
    m = _RELATIVE.match(text, start)
    if not m:
        return None
    shift, unit = _SHIFT[m["w"].lower()], m["u"].lower()
    sure = m["w"].lower() in ("last", "next", "this")
    span = (start, m.end(), m.group())
    if unit in WEEKDAYS:
        tense: Tense = "future" if shift > 0 else "past"
        when = resolve_weekday(WEEKDAYS[unit], date, tense) if date else None
        return Quantity("date", when.toordinal() if when else WEEKDAYS[unit], *span, "weekday", hard=False,
                        weekday=WEEKDAYS[unit])  # fmt: skip
    if unit == "year":
        year = date.year + shift if date and sure else None
        return Quantity("date", year or shift, *span, "year", hard=False, year=year)
    if unit == "month":
        year, month = shift_month(date.year, date.month, shift) if date and sure else (None, None)
        return Quantity("date", month or shift, *span, "month", hard=False, year=year, month=month)
    if unit.startswith("week"):
        return Quantity("date", shift, *span, "week", hard=False)
    if unit in ("spring", "summer", "autumn", "fall", "winter"):
        return Quantity("date", shift, *span, "season", hard=False)
    when = days_from(date, shift if unit == "night" else 0) if date and sure and unit != "day" else None
    return day_quantity(*span, when, shift)


def read_relative_day(text: str, start: int, end: int, date: Date | None) -> Quantity:
    """yesterday, today, tonight, tomorrow at text[start:end]."""
    shift = RELATIVE_DAYS[text[start:end].lower()]
    return day_quantity(start, end, text[start:end], days_from(date, shift) if date else None, shift)


def day_quantity(start: int, end: int, text: str, when: Date | None, shift: int) -> Quantity:
    """A soft date for a day that is known (`when`) or only counted from another."""
    if when is None:
        return Quantity("date", shift, start, end, text, "day", hard=False)
    return Quantity("date", when.toordinal(), start, end, text, "day", hard=False, year=when.year, month=when.month,
                    day=when.day, weekday=when.weekday())  # fmt: skip


def read_ordinal_day(text: str, start: int, end: int, day: int, date: Date | None) -> Quantity:
    """ "the 19th" as a day of the month."""
    when = resolve_day(day, date) if date else None
    return Quantity("date", when.toordinal() if when else day, start, end, text[start:end], "day", hard=False, day=day,
                    weekday=when.weekday() if when else None)  # fmt: skip


def _is_month(word: str, text: str, start: int, end: int) -> bool:
    """Whether "May" or "March" is a month here, and no verb or name."""
    before = text[max(0, start - 9) : start]
    if _MONTH_BEFORE.search(before) or _MONTH_NOUN.match(text, end):
        return True
    return word == "March" and bool(_LOWER_BEFORE.search(before))


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether "June" is part of a name: Nam June Paik, June-ho, April Fools."""
    if _NO_MONTH.match(text, end):
        return True
    before = text[max(0, start - 16) : start]
    return bool(
        _NAME_BEFORE.search(before) and _NAME_AFTER.match(text, end) and not _MONTH_BEFORE.search(before)
    )


def _tense(text: str, start: int) -> Tense:
    before = text[max(0, start - 5) : start].lower()
    if before == "last ":
        return "past"
    return "future" if before == "next " else ""


def _year_shift(text: str, start: int, end: int) -> int | None:
    after = text[end : end + 14].lower().lstrip(" ,")
    if after.startswith("last year"):
        return -1
    return 1 if after.startswith("next year") else None


def _made(
    text: str, start: int, end: int, month: int, day: int | None, year: int | None, high: float | None,
    date: Date | None, tense: Tense, shift: int | None,
) -> Quantity:  # fmt: skip
    given = year
    if year is None and date is not None:
        year = resolve_month(month, date, tense, shift)[0]
    when = make_date(year, month, day) if year and day else None
    if when and day and high is not None:
        high += when.toordinal() - day
    return Quantity("date", when.toordinal() if when else (day or month), start, end, text[start:end],
                    "day" if day else "month", high, year=given or (year if shift is not None else None), month=month,
                    day=day, weekday=when.weekday() if when else None)  # fmt: skip
