"""All that is known of languages, one record each; Korean and English are the best known."""

from __future__ import annotations

from ..text import Article, Segment
from .base import Language, Quantity
from .en import ENGLISH
from .ko import KOREAN

LANGUAGES: dict[str, Language] = {"en": ENGLISH, "ko": KOREAN}

__all__ = ["LANGUAGES", "Language", "Quantity", "get_language", "segment_article"]


def get_language(code: str) -> Language:
    """The record of a language; a generic one for a code that we do not know."""
    return LANGUAGES[code]


def segment_article(article: Article) -> list[Segment]:
    """Sentences of the story blocks of an article, in order; block bounds always end a sentence."""
    split = get_language(article.language).sentences
    found: list[Segment] = []
    for number, block in enumerate(article.blocks):
        if block.is_story:
            for start, end in split(block.text):
                found.append(
                    Segment(len(found), block.text[start:end], block.start + start, block.start + end, number)
                )
    return found
