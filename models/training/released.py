"""Opens a released model directory, 16-bit or 4-bit, as a transformers model in float32."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from affine import BITS, dequantize


def unpack(words: Tensor) -> Tensor:
    """Words (rows, columns / 8) to codes (rows, columns); element i of a word in bits 4i to 4i + 3."""
    per_word = 32 // BITS
    fields = words.view(torch.int32).long()[..., None] >> (BITS * torch.arange(per_word))
    return (fields & (2**BITS - 1)).flatten(1).float()


def load_weights(directory: Path) -> dict[str, Tensor]:
    """All tensors of the directory in float32, 4-bit matrices dequantised."""
    stored: dict[str, Tensor] = {}
    for file in sorted(directory.glob("*.safetensors")):
        stored |= load_file(file)
    weights = {}
    for name, tensor in stored.items():
        stem = name.removesuffix(".weight")
        if name.endswith((".scales", ".biases")):
            continue
        if stem + ".scales" in stored:
            scales, biases = stored[stem + ".scales"].float(), stored[stem + ".biases"].float()
            weights[name] = dequantize(unpack(tensor), scales, biases)
        else:
            weights[name] = tensor.float()
    return weights


def load_model(directory: Path) -> LlamaForCausalLM:
    """The model of the directory, computing in float32."""
    config = json.loads((directory / "config.json").read_text())
    config.pop("quantization", None)
    config.pop("torch_dtype")
    model = LlamaForCausalLM(LlamaConfig(**config)).float().eval()
    weights = load_weights(directory)
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
    model.load_state_dict(weights)
    model.tie_weights()
    return model
