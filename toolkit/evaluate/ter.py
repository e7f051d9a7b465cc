"""Translation edit rate, the same edits as sacrebleu's (a port of Tercom), faster.

Three things make the difference: words are single characters, so that rapidfuzz
computes the distance of a shift candidate with bit operations; matching word
runs are found through an index of the reference; the trace of the edit matrix
is read off bit vectors (Hyyrö, "Explaining and extending the bit-parallel
approximate string matching algorithm of Myers", 2001) held in Python integers.

sacrebleu searches a beam around the diagonal. The exact distance is the beam's
as long as the best path lies inside it; that is verified, and where it does not
hold the segment is handed to sacrebleu's own code.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from rapidfuzz.distance import Levenshtein
from sacrebleu.metrics import lib_ter

_MAX_SHIFT_SIZE = lib_ter._MAX_SHIFT_SIZE
_MAX_SHIFT_DISTANCE = lib_ter._MAX_SHIFT_DIST
_MAX_CANDIDATES = lib_ter._MAX_SHIFT_CANDIDATES
_BEAM = lib_ter._BEAM_WIDTH
_distance = Levenshtein.distance


def edits(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Number of edits (insertions, deletions, substitutions, shifts of phrases) of TER.

    The same as `sacrebleu.metrics.lib_ter.translation_edit_rate(...)[0]`.
    """
    if not reference:
        return len(hypothesis)
    if hypothesis == reference:
        return 0
    if not hypothesis:
        return len(reference)
    number: dict[str, str] = {}
    for word in reference:
        number.setdefault(word, chr(_FIRST + len(number)))
    for word in hypothesis:
        number.setdefault(word, chr(_FIRST + len(number)))
    hyp = "".join([number[word] for word in hypothesis])
    ref = "".join([number[word] for word in reference])
    fast = _edits(hyp, ref)
    if fast is not None:
        return fast
    found: tuple[int, int] = lib_ter.translation_edit_rate(list(hypothesis), list(reference))
    return found[0]


_FIRST = 0xE000
"""Private use and beyond: no surrogates among the word numbers."""


def _edits(hyp: str, ref: str) -> int | None:
    """As `edits` on words coded as characters; None where the beam may matter."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(ref):
        places[word].append(position)
    shifts = checked = 0
    while True:
        traced = _trace(hyp, ref)
        if traced is None:
            return None
        score, alignment, ref_wrong, hyp_wrong = traced
        if score == 0 and checked < _MAX_CANDIDATES:
            # No position is wrong, so no shift is tried.
            return shifts
        best, tried = _best_shift(hyp, ref, places, score, alignment, ref_wrong, hyp_wrong, checked)
        checked += tried
        if best is None or checked >= _MAX_CANDIDATES:
            return shifts + score
        gain, shifted = best
        if gain <= 0:
            # sacrebleu stops; had the beam hidden it, its gain would be smaller still.
            return shifts + score
        if not _inside(shifted, ref, score - gain):
            return None
        hyp = shifted
        shifts += 1


def _best_shift(
    hyp: str,
    ref: str,
    places: dict[str, list[int]],
    score: int,
    alignment: list[int],
    ref_wrong: list[int],
    hyp_wrong: list[int],
    checked: int,
) -> tuple[tuple[int, str] | None, int]:
    """The shift that saves most edits: (saved, words after it), and how many were tried.

    Order and ranking of the candidates are Tercom's as sacrebleu has them.
    """
    n_hyp, n_ref = len(hyp), len(ref)
    best_key: tuple[int, int, int, int] | None = None
    best_words = ""
    tried = 0
    seen: dict[str, int] = {}
    for start, word in enumerate(hyp):
        for start_ref in places.get(word, ()):
            if abs(start_ref - start) > _MAX_SHIFT_DISTANCE:
                continue
            limit = min(_MAX_SHIFT_SIZE, n_hyp - start, n_ref - start_ref)
            length = 0
            while length < limit and hyp[start + length] == ref[start_ref + length]:
                length += 1
                stop = start + length
                if hyp_wrong[stop] == hyp_wrong[start]:
                    continue
                if ref_wrong[start_ref + length] == ref_wrong[start_ref]:
                    continue
                if start <= alignment[start_ref] < stop:
                    continue
                previous = -1
                piece = hyp[start:stop]
                for place in range(start_ref - 1, start_ref + length):
                    target = 0 if place == -1 else alignment[place] + 1
                    if target == previous:
                        continue
                    previous = target
                    if target < start:
                        words = hyp[:target] + piece + hyp[target:start] + hyp[stop:]
                    elif target > stop:
                        words = hyp[:start] + hyp[stop:target] + piece + hyp[target:]
                    else:
                        words = hyp[:start] + hyp[stop : length + target] + piece + hyp[length + target :]
                    tried += 1
                    after = seen.get(words)
                    if after is None:
                        after = seen[words] = _distance(words, ref)
                    key = (score - after, length, -start, -target)
                    if best_key is None or key > best_key:
                        best_key, best_words = key, words
                if checked + tried >= _MAX_CANDIDATES:
                    return (None if best_key is None else (best_key[0], best_words)), tried
    return (None if best_key is None else (best_key[0], best_words)), tried


def _matrix(hyp: str, ref: str) -> tuple[list[int], list[int], list[int], list[int]]:
    """Differences of the edit matrix as bit vectors, a row for each word of `hyp`.

    Bit j-1 of up[i] (down[i]) says that D[i][j] - D[i][j-1] is +1 (-1); bit j of
    right[i] (left[i]) that D[i][j] - D[i-1][j] is +1 (-1). D[i][j] is the distance
    of the first i words of `hyp` from the first j of `ref`.
    """
    size = len(ref)
    mask = (1 << size) - 1
    match: dict[str, int] = defaultdict(int)
    for position, word in enumerate(ref):
        match[word] |= 1 << position
    plus, minus = mask, 0
    up, down, right, left = [plus], [minus], [0], [0]
    for word in hyp:
        equal = match.get(word, 0)
        x = equal | minus
        diagonal = ((((equal & plus) + plus) ^ plus) | x) & mask
        horizontal_plus = minus | (mask & ~(diagonal | plus))
        horizontal_minus = plus & diagonal
        # Column 0 grows by one in each row: global distance.
        moved_plus = (horizontal_plus << 1) | 1
        moved_minus = horizontal_minus << 1
        right.append(moved_plus)
        left.append(moved_minus)
        plus = (moved_minus | ~(diagonal | moved_plus)) & mask
        minus = moved_plus & diagonal & mask
        up.append(plus)
        down.append(minus)
    return up, down, right, left


def _path(hyp: str, ref: str) -> tuple[str, int] | None:
    """Operations of the preferred path (" ", "s", "i", "d" as in Tercom, rewriting `hyp`
    into `ref`) and its cost; None where the path leaves sacrebleu's beam."""
    up, down, right, left = _matrix(hyp, ref)
    i, j = len(hyp), len(ref)
    ratio = j / i
    width = math.ceil(ratio / 2 + _BEAM) if ratio / 2 > _BEAM else _BEAM
    last = i
    operations: list[str] = []
    cost = 0
    while i > 0 or j > 0:
        if i:
            diagonal = math.floor(i * ratio)
            if j < diagonal - width or (i < last and j >= diagonal + width):
                return None
        if i and j and hyp[i - 1] == ref[j - 1]:
            operations.append(" ")
            i -= 1
            j -= 1
            continue
        cost += 1
        if i and j:
            bit = j - 1
            # D[i][j] - D[i-1][j-1] is (D[i][j] - D[i][j-1]) + (D[i][j-1] - D[i-1][j-1])
            step = ((up[i] >> bit) & 1) - ((down[i] >> bit) & 1)
            step += ((right[i] >> bit) & 1) - ((left[i] >> bit) & 1)
            if step == 1:
                operations.append("s")
                i -= 1
                j -= 1
                continue
            if (right[i] >> j) & 1:
                operations.append("d")
                i -= 1
                continue
            operations.append("i")
            j -= 1
        elif i:
            operations.append("d")
            i -= 1
        else:
            operations.append("i")
            j -= 1
    operations.reverse()
    return "".join(operations), cost


def _trace(hyp: str, ref: str) -> tuple[int, list[int], list[int], list[int]] | None:
    """Cost, alignment of `ref` positions and running counts of wrong positions on both sides."""
    path = _path(hyp, ref)
    if path is None:
        return None
    operations, cost = path
    alignment: list[int] = []
    ref_wrong: list[int] = []
    hyp_wrong: list[int] = []
    at = -1
    for operation in operations:
        if operation == " " or operation == "s":
            at += 1
            alignment.append(at)
            wrong = int(operation == "s")
            hyp_wrong.append(wrong)
            ref_wrong.append(wrong)
        elif operation == "d":
            at += 1
            hyp_wrong.append(1)
        else:
            alignment.append(at)
            ref_wrong.append(1)
    return cost, alignment, [0, *accumulate(ref_wrong)], [0, *accumulate(hyp_wrong)]


def _inside(hyp: str, ref: str, distance: int) -> bool:
    """Whether sacrebleu's beam finds the same distance."""
    # A path strays from the diagonal by at most its insertions or deletions.
    if distance + abs(len(hyp) - len(ref)) <= 2 * (_BEAM - 2):
        return True
    return _path(hyp, ref) is not None
