"""Which Hangul word goes with which name."""

from __future__ import annotations

from toolkit.check.linking import hangul_words, same_consonants, same_sounds


def test_same_consonants_of_one_name_written_oddly() -> None:
    assert same_consonants("소발리스", "Tsouvallaris")
    assert same_consonants("코란", "Corcoran")
    assert not same_consonants("카라지치", "Vujacic")
    assert not same_consonants("오바마", "Reid")


def test_a_name_with_just_the_consonants_is_found_without_its_vowels() -> None:
    words = hangul_words("그리스 당국은 로도스섬에 비상사태를 선포했다")
    link = same_sounds("Rhodes", words)
    assert link is not None and link.stem == "로도스"
    assert same_sounds("Greece", words) is None and same_sounds("Li", words) is None
