"""Translating a batch: memory, terms, decoding, and everything back in its place."""

from __future__ import annotations

from .articles import translate_articles, translate_lines
from .options import TranslateOptions

__all__ = ["TranslateOptions", "translate_articles", "translate_lines"]
