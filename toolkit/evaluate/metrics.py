"""The table of metrics: what each measures, which way is better, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from ..errors import MissingDependency, OptionError, unknown_name
from . import own
from .inputs import TestSet

if TYPE_CHECKING:
    from ..terms import TermBase


@dataclass(frozen=True, slots=True)
class Context:
    """What a metric may be made of beside the texts.

    `tokenize` is sacrebleu's name of the BLEU tokeniser ("" chooses by language).
    """

    terms: TermBase | None = None
    vectors: own.Vectors | None = None
    tokenize: str = ""
    lowercase: bool = False


class NotOffered(Exception):
    """A metric cannot be computed on this test set; the text says why."""


@dataclass(frozen=True, slots=True)
class MetricKind:
    """One metric of the table.

    `make` raises :class:`NotOffered` where the test set lacks what it needs.
    `against` says what hypotheses are held against: "references" or what the
    metric has cached itself ("own"). `weak` says why not to trust it much.
    """

    name: str
    summary: str
    make: Callable[[TestSet, Context], Metric]
    higher: bool = True
    against: str = "references"
    unit: str = ""
    weak: str = ""


def bleu_tokenizer(language: str, wanted: str = "") -> tuple[str, str]:
    """Name of the BLEU tokeniser for a target language, and what the reader must know of the choice.

    Raises
    ------
    MissingDependency: the tokeniser asked for is not installed.
    OptionError: there is no such tokeniser.
    """
    main = language.split("-")[0].lower()
    name = wanted or BLEU._TOKENIZER_MAP.get(main, BLEU.TOKENIZER_DEFAULT)
    if name not in BLEU.TOKENIZERS:
        raise unknown_name("BLEU tokeniser", name, BLEU.TOKENIZERS)
    module = {"ko-mecab": "mecab_ko", "ja-mecab": "MeCab"}.get(name)
    if module is None or _importable(module):
        return name, ""
    if wanted:
        extra = "ko" if name == "ko-mecab" else "ja"
        raise MissingDependency(module, extra, f"the tokeniser {name}")
    return "char", (
        f"BLEU counts characters (tokeniser char), because {name} is not installed; "
        "its figures are higher than those of words or morphemes and not comparable with them."
    )


def _importable(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _need_references(test_set: TestSet) -> None:
    if not test_set.references:
        raise NotOffered("needs a reference")


def _bleu(test_set: TestSet, context: Context) -> Metric:
    _need_references(test_set)
    name, _ = bleu_tokenizer(test_set.target_language, context.tokenize)
    return BLEU(tokenize=name, lowercase=context.lowercase)


def _chrf(word_order: int) -> Callable[[TestSet, Context], Metric]:
    def make(test_set: TestSet, context: Context) -> Metric:
        _need_references(test_set)
        return CHRF(word_order=word_order, lowercase=context.lowercase)

    return make


def _ter(test_set: TestSet, context: Context) -> Metric:
    _need_references(test_set)
    return TER()


def _need_source(test_set: TestSet) -> Sequence[str]:
    if test_set.sources is None:
        raise NotOffered("needs the source (--source)")
    return test_set.sources


def _need_languages(test_set: TestSet) -> tuple[str, str]:
    if not test_set.source_language or not test_set.target_language:
        raise NotOffered("needs both languages (-s, -t)")
    return test_set.source_language, test_set.target_language


def _checked(name: str, *wanted: str) -> Callable[[TestSet, Context], Metric]:
    """A metric that gives the share of items of the source that these checks find nothing wrong with."""

    def make(test_set: TestSet, context: Context) -> Metric:
        from ..check import CHECKS, CheckContext, check_pairs

        sources = _need_source(test_set)
        source_language, target_language = _need_languages(test_set)
        checks = tuple(check for check in wanted if check in CHECKS)
        if not checks:
            raise NotOffered(f"needs the check {wanted[0]}")
        items = own.count_quantities(source_language) if "numbers" in checks else _one
        consult = CheckContext(terms=context.terms)
        count = own.clean_share(
            lambda pairs: list(check_pairs(pairs, consult, only=checks)),
            items,
            source_language,
            target_language,
        )
        return own.RatioMetric(name, count, [sources], details={"checks": "+".join(checks)})

    return make


def _one(source: str) -> int:
    return 1


def _terms(test_set: TestSet, context: Context) -> Metric:
    sources = _need_source(test_set)
    source_language, target_language = _need_languages(test_set)
    if context.terms is None:
        raise NotOffered("needs a term base (--terms)")
    count = own.respected_terms(context.terms, source_language, target_language)
    return own.RatioMetric("terms", count, [sources], details={"terms": context.terms.digest[:12]})


def _names(test_set: TestSet, context: Context) -> Metric:
    if test_set.names is None:
        pair = {code.split("-")[0].lower() for code in _need_languages(test_set)}
        if pair != {"ko", "en"}:
            raise NotOffered("is known for Korean and English, or where the references give the names")
        return _checked("names", "names", "titles", "organisations", "spelling")(test_set, context)
    metric = own.RatioMetric("names", own.mentions, details={"names": "given"})
    metric._ref_cache = [{"against": list(names)} for names in test_set.names]
    metric.num_refs = -1
    return metric


def _untranslated(test_set: TestSet, context: Context) -> Metric:
    source_language, target_language = _need_languages(test_set)
    if not own.scripts_differ(source_language, target_language):
        raise NotOffered("both languages have one script")
    blank = [[""] * len(test_set)]
    return own.RatioMetric(
        "untranslated",
        own.untranslated(source_language),
        blank,
        empty=0.0,
        details={"letters": source_language},
    )


def _similarity(which: str) -> Callable[[TestSet, Context], Metric]:
    def make(test_set: TestSet, context: Context) -> Metric:
        if context.vectors is None:
            raise NotOffered("needs sentence vectors (--vectors)")
        columns: list[list[str]]
        if which == "source":
            columns = [list(_need_source(test_set))]
        else:
            _need_references(test_set)
            columns = [[text or "" for text in column] for column in test_set.references]
        details = {"vectors": f"{context.vectors.name}@{context.vectors.digest[:12]}"}
        return own.RatioMetric(
            f"similarity-{which}", own.similarity(context.vectors), columns, details=details
        )

    return make


_LEXICAL = "Lexical metrics are weak on single segments; in Korean above all."
_VECTORS = "Similarity of sentence vectors hardly sees wrong names, numbers and negations."

METRICS: dict[str, MetricKind] = {
    kind.name: kind
    for kind in (
        MetricKind("BLEU", "n-grams of words or morphemes, 1 to 4 (Papineni et al. 2002)", _bleu),
        MetricKind("chrF", "n-grams of characters, 1 to 6 (Popović 2015)", _chrf(0)),
        MetricKind("chrF++", "chrF with n-grams of words, 1 and 2 (Popović 2017)", _chrf(2)),
        MetricKind("TER", "edits per word of the reference (Snover et al. 2006)", _ter, higher=False),
        MetricKind("names", "names that come out right", _names, against="own", unit="%"),
        MetricKind("numbers", "numbers, amounts and dates that come out right", _checked("numbers", "numbers", "dates"), against="own", unit="%"),
        MetricKind("terms", "terms of the term base that come out right", _terms, against="own", unit="%"),
        MetricKind("untranslated", "letters left in the script of the source", _untranslated, higher=False, against="own", unit="%"),
        MetricKind("similarity-reference", "cosine of sentence vectors with the reference", _similarity("reference"), against="own", weak=_VECTORS),
        MetricKind("similarity-source", "cosine of sentence vectors with the source", _similarity("source"), against="own", weak=_VECTORS),
    )
}  # fmt: skip
"""Metrics by name. A new one is one line here."""

DEFAULT_METRICS = tuple(METRICS)
"""Metrics computed where none is asked for: all that the test set allows."""


def metric_kind(name: str) -> MetricKind:
    """The metric of a name, whatever its capitals.

    Raises
    ------
    OptionError: there is none.
    """
    folded = {known.casefold(): kind for known, kind in METRICS.items()}
    folded["chrf2"], folded["chrf2++"] = METRICS["chrF"], METRICS["chrF++"]
    kind = folded.get(name.casefold())
    if kind is None:
        raise unknown_name("metric", name, METRICS)
    return kind


def make_metric(kind: MetricKind, test_set: TestSet, context: Context) -> tuple[Metric, str]:
    """The metric for a test set and "", or raises; see :class:`NotOffered`."""
    metric: Any = kind.make(test_set, context)
    if not isinstance(metric, Metric):  # a programming error, told early
        raise OptionError(f"{kind.name} is not a sacrebleu metric")
    return metric, kind.weak
