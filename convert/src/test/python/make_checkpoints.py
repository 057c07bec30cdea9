"""Makes the foreign checkpoints that the converter's tests read.

    python make_checkpoints.py tiny src/test/resources/checkpoints
    python make_checkpoints.py stories MODELS target/stories260K

The first writes a tiny random Llama (seed 4) in every form, to be committed; its values are exact
in bfloat16 and float16, so that all forms hold the same numbers. The second writes those forms of
MODELS/stories260K-meta that are too large to commit.

Written with Python 3.11.7, numpy 2.4.6, torch 2.13.0, transformers 5.18.0, safetensors 0.8.0,
sentencepiece 0.2.2, protobuf 7.36.2.
"""

import json
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

import forms

PARAMS = {
    "dim": 16, "n_layers": 2, "n_heads": 4, "n_kv_heads": 2, "vocab_size": -1,
    "norm_eps": 1e-5, "multiple_of": 8, "ffn_dim_multiplier": 0.5,
}
HIDDEN = 24
VOCABULARY = 20


def tiny_weights():
    random = np.random.default_rng(4)

    def draw(*shape):
        return random.integers(-127, 128, shape).astype(np.float32) / 256

    dim = PARAMS["dim"]
    keys = dim // PARAMS["n_heads"] * PARAMS["n_kv_heads"]
    weights = {"tok_embeddings.weight": draw(VOCABULARY, dim)}
    for i in range(PARAMS["n_layers"]):
        shapes = {
            "attention.wq": (dim, dim), "attention.wk": (keys, dim),
            "attention.wv": (keys, dim), "attention.wo": (dim, dim),
            "feed_forward.w1": (HIDDEN, dim), "feed_forward.w2": (dim, HIDDEN),
            "feed_forward.w3": (HIDDEN, dim), "attention_norm": (dim,), "ffn_norm": (dim,),
        }
        for name, shape in shapes.items():
            weights[f"layers.{i}.{name}.weight"] = draw(*shape)
    weights["norm.weight"] = draw(dim)
    weights["output.weight"] = draw(VOCABULARY, dim)
    return weights


def meta_logits(weights, params, tokens):
    """Meta's forward pass in float64, rotating neighbouring outputs as complex numbers."""
    w = {n: torch.tensor(a, dtype=torch.float64) for n, a in weights.items()}
    heads, kv_heads = params["n_heads"], params["n_kv_heads"]
    size, length = params["dim"] // heads, len(tokens)

    def norm(x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + params["norm_eps"]) * weight

    theta = params.get("rope_theta", 10000.0)
    angles = torch.outer(
        torch.arange(length, dtype=torch.float64),
        theta ** (-torch.arange(0, size, 2, dtype=torch.float64) / size))
    turns = torch.polar(torch.ones_like(angles), angles)[:, None, :]

    def rotate(x):
        pairs = torch.view_as_complex(x.reshape(length, -1, size // 2, 2))
        return torch.view_as_real(pairs * turns).flatten(-2)

    x = w["tok_embeddings.weight"][tokens]
    future = torch.full((length, length), float("-inf"), dtype=torch.float64).triu(1)
    for i in range(params["n_layers"]):
        at = lambda name: w[f"layers.{i}.{name}.weight"]
        h = norm(x, at("attention_norm"))
        q = rotate((h @ at("attention.wq").T).view(length, heads, size))
        k = rotate((h @ at("attention.wk").T).view(length, kv_heads, size))
        v = (h @ at("attention.wv").T).view(length, kv_heads, size)
        k, v = (t.repeat_interleave(heads // kv_heads, 1) for t in (k, v))
        scores = torch.einsum("qhd,khd->hqk", q, k) / size**0.5 + future
        mixed = torch.einsum("hqk,khd->qhd", scores.softmax(-1), v).reshape(length, -1)
        x = x + mixed @ at("attention.wo").T
        h = norm(x, at("ffn_norm"))
        gate = torch.nn.functional.silu(h @ at("feed_forward.w1").T)
        x = x + (gate * (h @ at("feed_forward.w3").T)) @ at("feed_forward.w2").T
    return norm(x, w["norm.weight"]) @ w["output.weight"].T


def check_expected(weights, expected, config):
    """The Hugging Face weights give in transformers what Meta's give in Meta's forward pass."""
    from transformers import LlamaConfig, LlamaForCausalLM

    model = LlamaForCausalLM(LlamaConfig(**config)).double()
    model.load_state_dict({n: torch.tensor(a).double() for n, a in expected.items()})
    tokens = [1, 5, 19, 3, 3, 7, 11, 2, 16, 4]
    with torch.no_grad():
        theirs = model(torch.tensor([tokens])).logits[0]
    difference = (theirs - meta_logits(weights, PARAMS, tokens)).abs().max().item()
    assert difference < 1e-6, difference
    return [n for n in model.state_dict()]


def save_expected(directory, tensors):
    directory.mkdir(parents=True, exist_ok=True)
    save_file(tensors, directory / "model.safetensors")


@contextmanager
def small_limits():
    """Lets Python's zip writer take a small archive for one that needs 64-bit fields."""
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 1000, 5
    try:
        yield
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits


def write_tiny(out):
    weights = tiny_weights()
    expected = forms.hugging_face(weights, PARAMS)
    config = forms.hugging_face_config(weights, PARAMS)
    order = check_expected(weights, expected, config)
    save_expected(out / "expected", expected)
    (out / "expected" / "order.txt").write_text("\n".join(order) + "\n")
    forms.write_json(out / "expected" / "config.json", config)

    third = {**PARAMS, "vocab_size": VOCABULARY, "rope_theta": 500000.0, "use_scaled_rope": True}
    frequencies = {"rope.freqs": torch.ones(2, dtype=torch.bfloat16)}
    forms.write_meta(
        out / "meta-1-f32", weights, PARAMS, 1, "columns", torch.float32, frequencies)
    forms.write_meta(out / "meta-2-columns-f16", weights, PARAMS, 2, "columns", torch.float16)
    forms.write_meta(out / "meta-2-rows-f32", weights, third, 2, "rows", torch.float32)
    forms.write_meta(out / "meta-4-rows-bf16", weights, third, 4, "rows", torch.bfloat16)
    tied = {n: a for n, a in weights.items() if n != "output.weight"}
    forms.write_meta(out / "meta-2-tied-bf16", tied, third, 2, "rows", torch.bfloat16)
    forms.write_bin(out / "bin-1-f32", weights, PARAMS, 1, torch.float32)
    forms.write_bin(out / "bin-3-f16", weights, PARAMS, 3, torch.float16)
    forms.write_views(out / "bin-views-f32", weights, PARAMS)

    named = {**PARAMS, "model_type": "llama"}
    forms.write_npz(out / "npz-1-f32", weights, named, 1)
    (out / "npz-deflated").mkdir(exist_ok=True)
    one = {"norm.weight": weights["norm.weight"]}
    np.savez_compressed(out / "npz-deflated" / "weights.npz", **one)
    split = {n: forms.numpy_array(a, "bfloat16") for n, a in weights.items()}
    forms.write_npz(out / "npz-2-bf16", split, named, 2)
    with small_limits():
        forms.write_npz(out / "npz-zip64-f32", weights, named, 1)
    theirs = {n: np.asfortranarray(a.astype(np.float16)) for n, a in expected.items()}
    forms.write_npz(out / "npz-hf-f16", theirs, config, 1)

    group = {"quantization": {"group_size": 8, "bits": 4}}
    arrays = forms.quantized(weights, 8, 4)
    forms.write_npz(out / "npz-q4", arrays, {**named, **group}, 1)
    save_expected(out / "npz-q4-expected", forms.hugging_face(arrays, PARAMS))

    forms.write_llama2c(out / "llama2c", weights, PARAMS, 64)
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    pieces += [(f"<0x{i:02X}>", 0.0) for i in range(8)]
    texts = "\u2581a \u2581 a b \u00e9 \u2581b ab \u4e16 z".split()
    pieces += [(text, float(-i)) for i, text in enumerate(texts)]
    assert len(pieces) == VOCABULARY, len(pieces)
    forms.write_tokenizer_bin(out / "llama2c" / "tokenizer.bin", pieces, literal_bytes=True)
    (out / "llama2c" / "expected.model").write_bytes(sentencepiece_model(pieces))


def sentencepiece_model(pieces):
    """A tokenizer.model of Llama's kind, by SentencePiece's own protocol buffers."""
    from sentencepiece import sentencepiece_model_pb2 as pb

    model = pb.ModelProto()
    for number, (piece, score) in enumerate(pieces):
        added = model.pieces.add(piece=piece, score=score)
        added.type = {0: 2, 1: 3, 2: 3}.get(number, 6 if piece.startswith("<0x") else 1)
    spec = model.trainer_spec
    spec.model_type, spec.vocab_size, spec.byte_fallback = 2, len(pieces), True
    spec.unk_id, spec.bos_id, spec.eos_id, spec.pad_id = 0, 1, 2, -1
    rules = model.normalizer_spec
    rules.name, rules.add_dummy_prefix = "identity", True
    rules.remove_extra_whitespaces, rules.escape_whitespaces = False, True
    return model.SerializeToString()


def write_stories(models, out):
    from sentencepiece import SentencePieceProcessor

    meta = models / "stories260K-meta"
    params = json.loads((meta / "params.json").read_text())
    slices = [torch.load(f, weights_only=True) for f in sorted(meta.glob("consolidated.*.pth"))]
    weights = {}
    for name in slices[0].keys() - {"rope.freqs"}:
        kind = name.rsplit(".", 2)[-2]
        parts = [s[name].numpy() for s in slices]
        if kind.endswith("norm"):
            weights[name] = parts[0]
        else:
            columns = kind in ("wo", "w2", "tok_embeddings")
            weights[name] = np.concatenate(parts, axis=1 if columns else 0)
    weights = dict(sorted(weights.items()))
    tokenizer = SentencePieceProcessor(model_file=str(meta / "tokenizer.model"))
    pieces = [(tokenizer.id_to_piece(i), tokenizer.get_score(i)) for i in range(len(tokenizer))]

    forms.write_llama2c(out / "llama2c", weights, params, 512)
    forms.write_tokenizer_bin(out / "llama2c" / "tokenizer.bin", pieces, literal_bytes=False)
    remade = sentencepiece_model(pieces)
    (out / "llama2c" / "expected.model").write_bytes(remade)
    for text in ("Once upon a time, there was Lily.", " two  spaces\n", "caf\u00e9 \u4e16"):
        assert SentencePieceProcessor(model_proto=remade).encode(text) == tokenizer.encode(text)
    forms.write_npz(out / "npz", weights, params, 1)
    arrays = forms.quantized(weights, 32, 4)
    group = {"quantization": {"group_size": 32, "bits": 4}}
    forms.write_npz(out / "npz-q4", arrays, {**params, **group}, 3)
    save_expected(out / "npz-q4-expected", forms.hugging_face(arrays, params))
    tied = {n: a for n, a in weights.items() if n != "output.weight"}
    forms.write_bin(out / "bin", tied, params, 2, torch.float32)
    forms.write_meta(out / "meta-4-rows", weights, params, 4, "rows", torch.float32)
    forms.write_meta(out / "meta-1", weights, params, 1, "rows", torch.float32)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "tiny":
        write_tiny(Path(sys.argv[2]))
    elif len(sys.argv) == 4 and sys.argv[1] == "stories":
        write_stories(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(__doc__)
