"""Marks, spaces and particles."""

from __future__ import annotations

import pytest

from toolkit.check import check_pairs
from toolkit.languages.ko.particles import final_of, right_particle, stems, tail_end
from toolkit.text import SegmentPair


def korean(target: str) -> list[tuple[str, str]]:
    pair = SegmentPair("1", "x", target, "en", "ko")
    found = check_pairs([pair], only=["typography"])
    return [(f.target[slice(*f.target_span or ())], f.expected) for f in found if f.severity == "warning"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("미국는 말했다", [("는", "은")]),
        ("통일부은 말했다", [("은", "는")]),
        ("서울으로 갔다", [("으로", "로")]),
        ("독일로 갔다", []),
        ("책를 읽었다", [("를", "을")]),
        ("IAEA은 말했다", [("은", "는")]),
        ("FBI를 만났다", []),
        ("NATO은 말했다", []),  # read as a word: not certain
        ("국제원자력기구(IAEA)는 말했다", []),
        ("국제원자력기구(IAEA)은 말했다", [("은", "는")]),
        ("3와 4", [("와", "과")]),
        ("종로3가에서", []),
        ("10으로 나누다", []),
        ("마을이 새로운 가을을 맞았다", []),
    ],
)
def test_particles(text: str, expected: list[tuple[str, str]]) -> None:
    assert korean(text) == expected


def test_particles_of_the_source_are_notes() -> None:
    pair = SegmentPair("1", "미국는 말했다.", "The United States spoke.")
    assert [(f.side, f.severity) for f in check_pairs([pair], only=["typography"])] == [("source", "note")]


@pytest.mark.parametrize(
    ("stem", "final"),
    [("트럼프", ""), ("서울", "L"), ("미국", "C"), ("FBI", ""), ("FTA", ""), ("UN", "C"), ("NATO", None), ("Google", None),
     ("10", "C"), ("2", ""), ("1", "L"), ("100", "C"), ("1,000,000,000,000", ""), ("3.6", "C"), ("", None), ("?", None)],
)  # fmt: skip
def test_final_of(stem: str, final: str | None) -> None:
    assert final_of(stem) == final


def test_right_particle() -> None:
    assert right_particle("김", "와") == "과"
    assert right_particle("트럼프", "이라고") == "라고"
    assert right_particle("서울", "으로부터") == "로부터"
    assert right_particle("서울", "에서") is None


def test_stems_and_tails() -> None:
    assert ("왕이", "") in stems("왕이") and ("왕", "이") in stems("왕이")
    assert stems("서울에서부터는")[0] == ("서울", "에서부터는")
    assert all(noun != "올가" for noun, _ in stems("올가을에는"))  # this autumn, not Olga
    assert tail_end("서울에서부터는 어제", 2) == 7
    assert tail_end("서울시민", 2) == -1
    assert tail_end("중국인", 2) == 3 and tail_end("중국관", 2, place=True) == -1


def target(source: str, text: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    pairs = [SegmentPair(str(i), s, t, document="d") for i, (s, t) in enumerate([(source, text), *more])]
    return [(f.severity, f.message) for f in check_pairs(pairs, only=["typography"]) if f.id == "0"]


def test_marks() -> None:
    assert target("그는 (말했다).", "He (said.", ("가", "b")) == [("warning", "bracket ( has no partner )")]
    assert target("“그는”", "“He said.", ("가", "b")) == [("warning", "quotation mark “ has no partner ”")]
    assert target("“그는”", "“He said.", ("나는”", "I said.”")) == []
    assert target("“그는", "“He said.", ("가", "b")) == []
    assert target("그는 말했다.", '6\'2" tall, he said "yes".', ("가", "b")) == []
    assert target("1) 그는", "1) He and a) she", ("가", "b")) == []


def test_spaces() -> None:
    assert target("그는", "He  said , yes") == [
        ("note", "two spaces in a row"),
        ("note", "a space before a comma"),
    ]


@pytest.mark.parametrize(
    ("word", "nouns"),
    [
        ("", [""]),
        ("는", ["는"]),
        ("서울은", ["서울", "서울은"]),
        ("정부에서부터는", ["정부", "정부에", "정부에서"]),
    ],
)
def test_nouns_before_particles(word: str, nouns: list[str]) -> None:
    found = stems(word)
    assert [noun for noun, _ in found][: len(nouns)] == nouns
    assert all(noun + particles == word for noun, particles in found)
