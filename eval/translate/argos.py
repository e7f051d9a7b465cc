"""Processor time of argos-translate itself against `translate`, on the same random models at beam 4.

    python -m venv /tmp/argos && /tmp/argos/bin/pip install argostranslate
    python eval/translate/argos.py --python /tmp/argos/bin/python [--models small,base] [--articles 40]

The models of `benchmark.py` (int8) are packed as .argosmodel and installed where
argos-translate looks for them. Each article is one call of its
`translate.get_translation_from_codes("ko", "en").translate(text)`, with all its
settings as shipped (1.11.0: beam 4, a call of CTranslate2 a paragraph, `batch_type="tokens"`
with 32 tokens, intra_threads=0, compute_type="auto"). Ours gets the same paragraphs as
lines, at beam 4, on one core. Two things of argos-translate are replaced: its sentence
splitter, whose model has to be fetched, by a pattern (to its advantage: ours splits
with rules and is counted), and the length limit of 256 tokens, at which random weights
alone would run on for, by ours. "intra 1" is the same with ARGOS_INTRA_THREADS=1.
Prints one JSON object a model; the ratio a token is free of differences in length.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

PEER = r"""
import json, re, sys, time
from argostranslate import package, translate
package.install_from_path(sys.argv[1])
texts = json.load(open(sys.argv[2]))
chain = translate.get_translation_from_codes("ko", "en")
inner = chain.underlying
class Splitter:
    def split_sentences(self, text):
        return re.split(r"(?<=[.]) ", text)
inner.sentencizer = Splitter()
chain.translate(texts[0])  # loads the model
model, tokens = inner.translator, 0
class Limited:
    def translate_batch(self, rows, **options):
        global tokens
        found = model.translate_batch(rows, max_decoding_length=max(map(len, rows)) + 16, **options)
        tokens += sum(len(r.hypotheses[0]) for r in found)
        return found
inner.translator = Limited()
best = None
for _ in range(int(sys.argv[3])):
    tokens, began = 0, time.process_time()
    for text in texts:
        chain.translate(text)
    spent = time.process_time() - began
    best = spent if best is None else min(best, spent)
print(json.dumps({"cpu": best, "tokens": tokens}))
"""


def articles(count: int) -> list[str]:
    """Articles of 12 paragraphs of one or two sentences."""
    from benchmark import sentences

    source = random.Random(5)
    texts = iter(sentences(24 * count))
    made = []
    for _ in range(count):
        sizes = [source.choice((1, 1, 1, 2, 2)) for _ in range(12)]
        made.append("\n".join(" ".join(next(texts) for _ in range(size)) for size in sizes))
    return made


def pack(model: Path, place: Path, name: str) -> Path:
    """An .argosmodel: one folder with metadata.json, model/ and sentencepiece.model."""
    facts = {"package_version": "1.0", "argos_version": "1.9", "from_code": "ko", "from_name": "Korean",
             "to_code": "en", "to_name": "English"}  # fmt: skip
    path = place / f"{name}.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/metadata.json", json.dumps(facts))
        archive.write(model / "source.spm", f"{name}/sentencepiece.model")
        for file in ("config.json", "model.bin", "shared_vocabulary.json"):
            archive.write(model / file, f"{name}/model/{file}")
    return path


def theirs(python: str, archive: Path, texts: list[str], place: Path, repeat: int, **settings: str) -> Any:
    """CPU seconds and decoded tokens of argos-translate."""
    (place / "texts.json").write_text(json.dumps(texts), "utf-8")
    home = Path(tempfile.mkdtemp(dir=place))
    # Every folder that it keeps things in lies under the temporary one.
    folders = {name: str(home / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    env = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"}
    command = [python, "-c", PEER, str(archive), str(place / "texts.json"), str(repeat)]
    done = subprocess.run(command, env={**env, **folders, **settings}, check=True, capture_output=True)
    return json.loads(done.stdout.decode().splitlines()[-1])


def ours(model: Path, texts: list[str], repeat: int) -> tuple[float, int]:
    """CPU seconds and decoded tokens of `translate_lines` at beam 4."""
    from benchmark import OPTIONS, measure

    from toolkit.engines import Runtime, open_spec
    from toolkit.models.detect import detect
    from toolkit.translate import TranslateOptions, translate_lines

    options = TranslateOptions(
        quality="good", retry=False, enforce=False, names=False, max_ratio=OPTIONS.max_ratio
    )
    lines = [paragraph for text in texts for paragraph in text.split("\n")]
    counted = 0
    with open_spec(detect(model), Runtime("cpu", 1)) as engine:  # type: ignore[attr-defined]
        whole = engine._model.translate_batch

        class Counting:
            def translate_batch(self, *rows: Any, **given: Any) -> Any:
                nonlocal counted
                found = whole(*rows, **given)
                counted += sum(len(r.hypotheses[0]) for r in found)
                return found

            def unload_model(self) -> None:
                pass

        engine._model = Counting()
        list(translate_lines(lines[:32], engine, "ko", "en", options=options))

        def run() -> None:
            nonlocal counted
            counted = 0
            list(translate_lines(lines, engine, "ko", "en", options=options))

        return measure(run, repeat)[0], counted


def main() -> None:
    """Measure and print."""
    from benchmark import random_model, sentences

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", required=True, help="a Python that has argostranslate")
    parser.add_argument("--models", default="small,base")
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=2)
    arguments = parser.parse_args()
    texts = articles(arguments.articles)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in arguments.models.split(","):
            model = random_model(place, name, sentences(400))
            archive = pack(model, place, name)
            cpu, tokens = ours(model, texts, arguments.repeat)
            report: dict[str, Any] = {"model": name, "paragraphs": sum(t.count("\n") + 1 for t in texts)}
            for label, settings in (("as_shipped", {}), ("intra_1", {"ARGOS_INTRA_THREADS": "1"})):
                peer = theirs(arguments.python, archive, texts, place, arguments.repeat, **settings)
                report[label] = {
                    "cpu_ratio": round(peer["cpu"] / cpu, 2),
                    "cpu_ratio_a_token": round(peer["cpu"] / peer["tokens"] / (cpu / tokens), 2),
                    "their_cpu_s": round(peer["cpu"], 2),
                    "our_cpu_s": round(cpu, 2),
                    "their_tokens": peer["tokens"],
                    "our_tokens": tokens,
                }
            print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
