"""Both tests give sacrebleu's figures for sacrebleu's seed; Holm and clusters do what they say."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest, _bootstrap_resample

from toolkit.evaluate import significance as sig
from toolkit.evaluate.lexical import statistics
from toolkit.evaluate.own import given_metric

WORDS = [
    "정부",
    "는",
    "어제",
    "서울",
    "에서",
    "회담",
    "을",
    "열고",
    "the",
    "talks",
    "were",
    "held",
    "in",
    "Seoul",
    "on",
    "Monday",
    ",",
    "said",
    ".",
    "officials",
]


def _corpus(size: int, noise: float, seed: int) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    reference = [" ".join(rng.choices(WORDS, k=rng.randrange(4, 15))) for _ in range(size)]
    system = [
        " ".join(rng.choice(WORDS) if rng.random() < noise else w for w in line.split()) for line in reference
    ]
    return system, reference


@pytest.fixture(scope="module")
def three() -> tuple[list[list[str]], list[str]]:
    size = 150
    first, reference = _corpus(size, 0.30, 1)
    second = [
        a if n % 3 else b for n, (a, b) in enumerate(zip(first, _corpus(size, 0.35, 1)[0], strict=True))
    ]
    third, _ = _corpus(size, 0.5, 1)
    return [first, second, third], reference


@pytest.fixture(scope="module")
def table(three: tuple[list[list[str]], list[str]]) -> list[tuple[object, list[np.ndarray]]]:
    systems, reference = three
    return [(m, statistics(m, systems, [reference])) for m in (BLEU(), CHRF(), CHRF(word_order=2), TER())]


def test_bootstrap_is_bit_identical_to_sacrebleu(three, table) -> None:  # type: ignore[no-untyped-def]
    systems, reference = three
    drawn = sig.bootstrap(table, sig.Resampling(samples=200))
    for (metric, _), ours in zip(table, drawn, strict=True):
        for index in range(len(systems)):
            _, scores = _bootstrap_resample(
                metric._extract_corpus_statistics(systems[index], [reference]), metric, 200
            )
            expected = np.array([s.score for s in scores])
            assert ours.dtype == expected.dtype and (ours[index] == expected).all()


@pytest.mark.parametrize(("kind", "draws"), [("bs", 200), ("ar", 500)])
def test_p_values_are_sacrebleus(three, table, kind: str, draws: int) -> None:  # type: ignore[no-untyped-def]
    systems, reference = three
    resampling = sig.Resampling(samples=200, trials=500)
    drawn = sig.bootstrap(table, resampling)
    sums = sig.randomised_sums(table, resampling)
    values = [[m._compute_score_from_stats(r.sum(0).tolist()).score for r in rows] for m, rows in table]
    found = {(c.metric, c.first, c.second): c for c in sig.compare_all(table, values, drawn, sums)}
    named = [(f"s{n}", system) for n, system in enumerate(systems)]
    metrics = {"BLEU": BLEU(), "chrF2": CHRF(), "chrF2++": CHRF(word_order=2), "TER": TER()}
    _, results = PairedTest(named, metrics, [reference], test_type=kind, n_samples=draws)()
    for number, name in enumerate(metrics):
        for other in (1, 2):
            result = results[name][other]
            ours = found[number, 0, other]
            assert (ours.bootstrap_p if kind == "bs" else ours.randomisation_p) == result.p_value
            assert values[number][other] == result.score
            if kind == "bs":
                low, high = np.sort(drawn[number][other])[[5, 194]]
                assert sig.interval(drawn[number][other]) == (float(low), float(high))
                assert 0.5 * (high - low) == result.ci


def test_chunks_follow_one_stream(table, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    resampling = sig.Resampling(samples=100, trials=100)
    whole, sums = sig.bootstrap(table, resampling), sig.randomised_sums(table, resampling)
    monkeypatch.setattr(sig, "_CHUNK_BYTES", 1)
    assert all((a == b).all() for a, b in zip(whole, sig.bootstrap(table, resampling), strict=True))
    for ours, again in zip(sums, sig.randomised_sums(table, resampling), strict=True):
        assert all((a == b).all() for a, b in zip(ours, again, strict=True))


def test_statistics_that_float32_cannot_hold_follow_sacrebleus_order() -> None:
    """Average reference lengths of TER are no whole numbers; sacrebleu adds them in float32."""
    hyps, refs = _corpus(60, 0.3, 5)
    other = _corpus(60, 0.4, 9)[1]
    third = _corpus(60, 0.4, 11)[1]
    metric = TER()
    rows = statistics(metric, [hyps], [refs, other, third])
    ours = sig.bootstrap([(metric, rows)], sig.Resampling(samples=50))[0][0]
    _, scores = _bootstrap_resample(metric._extract_corpus_statistics(hyps, [refs, other, third]), metric, 50)
    assert (ours == np.array([s.score for s in scores])).all()


def test_a_metric_of_means_is_tested_like_the_others() -> None:
    rng = np.random.default_rng(0)
    good, bad = rng.normal(1.0, 0.2, 80), rng.normal(0.0, 0.2, 80)
    rows = [np.stack([v, np.ones(80)], axis=1) for v in (good, bad, good)]
    metric = given_metric("DA")
    resampling = sig.Resampling(samples=200, trials=400)
    table = [(metric, rows)]
    values = [[float(r[:, 0].mean()) for r in rows]]
    found = sig.compare_all(
        table, values, sig.bootstrap(table, resampling), sig.randomised_sums(table, resampling)
    )
    by_pair = {(c.first, c.second): c for c in found}
    assert by_pair[0, 1].bootstrap_p < 0.01 and by_pair[0, 1].randomisation_p < 0.01
    assert by_pair[0, 2].bootstrap_p > 0.9 or by_pair[0, 2].difference == 0


def test_wmt17_p_values(shared: Path) -> None:
    """sacrebleu's own regression figures (2,000 resamples, 10,000 trials, without tokenising)."""
    folder = shared / "data" / "wmt17_ende"
    lines = (folder / "expected.tsv").read_text().strip().split("\n")
    header, *rows = [line.split("\t") for line in lines]
    expected = {row[0]: dict(zip(header, row, strict=False)) for row in rows}
    names = ["LIUM-NMT.4900", "FBK.4870", "SYSTRAN.4847", "online-B.0"]

    def read(name: str) -> list[str]:
        return (folder / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")

    systems = [read(f"newstest2017.{name}.en-de.txt") for name in names]
    table = [(m, statistics(m, systems, [read("ref0.txt")])) for m in (BLEU(tokenize="none"), CHRF())]
    values = [[m._compute_score_from_stats(r.sum(0).tolist()).score for r in rs] for m, rs in table]
    resampling = sig.Resampling(samples=2000, trials=10_000)
    drawn = sig.bootstrap(table, resampling)
    found = sig.compare_all(table, values, drawn, sig.randomised_sums(table, resampling))
    for index, name in enumerate(names[1:], 1):
        row = expected[name]
        bleu, chrf = (
            next(c for c in found if (c.metric, c.first, c.second) == (m, 0, index)) for m in (0, 1)
        )
        assert bleu.bootstrap_p == float(row["bs_p_BLEU"])
        assert chrf.bootstrap_p == float(row["bs_p_chrF"])
        assert bleu.randomisation_p == float(row["ar_p_BLEU"])
        assert float(np.mean(drawn[0][index])) == pytest.approx(float(row["bs_mean_BLEU"]), abs=1e-9)
        assert bleu.randomisation_p == pytest.approx(float(row["multeval_p"]), abs=0.02)


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=12))
def test_holm(p_values: list[float]) -> None:
    adjusted = sig.holm(p_values)
    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    assert min(adjusted) == pytest.approx(min(1, len(p_values) * min(p_values)))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)


def test_holm_by_hand() -> None:
    assert sig.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_clusters() -> None:
    values = [50.0, 49.9, 45.0, 44.0]
    apart = {(0, 2), (1, 2), (0, 3), (1, 3)}
    assert sig.clusters(values, lambda a, b: (a, b) in apart) == [1, 1, 2, 2]
    # One pair that cannot be told apart keeps the two groups together.
    assert sig.clusters(values, lambda a, b: (a, b) in apart - {(1, 2)}) == [1, 1, 1, 1]
    assert sig.clusters([1.0, 2.0], lambda a, b: True, higher=False) == [1, 2]


def test_enough_draws_for_many_systems() -> None:
    assert sig.enough(2) == sig.Resampling()
    many = sig.enough(30)
    assert many.enough_for(30 * 29 // 2) and not sig.Resampling().enough_for(30 * 29 // 2)
