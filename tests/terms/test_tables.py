"""Reading and writing term bases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import BitextError, InputError
from toolkit.terms import TERM_FORMATS, read_terms, starter_terms, write_terms
from toolkit.terms.tables import render_table
from toolkit.terms.validate import problems
from toolkit.text import Term

TERM = Term(
    ("한반도평화교섭본부장", "한반도 평화교섭본부장"),
    ("special representative", 'the "rep"'),
    forbidden=("head of the office", "A, B & <C>"),
    kind="title",
    valid_from=date(2006, 3, 1),
    valid_to=date(2024, 5, 31),
    note="a note, with a comma",
)


@pytest.mark.parametrize("name", sorted(TERM_FORMATS))
def test_round_trip(name: str, tmp_path: Path) -> None:
    terms = (TERM, Term(("외교부",), ("Foreign Ministry",), kind="organisation"))
    path = tmp_path / f"base.{name}"
    write_terms(path, terms)
    assert read_terms(path).entries == terms


def write(tmp_path: Path, text: str, name: str = "base.tsv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_in_any_order_comments_and_short_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "# a comment\ntarget\tkind\tsource\nMoon|the Moon\tperson\t달\n\nSun\t\t해\n")
    assert read_terms(path).entries == (
        Term(("달",), ("Moon", "the Moon"), kind="person"),
        Term(("해",), ("Sun",)),
    )


def test_languages_as_columns(tmp_path: Path) -> None:
    assert read_terms(write(tmp_path, "ko\ten\n중국\tChina\n")).entries == (Term(("중국",), ("China",)),)
    path = write(tmp_path, "de,ko\nChina,중국\n", "base.csv")
    assert read_terms(path).entries == (Term(("China",), ("중국",), "de", "ko"),)


def test_columns_as_others_name_them(tmp_path: Path) -> None:
    weblate = "location,source,target,id,fuzzy,context,translator_comments,developer_comments\n,중국,China,,,,,a note\n"
    china = Term(("중국",), ("China",), note="a note")
    assert read_terms(write(tmp_path, weblate, "weblate.csv")).entries == (china,)
    assert read_terms(write(tmp_path, "English\tKorean\t비고\nChina\t중국\ta note\n")).entries == (china,)


def test_plain_glossary_without_header(tmp_path: Path) -> None:
    path = write(tmp_path, "중국\tChina\ta note\n일본\tJapan\n", "glossary.txt")
    assert read_terms(path).entries == (
        Term(("중국",), ("China",), note="a note"),
        Term(("일본",), ("Japan",)),
    )


def test_years_and_months(tmp_path: Path) -> None:
    path = write(tmp_path, "source\ttarget\tvalid_from\tvalid_to\n가\tA\t2008\t2013-02\n")
    (term,) = read_terms(path).entries
    assert (term.valid_from, term.valid_to) == (date(2008, 1, 1), date(2013, 2, 28))


def test_cp949(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_bytes("source,target\n대한민국 정부의 이름,Korea\n".encode("cp949"))
    assert read_terms(path).entries[0].source == ("대한민국 정부의 이름",)


def test_later_file_wins(tmp_path: Path) -> None:
    one = write(tmp_path, "source\ttarget\n외교부\tForeign Ministry\n", "one.tsv")
    two = write(tmp_path, "source\ttarget\n외교부\tMOFA\n", "two.tsv")
    assert read_terms([one, two]).entries == (Term(("외교부",), ("MOFA",)),)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("source\ttarget\n\tChina\n", 2, "no source form"),
        ("source\ttarget\n중국\t\n", 2, "no target form"),
        ("source\ttarget\tcolour\n중국\tChina\tred\n", 1, "unknown column 'colour'"),
        ("source\ttarget\tkind\n중국\tChina\tland\n", 2, "unknown kind 'land'"),
        ("source\ttarget\tvalid_from\n중국\tChina\t2008-13\n", 2, "not a date: '2008-13'"),
        ("source\ttarget\tvalid_from\tvalid_to\n중국\tChina\t2013\t2008\n", 2, "is after valid_to"),
        ("source\ttarget\tforbidden\n중국\tChina\tChina\n", 2, "both a target form and forbidden"),
        ("중국\n", 1, "only one column"),
        ("a\tb\tc\td\n", 1, "no line with the names of the columns"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_terms(path)
    assert message in error.value.message
    assert (error.value.path, error.value.line) == (str(path), line)
    assert error.value.hint


def test_csv_error_has_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'source,target\n중국,China\n"일본,Japan\n', "base.csv")
    with pytest.raises(InputError) as error:
        read_terms(path)
    assert error.value.line == 3


def test_unknown_extension(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the extension of a term base"):
        read_terms(write(tmp_path, "", "base.docx"))


TBX2 = """<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1"><descrip type="subjectField">diplomacy</descrip>
<langSet xml:lang="ko"><tig><term>외교부</term></tig></langSet>
<langSet xml:lang="en-US"><ntig><termGrp><term>MOFA</term></termGrp></ntig>
<tig><term>Foreign Ministry</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<tig><term>Diplomacy Department</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
</langSet></termEntry>
<termEntry id="2"><langSet xml:lang="de"><tig><term>nur deutsch</term></tig></langSet></termEntry>
</body></text></martif>"""


def test_tbx_version_2(tmp_path: Path) -> None:
    (term,) = read_terms(write(tmp_path, TBX2, "base.tbx")).entries
    assert term == Term(("외교부",), ("Foreign Ministry", "MOFA"), forbidden=("Diplomacy Department",))


def test_tbx_fetches_no_entity(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret", "secret.txt")
    text = TBX2.replace("<martif", f'<!DOCTYPE martif [<!ENTITY x SYSTEM "{secret.as_uri()}">]><martif', 1)
    path = write(tmp_path, text.replace(">MOFA<", ">M&x;FA<"), "base.tbx")
    with pytest.raises(InputError, match="declares an entity") as refused:
        read_terms(path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tbx>", "not XML"),
        ("<html/>", "no entries in <html>"),
        (TBX2.replace('"ko"', '"ja"'), "no entry has both ko and en; languages: de, en, ja"),
    ],
)
def test_tbx_errors(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_terms(write(tmp_path, text, "base.tbx"))


FORMS = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='|"#'), min_size=1, max_size=8),
    min_size=1,
    max_size=3,
    unique=True,
)


@given(FORMS, FORMS)
def test_any_forms_survive_tsv(source: list[str], target: list[str]) -> None:
    from unicodedata import normalize

    from toolkit.terms.tables import _read_table

    clean = [tuple(dict.fromkeys(normalize("NFC", f) for f in side)) for side in (source, target)]
    term = Term(clean[0], clean[1])
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tsv"
        path.write_text(render_table([term]), encoding="utf-8")
        assert _read_table(path, "ko", "en", "\t") == [term]


def test_starter_has_no_problems() -> None:
    assert problems(starter_terms()) == []


def test_problems() -> None:
    terms = [
        Term(("외교부",), ("Foreign Ministry", "외교부")),
        Term(("외교부",), ("MOFA",)),
        Term(("abc",), ("x",)),
    ]
    text = "\n".join(problems(terms))
    assert "Hangul in the target form" in text
    assert "two entries hold at the same time" in text
    assert "no Hangul in the first source form" in text


def test_a_table_holds_one_pair_of_languages() -> None:
    with pytest.raises(BitextError):
        render_table([Term(("a",), ("b",), "de", "en"), Term(("a",), ("b",), "fr", "en")])
