"""Writes the states that transformers gives the tokens of some texts, pooled in three ways.

The model is the one in the box, in float32. Its texts begin as its tokenizer says, and end so.

    python embedding_reference.py

Versions: torch 2.13.0, transformers 5.18.0; the file names those that made it.
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import AutoModel, AutoTokenizer

ROOT = Path(__file__).parents[4]
MODEL = ROOT / "models" / "wren-3m"
OUT = Path(__file__).parent.parent / "resources" / "embedding" / "states.json"
TEXTS = ["The boat sails over the sea.", "A ship on the water", "What is 3 plus 4?", "Grüße"]


def rounded(vector):
    return [round(float(element), 5) for element in vector]


def main():
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AutoModel.from_pretrained(MODEL, dtype=torch.float32).eval()
    texts = []
    for text in TEXTS:
        inputs = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            states = model(input_ids=inputs.input_ids).last_hidden_state[0]
        texts.append({
            "text": text,
            "tokens": len(states),
            "mean": rounded(states.mean(dim=0)),
            "last": rounded(states[-1]),
            "first": rounded(states[0]),
        })
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "texts": texts,
    }) + "\n")


if __name__ == "__main__":
    main()
