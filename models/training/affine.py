"""The affine 4-bit scheme of MLX: groups of 64 along a row, w = scale * q + bias, q in 0..15.

Scale and bias of each group are rounded to bfloat16. Following MLX, the edge of larger magnitude
is represented exactly by a code (up to that rounding) so that zero stays close to the grid.
"""

import torch
from torch import Tensor

GROUP_SIZE = 64
BITS = 4
LEVELS = 2**BITS - 1


def group_parameters(groups: Tensor) -> tuple[Tensor, Tensor]:
    """Scale and bias, each (groups, 1), values of bfloat16 in float32, for (groups, 64) weights."""
    low = groups.amin(-1, keepdim=True)
    high = groups.amax(-1, keepdim=True)
    scale = ((high - low) / LEVELS).clamp_min(1e-7)
    low_is_edge = low.abs() > high.abs()
    scale = torch.where(low_is_edge, scale, -scale)
    edge = torch.where(low_is_edge, low, high)
    code = torch.round(edge / scale)
    scale = torch.where(code != 0, edge / torch.where(code != 0, code, 1), scale)
    bias = torch.where(code != 0, edge, torch.zeros_like(edge))
    return scale.bfloat16().float(), bias.bfloat16().float()


def quantize(weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Codes (rows, columns) in 0..15, scales and biases (rows, columns / 64), all float32."""
    rows, columns = weight.shape
    groups = weight.detach().float().reshape(-1, GROUP_SIZE)
    scale, bias = group_parameters(groups)
    codes = torch.round((groups - bias) / scale).clamp(0, LEVELS)
    per_row = columns // GROUP_SIZE
    return codes.view(rows, columns), scale.view(rows, per_row), bias.view(rows, per_row)


def dequantize(codes: Tensor, scales: Tensor, biases: Tensor) -> Tensor:
    """The weights that codes, scales and biases stand for, in float32."""
    groups = codes.reshape(-1, GROUP_SIZE)
    return (groups * scales.reshape(-1, 1) + biases.reshape(-1, 1)).view(codes.shape)


def fake_quantize(weight: Tensor) -> Tensor:
    """The dequantised weight forward, the identity backward (straight-through estimator)."""
    with torch.no_grad():
        error = dequantize(*quantize(weight)) - weight
    return weight + error
