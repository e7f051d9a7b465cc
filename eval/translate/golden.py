"""Make the golden files of tests/engines/golden: tiny models with the outputs of transformers.

    pip install 'bitext-toolkit[convert]' && python eval/translate/golden.py

For each family a model of random weights is made with the classes of transformers,
its greedy float32 outputs on 40 sentences are written down, and it is converted by
our own converter. The test then asks our engine for the same 40 outputs.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402
import transformers as hf  # noqa: E402

from toolkit.engines.random_model import train_subwords  # noqa: E402
from toolkit.models.convert import convert  # noqa: E402
from toolkit.models.verify import SENTENCES  # noqa: E402

FOLDER = ROOT / "tests/engines/golden"
PLAIN = {"normalization_rule_name": "identity"}  # the tables of the others are larger than the model
RATIO = 1.0
TEXTS = [*SENTENCES["ko"], *SENTENCES["en"]]
TEXTS += [text[: 2 * len(text) // 3].strip() for text in TEXTS]
WIDTH = {"d_model": 16, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 2,
         "decoder_attention_heads": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32, "max_position_embeddings": 512}  # fmt: skip


def _pieces(path: Path) -> list[str]:
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(str(path))
    return [
        model.id_to_piece(i)
        for i in range(model.get_piece_size())
        if not model.is_control(i) and not model.is_unknown(i)
    ]


def _seq2seq(tokenizer: Any, kind: str, **more: Any) -> dict[str, Any]:
    size = getattr(tokenizer, "num_madeup_words", 0) + max(
        len(tokenizer),
        max(tokenizer.get_vocab().values()) + 1,
        max(getattr(tokenizer, "lang_token_to_id", {"": 0}).values()) + 1,
    )
    return {**WIDTH, "vocab_size": size, "pad_token_id": tokenizer.pad_token_id,
            "eos_token_id": tokenizer.eos_token_id, "bos_token_id": tokenizer.bos_token_id, **more}  # fmt: skip


def marian(place: Path) -> tuple[Any, Any]:
    """MarianMT with a shared vocabulary."""
    train_subwords(place / "source.spm", TEXTS, 150, **PLAIN)
    shutil.copy(place / "source.spm", place / "target.spm")
    tokens = ["</s>", "<unk>", *_pieces(place / "source.spm"), "<pad>"]
    (place / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    tokenizer = hf.MarianTokenizer(
        str(place / "source.spm"), str(place / "target.spm"), str(place / "vocab.json")
    )
    pad = tokenizer.pad_token_id
    config = hf.MarianConfig(**_seq2seq(tokenizer, "marian", decoder_start_token_id=pad, scale_embedding=True,
                                        static_position_embeddings=True, activation_function="swish"))  # fmt: skip
    return tokenizer, hf.MarianMTModel(config)


def m2m100(place: Path) -> tuple[Any, Any]:
    """M2M100."""
    train_subwords(place / "sentencepiece.bpe.model", TEXTS, 150, **PLAIN)
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *_pieces(place / "sentencepiece.bpe.model")]
    (place / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    tokenizer = hf.M2M100Tokenizer(str(place / "vocab.json"), str(place / "sentencepiece.bpe.model"))
    # As in the published configuration, without which the converter does not know these tokens.
    tokenizer.add_special_tokens({"additional_special_tokens": list(tokenizer.lang_code_to_token.values())})
    config = hf.M2M100Config(**_seq2seq(tokenizer, "m2m", decoder_start_token_id=2, scale_embedding=True))
    return tokenizer, hf.M2M100ForConditionalGeneration(config)


def nllb(place: Path) -> tuple[Any, Any]:
    """NLLB-200."""
    train_subwords(place / "sentencepiece.bpe.model", TEXTS, 200, "bpe", **PLAIN)
    tokenizer = hf.NllbTokenizer(str(place / "sentencepiece.bpe.model"))
    config = hf.M2M100Config(**_seq2seq(tokenizer, "nllb", decoder_start_token_id=2, scale_embedding=True))
    return tokenizer, hf.M2M100ForConditionalGeneration(config)


def mbart50(place: Path) -> tuple[Any, Any]:
    """mBART-50."""
    train_subwords(place / "sentencepiece.bpe.model", TEXTS, 150, **PLAIN)
    tokenizer = hf.MBart50Tokenizer(str(place / "sentencepiece.bpe.model"), src_lang="ko_KR")
    config = hf.MBartConfig(
        **_seq2seq(
            tokenizer,
            "mbart",
            decoder_start_token_id=2,
            scale_embedding=True,
            normalize_before=True,
            tokenizer_class="MBart50Tokenizer",
        )
    )
    return tokenizer, hf.MBartForConditionalGeneration(config)


def t5(place: Path) -> tuple[Any, Any]:
    """T5 v1.1 (untied embeddings), as MADLAD-400."""
    train_subwords(
        place / "spiece.model",
        TEXTS,
        150,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
    )
    tokenizer = hf.T5Tokenizer(str(place / "spiece.model"), extra_ids=4, legacy=False)
    config = hf.T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2,
                         feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0,
                         pad_token_id=0, eos_token_id=1)  # fmt: skip
    return tokenizer, hf.T5ForConditionalGeneration(config)


FAMILIES: dict[str, tuple[Callable[[Path], tuple[Any, Any]], str, str]] = {
    "marian": (marian, "", ""),
    "m2m100": (m2m100, "ko", "en"),
    "nllb": (nllb, "kor_Hang", "eng_Latn"),
    "mbart50": (mbart50, "ko_KR", "en_XX"),
    "t5": (t5, "", ""),
}


def outputs(name: str, tokenizer: Any, model: Any, source: str, target: str) -> list[str]:
    """Greedy outputs of transformers, each under the length limit that our engine sets."""
    found = []
    if source:
        tokenizer.src_lang = source
    for text in TEXTS:
        inputs = tokenizer(text, return_tensors="pt")
        limit = int(RATIO * (inputs.input_ids.shape[1] - 1)) + 16
        more: dict[str, Any] = {"min_new_tokens": 1}  # CTranslate2 never gives an empty output
        if name == "marian":  # as in the published configurations
            more["bad_words_ids"] = [[tokenizer.pad_token_id]]
        if target:
            tag = (
                tokenizer.get_lang_id(target) if name == "m2m100" else tokenizer.convert_tokens_to_ids(target)
            )
            more["forced_bos_token_id"] = tag
            limit += 1
        with torch.no_grad():
            made = model.generate(**inputs, num_beams=1, do_sample=False, max_new_tokens=limit, **more)
        found.append(tokenizer.decode(made[0], skip_special_tokens=True, clean_up_tokenization_spaces=False))
    return found


def main() -> None:
    """Make all of them anew."""
    torch.set_num_threads(1)
    for name in sys.argv[1:] or FAMILIES:
        make, source, target = FAMILIES[name]
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            torch.manual_seed(5)
            tokenizer, model = make(place)
            with torch.no_grad():
                for key, weights in model.named_parameters():
                    if weights.dim() > 1 and weights.requires_grad and "embed_positions" not in key:
                        weights.normal_(0, 0.35)
                if name == "marian":  # its padding has no weights, and decoding starts from it
                    model.get_input_embeddings().weight[tokenizer.pad_token_id] = 0.0
            model.eval()
            model.generation_config.forced_eos_token_id = None
            tokenizer.save_pretrained(folder)
            model.save_pretrained(folder)
            for file in ("source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model"):
                if (place / file).exists():
                    assert (place / file).stat().st_size
            expected = outputs(name, tokenizer, model, source, target)
            made = FOLDER / name
            shutil.rmtree(made, ignore_errors=True)
            convert(folder, made, quantization="float32", family=name, name=f"tiny-{name}")
            rows = [{"source": s, "output": o} for s, o in zip(TEXTS, expected, strict=True)]
            facts = {"transformers": hf.__version__, "torch": torch.__version__, "ratio": RATIO, "rows": rows}
            (made / "expected.json").write_text(
                json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
            size = sum(f.stat().st_size for f in made.iterdir())
            print(f"{name}: {size:,} bytes, {len({r['output'] for r in rows})} different outputs")


if __name__ == "__main__":
    main()
