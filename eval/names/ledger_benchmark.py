"""How the ledger answers as it grows: lookup and near lookup with 100, 1,000, 10,000 and 100,000 people.

python eval/names/ledger_benchmark.py
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from toolkit.check.ledger import Ledger, Place
from toolkit.languages.ko.romanise import press_surname, press_syllable

SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길"
SYLLABLES = "가강건경고관광구국규근기길나남다대도동두라란래련렬령로룡류리림만명모묘무문미민방배백범병보복봉비빈사산삼상새생서석선설성세소손솔송수숙순슬승시식신아안애양언여연열영예오옥온완용우욱운웅원위유윤율은을음의이익인일임자장재전정제조종주준중지진찬창채천철초춘충치태택평포풍필하학한해혁현형혜호홍화환회효후훈휘흥희"


def main() -> None:
    rng = random.Random(7)
    print("people\tforms\tmedian ms\tworst ms\tnear: median ms\tworst ms\tadd us")
    with tempfile.TemporaryDirectory() as folder:
        for people in (100, 1_000, 10_000, 100_000):
            names: dict[str, str] = {}
            while len(names) < people:
                surname, a, b = rng.choice(SURNAMES), rng.choice(SYLLABLES), rng.choice(SYLLABLES)
                given = f"{press_syllable('^', a)}-{press_syllable('$', b)}".capitalize()
                names[surname + a + b] = f"{press_surname(surname)} {given}"
            with Ledger.open(Path(folder) / f"{people}.db") as ledger:
                start = time.perf_counter()
                for number, (hangul, latin) in enumerate(names.items()):
                    ledger.add(
                        "person",
                        hangul,
                        latin,
                        Place(f"article-{number // 5}", str(number % 20), "2024-05-01"),
                    )
                added = 1e6 * (time.perf_counter() - start) / people
                ledger.commit()
                some = rng.sample(sorted(names.items()), min(100, people))
                exact = [timed(lambda h=h: ledger.forms("person", h)) for h, _ in some]
                near = [timed(lambda n=n: ledger.near("person", n[:-1])) for _, n in some]
                print(
                    f"{people}\t{len(ledger)}\t{statistics.median(exact):.3f}\t{max(exact):.3f}\t"
                    f"{statistics.median(near):.3f}\t{max(near):.3f}\t{added:.0f}"
                )


def timed(function: Callable[[], object]) -> float:
    """Milliseconds, the best of three: other work on the machine is not measured."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        function()
        best = min(best, 1e3 * (time.perf_counter() - start))
    return best


if __name__ == "__main__":
    main()
