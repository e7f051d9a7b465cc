"""Which Hangul word goes with which name."""

from __future__ import annotations

from toolkit.check.linking import same_consonants


def test_same_consonants_of_one_name_written_oddly() -> None:
    assert same_consonants("소발리스", "Tsouvallaris")
    assert same_consonants("코란", "Corcoran")
    assert not same_consonants("카라지치", "Vujacic")
    assert not same_consonants("오바마", "Reid")
