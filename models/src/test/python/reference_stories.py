"""Writes src/test/resources/fixtures/stories260K.json: texts and perplexity by transformers.

    python reference_stories.py DIRECTORY_OF_STORIES260K_HF

Versions: torch 2.13.0, transformers 5.18.0, sentencepiece 0.2.2. Nothing in it is random.
"""

import argparse
import json
import math
import re
from pathlib import Path

import sentencepiece
import torch
import transformers
from transformers import AutoModelForCausalLM

FIXTURES = Path(__file__).parent.parent / "resources" / "fixtures"
SAMPLE = "stories-sample.txt"
PROMPT = "Once upon a time"
NEW_TOKENS = 200
WINDOW = 512
BOS = 1


def greedy(model, tokenizer, prompt_ids):
    """The likeliest continuation, and the least lead of a chosen logit over the second one."""
    ids, margin = list(prompt_ids), math.inf
    for _ in range(NEW_TOKENS):
        logits = model(torch.tensor([ids])).logits[0, -1]
        first, second = logits.topk(2).values.tolist()
        margin = min(margin, first - second)
        ids.append(int(logits.argmax()))
        if ids[-1] == model.config.eos_token_id:
            break
    new = ids[len(prompt_ids) :]
    return {
        "prompt_ids": prompt_ids,
        "new_ids": new,
        "text": tokenizer.decode(ids),
        "least_margin": margin,
    }


def perplexity(model, tokenizer):
    """Windows of BOS and the next tokens; each token is predicted from those before it."""
    ids = tokenizer.encode((FIXTURES / SAMPLE).read_text())
    size = min(WINDOW, model.config.max_position_embeddings) - 1
    losses = []
    for start in range(0, len(ids), size):
        window = torch.tensor([BOS, *ids[start : start + size]])
        logits = model(window[None]).logits[0, :-1].double()
        losses.append(torch.nn.functional.cross_entropy(logits, window[1:], reduction="none"))
    losses = torch.cat(losses)
    value = math.exp(losses.mean())
    deviation = losses.std(correction=1).item() / math.sqrt(len(losses))
    return {
        "file": SAMPLE,
        "ids": ids,
        "window": size + 1,
        "predicted_tokens": len(losses),
        "mean_loss": losses.mean().item(),
        "perplexity": value,
        "standard_error": value * deviation,
    }


@torch.inference_mode()
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    torch.set_num_threads(1)
    tokenizer = sentencepiece.SentencePieceProcessor(str(directory / "tokenizer.model"))
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
    result = {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "sentencepiece": sentencepiece.__version__,
        "from_bos": greedy(model, tokenizer, [BOS]),
        "from_prompt": {
            "prompt": PROMPT,
            **greedy(model, tokenizer, [BOS, *tokenizer.encode(PROMPT)]),
        },
        "perplexity": perplexity(model, tokenizer),
    }
    text = re.sub(r"(?<=\d,|.\[)\s+(?=\d)", " ", json.dumps(result, indent=2)) + "\n"
    (FIXTURES / "stories260K.json").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
