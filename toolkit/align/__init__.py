"""Alignment of two versions of an article, sentence by sentence, and pairing of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..engines.base import Encoder
from ..errors import OptionError, unknown_name
from ..languages import segment_article
from ..text import Alignment, Article, Bead
from . import vectors, words
from .base import ADAPTATIONS, Aligner, AlignOptions, Progress, Sentences
from .pairing import PairOptions, pair_articles

ALIGNERS: Mapping[str, Aligner] = MappingProxyType(
    {
        a.name: a
        for a in (
            Aligner(
                "vectors",
                "sentence vectors, lengths and a lexicon, weighed by a learned model",
                True,
                vectors.align,
            ),
            Aligner(
                "words",
                "lengths, equal tokens and words learned from the batch",
                False,
                words.align_words,
            ),
            Aligner("lengths", "lengths alone (Gale and Church 1993)", False, words.align_lengths),
        )
    }
)

__all__ = [
    "ALIGNERS",
    "AlignOptions",
    "Aligner",
    "PairOptions",
    "align_articles",
    "align_batch",
    "align_segments",
    "pair_articles",
]


def align_batch(
    articles: Sequence[tuple[Sentences, Sentences]],
    encoder: Encoder | None,
    options: AlignOptions | None = None,
    *,
    progress: Progress | None = None,
) -> list[list[Bead]]:
    """Align many articles at once, and learn from the batch what is usual in it.

    Parameters
    ----------
    articles: for each article its source sentences and its target sentences.
    encoder: sentence vectors; None aligns by words and lengths.
    options: see `AlignOptions`.
    progress: called with (articles done, articles).

    Returns
    -------
    For each article its beads. Each sentence is in exactly one; they stand in the order
    of the source, omissions of the target where they belong, and beads out of order
    only where the two versions exchange sentences. A blank sentence is an omission.

    Raises
    ------
    OptionError: an unknown aligner or adaptation, or one that needs an encoder.
    """
    options = options or AlignOptions()
    aligner = choose(encoder, options)
    if options.adapt not in ADAPTATIONS:
        raise unknown_name("adaptation", options.adapt, ADAPTATIONS)
    kept = [tuple([k for k, s in enumerate(side) if s.strip()] for side in pair) for pair in articles]
    full = [
        tuple([side[k] for k in numbers] for side, numbers in zip(pair, both, strict=True))
        for pair, both in zip(articles, kept, strict=True)
    ]
    found = aligner.align([(f[0], f[1]) for f in full], encoder, options, progress)
    return [
        _with_blanks(_same(*texts) or beads, both[0], both[1], len(pair[0]), len(pair[1]))
        for beads, texts, both, pair in zip(found, full, kept, articles, strict=True)
    ]


def align_segments(
    source: Sentences,
    target: Sentences,
    encoder: Encoder | None,
    options: AlignOptions | None = None,
    *,
    progress: Progress | None = None,
) -> list[Bead]:
    """Align the sentences of one article; see :func:`align_batch`."""
    return align_batch([(source, target)], encoder, options, progress=progress)[0]


def align_articles(
    source: Article,
    target: Article,
    encoder: Encoder | None,
    options: AlignOptions | None = None,
) -> Alignment:
    """Align two articles; their languages are taken from the articles.

    Sentence numbers are those of :func:`toolkit.languages.segment_article`.
    """
    from dataclasses import replace

    options = replace(
        options or AlignOptions(), source_language=source.language, target_language=target.language
    )
    beads = align_segments(
        [s.text for s in segment_article(source)],
        [s.text for s in segment_article(target)],
        encoder,
        options,
    )
    return Alignment(source.file, source.id, target.file, target.id, tuple(beads))


def choose(encoder: Encoder | None, options: AlignOptions) -> Aligner:
    """The aligner that the options ask for."""
    name = options.aligner
    if name == "auto":
        languages = {options.source_language, options.target_language}
        name = "vectors" if encoder is not None and languages <= encoder.languages else "words"
    if name not in ALIGNERS:
        raise unknown_name("aligner", name, ["auto", *ALIGNERS])
    if ALIGNERS[name].needs_encoder and encoder is None:
        raise OptionError(f"the aligner {name!r} needs an encoder", "open one, or use the aligner 'words'")
    return ALIGNERS[name]


def _same(source: list[str], target: list[str]) -> list[Bead]:
    """The alignment of a text with itself, whatever it repeats; empty for two texts."""
    return [Bead((k,), (k,)) for k in range(len(source))] if source == target else []


def _with_blanks(beads: list[Bead], source: list[int], target: list[int], n: int, m: int) -> list[Bead]:
    """Sentence numbers of the full lists, blank sentences as omissions in their place."""
    if len(source) == n and len(target) == m:
        return beads
    found: list[Bead] = []
    blank_s = [k for k in range(n) if k not in set(source)]
    blank_t = [k for k in range(m) if k not in set(target)]
    for bead in beads:
        a = tuple(source[k] for k in bead.source)
        b = tuple(target[k] for k in bead.target)
        while blank_s and a and blank_s[0] < a[0]:
            found.append(Bead((blank_s.pop(0),), ()))
        while blank_t and b and blank_t[0] < b[0]:
            found.append(Bead((), (blank_t.pop(0),)))
        found.append(Bead(a, b, bead.confidence))
    found += [Bead((k,), ()) for k in blank_s]
    found += [Bead((), (k,)) for k in blank_t]
    return found
