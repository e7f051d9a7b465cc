"""What the evaluation page shows, worked out from the document of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..languages.iso639 import language_name
from .charts import Interval, intervals, strip, trend
from .difference import differing
from .html import figure, p_value, signed

Document = Mapping[str, Any]

MOST_COLUMNS = 6
"""Systems that wide tables show side by side; the page says when there are more."""


def evaluation_view(document: Document) -> dict[str, Any]:
    """Values for the template of the page."""
    names = [system["name"] for system in document["systems"]]
    metrics = document["metrics"]
    table = {(s["metric"], s["system"]): s for s in document["scores"]}
    primary = next(m for m in metrics if m["name"] == document["primary"])
    ranked = _ranked(names, table, primary)
    shown = _shown(document, ranked)
    return {
        "document": document,
        "lead": _lead(document),
        "metrics": metrics,
        "primary": primary,
        "ranked": ranked,
        "shown": shown,
        "cards": _cards(document, table, primary, ranked),
        "rows": [_score_row(document, name, metrics, table, place) for place, name in enumerate(ranked)],
        "charts": _charts(document, ranked, metrics, table),
        "against": _against(document, ranked, primary),
        "matrices": _matrices(document, ranked),
        "pairs": len(names) * (len(names) - 1) // 2,
        "agreement": document["agreement"],
        "weakest": _weakest(document, table, primary, ranked[0]),
        "breakdowns": [_breakdown(b, shown, document, primary) for b in document["breakdowns"]],
        "checks": _by_system(document["checks"], "check", names),
        "cards_of_segments": _segment_cards(document, shown),
        "lists": [_list(document, entry) for entry in document["lists"]],
        "documents": _documents(document, primary, ranked),
        "trend": _trend(document),
        "excerpt": _excerpt,
    }


def _ranked(names: Sequence[str], table: Mapping[Any, Any], primary: Mapping[str, Any]) -> list[str]:
    sign = -1 if primary["higher"] else 1

    def key(name: str) -> float:
        value = table[primary["name"], name]["value"]
        return float("inf") if value is None else sign * float(value)

    return sorted(names, key=key)


def _shown(document: Document, ranked: Sequence[str]) -> list[str]:
    """Systems for wide tables: the best ones, and the baseline."""
    if len(ranked) <= MOST_COLUMNS:
        return list(ranked)
    chosen = list(ranked[:MOST_COLUMNS])
    baseline = document["baseline"]
    if baseline is not None and baseline not in chosen:
        chosen[-1] = baseline
    return chosen


def _lead(document: Document) -> str:
    test = document["test_set"]
    parts = []
    if document["source_language"] and document["target_language"]:
        parts.append(
            f"{language_name(document['source_language'])} to {language_name(document['target_language'])}"
        )
    parts.append(f"{test['segments']:,} segments")
    if test["documents"]:
        parts.append(f"{test['documents']:,} documents")
    references = test["references"]
    parts.append("no reference" if not references else f"{references} reference{'s' * (references > 1)}")
    systems = len(document["systems"])
    parts.append(f"{systems} system{'s' * (systems > 1)}")
    return " · ".join(parts)


def _cards(
    document: Document, table: Mapping[Any, Any], primary: Mapping[str, Any], ranked: Sequence[str]
) -> list[dict[str, str]]:
    best = table[primary["name"], ranked[0]]
    cards = [{"value": figure(best["value"]), "label": f"{primary['name']} of {ranked[0]}", "kind": ""}]
    if best["low"] is not None:
        cards.append(
            {
                "value": f"{figure(best['low'], 1)} to {figure(best['high'], 1)}",
                "label": "95 % interval of that score",
                "kind": "",
            }
        )
    found = _comparison(document, primary["name"], ranked[1], ranked[0]) if len(ranked) > 1 else None
    if found is not None:
        worst = max(found["bootstrap_adjusted"], found["randomisation_adjusted"])
        cards.append(
            {"value": signed(found["difference"]), "label": f"difference from {ranked[1]}", "kind": ""}
        )
        sure = worst < document["alpha"]
        cards.append(
            {
                "value": p_value(worst),
                "label": "p of that difference: " + ("significant" if sure else "not significant"),
                "kind": "good" if sure else "warning",
            }
        )
        cards.append(
            {
                "value": f"{found['second_better']} / {found['equal']} / {found['first_better']}",
                "label": "segments won / equal / lost",
                "kind": "",
            }
        )
    return cards


def _comparison(document: Document, metric: str, first: str, second: str) -> dict[str, Any] | None:
    """Comparison with the difference as second minus first."""
    for found in document["comparisons"]:
        if found["metric"] != metric:
            continue
        if found["first"] == first and found["second"] == second:
            return dict(found)
        if found["first"] == second and found["second"] == first:
            return {
                **found,
                "first": first,
                "second": second,
                "difference": -found["difference"],
                "second_better": found["first_better"],
                "first_better": found["second_better"],
            }
    return None


def _score_row(
    document: Document, name: str, metrics: Sequence[Mapping[str, Any]], table: Mapping[Any, Any], place: int
) -> dict[str, Any]:
    cells = []
    for metric in metrics:
        score = table[metric["name"], name]
        values = [table[metric["name"], s["name"]]["value"] for s in document["systems"]]
        known = [v for v in values if v is not None]
        top = (max if metric["higher"] else min)(known) if known else None
        p = None
        if score["p_adjusted"] is not None:
            p = max(score["p_adjusted"], score["randomisation_adjusted"])
        cells.append(
            {
                **score,
                "best": len(known) > 1 and score["value"] == top,
                "p": p,
                "significant": p is not None and p < document["alpha"],
            }
        )
    return {"system": name, "place": place + 1, "cells": cells, "baseline": name == document["baseline"]}


def _charts(
    document: Document, ranked: Sequence[str], metrics: Sequence[Mapping[str, Any]], table: Mapping[Any, Any]
) -> list[dict[str, Any]]:
    result = []
    for metric in metrics:
        scores = [table[metric["name"], name] for name in ranked]
        rows = [
            Interval(s["system"], s["value"], s["low"], s["high"], s["system"] == document["baseline"])
            for s in scores
            if s["value"] is not None
        ]
        way = "higher is better" if metric["higher"] else "lower is better"
        result.append(
            {
                "metric": metric["name"],
                "way": way,
                "svg": intervals(rows, f"{metric['name']} with 95 % intervals, {way}"),
            }
        )
    return result


def _against(document: Document, ranked: Sequence[str], primary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The best system (or the baseline) against the others, all metrics."""
    if not document["comparisons"]:
        return []
    one = document["baseline"] or ranked[0]
    rows = []
    metrics = [primary["name"], *(m["name"] for m in document["metrics"] if m["name"] != primary["name"])]
    few = metrics if len(ranked) <= MOST_COLUMNS else metrics[:3]
    for metric in few:
        higher = next(m["higher"] for m in document["metrics"] if m["name"] == metric)
        for other in ranked:
            if other == one:
                continue
            found = _comparison(document, metric, one, other)
            if found is None:
                continue
            worst = max(found["bootstrap_adjusted"], found["randomisation_adjusted"])
            better = found["difference"] is not None and (found["difference"] > 0) == higher
            said = "not significant"
            if worst < document["alpha"]:
                said = f"{other if better else one} is better"
            turned = None if found["difference"] is None else -found["difference"]
            rows.append(
                {**found, "turned": turned, "said": said, "sure": worst < document["alpha"], "better": better}
            )
    return rows


def _matrices(document: Document, ranked: Sequence[str]) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = []
    if len(ranked) < 3 or not document["comparisons"]:
        return result
    by_key = {}
    for c in document["comparisons"]:
        by_key[c["metric"], c["first"], c["second"]] = (c, 1)
        by_key[c["metric"], c["second"], c["first"]] = (c, -1)
    for metric in document["metrics"]:
        rows = []
        for row in ranked:
            cells: list[dict[str, Any] | None] = []
            for column in ranked:
                if row == column:
                    cells.append(None)
                    continue
                found, sign = by_key[metric["name"], column, row]
                difference = None if found["difference"] is None else sign * found["difference"]
                worst = max(found["bootstrap_adjusted"], found["randomisation_adjusted"])
                sure = worst < document["alpha"]
                better = difference is not None and (difference > 0) == metric["higher"]
                kind = ("up" if better else "down") if sure else "open"
                cells.append({"difference": difference, "kind": kind, "p": worst})
            rows.append({"system": row, "cells": cells})
        result.append({"metric": metric["name"], "rows": rows, "open": metric["name"] == document["primary"]})
    return result


def _breakdown(
    part: Mapping[str, Any], shown: Sequence[str], document: Document, primary: Mapping[str, Any]
) -> dict[str, Any]:
    metrics = list(dict.fromkeys(s["metric"] for g in part["groups"] for s in g["scores"]))
    tables = []
    for metric in metrics:
        rows = []
        for group in part["groups"]:
            scores = {s["system"]: s for s in group["scores"] if s["metric"] == metric}
            cells = [scores[name] for name in shown]
            known = [c["value"] for c in cells if c["value"] is not None]
            higher = next(m["higher"] for m in document["metrics"] if m["name"] == metric)
            top = (max if higher else min)(known) if len(known) > 1 else None
            rows.append(
                {
                    "label": group["label"],
                    "segments": group["segments"],
                    "few": group["segments"] < 30,
                    "cells": [{**c, "best": top is not None and c["value"] == top} for c in cells],
                }
            )
        tables.append({"metric": metric, "rows": rows})
    chart = Markup("")
    if len(part["groups"]) <= 14 and shown:
        marks = []
        for group in part["groups"]:
            score = next(
                s for s in group["scores"] if s["metric"] == primary["name"] and s["system"] == shown[0]
            )
            if score["value"] is not None:
                marks.append(Interval(group["label"], score["value"], score["low"], score["high"]))
        chart = intervals(marks, f"{primary['name']} of {shown[0]} by {part['name']}")
    return {
        "name": part["name"],
        "note": part["note"],
        "tables": tables,
        "chart": chart,
        "system": shown[0] if shown else "",
    }


def _weakest(
    document: Document, table: Mapping[Any, Any], primary: Mapping[str, Any], best: str
) -> list[dict[str, Any]]:
    """Groups where the best system does worse than on the whole: their interval holds no such score."""
    whole = table[primary["name"], best]["value"]
    sign = 1 if primary["higher"] else -1
    found = []
    for part in document["breakdowns"]:
        for group in part["groups"]:
            score = next(s for s in group["scores"] if s["system"] == best and s["metric"] == primary["name"])
            edge = score["high"] if primary["higher"] else score["low"]
            if whole is None or edge is None or group["segments"] < 30 or sign * edge >= sign * whole:
                continue
            found.append(
                {
                    "part": part["name"],
                    "label": group["label"],
                    "value": score["value"],
                    "n": group["segments"],
                }
            )
    return sorted(found, key=lambda g: (sign * g["value"], g["label"]))[:4]


def _by_system(rows: Sequence[Mapping[str, Any]], key: str, names: Sequence[str]) -> list[dict[str, Any]]:
    labels = list(dict.fromkeys(row[key] for row in rows))
    return [
        {
            "label": label,
            "cells": [
                next((r for r in rows if r[key] == label and r["system"] == name), None) for name in names
            ],
        }
        for label in labels
    ]


def listed_segments(document: Document) -> list[int]:
    """Segments that the page shows without a script: those of all lists, in order of number."""
    numbers: set[int] = set()
    for entry in document["lists"]:
        numbers.update(entry["segments"])
    numbers.update(row["segment"] for row in document["read_first"])
    for change in document["history"]["changes"]:
        numbers.update(change["regressed"])
        numbers.update(change["fixed"])
    return sorted(numbers)


def _segment_cards(document: Document, shown: Sequence[str]) -> list[dict[str, Any]]:
    names = [system["name"] for system in document["systems"]]
    which = [names.index(name) for name in shown]
    cards = []
    for number in listed_segments(document):
        segment = document["segments"][number]
        references = segment["references"]
        cards.append(
            {
                "number": number,
                "id": segment["id"],
                "document": segment.get("document", ""),
                "source": segment["source"],
                "references": references,
                "hypotheses": [
                    {
                        "system": names[w],
                        "text": differing(
                            segment["hypotheses"][w], _nearest(segment["hypotheses"][w], references)
                        )
                        if references
                        else segment["hypotheses"][w],
                        "empty": not segment["hypotheses"][w].strip(),
                        "score": segment["scores"][document["primary"]][w],
                        "flags": segment["flags"][w],
                    }
                    for w in which
                ],
            }
        )
    return cards


def _nearest(hypothesis: str, references: Sequence[str]) -> str:
    """The reference that shares most words: differences are shown against it."""
    own = set(hypothesis.split())
    return max(references, key=lambda r: (len(own & set(r.split())), -abs(len(r) - len(hypothesis))))


def _list(document: Document, entry: Mapping[str, Any]) -> dict[str, Any]:
    names = [system["name"] for system in document["systems"]]
    which = [names.index(name) for name in entry["systems"]][:2]
    rows = []
    for number in entry["segments"]:
        segment = document["segments"][number]
        rows.append(
            {
                "number": number,
                "id": segment["id"],
                "text": _excerpt(segment),
                "lang": document["source_language"] if segment["source"] else document["target_language"],
                "scores": [segment["scores"][document["primary"]][w] for w in which],
                "spread": _spread(segment["scores"][document["primary"]]),
            }
        )
    return {**entry, "columns": [names[w] for w in which], "rows": rows, "all": len(entry["systems"]) > 2}


def _excerpt(segment: Mapping[str, Any], longest: int = 110) -> str:
    """The start of the source, of a reference or translation where there is none."""
    text: str = segment["source"] or (segment["references"] or segment["hypotheses"])[0]
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _spread(values: Sequence[float | None]) -> str:
    known = [v for v in values if v is not None]
    return f"{min(known):.1f} to {max(known):.1f}" if known else "–"


def _documents(document: Document, primary: Mapping[str, Any], ranked: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    best = ranked[0]
    values = [
        v
        for d in document["documents"]
        for s in d["strip"]
        if s["system"] == best
        for v in s["values"]
        if v is not None
    ]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if not primary["higher"]:
        low, high = -high, -low
    for entry in document["documents"]:
        own = next(s["values"] for s in entry["strip"] if s["system"] == best)
        turned = own if primary["higher"] else [None if v is None else -v for v in own]
        links = [f"#segment-{n + 1}" for n in entry["segments"]]
        scores = {s["system"]: s["value"] for s in entry["scores"]}
        rows.append(
            {
                "name": entry["name"] or "(none)",
                "segments": len(entry["segments"]),
                "scores": scores,
                "strip": strip(turned, low, high, links, f"{primary['name']} along {entry['name']}"),
            }
        )
    return rows


def _trend(document: Document) -> dict[str, Any] | None:
    history = document["history"]
    primary = document["primary"]
    if not history["runs"]:
        return None
    runs = [*history["runs"], {"label": "this run", "scores": document["scores"]}]
    names = list(dict.fromkeys(s["system"] for run in runs for s in run["scores"] if s["metric"] == primary))
    series = [
        (
            name,
            [
                next(
                    (s["value"] for s in run["scores"] if s["system"] == name and s["metric"] == primary),
                    None,
                )
                for run in runs
            ],
        )
        for name in names
    ]
    labels = [run["label"] or str(n) for n, run in enumerate(runs, 1)]
    table = [{"label": label, "cells": [values[n] for _, values in series]} for n, label in enumerate(labels)]
    return {"names": names, "table": table[-12:], "svg": trend(labels, series, f"{primary} over runs")}
