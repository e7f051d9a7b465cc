"""The table of families: tags, prefixes and marks of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.engines.families import FAMILIES, language_tag
from toolkit.engines.random_model import train_subwords
from toolkit.engines.subwords import SentencePiece
from toolkit.errors import ModelError
from toolkit.models.verify import SENTENCES

VOCABULARY = {
    "marian": {">>kor<<", ">>fra<<"},
    "m2m100": {"__ko__", "__en__"},
    "nllb": {"kor_Hang", "eng_Latn"},
    "nllb-legacy": {"kor_Hang", "eng_Latn"},
    "mbart50": {"ko_KR", "en_XX"},
    "t5": {"<2ko>", "<2en>"},
    "fairseq": {"__ko__", "__en__"},
}

# Tokens for the pieces "a", "b" from Korean into English: source (without the end mark), prefix.
EXPECTED = {
    "m2m100": (["__ko__", "a", "b"], ["__en__"]),
    "nllb": (["kor_Hang", "a", "b"], ["eng_Latn"]),
    "nllb-legacy": (["a", "b", "</s>", "kor_Hang"], ["eng_Latn"]),
    "mbart50": (["ko_KR", "a", "b"], ["en_XX"]),
    "t5": (["▁", "<2en>", "a", "b"], []),
    "fairseq": (["__ko__", "a", "b"], ["__en__"]),
    "opennmt": (["a", "b"], []),
    "decoder": (["a", "b"], []),
    "marian": (["a", "b"], []),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_layout_of_each_family(name: str) -> None:
    family = FAMILIES[name]
    vocabulary = VOCABULARY.get(name, set())
    source, target = (family.tag(code, vocabulary) for code in ("ko", "en"))
    tokens, prefix = EXPECTED[name]
    assert family.source(["a", "b"], source, target) == tokens
    assert family.prefix(target) == prefix


def test_a_multi_target_model_gets_its_tag_first() -> None:
    family = FAMILIES["marian"]
    tag = family.tag("ko", VOCABULARY["marian"])
    assert family.source(["a"], None, tag) == [">>kor<<", "a"]
    assert family.tag("ko", {">>ko<<"}) == ">>ko<<"
    assert family.tag("zh", {">>cmn_Hans<<"}) == ">>cmn_Hans<<"


def test_the_tag_of_madlad_stands_where_sentencepiece_puts_it(tmp_path: Path) -> None:
    path = tmp_path / "spiece.model"
    train_subwords(path, [*SENTENCES["ko"], *SENTENCES["en"]], 150, user_defined_symbols=["<2ko>", "<2en>"])
    subwords = SentencePiece(path)
    for text in [*SENTENCES["ko"], *SENTENCES["en"], "1 (one)", '"quoted"', "-"]:
        whole, pieces = subwords.encode([f"<2en> {text}", text])
        assert FAMILIES["t5"].source(pieces, None, "<2en>") == whole


@pytest.mark.parametrize("name", ["m2m100", "nllb", "mbart50"])
def test_an_unknown_language_names_the_known_ones(name: str) -> None:
    with pytest.raises(ModelError, match="does not know the language 'xx'") as caught:
        language_tag(FAMILIES[name], "xx", VOCABULARY[name], "big")
    assert "en, ko" in caught.value.hint
