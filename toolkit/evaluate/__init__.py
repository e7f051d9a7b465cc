"""Evaluation: metrics, significance, breakdowns, quality estimation without a reference.

    from toolkit.evaluate import System, TestSet, evaluate

    test_set = TestSet(ids=("1", "2"), references=(("first", "second"),), target_language="en")
    evaluation = evaluate(test_set, [System("mine", ("one", "two"))])
    evaluation.scores()

`build_document` turns an evaluation into the JSON that the reports are made from.
"""

from .core import Evaluation, Given, Measured, evaluate
from .document import build_document
from .inputs import System, TestSet, read_test_set
from .metrics import METRICS, Context, MetricKind
from .significance import Resampling

__all__ = [
    "METRICS",
    "Context",
    "Evaluation",
    "Given",
    "Measured",
    "MetricKind",
    "Resampling",
    "System",
    "TestSet",
    "build_document",
    "evaluate",
    "read_test_set",
]
