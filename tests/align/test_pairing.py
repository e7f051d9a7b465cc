"""Pairing articles."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.align import PairOptions, pair_articles
from toolkit.align.pairing import beliefs
from toolkit.engines.base import Encoder
from toolkit.errors import OptionError
from toolkit.text import Article, make_article

STORIES = [
    (
        "한국은행이 기준금리를 연 3.25%로 내렸다. 이창용 총재는 물가가 안정됐다고 말했다.",
        "The Bank of Korea cut its key rate to 3.25 percent. Gov. Rhee Chang-yong said prices had stabilised.",
    ),
    (
        "축구 대표팀이 일본을 2-1로 이겼다. 손흥민이 결승골을 넣었다.",
        "The national soccer team beat Japan 2-1. Son Heung-min scored the winner.",
    ),
    (
        "서울 지하철 2호선이 신호 고장으로 40분 멈췄다. 승객 300명이 대피했다.",
        "Seoul's subway line 2 stopped for 40 minutes on a signal failure. 300 passengers were evacuated.",
    ),
    (
        "부산에서 국제영화제가 개막했다. 64개국 영화 224편이 상영된다.",
        "The international film festival opened in Busan. It shows 224 films from 64 countries.",
    ),
]


def article(language: str, text: str, name: str, day: date | None = None) -> Article:
    return make_article(language, [("paragraph", text, ())], file=name, date=day)


def korean(k: int) -> Article:
    return article("ko", STORIES[k][0], f"ko/{k}")


def english(k: int) -> Article:
    return article("en", STORIES[k][1], f"en/{k}")


def found(
    source: list[Article], target: list[Article], encoder: Encoder
) -> list[tuple[str | None, str | None]]:
    pairs = pair_articles(source, target, encoder)
    assert all(0 <= p.score <= 1 for p in pairs)
    return [(p.source.file if p.source else None, p.target.file if p.target else None) for p in pairs]


def test_shuffled_stories_find_each_other(encoder: Encoder) -> None:
    order = [2, 0, 3, 1]
    assert found([korean(k) for k in range(4)], [english(k) for k in order], encoder) == [
        (f"ko/{k}", f"en/{k}") for k in range(4)
    ]


def test_a_story_without_a_counterpart_stays_alone(encoder: Encoder) -> None:
    result = found([korean(0), korean(1), korean(2)], [english(3), english(1)], encoder)
    assert ("ko/1", "en/1") in result
    assert {("ko/0", None), ("ko/2", None), (None, "en/3")} <= set(result)


def test_a_follow_up_of_the_next_days_is_told_apart(encoder: Encoder) -> None:
    first = article("ko", STORIES[0][0], "ko/first", date(2024, 10, 11))
    second = article("ko", STORIES[0][0] + " 노조는 5일째 파업을 이어갔다.", "ko/second", date(2024, 10, 15))
    english_first = article("en", STORIES[0][1], "en/first", date(2024, 10, 11))
    english_second = article(
        "en", STORIES[0][1] + " The union's strike went on for a fifth day.", "en/second", date(2024, 10, 15)
    )
    assert found([first, second], [english_second, english_first], encoder) == [
        ("ko/first", "en/first"),
        ("ko/second", "en/second"),
    ]


def test_empty_sides_and_empty_articles(encoder: Encoder) -> None:
    assert pair_articles([], [], encoder) == []
    assert found([korean(0)], [], encoder) == [("ko/0", None)]
    assert found([], [english(0)], encoder) == [(None, "en/0")]
    empty = make_article("ko", [], file="ko/empty")
    assert ("ko/empty", None) in found([empty, korean(1)], [english(1)], encoder)


def test_the_threshold_is_kept(encoder: Encoder) -> None:
    pairs = pair_articles([korean(0)], [english(0)], encoder, PairOptions(threshold=1.0))
    assert pairs[0].target is None


def test_languages_must_be_known(encoder: Encoder) -> None:
    with pytest.raises(OptionError, match="several languages"):
        pair_articles([korean(0), english(1)], [english(0)], encoder)
    with pytest.raises(OptionError, match="does not know the language 'is'"):
        pair_articles([article("is", "Halló.", "is/1")], [english(0)], encoder)


def test_progress_counts_articles(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    pair_articles([korean(0)], [english(0)], encoder, progress=lambda *x: seen.append(x))
    assert seen[-1] == (2, 2)


def exact(odds: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Probability of each pair over all one-to-one matchings, by recursion."""
    keys = sorted(odds)
    share = dict.fromkeys(keys, 0.0)
    total = 0.0

    def go(k: int, weight: float, chosen: list[tuple[int, int]]) -> None:
        nonlocal total
        if k == len(keys):
            total += weight
            for key in chosen:
                share[key] += weight
            return
        go(k + 1, weight, chosen)
        i, j = keys[k]
        if all(i != a and j != b for a, b in chosen):
            go(k + 1, weight * float(np.exp(odds[i, j])), [*chosen, (i, j)])

    go(0, 1.0, [])
    return {k: v / total for k, v in share.items()}


def test_beliefs_are_those_of_matchings(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.align import pairing

    monkeypatch.setattr(pairing, "_LEARN", 1)
    tree = {(0, 0): 2.0, (0, 1): 1.0, (1, 1): -0.5}
    belief, left, right = beliefs(tree)
    expected = exact(tree)
    for key in tree:
        assert belief[key] == pytest.approx(expected[key], abs=2e-3)
    assert left[0] == pytest.approx(1 - expected[0, 0] - expected[0, 1], abs=4e-3)
    assert right[0] == pytest.approx(1 - expected[0, 0], abs=4e-3)


@settings(max_examples=50, deadline=None)
@given(
    odds=st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(-40, 40), min_size=1, max_size=20
    )
)
def test_beliefs_are_probabilities(odds: dict[tuple[int, int], float]) -> None:
    belief, left, right = beliefs(odds)
    assert set(belief) == set(odds)
    for values in (belief.values(), left.values(), right.values()):
        assert all(0 <= v <= 1 for v in values)
