"""Speed of `translate` against raw CTranslate2 and against the settings of argos-translate.

    python eval/translate/benchmark.py [--models small,base,default] [--figures raw,argos,cores]
        [--sentences 400] [--repeat 3]

All figures are ratios within one run. "raw" is CTranslate2 itself, given tokens and
the very batches that our planner makes, at the best settings; "argos" is a call a
paragraph at beam 4 with batches of 32 sentences, kinder than what argos-translate does
(`argos.py` runs the program itself); "cores" is the wall time on one core against all, in turn. "small" and
"base" are random weights (6+2 layers of width 384, 6+6 of 512, int8); "default" is
the installed default model. CPU seconds are the process's, wall seconds the clock's;
the best of the repetitions counts. Prints one JSON object a model.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import ctranslate2  # noqa: E402

from toolkit.engines import Engine, Request, Runtime, open_spec  # noqa: E402
from toolkit.engines.generator import TOGETHER, TOKENS  # noqa: E402
from toolkit.engines.random_model import BASE, SMALL, train_subwords, vocabulary_of, write_random_model  # noqa: E402
from toolkit.engines.runtime import cores, groups  # noqa: E402
from toolkit.files import read_text  # noqa: E402
from toolkit.models.detect import detect  # noqa: E402
from toolkit.models.store import find_spec  # noqa: E402
from toolkit.translate import TranslateOptions, translate_lines  # noqa: E402
from toolkit.translate.batch import Job, batches, cut, in_order  # noqa: E402

# Numbers let random weights run on in no loop; terms and retries are work that raw CTranslate2 does not do.
OPTIONS = TranslateOptions(retry=False, enforce=False, names=False, max_ratio=1.0)


def sentences(count: int) -> list[str]:
    """Korean sentences of mixed length from the sample articles, each made different."""
    words: list[str] = []
    for path in sorted((ROOT / "corpora").rglob("*.ko.txt")):
        words += read_text(path).text.split()
    words = [
        w for w in words if all("가" <= c <= "힣" for c in w)
    ] or "정부는 내년 예산을 크게 늘리기로 했다고 어제 밝혔다".split()
    source = random.Random(7)
    return [
        " ".join(source.choices(words, k=max(3, min(40, int(source.gauss(13, 7)))))) + "."
        for _ in range(count)
    ]


def measure(run: Callable[[], Any], repeat: int) -> tuple[float, float]:
    """(CPU, wall) seconds, the best of several runs."""
    found = []
    for _ in range(repeat):
        cpu, wall = time.process_time(), time.perf_counter()
        run()
        found.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(f[0] for f in found), min(f[1] for f in found)


def raw_batches(engine: Engine, texts: list[str]) -> list[list[str]]:
    """The batches that our planner makes, window by window."""
    found = []
    for jobs in cut((Job((), text) for text in texts), OPTIONS.window):
        window = [job.data for job in jobs]
        lengths = engine.lengths(window)
        planned = batches(lengths, in_order(lengths), OPTIONS.batch_tokens, OPTIONS.batch)
        found += [[window[i] for i in b] for b in planned]
    return found


def raw_translator(engine: Any, texts: list[str]) -> None:
    """CTranslate2's Translator with all batches queued."""
    waiting = []
    for batch in raw_batches(engine, texts):
        tokens = engine._tokens(batch, None, None)
        limit = int(OPTIONS.max_ratio * (max(map(len, tokens)) - 1)) + 16
        waiting += engine._model.translate_batch(
            tokens, beam_size=1, max_input_length=0, max_decoding_length=limit, return_scores=True,
            return_end_token=True, asynchronous=True,
        )  # fmt: skip
    for result in waiting:
        engine._target.decode(result.result().hypotheses[0])


def raw_generator(engine: Any, texts: list[str]) -> None:
    """CTranslate2's Generator with all batches queued."""
    waiting = []
    for batch in raw_batches(engine, texts):
        prompts = [engine.prompt(Request(t), "ko", "en") for t in batch]
        limit = int(OPTIONS.max_ratio * max(engine.lengths(batch))) + 16
        for some in groups([len(p) for p in prompts], TOGETHER, TOKENS):
            waiting += engine._model.generate_batch(
                [prompts[i] for i in some], max_length=limit, end_token=engine._ends, return_end_token=True,
                include_prompt_in_result=False, return_scores=True, asynchronous=True,
            )  # fmt: skip
    for result in waiting:
        engine._subwords.decode(result.result().sequences[0])


def ours(engine: Engine, texts: list[str], beam: bool = False) -> list[str]:
    """The whole of translate_lines, journal and all."""
    from dataclasses import replace

    options = replace(OPTIONS, quality="good") if beam else OPTIONS
    return [t.text for t in translate_lines(texts, engine, "ko", "en", options=options)]


def argos(folder: Path, engine: Any, texts: list[str]) -> None:
    """As argos-translate decodes: a call a paragraph, beam 4, batches of 32.

    Paragraphs hold one or two sentences in turn (1.4 on average), as those of the sample articles do.
    """
    model = ctranslate2.Translator(str(folder), device="cpu", inter_threads=1, intra_threads=0)
    at = 0
    sizes = itertools.cycle((1, 2, 1, 2, 1))
    while at < len(texts):
        size = next(sizes)
        tokens = engine._tokens(texts[at : at + size], None, None)
        at += size
        limit = int(OPTIONS.max_ratio * (max(map(len, tokens)) - 1)) + 16
        for result in model.translate_batch(
            tokens, max_batch_size=32, beam_size=4, num_hypotheses=1, length_penalty=0.2, replace_unknowns=True,
            return_scores=True, max_decoding_length=limit,
        ):  # fmt: skip
            engine._target.decode(result.hypotheses[0])


def random_model(place: Path, name: str, texts: list[str]) -> Path:
    """A model of random weights whose vocabulary is filled up to 32,000 tokens, as real ones have."""
    import shutil

    folder = place / name
    folder.mkdir()
    train_subwords(folder / "source.spm", texts, 8000)
    shutil.copy(folder / "source.spm", folder / "target.spm")
    tokens = vocabulary_of(folder / "source.spm")
    tokens += [f"unused{n}" for n in range(32_000 - len(tokens))]
    write_random_model(
        folder,
        tokens,
        {"small": SMALL, "base": BASE}[name],
        quantization="int8",
    )
    return folder


def bench(
    name: str, texts: list[str], place: Path, count: int, repeat: int, figures: list[str]
) -> dict[str, Any]:
    """The figures of one model."""
    spec = detect(random_model(place, name, texts)) if name in ("small", "base") else find_spec(name)
    generator = spec.family == "decoder"
    raw = raw_generator if generator else raw_translator
    engine: Any = open_spec(spec, Runtime("cpu", count))
    raw(engine, texts[:32])
    report: dict[str, Any] = {"model": name, "sentences": len(texts), "cores": count}
    if "raw" in figures:
        (raw_cpu, raw_wall), (our_cpu, our_wall) = in_turn(
            lambda: raw(engine, texts), lambda: ours(engine, texts), repeat
        )
        report["throughput_against_raw_wall"] = round(raw_wall / our_wall, 3)
        report["throughput_against_raw_cpu"] = round(raw_cpu / our_cpu, 3)
        report["sentences_a_second"] = round(len(texts) / our_wall, 1)
        report["cpu_ms_a_sentence"] = round(1000 * our_cpu / len(texts), 2)
    if "argos" in figures and not generator:
        few = texts[: max(60, len(texts) // 3)]
        beam, like = in_turn(lambda: ours(engine, few, True), lambda: argos(spec.folder, engine, few), repeat)
        report["cpu_of_argos_settings_against_ours_at_beam_4"] = round(like[0] / beam[0], 2)
    if "cores" in figures and count > 1:
        single = open_spec(spec, Runtime("cpu", 1))
        ours(single, texts[:32])
        one, every = in_turn(lambda: ours(single, texts), lambda: ours(engine, texts), repeat)
        report["wall_of_one_core_against_all"] = round(one[1] / every[1], 2)
        report["wall_seconds_one_all"] = [round(one[1], 2), round(every[1], 2)]
        single.close()
    engine.close()
    return report


def in_turn(first: Callable[[], Any], second: Callable[[], Any], repeat: int) -> list[tuple[float, float]]:
    """(CPU, wall) seconds of two runs, the best of several; in turn, so that a change of load strikes both."""
    pairs = [(measure(first, 1), measure(second, 1)) for _ in range(repeat)]
    return [(min(p[n][0] for p in pairs), min(p[n][1] for p in pairs)) for n in (0, 1)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", default="small,base,default")
    parser.add_argument("--figures", default="raw,argos,cores")
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--cores", type=int, default=cores())
    arguments = parser.parse_args()
    texts = sentences(arguments.sentences)
    with tempfile.TemporaryDirectory() as place:
        for name in arguments.models.split(","):
            figures = arguments.figures.split(",")
            found = bench(name, texts, Path(place), arguments.cores, arguments.repeat, figures)
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
