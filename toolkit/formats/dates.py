"""The day of an article, as its page or its metadata writes it."""

from __future__ import annotations

import re
from datetime import date as Date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*년\s*(?P<m>\d{1,2})\s*월\s*(?P<d>\d{1,2})\s*일"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-./]\s?(?P<m>\d{1,2})\s?[-./]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(rf"\b(?P<n>{_NAMES})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)", re.I),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<n>{_NAMES})\b\.?,?\s+(?P<y>(?:19|20)\d\d)", re.I
    ),
)


def find_date(text: str) -> Date | None:
    """The first full date in a short text: "Sept. 19, 2019", "2019.09.19", "2019년 9월 19일", ISO 8601."""
    found: list[tuple[int, Date]] = []
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        month = int(groups["m"]) if groups.get("m") else _MONTHS[groups["n"].lower()]
        try:
            found.append((match.start(), Date(int(groups["y"]), month, int(groups["d"]))))
        except ValueError:
            continue
    return min(found)[1] if found else None


def is_only_date(text: str) -> bool:
    """Whether a line holds a date, perhaps a time of day and a weekday, and nothing else."""
    if find_date(text) is None:
        return False
    rest = text
    for pattern in _PATTERNS:
        rest = pattern.sub(" ", rest)
    rest = re.sub(
        r"\d{1,2}\s*[:시]\s*\d{2}(\s*[:분]\s*(\d{2}초?)?)?|오전|오후|[ap]\.?m\.?|KST|UTC|GMT|[월화수목금토일]요일"
        r"|\([월화수목금토일]\)|\b(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b",
        " ",
        rest,
        flags=re.I,
    )
    return not re.search(r"\w", rest)
