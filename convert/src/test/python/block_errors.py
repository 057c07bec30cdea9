"""Writes src/test/resources/block/errors.json: what ggml's own rounding to blocks loses.

The weights are those of BlockQuantizerTest: sums of four draws of a linear congruential generator,
one of a hundred of them eight times as large. Q8_0, Q4_0, Q4_1, Q5_0 and Q5_1 are rounded by the
package gguf. The K types are rounded by ggml itself, by ggml_quantize_chunk without an importance
matrix, in a shared library built of ggml.c and ggml-quants.c of ggml-org/ggml at d99724f2.

    pip install gguf==0.19.0 numpy==2.4.6
    python block_errors.py libggml.so
"""

import ctypes
import json
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

OUT = Path(__file__).parent.parent / "resources" / "block" / "errors.json"
ROWS, COLS = 16, 512
SEED = 20261130


def weights():
    state = SEED
    values = []
    for i in range(ROWS * COLS):
        total = np.float32(0)
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            total += np.float32((state >> 40) / 2**24 - 0.5)
        values.append(total * np.float32(0.5 if i % 100 == 0 else 0.0625))
    return np.array(values, np.float32).reshape(ROWS, COLS)


def main():
    library = ctypes.CDLL(sys.argv[1])
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    library.ggml_quantize_chunk.argtypes = [
        ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p,
    ]  # fmt: skip
    plain = weights()
    errors = {}
    for kind in (Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0):
        blocks = gguf.quantize(plain, kind)
        errors[kind.name] = loss(plain, blocks, kind)
    for kind in (Type.Q4_K, Type.Q5_K, Type.Q6_K):
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = np.zeros((ROWS, COLS // elements * size), np.uint8)
        library.ggml_quantize_chunk(
            int(kind), plain.ctypes.data, blocks.ctypes.data, 0, ROWS, COLS, None
        )
        errors[kind.name] = loss(plain, blocks, kind)
    OUT.write_text(json.dumps({"gguf": "0.19.0", "seed": SEED, "errors": errors}, indent=2) + "\n")


def loss(plain, blocks, kind):
    return float(((gguf.dequantize(blocks, kind).astype(np.float64) - plain) ** 2).sum())


main()
