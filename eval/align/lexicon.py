"""Learn the aligner's lexicon from sentence pairs: IBM Model 1 both ways, pruned, packed.

    python eval/align/lexicon.py --out toolkit/align/data/lexicon-ko-en.npz ../shared/data/train/*.tsv \\
        corpora/news-pairs/*.tsv

Input files are tab-separated, Korean and English first. Pairs whose Korean was made by a
machine (`*_mt.tsv`) and the verses of Genesis, which is a test text of the aligner, are
left out. The digests of all inputs are printed; `weights.json` and the README name them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.align.lexicon import word_keys

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

LONGEST = 60  # word keys of a sentence that are used
ROUNDS = 5
GENESIS = ("태초에 하나님이 천지를 창조하시니라", "애굽에서 입관하였더라")


def read_pairs(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Distinct (Korean, English) pairs of tab-separated files."""
    pairs: dict[tuple[str, str], None] = {}
    for path in sorted(paths):
        if path.stem.endswith("_mt"):
            continue
        inside = False
        lines = path.read_text(encoding="utf-8").split("\n")
        columns = (0, 1)
        if lines and lines[0].startswith("article\t"):
            header = lines[0].split("\t")
            columns = (header.index("ko"), header.index("en"))
            lines = lines[1:]
        for line in lines:
            cells = line.split("\t")
            if len(cells) < 2:
                continue
            korean, english = (cells[c] for c in columns)
            if korean.startswith(GENESIS[0]):
                inside = True
            if not inside:
                pairs[korean, english] = None
            if inside and GENESIS[1] in korean:
                inside = False
        if inside:
            raise SystemExit(f"{path}: the end of Genesis was not found")
    return list(pairs)


def numbered(sentences: Sequence[str], language: str, least: int) -> tuple[list[I32], list[str], F32]:
    """Word keys as numbers, the keys (most frequent first), and in how many sentences each is."""
    keyed = [word_keys(s, language)[:LONGEST] for s in sentences]
    counts = Counter(w for words in keyed for w in words)
    kept = sorted((w for w in counts if counts[w] >= least), key=lambda w: (-counts[w], w))
    number = {w: k for k, w in enumerate(kept)}
    rows = [np.array([number[w] for w in words if w in number], np.int32) for words in keyed]
    return rows, kept, np.array([counts[w] for w in kept], np.float32)


def model_one(
    given: list[I32], made: list[I32], given_size: int, share: F32, links: tuple[NDArray[np.int64], ...]
) -> F32:
    """p(made | given) for each distinct link after ROUNDS of EM; NULL makes words by `share`."""
    inverse, made_place, given_of, made_tokens = links
    p = np.ones(int(inverse.max()) + 1, np.float32)
    p /= np.bincount(given_of, minlength=given_size).astype(np.float32)[given_of]
    for _ in range(ROUNDS):
        x = p[inverse]
        total = np.bincount(made_place, x, len(made_tokens)) + share[made_tokens]
        x /= total[made_place].astype(np.float32)
        count = np.bincount(inverse, x, len(p))
        norm = np.bincount(given_of, count, given_size) + 1e-3
        p = (count / norm[given_of]).astype(np.float32)
    return p


def learn(pairs: Sequence[tuple[str, str]], least: int, floor: float) -> dict[str, NDArray[np.generic]]:
    """Arrays of the lexicon file; see `toolkit.align.lexicon.read_lexicon`."""
    a, words_a, count_a = numbered([k for k, _ in pairs], "ko", least)
    b, words_b, count_b = numbered([e for _, e in pairs], "en", least)
    length_a, length_b = (np.array([len(x) for x in side]) for side in (a, b))
    tokens_a, tokens_b = np.concatenate(a), np.concatenate(b)
    cells = length_a * length_b
    pair = np.repeat(np.arange(len(pairs), dtype=np.int32), cells)
    inner = np.arange(int(cells.sum())) - np.repeat(np.cumsum(cells) - cells, cells)
    place_a = (np.repeat(np.cumsum(length_a) - length_a, cells) + inner // length_b[pair]).astype(np.int32)
    place_b = (np.repeat(np.cumsum(length_b) - length_b, cells) + inner % length_b[pair]).astype(np.int32)
    del inner, pair
    key, inverse = np.unique(
        tokens_a[place_a].astype(np.int64) * len(words_b) + tokens_b[place_b], return_inverse=True
    )
    inverse = inverse.astype(np.int32)
    of_a, of_b = key // len(words_b), key % len(words_b)
    forward = model_one(a, b, len(words_a), count_b / count_b.sum(), (inverse, place_b, of_a, tokens_b))
    backward = model_one(b, a, len(words_b), count_a / count_a.sum(), (inverse, place_a, of_b, tokens_a))
    kept = (forward >= floor) | (backward >= floor)
    kept &= np.bincount(inverse, minlength=len(key)) >= 2
    kept &= np.maximum(forward, backward) >= floor
    of_a, of_b, forward, backward = of_a[kept], of_b[kept], forward[kept], backward[kept]
    trust_a = np.bincount(of_a, forward, len(words_a)) * count_a / (count_a + 3)
    trust_b = np.bincount(of_b, backward, len(words_b)) * count_b / (count_b + 3)
    steps = of_b.copy()
    same = of_a[1:] == of_a[:-1]
    steps[1:][same] -= of_b[:-1][same]
    return {
        "source": np.frombuffer("\n".join(words_a).encode(), np.uint8),
        "target": np.frombuffer("\n".join(words_b).encode(), np.uint8),
        "links": np.bincount(of_a, minlength=len(words_a)).astype(np.uint16),
        "word": steps.astype(np.uint16),
        "forward": packed(forward, 16),
        "backward": packed(backward, 16),
        "source_share": packed(count_a / count_a.sum(), 12),
        "target_share": packed(count_b / count_b.sum(), 12),
        "source_trust": np.clip(trust_a * 255, 0, 255).astype(np.uint8),
        "target_trust": np.clip(trust_b * 255, 0, 255).astype(np.uint8),
    }


def packed(p: NDArray[np.floating], steps: int) -> NDArray[np.uint8]:
    """Probabilities as whole steps of 1/`steps` nat below 1."""
    return np.clip(np.rint(-np.log(np.maximum(p, 1e-30)) * steps), 0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=int, default=3, help="sentences in which a word must occur")
    parser.add_argument("--floor", type=float, default=0.01, help="least probability of a link, either way")
    options = parser.parse_args()
    pairs = read_pairs(options.files)
    arrays = learn(pairs, options.least, options.floor)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(buffer.getvalue())
    for path in options.files:
        print(hashlib.sha256(path.read_bytes()).hexdigest()[:16], path.name)
    print(
        f"{len(pairs)} pairs, {len(arrays['links'])} and {len(arrays['source_share'])} words,"
        f" {len(arrays['word'])} links, {len(buffer.getvalue()) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
