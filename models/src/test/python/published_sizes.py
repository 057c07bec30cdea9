"""Counts the parameters of the configurations in published.json with transformers, and compares.

Versions: transformers 5.18.0, torch 2.13.0. Nothing is random and nothing is downloaded: the models
are made on torch's device without memory.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM

PUBLISHED = Path(__file__).parents[1] / "resources/fixtures/published.json"


def parameters(entry: dict) -> int:
    fields = dict(entry["config"])
    config = AutoConfig.for_model(fields.pop("model_type"), **fields)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    model.tie_weights()
    return sum(parameter.numel() for parameter in model.parameters())


def main() -> None:
    wrong = 0
    for name, entry in json.loads(PUBLISHED.read_text()).items():
        count = parameters(entry)
        print(f"{name}: {count}")
        if count != entry["parameters"]:
            print(f"  but published.json says {entry['parameters']}")
            wrong += 1
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
