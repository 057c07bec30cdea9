"""Writes the tiny models of src/test/resources/fixtures and the logits that transformers gives them.

One model a feature, with random weights from a fixed seed. What is expected comes from
transformers in float32, which reads the very configuration and values that are committed; only
the quantised models are read with dequantised weights. Most models also name changes of their
configuration that must change the logits, so that no feature is there without effect. A file of
expected logits has a row for each of the last tokens: for all of them, unless there are many.

    python reference_models.py [--only NAME ...]

Versions: torch 2.13.0, transformers 5.18.0, safetensors 0.8.0. The files name those of torch and
transformers, too.
"""

import argparse
import copy
import json
import shutil
import sys
import tempfile
import zlib
from pathlib import Path

import torch
import transformers
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM

from transformers.integrations.mxfp4 import convert_moe_packed_tensors

import mlx_affine
from family_list import FAMILIES
from model_list import MODELS

FIXTURES = Path(__file__).parent.parent / "resources" / "fixtures"
SEED = 20260701
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
LEAST_EFFECT = 0.02


def versions():
    return {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "seed": str(SEED),
    }


def random_weights(config, generator):
    """Weights that make attention sharp and every part matter, as (name, float32 tensor)."""

    def matrix(rows, cols):
        return torch.randn(rows, cols, generator=generator) * (1.3 / cols**0.5)

    def vector(size, mean, deviation):
        return mean + deviation * torch.randn(size, generator=generator)

    hidden, inner = config["hidden_size"], config["intermediate_size"]
    heads = config["num_attention_heads"]
    head = config.get("head_dim") or hidden // heads
    query, key_value = heads * head, config.get("num_key_value_heads", heads) * head
    weights = {"model.embed_tokens.weight": matrix(config["vocab_size"], hidden)}
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        shapes = {
            "self_attn.q_proj": (query, hidden),
            "self_attn.k_proj": (key_value, hidden),
            "self_attn.v_proj": (key_value, hidden),
            "self_attn.o_proj": (hidden, query),
            "mlp.gate_proj": (inner, hidden),
            "mlp.up_proj": (inner, hidden),
            "mlp.down_proj": (hidden, inner),
        }
        for name, shape in shapes.items():
            weights[f"{prefix}{name}.weight"] = matrix(*shape)
            part = "attention_bias" if name.startswith("self_attn") else "mlp_bias"
            if config.get(part):
                weights[f"{prefix}{name}.bias"] = vector(shape[0], 0, 0.4)
        if config["model_type"] == "qwen3":
            weights[f"{prefix}self_attn.q_norm.weight"] = vector(head, 1, 0.5)
            weights[f"{prefix}self_attn.k_norm.weight"] = vector(head, 1, 0.5)
        weights[f"{prefix}input_layernorm.weight"] = vector(hidden, 1, 0.2)
        weights[f"{prefix}post_attention_layernorm.weight"] = vector(hidden, 1, 0.2)
    weights["model.norm.weight"] = vector(hidden, 1, 0.2)
    if not config.get("tie_word_embeddings"):
        weights["lm_head.weight"] = matrix(config["vocab_size"], hidden)
    return weights


def text_config(config):
    """The configuration of the language model in it."""
    return config.get("text_config", config)


def saved_shapes(config):
    """The tensors that transformers saves of a model, as {name: shape}."""
    config = {k: v for k, v in text_config(config).items() if k != "architectures"}
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(**config))
    with tempfile.TemporaryDirectory() as name:
        model.save_pretrained(name)
        with safe_open(Path(name) / "model.safetensors", "pt") as file:
            return {key: file.get_slice(key).get_shape() for key in file.keys()}


def random_family(config, generator):
    """The same as random_weights for every family that transformers knows."""
    weights = {}
    for name, shape in saved_shapes(config).items():
        noise = torch.randn(shape, generator=generator)
        if name.endswith(".bias"):
            weights[name] = 0.4 * noise
        elif len(shape) == 1:
            mean = 0 if config["model_type"].startswith("gemma") else 1
            deviation = 0.5 if "q_norm" in name or "k_norm" in name else 0.2
            weights[name] = mean + deviation * noise
        else:
            weights[name] = noise * (1.3 / shape[-1] ** 0.5)
    return weights


def mxfp4(weights, generator, matrices=()):
    """Experts of gpt-oss as random blocks and scales, and the floats that transformers reads.

    matrices are names of others that become so, too.
    """
    stored, plain = {}, {}
    for name, tensor in weights.items():
        if name in matrices:
            tensor = tensor.T[None]
        elif not name.endswith(("experts.gate_up_proj", "experts.down_proj")):
            stored[name] = plain[name] = tensor
            continue
        experts, inputs, rows = tensor.shape
        shape = (experts, rows, inputs // 32, 16)
        blocks = torch.randint(0, 256, shape, generator=generator, dtype=torch.uint8)
        scales = torch.randint(124, 127, shape[:3], generator=generator, dtype=torch.uint8)
        stored[name + "_blocks"], stored[name + "_scales"] = blocks, scales
        plain[name] = convert_moe_packed_tensors(blocks, scales, dtype=torch.float32).contiguous()
        if name in matrices:
            stored[name + "_blocks"], stored[name + "_scales"] = blocks[0], scales[0]
            plain[name] = plain[name][0].T.contiguous()
    return stored, plain


def write_config(directory, config):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def write_shards(directory, weights, count, with_index):
    names = list(weights)
    size = -(-len(names) // count)
    weight_map = {}
    for i in range(count):
        file = f"model-{i + 1:05}-of-{count:05}.safetensors"
        part = {name: weights[name] for name in names[i * size : (i + 1) * size]}
        save_file(part, directory / file, metadata={"format": "pt"})
        weight_map.update(dict.fromkeys(part, file))
    if with_index:
        total = sum(t.numel() * t.element_size() for t in weights.values())
        index = {"metadata": {"total_size": total}, "weight_map": weight_map}
        text = json.dumps(index, indent=2) + "\n"
        (directory / "model.safetensors.index.json").write_text(text)


def logits(config, weights, tokens):
    """What transformers makes of the tokens, all at once: (tokens, vocabulary)."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        write_config(directory, config)
        save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
        model = AutoModelForCausalLM.from_pretrained(
            directory,
            dtype=torch.float32,
            attn_implementation="eager",
            experts_implementation="eager",
        ).eval()
    with torch.inference_mode():
        return model(input_ids=tokens.long()[None], use_cache=False).logits[0].contiguous()


def check_effects(model, config, weights, tokens, expected):
    spread = (expected.max() - expected.min()).item()
    for change in model.get("must_matter", []):
        other = copy.deepcopy(config)
        other.update(change)
        effect = (logits(other, weights, tokens) - expected).abs().max().item() / spread
        if effect < LEAST_EFFECT:
            raise SystemExit(f"{model['name']}: {change} changes only {effect:.5f} of the spread")


def build(model):
    generator = torch.Generator().manual_seed(SEED + zlib.crc32(model["name"].encode()))
    config = model["config"]
    vocabulary = text_config(config)["vocab_size"]
    tokens = torch.randint(
        0, vocabulary, (model["tokens"],), generator=generator, dtype=torch.int32
    )
    tokens[1], tokens[2] = 0, vocabulary - 1
    make = random_weights if model in MODELS else random_family
    weights = make(config, generator)
    for part, factor in model.get("scaled", {}).items():
        weights = {k: t * factor if k.endswith(part) else t for k, t in weights.items()}
    stored = {name: t.to(DTYPES[model["dtype"]]) for name, t in weights.items()}
    for name in model.get("float32", []):
        stored = {k: weights[k] if name in k else t for k, t in stored.items()}
    for name, shape in model.get("extra", {}).items():
        stored[name] = torch.randn(shape, generator=generator) / shape[-1] ** 0.5

    plain = stored
    if model.get("mxfp4"):
        stored, plain = mxfp4(stored, generator, model.get("matrices", ()))
    if "quantization" in config and model.get("mxfp4"):
        stored = mlx_affine.mxfp4_names(stored)
        scale_type = DTYPES[model["scales"]]
        plain = {name: tensor.float() for name, tensor in plain.items()}
        mlx_affine.quantize_named(stored, plain, config["quantization"], scale_type)
    elif "quantization" in config:
        layout = mlx_affine.switch(stored) if model.get("switch") else stored
        stored, plain = mlx_affine.quantize(
            layout, config["quantization"], model["not_quantised"], DTYPES[model["scales"]]
        )
        plain = mlx_affine.unswitch(plain)
    plain_config = {k: v for k, v in config.items() if not k.startswith("quantization")}
    plain_config = text_config(plain_config)
    prefix = model.get("prefix", "")
    stored = {prefix + name: tensor for name, tensor in stored.items()}

    directory = FIXTURES / model["name"]
    shutil.rmtree(directory, ignore_errors=True)
    write_config(directory, config)
    if "shards" in model:
        write_shards(directory, stored, model["shards"], model["index"])
    else:
        save_file(stored, directory / "model.safetensors", metadata={"format": "pt"})

    expected = logits(plain_config, plain, tokens)
    check_effects(model, plain_config, plain, tokens, expected)
    (FIXTURES / "expected").mkdir(exist_ok=True)
    save_file(
        {"tokens": tokens, "logits": expected[-model.get("compared", len(tokens)) :].contiguous()},
        FIXTURES / "expected" / f"{model['name']}.safetensors",
        metadata=versions(),
    )
    size = sum(file.stat().st_size for file in directory.iterdir())
    print(f"{model['name']}: {size} bytes, spread {(expected.max() - expected.min()).item():.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", help="names of models; the others stay as they are")
    only = parser.parse_args().only
    torch.set_num_threads(1)
    for model in MODELS + FAMILIES:
        if only is None or model["name"] in only:
            build(model)


if __name__ == "__main__":
    main()
