"""Writes a GGUF file with every type of value and tensor, and what it holds, for GgufModelTest.

Run: python loader/src/test/python/make_gguf.py   (gguf 0.19.0, numpy 2.4.6)

mixed.json has metadata by key, and tensors by name: type, shape as numpy has it, bytes in hexadecimal digits.
"""

import json
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import GGUFValueType as V

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/loader/gguf"
SEED = 22
SCALARS = [
    ("u8", V.UINT8, 200), ("i8", V.INT8, -100), ("u16", V.UINT16, 60000), ("i16", V.INT16, -30000),
    ("u32", V.UINT32, 4000000000), ("i32", V.INT32, -2000000000), ("u64", V.UINT64, 2**63 - 1),
    ("i64", V.INT64, -(2**62)), ("f32", V.FLOAT32, 0.5), ("f64", V.FLOAT64, 0.1), ("yes", V.BOOL, True),
    ("no", V.BOOL, False), ("text", V.STRING, "süß \U0001F999"), ("empty", V.STRING, ""),
]
ARRAYS = [
    ("texts", ["a", "", "▁b", "\U0001F999"]), ("numbers", [1, -2, 3]), ("decimals", [0.5, -0.25]),
    ("flags", [True, False]),
]
TYPES = [T.F32, T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K,
         T.Q6_K, T.IQ4_NL, T.IQ4_XS, T.MXFP4]


def main():
    rng = np.random.default_rng(SEED)
    metadata = {}
    writer = gguf.GGUFWriter(OUT / "mixed.gguf", "llama")
    writer.add_custom_alignment(64)
    for key, kind, value in SCALARS:
        writer.add_key_value("test." + key, value, kind)
        metadata["test." + key] = value
    for key, value in ARRAYS:
        writer.add_array("test." + key, value)
        metadata["test." + key] = value
    tensors = {}
    for kind in TYPES:
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        data = rng.integers(0, 256, (3, 2 * size), dtype=np.uint8)
        name = kind.name.lower() + ".weight"
        writer.add_tensor(name, data, raw_dtype=kind)
        tensors[name] = {"type": kind.name, "shape": [3, 2 * elements], "hex": data.tobytes().hex()}
    cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    writer.add_tensor("cube", cube)
    tensors["cube"] = {"type": "F32", "shape": [2, 3, 4], "hex": cube.tobytes().hex()}
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    content = {"metadata": metadata, "tensors": tensors}
    (OUT / "mixed.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
