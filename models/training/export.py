"""Writes a trained checkpoint in the Hugging Face layout: BF16 in two shards.

python export.py --checkpoint final.pt --tokenizer DIRECTORY --out MODEL
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from train import CONFIG

TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"]
BEGIN, END, END_OF_TURN, PAD = 0, 1, 4, 5


def model_config() -> dict:
    c = CONFIG.as_dict()
    theta = c.pop("rope_theta")
    return dict(
        sorted(
            (
                c
                | {
                    "architectures": ["LlamaForCausalLM"],
                    "attention_bias": False,
                    "attention_dropout": 0.0,
                    "bos_token_id": BEGIN,
                    "eos_token_id": [END, END_OF_TURN],
                    "hidden_act": "silu",
                    "initializer_range": 0.05,
                    "mlp_bias": False,
                    "model_type": "llama",
                    "pad_token_id": PAD,
                    "rope_scaling": None,
                    "rope_theta": theta,
                    "tie_word_embeddings": True,
                    "torch_dtype": "bfloat16",
                    "use_cache": True,
                }
            ).items()
        )
    )


def generation_config() -> dict:
    return {
        "bos_token_id": BEGIN,
        "do_sample": True,
        "eos_token_id": [END, END_OF_TURN],
        "pad_token_id": PAD,
        "temperature": 0.7,
        "top_p": 0.95,
    }


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_shards(out: Path, shards: list[dict[str, Tensor]], parameters: int) -> None:
    """One file a shard, and the index."""
    weight_map, total = {}, 0
    for number, shard in enumerate(shards, 1):
        name = f"model-{number:05}-of-{len(shards):05}.safetensors"
        save_file(shard, out / name, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(shard, name)
        total += sum(t.numel() * t.element_size() for t in shard.values())
    write_json(
        out / "model.safetensors.index.json",
        {
            "metadata": {"total_parameters": parameters, "total_size": total},
            "weight_map": dict(sorted(weight_map.items())),
        },
    )


def split(weights: dict[str, Tensor]) -> list[dict[str, Tensor]]:
    """Two shards: embedding and the first half of the layers; the rest."""
    half = CONFIG.num_hidden_layers // 2
    second = tuple(f"model.layers.{i}." for i in range(half, CONFIG.num_hidden_layers)) + (
        "model.norm",
    )
    return [
        {n: t for n, t in weights.items() if n.startswith(second) == late} for late in (False, True)
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--checkpoint", type=Path, required=True)
    arguments.add_argument("--tokenizer", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()

    state = torch.load(options.checkpoint, weights_only=True)
    weights = {"model." + name: tensor.bfloat16().contiguous() for name, tensor in state.items()}
    parameters = sum(t.numel() for t in weights.values())
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "config.json", model_config())
    write_json(options.out / "generation_config.json", generation_config())
    for name in TOKENIZER_FILES:
        shutil.copyfile(options.tokenizer / name, options.out / name)
    write_shards(options.out, split(weights), parameters)


if __name__ == "__main__":
    main()
