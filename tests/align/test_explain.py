"""Why a bead scored as it did."""

from __future__ import annotations

import pytest

from toolkit.align import AlignOptions, align_segments
from toolkit.align.explain import KINDS, explain
from toolkit.engines.base import Encoder
from toolkit.errors import OptionError
from toolkit.text import Bead

SOURCE = ["정부는 2018년 예산을 늘렸다.", "야당은 반대했다."]
TARGET = ["The government raised the 2018 budget.", "It rained in Busan."]


def test_shares_add_up_to_the_score(encoder: Encoder) -> None:
    beads = align_segments(SOURCE, TARGET, encoder)
    reasons = explain(SOURCE, TARGET, beads, encoder)
    assert [r.bead for r in reasons] == beads
    for reason in reasons:
        assert {name for name, _ in reason.shares} == set(KINDS)
        assert reason.score == pytest.approx(sum(v for _, v in reason.shares), abs=1e-6)
    assert dict(reasons[0].shares)["numbers and names"] > 0
    assert "cosine" in reasons[0].line()


def test_a_wrong_bead_scores_worse(encoder: Encoder) -> None:
    right, wrong = explain(SOURCE, TARGET, [Bead((0,), (0,)), Bead((1,), (1,))], encoder)
    assert right.score > wrong.score


def test_other_languages_cannot_be_explained(encoder: Encoder) -> None:
    with pytest.raises(OptionError, match="sentence vectors"):
        explain(SOURCE, TARGET, [], encoder, AlignOptions(source_language="is"))
