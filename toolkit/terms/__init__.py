"""The term base: read and write TSV, CSV and TBX, and find its entries in text."""

from .base import Form, Hit, TermBase, forms_in, holds, join, merge
from .extract import Proposal, propose
from .tables import (
    COLUMNS,
    KINDS,
    TERM_FORMATS,
    TermFormat,
    format_of,
    named_terms,
    read_terms,
    starter_terms,
    write_terms,
)

__all__ = [
    "COLUMNS",
    "KINDS",
    "TERM_FORMATS",
    "Form",
    "Hit",
    "Proposal",
    "TermBase",
    "TermFormat",
    "format_of",
    "forms_in",
    "holds",
    "join",
    "merge",
    "named_terms",
    "propose",
    "read_terms",
    "starter_terms",
    "write_terms",
]
