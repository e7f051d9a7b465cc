"""An evaluation as one JSON document: what the reports are made from and what is kept.

`toolkit/report/evaluation.schema.json` describes it. It holds neither clock
times nor absolute paths: the same input gives the same bytes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..text import Finding
from .agreement import Agreement, agreement, pearson, spearman
from .breakdown import breakdowns, document_scores, group_scores
from .core import Evaluation, Measured
from .forced import FORCED
from .gate import Verdict
from .quality import EXPLAINED, Signals, count_flags, first_to_read, signals
from .verdict import Summary, ranking, summarise

VERSION = 1
_LISTED = 10
_BROKEN_DOWN = ("BLEU", "names", "numbers", "terms")


def build_document(
    evaluation: Evaluation,
    *,
    title: str = "",
    findings: Mapping[int, Mapping[int, Sequence[Finding]]] | None = None,
    judged: Sequence[Verdict] = (),
    history: Sequence[Mapping[str, Any]] = (),
    reproduce: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """The document of an evaluation.

    Parameters
    ----------
    findings: of the checks: system number -> segment number -> findings.
    judged: what became of the rules of the gate.
    history: earlier runs, oldest first, as `gate.history_entry` writes them.
    reproduce: name and value of all that decides the figures.
    """
    summary = summarise(evaluation)
    found = [_signals(evaluation, n, (findings or {}).get(n, {})) for n in range(len(evaluation.systems))]
    test_set = evaluation.test_set
    primary = evaluation.metrics[summary.primary]
    chosen = [summary.primary] + [
        n for n, m in enumerate(evaluation.metrics) if m.name in _BROKEN_DOWN and n != summary.primary
    ]
    return {
        "scores": _scores(evaluation),
        "kind": "bitext-evaluation",
        "version": VERSION,
        "title": title or "Translation quality",
        "source_language": test_set.source_language,
        "target_language": test_set.target_language,
        "test_set": {
            "segments": len(test_set),
            "documents": len(set(test_set.documents)) if test_set.documents is not None else None,
            "references": len(test_set.references),
            "digest": test_set.digest,
            "files": [{"name": name, "sha256": sha} for name, sha in test_set.digests],
        },
        "systems": [{"name": s.name, "sha256": s.digest} for s in evaluation.systems],
        "baseline": None if evaluation.baseline is None else evaluation.systems[evaluation.baseline].name,
        "primary": primary.name,
        "alpha": evaluation.resampling.alpha,
        "correction": "Holm",
        "resampling": {
            "samples": evaluation.resampling.samples,
            "trials": evaluation.resampling.trials,
            "seed": evaluation.resampling.seed,
            "sacrebleu_compatible": evaluation.resampling.compatible,
        },
        "metrics": [
            {
                "name": m.name,
                "summary": m.kind.summary,
                "higher": m.kind.higher,
                "unit": m.kind.unit,
                "weak": m.kind.weak,
                "human": m.human,
                "signature": m.signature,
            }
            for m in evaluation.metrics
        ],
        "verdict": {
            "headline": summary.headline,
            "best": evaluation.systems[summary.best].name,
            "tied": [evaluation.systems[n].name for n in summary.tied],
            "points": [{"kind": p.kind, "text": p.text} for p in summary.points],
        },
        "gate": _gate(judged),
        "comparisons": _comparisons(evaluation),
        "agreement": _agreement(evaluation),
        "breakdowns": _breakdowns(evaluation, chosen),
        "checks": _checks(evaluation, findings or {}),
        "signals": _signal_table(evaluation, found),
        "read_first": _read_first(evaluation, found, summary),
        "lists": _lists(evaluation, summary, found),
        "documents": _documents(evaluation, summary),
        "history": _history(evaluation, history, primary),
        "reproduce": [[name, value] for name, value in reproduce],
        "segments": _segments(evaluation, found),
        "statistics": {m.name: [rows.tolist() for rows in m.rows] for m in evaluation.metrics},
    }


def without_segments(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its texts and statistics: what `--json` prints."""
    return {key: value for key, value in document.items() if key not in ("segments", "statistics")}


def _number(value: float | None, digits: int = 6) -> float | None:
    if value is None or math.isnan(value):
        return None
    return round(float(value), digits)


def _scores(evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = []
    index = 0
    plain = evaluation.scores()
    for number, measured in enumerate(evaluation.metrics):
        for system in range(len(evaluation.systems)):
            score = plain[index]
            index += 1
            row: dict[str, Any] = {
                "system": score.system,
                "metric": score.metric,
                "value": None if math.isnan(score.value) else score.value,
                "low": _number(score.low, 12),
                "high": _number(score.high, 12),
                "p_value": score.p_value,
                "signature": score.signature,
                "difference": None,
                "randomisation_p": None,
                "p_adjusted": None,
                "randomisation_adjusted": None,
                "cluster": measured.clusters[system] if measured.clusters else None,
            }
            base = evaluation.baseline
            if base is not None and system != base:
                row["difference"] = _number(measured.values[system] - measured.values[base], 12)
                found = evaluation.comparison(number, base, system)
                if found is not None:
                    row["randomisation_p"] = found.randomisation_p
                    row["p_adjusted"], row["randomisation_adjusted"] = evaluation.baseline_adjusted[
                        number, system
                    ]
            rows.append(row)
    return rows


def _comparisons(evaluation: Evaluation) -> list[dict[str, Any]]:
    names = [s.name for s in evaluation.systems]
    result = []
    for c in evaluation.comparisons:
        measured = evaluation.metrics[c.metric]
        with np.errstate(invalid="ignore"):
            apart = measured.segments[c.second] - measured.segments[c.first]
        apart = apart if measured.kind.higher else -apart
        result.append(
            {
                "metric": measured.name,
                "first": names[c.first],
                "second": names[c.second],
                "difference": _number(c.difference, 12),
                "bootstrap_p": c.bootstrap_p,
                "randomisation_p": c.randomisation_p,
                "bootstrap_adjusted": c.bootstrap_adjusted,
                "randomisation_adjusted": c.randomisation_adjusted,
                "second_better": int((apart > 1e-9).sum()),
                "equal": int((np.abs(apart) <= 1e-9).sum()),
                "first_better": int((apart < -1e-9).sum()),
            }
        )
    return result


def _gate(judged: Sequence[Verdict]) -> dict[str, Any] | None:
    if not judged:
        return None
    return {
        "passed": all(v.passed for v in judged),
        "rules": [
            {"rule": str(v.rule), "system": v.system, "passed": v.passed, "text": v.text} for v in judged
        ],
    }


def _better_up(measured: Measured, values: Sequence[Any]) -> list[Any]:
    return list(values) if measured.kind.higher else [-v for v in values]


def _agreement(evaluation: Evaluation) -> dict[str, Any]:
    metrics = evaluation.metrics
    flat = [np.concatenate(_better_up(m, m.segments)) for m in metrics]
    segment: list[list[float | None]] = []
    for x in flat:
        row = []
        for y in flat:
            known = ~np.isnan(x + y)
            row.append(_number(spearman(x[known], y[known]), 4))
        segment.append(row)
    systems = [[v if m.kind.higher else -v for v in m.values] for m in metrics]
    system = None
    if len(evaluation.systems) > 2:
        system = [[_number(pearson(np.array(x), np.array(y)), 4) for y in systems] for x in systems]
    human = [
        _agreement_row(
            agreement(m.name, h.name, _better_up(m, m.segments), _better_up(h, h.segments), sys_m, sys_h)
        )
        for hn, h in enumerate(metrics)
        if h.human
        for mn, m in enumerate(metrics)
        if mn != hn
        for sys_m, sys_h in [(systems[mn], systems[hn])]
    ]
    return {
        "metrics": [m.name for m in metrics],
        "segment_spearman": segment,
        "system_pearson": system,
        "human": human,
        "by_length": _by_length(evaluation),
    }


def _agreement_row(found: Agreement) -> dict[str, Any]:
    return {
        "metric": found.metric,
        "human": found.human,
        "segments": found.segments,
        "pearson": _number(found.pearson, 4),
        "spearman": _number(found.spearman, 4),
        "kendall": _number(found.kendall, 4),
        "pairwise_accuracy": _number(found.accuracy, 4),
        "epsilon": _number(found.epsilon, 4),
        "system_pearson": _number(found.system_pearson, 4),
        "system_accuracy": _number(found.system_accuracy, 4),
    }


def _by_length(evaluation: Evaluation) -> list[dict[str, Any]]:
    """How far each metric's segment scores follow the length of the text."""
    test_set = evaluation.test_set
    texts = test_set.sources or (test_set.references[0] if test_set.references else None)
    if texts is None:
        return []
    lengths = np.array([len((t or "").split()) for t in texts], float)
    result = []
    for m in evaluation.metrics:
        values = np.concatenate(m.segments)
        repeated = np.tile(lengths, len(m.segments))
        known = ~np.isnan(values)
        result.append({"metric": m.name, "spearman": _number(spearman(repeated[known], values[known]), 4)})
    return result


def _breakdowns(evaluation: Evaluation, chosen: Sequence[int]) -> list[dict[str, Any]]:
    result = []
    for part in breakdowns(evaluation):
        tables = [(evaluation.metrics[n].name, group_scores(evaluation, part, n)) for n in chosen]
        groups = []
        for g, (label, size) in enumerate(zip(part.labels, part.sizes, strict=True)):
            if size:
                scores = [
                    {
                        "system": system.name,
                        "metric": name,
                        "value": _number(table[g][s].value),
                        "low": _number(table[g][s].low),
                        "high": _number(table[g][s].high),
                    }
                    for name, table in tables
                    for s, system in enumerate(evaluation.systems)
                ]
                groups.append({"label": label, "segments": size, "scores": scores})
        result.append({"name": part.name, "note": part.note, "groups": groups, "member": list(part.member)})
    return result


def _signals(evaluation: Evaluation, system: int, findings: Mapping[int, Sequence[Finding]]) -> list[Signals]:
    test_set = evaluation.test_set
    similarity: NDArray[np.float64] | None = next(
        (m.segments[system] for m in evaluation.metrics if m.name == "similarity-source"), None
    )
    forced = [m.segments[system] for m in evaluation.metrics if m.name in FORCED]
    return signals(
        evaluation.systems[system].segments,
        test_set.sources,
        source_language=test_set.source_language,
        target_language=test_set.target_language,
        findings=findings,
        similarity=similarity,
        log_probabilities=forced,
    )


def _checks(
    evaluation: Evaluation, findings: Mapping[int, Mapping[int, Sequence[Finding]]]
) -> list[dict[str, Any]]:
    rows = []
    names = sorted({f.check for by in findings.values() for fs in by.values() for f in fs})
    for check in names:
        for number, system in enumerate(evaluation.systems):
            own = [(n, f) for n, fs in findings.get(number, {}).items() for f in fs if f.check == check]
            counts = Counter(f.severity for _, f in own)
            rows.append(
                {
                    "check": check,
                    "system": system.name,
                    "errors": counts["error"],
                    "warnings": counts["warning"],
                    "notes": counts["note"],
                    "segments": len({n for n, f in own if f.severity != "note"}),
                }
            )
    return rows


def _signal_table(evaluation: Evaluation, found: Sequence[Sequence[Signals]]) -> list[dict[str, Any]]:
    counts = [count_flags(signal) for signal in found]
    return [
        {
            "signal": flag,
            "explained": explained,
            "counts": [
                {"system": s.name, "segments": c[flag]}
                for s, c in zip(evaluation.systems, counts, strict=True)
            ],
        }
        for flag, explained in EXPLAINED.items()
        if any(c[flag] for c in counts)
    ]


def _reasons(signal: Signals) -> list[str]:
    checks = Counter((f.check, f.severity) for f in signal.findings if f.severity != "note")
    return [*signal.flags, *(f"{check} {severity}" for check, severity in checks)]


def _read_first(
    evaluation: Evaluation, found: Sequence[Sequence[Signals]], summary: Summary
) -> list[dict[str, Any]]:
    """Segments of the best system to look at first, with the reasons."""
    own = found[summary.best]
    return [
        {
            "segment": n,
            "system": evaluation.systems[summary.best].name,
            "rank": own[n].rank,
            "reasons": _reasons(own[n]),
        }
        for n in first_to_read(own, 2 * _LISTED)
    ]


def _lists(
    evaluation: Evaluation, summary: Summary, found: Sequence[Sequence[Signals]]
) -> list[dict[str, Any]]:
    """Segments worth reading: worst of the best system, biggest wins and losses, most disputed."""
    primary = evaluation.metrics[summary.primary]
    names = [s.name for s in evaluation.systems]
    sign = 1 if primary.kind.higher else -1
    best = summary.best
    values = [np.where(np.isnan(v), np.inf, sign * v) for v in primary.segments]
    # Of equal scores the longer segment is the more telling.
    sizes = np.array([len(text) for text in evaluation.systems[best].segments])
    # A very short segment is often "wrong" only in its wording: those come last.
    short = np.array([len(t.split()) < 3 for t in evaluation.systems[best].segments])
    order = [int(i) for i in np.lexsort((-sizes, values[best], short)) if values[best][i] < np.inf]
    result = [
        {
            "name": "worst",
            "title": f"Worst of {names[best]}",
            "systems": [names[best]],
            "segments": order[:_LISTED],
        }
    ]
    if len(names) > 1:
        ranked = ranking(primary)
        other = ranked[1]
        if evaluation.baseline is not None and evaluation.baseline != best:
            other = evaluation.baseline
        both_known = np.isfinite(values[best]) & np.isfinite(values[other])
        apart = np.zeros(len(both_known))
        apart[both_known] = values[best][both_known] - values[other][both_known]
        up = np.argsort(-apart, kind="stable")
        both = [names[best], names[other]]
        wins = [int(i) for i in up[:_LISTED] if apart[i] > 0]
        losses = [int(i) for i in up[::-1][:_LISTED] if apart[i] < 0]
        result.append(
            {
                "name": "wins",
                "title": f"{names[best]} wins most over {names[other]}",
                "systems": both,
                "segments": wins,
            }
        )
        result.append(
            {
                "name": "losses",
                "title": f"{names[best]} loses most to {names[other]}",
                "systems": both,
                "segments": losses,
            }
        )
    if len(names) > 2:
        table = np.stack(primary.segments)
        spread = np.where(np.isnan(table).any(axis=0), 0.0, table.std(axis=0))
        order = [int(i) for i in np.argsort(-spread, kind="stable")[:_LISTED] if spread[i] > 0]
        result.append(
            {"name": "disputed", "title": "Systems differ most", "systems": names, "segments": order}
        )
    return result


def _documents(evaluation: Evaluation, summary: Summary) -> list[dict[str, Any]]:
    primary = evaluation.metrics[summary.primary]
    names = [s.name for s in evaluation.systems]
    return [
        {
            "name": name,
            "segments": numbers,
            "scores": [{"system": n, "value": _number(v)} for n, v in zip(names, values, strict=True)],
            "strip": [
                {"system": n, "values": [_number(float(primary.segments[s][i]), 2) for i in numbers]}
                for s, n in enumerate(names)
            ],
        }
        for name, numbers, values in document_scores(evaluation, summary.primary)
    ]


def _history(
    evaluation: Evaluation, history: Sequence[Mapping[str, Any]], primary: Measured
) -> dict[str, Any]:
    digest = evaluation.test_set.digest
    same = [entry for entry in history if entry.get("test_set") == digest]
    runs = [
        {
            "label": str(entry.get("label", "")),
            "scores": [
                {key: s.get(key) for key in ("system", "metric", "value", "low", "high")}
                for s in entry["scores"]
            ],
        }
        for entry in same
    ]
    changes = []
    if same and same[-1].get("primary") == primary.name:
        before = same[-1].get("segments", {})
        for number, system in enumerate(evaluation.systems):
            old = before.get(system.name)
            if not isinstance(old, list) or len(old) != len(evaluation.test_set):
                continue
            sign = 1 if primary.kind.higher else -1
            moved = [
                (sign * (round(float(new), 1) - was), n)
                for n, (was, new) in enumerate(zip(old, primary.segments[number], strict=True))
                if was is not None and new == new
            ]
            worse = [n for d, n in sorted(moved) if d <= -5][:_LISTED]
            better = [n for d, n in sorted(moved, reverse=True) if d >= 5][:_LISTED]
            changes.append(
                {
                    "system": system.name,
                    "worse": sum(d <= -5 for d, _ in moved),
                    "better": sum(d >= 5 for d, _ in moved),
                    "regressed": worse,
                    "fixed": better,
                }
            )
    return {"other_test_sets": len(history) - len(same), "runs": runs, "changes": changes}


def _segments(evaluation: Evaluation, found: Sequence[Sequence[Signals]]) -> list[dict[str, Any]]:
    test_set = evaluation.test_set
    result = []
    for n, name in enumerate(test_set.ids):
        row: dict[str, Any] = {
            "id": name,
            "source": test_set.sources[n] if test_set.sources is not None else None,
            "references": [column[n] for column in test_set.references if column[n] is not None],
            "hypotheses": [system.segments[n] for system in evaluation.systems],
            "scores": {
                m.name: [_number(float(values[n]), 2) for values in m.segments] for m in evaluation.metrics
            },
            "flags": [_reasons(signal[n]) for signal in found],
        }
        if test_set.documents is not None:
            row["document"] = test_set.documents[n]
        messages = [
            {"system": s, "check": f.check, "severity": f.severity, "message": f.message}
            for s, signal in enumerate(found)
            for f in signal[n].findings
        ]
        if messages:
            row["findings"] = messages
        result.append(row)
    return result
