"""Opens what the converter writes in other programs, and makes the reference of MlxDirectoryTest.

    python check_converted.py check LLAMA DIR     runs the launcher LLAMA, writes below DIR
    python check_converted.py reference OUT       OUT: src/test/resources/checkpoints/mlx

Versions: torch 2.13.0, transformers 5.18.0, safetensors 0.8.0. Seed: 12.

The model is a random Llama with one layer of each sort that the converter treats apart: 64 columns
(groups of 64), 96 columns (groups of 32), 80 columns (no group divides them, so they stay floats).

check    The float directory opens with LlamaForCausalLM.from_pretrained, and its logits equal the
         source's to the bit, in one file, in shards, and after a change of type to float32 and back.
         Directories with --layout mlx, of every number of bits, are opened by the rules of mlx-lm's
         load_model: every module whose path is in config["quantization"] takes its entry, every
         other one is quantised if it has scales; no tensor may be missing or left over. Weights are
         unpacked by MLX's formula, scale * code + bias, in torch. With --rounding mlx they equal
         what the formula gives for the source; by default no group has a larger squared error. With
         8 bits the logits differ by less than 2 % of their spread.
reference  The source, and the directory that MLX's formula makes of it, to be committed.
"""

import json
import pathlib
import subprocess
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

import make_quantized

TOKENS = torch.tensor([[1, 5, 40, 7, 7, 22, 3, 61, 0, 13]])
CONFIG = {
    "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 1, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 24, "vocab_size": 64, "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5, "tie_word_embeddings": False,
}


def make_model():
    torch.manual_seed(12)
    return LlamaForCausalLM(LlamaConfig(**CONFIG)).half().eval()


def opened(directory):
    model, report = LlamaForCausalLM.from_pretrained(
        directory, dtype="auto", output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    return model


def logits(model):
    with torch.no_grad():
        return model.float()(TOKENS).logits


def group_of(columns, wanted=64):
    return next((g for g in (128, 64, 32) if g <= wanted and columns % g == 0), None)


def rounded(weights, bits):
    """Tensors and the entry "quantization" as MLX's formula gives them."""
    tensors, entry = {}, {"group_size": 64, "bits": bits}
    for name, w in weights.items():
        group = group_of(w.shape[-1]) if w.ndim == 2 else None
        module = name.removesuffix(".weight")
        if w.ndim == 2 and group is None:
            entry[module] = False
        elif w.ndim == 2 and group != 64:
            entry[module] = {"group_size": group, "bits": bits}
        if group is None:
            tensors[name] = w
            continue
        parts = make_quantized.quantize(w, bits, group)
        for part in ("weight", "scales", "biases"):
            tensors[f"{module}.{part}"] = parts[part]
    return tensors, entry


def unpacked(words, scales, biases, bits, group):
    stream = (words.long().unsqueeze(-1) >> torch.arange(32)) & 1
    codes = stream.flatten(1).unflatten(1, (-1, bits))
    codes = (codes << torch.arange(bits)).sum(-1).float().unflatten(1, (-1, group))
    values = scales.float().unsqueeze(-1) * codes + biases.float().unsqueeze(-1)
    return values.flatten(1)


def open_as_mlx(directory, modules):
    """The float weights of a quantised directory, found as mlx-lm finds them."""
    entry = json.loads((directory / "config.json").read_text())["quantization"]
    tensors = {}
    for file in directory.glob("model*.safetensors"):
        tensors.update(load_file(file))
    weights = {}
    for module, shape in modules.items():
        setting = entry[module] if module in entry else f"{module}.scales" in tensors
        words = tensors.pop(f"{module}.weight")
        if setting is False:
            weights[module] = words
        else:
            setting = entry if setting is True else setting
            parts = [tensors.pop(f"{module}.{part}") for part in ("scales", "biases")]
            assert words.dtype == torch.uint32, words.dtype
            weights[module] = unpacked(words, *parts, setting["bits"], setting["group_size"])
        assert weights[module].shape == shape, (module, weights[module].shape)
    assert not tensors, list(tensors)
    return {f"{module}.weight": w for module, w in weights.items()}


def convert(llama, source, target, *options):
    command = [llama, "convert", "--from", source, "--to", target, *options]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def check_floats(llama, source, expected, work):
    convert(llama, source, work / "one")
    convert(llama, source, work / "shards", "--max-shard-size", "20KiB")
    convert(llama, source, work / "f32", "--dtype", "f32")
    convert(llama, work / "f32", work / "back", "--dtype", "f16")
    for name in ("one", "shards", "f32", "back"):
        assert torch.equal(logits(opened(work / name)), expected), name


def group_errors(w, values):
    group = group_of(w.shape[1])
    return (w.float() - values).double().pow(2).unflatten(1, (-1, group)).sum(-1)


def check_quantized(llama, source, weights, expected, work):
    modules = {name.removesuffix(".weight"): w.shape for name, w in weights.items()}
    for bits in (2, 3, 4, 5, 6, 8):
        options = ("-q", "--layout", "mlx", "--bits", bits)
        plain, best = work / f"mlx-{bits}", work / f"best-{bits}"
        convert(llama, source, plain, *options, "--rounding", "mlx")
        convert(llama, source, best, *options, "--max-shard-size", "20KiB")
        tensors, entry = rounded(weights, bits)
        written = load_file(plain / "model.safetensors")
        assert written.keys() == tensors.keys()
        assert all(torch.equal(written[name], tensors[name]) for name in tensors)
        assert json.loads((plain / "config.json").read_text())["quantization"] == entry
        theirs, ours = open_as_mlx(plain, modules), open_as_mlx(best, modules)
        for name, w in weights.items():
            if w.ndim == 2 and group_of(w.shape[1]):
                most = group_errors(w, theirs[name]) * (1 + 1e-5) + 1e-14
                assert (group_errors(w, ours[name]) <= most).all(), name
            else:
                assert torch.equal(ours[name], w), name
        model = opened(source).float()
        model.load_state_dict(ours)
        difference = (logits(model) - expected).norm() / expected.norm()
        print(f"{bits} bits: logits differ by {difference:.2%}")
    assert difference < 0.02, difference


def main():
    model = make_model()
    weights = {name: w.clone() for name, w in model.state_dict().items()}
    if sys.argv[1:2] == ["check"] and len(sys.argv) == 4:
        work = pathlib.Path(sys.argv[3])
        model.save_pretrained(work / "source")
        expected = logits(opened(work / "source"))
        check_floats(sys.argv[2], work / "source", expected, work)
        check_quantized(sys.argv[2], work / "source", weights, expected, work)
        print("all as expected")
    elif sys.argv[1:2] == ["reference"] and len(sys.argv) == 3:
        out = pathlib.Path(sys.argv[2])
        tensors, entry = rounded(weights, 4)
        config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", **CONFIG}
        for name, content, more in (
                ("source", weights, {}), ("expected", tensors, {"quantization": entry})):
            (out / name).mkdir(parents=True, exist_ok=True)
            save_file(content, out / name / "model.safetensors", metadata={"format": "pt"})
            text = json.dumps({**config, **more}, indent=1)
            (out / name / "config.json").write_text(text + "\n")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
