"""English."""

from __future__ import annotations

from ..base import Language
from ..generic import words
from .quantities import quantities
from .sentences import sentences

ENGLISH = Language("en", "English", "English", "Latin", sentences, words, quantities)
