"""All that is known of languages, one record each; Korean and English are the best known."""

from __future__ import annotations

import re

from ..errors import OptionError
from ..text import Article, Segment
from .base import Language, Quantity
from .en import ENGLISH
from .generic import generic_language
from .ko import KOREAN

LANGUAGES: dict[str, Language] = {"en": ENGLISH, "ko": KOREAN}

__all__ = ["LANGUAGES", "Language", "Quantity", "get_language", "segment_article"]

_CODE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", re.I)
_ALIASES = {"kor": "ko", "eng": "en", "korean": "ko", "english": "en"}


def get_language(code: str) -> Language:
    """The record of a language by its ISO 639 code, with or without region ("ko", "en-GB", "kor").

    A language that we do not know has a generic record: sentences end at final
    marks, numbers are read where they stand in digits.

    Raises
    ------
    OptionError: the code is not one.
    """
    name = _ALIASES.get(code.lower(), code)
    match = _CODE.fullmatch(name)
    if match is None:
        raise OptionError(
            f"not a language code: {code!r}",
            f"best known: {', '.join(sorted(LANGUAGES))}; any ISO 639 code of two or three letters will do",
        )
    main = _ALIASES.get(match[1].lower(), match[1].lower())
    return LANGUAGES.get(main) or generic_language(main)


def segment_article(article: Article) -> list[Segment]:
    """Sentences of the story blocks of an article, in order; block bounds always end a sentence.

    A headline, a subhead or a table cell is one segment unless a final mark divides it.
    """
    split = get_language(article.language).sentences
    found: list[Segment] = []
    for number, block in enumerate(article.blocks):
        if block.is_story:
            for start, end in split(block.text):
                found.append(
                    Segment(len(found), block.text[start:end], block.start + start, block.start + end, number)
                )
    return found
