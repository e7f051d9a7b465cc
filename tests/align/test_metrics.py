"""Scores against cases worked out by hand."""

from __future__ import annotations

import pytest

from toolkit.align.metrics import Counts, Verdict, judge
from toolkit.text import Bead

GOLD = [((0,), (0,)), ((1, 2), (1,)), ((3,), ()), ((), (2,)), ((4,), (3,))]


def test_perfect() -> None:
    v = judge([Bead(a, b) for a, b in GOLD], GOLD)
    assert (v.strict.f1, v.lax.f1, v.omissions.f1) == (1, 1, 1)
    assert v.calibration_error() == 0
    assert v.coverage_at(0.99) == (1.0, 1.0)


def test_a_part_of_a_merge_is_laxly_right() -> None:
    found = [Bead((0,), (0,)), Bead((1,), (1,)), Bead((2,), ()), Bead((3,), (2,)), Bead((4,), (3,))]
    v = judge(found, GOLD)
    assert v.strict == Counts(2, 4, 2, 3)
    assert v.lax == Counts(3, 4, 3, 3)
    assert v.omissions == Counts(0, 1, 0, 2)
    assert v.strict.precision == 0.5 and v.strict.recall == pytest.approx(2 / 3)


def test_pooling_adds_counts() -> None:
    v = judge([Bead((0,), (0,))], [((0,), (0,))]) + judge([Bead((0,), (0,))], [((0,), (1,))])
    assert v.strict == Counts(1, 2, 1, 2)
    assert v.strict.f1 == 0.5


def test_calibration_and_coverage() -> None:
    judged = ((0.95, True), (0.95, True), (0.85, False), (0.15, False))
    v = Verdict(strict=Counts(2, 4, 2, 4), judged=judged)
    assert v.calibration_error() == pytest.approx((2 * 0.05 + 0.85 + 0.15) / 4)
    assert v.coverage_at(0.99) == (0.5, 0.95)
    assert v.at(0.8) == (pytest.approx(2 / 3), 0.75)


def test_nothing_found_and_nothing_to_find() -> None:
    assert judge([], []).strict.f1 == 1
    assert judge([], GOLD).strict.f1 == 0
    assert judge([Bead((0,), ())], [((0,), ())]).strict.gold == 0
