"""Writes the GGUF files of src/test/resources/gguf.

Some hold the tiny models of src/test/resources/fixtures, value by value, so that they must give the
logits that are expected of those. One has a matrix in each of ggml's block types, of random
blocks; what is expected of it comes from transformers in float32, on the weights that the package
gguf dequantises. One has no tensors, only the vocabulary of the model models/wren-3m.

    pip install gguf==0.19.0 torch==2.13.0 transformers==5.18.0 safetensors==0.8.0 numpy==2.4.6
    python gguf_models.py [NAME OF A TINY MODEL ...]
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors import safe_open
from safetensors.torch import save_file

import gguf_families
import reference_models
from model_list import LAST, LLAMA, rope5, sizes

RESOURCES = Path(__file__).parent.parent / "resources"
OUT = RESOURCES / "gguf"
WREN = Path(__file__).parents[3] / "wren-3m"
SEED = 20261129

SAME_AS_FIXTURES = [
    "tied-f32",
    "attention-bias-bf16",
    "mlp-bias-f16",
    "head-dim-mqa",
    "rope-linear-4",
    "rope-llama3-4",
    "mistral-window",
    "mistral-no-window",
    "qwen3-tied-bf16",
    "tied-with-own-head",
    "qwen2-tied",
    "smollm3",
    "granite",
    "olmo2",
    "gemma2",
    "gemma3",
    "phi3",
    "phi3-longrope-within",
    "phi3-longrope-beyond",
    "rope-yarn",
    "mixtral",
    "qwen2-moe",
    "qwen3-moe",
    "granite-moe",
    "olmoe",
    "gpt-oss",
    "gpt-oss-mxfp4",
    "llama4-usual",
    "ministral3",
    "mistral3-vision",
]

FLOATS = {torch.float32: Type.F32, torch.float16: Type.F16, torch.bfloat16: Type.BF16}

LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
ENDS = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}

# (scale's place, minimum's place, by how much the minimum is larger than the scale)
BLOCKS = {
    Type.Q4_0: (0, None, 0),
    Type.Q4_1: (0, 2, -7.5),
    Type.Q5_0: (0, None, 0),
    Type.Q5_1: (0, 2, -15.5),
    Type.Q8_0: (0, None, 0),
    Type.Q2_K: (80, 82, 1.5),
    Type.Q3_K: (108, None, 0),
    Type.Q4_K: (0, 2, 7.5),
    Type.Q5_K: (0, 2, 15.5),
    Type.Q6_K: (208, None, 0),
    Type.IQ4_NL: (0, None, 0),
    Type.IQ4_XS: (0, None, 0),
    Type.MXFP4: (None, None, 0),
}


def stored_name(name):
    module, kind = name.rsplit(".", 1)
    if module in ENDS:
        return f"{ENDS[module]}.{kind}"
    _, _, layer, rest = module.split(".", 3)
    return f"blk.{layer}.{LAYER[rest]}.{kind}" if rest in LAYER else None


def interleaved(rows, head):
    """Rows of queries or keys as files of llama have them: of each head, the halves alternate."""
    return rows.reshape(-1, 2, head // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def add_config(writer, config):
    head = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config.get("intermediate_size_mlp", config["intermediate_size"]))
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config.get("num_key_value_heads", config["num_attention_heads"]))
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(int(head * config.get("partial_rotary_factor", 1)))
    if config.get("sliding_window") and config.get("use_sliding_window", True):
        writer.add_sliding_window(config["sliding_window"])
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    writer.add_rope_freq_base(rope.get("rope_theta") or config["rope_theta"])
    kind = rope.get("rope_type") or rope.get("type")
    if kind == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
    if kind == "llama3":
        base = rope.get("rope_theta") or config["rope_theta"]
        writer.add_tensor("rope_freqs.weight", llama3_factors(base, head, rope))
    return head


def llama3_factors(base, head, rope):
    wavelengths = 2 * np.pi * base ** (np.arange(0, head, 2) / head)
    turns = rope["original_max_position_embeddings"] / wavelengths
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    kept = np.clip((turns - low) / (high - low), 0, 1)
    return (1 / (kept + (1 - kept) / rope["factor"])).astype(np.float32)


def open_writer(path, config):
    return gguf.GGUFWriter(path, gguf_families.ARCHITECTURES[config["model_type"]])


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_float(writer, name, tensor):
    if tensor.dtype == torch.uint8:
        writer.add_tensor(name, tensor.contiguous().numpy(), raw_dtype=Type.MXFP4)
        return
    tensor = tensor.contiguous()
    kind = FLOATS[tensor.dtype]
    if kind == Type.BF16:
        data = tensor.view(torch.uint16).numpy().view(np.uint8)
        writer.add_tensor(name, data, raw_dtype=Type.BF16)
    else:
        writer.add_tensor(name, tensor.numpy())


def write_fixture(name):
    directory = RESOURCES / "fixtures" / name
    whole = json.loads((directory / "config.json").read_text())
    config = whole.get("text_config", whole) | {"model_type": whole["model_type"]}
    writer = open_writer(OUT / f"{name}.gguf", config)
    head = add_config(writer, config)
    gguf_families.add_keys(writer, config)
    with safe_open(directory / "model.safetensors", "pt") as file:
        weights = {k.removeprefix("language_model."): file.get_tensor(k) for k in file.keys()}
    architecture = gguf_families.ARCHITECTURES[config["model_type"]]
    for target, (key, tensor) in gguf_families.tensors(config, weights).items():
        if architecture in gguf_families.INTERLEAVED and (".q_proj." in key or ".k_proj." in key):
            tensor = interleaved(tensor, head).contiguous()
        if tensor.dim() == 1 or target.endswith(".bias"):
            tensor = tensor.float()
        add_float(writer, target, tensor)
    finish(writer)


def half(value):
    return np.frombuffer(np.float16(value).tobytes(), np.uint8)


def random_blocks(random, kind, rows, cols):
    """Blocks whose weights have a deviation of 1.3 / √cols and a mean near 0."""
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (rows, cols // elements, size), dtype=np.uint8)
    scale, minimum, mean = BLOCKS[kind]

    def set_scale(value):
        if scale is None:
            blocks[..., 0] = 128 + int(np.round(np.log2(value)))
            return
        blocks[..., scale : scale + 2] = half(value)
        if minimum is not None:
            blocks[..., minimum : minimum + 2] = half(value * mean)

    set_scale(0.125)
    deviation = gguf.dequantize(blocks.reshape(rows, -1), kind).std()
    set_scale(0.125 * 1.3 / cols**0.5 / deviation)
    return blocks.reshape(rows, -1)


def write_blocks():
    config = (
        LLAMA
        | sizes(64, 256, 256, 4, 2, head_dim=32)
        | {"max_position_embeddings": 64, "dtype": "float32"}
        | rope5("default", 10000.0)
        | LAST
    )
    random = np.random.default_rng(SEED)
    generator = torch.Generator().manual_seed(SEED)
    weights = reference_models.random_weights(config, generator)
    small = [Type.Q4_0, Type.MXFP4]
    large = [
        Type.Q4_K, Type.Q6_K, Type.Q5_K, Type.Q2_K, Type.Q3_K, Type.IQ4_XS,
        Type.Q5_1, Type.Q8_0, Type.IQ4_NL, Type.Q4_1, Type.Q5_0, Type.Q4_K,
    ]  # fmt: skip
    writer = open_writer(OUT / "blocks.gguf", config)
    head = add_config(writer, config)
    add_letters(writer, config["vocab_size"])
    for name, tensor in weights.items():
        if tensor.dim() == 1:
            add_float(writer, stored_name(name), tensor)
            continue
        rows, cols = tensor.shape
        if name == "model.embed_tokens.weight":
            kind = Type.Q6_K
        elif name == "lm_head.weight":
            kind = Type.Q6_K
        else:
            kind = small.pop(0) if cols % 256 else large.pop(0)
        blocks = random_blocks(random, kind, rows, cols)
        plain = gguf.dequantize(blocks, kind).astype(np.float32)
        weights[name] = torch.from_numpy(plain.reshape(rows, cols).copy())
        if ".q_proj." in name or ".k_proj." in name:
            blocks = interleaved(blocks, head)
        writer.add_tensor(stored_name(name), np.ascontiguousarray(blocks), raw_dtype=kind)
    finish(writer)
    tokens = torch.randint(0, config["vocab_size"], (24,), generator=generator, dtype=torch.int32)
    expected = reference_models.logits(config, weights, tokens)
    save_file(
        {"tokens": tokens, "logits": expected},
        OUT / "blocks.safetensors",
        metadata=reference_models.versions() | {"gguf": "0.19.0", "seed": str(SEED)},
    )


def add_letters(writer, size):
    """A vocabulary of single letters, a template and what a publisher recommends."""
    letters = ["<unk>", "<s>", "</s>", "\u2581"] + [chr(ord("!") + i) for i in range(size - 4)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(letters)
    writer.add_token_scores([-float(i) for i in range(size)])
    writer.add_token_types([2, 3, 3] + [1] * (size - 3))
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(
        [
            {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}"},
            {"name": "shout", "template": "{{ messages[0].content | upper }}{{ eos_token }}"},
        ]
    )
    writer.add_float32("general.sampling.temp", 0.5)
    writer.add_int32("general.sampling.top_k", 7)
    writer.add_float32("general.sampling.top_p", 0.25)


def add_wren(writer):
    """The vocabulary of the model in the box."""
    tokenizer = json.loads((WREN / "tokenizer.json").read_text())
    added = {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
    tokens = dict((id, text) for text, id in tokenizer["model"]["vocab"].items()) | added
    merges = tokenizer["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list([tokens[id] for id in range(len(tokens))])
    writer.add_token_types([3 if id in added else 1 for id in range(len(tokens))])
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_pad_token_id(5)
    writer.add_chat_template((WREN / "chat_template.jinja").read_text())


def write_vocabulary():
    writer = gguf.GGUFWriter(OUT / "wren-vocabulary.gguf", "llama")
    add_wren(writer)
    finish(writer)


def main():
    torch.set_num_threads(1)
    OUT.mkdir(exist_ok=True)
    names = sys.argv[1:] or SAME_AS_FIXTURES
    for name in names:
        write_fixture(name)
    if names != SAME_AS_FIXTURES:
        return
    write_blocks()
    write_vocabulary()
    for file in sorted(OUT.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
