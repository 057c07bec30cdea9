"""Writes how the gguf package calls the tensors of transformers' models, for TensorNamesTest.

Run: python loader/src/test/python/gguf_names.py   (gguf 0.19.0, numpy 2.4.6)

A line is an architecture, a name in Hugging Face's layout and one in GGUF, between tabs. Lines that begin
with "rows" have a head size and, for two heads, the row of Hugging Face's that is each row of GGUF's.
"""

import pathlib

import gguf
import numpy as np

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/loader/gguf/names.txt"
GLOBAL = ["model.embed_tokens", "model.norm", "lm_head"]
LAYER = [
    "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm",
    "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "self_attn.qkv_proj",
    "self_attn.q_norm", "self_attn.k_norm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
]
QWEN_EXPERTS = ["mlp.gate", "mlp.experts.gate_proj", "mlp.experts.up_proj", "mlp.experts.down_proj"]
SHARED = ["mlp.shared_expert_gate"] + [f"mlp.shared_expert.{n}_proj" for n in ("gate", "up", "down")]
MIXTRAL = ["block_sparse_moe.gate"] + [f"block_sparse_moe.experts.w{n}" for n in (1, 2, 3)]
MORE = {"llama": MIXTRAL, "qwen2moe": QWEN_EXPERTS + SHARED, "qwen3moe": QWEN_EXPERTS, "phi3": ["mlp.gate_up_proj"]}
NAMES = ["llama", "qwen2", "qwen2moe", "qwen3", "qwen3moe", "gemma2", "gemma3", "phi3", "granite"]


def permuted(rows, heads):
    """What llama.cpp's converter does to the rows of Q and K of llama-type models."""
    return rows.reshape(heads, 2, len(rows) // heads // 2).swapaxes(1, 2).reshape(-1)


def main():
    lines = []
    for arch, name in gguf.MODEL_ARCH_NAMES.items():
        if name not in NAMES:
            continue
        names = gguf.get_tensor_name_map(arch, 12)
        for hf in GLOBAL + [f"model.layers.11.{n}" for n in LAYER + MORE.get(name, [])]:
            found = names.get_name(hf)
            if found and not (name == "phi3" and hf.endswith(("gate_proj", "mlp.up_proj"))):
                lines.append(f"{name}\t{hf}.weight\t{found}.weight")
    for size in (4, 6, 64):
        rows = " ".join(map(str, permuted(np.arange(2 * size), 2)))
        lines.append(f"rows\t{size}\t{rows}")
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
