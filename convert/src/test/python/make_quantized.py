"""Quantises random matrices by MLX's affine formula, in torch, for QuantizerTest.

    python convert/src/test/python/make_quantized.py

Versions: torch 2.13.0, safetensors 0.8.0. Seed: 4.

The formula is the one that mlx/backend/cpu/quantized.cpp computes in float32: codes are rounded
under the exact scale and bias, and only then are scale and bias stored in the type of the weights.

quantized.safetensors:
    w.TYPE                          (3, 256) the weights
    q.TYPE.BITS.GROUP.weight        (3, 256 * BITS / 32) packed codes
    q.TYPE.BITS.GROUP.scales/biases (3, 256 / GROUP)
    q.TYPE.BITS.GROUP.values        (3, 256) float32: scale * code + bias, from the stored ones
"""

import pathlib

import torch
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/convert/quantize"
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def weights():
    """Gaussian weights, with groups of every kind that the formula treats apart."""
    w = torch.randn(3, 256) * 0.05
    w[0, 0:32] = 0  # all zero
    w[0, 32:64] = 0.75  # all equal
    w[0, 64:96] = w[0, 64:96].abs() + 0.1  # all positive
    w[0, 96:128] = -w[0, 96:128].abs() - 3  # all negative, far from zero
    w[0, 128:160] *= 1e-6  # below the smallest scale
    w[1, 5] = 4.5  # outliers
    w[1, 77] = -9.25
    w[1, 128:256] = (torch.arange(128) % 16) * 0.25 - 2  # on a grid
    return w


def pack(codes, bits):
    """(rows, cols) codes to (rows, cols * bits / 32) words: one stream of bits, lowest first."""
    planes = (codes.unsqueeze(-1) >> torch.arange(bits)) & 1
    stream = planes.flatten(1).unflatten(1, (-1, 32))
    return (stream << torch.arange(32)).sum(-1).to(torch.uint32)


def quantize(w, bits, group):
    g = w.float().unflatten(1, (-1, group))
    top = 2**bits - 1
    high, low = g.amax(-1, keepdim=True), g.amin(-1, keepdim=True)
    low_is_larger = low.abs() > high.abs()
    scale = ((high - low) / top).clamp(min=torch.tensor(1e-7))
    scale = torch.where(low_is_larger, scale, -scale)
    edge = torch.where(low_is_larger, low, high)
    code = torch.round(edge / scale)
    scale = torch.where(code != 0, edge / code, scale)
    bias = torch.where(code != 0, edge, torch.zeros(()))
    codes = torch.round((g - bias) / scale).clamp(0, top)
    scales, biases = scale.to(w.dtype), bias.to(w.dtype)
    values = scales.float() * codes + biases.float()
    return {
        "weight": pack(codes.long().flatten(1), bits),
        "scales": scales.flatten(1).contiguous(),
        "biases": biases.flatten(1).contiguous(),
        "values": values.flatten(1).contiguous(),
    }


def main():
    torch.manual_seed(4)
    w = weights()
    tensors = {}
    for name, dtype in TYPES.items():
        typed = w.to(dtype)
        tensors[f"w.{name}"] = typed
        for bits in (2, 3, 4, 5, 6, 8):
            for group in (32, 64, 128):
                for part, tensor in quantize(typed, bits, group).items():
                    if part != "values" or name == "BF16":
                        tensors[f"q.{name}.{bits}.{group}.{part}"] = tensor
    save_file(tensors, OUT / "quantized.safetensors")


if __name__ == "__main__":
    main()
