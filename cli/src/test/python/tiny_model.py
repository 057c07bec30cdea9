"""Makes the tiny model of the command line's tests and what transformers says of it.

Run: python cli/src/test/python/tiny_model.py
(transformers 5.18.0, torch 2.13.0, sentencepiece 0.2.2, safetensors 0.8.0)

The weights are random, so the texts are nonsense; what counts is that both programs agree.
"""

import io
import json
import math
import pathlib

import sentencepiece
import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

HERE = pathlib.Path(__file__).parents[1] / "resources"
MODEL = HERE / "tiny"
SEED = 7
BYTES = slice(3, 259)
PROMPT = "The sea is"
TEXT = (
    "The sea is wide and the sky is high. A small boat goes out in the morning and comes home "
    "in the evening. The old man at the oars sings a song of the wind, of the stars, of a girl "
    "who waits on the shore. Nobody hears it but the gulls. Ünïcödé is fine, too: 海 and 🌊. "
) * 3
CONFIG = dict(
    vocab_size=320,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    tie_word_embeddings=True,
    bos_token_id=1,
    eos_token_id=2,
)


def train_tokenizer():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.split(". ")),
        model_writer=model,
        model_type="bpe",
        vocab_size=CONFIG["vocab_size"],
        byte_fallback=True,
        character_coverage=0.99,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    (MODEL / "tokenizer.model").write_bytes(model.getvalue())
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def make_model():
    torch.manual_seed(SEED)
    model = LlamaForCausalLM(LlamaConfig(**CONFIG))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                parameter.copy_(torch.randn_like(parameter) * (0.6 if "embed" in name else 0.25))
            if "embed" in name:
                parameter[BYTES] *= 0.1  # else the texts are mostly halves of characters
            parameter.copy_(parameter.half().float())
    return model.eval()


def write_shards(model):
    tensors = {
        name: value.half().contiguous()
        for name, value in model.state_dict().items()
        if name != "lm_head.weight"
    }
    shards = [{}, {}]
    for name, value in tensors.items():
        shards["layers.1" in name or name == "model.norm.weight"][name] = value
    weight_map = {}
    for number, shard in enumerate(shards, 1):
        file = f"model-{number:05}-of-{len(shards):05}.safetensors"
        save_file(shard, MODEL / file, metadata={"format": "pt"})
        weight_map.update({name: file for name in shard})
    size = sum(value.numel() * 2 for value in tensors.values())
    index = {"metadata": {"total_size": size}, "weight_map": weight_map}
    (MODEL / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "torch_dtype": "float16",
        "rope_theta": 10000.0,
        **CONFIG,
    }
    (MODEL / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def perplexity(model, tokens, window):
    losses = []
    for start in range(0, len(tokens), window - 1):
        ids = torch.tensor([[1] + tokens[start : start + window - 1]])
        with torch.no_grad():
            logprobs = model(ids).logits.log_softmax(-1)
        losses += (-logprobs[0, :-1].gather(1, ids[0, 1:, None])[:, 0]).tolist()
    mean = sum(losses) / len(losses)
    variance = sum(x * x for x in losses) / len(losses) - mean * mean
    value = math.exp(mean)
    return value, value * math.sqrt(variance / (len(losses) - 1)), len(losses)


def main():
    MODEL.mkdir(parents=True, exist_ok=True)
    tokenizer = train_tokenizer()
    model = make_model()
    write_shards(model)
    prompt = [1] + tokenizer.encode(PROMPT)
    with torch.no_grad():
        output = model.generate(
            torch.tensor([prompt]), do_sample=False, max_new_tokens=24, pad_token_id=0
        )[0].tolist()
        logprobs = model(torch.tensor([prompt])).logits[0, -1].log_softmax(-1)
    top = logprobs.topk(3)
    text = tokenizer.decode(output)
    value, error, count = perplexity(model, tokenizer.encode(TEXT), 40)
    (HERE / "text.txt").write_text(TEXT)
    expected = {
        "prompt": PROMPT,
        "prompt_tokens": prompt,
        "tokens": output[len(prompt) :],
        "text": text[len(PROMPT) :],
        "top_tokens": top.indices.tolist(),
        "top_logprobs": top.values.tolist(),
        "perplexity": value,
        "perplexity_error": error,
        "predicted": count,
        "parameters": sum(p.numel() for p in model.parameters()),
    }
    (HERE / "tiny_expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
