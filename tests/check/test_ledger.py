"""The ledger: forms over a batch and an archive."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.check import CheckContext, check_pairs
from toolkit.check.ledger import Batch, Form, Ledger, Place, check_batch, skeleton
from toolkit.errors import BitextError, InputError
from toolkit.terms import TermBase
from toolkit.text import Finding, SegmentPair, Term

KOREAN = "스티븐 비건 대북특별대표는 이도훈 본부장을 만났다."


def article(
    name: str, biegun: str = "Stephen Biegun", lee: str = "Lee Do-hoon", day: int = 1
) -> list[SegmentPair]:
    return [
        SegmentPair(
            "0", KOREAN, f"Special Representative {biegun} met {lee}.", date=date(2019, 9, day), document=name
        )
    ]


def rows(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return sorted((f.target, f.check, f.message) for f in findings)


def test_minority_spelling_names_the_places_of_the_other() -> None:
    batch = [article("a"), article("b"), article("c", biegun="Stephen Beigun")]
    with Ledger.open() as ledger:
        (found,) = [f for f in check_batch(batch, ledger) if f.check == "spelling"]
    assert found.target[slice(*found.target_span or (0, 0))] == "Stephen Beigun"
    assert found.expected == "Stephen Biegun"
    assert "a:0" in found.message and "b:0" in found.message
    assert found.severity == "warning"


def test_order_of_articles_does_not_matter() -> None:
    batch = [
        article("a"),
        article("b", lee="Lee Do-hun"),
        article("c", biegun="Stephen Beigun"),
        article("d"),
    ]
    results = []
    for order in itertools.permutations(batch):
        with Ledger.open() as ledger:
            results.append(list(check_batch(order, ledger)))
    assert len(results[0]) == 2
    assert all(result == results[0] for result in results)


def test_archive_is_consulted_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "desk" / "ledger.db"
    with Ledger.open(path) as ledger:
        assert not list(check_batch([article("a"), article("b")], ledger))
    with Ledger.open(path) as ledger:
        (found,) = check_batch([article("today", biegun="Stephen Beigun", day=20)], ledger)
    assert found.expected == "Stephen Biegun"
    with Ledger.open(path) as ledger:
        assert [f.form for f in ledger.forms("person", "스티븐 비건")] == ["Stephen Biegun", "Stephen Beigun"]


def test_reading_a_document_again_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    for spelling in ("Stephen Beigun", "Stephen Biegun", "Stephen Biegun"):
        with Ledger.open(path) as ledger:
            list(check_batch([article("a", biegun=spelling)], ledger))
    with Ledger.open(path) as ledger:
        (form,) = ledger.forms("person", "스티븐 비건")
    assert form == Form("Stephen Biegun", 1, 1, "2019-09-01", (Place("a", "0", "2019-09-01"),))


def test_nothing_is_kept_of_a_batch_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with pytest.raises(RuntimeError), Ledger.open(path) as ledger:
        list(check_batch([article("a")], ledger))
        raise RuntimeError
    with Ledger.open(path) as ledger:
        assert len(ledger) == 0


def test_title_that_drifts() -> None:
    def story(name: str, title: str) -> list[SegmentPair]:
        return [
            SegmentPair(
                "0", "강경화 장관은 회담에 참석했다.", f"{title} Kang Kyung-wha attended.", document=name
            )
        ]

    batch = [story("a", "Foreign Minister"), story("b", "Foreign Minister"), story("c", "Foreign Secretary")]
    with Ledger.open() as ledger:
        found = list(check_batch(batch, ledger))
    assert [(f.check, f.expected) for f in found] == [("titles", "foreign minister")]
    assert "foreign secretary" in found[0].message


def test_term_in_two_forms() -> None:
    terms = TermBase(
        [Term(("북핵 수석대표",), ("top nuclear envoy", "chief nuclear negotiator"), kind="title")]
    )

    def story(name: str, form: str) -> list[SegmentPair]:
        return [SegmentPair("0", "북핵 수석대표가 방미했다.", f"The {form} flew to the US.", document=name)]

    batch = [
        story("a", "top nuclear envoy"),
        story("b", "top nuclear envoy"),
        story("c", "chief nuclear negotiator"),
    ]
    with Ledger.open() as ledger:
        (found,) = check_batch(batch, ledger, CheckContext(terms=terms))
    assert (found.check, found.severity, found.expected) == ("terms", "note", "top nuclear envoy")


def test_both_directions() -> None:
    batch = [
        [SegmentPair("0", p.target, p.source, "en", "ko", document=p.document) for p in pairs]
        for pairs in (article("a"), article("b"), article("c", lee="Lee Do-hun"))
    ]
    with Ledger.open() as ledger:
        (found,) = check_batch(batch, ledger)
    assert found.source[slice(*found.source_span or (0, 0))] == "Lee Do-hun"


def test_check_pairs_feeds_the_ledger(tmp_path: Path) -> None:
    context = CheckContext(ledger=tmp_path / "ledger.db")
    list(check_pairs([*article("a"), *article("b")], context))
    found = list(check_pairs(article("c", biegun="Stephen Beigun"), context, only=["spelling"]))
    assert [f.expected for f in found] == ["Stephen Biegun"]


def test_near_spellings() -> None:
    with Ledger.open() as ledger:
        ledger.add("person", "스티븐 비건", "Stephen Biegun", Place("a"))
        ledger.add("person", "도널드 트럼프", "Donald Trump", Place("a"))
        assert [(k, f.form) for k, f in ledger.near("person", "Stephen Beigun")] == [
            ("스티븐 비건", "Stephen Biegun")
        ]
        assert ledger.near("person", "Angela Merkel") == []


def test_other_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database at all, only some text that is long enough")
    with pytest.raises(InputError, match="not a ledger"):
        Ledger.open(text)
    other = tmp_path / "other.db"
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE t (x)")
    db.commit()
    with pytest.raises(InputError, match="another database"):
        Ledger.open(other)
    newer = tmp_path / "newer.db"
    db = sqlite3.connect(newer)
    db.execute("PRAGMA user_version = 99")
    db.commit()
    with pytest.raises(InputError, match="version 99"):
        Ledger.open(newer)
    with pytest.raises(BitextError):
        Ledger.open(tmp_path)


def test_unknown_kind_is_refused() -> None:
    with Ledger.open() as ledger, pytest.raises(ValueError, match="colour"):
        ledger.add("colour", "a", "b", Place("c"))


@given(st.text(), st.text())
def test_any_text_goes_in(key: str, form: str) -> None:
    key, form = (t.encode("utf-8", "ignore").decode() for t in (key, form))
    with Ledger.open() as ledger:
        ledger.add("person", key, form, Place("d", "0"))
        assert [f.form for f in ledger.forms("person", key)] == [form]
    assert isinstance(skeleton(form), str)


def test_a_batch_gives_its_pairs_back() -> None:
    with Ledger.open() as ledger:
        batch = Batch(ledger)
        for name in ("a", "b"):
            batch.read(article(name))
        batch.read(article("c", biegun="Stephen Beigun"))
        (found,) = [f for f in batch.findings() if f.check == "spelling"]
        assert found.id == "0" and found.target_span is not None
        # Another batch of the same ledger begins anew.
        assert not list(Batch(ledger).findings())
