"""Which hints a sentence gets."""

from __future__ import annotations

from toolkit.terms import TermBase
from toolkit.text import Term
from toolkit.translate.enforce import Hint
from toolkit.translate.hints import choose, glosses, term_hints

TERMS = TermBase(
    [
        Term(("외교부",), ("Foreign Ministry", "Ministry of Foreign Affairs"), kind="organisation"),
        Term(("외교부 장관",), ("foreign minister",), kind="title"),
    ]
)


def test_terms_are_found_with_the_form_that_stands_there() -> None:
    assert term_hints("외교부는 발표했다", TERMS, "ko", "en") == [
        Hint("외교부", "Foreign Ministry", "organisation", allowed=("Ministry of Foreign Affairs",))
    ]
    (found,) = term_hints("the Ministry of Foreign Affairs said", TERMS, "en", "ko")
    assert (found.source, found.target) == ("Ministry of Foreign Affairs", "외교부")
    assert term_hints("외교부", TERMS, "ko", "fr") == []


def test_the_batch_explains_names() -> None:
    known = glosses(
        [
            "이날 스티븐 비건(Stephen Biegun) 대표와 이도훈(Lee Do-hoon) 본부장",
            "국제원자력기구(IAEA)",
            "호르헤 마리오 베르고글리오(Jorge Mario Bergoglio, 76) 추기경",
            "그는 말했다(He said)",
        ],
        "ko", "en",
    )  # fmt: skip
    assert known == {
        "스티븐 비건": "Stephen Biegun",
        "이도훈": "Lee Do-hoon",
        "호르헤 마리오 베르고글리오": "Jorge Mario Bergoglio",
    }
    assert glosses(["Lee Do-hoon (이도훈) said"], "en", "ko") == {"Lee Do-hoon": "이도훈"}
    assert glosses(["이도훈(Lee Do-hoon)", "이도훈(Lee Dohoon)"], "ko", "en") == {}


def test_the_longer_and_the_more_trusted_hint_wins() -> None:
    first = [Hint("외교부 장관", "foreign minister", "title")]
    second = [Hint("외교부", "Foreign Ministry"), Hint("이도훈", "Lee Do-hoon"), Hint("없다", "absent")]
    assert [h.source for h in choose("이도훈 외교부 장관은", first, second)] == ["이도훈", "외교부 장관"]
