"""Writes the expected distributions of SamplingReferenceTest with transformers' logits processors.

Run: python engine/src/test/python/sampling_reference.py   (transformers 5.18.0, torch 2.13.0)

The filters are applied in the order of this project: repetition penalty, presence and frequency
penalty, top-k, top-p, min-p, temperature. transformers has no presence and no frequency penalty;
those two are subtracted here as OpenAI's API reference defines them.
"""

import pathlib

import torch
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

OUT = pathlib.Path(__file__).parents[1] / "resources/org/llamajvm/engine/sampling/reference.txt"
VOCABULARY = 50
CASES = [
    dict(temperature=1.0),
    dict(temperature=0.7),
    dict(temperature=2.5),
    dict(temperature=1.0, topK=1),
    dict(temperature=1.0, topK=7),
    dict(temperature=0.5, topK=60),
    dict(temperature=1.0, topP=0.9),
    dict(temperature=1.3, topP=0.35),
    dict(temperature=1.0, topP=0.01),
    dict(temperature=1.0, minP=0.05),
    dict(temperature=0.8, minP=0.4),
    dict(temperature=0.8, topK=40, topP=0.95, minP=0.05),
    dict(temperature=0.6, topK=5, topP=0.8),
    dict(temperature=1.0, repeatPenalty=1.3),
    dict(temperature=1.0, repeatPenalty=0.8),
    dict(temperature=1.0, presencePenalty=0.9),
    dict(temperature=1.0, frequencyPenalty=0.6),
    dict(temperature=0.9, repeatPenalty=1.1, presencePenalty=0.2, frequencyPenalty=0.1, topK=12,
         topP=0.9, minP=0.02),
]


def distribution(case, history, logits):
    scores = logits.clone()
    ids = torch.tensor([history])
    if "repeatPenalty" in case:
        scores = RepetitionPenaltyLogitsProcessor(case["repeatPenalty"])(ids, scores)
    for token in set(history):
        scores[0, token] -= case.get("presencePenalty", 0.0)
        scores[0, token] -= case.get("frequencyPenalty", 0.0) * history.count(token)
    if "topK" in case:
        scores = TopKLogitsWarper(case["topK"])(ids, scores)
    if "topP" in case:
        scores = TopPLogitsWarper(case["topP"])(ids, scores)
    if "minP" in case:
        scores = MinPLogitsWarper(case["minP"])(ids, scores)
    scores = TemperatureLogitsWarper(case["temperature"])(ids, scores)
    return torch.softmax(scores.double(), -1)[0]


def main():
    generator = torch.Generator().manual_seed(20261122)
    lines = []
    for case in CASES:
        logits = torch.randn((1, VOCABULARY), generator=generator) * 2.5
        history = torch.randint(VOCABULARY, (20,), generator=generator).tolist()
        lines.append("options " + " ".join(f"{k}={v}" for k, v in case.items()))
        lines.append("history " + " ".join(map(str, history)))
        lines.append("logits " + " ".join(f"{x:.9g}" for x in logits[0].tolist()))
        expected = distribution(case, history, logits).tolist()
        lines.append("expected " + " ".join(f"{x:.9g}" for x in expected))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
