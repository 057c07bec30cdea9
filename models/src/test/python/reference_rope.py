"""Writes src/test/resources/fixtures/rope.json: the rotary frequencies of published models' settings.

    python reference_rope.py

Versions: torch 2.13.0, transformers 5.18.0. Nothing in it is random.
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

FIXTURES = Path(__file__).parent.parent / "resources" / "fixtures"
LLAMA31 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}
LONG = {
    "max_position_embeddings": 131072,
    "original_max_position_embeddings": 4096,
    "rope_scaling": {
        "type": "longrope",
        "short_factor": [1.0, 1.02, 1.03, 1.05, 1.1, 1.2],
        "long_factor": [1.1, 2.5, 8.0, 20.0, 40.0, 64.5],
    },
}
DYNAMIC = {"max_position_embeddings": 2048, "rope_scaling": {"type": "dynamic", "factor": 2.0}}
CASES = {
    "llama-2": {"head_dim": 128},
    "code-llama": {"head_dim": 128, "rope_theta": 1000000},
    "llama-3": {"head_dim": 128, "rope_theta": 500000.0},
    "llama-3.1": {"head_dim": 128, "rope_theta": 500000.0, "rope_scaling": LLAMA31},
    "llama-3.2": {
        "head_dim": 64,
        "rope_parameters": {**LLAMA31, "factor": 32.0, "rope_theta": 500000.0},
    },
    "llama-3-no-original": {
        "head_dim": 64,
        "max_position_embeddings": 4096,
        "rope_parameters": {
            k: v for k, v in LLAMA31.items() if k != "original_max_position_embeddings"
        },
    },
    "qwen2.5-yarn": {
        "head_dim": 128,
        "rope_theta": 1000000.0,
        "max_position_embeddings": 131072,
        "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768},
    },
    "yarn-fractions": {
        "head_dim": 24,
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 16.0,
            "original_max_position_embeddings": 64,
            "beta_fast": 6.0,
            "beta_slow": 1.5,
            "mscale": 0.7,
            "mscale_all_dim": 1.0,
            "truncate": False,
        },
    },
    "yarn-attention-factor": {
        "head_dim": 16,
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 8.0,
            "original_max_position_embeddings": 256,
            "attention_factor": 0.75,
        },
    },
    "phi-3-short": {"head_dim": 12, **LONG, "length": 4096},
    "phi-3-long": {"head_dim": 12, **LONG, "length": 4097},
    "longrope-factor": {
        "head_dim": 4,
        "max_position_embeddings": 512,
        "rope_parameters": {
            "rope_type": "longrope",
            "rope_theta": 10000.0,
            "short_factor": [1.0, 1.5],
            "long_factor": [2.0, 9.0],
            "factor": 3.0,
            "original_max_position_embeddings": 128,
        },
        "length": 500,
    },
    "dynamic-short": {"head_dim": 16, **DYNAMIC, "length": 2048},
    "dynamic-long": {"head_dim": 16, **DYNAMIC, "length": 5000},
    "proportional": {
        "head_dim": 32,
        "rope_parameters": {
            "rope_type": "proportional",
            "rope_theta": 1000000.0,
            "partial_rotary_factor": 0.25,
            "factor": 2.0,
        },
    },
    "partial-linear": {
        "head_dim": 24,
        "partial_rotary_factor": 0.75,
        "rope_scaling": {"type": "linear", "factor": 4.0},
    },
    "linear": {"head_dim": 10, "rope_scaling": {"type": "linear", "factor": 4.0}},
}


def main():
    cases = {}
    for name, entries in CASES.items():
        length = entries.pop("length", 0)
        config = LlamaConfig(**json.loads(json.dumps(entries)))
        kind = config.rope_parameters["rope_type"]
        if kind == "default":
            frequencies, magnitude = LlamaRotaryEmbedding(config).inv_freq, 1.0
        else:
            frequencies, magnitude = ROPE_INIT_FUNCTIONS[kind](config, "cpu", seq_len=length or None)
        cases[name] = {
            "config": entries,
            "length": length,
            "frequencies": frequencies.tolist(),
            "magnitude": magnitude,
        }
    result = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "cases": cases,
    }
    (FIXTURES / "rope.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
