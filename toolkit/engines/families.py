"""The model families: how each marks languages and sentence ends.

Facts as in the documentation of CTranslate2 and in the tokenizers of each
family; raw sub-words plus these affixes equal the tokens of the original
tokenizers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import ModelError
from . import codes

Tag = Callable[[str, Collection[str]], str | None]
"""(our language code, vocabulary) -> the model's token of that language, None where it has none."""

EOS = "</s>"


@dataclass(frozen=True, slots=True)
class Family:
    """One family of translation models.

    `tag` names a language in the model's vocabulary. `source(pieces, source_tag,
    target_tag)` lays the tokens out, without the end mark; `eos` says that they
    end in ``</s>``, which the engine adds unless the model's config says that
    CTranslate2 does. `prefix(target_tag)` are the tokens that decoding starts
    with, dropped from the output. `needs_tags` says that a language without tag
    cannot be translated.
    """

    name: str
    summary: str
    kind: Literal["translator", "generator"]
    tag: Tag
    source: Callable[[Sequence[str], str | None, str | None], list[str]]
    prefix: Callable[[str | None], list[str]]
    eos: bool = True
    needs_tags: bool = False


def _from_table(table: dict[str, str]) -> Tag:
    def tag(code: str, vocabulary: Collection[str]) -> str | None:
        token = table.get(code.lower())
        return token if token is not None and token in vocabulary else None

    return tag


def _no_tag(code: str, vocabulary: Collection[str]) -> str | None:
    return None


def _marian_tag(code: str, vocabulary: Collection[str]) -> str | None:
    return next((tag for tag in codes.marian_tags(code) if tag in vocabulary), None)


def _madlad_tag(code: str, vocabulary: Collection[str]) -> str | None:
    token = f"<2{code}>"
    return token if token in vocabulary else None


def _plain(pieces: Sequence[str], source: str | None, target: str | None) -> list[str]:
    return list(pieces)


def _target_first(pieces: Sequence[str], source: str | None, target: str | None) -> list[str]:
    return [target, *pieces] if target else list(pieces)


def _word_then_target(pieces: Sequence[str], source: str | None, target: str | None) -> list[str]:
    # The tag of MADLAD-400 is a symbol of its SentencePiece model, in front of which
    # "<2en> text" gets the mark of a beginning word: tokens are those of that string.
    return ["▁", target, *pieces] if target else list(pieces)


def _source_first(pieces: Sequence[str], source: str | None, target: str | None) -> list[str]:
    return [source, *pieces] if source else list(pieces)


def _legacy_nllb(pieces: Sequence[str], source: str | None, target: str | None) -> list[str]:
    return [*pieces, EOS, source] if source else [*pieces, EOS]


def _no_prefix(target: str | None) -> list[str]:
    return []


def _target_prefix(target: str | None) -> list[str]:
    return [target] if target else []


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("marian", "OPUS-MT and other Marian models, one target or several", "translator",
               _marian_tag, _target_first, _no_prefix),
        Family("m2m100", "M2M100", "translator",
               _from_table(codes.M2M100), _source_first, _target_prefix, needs_tags=True),
        Family("nllb", "NLLB-200", "translator",
               _from_table(codes.NLLB), _source_first, _target_prefix, needs_tags=True),
        Family("nllb-legacy", "NLLB-200 with the language after the sentence", "translator",
               _from_table(codes.NLLB), _legacy_nllb, _target_prefix, eos=False, needs_tags=True),
        Family("mbart50", "mBART-50", "translator",
               _from_table(codes.MBART50), _source_first, _target_prefix, needs_tags=True),
        Family("t5", "T5 and MADLAD-400", "translator",
               _madlad_tag, _word_then_target, _no_prefix),
        Family("opennmt", "OpenNMT-py and argos packages", "translator",
               _no_tag, _plain, _no_prefix, eos=False),
        Family("fairseq", "fairseq, with M2M100 tags where the vocabulary has them", "translator",
               _from_table(codes.M2M100), _source_first, _target_prefix, eos=False),
        Family("decoder", "decoder-only models with a prompt (Gemma 3, TranslateGemma, Qwen)", "generator",
               _no_tag, _plain, _no_prefix, eos=False),
    )
}  # fmt: skip


def language_tag(family: Family, code: str, vocabulary: Collection[str], model: str) -> str | None:
    """The model's token of a language.

    Raises
    ------
    ModelError: the family needs one and the vocabulary has none for `code`.
    """
    tag = family.tag(code, vocabulary)
    if tag is None and family.needs_tags:
        tables = {"m2m100": codes.M2M100, "mbart50": codes.MBART50}
        table = tables.get(family.name, codes.NLLB)
        known = sorted(c for c, token in table.items() if token in vocabulary)
        raise ModelError(
            f"the model {model!r} does not know the language {code!r}",
            f"its languages: {', '.join(known) or 'none that we know'}",
        )
    return tag
