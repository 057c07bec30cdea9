"""Writes blocks of every ggml type and the values that the gguf package reads in them, for BlockRowsTest.

Run: python engine/src/test/python/block_rows_reference.py   (gguf 0.19.0, numpy 2.4.6)

TYPE.bin of each type: u32 number of blocks, the blocks, then their values as float32, all little-endian.
Bytes are random. Half of the blocks have ordinary scales, one has subnormal, one has zero and negative
ones, the others have random bits; MXFP4 has the exponents at both ends of the scale.
"""

import pathlib
import struct

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/engine/kernel/scalar/blocks"
SEED = 21
HALVES = {  # offsets of the float16 fields
    T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q2_K: [80, 82],
    T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.IQ4_NL: [0], T.IQ4_XS: [0], T.MXFP4: [],
}
EXPONENTS = [0, 1, 2, 3, 60, 127, 128, 250, 253, 254, 255]


def half(value):
    return np.frombuffer(np.float16(value).tobytes(), np.uint8)


def blocks(rng, kind):
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    count = len(EXPONENTS) if kind == T.MXFP4 else 6 if elements == 256 else 12
    data = rng.integers(0, 256, (count, size), dtype=np.uint8)
    for at in HALVES[kind]:
        for b in range(count // 2):
            data[b, at:at + 2] = half(rng.standard_normal() / 64)
        data[count // 2, at:at + 2] = half(2.0**-24 * rng.integers(1, 1024))
        data[count // 2 + 1, at:at + 2] = half(-0.0 if at % 4 else -rng.random())
    if kind == T.MXFP4:
        data[:, 0] = EXPONENTS
    return data


def main():
    rng = np.random.default_rng(SEED)
    OUT.mkdir(parents=True, exist_ok=True)
    for kind in HALVES:
        data = blocks(rng, kind)
        with np.errstate(all="ignore"):
            values = gguf.dequantize(data, kind).astype("<f4")
        path = OUT / f"{kind.name}.bin"
        path.write_bytes(struct.pack("<I", len(data)) + data.tobytes() + values.tobytes())


if __name__ == "__main__":
    main()
