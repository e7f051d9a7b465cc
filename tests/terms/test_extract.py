"""Proposals of term base entries."""

from __future__ import annotations

from toolkit.terms import TermBase, propose
from toolkit.text import SegmentPair, Term

TEXTS = [
    ("영화진흥위원회는 지원을 늘린다.", "The Korean Film Council will increase support."),
    ("영화진흥위원회가 부산에서 회의를 열었다.", "The Korean Film Council met in Busan."),
    ("감독들은 영화진흥위원회를 비판했다.", "Directors criticized the Korean Film Council."),
    ("부산에는 비가 왔다.", "It rained in Busan."),
    ("부산 시민들은 비를 반겼다.", "Citizens of Busan welcomed the rain."),
    ("서울은 맑았다.", "It was sunny in Seoul."),
    ("감독은 말이 없었다.", "The director was silent."),
]
PAIRS = [SegmentPair(str(i), ko, en) for i, (ko, en) in enumerate(TEXTS)]


def test_proposes_what_goes_together() -> None:
    found = {(p.source, p.target): p for p in propose(PAIRS)}
    council = found["영화진흥위원회", "Korean Film Council"]
    assert (council.together, council.source_count, council.target_count, council.dice) == (3, 3, 3, 1.0)
    assert council.evidence[0] == TEXTS[0]
    assert ("부산", "Busan") in found


def test_leaves_out_what_is_known_and_what_is_rare() -> None:
    known = TermBase([Term(("부산",), ("Busan",))])
    sources = {p.source for p in propose(PAIRS, known)}
    assert "부산" not in sources and "서울" not in sources


def test_other_direction() -> None:
    turned = [SegmentPair(p.id, p.target, p.source, "en", "ko") for p in PAIRS]
    assert [(p.source, p.target) for p in propose(turned)] == [(p.source, p.target) for p in propose(PAIRS)]
