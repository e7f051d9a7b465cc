"""Inline markup in the translation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.engines.fake import FakeEngine
from toolkit.errors import BitextError
from toolkit.text import Article, Inline, Translation, make_article
from toolkit.translate import render, span_translations, translate_articles

TEXT = "이도훈(Lee Do-hoon) 본부장은 서울에서 비건 대표를 만났다. 그는 code()를 썼다."


def inline(part: str, tag: str, keep: bool = False, text: str = TEXT) -> Inline:
    at = text.index(part)
    return Inline(at, at + len(part), f"<{tag}>", f"</{tag}>", keep)


def marked(*inlines: Inline, text: str = TEXT) -> Article:
    return make_article("ko", [("paragraph", text, tuple(inlines)), ("furniture", "한국일보", ())])


def rendered(article: Article, translations: list[Translation]) -> dict[str, str]:
    block, kept = render(
        article,
        translations,
        "en",
        spans=lambda s: {"서울에서": ("in Seoul",), "비건": ("Biegun",)}.get(s, ()),
    )
    assert kept is None
    assert block is not None
    return {i.opening: block.text[i.start : i.end] for i in block.inlines}


ENGLISH = [
    Translation("", "Lee Do-hoon met Biegun, the envoy, in Seoul.", "m"),
    Translation("", "He used code().", "m"),
]


def test_spans_are_found_by_their_translation_or_as_they_stand() -> None:
    article = marked(
        inline("Lee Do-hoon", "b"), inline("서울에서", "a"), inline("비건", "i"), inline("code()", "code", True),
    )  # fmt: skip
    assert rendered(article, ENGLISH) == {
        "<b>": "Lee Do-hoon", "<a>": "in Seoul", "<i>": "Biegun", "<code>": "code()",
    }  # fmt: skip


def test_a_span_over_a_sentence_or_all_covers_its_translation() -> None:
    first, whole = inline(TEXT[:-14], "b"), Inline(0, len(TEXT), "<p>", "</p>")
    found = rendered(marked(whole, first), ENGLISH)
    assert found["<p>"] == f"{ENGLISH[0].text} {ENGLISH[1].text}"
    assert found["<b>"].startswith(ENGLISH[0].text[:-1])


def test_an_image_at_the_start_stays_there() -> None:
    block, _ = render(marked(Inline(0, 0, "<img>", "", True)), ENGLISH, "en")
    assert block is not None
    assert block.inlines[0].start == 0


def test_code_comes_through_the_translation() -> None:
    article = marked(inline("code()", "code", True))
    ((_, translations),) = translate_articles([article], FakeEngine(), "en")
    block, _ = render(article, translations, "en")
    assert block is not None
    assert block.text[block.inlines[0].start : block.inlines[0].end] == "code()"


def test_marked_spans_are_translated_once_each() -> None:
    engine = FakeEngine()
    found = span_translations(
        [marked(inline("서울에서", "b")), marked(inline("서울에서", "i"))], engine, "en"
    )
    assert set(found) == {"서울에서"}
    assert len(engine.seen) == 1


def test_translations_of_another_article_are_refused() -> None:
    with pytest.raises(BitextError, match="2 sentences but 1 translations"):
        render(marked(), ENGLISH[:1], "en")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=5),
    st.lists(st.text(max_size=40), min_size=2, max_size=2),
)
def test_all_markup_comes_back_properly_nested(spans: list[tuple[int, int]], outputs: list[str]) -> None:
    nested: list[Inline] = []
    for n, (a, b) in enumerate(spans):
        new = Inline(min(a, b), max(a, b), f"<{n}>", f"</{n}>")
        if all(
            new.end <= o.start or o.end <= new.start or _inside(new, o) or _inside(o, new) for o in nested
        ):
            nested.append(new)
    block, _ = render(marked(*nested), [Translation("", t, "m") for t in outputs], "en")
    assert block is not None
    assert [i.opening for i in block.inlines] == [i.opening for i in nested]
    for i in block.inlines:
        assert 0 <= i.start <= i.end <= len(block.text)
    for a in block.inlines:
        for b in block.inlines:
            assert not (a.start < b.start < a.end < b.end), "spans cross"


def _inside(inner: Inline, outer: Inline) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
