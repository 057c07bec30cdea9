"""Writes matrices as they lie in memory and the values that torch reads in them, for MatrixRowsTest.

Run: python engine/src/test/python/matrix_rows_reference.py   (torch 2.13.0, numpy 2.4.6)

A case is a line of fields between tabs: kind, bits, group size, type of the floats, rows, columns,
then in hexadecimal digits: codes or elements, scales, biases (both empty but for "affine") and the
values, (rows, columns) of float32, all little-endian. Kinds are "float", "affine" as mlx-lm stores
it, and "interleaved" as InterleavedMatrix describes it.
"""

import pathlib

import numpy as np
import torch

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/engine/kernel/scalar/matrices.txt"
SEED = 20
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def raw(x):
    """The bytes of a tensor."""
    return x.contiguous().view(torch.uint8).numpy().tobytes()


def line(kind, bits, group, type_name, values, *memory):
    rows, cols = values.shape
    fields = [kind, bits, group, type_name, rows, cols, *(m.hex() for m in memory)]
    return "\t".join(map(str, fields)) + "\t" + raw(values.float()).hex()


def floats(rng, type_name, rows, cols):
    """Any bits but those of infinities and NaN; every fourth element is subnormal."""
    x = torch.from_numpy(rng.standard_normal((rows, cols))).to(TYPES[type_name])
    tiny = torch.finfo(TYPES[type_name]).smallest_normal
    share = torch.from_numpy(rng.uniform(-1, 1, (rows, cols)))
    x[:, ::4] = (tiny * share).to(TYPES[type_name])[:, ::4]
    return line("float", 0, 0, type_name, x, raw(x), b"", b"")


def groups(rng, bits, group, type_name, rows, cols):
    """Codes, scales, biases and the values they stand for, in float32."""
    codes = rng.integers(0, 2**bits, (rows, cols), dtype=np.uint32)
    shape = (rows, cols // group)
    scales = torch.from_numpy(rng.standard_normal(shape) / 8).to(TYPES[type_name])
    biases = torch.from_numpy(rng.standard_normal(shape)).to(TYPES[type_name])
    scales[0, 0] = torch.finfo(TYPES[type_name]).smallest_normal / 4
    grouped = torch.from_numpy(codes.astype(np.float32)).reshape(*shape, group)
    values = scales.float()[..., None] * grouped + biases.float()[..., None]
    return codes, scales, biases, values.reshape(rows, cols)


def words(codes, bits):
    """(rows, cols) codes in 32-bit words: one stream of bits, from the low bits up."""
    stream = codes[..., None] >> np.arange(bits, dtype=np.uint32) & 1
    return np.packbits(stream.reshape(len(codes), -1), axis=-1, bitorder="little").view("<u4")


def affine(rng, bits, group, type_name, rows, cols):
    codes, scales, biases, values = groups(rng, bits, group, type_name, rows, cols)
    memory = words(codes, bits).tobytes(), raw(scales), raw(biases)
    return line("affine", bits, group, type_name, values, *memory)


def interleaved(rng, group, type_name, rows, cols):
    codes, scales, biases, values = groups(rng, 4, group, type_name, rows, cols)
    packed = words(codes, 4)
    low = scales.view(torch.uint16).numpy().astype("<u4")
    high = biases.view(torch.uint16).numpy().astype("<u4")
    floats_of = low | high << np.uint32(16)
    out = []
    for block in range(0, rows, 16):
        for g in range(cols // group):
            for column in [*packed.T[g * group // 8 : (g + 1) * group // 8], floats_of.T[g]]:
                taken = column[block : block + 16]
                out.append(np.pad(taken, (0, 16 - len(taken))).astype("<u4"))
    return line("interleaved", 4, group, type_name, values, np.concatenate(out).tobytes(), b"", b"")


def main():
    rng = np.random.default_rng(SEED)
    lines = [floats(rng, type_name, 3, 13) for type_name in TYPES]
    for type_name in TYPES:
        for group in (32, 64, 128):
            lines += [affine(rng, bits, group, type_name, 3, 2 * group) for bits in (2, 3, 4, 5, 6, 8)]
            if type_name != "F32":
                lines.append(interleaved(rng, group, type_name, 18, 2 * group))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
