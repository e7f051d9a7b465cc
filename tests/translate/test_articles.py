"""Batches: order, duplicates, terms, memory, journal."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.engines import Decoding, Hypothesis, Request
from toolkit.engines.fake import FakeEngine
from toolkit.errors import BitextError, ModelError, OptionError
from toolkit.files import Journal
from toolkit.languages import segment_article
from toolkit.terms import TermBase
from toolkit.text import Article, Term, make_article
from toolkit.translate import TranslateOptions, translate_articles, translate_lines
from toolkit.translate.memory import Entry, Memory

TITLE = "special representative for Korean Peninsula peace and security affairs"
TERMS = TermBase([Term(("한반도평화교섭본부장",), (TITLE,), kind="title")])
SMALL = TranslateOptions(batch=4, window=16)


def article(*paragraphs: str, file: str = "a") -> Article:
    return make_article(
        "ko", [("headline", "제목이다", ()), *(("paragraph", p, ()) for p in paragraphs)], file=file
    )


def lines(count: int) -> list[str]:
    return [f"문장 {n % 37} 번이{' 길게' * (n % 5)} 여기 있다." for n in range(count)]


def test_each_article_gets_a_translation_for_each_segment() -> None:
    batch = [
        article("첫 문장이다. 둘째 문장이다.", file="a"),
        article(file="b"),
        article("끝이다.", file="c"),
    ]
    found = list(translate_articles(batch, FakeEngine(), "en"))
    assert [a.file for a, _ in found] == ["a", "b", "c"]
    for one, translations in found:
        assert [t.source for t in translations] == [s.text for s in segment_article(one)]
        assert all(t.text and t.origin == "pseudo" for t in translations)


def test_an_article_without_sentences_is_not_left_out() -> None:
    empty = make_article("ko", [("furniture", "한국일보", ())])
    found = list(translate_articles([article("가다."), empty, article("오다.")], FakeEngine(), "en"))
    assert [len(t) for _, t in found] == [2, 0, 2]
    assert list(translate_articles([], FakeEngine(), "en")) == []


def test_duplicates_are_decoded_once_over_the_whole_batch() -> None:
    engine = FakeEngine()
    found = list(translate_lines(lines(600), engine, "ko", "en", options=SMALL))
    assert len(found) == 600
    assert len(engine.seen) == len(set(lines(600)))


def test_sentences_are_decoded_in_batches_of_like_length() -> None:
    engine = FakeEngine()
    list(translate_lines(lines(37), engine, "ko", "en", options=TranslateOptions(batch=8)))
    sizes = [len(r.text.split()) for r in engine.seen]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("workers", [1, 3])
def test_order_does_not_depend_on_the_workers(workers: int) -> None:
    found = list(translate_lines(lines(300), FakeEngine(workers=workers), "ko", "en", options=SMALL))
    assert [t.source for t in found] == lines(300)
    assert [t.text for t in found] == [t.text for t in translate_lines(lines(300), FakeEngine(), "ko", "en")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=60), max_size=20))
def test_one_line_in_one_line_out_for_any_text(texts: list[str]) -> None:
    found = list(translate_lines(texts, FakeEngine(), "ko", "en", options=SMALL))
    assert [t.source for t in found] == texts
    assert all(len(t.text.splitlines()) <= 1 for t in found)
    for one in found:
        if not any(c.isalpha() for c in one.source) and len(one.source.splitlines()) <= 1:
            assert (
                one.text == one.source.rstrip("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
                or one.text == one.source
            )


def test_what_holds_no_words_is_copied() -> None:
    texts = ["", "   ", "123", "★ ☆", "https://a.b/c", "@kim 😀"]
    found = list(translate_lines(texts, FakeEngine(), "ko", "en"))
    assert [t.text for t in found] == texts
    assert {t.origin for t in found} == {"copy"}


def test_addresses_handles_and_emoji_come_through_a_model_that_loses_them() -> None:
    class Loses(FakeEngine):
        """As SentencePiece does: what it does not know becomes U+2047."""

        def translate(self, requests, source_language, target_language, decoding):  # type: ignore[no-untyped-def]
            found = super().translate(requests, source_language, target_language, decoding)
            return [
                [Hypothesis("".join(c if c.isalpha() or c == " " else "⁇" for c in h[0].text), -1.0)]
                for h in found
            ]

    text = "그는 https://a.b/c_d?x=1 주소와 a.b@c.kr 그리고 foo_bar 를 👍🏽 썼다"
    (one,) = translate_lines([text], Loses(), "ko", "en")
    for kept in ("https://a.b/c_d?x=1", "a.b@c.kr", "foo_bar", "👍🏽"):
        assert kept in one.text


def test_over_long_sentences_are_cut_and_joined() -> None:
    engine = FakeEngine(longest=10)
    text = ", ".join(f"정부는 예산을 {n}번 늘렸고" for n in range(12))
    (one,) = translate_lines([text], engine, "ko", "en")
    assert all(len(r.text.split()) <= 10 for r in engine.seen)
    assert [c for c in one.text if c.isdigit()] == [c for c in text if c.isdigit()]


def test_the_touchstone_in_every_sentence_of_ten() -> None:
    for uses_hints in (True, False):
        texts = [f"{n}번째로 한반도평화교섭본부장은 서울에서 말했다." for n in range(10)]
        engine = FakeEngine(uses_hints=uses_hints)
        found = list(translate_lines(texts, engine, "ko", "en", terms=TERMS))
        if uses_hints:
            assert all(TITLE in t.text and "terms" not in t.flags for t in found)
        else:  # the source was rewritten with the term, or the term was forced
            assert all(TITLE.casefold() in t.text.casefold() or "terms" in t.flags for t in found)
            assert any(r.prefix.casefold().endswith(TITLE.casefold()) or TITLE in r.text for r in engine.seen)


def test_names_that_the_batch_explains_are_used_in_it() -> None:
    batch = [article("스티븐 비건(Stephen Biegun) 대표가 왔다."), article("스티븐 비건은 떠났다.")]
    found = list(translate_articles(batch, FakeEngine(), "en"))
    assert "Stephen Biegun" in found[1][1][1].text


def test_bad_outputs_are_tried_again_then_kept_and_flagged() -> None:
    class Stubborn(FakeEngine):
        def translate(self, requests, source_language, target_language, decoding: Decoding):  # type: ignore[no-untyped-def]
            self.calls += 1
            if decoding.repetition_penalty > 1:
                return [[Hypothesis("It went well in the end of the day", -1.0)] for _ in requests]
            return [[Hypothesis("no no no no no no no no no no", -0.1)] for _ in requests]

    engine = Stubborn()
    (one,) = translate_lines(["정부는 내년 예산을 크게 늘리기로 했다."], engine, "ko", "en")
    assert one.text == "It went well in the end of the day"
    assert one.flags == ()
    assert engine.calls == 3
    (kept,) = translate_lines(
        ["정부는 내년 예산을 크게 늘리기로 했다."], engine, "ko", "en", options=TranslateOptions(retry=False)
    )
    assert "repeated" in kept.flags
    assert kept.text.startswith("no no")


def test_words_left_in_the_source_script_are_decoded_without_it() -> None:
    class Leaves(FakeEngine):
        def translate(self, requests, source_language, target_language, decoding: Decoding):  # type: ignore[no-untyped-def]
            self.seen_avoid = decoding.avoid
            word = "budget" if "HANGUL" in decoding.avoid else "예산"
            return [[Hypothesis(f"The government will raise the {word} next year", -1.0)] for _ in requests]

    engine = Leaves()
    (one,) = translate_lines(["정부는 내년 예산을 크게 늘리기로 했다."], engine, "ko", "en")
    assert (one.text, one.flags) == ("The government will raise the budget next year", ())
    (one,) = translate_lines(["The government will raise it a lot."], engine, "en", "ko")
    assert "script" in one.flags
    assert engine.seen_avoid == ()


def test_a_request_that_could_not_be_decoded_is_flagged_as_empty() -> None:
    class Fails(FakeEngine):
        def translate(self, requests, source_language, target_language, decoding):  # type: ignore[no-untyped-def]
            return [[] for _ in requests]

    (one,) = translate_lines(["정부는 예산을"], Fails(), "ko", "en")
    assert (one.text, one.flags) == ("", ("empty",))


def test_matches_of_the_memory_are_used_and_said() -> None:
    with Memory(":memory:") as memory:
        memory.add([Entry("둘째 문장이다.", "The second one.")])
        engine = FakeEngine()
        ((_, found),) = translate_articles(
            [article("첫 문장이다. 둘째 문장이다.")], engine, "en", memory=memory
        )
        assert [(t.text, t.origin) for t in found if t.origin == "memory"] == [("The second one.", "memory")]
        assert all(r.text != "둘째 문장이다." for r in engine.seen)
        options = TranslateOptions(memory_threshold=0.7)
        (near,) = translate_lines(["둘째 문장입니다."], engine, "ko", "en", memory=memory, options=options)
        assert (near.origin, near.flags) == ("memory", ("fuzzy",))


# The journal


class _Killed(BaseException):
    """Stands for a kill: nothing catches it."""


def _run(path: Path, texts: list[str], engine: FakeEngine, die_after: int | None = None) -> list[str]:
    def source() -> Iterator[str]:
        yield from texts

    with Journal(path) as journal:
        found = []
        calls = itertools.count()
        original = engine.translate

        def translate(*arguments):  # type: ignore[no-untyped-def]
            if die_after is not None and next(calls) >= die_after:
                raise _Killed
            return original(*arguments)

        engine.translate = translate  # type: ignore[method-assign]
        for one in translate_lines(source(), engine, "ko", "en", options=SMALL, journal=journal):
            found.append(one.text)
        return found


@pytest.mark.parametrize("die_after", [0, 1, 2, 5, 9])
def test_a_rerun_goes_on_and_gives_the_same(tmp_path: Path, die_after: int) -> None:
    texts = lines(120)
    whole = _run(tmp_path / "whole", texts, FakeEngine())
    path = tmp_path / "journal"
    first, second = FakeEngine(), FakeEngine()
    with pytest.raises(_Killed):
        _run(path, texts, first, die_after)
    with path.open("ab") as stream:
        stream.write(b'{"key": "abc", "val')  # a line that was being written
    assert _run(path, texts, second) == whole
    again = [r.text for r in first.seen if r.text in {s.text for s in second.seen}]
    assert len(again) <= SMALL.batch
    third = FakeEngine()
    assert _run(path, texts, third) == whole
    assert third.calls == 0


def test_changed_options_terms_and_models_are_not_taken_from_the_journal(tmp_path: Path) -> None:
    texts = ["한반도평화교섭본부장은 말했다."]
    with Journal(tmp_path / "j") as journal:
        calls = []
        for engine, terms, options in (
            (FakeEngine(), None, SMALL),
            (FakeEngine(), TERMS, SMALL),
            (FakeEngine(name="other"), None, SMALL),
            (FakeEngine(), None, TranslateOptions(quality="good")),
            (FakeEngine(), None, SMALL),
        ):
            list(translate_lines(texts, engine, "ko", "en", terms=terms, options=options, journal=journal))
            calls.append(engine.calls)
    assert calls == [1, 1, 1, 1, 0]


def test_a_batch_that_is_half_in_the_journal_is_decoded_whole(tmp_path: Path) -> None:
    """Its members decide each other's rounding in int8."""
    path = tmp_path / "journal"
    texts = [f"문장 {n} 번." for n in range(4)]
    _run(path, texts, FakeEngine())
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(rows[:2]))
    engine = FakeEngine()
    _run(path, texts, engine)
    assert len(engine.seen) == 4


def test_the_journal_says_what_was_decoded(tmp_path: Path) -> None:
    _run(tmp_path / "j", ["정부는 말했다."], FakeEngine())
    (row,) = [json.loads(line) for line in (tmp_path / "j").read_text("utf-8").splitlines()]
    assert row["value"]["text"]
    assert row["value"]["score"] == -0.5


def test_a_full_disk_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Journal) -> None:
        raise OSError(28, "No space left on device")

    with Journal(tmp_path / "j") as journal:
        monkeypatch.setattr(Journal, "flush", full)
        with pytest.raises(BitextError, match="No space left") as caught:
            list(translate_lines(lines(5), FakeEngine(), "ko", "en", journal=journal))
        assert "run the same command again" in caught.value.hint
        monkeypatch.undo()


def test_what_cannot_be_done_says_so() -> None:
    engine = FakeEngine(pairs=frozenset({("ko", "en")}))
    with pytest.raises(ModelError, match="does not translate en-ko"):
        list(translate_lines(["a"], engine, "en", "ko"))
    with pytest.raises(OptionError, match="unknown quality"):
        TranslateOptions(quality="superb")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="memory threshold"):
        TranslateOptions(memory_threshold=3)


def test_best_quality_takes_the_hypothesis_that_keeps_numbers_and_terms() -> None:
    class Several(FakeEngine):
        def translate(self, requests, source_language, target_language, decoding):  # type: ignore[no-untyped-def]
            texts = ["It is 30 million won in all", "It is 300 million won in all"]
            return [
                [Hypothesis(t, -0.5 - 0.01 * n) for n, t in enumerate(texts)][: decoding.n_best]
                for _ in requests
            ]

    options = TranslateOptions(quality="best")
    (one,) = translate_lines(["모두 3억 원이다."], Several(), "ko", "en", options=options)
    assert one.text == "It is 300 million won in all"
    assert one.confidence is not None
    request = Request("x")
    assert request.prefix == ""
