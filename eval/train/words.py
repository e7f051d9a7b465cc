"""The word list of the model: marked names and terms of the news pairs, counted over all of them.

python eval/train/words.py [--corpus corpora/news-pairs] --out models/gemma-koen/words.tsv
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from data import Pair, news_runs

from toolkit.engines.wordlist import Row, WordList
from toolkit.files import write_text


def count(pairs: list[Pair]) -> list[Row]:
    """The marked pairs of forms, with the sentence pairs that hold both, and each."""
    marked = dict.fromkeys(term for pair in pairs for term in pair.terms)
    bare = WordList(Row(ko, en, 1, 1, 1) for ko, en in marked)
    partners: dict[str, list[str]] = {}
    for ko, en in marked:
        partners.setdefault(ko, []).append(en)
    together: Counter[tuple[str, str]] = Counter()
    seen: dict[str, Counter[str]] = {"ko": Counter(), "en": Counter()}
    for pair in pairs:
        left, right = bare.forms(pair.ko, "ko"), bare.forms(pair.en, "en")
        # A mark may end where the rules see no end of a word: it counts all the same.
        left |= {ko for ko, _ in pair.terms}
        right |= {en for _, en in pair.terms}
        seen["ko"].update(left)
        seen["en"].update(right)
        together.update((ko, en) for ko in left for en in partners.get(ko, ()) if en in right)
    return [Row(ko, en, together[ko, en], seen["ko"][ko], seen["en"][en]) for ko, en in marked]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, help="folder of the news pairs (default: corpora/news-pairs)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rows = sorted(count(news_runs("train", False, args.corpus)[0]), key=lambda r: (r.ko, r.en))
    write_text(args.out, "".join(f"{r.ko}\t{r.en}\t{r.together}\t{r.ko_seen}\t{r.en_seen}\n" for r in rows))
    print(f"{len(rows)} pairs of forms")


if __name__ == "__main__":
    main()
