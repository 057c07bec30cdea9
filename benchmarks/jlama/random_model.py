"""Writes a Llama model of 180 million random weights in BF16, with the tokenizer of the model in the box.

Both engines read it, and round it to 4 bits. What they say is nonsense; how long they take is not.

    python random_model.py OUT

Versions: numpy 2.
"""

import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np

WREN = Path(__file__).parents[2] / "models" / "wren-3m"
HIDDEN, INNER, LAYERS, HEADS, KEY_HEADS = 1024, 2816, 16, 16, 4
HEAD = HIDDEN // HEADS


def bfloat16(values):
    return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def shapes(vocabulary):
    yield "model.embed_tokens.weight", (vocabulary, HIDDEN)
    yield "lm_head.weight", (vocabulary, HIDDEN)
    yield "model.norm.weight", (HIDDEN,)
    for layer in range(LAYERS):
        name = f"model.layers.{layer}."
        yield name + "self_attn.q_proj.weight", (HIDDEN, HIDDEN)
        yield name + "self_attn.k_proj.weight", (KEY_HEADS * HEAD, HIDDEN)
        yield name + "self_attn.v_proj.weight", (KEY_HEADS * HEAD, HIDDEN)
        yield name + "self_attn.o_proj.weight", (HIDDEN, HIDDEN)
        yield name + "mlp.gate_proj.weight", (INNER, HIDDEN)
        yield name + "mlp.up_proj.weight", (INNER, HIDDEN)
        yield name + "mlp.down_proj.weight", (HIDDEN, INNER)
        yield name + "input_layernorm.weight", (HIDDEN,)
        yield name + "post_attention_layernorm.weight", (HIDDEN,)


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    config = json.loads((WREN / "config.json").read_text())
    config.update(hidden_size=HIDDEN, intermediate_size=INNER, num_hidden_layers=LAYERS,
                  num_attention_heads=HEADS, num_key_value_heads=KEY_HEADS, head_dim=HEAD,
                  tie_word_embeddings=False, max_position_embeddings=2048)
    (out / "config.json").write_text(json.dumps(config, indent=2))
    for name in ("tokenizer.json", "tokenizer_config.json", "generation_config.json"):
        shutil.copy(WREN / name, out / name)
    random = np.random.default_rng(1)
    header, pieces, offset = {}, [], 0
    for name, shape in shapes(config["vocab_size"]):
        values = np.ones(shape) if len(shape) == 1 else random.normal(0, 0.02, shape)
        data = bfloat16(values).tobytes()
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + len(data)]}
        pieces.append(data)
        offset += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(out / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(pieces)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
