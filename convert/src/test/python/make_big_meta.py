"""Writes a large made-up Meta checkpoint, to see how much memory its conversion takes.

    python convert/src/test/python/make_big_meta.py DIR [SLICES] [LAYERS]

Versions: torch 2.13.0. Seed: 9. By default 16 slices, 20 layers of Llama 2's shapes: 8.6 GB of F16.
"""

import json
import pathlib
import sys

import torch

DIM, HEADS, HIDDEN, VOCAB = 4096, 32, 11008, 32000


def noise(rows, cols):
    """Random enough: one block of noise, repeated."""
    block = torch.randn(64, cols).half() * 0.02
    return block.repeat(-(-rows // 64), 1)[:rows].contiguous()


def make_slice(slices, layers):
    tensors = {
        "tok_embeddings.weight": noise(VOCAB, DIM // slices),
        "norm.weight": torch.ones(DIM).half(),
        "output.weight": noise(VOCAB // slices, DIM),
    }
    for layer in range(layers):
        prefix = f"layers.{layer}."
        for name in ("wq", "wk", "wv"):
            tensors[f"{prefix}attention.{name}.weight"] = noise(DIM // slices, DIM)
        tensors[f"{prefix}attention.wo.weight"] = noise(DIM, DIM // slices)
        tensors[f"{prefix}feed_forward.w1.weight"] = noise(HIDDEN // slices, DIM)
        tensors[f"{prefix}feed_forward.w2.weight"] = noise(DIM, HIDDEN // slices)
        tensors[f"{prefix}feed_forward.w3.weight"] = noise(HIDDEN // slices, DIM)
        tensors[f"{prefix}attention_norm.weight"] = torch.ones(DIM).half()
        tensors[f"{prefix}ffn_norm.weight"] = torch.ones(DIM).half()
    return tensors


def main():
    torch.manual_seed(9)
    out = pathlib.Path(sys.argv[1])
    slices = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    layers = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    out.mkdir(parents=True)
    params = {
        "dim": DIM,
        "n_layers": layers,
        "n_heads": HEADS,
        "multiple_of": 256,
        "norm_eps": 1e-5,
        "vocab_size": VOCAB,
    }
    (out / "params.json").write_text(json.dumps(params))
    for number in range(slices):
        torch.save(make_slice(slices, layers), out / f"consolidated.{number:02d}.pth")


if __name__ == "__main__":
    main()
