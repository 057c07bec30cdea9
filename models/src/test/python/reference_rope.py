"""Writes src/test/resources/fixtures/rope.json: the rotary frequencies of published models' settings.

    python reference_rope.py

Versions: torch 2.13.0, transformers 5.18.0. Nothing in it is random.
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

FIXTURES = Path(__file__).parent.parent / "resources" / "fixtures"
LLAMA31 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}
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
    "linear": {"head_dim": 10, "rope_scaling": {"type": "linear", "factor": 4.0}},
}


def main():
    cases = {}
    for name, entries in CASES.items():
        frequencies = LlamaRotaryEmbedding(LlamaConfig(**json.loads(json.dumps(entries)))).inv_freq
        cases[name] = {"config": entries, "frequencies": frequencies.tolist()}
    result = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "cases": cases,
    }
    (FIXTURES / "rope.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
