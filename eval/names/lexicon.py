"""Gather the words that are no names (toolkit/languages/data/words.json.gz).

    python eval/names/lexicon.py DATA [-o FILE]

DATA holds train/*.tsv and train-news/news.train.tsv (Korean TAB English; sources and
licences in the note beside the data). Kept are English words that mostly stand in
lower case, and Korean stems (word without its particle), each seen at least thrice;
the persons marked in train-news are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from train import syllable_costs  # noqa: E402 (beside this file)

from toolkit.languages.ko.mentions import WORDS, stems  # noqa: E402

MOST_KOREAN, MOST_ENGLISH = 60_000, 40_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=WORDS)
    arguments = parser.parse_args()
    files = [arguments.data / "train-news" / "news.train.tsv"]
    files += [
        p for p in sorted((arguments.data / "train").glob("*.tsv")) if "_mt" not in p.stem and p.stem != "d2l"
    ]
    english: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    korean: Counter[str] = Counter()
    names: set[str] = set()
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            ko, en, *rest = line.split("\t")
            for word in re.findall(r"(?<![\w'-])[A-Za-z]+(?![\w-])", en):
                (english if word[0].islower() else capital)[word.lower()] += 1
            for word in re.findall(r"[가-힣]+", ko):
                korean.update({stems(word)[-1], stems(word)[0]})
            for pair in "".join(rest).split("; "):
                hangul, _, latin = pair.partition("=")
                if re.fullmatch(r"(?:[A-Z][\w.'-]+ )+[A-Z][\w'-]+", latin.strip()):
                    # a name of a person is spelt by sound; terms are not in question here
                    names.update(w for w in hangul.split() if _sounds_like(w, latin))
    kept_en = [
        w for w, n in english.most_common(MOST_ENGLISH) if n >= 3 and 2 * n >= capital[w] and len(w) > 1
    ]
    kept_ko = [w for w, n in korean.most_common(MOST_KOREAN) if n >= 3 and len(w) > 1 and w not in names]
    data = json.dumps(
        {
            "version": 1,
            "en": " ".join(sorted(kept_en)),
            "ko": " ".join(sorted(kept_ko)),
            "bigrams": syllable_costs(Counter({w: korean[w] for w in kept_ko})),
        },
        ensure_ascii=False,
    ).encode()
    arguments.output.write_bytes(gzip.compress(data, 9, mtime=0))
    print(len(kept_en), "English,", len(kept_ko), "Korean,", arguments.output.stat().st_size, "bytes")


def _sounds_like(hangul: str, latin: str) -> bool:
    from toolkit.languages.ko.names import NameScorer

    scorer = NameScorer.load()
    return scorer.score(hangul, latin) > 4 or any(scorer.word_score(hangul, w) > 4 for w in latin.split())


if __name__ == "__main__":
    main()
