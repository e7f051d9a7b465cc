"""Inflection of English nouns, enough to find a term in its plural, possessive or capitals."""

from __future__ import annotations

import re
from typing import Final

# Token: an initialism with points (U.S., U.N.) or a run of letters and digits. The
# "s" of a possessive is a token of its own, so that a term before it is found.
TOKEN: Final = re.compile(r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![^\W_]))?|[^\W_]+")

_NOT_PLURAL_MEN: Final = frozenset(
    "yemen specimen regimen omen abdomen turkmen amen hymen acumen stamen".split()
)
_IRREGULAR: Final = {"people": "people", "children": "child", "women": "woman", "men": "man", "feet": "foot"}


def singular(word: str) -> str:
    """Key of a lower-case word that is the same for singular and plural.

    It is a key and not always a word ("texas" gives "texa"); both sides of a
    comparison must go through it.

    >>> singular("ministries"), singular("spokesmen"), singular("status")
    ('ministry', 'spokesman', 'status')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4:
        return word
    if word.endswith("men") and word not in _NOT_PLURAL_MEN:
        return word[:-2] + "an"
    if word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """Plural of an English noun, or of the head of a title ("secretary of state").

    >>> plural("ministry"), plural("spokesman"), plural("secretary of state")
    ('ministries', 'spokesmen', 'secretaries of state')
    """
    head, separator, rest = word.partition(" of ")
    if separator:
        return plural(head) + separator + rest
    if re.search(r"(?:^|[a-z])(man|woman)$", word) and not word.lower().endswith(
        ("german", "human", "roman")
    ):
        return word[:-2] + "en"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    return word + "s"


def token_key(token: str) -> str:
    """Key under which a token is compared: lower case, no points, no accents, singular."""
    if not token.isascii():
        import unicodedata

        token = "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c))
    word = token.lower()
    if "." in word:
        return word.replace(".", "")
    return singular(word)
