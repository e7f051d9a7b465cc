"""What holds for all checks together."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.check import CHECKS, CheckContext, check_pairs, finding_row, ignores_from, without_ignored
from toolkit.errors import OptionError
from toolkit.text import SEVERITIES, Finding, SegmentPair

PAIRS = [
    SegmentPair("a1", "독일은 3억5천만 원을 냈다.", "France paid 35 million won.", document="a"),
    SegmentPair("a2", "훈센 총리가 이겼다.", "President Hun Sen won.", document="a"),
    SegmentPair("b1", "미국는 말했다.", "The the United States said so.", document="b"),
    SegmentPair("b2", "통일부는 자료를 냈다.", "", document="b"),
    SegmentPair("c", "일본은 반대했다.", "Russia opposed it."),
    SegmentPair("d", "일본은 반대했다.", "Japan opposed it."),
]


def test_findings_come_in_the_order_of_the_pairs() -> None:
    found = list(check_pairs(PAIRS))
    ids = [f.id for f in found]
    assert ids == sorted(ids)
    assert {f.id for f in found if f.severity == "error"} >= {"a1", "a2", "c"}
    assert "d" not in ids


def test_the_same_in_any_order_of_documents() -> None:
    whole = {repr(f) for f in check_pairs(PAIRS)}
    turned = [*PAIRS[4:], *PAIRS[2:4], *PAIRS[:2]]
    assert {repr(f) for f in check_pairs(turned)} == whole


def test_only_and_skip() -> None:
    assert {f.check for f in check_pairs(PAIRS, only=["titles"])} == {"titles"}
    assert "titles" not in {f.check for f in check_pairs(PAIRS, skip=["titles"])}
    with pytest.raises(OptionError, match="unknown check 'colour'"):
        check_pairs(PAIRS, only=["colour"])


def test_streams() -> None:
    """A finding comes out before the next document is read."""
    read: list[str] = []

    def stream() -> Iterator[SegmentPair]:
        for pair in PAIRS:
            read.append(pair.id)
            yield pair

    next(check_pairs(stream()))
    assert read[-1] in ("a2", "b1")


def test_every_check_is_explained() -> None:
    for name, check in CHECKS.items():
        assert check.name == name and check.summary
        assert any(severity in check.explanation for severity in SEVERITIES), name


TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["미국", "은 ", "대통령", "Vice President ", "IAEA", "를 ", "(", "“", "3억5천만 원 ", "19일 ", "$3.5 billion ", "\u0130", "\ud7a3",
         "Lee Do-hoon ", "이도훈 ", "\u200b", "  ", "외교부 ", "the the ", "\n", "１２", "а", "전 장관", "한반도 평화교섭본부장", "\x00", "𝟛"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
LANGUAGES = st.sampled_from(["ko", "en", "ja", "de"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, LANGUAGES, LANGUAGES, st.sampled_from(["", "d"])), max_size=4))
def test_no_text_breaks_a_check(rows: list[tuple[str, str, str, str, str]]) -> None:
    pairs = [SegmentPair(str(i), s, t, a, b, document=d) for i, (s, t, a, b, d) in enumerate(rows)]
    texts = {(p.id, p.source, p.target) for p in pairs}
    for f in check_pairs(pairs):
        assert (f.id, f.source, f.target) in texts
        assert f.severity in SEVERITIES and f.check in CHECKS and f.message
        for text, span in ((f.source, f.source_span), (f.target, f.target_span)):
            assert span is None or 0 <= span[0] <= span[1] <= len(text)


def test_a_row_of_the_findings_file() -> None:
    f = next(check_pairs(PAIRS, only=["titles"]))
    row = finding_row(f)
    wanted = "id check severity message side source target source_span target_span expected source_file target_file of"
    assert set(wanted.split()) <= set(row)
    assert row["source_span"] == list(f.source_span or ()) and row["version"] == 1


def test_exceptions() -> None:
    found = list(check_pairs(PAIRS))
    table = {"ignore": [{"check": "titles", "text": "총리", "note": "agreed on 3 May"}]}
    left = list(without_ignored(found, ignores_from(table)))
    assert [f for f in found if f not in left] == [f for f in found if f.check == "titles"]
    by_file = [Finding("1", "names", "error", "m", "target", "s", "t", source_file="2019/a.txt")]
    assert list(without_ignored(by_file, ignores_from({"ignore": [{"file": "2019/*", "note": "old"}]}))) == []
    assert (
        list(without_ignored(by_file, ignores_from({"ignore": [{"file": "2020/*", "note": "new"}]})))
        == by_file
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"ignore": [{"check": "titles"}]}, "has no note"),
        ({"ignore": [{"note": "all"}]}, "would hide everything"),
        ({"ignore": [{"note": "x", "text": 3}]}, "text is not text"),
        ({"ignore": [{"note": "x", "colour": "y"}]}, "unknown key 'colour'"),
        ({"ignore": ["titles"]}, "is not a table"),
        ({"ignore": "titles"}, "not a list"),
        ({"fail": 1}, "unknown key 'fail'"),
    ],
)
def test_bad_exceptions(table: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        ignores_from(table)


def test_results_do_not_depend_on_what_was_checked_before() -> None:
    rng = random.Random(3)
    alone = {p.id: [repr(f) for f in check_pairs([p])] for p in PAIRS}
    for _ in range(5):
        p = rng.choice(PAIRS)
        assert [repr(f) for f in check_pairs([p], CheckContext())] == alone[p.id]
