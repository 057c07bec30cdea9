"""Writes what torch's attention answers, for AttentionReferenceTest.

Run: python engine/src/test/python/attention_reference.py   (torch 2.13.0, numpy 2.4.6)

Queries, keys and values are a hash of their place, which the test computes again; so the file
holds the cases and the answers alone. Place i with seed s has one of 2^24 values from -4 to 4:

    x = (i + 1) * 2654435761 + s mod 2^32;  x ^= x >> 16;  x = x * 2246822519 mod 2^32
    value = (x >> 8) / 2^21 - 4

A case is a line of fields between tabs: name, seed, heads, key/value heads, head size, window (0:
none), positions, the cache's type, the positions whose answers are kept. For each of those a line
follows with the answer (heads * head size) as bits of float32 in hexadecimal digits.
"""

import pathlib

import numpy as np
import torch

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/engine/attention/reference.txt"

# name, heads, key/value heads, head size, window, positions
CASES = [
    ("multi-head", 2, 2, 8, 0, 150),
    ("grouped queries", 4, 2, 24, 0, 300),
    ("multi-query", 4, 1, 64, 0, 130),
    ("head of 80", 2, 1, 80, 0, 129),
    ("head of 128", 2, 1, 128, 0, 140),
    ("head of 256", 1, 1, 256, 0, 129),
    ("window within a page", 4, 2, 8, 5, 150),
    ("window over pages", 2, 1, 24, 200, 400),
    ("window of one", 2, 2, 8, 1, 131),
]


def hashed(seed, count):
    with np.errstate(over="ignore"):
        x = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed)
        x ^= x >> np.uint32(16)
        x = x * np.uint32(2246822519)
    return (x >> np.uint32(8)).astype(np.float64) / 2**21 - 4


def stored(x, kv_type):
    """(positions, heads, size) as the cache gives it back."""
    if kv_type == "F32":
        return x
    if kv_type == "F16":
        return torch.from_numpy(x).half().double().numpy()
    x = x.astype(np.float32)
    largest = np.abs(x).max(axis=-1, keepdims=True)
    codes = np.rint(x * (np.float32(127) / largest))
    return codes.astype(np.float64) * (largest / np.float32(127))


def answers(seed, heads, kv_heads, size, window, positions, kv_type):
    qkv = hashed(seed, positions * (heads + 2 * kv_heads) * size)
    qkv = qkv.reshape(positions, heads + 2 * kv_heads, size)
    q = qkv[:, :heads]
    k = stored(qkv[:, heads : heads + kv_heads], kv_type)
    v = stored(qkv[:, heads + kv_heads :], kv_type)
    i, j = torch.arange(positions)[:, None], torch.arange(positions)[None, :]
    mask = j <= i
    if window:
        mask &= j > i - window
    q, k, v = (torch.from_numpy(np.ascontiguousarray(x)).transpose(0, 1) for x in (q, k, v))
    out = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    return out.transpose(0, 1).reshape(positions, heads * size).float().numpy()


def main():
    lines = []
    seed = 0
    for name, heads, kv_heads, size, window, positions in CASES:
        for kv_type in ("F32", "F16", "Q8"):
            seed += 1
            out = answers(seed, heads, kv_heads, size, window, positions, kv_type)
            kept = sorted({0, 1, 127, 128, positions - 1} & set(range(positions)))
            case = (name, seed, heads, kv_heads, size, window, positions, kv_type)
            lines.append("\t".join(map(str, case)) + "\t" + " ".join(map(str, kept)))
            for token in kept:
                lines.append(out[token].view(np.uint32).astype(">u4").tobytes().hex())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
