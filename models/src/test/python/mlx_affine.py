"""Affine quantisation in groups, in the tensors that mlx-lm writes."""

import re

import torch

EXPERT = re.compile(r"(.*\.mlp)\.experts\.(\d+)\.(.*)")


def switch(weights):
    """The experts of a layer stacked, as mlx-lm names them."""
    stored, stacks = {}, {}
    for name, weight in weights.items():
        match = EXPERT.fullmatch(name)
        if match:
            stacks.setdefault(f"{match[1]}.switch_mlp.{match[3]}", []).append(weight)
        else:
            stored[name] = weight
    return stored | {name: torch.stack(parts) for name, parts in stacks.items()}


def unswitch(weights):
    """The opposite."""
    plain = {}
    for name, weight in weights.items():
        if ".switch_mlp." in name:
            for i, part in enumerate(weight):
                plain[name.replace("switch_mlp", f"experts.{i}")] = part.contiguous()
        else:
            plain[name] = weight
    return plain


def quantize(weights, settings, not_quantised, scale_type):
    """Quantises every matrix but those named.

    settings is the "quantization" of config.json: group_size, bits, and by module an object of the
    two, or false. Returns the tensors to store and the weights that they stand for, in float32.
    """
    stored, plain = {}, {}
    for name, weight in weights.items():
        module = name.removesuffix(".weight")
        setting = settings.get(module, settings)
        keep = setting is False or any(part in name for part in not_quantised)
        if weight.dim() < 2 or keep:
            stored[name] = weight
            plain[name] = weight.float()
            continue
        parts = _quantize(
            weight.float().flatten(0, -2), setting["bits"], setting["group_size"], scale_type
        )
        words, scales, biases, values = (part.unflatten(0, weight.shape[:-1]) for part in parts)
        stored[name] = words
        stored[f"{module}.scales"] = scales
        stored[f"{module}.biases"] = biases
        plain[name] = values
    return stored, plain


def _quantize(weight, bits, group_size, scale_type):
    rows, cols = weight.shape
    groups = weight.reshape(rows, cols // group_size, group_size)
    low, high = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    # As in MLX, the end that is farther from zero becomes the bias, so scales may be negative.
    down = low.abs() < high.abs()
    scales = (high - low) / (2**bits - 1)
    scales = torch.where(down, -scales, scales).to(scale_type)
    biases = torch.where(down, high, low).to(scale_type)
    codes = ((groups - biases.float()) / scales.float()).round().clamp(0, 2**bits - 1)
    values = (codes * scales.float() + biases.float()).reshape(rows, cols)
    # one stream of bits, from the low bits of words up
    stream = codes.to(torch.int64).reshape(rows, cols, 1) >> torch.arange(bits) & 1
    words = (stream.reshape(rows, -1, 32) << torch.arange(32)).sum(-1)
    return (
        words.to(torch.uint32),
        scales.squeeze(-1).contiguous(),
        biases.squeeze(-1).contiguous(),
        values,
    )
