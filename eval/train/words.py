"""The word list of the model: marked names and terms of the news pairs, counted over all of them.

    python eval/train/words.py [--names FILE...] [--dictionary FILE...] [--senses FILE...]
        [--mined FILE...] --out models/gemma-koen/words.tsv

`--names` are tab-separated names of persons (Hangul, Latin): their words enter where
both sides have as many. `--dictionary` are tab-separated pairs of forms, `--senses` the
same with all usual counterparts of their English words: what was `--mined` (mine.py)
adds no others to these. All are counted over the news pairs as well, so that a name that is also a common word is not
taken for the name.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from data import Pair, news_runs, read_pairs

from toolkit.engines.wordlist import OTHER_SHARE, Row, WordList
from toolkit.files import write_text


def count(pairs: list[Pair], more: Mapping[tuple[str, str], int] | None = None) -> list[Row]:
    """The marked pairs of forms, with the sentence pairs that hold both, and each.

    Parameters
    ----------
    more: other pairs of forms (Korean, English), with how often they were seen elsewhere.
    """
    more = more or {}
    forms = dict.fromkeys([*(term for pair in pairs for term in pair.terms), *more])
    bare = WordList(Row(ko, en, 1, 1, 1) for ko, en in forms)
    partners: dict[str, list[str]] = {}
    for ko, en in forms:
        partners.setdefault(ko, []).append(en)
    together, seen_ko, seen_en = Counter(more), Counter[str](), Counter[str]()
    for (ko, en), n in more.items():
        seen_ko[ko] += n
        seen_en[en] += n
    for pair in pairs:
        left, right = bare.forms(pair.ko, "ko"), bare.forms(pair.en, "en")
        # A mark may end where the rules see no end of a word: it counts all the same.
        left |= {ko for ko, _ in pair.terms}
        right |= {en for _, en in pair.terms}
        seen_ko.update(left)
        seen_en.update(right)
        together.update((ko, en) for ko in left for en in partners.get(ko, ()) if en in right)
    return [Row(ko, en, together[ko, en], seen_ko[ko], seen_en[en]) for ko, en in forms]


def words_of_names(names: list[Pair]) -> dict[tuple[str, str], int]:
    """Words of names that stand at the same place, with how often; short ones must be frequent."""
    found: Counter[tuple[str, str]] = Counter()
    for name in names:
        hangul, latin = name.ko.split(), name.en.split()
        if len(hangul) == len(latin):
            found.update(
                (k, e)
                for k, e in zip(hangul, latin, strict=True)
                if len(k) > 1 and len(e) > 2 and e[0].isupper()
            )
    return {(k, e): n for (k, e), n in found.items() if n >= (3 if len(k) == 2 else 2)}


def word_list(
    corpus: Path | None, names: list[Path], dictionary: list[Path], senses: list[Path], mined: list[Path]
) -> list[Row]:
    """The rows of the list from the files that the command names."""
    more = words_of_names([pair for path in names for pair in read_pairs(path)[0]])
    forms = {(pair.ko, pair.en) for path in (*senses, *dictionary) for pair in read_pairs(path)[0]}
    known = {pair.en for path in senses for pair in read_pairs(path)[0]}
    forms |= {(pair.ko, pair.en) for path in mined for pair in read_pairs(path)[0] if pair.en not in known}
    for form in sorted(forms - {("ko", "en")}):  # the heading
        more.setdefault(form, 1)
    return count(news_runs("train", False, corpus)[0], more)


def add_list_options(parser: argparse.ArgumentParser) -> None:
    """The options that name what the list is made of; `listed` makes it."""
    parser.add_argument("--corpus", type=Path, help="folder of the news pairs (default: corpora/news-pairs)")
    for name in ("--names", "--dictionary", "--senses", "--mined"):
        parser.add_argument(name, type=Path, nargs="*", default=[], help="pairs for the word list (words.py)")


def listed(args: argparse.Namespace) -> list[Row]:
    """The rows of the list from the files that the options name."""
    return word_list(args.corpus, args.names, args.dictionary, args.senses, args.mined)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    add_list_options(parser)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rows = [r for r in listed(args) if useful(r)]
    rows.sort(key=lambda r: (r.ko, r.en))
    write_text(args.out, "".join(f"{r.ko}\t{r.en}\t{r.together}\t{r.ko_seen}\t{r.en_seen}\n" for r in rows))
    print(f"{len(rows)} pairs of forms")


def useful(row: Row, least: float = OTHER_SHARE) -> bool:
    """Whether a pair may ever be proposed, or decide which is: rarer ones only take room."""
    return row.together >= least * min(row.ko_seen, row.en_seen)


if __name__ == "__main__":
    main()
