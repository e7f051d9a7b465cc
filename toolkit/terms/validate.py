"""What is wrong with a term base, beyond what keeps it from being read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ..text import Term


def problems(entries: Iterable[Term]) -> list[str]:
    """Sentences that each name an entry and what is odd about it; [] where all is well."""
    found: list[str] = []
    by_source: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in entries:
        name = f"{term.source[0]} = {term.target[0]}"
        by_source[(term.source_language, re.sub(r"\s", "", term.source[0]))].append(term)
        if term.source_language == "ko":
            found += [
                f"{name}: no Hangul in the first source form" for _ in [0] if not _korean(term.source[0])
            ]
        if term.target_language == "en":
            found += [
                f"{name}: Hangul in the target form {form!r}"
                for form in term.target
                if re.search("[가-힣]", form)
            ]
        found += [f"{name}: a very short source form {form!r} will be found everywhere"
                  for form in term.source if len(form) == 1 and term.kind != "place"]  # fmt: skip
        for form in term.forbidden:
            if any(form.lower() == allowed.lower() for allowed in term.target):
                found.append(f"{name}: {form!r} is allowed and forbidden")
    for terms in by_source.values():
        found += _clashes(terms)
    return found


def _korean(text: str) -> bool:
    return re.search(r"[가-힣]", text) is not None or not re.search(r"[a-z]", text)


def _clashes(terms: list[Term]) -> list[str]:
    """Entries of one source form whose dates overlap."""
    found = []
    for number, one in enumerate(terms):
        for other in terms[number + 1 :]:
            apart = (one.valid_to and other.valid_from and one.valid_to < other.valid_from) or (
                other.valid_to and one.valid_from and other.valid_to < one.valid_from
            )
            if not apart:
                found.append(
                    f"{one.source[0]}: two entries hold at the same time: {one.target[0]!r} and {other.target[0]!r}"
                )
    return found
