"""Train the name table that ships with the toolkit (toolkit/languages/data/names.json.gz).

    python eval/names/train.py DATA [-o TABLE] [--fold N]

DATA is a folder with pos_native_dev.tsv, pos_sino_dev.tsv and pos_translit_dev.tsv:
Hangul TAB Latin names of persons, from Wikidata (CC0). With --fold N (0 to 4) the
fifth of the names whose digest falls on N is left out, for cross-validation.

1. Jamo model: P(letters | jamo, place in the word), by expectation maximisation over
   monotone many-to-many alignments (Jiampojamarn et al., NAACL 2007), started from a
   short list of plausible letters for each jamo.
2. Syllable model: P(letters | syllable, place), backed off to the syllable anywhere
   and to the jamo model (Witten and Bell), three more rounds.
Routes are trained apart: Korean given names, Japanese (romaji that fits in turned
order), Chinese and Sino-Korean, everything else.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from toolkit.languages.ko.names import _ROMAJI, SURNAMES_OF_TWO
from toolkit.languages.ko.sounds import CODAS, NUCLEI, ONSETS, TABLE, fold, is_hangul, jamo, place_of

Probabilities = dict[str, float]
Tables = dict[str, Probabilities]
Example = tuple[str, str, float]  # Hangul word, Latin word, weight

SEED_ONSETS = (
    "g k c q|kk c k g|n|d t|tt d t|r l rh|m|b p|pp b p|s c z sh x|ss s z c||j z g zh|jj z zh j"
    "|ch c tch q ci cz|k c q ck ch kh x|t th tt|p f ph|h j g f wh gh kh ch x"
)
SEED_NUCLEI = (
    "a ah aa u|ae a e ai|ya ia ja|yae ye|eo u e o a er ur or|e a ae ei|yeo you yu yo ye ia ya|ye ie je"
    "|o oh ou au aw oe|wa oa ua hua|wae|oe we o eu|yo io jo|u oo ou w uu|wo weo won wu ue|we ue wei wai"
    "|wi ui we uy|yu yoo you u ew iu ju|eu u|ui eui yi|i ee y e ie yi ea ey"
)
SEED_CODAS = (
    "|g c ck ch q k|k|k|n nn|n|n|t d|l ll r|l k|l m|l|l|l|l|l|m mm|b pp p|p|s th d tt ts t|t|ng n|t|t|k|t|p|"
)
LONGEST = {"o": 4, "n": 4, "c": 3}
LONGEST_OF_SYLLABLE = 7
KEPT, LEAST = 45, 2e-5  # spellings kept of a syllable, and their least probability


def seed() -> Tables:
    """The jamo model to start from."""
    tables: Tables = {}
    for kind, letters, seeds in (
        ("o", ONSETS, SEED_ONSETS),
        ("n", NUCLEI, SEED_NUCLEI),
        ("c", CODAS, SEED_CODAS),
    ):
        for letter, chunks in zip(letters, seeds.split("|"), strict=True):
            counts: dict[str, float] = dict.fromkeys(chunks.split(), 1.0)
            if kind == "n":
                counts[""] = 6.1 if letter == "ㅡ" else 0.1
            if (kind, letter) == ("o", "ㅇ"):
                counts |= {"": 9.0, "h": 0.3, "y": 0.1, "w": 0.1}
            if (kind, letter) == ("c", " "):
                counts[""] = 9.0
            total = sum(counts.values()) or 1.0
            tables[kind + letter] = {c: n / total for c, n in counts.items()}
    return tables


def expect(
    units: list[str],
    latin: str,
    emit: Callable[[str, str], float],
    longest: Callable[[str], int],
    counts: dict[str, dict[str, float]],
    weight: float = 1.0,
) -> float:
    """Forward-backward over monotone alignments; adds expected counts, returns P(latin | units)."""
    n, m = len(units), len(latin)
    forward = [[0.0] * (m + 1) for _ in range(n + 1)]
    forward[0][0] = 1.0
    arcs: list[list[tuple[int, int, float]]] = []
    for i, unit in enumerate(units):
        here: list[tuple[int, int, float]] = []
        for j in range(m + 1):
            if forward[i][j]:
                for k in range(min(longest(unit), m - j) + 1):
                    p = emit(unit, latin[j : j + k])
                    if p:
                        here.append((j, k, p))
                        forward[i + 1][j + k] += forward[i][j] * p
        arcs.append(here)
    total = forward[n][m]
    if not total:
        return 0.0
    backward = [0.0] * (m + 1)
    backward[m] = 1.0
    for i in range(n - 1, -1, -1):
        before = [0.0] * (m + 1)
        for j, k, p in arcs[i]:
            if backward[j + k]:
                x = p * backward[j + k]
                before[j] += x
                share = forward[i][j] * x / total
                if share > 1e-4:
                    counts[units[i]][latin[j : j + k]] += share * weight
        backward = before
    return total


def jamo_units(hangul: str) -> list[str]:
    """Jamo of a word with their places, such as "^oㅂ"."""
    units: list[str] = []
    for i, syllable in enumerate(hangul):
        onset, nucleus, coda = jamo(syllable)
        last = "$" if i == len(hangul) - 1 else "-"
        units += [("^" if i == 0 else "-") + "o" + onset, last + "n" + nucleus, last + "c" + coda]
    return units


def jamo_probability(tables: Tables, unit: str, chunk: str) -> float:
    """P(chunk | jamo at its place), never nought."""
    table = tables.get(unit) or tables.get(unit[1:], {})
    return table.get(chunk, 2e-5 * 0.04 ** len(chunk))


def probability(tables: Tables, hangul: str, latin: str) -> float:
    """P(latin | hangul) under a jamo model."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    return expect(
        jamo_units(hangul),
        latin,
        lambda u, c: jamo_probability(tables, u, c),
        lambda u: LONGEST[u[1]],
        counts,
    )


def train_jamo(examples: list[Example], rounds: int) -> Tables:
    """EM for P(letters | jamo, place)."""
    tables = seed()
    for _ in range(rounds):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for hangul, latin, weight in examples:
            emit = lambda u, c, t=tables: jamo_probability(t, u, c)  # noqa: E731
            expect(jamo_units(hangul), latin, emit, lambda u: LONGEST[u[1]], counts, weight)
        pooled: dict[str, Counter[str]] = defaultdict(Counter)
        for unit, row in counts.items():
            pooled[unit[1:]].update(row)
        tables = {}
        for letter, row in pooled.items():
            total = sum(row.values())
            tables[letter] = {c: n / total for c, n in row.items() if n / total > 2e-5 and n > 0.05}
        for unit, row in counts.items():
            base, total = tables[unit[1:]], sum(row.values())
            back = 3.0 + sum(n > 0.5 for n in row.values())
            mixed = {c: (row.get(c, 0) + back * base.get(c, 0)) / (total + back) for c in {*row, *base}}
            tables[unit] = {c: p for c, p in mixed.items() if p > 1e-5}
    return tables


def compose(tables: Tables, unit: str) -> Probabilities:
    """P(letters | syllable at its place) put together from its jamo."""
    place, syllable = unit[0], unit[1]
    onset, nucleus, coda = jamo(syllable)
    last = "$" if place in "$=" else "-"

    def top(key: str, count: int) -> list[tuple[str, float]]:
        row = tables.get(key) or tables.get(key[1:], {})
        return sorted(row.items(), key=lambda item: (-item[1], item[0]))[:count]

    composed: Probabilities = defaultdict(float)
    codas = top(last + "c" + coda, 8)
    nuclei = top(last + "n" + nucleus, 16)
    for a, x in top(("^" if place in "^=" else "-") + "o" + onset, 14):
        for b, y in nuclei:
            if x * y < 1e-6:
                continue
            for c, z in codas:
                if x * y * z > 1e-7:
                    composed[a + b + c] += x * y * z
    return composed


def train_syllables(tables: Tables, examples: list[Example], rounds: int) -> tuple[Tables, Tables]:
    """EM for P(letters | syllable, place); gives the tables and the last counts."""
    base: Tables = {}

    def back_off(unit: str) -> Probabilities:
        if unit not in base:
            base[unit] = compose(tables, unit)
        return base[unit]

    current: Tables = {}
    counts: Tables = {}
    for _ in range(rounds):

        def emit(unit: str, chunk: str, current: Tables = current) -> float:
            row = current.get(unit)
            return (row if row is not None else back_off(unit)).get(chunk, 0.0)

        counts = defaultdict(lambda: defaultdict(float))
        for hangul, latin, weight in examples:
            units = [place_of(i, len(hangul)) + s for i, s in enumerate(hangul)]
            expect(units, latin, emit, lambda _: LONGEST_OF_SYLLABLE, counts, weight)
        current = _interpolate(counts, back_off)
    return current, counts


def _interpolate(counts: Tables, back_off: Callable[[str], Probabilities]) -> Tables:
    pooled: dict[str, Counter[str]] = defaultdict(Counter)
    for unit, row in counts.items():
        pooled[unit[1]].update(row)
    tables: Tables = {}
    for unit in sorted(set(counts) | {place + s for s in pooled for place in "^-$="}):
        base, row, anywhere = back_off(unit), counts.get(unit, {}), pooled[unit[1]]
        total, total_anywhere = sum(row.values()), sum(anywhere.values())
        back = 1.0 + sum(n > 0.3 for n in row.values())
        back_anywhere = 1.0 + sum(n > 0.3 for n in anywhere.values())
        tables[unit] = {}
        for chunk in {*row, *anywhere, *base}:
            p = (anywhere.get(chunk, 0) + back_anywhere * base.get(chunk, 0)) / (
                total_anywhere + back_anywhere
            )
            p = (row.get(chunk, 0) + back * p) / (total + back)
            if p > 1e-6:
                tables[unit][chunk] = p
    return tables


def cost(p: float) -> int:
    """-log p in tenths of a nat."""
    return max(0, round(-10 * math.log(p)))


def pack(row: Probabilities, kept: int = KEPT, least: float = LEAST) -> str:
    """A row as "ka 12 ga 3", likeliest first."""
    best = sorted(row.items(), key=lambda item: (-item[1], item[0]))[:kept]
    return " ".join(f"{c or '_'} {cost(p)}" for c, p in best if p > least)


def lines(rows: dict[str, str]) -> str:
    """Rows as one text, key TAB value."""
    return "\n".join(f"{key}\t{value}" for key, value in sorted(rows.items()) if value)


def letter_costs(words: Counter[str]) -> dict[str, int]:
    """Letter trigram model of words (each counted 1 + log n), with the bigrams it backs off to."""
    tri: Counter[str] = Counter()
    bi: Counter[str] = Counter()
    uni: Counter[str] = Counter()
    for word, n in sorted(words.items()):
        weight = 1 + math.log(n) if n >= 1 else n
        padded = f"^^{word}$"
        for i in range(len(word) + 1):
            tri[padded[i : i + 3]] += weight
            bi[padded[i + 1 : i + 3]] += weight
            uni[padded[i + 2]] += weight
    context3: Counter[str] = Counter()
    context2: Counter[str] = Counter()
    for gram, n in tri.items():
        context3[gram[:2]] += n
    for gram, n in bi.items():
        context2[gram[0]] += n
    kinds3, kinds2 = Counter(g[:2] for g in tri), Counter(g[0] for g in bi)
    total = sum(uni.values())
    p2 = {g: (n + kinds2[g[0]] * uni[g[1]] / total) / (context2[g[0]] + kinds2[g[0]]) for g, n in bi.items()}
    costs = {g: cost(p) for g, p in p2.items()}
    for g, n in tri.items():
        if n >= 2:
            costs[g] = cost((n + kinds3[g[:2]] * p2[g[1:]]) / (context3[g[:2]] + kinds3[g[:2]]))
    return dict(sorted(costs.items()))


def syllable_costs(words: Counter[str]) -> str:
    """Bigram model of Hangul syllables in name words: "A\\tB cost C cost ..." a line."""
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    singles: Counter[str] = Counter()
    for word, n in sorted(words.items()):
        weight = 1 + math.log(n)
        for a, b in zip("^" + word, word + "$", strict=True):
            pairs[a][b] += weight
            singles[b] += weight
    total = sum(singles.values())
    rows: dict[str, str] = {"": pack({s: n / total for s, n in singles.items()}, 5000, 0)}
    for a, row in pairs.items():
        back = len(row)
        size = sum(row.values())
        mixed = {b: (n + back * singles[b] / total) / (size + back) for b, n in row.items() if n >= 1}
        rows[a] = f"* {cost(back / (size + back))} " + pack(mixed, 60, 0)
    return lines(rows)


def read_names(folder: Path, kind: str, fold_left_out: int | None) -> list[tuple[str, str]]:
    """Hangul and Latin names of one kind, without the fold that is left out."""
    rows = (line.split("\t")[:2] for line in (folder / f"pos_{kind}_dev.tsv").read_text("utf-8").splitlines())
    return [(h, latin) for h, latin in rows if fold_left_out is None or fold_of(h) != fold_left_out]


def fold_of(hangul: str) -> int:
    """Which of the five folds a name belongs to."""
    return zlib.crc32(hangul.encode()) % 5


def words_of(latin: str) -> list[str]:
    """Folded words of a name, without what stands in brackets."""
    return [w for part in re.sub(r"\(.*?\)", "", latin).split() if (w := fold(part))]


def distinct(names: Iterable[tuple[list[str], list[str]]]) -> list[Example]:
    """Pairs of words, each once, weighted 1 + log of how often it stands."""
    counts = Counter((a, b) for hangul, latin in names for a, b in zip(hangul, latin, strict=True))
    return [(a, b, 1 + math.log(n)) for (a, b), n in sorted(counts.items())]


def foreign(names: list[tuple[str, str]], start: Tables) -> tuple[list, list]:
    """Names with as many words on each side, in step: the Japanese ones, and the others."""
    japanese, others = [], []
    for hangul, latin in names:
        tokens, words = hangul.split(), words_of(latin)
        if len(tokens) != len(words) or len(tokens) > 4 or not all(map(is_hangul, tokens)):
            continue
        if len(tokens) == 2:
            straight = probability(start, tokens[0], words[0]) * probability(start, tokens[1], words[1])
            turned = probability(start, tokens[0], words[1]) * probability(start, tokens[1], words[0])
            if turned > 3 * straight:
                words = words[::-1]
                if all(map(_ROMAJI.match, words)):
                    japanese.append((tokens, words))
                    continue
        others.append((tokens, words))
    return japanese, others


def korean(names: list[tuple[str, str]], start: Tables) -> tuple[Counter, Counter, Counter]:
    """Counts of (surname, letters), (given name, letters) and (given name, written form)."""
    surnames: Counter[tuple[str, str]] = Counter()
    given_names: Counter[tuple[str, str]] = Counter()
    written: Counter[tuple[str, str]] = Counter()
    for hangul, latin in names:
        words = words_of(latin)
        if not (2 <= len(hangul) <= 4 and is_hangul(hangul) and len(words) >= 2):
            continue
        size = 2 if hangul[:2] in SURNAMES_OF_TWO and len(hangul) > 2 else 1
        orders = ((words[0], "".join(words[1:])), (words[-1], "".join(words[:-1])))
        p = [probability(start, hangul[:size], s) * probability(start, hangul[size:], g) for s, g in orders]
        if max(p) < 1e-14:
            continue
        surname, given = orders[0] if 3 * p[0] >= p[1] else orders[1]
        surnames[hangul[:size], surname] += 1
        given_names[hangul[size:], given] += 1
        parts = latin.split()
        if 3 * p[0] >= p[1] and len(parts) == 2 and parts[1].count("-") == 1 and len(hangul) - size == 2:
            written[hangul[size:], parts[1].capitalize()] += 1
    return surnames, given_names, written


def build(folder: Path, left_out: int | None, say: Callable[[str], None]) -> dict[str, object]:
    """The whole table."""
    start = seed()
    native = read_names(folder, "native", left_out)
    sino = read_names(folder, "sino", left_out)
    translit = read_names(folder, "translit", left_out)
    japanese, others = foreign(translit, start)
    surnames, given_names, written = korean(native, start)
    chinese = [
        (h, "".join(words_of(latin)), 1.0)
        for h, latin in sino
        if 2 <= len(h) <= 5 and is_hangul(h) and 2 <= len(words_of(latin)) <= 3
    ]
    given = [(h, latin, float(n)) for (h, latin), n in sorted(given_names.items())]
    family = [(h, latin, 1 + math.log(n)) for (h, latin), n in sorted(surnames.items())]
    routes: dict[str, dict[str, str]] = {}
    for name, jamo_examples, examples in (
        ("ko", given + family, given),
        ("ja", distinct(japanese), distinct(japanese)),
        ("zh", chinese, chinese),
        ("x", distinct(others), distinct(others)),
    ):
        say(f"route {name}: {len(examples)} distinct words")
        tables = train_jamo(jamo_examples, 4)
        syllables, counts = train_syllables(tables, examples, 3)
        kept = {
            u: row for u, row in syllables.items() if u[0] == "-" or sum(counts.get(u, {}).values()) >= 1.5
        }
        routes[name] = {
            "syllables": lines({u: pack(row) for u, row in kept.items()}),
            "jamo": lines({u: pack(row, 20, 3e-4) for u, row in tables.items()}),
        }

    family_rows: dict[str, Counter[str]] = defaultdict(Counter)
    for (h, latin), n in surnames.items():
        family_rows[h][latin] += n
    korean_words: Counter[str] = Counter()
    foreign_words: Counter[str] = Counter()
    all_words: Counter[str] = Counter()
    for _, latin in native:
        words = words_of(latin)
        if len(words) >= 2:
            korean_words["".join(words[1:])] += 3
            korean_words[words[0]] += 1
            all_words[words[0]] += 2
            all_words["".join(words[1:])] += 2
    for _, latin in translit + sino:
        foreign_words.update(words_of(latin))
        all_words.update(words_of(latin))
    total = sum(all_words.values())
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    for (h, form), n in written.items():
        whole[h][form] += n
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for tokens, words in others + japanese:
        for token, word in zip(tokens, words, strict=True):
            heard[word][token] += 1
    return {
        "version": 1,
        "source": "Wikidata names of persons (CC0), trained by eval/names/train.py",
        "routes": routes,
        "surnames": {
            h: pack({s: n / (sum(c.values()) + 0.5 * len(c)) for s, n in c.items()}, 20)
            for h, c in sorted(family_rows.items())
        },
        "words": {w: cost(n / total) for w, n in sorted(all_words.items()) if n >= 4},
        "letters": [letter_costs(korean_words), letter_costs(foreign_words)],
        "given": lines({h: c.most_common(1)[0][0] for h, c in whole.items() if c.most_common(1)[0][1] >= 2}),
        "heard": lines(
            {
                w: " ".join(f"{t} {n}" for t, n in sorted(c.items(), key=lambda x: (-x[1], x[0]))[:3])
                for w, c in heard.items()
                if sum(c.values()) >= 3
            }
        ),
        "hangul": {
            name: syllable_costs(Counter(t for tokens, _ in names for t in tokens))
            for name, names in (("x", others), ("ja", japanese))
        }
        | {
            "zh": syllable_costs(Counter(h for h, _, _ in chinese)),
            "ko": syllable_costs(Counter(h for h, _ in native if 2 <= len(h) <= 4 and is_hangul(h))),
        },
        "weights": {"ko": 0.0, "zh": -2.0, "ja": 0.0, "x": 0.0},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="folder with pos_*_dev.tsv")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    parser.add_argument("--fold", type=int, default=None, help="leave out this fifth (0 to 4)")
    arguments = parser.parse_args()
    table = build(arguments.data, arguments.fold, lambda text: print(text, file=sys.stderr))
    data = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    packed = gzip.compress(data, 9, mtime=0)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_bytes(packed)
    print(f"{arguments.output}: {len(packed):,} bytes ({len(data):,} unpacked)", file=sys.stderr)


if __name__ == "__main__":
    main()
