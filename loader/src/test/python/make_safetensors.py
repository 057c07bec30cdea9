"""Writes small reference files with the safetensors library.

    python loader/src/test/python/make_safetensors.py

Versions: safetensors 0.8.0, torch 2.13.0. Seed: 1.

mixed.safetensors   one tensor of every common dtype, with metadata
mixed.json          for each tensor: dtype, shape, and the bytes in hexadecimal, taken from torch
"""

import json
import pathlib

import torch
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/loader/safetensors"
NAMES = {
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.float64: "F64",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.uint32: "U32",
    torch.uint8: "U8",
    torch.bool: "BOOL",
    torch.float8_e4m3fn: "F8_E4M3",
}


def raw(tensor):
    """The bytes of a tensor as they lie in memory (a little-endian machine is assumed)."""
    return bytes(tensor.contiguous().flatten().view(torch.uint8).tolist())


def main():
    torch.manual_seed(1)
    tensors = {
        "floats": torch.randn(3, 5),
        "halves": torch.randn(4, 3).half(),
        "brains": torch.randn(7).bfloat16(),
        "doubles": torch.randn(2, 1, 2, dtype=torch.float64),
        "longs": torch.randint(-(2**62), 2**62, (3,)),
        "ints": torch.randint(-(2**31), 2**31 - 1, (2, 2), dtype=torch.int32),
        "words": torch.randint(0, 2**31, (2, 3), dtype=torch.int64).to(torch.uint32),
        "bytes": torch.arange(11, dtype=torch.uint8),
        "truths": torch.tensor([True, False, True]),
        "eighths": torch.randn(6).to(torch.float8_e4m3fn),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "名前 \"quoted\"": torch.ones(2),
    }
    save_file(tensors, OUT / "mixed.safetensors", metadata={"format": "pt", "note": "a \\ ü"})
    expected = {
        name: {"dtype": NAMES[t.dtype], "shape": list(t.shape), "hex": raw(t).hex()}
        for name, t in tensors.items()
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (OUT / "mixed.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
