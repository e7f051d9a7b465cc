"""Korean."""

from __future__ import annotations

from ..base import Language
from ..generic import words
from .quantities import quantities
from .sentences import sentences

KOREAN = Language("ko", "Korean", "한국어", "Hangul", sentences, words, quantities)
