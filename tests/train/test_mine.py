"""Pairs of words found by counting over sentence pairs."""

from __future__ import annotations

import pytest

pytest.importorskip("kiwipiepy")

from mine import english, korean, mine

PAIRS = [
    ("그는 벽돌을 샀다.", "He bought a brick."),
    ("벽돌이 무너졌다.", "The brick collapsed."),
    ("벽돌은 무겁다.", "The bricks are heavy."),
    ("다리가 무너졌다.", "A bridge collapsed."),
    ("정부는 다리를 건설했다.", "The government constructed a bridge."),
    ("정부는 공항을 건설한다.", "The government constructs an airport."),
    ("공항이 붐빈다.", "The airport is crowded."),
]


def test_sentences_in_dictionary_forms() -> None:
    assert list(korean(["정부는 다리를 건설했다."])) == [["정부", "다리", "건설", "건설하다"]]
    assert list(english([en for _, en in PAIRS]))[2][1:] == ["brick", "are", "heavy"]
    assert "collapsed" in list(english([en for _, en in PAIRS]))[1]  # the base stands nowhere


def test_words_that_stand_together_find_each_other() -> None:
    found = {(ko, en) for ko, en, _, _ in mine(PAIRS)}
    assert {("벽돌", "brick"), ("무너지다", "collapsed"), ("공항", "airport")} <= found
    assert ("벽돌", "bridge") not in found
