"""Writes one Llama, given as a dictionary of Meta-named float32 arrays, in every foreign form."""

import json
import struct

import numpy as np
import torch


def half_split(rows, heads):
    """Rows of a query or key projection: Meta's neighbouring pairs to Hugging Face's halves."""
    size = rows.shape[0] // heads
    pairs = rows.reshape(heads, size // 2, 2, -1)
    return np.ascontiguousarray(pairs.swapaxes(1, 2)).reshape(rows.shape)


def hugging_face_name(name):
    stems = {
        "tok_embeddings": "model.embed_tokens", "norm": "model.norm", "output": "lm_head",
        "attention.wq": "self_attn.q_proj", "attention.wk": "self_attn.k_proj",
        "attention.wv": "self_attn.v_proj", "attention.wo": "self_attn.o_proj",
        "feed_forward.w1": "mlp.gate_proj", "feed_forward.w2": "mlp.down_proj",
        "feed_forward.w3": "mlp.up_proj", "attention_norm": "input_layernorm",
        "ffn_norm": "post_attention_layernorm",
    }
    stem, part = name.rsplit(".", 1)
    if stem.startswith("layers."):
        _, layer, rest = stem.split(".", 2)
        return f"model.layers.{layer}.{stems[rest]}.{part}"
    return f"{stems[stem]}.{part}"


def ordered(name, array, params):
    """The array with its rows in Hugging Face's rotary order."""
    if ".wq." in name:
        return half_split(array, params["n_heads"])
    if ".wk." in name:
        return half_split(array, params["n_kv_heads"])
    return array


def hugging_face(weights, params):
    return {hugging_face_name(n): ordered(n, w, params) for n, w in weights.items()}


def hugging_face_config(weights, params):
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama",
        "hidden_size": params["dim"], "num_hidden_layers": params["n_layers"],
        "intermediate_size": weights["layers.0.feed_forward.w1.weight"].shape[0],
        "num_attention_heads": params["n_heads"], "num_key_value_heads": params["n_kv_heads"],
        "vocab_size": weights["tok_embeddings.weight"].shape[0],
        "max_position_embeddings": 64, "rms_norm_eps": params["norm_eps"],
        "rope_theta": params.get("rope_theta", 10000.0),
        "tie_word_embeddings": "output.weight" not in weights,
    }


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n")


def tensor(array, dtype):
    return torch.tensor(np.ascontiguousarray(array)).to(dtype)


def meta_slice(name, array, number, count, params, embeddings):
    """The share of one slice; with more slices than key/value heads, heads are repeated."""
    kind = name.rsplit(".", 2)[-2]
    if kind in ("wk", "wv") and count > params["n_kv_heads"]:
        repeat = count // params["n_kv_heads"]
        return np.split(array, params["n_kv_heads"], axis=0)[number // repeat]
    if kind in ("wq", "wk", "wv", "w1", "w3", "output"):
        return np.split(array, count, axis=0)[number]
    if kind in ("wo", "w2"):
        return np.split(array, count, axis=1)[number]
    if kind == "tok_embeddings":
        return np.split(array, count, axis=0 if embeddings == "rows" else 1)[number]
    return array


def write_meta(directory, weights, params, count, embeddings, dtype, extra=None):
    directory.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        state = {
            n: tensor(meta_slice(n, w, number, count, params, embeddings), dtype)
            for n, w in weights.items()
        }
        state.update(extra or {})
        torch.save(state, directory / f"consolidated.{number:02d}.pth")
    write_json(directory / "params.json", params)


def write_bin(directory, weights, params, count, dtype):
    """Shards as transformers wrote them; a single file is a module's own state dict."""
    directory.mkdir(parents=True, exist_ok=True)
    state = {n: tensor(w, dtype) for n, w in hugging_face(weights, params).items()}
    config = hugging_face_config(weights, params)
    write_json(directory / "config.json", config)
    if count == 1:
        from transformers import LlamaConfig, LlamaForCausalLM

        model = LlamaForCausalLM(LlamaConfig(**config)).to(dtype)
        model.load_state_dict(state, strict="lm_head.weight" in state)
        saved = model.state_dict(keep_vars=True)
        frequencies = "model.layers.0.self_attn.rotary_emb.inv_freq"
        saved[frequencies] = torch.ones(2, dtype=torch.float32)
        torch.save(saved, directory / "pytorch_model.bin")
        return
    names = sorted(state)
    index = {}
    for number in range(count):
        file = f"pytorch_model-{number + 1:05d}-of-{count:05d}.bin"
        share = names[number::count]
        torch.save({n: state[n] for n in share}, directory / file)
        index.update({n: file for n in share})
    write_json(directory / "pytorch_model.bin.index.json", {"metadata": {}, "weight_map": index})


def write_views(directory, weights, params):
    """Tensors that are views: transposed, cut out of a wider one, several in one storage."""
    directory.mkdir(parents=True, exist_ok=True)
    write_json(directory / "config.json", hugging_face_config(weights, params))
    state = {n: tensor(w, torch.float32) for n, w in hugging_face(weights, params).items()}
    for name in [n for n in state if "q_proj" in n]:
        state[name] = state[name].t().contiguous().t()
    for name in [n for n in state if "gate_proj" in n]:
        both = torch.cat([state[name], state[name.replace("gate", "up")]])
        state[name], state[name.replace("gate", "up")] = both.chunk(2)
    for name in [n for n in state if "down_proj" in n]:
        wide = torch.zeros(state[name].shape[0], 2 * state[name].shape[1])
        wide[:, 1::2] = state[name]
        state[name] = wide[:, 1::2]
    for name in [n for n in state if n.endswith("layernorm.weight")]:
        state[name] = state[name].repeat_interleave(3)[::3]
    torch.save(state, directory / "pytorch_model.bin")


def numpy_array(array, dtype):
    if dtype == "bfloat16":
        bits = np.ascontiguousarray(array, np.float32).view(np.uint32) >> 16
        return bits.astype(np.uint16).view("V2")
    return array.astype(dtype)


def write_npz(directory, arrays, config, count):
    directory.mkdir(parents=True, exist_ok=True)
    write_json(directory / "config.json", config)
    names = list(arrays)
    for number in range(count):
        file = "weights.npz" if count == 1 else f"weights.{number:02d}.npz"
        np.savez(directory / file, **{n: arrays[n] for n in names[number::count]})


def quantize(array, group, bits):
    """MLX's affine groups: 32-bit words of codes, float16 scales and biases."""
    groups = array.reshape(array.shape[0], -1, group).astype(np.float32)
    low, high = groups.min(-1, keepdims=True), groups.max(-1, keepdims=True)
    scale = np.maximum((high - low) / (2**bits - 1), 1e-7).astype(np.float16)
    codes = np.rint((groups - low) / scale.astype(np.float32)).clip(0, 2**bits - 1)
    codes = codes.astype(np.uint32).reshape(array.shape[0], -1, 32 // bits)
    shifts = np.arange(0, 32, bits, dtype=np.uint32)
    words = np.bitwise_or.reduce(codes << shifts, axis=-1).astype(np.uint32)
    return words, scale[..., 0], low[..., 0].astype(np.float16)


def quantized(weights, group, bits):
    """Matrices but the embeddings in groups, as the first MLX examples did."""
    arrays = {}
    for name, array in weights.items():
        divides = array.ndim == 2 and array.shape[1] % group == 0
        if divides and not name.startswith("tok_embeddings"):
            stem = name.removesuffix(".weight")
            triple = quantize(array, group, bits)
            for part, value in zip(("weight", "scales", "biases"), triple):
                arrays[f"{stem}.{part}"] = value
        else:
            arrays[name] = array.astype(np.float16)
    return arrays


def write_llama2c(directory, weights, params, positions):
    directory.mkdir(parents=True, exist_ok=True)
    layers = params["n_layers"]
    each = lambda kind: [weights[f"layers.{i}.{kind}.weight"] for i in range(layers)]
    head = weights.get("output.weight")
    embeddings = weights["tok_embeddings.weight"]
    shared = head is None or np.array_equal(head, embeddings)
    order = [*each("attention_norm"), *each("ffn_norm"), weights["norm.weight"], embeddings]
    for kind in ("wq", "wk", "wv", "wo"):
        order += each(f"attention.{kind}")
    for kind in ("w1", "w2", "w3"):
        order += each(f"feed_forward.{kind}")
    if not shared:
        order.append(head)
    hidden = weights["layers.0.feed_forward.w1.weight"].shape[0]
    header = struct.pack(
        "<Ii7iB", 0x616B3432, 1, params["dim"], hidden, layers, params["n_heads"],
        params["n_kv_heads"], embeddings.shape[0], positions, int(shared))
    with open(directory / "model.bin", "wb") as file:
        file.write(header.ljust(256, b"\0"))
        for array in order:
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def write_tokenizer_bin(path, pieces, literal_bytes):
    """llama2.c's tokenizer: begin and end between line feeds, spaces for SentencePiece's mark."""
    texts = []
    for number, (piece, _) in enumerate(pieces):
        if number in (1, 2):
            piece = f"\n{piece}\n"
        elif literal_bytes and len(piece) == 6 and piece.startswith("<0x"):
            piece = chr(int(piece[3:5], 16))
        texts.append(piece.replace("\u2581", " ").encode())
    with open(path, "wb") as file:
        file.write(struct.pack("<I", max(map(len, texts))))
        for text, (_, score) in zip(texts, pieces):
            file.write(struct.pack("<fI", score, len(text)) + text)
