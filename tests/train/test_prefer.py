"""Learning from ranked hypotheses: which are ranked how, and rows that hold several continuations of a prompt."""

from __future__ import annotations

import argparse
import json
from itertools import islice

import pytest
import sentencepiece

from toolkit.files import resource

torch = pytest.importorskip("torch")
from model import Gemma  # noqa: E402
from prefer import Ranked, batches, pack, ranked, risk  # noqa: E402
from tiny import TINY, tiny_weights  # noqa: E402

ITEMS = [
    Ranked([1, 5, 6], ([7, 8, 2], [9, 2], [10, 11, 12, 2]), 1.0),
    Ranked([1, 4], ([3, 2], [6, 6, 2], [3, 2]), 0.5),
]


@pytest.fixture(scope="module")
def tokenizer() -> sentencepiece.SentencePieceProcessor:
    path = resource("models/gemma-koen/sentencepiece.model")
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def _model() -> Gemma:
    model = Gemma(TINY, tiny_weights(), 2)
    model.start_change(1)
    return model


def _line(hypotheses: list[str], hints: list[tuple[str, str]] | None = None) -> str:
    entry = {
        "prompt": "국회가 3일 열렸다.\nEnglish:", "source": "국회가 3일 열렸다.", "language": "en",
        "target": "The National Assembly opened on the 3rd.", "hints": hints or [], "hypotheses": hypotheses,
    }  # fmt: skip
    return json.dumps(entry, ensure_ascii=False)


GOOD = "The National Assembly opened on the 3rd."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["The parliament opened on the 8th.", "The Assembly opened on the 3rd.", GOOD],
            "The parliament opened on the 8th.",
        ),
        (["The Assembly began on the 8th.", GOOD, "Nothing."], "Nothing."),
        ([GOOD, "The parliament opened on the 3rd.", "Nothing."], "Nothing."),
        (["", "The Assembly began on the 8th.", GOOD, "Nothing."], "Nothing."),
    ],
)
def test_the_best_and_the_worst_are_told_apart(
    texts: list[str], expected: str, tokenizer: sentencepiece.SentencePieceProcessor
) -> None:
    (found,) = ranked([_line(texts)], tokenizer)
    better, worse, reference = (tokenizer.decode(ids[:-1]).strip() for ids in found.continuations)
    assert (better, worse, reference) == (GOOD, expected, GOOD)
    assert 0 < found.weight <= 1


def test_a_missing_hinted_form_is_worse(tokenizer: sentencepiece.SentencePieceProcessor) -> None:
    a, b = "The Assembly opened on the 3rd.", "The National opened on the 3rd."
    hints = [("국회", "Assembly")]
    (found,) = ranked([_line([b, a], hints)], tokenizer)
    assert tokenizer.decode(found.continuations[0][:-1]).strip() == a


def test_the_wrong_language_is_worst(tokenizer: sentencepiece.SentencePieceProcessor) -> None:
    (found,) = ranked([_line(["국회가 3일 열렸다.", "It began on the 3rd."])], tokenizer)
    assert tokenizer.decode(found.continuations[1][:-1]).strip() == "국회가 3일 열렸다."


@pytest.mark.parametrize("texts", [["One.", "One."], ["", "One."], ["It opened today.", "It opened to-day."]])
def test_like_hypotheses_teach_nothing(
    texts: list[str], tokenizer: sentencepiece.SentencePieceProcessor
) -> None:
    assert list(ranked([_line(texts)], tokenizer)) == []


def test_continuations_packed_behind_one_prompt_are_scored_as_if_alone() -> None:
    model = _model()
    batch, left = pack(ITEMS, 2, 16)
    assert left == []
    hidden = model.hidden(
        *(torch.from_numpy(a) for a in (batch.tokens, batch.positions, batch.segments, batch.branches))
    )
    packed = torch.log_softmax(model.logits(hidden), -1)
    for number, item in enumerate(sorted(ITEMS, key=lambda r: -r.size)):
        for branch, ids in enumerate(item.continuations, 1):
            here = (batch.segments == number + 1) & (batch.branches == branch) & (batch.targets >= 0)
            mine = packed[torch.from_numpy(here)][torch.arange(len(ids)), torch.tensor(ids)]
            whole = torch.tensor([[*item.prompt, *ids[:-1]]])
            alone = torch.log_softmax(
                model.logits(model.hidden(whole, torch.arange(whole.shape[1])[None], torch.ones_like(whole))),
                -1,
            )[0, len(item.prompt) - 1 :]
            assert torch.allclose(mine, alone[torch.arange(len(ids)), torch.tensor(ids)], atol=1e-4)


def test_steps_against_the_risk_make_the_better_one_likelier() -> None:
    model = _model()
    args = argparse.Namespace(device="cpu", bf16=False, sharpness=0.5, anchor=0.0)
    batch, _ = pack(ITEMS, 2, 16)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(parameters, lr=0.01)
    values = []
    for _ in range(30):
        loss, count = risk(model, batch, args)
        assert count == 2
        values.append(loss.item())
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    assert values[-1] < 0.5 * values[0]


def test_batches_go_on_in_new_orders_and_leave_out_what_is_too_long() -> None:
    long = Ranked([1] * 30, ([2], [2], [2]), 1.0)
    found = list(islice(batches([*ITEMS, long], 1, 32, 16), 6))
    assert all(batch.tokens.shape == (2, 16) for batch in found)
    assert {round(float(w), 1) for batch in found for w in batch.weights} == {0.5, 1.0}
