"""One thing in which two quantities, or a quantity and nothing, do not agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..languages.base import Quantity
from ..text import Severity

Reason = Literal[
    "scale",
    "mismatch",
    "currency",
    "percentage-point",
    "unit",
    "missing",
    "extra",
    "month",
    "day",
    "year",
    "weekday",
]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not agree: the quantity of each side (None where it has none) and why."""

    reason: Reason
    severity: Severity
    source: Quantity | None
    target: Quantity | None

    @property
    def check(self) -> Literal["numbers", "dates"]:
        """The check that reports it."""
        held = self.source or self.target
        return (
            "dates"
            if held is not None and held.kind == "date" and (self.target or held).kind == "date"
            else "numbers"
        )
