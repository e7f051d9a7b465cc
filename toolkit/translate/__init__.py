"""Translating a batch: memory, terms, decoding, and everything back in its place."""

from __future__ import annotations

from .articles import translate_articles, translate_lines
from .markup import render, span_translations
from .options import TranslateOptions

__all__ = ["TranslateOptions", "render", "span_translations", "translate_articles", "translate_lines"]
