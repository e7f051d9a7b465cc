"""The word list of a model: what it proposes, where forms begin and end, what varies too much."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines.wordlist import MOST, Row, WordList
from toolkit.errors import ModelError

ROWS = [
    Row("감사원", "Audit", 10, 10, 40),
    Row("감사원", "Board of Audit and Inspection", 9, 10, 9),
    Row("감사", "audit", 30, 40, 45),
    Row("국회", "National Assembly", 8, 9, 8),
    Row("과거", "state examination", 1, 90, 1),
    Row("여야", "rival parties", 4, 8, 5),
    Row("여야", "parties", 4, 8, 50),
]


def test_the_longest_form_at_each_place_with_its_particles() -> None:
    words = WordList(ROWS)
    assert words.glosses("감사원은 국회에서 감사를 받았다.", "ko") == (
        ("감사원", "Board of Audit and Inspection"),  # not a part of it, although that is more frequent
        ("국회", "National Assembly"),
        ("감사", "audit"),
    )
    assert words.glosses("국회의원과 대한국회", "ko") == ()  # other words
    assert words.glosses("the National Assembly", "en") == (("National Assembly", "국회"),)


def test_what_varies_or_is_rare_is_not_proposed() -> None:
    words = WordList(ROWS)
    assert words.glosses("과거의 일", "ko") == ()
    assert words.best("과거", "ko") is None
    assert words.best("여야", "ko") == "rival parties"


def test_two_or_three_counterparts_stand_together_where_none_is_the_usual_one() -> None:
    rows = [
        ("court", "법원", 40),
        ("court", "코트", 25),
        ("court", "법원장", 12),
        ("court", "궁정", 9),
        ("court", "재판", 3),
    ]
    words = WordList(Row(ko, en, n, n, 100) for en, ko, n in rows)
    assert words.best("court", "en") == "법원 / 코트 / 궁정"  # 법원장 is a longer form of the first
    assert words.glosses("the court", "en") == (("court", "법원 / 코트 / 궁정"),)
    few = WordList(Row(ko, en, n, n, 200) for en, ko, n in rows[:2])
    assert few.best("court", "en") == "법원 / 코트"
    assert WordList(Row(ko, en, n, n, 400) for en, ko, n in rows).best("court", "en") is None


def test_the_sentence_itself_does_not_count_when_examples_are_made() -> None:
    words = WordList([Row("새말", "neologism", 1, 1, 1), *ROWS])
    assert words.best("새말", "ko") == "neologism"
    assert words.best("새말", "ko", [("새말", "neologism")]) is None
    assert words.best("국회", "ko", [("국회", "National Assembly")]) == "National Assembly"


def test_nothing_is_proposed_inside_of_hinted_forms() -> None:
    words = WordList(ROWS)
    assert words.glosses("국회 감사원", "ko", taken=["국회 감사원"]) == ()
    assert words.glosses("국회와 여야", "fr") == ()


def test_a_file_is_read_and_a_damaged_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("국회\tNational Assembly\t8\t9\t8\n", "utf-8")
    assert WordList.read(path).best("National Assembly", "en") == "국회"
    for bad in ("국회\tNational Assembly\t8\n", "국회\tA\tx\t1\t1\n"):
        path.write_text(bad, "utf-8")
        with pytest.raises(ModelError, match=r"words\.tsv: damaged"):
            WordList.read(path)


@given(st.text(alphabet="국회감사원여야은는 abNational,.", max_size=60))
def test_any_text_will_do(text: str) -> None:
    words = WordList(ROWS)
    for language in ("ko", "en"):
        found = words.glosses(text, language)
        assert len(found) <= MOST
        assert all(form in text for form, _ in found)
        assert words.forms(text, language) >= {form for form, _ in found}


INFLECTED = WordList(
    [
        Row("늘리다", "increase", 8, 9, 12),
        Row("아름답다", "beautiful", 8, 9, 9),
        Row("결혼하다", "marry", 8, 9, 9),
        Row("어깨", "shoulder", 8, 9, 9),
    ]
)


def test_inflected_words_stand_as_they_do_in_the_text() -> None:
    assert INFLECTED.glosses("그는 아름다운 곳에서 결혼했고 빚을 늘렸다.", "ko") == (
        ("아름다운", "beautiful"),
        ("결혼했고", "marry"),
        ("늘렸다", "increase"),
    )
    assert INFLECTED.glosses("She married, and debts increased on his shoulders.", "en") == (
        ("married", "결혼하다"),
        ("increased", "늘리다"),
        ("shoulders", "어깨"),
    )
    assert INFLECTED.glosses("Increase", "en") == (("Increase", "늘리다"),)
    assert INFLECTED.glosses("INCREASE", "en") == ()
    assert INFLECTED.forms("늘린 빚", "ko") == {"늘리다"}


def test_the_rarer_ones_where_there_are_too_many() -> None:
    count = MOST + 3
    words = WordList(Row(f"말{chr(0xAC00 + 28 * i)}", f"word{i}", i + 1, i + 1, i + 1) for i in range(count))
    text = " ".join(f"말{chr(0xAC00 + 28 * i)}" for i in reversed(range(count)))
    assert [t for _, t in words.glosses(text, "ko")] == [f"word{i}" for i in reversed(range(MOST))]
