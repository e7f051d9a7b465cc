"""Arbitrary Unicode through `bitext translate --lines`: as many lines out, in order, no exception.

    python eval/translate/unicode.py [--lines 10000] [--seed 1] [--long 200000]

The lines hold letters of every plane, control characters (NUL among them), what ends
lines elsewhere, text from right to left with its marks, emoji joined by ZWJ, heaps
of combining marks, decomposed Hangul, noncharacters, addresses, markup and
placeholders, news in both languages with all this put in, and a few lines of some
hundred thousand characters; all but half surrogates, which no file can hold. They go
through the command line and a real CTranslate2 model of random weights, with names,
terms and retries on. Prints one JSON object; exit status 1 where a line is missing,
out of place, or changed in number.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

CONTROLS = [chr(c) for c in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029) if c != 0x0A]
MARKS = ["\u200d", "\u200c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\u00ad", "\u00a0",
         "\u3000", "\u2060", "\ufe0f", "\ufffd", "\ufffe", "\U0010ffff"]  # fmt: skip
PICTURES = ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇰🇷", "🇺🇳", "1️⃣", "🧑🏿‍🚀", "☺️", "😀"]
STRINGS = ["https://a.kr/b_c?d=1&e=%20", "a.b+c@d.co.kr", "@kim_99", "#태그", "{name}", "%(n)s", "${x}", "`rm -rf /`",
           "<b>", "</p>", "&amp;", "<!-- -->", "snake_case", "__", "1,234.5%", "2024년 5월 3일", "이도훈(Lee Do-hoon)",
           "서지훈 외교부 한반도평화교섭본부장은", "⁇", "①", "ﬁ", "Ａｂｃ", "㈜", "\\N", "\t", "|", ";", "</s>", "<unk>", "▁", "@@"]  # fmt: skip
WORDS = ("정부는 내년 예산을 크게 늘리기로 했다고 어제 밝혔다. The minister said on Monday that talks would go on, "
         "but no date was set. שלום עולם مرحبا بالعالم नमस्ते 你好世界 こんにちは สวัสดี Привет").split()  # fmt: skip


def letter(source: random.Random) -> str:
    """One character of any plane that a file can hold, no line feed."""
    top = source.choice((0x7F, 0x7FF, 0xFFFF, 0x1FFFF, 0x10FFFF))
    while True:
        code = source.randint(0, top)
        if code != 0x0A and not 0xD800 <= code <= 0xDFFF:
            return chr(code)


def line(source: random.Random, longest: int) -> str:
    """One line of some kind."""
    kind = source.random()
    if kind < 0.0005:
        piece = source.choice(
            ["가", "a ", "정부는 예산을 늘렸다. ", letter(source), "👨‍👩‍👧 ", "A(", "(가나) "]
        )
        return piece * (longest // len(piece))
    size = min(int(source.expovariate(1 / 12)), 200)
    if kind < 0.3:
        return "".join(letter(source) for _ in range(size))
    parts: list[str] = []
    for _ in range(size):
        pick = source.random()
        if kind > 0.6 and pick < 0.7:
            parts.append(source.choice(WORDS) + " ")
        elif pick < 0.3:
            parts.append(source.choice(STRINGS))
        elif pick < 0.5:
            parts.append(source.choice(CONTROLS))
        elif pick < 0.65:
            parts.append(source.choice(MARKS))
        elif pick < 0.8:
            parts.append(source.choice(PICTURES))
        elif pick < 0.9:
            parts.append(
                "a" + "".join(chr(source.randint(0x300, 0x36F)) for _ in range(source.randint(1, 30)))
            )
        else:
            parts.append("".join(chr(source.randint(0x1100, 0x11FF)) for _ in range(3)))
        if source.random() < 0.3:
            parts.append(" ")
    return "".join(parts)


def main() -> int:
    """Make, translate, compare."""
    from kill import tiny_model

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", type=int, default=200_000, help="characters of the longest lines")
    arguments = parser.parse_args()
    source = random.Random(arguments.seed)
    lines = [line(source, arguments.long) for _ in range(arguments.lines)]
    wrong: list[str] = []
    report: dict[str, object] = {"lines": len(lines), "longest": max(map(len, lines))}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tiny_model(place / "tiny", WORDS * 20, ending=4.0)
        (place / "in").write_bytes(("\n".join(lines) + "\n").encode())
        for pair in (("ko", "en"), ("en", "ko")):
            output = place / "-".join(pair)
            command = [
                sys.executable, "-m", "toolkit.cli", "translate", "--lines", "-m", str(place / "tiny"), "-s", pair[0],
                "-t", pair[1], "--jobs", "1", "--json", "-q", "-o", str(output), str(place / "in"),
            ]  # fmt: skip
            began = time.monotonic()
            done = subprocess.run(
                command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True
            )
            seconds = round(time.monotonic() - began, 1)
            if done.returncode:
                wrong.append(f"{output.name}: status {done.returncode}: {done.stderr.decode()[-500:]}")
                continue
            rows = [json.loads(row) for row in output.read_bytes().decode().removesuffix("\n").split("\n")]
            wanted = [given.removesuffix("\r") for given in lines]
            wanted[0] = wanted[0].removeprefix("\ufeff")
            moved = sum(row["source"] != given for row, given in zip(rows, wanted, strict=False))
            broken = sum(len(row["text"].splitlines()) > 1 for row in rows)
            if len(rows) != len(lines) or moved or broken:
                wrong.append(f"{output.name}: {len(rows)} lines, {moved} out of place, {broken} not one line")
            report[output.name] = {"lines_out": len(rows), "out_of_place": moved, "wall_seconds": seconds}
    print(json.dumps({**report, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
