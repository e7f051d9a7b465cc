"""Pairs of words that translate each other in the news pairs, found by counting: verbs, adjectives, common nouns.

    python eval/train/mine.py --out mined.tsv [--corpus FOLDER]

The marks of the news pairs name names and terms; this finds the rest. Korean is cut into
dictionary forms with Kiwi (extra `ko`), English is brought to dictionary forms by
`toolkit.languages.en.lemmas`, and IBM Model 1 (Brown et al. 1993) is run both ways. Kept
are pairs of the likeliest counterparts. words.py counts them again over the sentences.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from data import news_runs

from toolkit.files import write_text
from toolkit.languages.en.lemmas import lemmas

ROUNDS = 6
LEAST = 2
"""Sentence pairs that must hold both words."""
LIKELY = 0.12
"""Least geometric mean of p(e | k) and p(k | e)."""
COMMON = 900
"""Words in more sentences than this are no news to the model."""

_NOUNS = frozenset(("NNG", "NNP", "XR"))
_VERBS = frozenset(("VV", "VA", "VV-I", "VA-I", "VV-R", "VA-R"))
_MAKERS = frozenset(("XSV", "XSA", "XSV-I", "XSA-I", "XSV-R", "XSA-R"))
_BUT = frozenset("하 되 있 없 않 이 같 보 주 지 싶".split())


def korean(sentences: list[str]) -> Iterator[list[str]]:
    """Dictionary forms of the nouns, verbs, adjectives and adverbs of each sentence."""
    from kiwipiepy import Kiwi

    for tokens in Kiwi(num_workers=1).tokenize(iter(sentences)):
        found: list[str] = []
        last = None  # a noun that a maker of verbs may follow, and where it ends
        for token in tokens:
            end = token.start + token.len
            if token.tag in _NOUNS:
                if last is not None and last[1] == token.start and len(last[0]) + token.len <= 8:
                    found.append(last[0] + token.form)  # a compound, beside its parts
                found.append(token.form)
                last = (token.form, end)
                continue
            if token.tag in _MAKERS and last is not None and last[1] == token.start:
                found.append(f"{last[0]}{token.form}다")
            elif token.tag in _VERBS and token.form not in _BUT:
                found.append(f"{token.form}다")
            elif token.tag == "MAG":
                found.append(token.form)
            last = None
        yield [form for form in dict.fromkeys(found) if len(form) > 1]


def english(sentences: list[str]) -> Iterator[list[str]]:
    """Dictionary forms of the words of each sentence, in lower case; names keep their capital."""
    split = [re.findall(r"[A-Za-z]{3,}", sentence) for sentence in sentences]
    counts = Counter(word for words in split for word in words)
    for words in split:
        found = []
        for at, word in enumerate(words):
            low = word.lower()
            if word != low and (at > 0 or counts[low] < counts[word] / 4) and counts[low] < counts[word]:
                found.append(word)
                continue
            bases = [b for b in lemmas(low) if counts[b] > 1]
            found.append(max(bases, key=lambda b: counts[b]) if bases and low not in _KEEP else low)
        yield list(dict.fromkeys(found))


_KEEP = frozenset("news united states series species thing during morning evening building meeting".split())


def numbered(rows: list[list[str]]) -> tuple[list[np.ndarray], list[str], np.ndarray]:
    """Rows as numbers, the words, and in how many rows each stands; rare and common ones are left out."""
    counts = Counter(word for row in rows for word in row)
    kept = [w for w, n in counts.items() if n >= LEAST]
    number = {w: i for i, w in enumerate(kept)}
    return (
        [np.array([number[w] for w in row if w in number], np.int64) for row in rows],
        kept,
        np.array([counts[w] for w in kept]),
    )


def mine(pairs: list[tuple[str, str]]) -> list[tuple[str, str, int, float]]:
    """(Korean, English, sentences with both, geometric mean of the probabilities), likeliest first."""
    k, k_words, k_count = numbered(list(korean([ko for ko, _ in pairs])))
    e, e_words, e_count = numbered(list(english([en for _, en in pairs])))
    left = np.concatenate([np.repeat(a, len(b)) for a, b in zip(k, e, strict=True)])
    right = np.concatenate([np.tile(b, len(a)) for a, b in zip(k, e, strict=True)])
    size = np.array([len(a) * len(b) for a, b in zip(k, e, strict=True)])
    sentence = np.repeat(np.arange(len(pairs)), size)
    links, inverse, together = np.unique(left * len(e_words) + right, return_inverse=True, return_counts=True)
    of_k, of_e = links // len(e_words), links % len(e_words)
    forward = model_one(inverse, of_k, left, right, sentence, len(e_words), len(k_words))
    backward = model_one(inverse, of_e, right, left, sentence, len(k_words), len(e_words))
    mean = np.sqrt(forward * backward)
    best = (together >= LEAST) & (mean >= LIKELY) & (np.minimum(k_count[of_k], e_count[of_e]) <= COMMON)
    order = np.flatnonzero(best)[np.argsort(-mean[best], kind="stable")]
    return [(k_words[of_k[i]], e_words[of_e[i]], int(together[i]), float(mean[i])) for i in order]


def model_one(
    inverse: np.ndarray, given_of: np.ndarray, given: np.ndarray, made: np.ndarray,
    sentence: np.ndarray, made_size: int, given_size: int,
) -> np.ndarray:  # fmt: skip
    """p(made | given) of each distinct link; each word may also be made by nothing, as its share of all is."""
    place, where = np.unique(sentence * made_size + made, return_inverse=True)
    share = np.bincount(place % made_size, minlength=made_size) / len(place)
    nothing = share[place % made_size]
    p = np.full(len(given_of), 1.0)
    p /= np.bincount(given_of, minlength=given_size)[given_of]
    for _ in range(ROUNDS):
        x = p[inverse]
        x /= (np.bincount(where, x) + nothing)[where]
        count = np.bincount(inverse, x, len(p))
        p = count / (np.bincount(given_of, count, given_size) + 0.5)[given_of]
    return p


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, help="folder of the news pairs (default: corpora/news-pairs)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    found = mine([(p.ko, p.en) for run in news_runs("train", False, args.corpus) for p in run])
    write_text(args.out, "ko\ten\n" + "".join(f"{ko}\t{en}\n" for ko, en, _, _ in found))
    print(f"{len(found)} pairs of words")


if __name__ == "__main__":
    main()
