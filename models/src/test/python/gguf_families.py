"""How each family's tiny models become GGUF files: keys, names of tensors, what is changed in them.

Tensors are called what the package gguf calls them. As in files that people download, the experts
of a layer are stacked in one tensor, norms of Gemma have one added, and rows of queries and keys
are interleaved for the architectures whose rotation wants it.
"""

import re

import gguf
import torch

ARCHITECTURES = {
    "llama": "llama",
    "llama4_text": "llama4",
    "mistral": "llama",
    "mixtral": "llama",
    "ministral3": "mistral3",
    "mistral3": "mistral3",
    "qwen2": "qwen2",
    "qwen2_moe": "qwen2moe",
    "qwen3": "qwen3",
    "qwen3_moe": "qwen3moe",
    "smollm3": "smollm3",
    "granite": "granite",
    "granitemoe": "granitemoe",
    "olmo2": "olmo2",
    "olmo3": "olmo2",
    "olmoe": "olmoe",
    "gemma2": "gemma2",
    "gemma3_text": "gemma3",
    "phi3": "phi3",
    "gpt_oss": "gpt-oss",
}
INTERLEAVED = {"llama", "mistral3", "granite", "granitemoe", "smollm3"}
EXPERT = re.compile(r"(.*\.experts)\.(\d+)\.(.*)")


def add_keys(writer, config):
    """Keys that only some families have."""
    kind = config["model_type"]
    if kind.startswith("granite"):
        writer.add_embedding_scale(config["embedding_multiplier"])
        writer.add_residual_scale(config["residual_multiplier"])
        writer.add_attention_scale(config["attention_multiplier"])
        writer.add_logit_scale(config["logits_scaling"])
    if kind.startswith("gemma"):
        for key, add in (
            ("attn_logit_softcapping", writer.add_attn_logit_softcapping),
            ("final_logit_softcapping", writer.add_final_logit_softcapping),
        ):
            if config.get(key):
                add(config[key])
        writer.add_attention_scale(config["query_pre_attn_scalar"] ** -0.5)
    if kind == "gemma3_text":
        writer.add_sliding_window_pattern(config["sliding_window_pattern"])
        writer.add_rope_freq_base_swa(config["rope_local_base_freq"])
    experts = config.get("num_experts", config.get("num_local_experts"))
    if experts:
        writer.add_expert_count(experts)
        writer.add_expert_used_count(config["num_experts_per_tok"])
        if kind == "llama4_text":
            writer.add_interleave_moe_layer_step(config["interleave_moe_layer_step"])
        if kind in ("gpt_oss", "llama4_text"):
            writer.add_expert_feed_forward_length(config["intermediate_size"])
        if "moe_intermediate_size" in config:
            writer.add_expert_feed_forward_length(config["moe_intermediate_size"])
        if "shared_expert_intermediate_size" in config:
            writer.add_expert_shared_feed_forward_length(config["shared_expert_intermediate_size"])
    scaling = config.get("rope_scaling") or config.get("rope_parameters") or {}
    if scaling.get("rope_type", scaling.get("type")) == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(scaling["factor"])
        writer.add_rope_scaling_orig_ctx_len(scaling["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_beta_fast(scaling["beta_fast"])
        if "beta_slow" in scaling:
            writer.add_rope_scaling_yarn_beta_slow(scaling["beta_slow"])
    if kind == "ministral3":
        writer.add_rope_scaling_yarn_log_mul(scaling["mscale_all_dim"])
        writer.add_attn_temperature_scale(scaling["llama_4_scaling_beta"])
    if scaling.get("type") == "longrope":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LONGROPE)
        writer.add_rope_scaling_orig_ctx_len(config["original_max_position_embeddings"])
        for length in ("long", "short"):
            factors = torch.tensor(scaling[f"{length}_factor"]).numpy()
            writer.add_tensor(f"rope_factors_{length}.weight", factors)


def tensors(config, weights):
    """The tensors to store, by the names that the package gguf has for them."""
    architecture = ARCHITECTURES[config["model_type"]]
    enum = next(a for a, n in gguf.MODEL_ARCH_NAMES.items() if n == architecture)
    names = gguf.get_tensor_name_map(enum, config["num_hidden_layers"])
    stored = {}
    for name, tensor in stacked(weights).items():
        if name.endswith("norm.weight") and architecture.startswith("gemma"):
            tensor = tensor.float() + 1
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is not None and "rotary_emb" not in name:
            stored[target] = (name, tensor)
    return stored


def halves(name, rows):
    """Of Llama 4, whose gates lie before its ups."""
    if "gate_up" not in name:
        return {name + ".weight": rows}
    gates, ups = rows.chunk(2, dim=1)
    whole = name.replace("gate_up_proj", "{}_proj.weight")
    return {whole.format("gate"): gates, whole.format("up"): ups}


def alternating(name, rows):
    """Of gpt-oss, whose gates and ups alternate: what is called so in other models."""
    part = "gate_proj" if "gate_up" in name else "down_proj"
    kind = "bias" if name.endswith("_bias") else "weight"
    whole = f"{name.rpartition('.')[0]}.{part}.{kind}"
    if part == "down_proj":
        return {whole: rows}
    return {whole: rows[:, ::2], whole.replace("gate_proj", "up_proj"): rows[:, 1::2]}


def mxfp4_rows(blocks, scales):
    """Rows of ggml's blocks, in which an element shares its byte with the one 16 places on."""
    codes = torch.stack((blocks & 15, blocks >> 4), dim=-1).flatten(-2)
    packed = codes[..., :16] | codes[..., 16:] << 4
    return torch.cat((scales[..., None], packed), dim=-1).flatten(-2)


def stacked(weights):
    """The experts of a layer in one tensor, its gates and ups apart."""
    result, stacks = {}, {}
    for name, tensor in weights.items():
        match = EXPERT.fullmatch(name)
        if name.endswith("_blocks"):
            rows = mxfp4_rows(tensor, weights[name.replace("_blocks", "_scales")])
            result |= alternating(name.removesuffix("_blocks"), rows)
        elif name.endswith("_scales"):
            continue
        elif name.endswith(("gate_up_proj", "experts.down_proj")):
            apart = halves if ".feed_forward." in name else alternating
            result |= apart(name, tensor.transpose(1, 2))
        elif name.endswith(("gate_up_proj_bias", "experts.down_proj_bias")):
            result |= alternating(name, tensor)
        elif name.endswith(".sinks"):
            result[name + ".weight"] = tensor
        elif match:
            whole = f"{match[1]}.{match[3]}"
            stacks.setdefault(whole, {})[int(match[2])] = tensor
        elif name.endswith("input_linear.weight"):
            gates, ups = tensor.chunk(2, dim=1)
            experts = name.replace("input_linear", "experts.{}")
            result[experts.format("gate_proj").replace("block_sparse_moe", "mlp")] = gates.contiguous()
            result[experts.format("up_proj").replace("block_sparse_moe", "mlp")] = ups.contiguous()
        elif name.endswith("output_linear.weight"):
            experts = name.replace("output_linear", "experts.down_proj")
            result[experts.replace("block_sparse_moe", "mlp")] = tensor
        else:
            result[name] = tensor
    for name, parts in stacks.items():
        result[name] = torch.stack([parts[i] for i in range(len(parts))])
    return result
