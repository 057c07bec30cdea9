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
        elif name.endswith(".input_linear.weight"):
            gates, ups = weight.chunk(2, dim=1)
            stored[name.replace("input_linear", "switch_mlp.gate_proj")] = gates.contiguous()
            stored[name.replace("input_linear", "switch_mlp.up_proj")] = ups.contiguous()
        elif name.endswith(".output_linear.weight"):
            stored[name.replace("output_linear", "switch_mlp.down_proj")] = weight
        elif name.endswith(".feed_forward.experts.gate_up_proj"):
            gates, ups = weight.transpose(1, 2).chunk(2, dim=1)
            stored[name.replace("gate_up_proj", "gate_proj.weight")] = gates.contiguous()
            stored[name.replace("gate_up_proj", "up_proj.weight")] = ups.contiguous()
        elif name.endswith(".feed_forward.experts.down_proj"):
            stored[name + ".weight"] = weight.transpose(1, 2).contiguous()
        else:
            stored[name] = weight
    return stored | {name: torch.stack(parts) for name, parts in stacks.items()}


def unswitch(weights):
    """The opposite."""
    plain = {}
    for name, weight in weights.items():
        if ".block_sparse_moe.switch_mlp.gate_proj." in name:
            ups = weights[name.replace("gate_proj", "up_proj")]
            plain[name.replace("switch_mlp.gate_proj", "input_linear")] = torch.cat((weight, ups), 1)
        elif ".block_sparse_moe.switch_mlp.down_proj." in name:
            plain[name.replace("switch_mlp.down_proj", "output_linear")] = weight
        elif ".block_sparse_moe.switch_mlp." in name:
            continue
        elif ".switch_mlp." in name:
            for i, part in enumerate(weight):
                plain[name.replace("switch_mlp", f"experts.{i}")] = part.contiguous()
        elif name.endswith(".feed_forward.experts.gate_proj.weight"):
            ups = weights[name.replace("gate_proj", "up_proj")]
            whole = torch.cat((weight, ups), dim=1).transpose(1, 2).contiguous()
            plain[name.replace("gate_proj.weight", "gate_up_proj")] = whole
        elif name.endswith(".feed_forward.experts.down_proj.weight"):
            plain[name.removesuffix(".weight")] = weight.transpose(1, 2).contiguous()
        elif not name.endswith(".feed_forward.experts.up_proj.weight"):
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


def quantize_named(stored, plain, settings, scale_type):
    """Quantises the matrices that have a setting of their own, in both dictionaries."""
    for module, setting in settings.items():
        if isinstance(setting, dict):
            name = f"{module}.weight"
            parts = _quantize(plain[name], setting["bits"], setting["group_size"], scale_type)
            stored[name], stored[f"{module}.scales"], stored[f"{module}.biases"] = parts[:3]
            plain[name] = parts[3]


def mxfp4_names(stored):
    """MXFP4 as mlx-lm stores it: codes as words, gates and ups apart, also those of biases."""
    result = {}
    for name, tensor in stored.items():
        if name.endswith("_blocks"):
            tensor = tensor.flatten(-2).view(torch.uint32)
        whole = name.replace(".weight_blocks", ".weight").replace(".weight_scales", ".scales")
        for ending, other in (("_blocks", ".weight"), ("_scales", ".scales"), ("_bias", ".bias")):
            if ".experts." in whole and whole.endswith(ending):
                whole = whole.removesuffix(ending) + other
        if ".gate_up_proj" in whole:
            result[whole.replace("gate_up_proj", "gate_proj")] = tensor[:, ::2].contiguous()
            result[whole.replace("gate_up_proj", "up_proj")] = tensor[:, 1::2].contiguous()
        else:
            result[whole] = tensor
    return result


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
