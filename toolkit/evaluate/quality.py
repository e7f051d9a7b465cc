"""Quality estimation without a reference: signals for each segment, and what to look at first.

Nothing here says that a translation is good; each signal says why one may be
bad. They are combined into a rank, so that a person reads the likely faults of a
batch first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text import Finding
from .own import scripts_differ, untranslated

Floats = NDArray[np.float64]

WEIGHTS: dict[str, float] = {
    "empty": 6.0,
    "copied": 4.0,
    "repeated": 4.0,
    "untranslated": 3.0,
    "error": 3.0,
    "short": 2.0,
    "long": 2.0,
    "unlike": 2.0,
    "improbable": 2.0,
    "warning": 1.0,
}
"""What each signal adds to the rank of a segment; "error" and "warning" are findings of the checks."""

EXPLAINED: dict[str, str] = {
    "empty": "nothing was translated",
    "copied": "the translation is the source",
    "repeated": "words go round in circles",
    "untranslated": "much text in the script of the source",
    "short": "far shorter than the source lets expect",
    "long": "far longer than the source lets expect",
    "unlike": "sentence vector far from that of the source",
    "improbable": "the model finds the pair improbable",
}

_MUCH = 0.3  # share of letters in the script of the source
_FEW = 6  # letters: below this a share says nothing
_OUTLIER = 3.5  # modified z-score (Iglewicz and Hoaglin 1993)
_AT_LEAST = 1.6  # times the usual length


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks against one segment. `rank` is 0 for nothing; the higher, the sooner to read."""

    flags: tuple[str, ...]
    findings: tuple[Finding, ...]
    rank: float


def repeated(text: str) -> bool:
    """Whether a run of words, or of characters, stands at least three times on end.

    Single words count from four times on: "no, no, no" is English.
    """
    words = text.split()
    for size in range(1, len(words) // 3 + 1):
        needed = (4 if size == 1 else 3) - 1
        run = 0
        for place in range(size, len(words)):
            run = run + 1 if words[place] == words[place - size] else 0
            if run >= size * needed:
                return True
    return _LOOP.search(text) is not None


_LOOP = re.compile(r"(\w{2,20}?)\1{4,}")
"""The same letters five times on end, as where no blanks part them."""


def length_flags(sources: Sequence[str], hypotheses: Sequence[str]) -> list[str]:
    """ "short" or "long" where the length ratio is far from what is usual in the batch, "" elsewhere.

    Far is a modified z-score of the logarithm above 3.5 and a factor of 1.6.
    """
    pairs = [
        (len("".join(s.split())), len("".join(h.split()))) for s, h in zip(sources, hypotheses, strict=True)
    ]
    known = [n for n, (s, h) in enumerate(pairs) if s and h]
    result = [""] * len(pairs)
    if len(known) < 10:
        return result
    logs = np.log([pairs[n][1] / pairs[n][0] for n in known])
    middle = float(np.median(logs))
    # Short segments vary more: their spread is widened as the inverse root of the length.
    spread = max(float(np.median(np.abs(logs - middle))) / 0.6745, 0.05)
    for n, value in zip(known, logs, strict=True):
        widened = spread * (1 + 3 / np.sqrt(pairs[n][0]))
        if abs(value - middle) > _OUTLIER * widened and abs(value - middle) > np.log(_AT_LEAST):
            result[n] = "short" if value < middle else "long"
    return result


def low_outliers(values: Floats) -> list[bool]:
    """Values far below the others (modified z-score under -3.5); NaN is none."""
    known = values[~np.isnan(values)]
    if len(known) < 10:
        return [False] * len(values)
    middle = float(np.median(known))
    spread = float(np.median(np.abs(known - middle))) / 0.6745
    if spread == 0:
        return [False] * len(values)
    return [bool(v < middle - _OUTLIER * spread) for v in values]


def signals(
    hypotheses: Sequence[str],
    sources: Sequence[str] | None,
    *,
    source_language: str = "",
    target_language: str = "",
    findings: Mapping[int, Sequence[Finding]] | None = None,
    similarity: Floats | None = None,
    log_probabilities: Sequence[Floats] = (),
) -> list[Signals]:
    """Signals of each segment of one system, in order.

    Parameters
    ----------
    findings: of the checks, by number of the segment.
    similarity: cosine of each segment's vector with its source's, shape (segments,).
    log_probabilities: forced-decoding scores (mean log-probability a token), an
        array for each direction, shape (segments,).
    """
    number = len(hypotheses)
    lengths = length_flags(sources, hypotheses) if sources is not None else [""] * number
    foreign = [[0.0, 0.0]] * number
    if source_language and target_language and scripts_differ(source_language, target_language):
        foreign = untranslated(source_language)(hypotheses, [[]] * number)
    unlike = low_outliers(similarity) if similarity is not None else [False] * number
    improbable = np.zeros(number, bool)
    for column in log_probabilities:
        improbable |= np.array(low_outliers(column), bool)
    result = []
    for n, text in enumerate(hypotheses):
        flags = []
        if not text.strip():
            flags.append("empty")
        elif (
            sources is not None and text.strip() == sources[n].strip() and sum(map(str.isalpha, text)) >= _FEW
        ):
            flags.append("copied")
        elif foreign[n][1] >= _FEW and foreign[n][0] > _MUCH * foreign[n][1]:
            flags.append("untranslated")
        if repeated(text) and not (sources is not None and repeated(sources[n])):
            flags.append("repeated")
        if lengths[n]:
            flags.append(lengths[n])
        if unlike[n]:
            flags.append("unlike")
        if improbable[n]:
            flags.append("improbable")
        own = tuple((findings or {}).get(n, ()))
        rank = sum(WEIGHTS[flag] for flag in flags) + sum(WEIGHTS.get(f.severity, 0.0) for f in own)
        result.append(Signals(tuple(flags), own, rank))
    return result


def first_to_read(found: Sequence[Signals], limit: int = 0) -> list[int]:
    """Numbers of the segments with signals, the most suspicious first; all of them where `limit` is 0."""
    order = sorted((n for n, s in enumerate(found) if s.rank > 0), key=lambda n: (-found[n].rank, n))
    return order[:limit] if limit else order


def count_flags(found: Sequence[Signals]) -> Counter[str]:
    """How many segments have each flag."""
    return Counter(flag for signal in found for flag in signal.flags)
