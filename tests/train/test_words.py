"""The word list that ships: counted so that what varies is not proposed."""

from __future__ import annotations

from data import Example, Pair, glossed
from words import count, useful, words_of_names

from toolkit.engines.wordlist import Row, WordList

PAIRS = [
    Pair("국회가 열렸다.", "The National Assembly opened.", (("국회", "National Assembly"),)),
    Pair("국회는 닫혔다.", "The National Assembly closed."),
    Pair("과거 시험을 다룬 책", "A book on the state examination", (("과거", "state examination"),)),
    Pair("과거의 일이다.", "It is a thing of the past."),
    Pair("과거는 길다.", "The past is long."),
    Pair("그것은 과거다.", "That is past."),
]


def test_forms_are_counted_where_they_are_not_marked_too() -> None:
    rows = {(r.ko, r.en): r for r in count(PAIRS)}
    assert rows["국회", "National Assembly"] == Row("국회", "National Assembly", 2, 2, 2)
    assert rows["과거", "state examination"] == Row("과거", "state examination", 1, 4, 1)
    words = WordList(rows.values())
    assert words.glosses("국회와 과거", "ko") == (("국회", "National Assembly"),)
    assert words.glosses("the state examination", "en") == (("state examination", "과거"),)


def test_an_example_is_not_glossed_with_what_only_it_shows() -> None:
    words = WordList(count(PAIRS[:1]))
    own = PAIRS[0].terms
    example = Example(PAIRS[0].ko, PAIRS[0].en, "en")
    assert glossed(example, own, words).words == ()
    assert glossed(example, own, WordList(count(PAIRS))).words == own
    back = Example(PAIRS[0].en, PAIRS[0].ko, "ko")
    assert glossed(back, own, WordList(count(PAIRS))).words == (("National Assembly", "국회"),)


def test_words_of_names_stand_at_the_same_place() -> None:
    names = [
        Pair("코리 존슨", "Corey Johnson"),
        Pair("사샤 존슨", "Sasha Johnson"),
        Pair("마돈나", "Madonna Ciccone"),
    ]
    assert words_of_names(names) == {}  # two syllables must be seen three times
    names.append(Pair("잭 존슨", "Jack Johnson"))
    assert words_of_names(names) == {("존슨", "Johnson"): 3}


def test_a_name_that_is_a_common_word_is_not_taken_for_the_name() -> None:
    more = {("마리", "Marie"): 2, ("존슨", "Johnson"): 3}
    pairs = [Pair(f"소 {n}마리, 양 두 마리", f"{n} cows and two sheep") for n in range(9)]
    words = WordList(r for r in count(pairs, more) if useful(r))
    assert words.glosses("존슨의 개 두 마리", "ko") == (("존슨", "Johnson"),)
