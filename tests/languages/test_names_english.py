"""Names of persons in English text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.languages.en.names import capitalised, person_names, sequences
from toolkit.languages.ko.mentions import common_english


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "US Special Representative Stephen Biegun met Lee Do-hoon in Seoul.",
            ["Stephen Biegun", "Lee Do-hoon"],
        ),
        ("The Ministry of Foreign Affairs said South Korea and Japan would meet.", []),
        ("On Monday, Nuri al-Maliki's office spoke for Mr. Obama.", ["Nuri Maliki", "Obama"]),
        ("Prime Minister Shinzo Abe and Angela Merkel", ["Shinzo Abe", "Angela Merkel"]),
        ("The Supreme Court and Seoul National University", []),
        ("Osama bin Laden and Ludwig van Beethoven", ["Osama Laden", "Ludwig Beethoven"]),
        ("The CNN said RBIs and NYMEX fell.", []),
        ("George W. Bush", ["George W Bush"]),
    ],
)
def test_persons(text: str, names: list[str]) -> None:
    assert [n.text for n in person_names(text, common_english().__contains__)] == names


def test_title_before_the_name() -> None:
    (name,) = person_names("Foreign Minister Kang Kyung-wha arrived.")
    assert name.title == "Foreign Minister"
    assert "Foreign Minister Kang Kyung-wha arrived."[slice(*name.span)] == "Kang Kyung-wha"


def test_possessives_and_compounds() -> None:
    assert [w.text for w in capitalised("Biegun's World Cup-winning team of Hussein’s")] == [
        "Biegun",
        "World",
        "Hussein",
    ]


def test_sentences_end_a_name() -> None:
    assert [[w.text for w in run] for run in sequences("in Washington. Next came Paul")] == [
        ["Washington"],
        ["Next"],
        ["Paul"],
    ]


@given(st.text())
def test_spans_lie_in_the_text(text: str) -> None:
    for word in capitalised(text):
        assert 0 <= word.start < word.end <= len(text)
        assert text[word.start : word.end] == word.text
    for name in person_names(text, common_english().__contains__):
        start, end = name.span
        assert 0 <= start < end <= len(text)
