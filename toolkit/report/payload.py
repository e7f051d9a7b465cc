"""What the script of the evaluation page needs, packed: texts and statistics, gzip in base64.

Statistics are columns of whole numbers or floats; what can be worked out from
lengths (how many n-grams there are) is not carried, and equal columns are
carried once.
"""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any


def pack(data: bytes) -> str:
    """gzip in base64; the same bytes give the same text (no clock time inside)."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def _kept(name: str, width: int) -> tuple[str, list[int]]:
    """How the script computes a metric, and which of its statistics it needs for that."""
    if name == "BLEU":
        order = (width - 2) // 2
        return "bleu", [0, 1, *range(2, 2 + order)]
    if name == "chrF":
        return "chrf", [0, 1, *range(2, width, 3)]
    if name == "chrF++":
        # Six orders of characters, then two of words.
        return "chrfpp", [0, 1, *range(2, 18, 3), 18, 19, *range(20, width, 3)]
    if name == "TER":
        return "ter", [0, 1]
    return "ratio", [0, 1]


def statistics(document: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Metrics with their columns for each system, and the columns themselves."""
    blob = bytearray()
    columns: list[dict[str, Any]] = []
    seen: dict[bytes, int] = {}
    metrics = []
    for metric in document["metrics"]:
        name = metric["name"]
        systems = []
        kind = ""
        for rows in document["statistics"][name]:
            kind, kept = _kept(name, len(rows[0]) if rows else 2)
            numbers = []
            for index in kept:
                column = [row[index] for row in rows]
                key, data = _column(column)
                if data not in seen:
                    seen[data] = len(columns)
                    columns.append({"type": key, "at": len(blob)})
                    blob += data
                    blob += b"\0" * (-len(blob) % 4)
                numbers.append(seen[data])
            systems.append(numbers)
        scale = 100 if metric["unit"] == "%" or name.startswith("similarity") else 1
        metrics.append(
            {"name": name, "kind": kind, "higher": metric["higher"], "scale": scale, "systems": systems}
        )
    return {"columns": columns, "metrics": metrics}, bytes(blob)


def _column(values: Sequence[float]) -> tuple[str, bytes]:
    if all(float(v).is_integer() and 0 <= v < 65536 for v in values):
        return "u2", struct.pack(f"<{len(values)}H", *(int(v) for v in values))
    return "f4", struct.pack(f"<{len(values)}f", *values)


def texts(document: Mapping[str, Any]) -> bytes:
    """Texts of the segments as JSON: small lists in place of objects."""
    rows = []
    for segment in document["segments"]:
        rows.append(
            [
                segment["id"],
                segment.get("document", ""),
                segment["source"] or "",
                segment["references"],
                segment["hypotheses"],
                segment["flags"] if any(segment["flags"]) else 0,
                [[f["system"], f["check"], f["severity"], f["message"]] for f in segment.get("findings", ())],
            ]
        )
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def payload(document: Mapping[str, Any]) -> dict[str, str]:
    """The three parts that stand in the page: `head` is JSON, `texts` and `numbers` are packed."""
    tables, blob = statistics(document)
    head = {
        **tables,
        "names": [system["name"] for system in document["systems"]],
        "primary": document["primary"],
        "source": document["source_language"],
        "target": document["target_language"],
        "seed": document["resampling"]["seed"],
        "groups": [
            {"name": b["name"], "labels": _labels(b), "member": b["member"]} for b in document["breakdowns"]
        ],
    }
    # "<" would end the script element; the packed parts cannot hold it.
    return {
        "head": json.dumps(head, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        "texts": pack(texts(document)),
        "numbers": pack(blob),
    }


def _labels(breakdown: Mapping[str, Any]) -> list[str]:
    """Labels by the number of the group; groups without segments have none."""
    present = sorted({m for m in breakdown["member"] if m >= 0})
    labels = [""] * (max(present, default=-1) + 1)
    for number, group in zip(present, breakdown["groups"], strict=True):
        labels[number] = group["label"]
    return labels
