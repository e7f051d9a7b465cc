"""Metrics of our own, quality signals, breakdowns, verdict: evaluated end to end on small texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sacrebleu.significance import PairedTest

from toolkit.errors import OptionError
from toolkit.evaluate import own
from toolkit.evaluate.breakdown import breakdowns, document_scores, group_scores
from toolkit.evaluate.core import Given, evaluate
from toolkit.evaluate.document import build_document
from toolkit.evaluate.inputs import System, TestSet
from toolkit.evaluate.metrics import METRICS, Context, bleu_tokenizer, metric_kind
from toolkit.evaluate.quality import first_to_read, length_flags, repeated, signals
from toolkit.evaluate.significance import Resampling
from toolkit.evaluate.verdict import summarise
from toolkit.report.evaluation import render_evaluation_html, render_evaluation_json
from toolkit.terms import TermBase
from toolkit.text import Finding, Term

FEW = Resampling(samples=100, trials=200)


class Letters:
    """Vectors that count letters: real enough to rank texts by."""

    name = "letters"
    digest = "0" * 64

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(sentences), 128), np.float32)
        for row, text in zip(rows, sentences, strict=True):
            for char in text.encode("ascii", "replace"):
                row[char] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def make(size: int = 40, **more: object) -> tuple[TestSet, list[System]]:
    sources = tuple(f"외교부는 {n + 3}일 한반도평화교섭본부장이 온다고 밝혔다." for n in range(size))
    references = tuple(
        f"The ministry said on the {n + 3}th that the special representative would come." for n in range(size)
    )
    good = tuple(r.replace("would come", "comes") for r in references)
    bad = tuple(r.replace("special representative", "head").replace("th ", "0th ") for r in references)
    values: dict[str, object] = {
        "ids": tuple(map(str, range(size))),
        "references": (references,),
        "sources": sources,
        "source_language": "ko",
        "target_language": "en",
        **more,
    }
    return TestSet(**values), [System("good", good), System("bad", bad)]  # type: ignore[arg-type]


TERMS = TermBase(
    [
        Term(("한반도평화교섭본부장",), ("special representative",), forbidden=("boss",)),
        Term(("외교부",), ("ministry",)),
    ]
)


def test_every_metric_of_the_table_is_offered_and_tested() -> None:
    test_set, systems = make()
    found = evaluate(test_set, systems, baseline="good", context=Context(TERMS, Letters()), resampling=FEW)
    assert {m.name for m in found.metrics} >= set(METRICS) - {"numbers", "names"}
    scores = {(s.metric, s.system): s for s in found.scores()}
    assert scores["terms", "good"].value == 100 and scores["terms", "bad"].value == 50
    assert scores["untranslated", "good"].value == 0
    assert scores["chrF", "bad"].p_value is not None and scores["chrF", "good"].p_value is None
    for score in scores.values():
        assert score.low is not None and score.low - 1e-4 <= score.value <= score.high + 1e-4, score  # type: ignore[operator]
        assert "seed:12345" in score.signature and "version:" in score.signature
    similar = [scores["similarity-reference", name].value for name in ("good", "bad")]
    assert similar[0] > similar[1] > 0


def test_numbers_that_come_out_wrong_cost() -> None:
    test_set, systems = make()
    found = evaluate(test_set, systems, ["numbers"], resampling=FEW)
    good, bad = found.metrics[0].values
    assert good == 100 and bad < 100
    emptied = [System("empty", ("", *systems[0].segments[1:]))]
    assert evaluate(test_set, emptied, ["numbers"], resampling=FEW).metrics[0].values[0] < 100


def test_own_metrics_work_in_sacrebleus_own_test() -> None:
    test_set, systems = make()
    assert test_set.sources is not None
    metric = METRICS["terms"].make(test_set, Context(TERMS))
    named = [(s.name, list(s.segments)) for s in systems]
    signatures, results = PairedTest(named, {"terms": metric}, None, test_type="bs", n_samples=100)()
    ours = evaluate(test_set, systems, ["terms"], baseline="good", context=Context(TERMS), resampling=FEW)
    assert results["terms"][1].p_value == ours.comparison(0, 0, 1).bootstrap_p  # type: ignore[union-attr]
    assert "terms:" in str(signatures["terms"])
    one = own.RatioMetric("terms", own.respected_terms(TERMS, "ko", "en"))
    assert one.sentence_score("the boss of the ministry", [test_set.sources[0]]).score == 50


def test_forbidden_forms_are_not_respected_terms() -> None:
    count = own.respected_terms(TERMS, "ko", "en")
    assert count(["the boss said"], [["한반도평화교섭본부장은 말했다"]]) == [[0.0, 1.0]]
    assert count(["The Special Representative said"], [["한반도평화교섭본부장은 말했다"]]) == [[1.0, 1.0]]
    assert count(["x"], [["아무 것도 없다"]]) == [[0.0, 0.0]]


def test_given_names() -> None:
    assert own.mentions(["비건이 왔다", "Beigun"], [["비건", "스티븐 비건"], []]) == [[1.0, 1.0], [0.0, 0.0]]


def test_asking_for_what_is_not_there() -> None:
    test_set, systems = make()
    with pytest.raises(OptionError, match="terms needs a term base"):
        evaluate(test_set, systems, ["terms"])
    with pytest.raises(OptionError, match="unknown metric 'COMET'"):
        evaluate(test_set, systems, ["COMET"])
    with pytest.raises(OptionError, match="the baseline 'x' is not among the systems"):
        evaluate(test_set, systems, ["chrF"], baseline="x")
    with pytest.raises(OptionError, match="nothing to measure with"):
        evaluate(TestSet(("1",)), [System("a", ("x",))])
    with pytest.raises(OptionError, match="unknown BLEU tokeniser"):
        evaluate(test_set, systems, ["BLEU"], context=Context(tokenize="16a"))
    assert metric_kind("CHRF++").name == "chrF++"


def test_korean_without_mecab_is_char_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.evaluate.metrics._importable", lambda name: False)
    name, note = bleu_tokenizer("ko")
    assert name == "char" and "ko-mecab is not installed" in note
    assert bleu_tokenizer("en") == ("13a", "")
    with pytest.raises(Exception, match="mecab_ko"):
        bleu_tokenizer("ko", "ko-mecab")


def test_scores_without_references() -> None:
    test_set, systems = make(references=())
    found = evaluate(test_set, systems, context=Context(vectors=Letters()), resampling=FEW)
    assert {"untranslated", "similarity-source"} <= {m.name for m in found.metrics}
    assert not {"BLEU", "chrF"} & {m.name for m in found.metrics}


def test_verdict_names_the_best_and_ties() -> None:
    test_set, systems = make()
    found = summarise(evaluate(test_set, systems, ["chrF", "BLEU"], resampling=FEW))
    assert found.best == 0 and not found.tied and "good is the best" in found.headline
    twins = [systems[0], System("twin", systems[0].segments)]
    found = summarise(evaluate(test_set, twins, ["chrF"], resampling=FEW))
    assert "have the same chrF" in found.headline
    nearly = System(
        "nearly",
        tuple(
            r if n % 2 else t
            for n, (r, t) in enumerate(
                zip(
                    systems[0].segments,
                    [
                        s.replace("said", "says") if n % 4 else s.replace("comes", "would come")
                        for n, s in enumerate(systems[0].segments)
                    ],
                    strict=True,
                )
            )
        ),
    )
    found = summarise(evaluate(test_set, [systems[0], nearly], ["chrF"], resampling=FEW))
    assert found.tied and "No single best system" in found.headline


def test_human_scores_decide() -> None:
    test_set, systems = make()
    rng = np.random.default_rng(1)
    gold = Given("MQM", (rng.normal(-9, 1, 40), rng.normal(-1, 1, 40)), human=True)
    found = evaluate(test_set, systems, ["chrF"], given=[gold], resampling=FEW)
    verdict = summarise(found)
    assert found.metrics[verdict.primary].name == "MQM" and verdict.best == 1
    assert any("chrF disagrees" in p.text for p in verdict.points)
    document = build_document(found)
    row = document["agreement"]["human"][0]
    assert row["system_accuracy"] == 0 and row["pairwise_accuracy"] < 0.2


def test_breakdowns_part_the_test_set() -> None:
    test_set, systems = make(
        documents=tuple("ab"[n % 2] for n in range(40)),
        labels={"topic": tuple("x" if n < 30 else "y" for n in range(40))},
    )
    found = evaluate(test_set, systems, ["chrF"], resampling=FEW)
    parts = {b.name: b for b in breakdowns(found)}
    assert {"document", "topic", "length of the source"} <= set(parts) or {"document", "topic"} <= set(parts)
    for part in parts.values():
        assert sum(part.sizes) == 40 and len(part.member) == 40
    groups = group_scores(found, parts["topic"], 0)
    assert parts["topic"].labels == ("x", "y") and groups[0][0].low is not None
    whole = evaluate(
        TestSet(test_set.ids[:30], (test_set.references[0][:30],), target_language="en"),
        [System("good", systems[0].segments[:30])],
        ["chrF"],
        resampling=FEW,
    )
    assert groups[0][0].value == pytest.approx(whole.metrics[0].values[0])
    assert [name for name, _, _ in document_scores(found, 0)] == ["a", "b"]


def test_signals_say_what_is_wrong() -> None:
    sources = ["외교부는 오늘 서울에서 회담을 열었다고 밝혔다."] * 20
    hyps = ["The ministry said on Monday that it had held talks in Seoul."] * 20
    hyps[3] = ""
    hyps[4] = sources[4]
    hyps[5] = "The talks the talks the talks the talks went on for a while yet."
    hyps[6] = "Talks 외교부는 오늘 서울에서"
    hyps[7] = "No."
    found = signals(
        hyps, sources, source_language="ko", target_language="en",
        findings={8: [Finding("8", "numbers", "error", "m", "target", "", "")]},
        similarity=np.array([0.8, 0.81, 0.79, 0.0, 0.8, 0.7, 0.7] + [0.8 + n / 1000 for n in range(13)]),
        log_probabilities=[np.array([-0.5 - n / 100 for n in range(19)] + [-9.0])],
    )  # fmt: skip
    flags = [s.flags for s in found]
    assert (
        "empty" in flags[3] and "copied" in flags[4] and "repeated" in flags[5] and "untranslated" in flags[6]
    )
    assert "short" in flags[7] and "improbable" in flags[19] and flags[0] == () and flags[8] == ()
    order = first_to_read(found)
    assert order[0] == 3 and 8 in order and 0 not in order


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no, no, no, he said", False),
        ("very very very very good", True),
        ("the man the man the man", True),
        ("the man saw the man", False),
        ("하하하하하하하하하하하하", True),
        ("2020 2020", False),
        ("", False),
    ],
)
def test_repeated(text: str, answer: bool) -> None:
    assert repeated(text) is answer


def test_lengths_need_a_batch_to_compare_with() -> None:
    assert length_flags(["가나다라마바"] * 3, ["abcdef", "a", "abcdef"]) == ["", "", ""]


def test_a_system_without_human_scores_is_last_and_never_significant() -> None:
    test_set, systems = make()
    nothing = np.full(40, np.nan)
    some = np.where(np.arange(40) == 7, 1.0, np.nan)
    gold = Given("DA", (nothing, some), human=True)
    found = evaluate(test_set, systems, ["chrF"], given=[gold], baseline="good", resampling=FEW)
    verdict = summarise(found)
    assert verdict.best == 1 and found.comparison(1, 0, 1).bootstrap_p == 1.0  # type: ignore[union-attr]
    scores = {(s["metric"], s["system"]): s for s in build_document(found)["scores"]}
    assert scores["DA", "good"]["value"] is None and scores["DA", "good"]["low"] is None
    assert render_evaluation_json(build_document(found)) and render_evaluation_html(build_document(found))
