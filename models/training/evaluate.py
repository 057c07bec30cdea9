"""Measures released models with transformers on what was held out.

    python evaluate.py --heldout DIRECTORY --out results.json MODEL [MODEL ...]

Perplexity: the sample is tokenized without special tokens and cut into windows of N - 1 tokens
(the last may be shorter); each window is preceded by <|begin_of_text|> and every token after that
is predicted; N = 512, float32. Questions: one user message, greedy answer of at most 256 tokens,
right if the accepted words are in it.
"""

import argparse
import json
import math
import re
from collections import defaultdict
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import AutoTokenizer

from released import load_model

WINDOW = 512


@torch.no_grad()
def perplexity(model, tokenizer, text: str) -> dict:
    """Total negative log-likelihood in nats, the number of predicted tokens, the perplexity."""
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    total = 0.0
    for start in range(0, len(ids), WINDOW - 1):
        window = torch.tensor([[tokenizer.bos_token_id, *ids[start : start + WINDOW - 1]]])
        logits = model(window).logits[0, :-1].double()
        total += F.cross_entropy(logits, window[0, 1:], reduction="sum").item()
    return {"nll": total, "tokens": len(ids), "perplexity": math.exp(total / len(ids))}


def is_right(answer: str, accepted: str) -> bool:
    """Whether the accepted words stand in the answer as whole words, whatever their case."""
    return re.search(rf"(?<!\w){re.escape(accepted)}(?!\w)", answer, re.IGNORECASE) is not None


@torch.no_grad()
def answers(model, tokenizer, questions: list[str]) -> list[str]:
    """Greedy answers; prompts of equal length share a batch, so that none needs padding."""
    prompts = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": q}], add_generation_prompt=True, return_dict=True
        )["input_ids"]
        for q in questions
    ]
    by_length = defaultdict(list)
    for index, prompt in enumerate(prompts):
        by_length[len(prompt)].append(index)
    result = [""] * len(questions)
    for length, indices in by_length.items():
        batch = torch.tensor([prompts[i] for i in indices])
        out = model.generate(
            batch,
            attention_mask=torch.ones_like(batch),
            do_sample=False,
            max_new_tokens=256,
            eos_token_id=[1, 4],
            pad_token_id=5,
        )
        for i, row in zip(indices, out):
            result[i] = tokenizer.decode(row[length:], skip_special_tokens=True)
    return result


def accuracy(model, tokenizer, rows: list[dict]) -> tuple[dict, list[dict]]:
    """Right answers and questions per family, and the wrong answers."""
    counts, wrong = defaultdict(lambda: {"right": 0, "questions": 0}), []
    for row, answer in zip(rows, answers(model, tokenizer, [r["question"] for r in rows])):
        right = is_right(answer, row["accepted"])
        counts[row["family"]]["questions"] += 1
        counts[row["family"]]["right"] += right
        if not right:
            wrong.append(row | {"answer": answer})
    return dict(sorted(counts.items())), wrong


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("models", type=Path, nargs="+")
    arguments.add_argument("--heldout", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    stories = (options.heldout / "stories.txt").read_text()
    rows = [json.loads(line) for line in open(options.heldout / "questions.jsonl")]
    results = {}
    for directory in options.models:
        tokenizer = AutoTokenizer.from_pretrained(directory)
        model = load_model(directory)
        families, wrong = accuracy(model, tokenizer, rows)
        total = {k: sum(f[k] for f in families.values()) for k in ("right", "questions")}
        results[directory.name] = {
            "stories": {"window": WINDOW} | perplexity(model, tokenizer, stories),
            "questions": families | {"all": total},
        }
        for row in wrong:
            print(directory.name, json.dumps(row))
        print(directory.name, json.dumps(results[directory.name], indent=1))
    options.out.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
