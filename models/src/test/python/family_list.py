"""Tiny models of every family, each with the features that it is there for.

What transformers calls the tensors when it saves a model of the configuration is what they are
called here. "must_matter" is as in model_list.py; so are the other keys.
"""

from model_list import LAST, LLAMA, mlx, rope4, rope5, sizes


def family(model_type, class_name, **entries):
    return {"architectures": [class_name], "model_type": model_type, **entries}


QWEN2 = family("qwen2", "Qwen2ForCausalLM", hidden_act="silu")
MINISTRAL = family("ministral", "MinistralForCausalLM", hidden_act="silu")
MINISTRAL3 = family("ministral3", "Ministral3ForCausalLM", hidden_act="silu")
SMOLLM3 = family("smollm3", "SmolLM3ForCausalLM", hidden_act="silu", pad_token_id=0)
GRANITE = family("granite", "GraniteForCausalLM", hidden_act="silu")
OLMO2 = family("olmo2", "Olmo2ForCausalLM", hidden_act="silu", pad_token_id=0)
GEMMA2 = family("gemma2", "Gemma2ForCausalLM", hidden_activation="gelu_pytorch_tanh")
GEMMA3 = family("gemma3_text", "Gemma3ForCausalLM", hidden_activation="gelu_pytorch_tanh")
OLMO3 = family("olmo3", "Olmo3ForCausalLM", hidden_act="silu", pad_token_id=0)

PHI3 = family("phi3", "Phi3ForCausalLM", hidden_act="silu", pad_token_id=0)

MIXTRAL = family("mixtral", "MixtralForCausalLM", hidden_act="silu")
QWEN2_MOE = family("qwen2_moe", "Qwen2MoeForCausalLM", hidden_act="silu")
QWEN3_MOE = family("qwen3_moe", "Qwen3MoeForCausalLM", hidden_act="silu")
GRANITE_MOE = family("granitemoe", "GraniteMoeForCausalLM", hidden_act="silu")
OLMOE = family("olmoe", "OlmoeForCausalLM", hidden_act="silu", pad_token_id=0)

LLAMA4 = family("llama4_text", "Llama4ForCausalLM", hidden_act="silu", pad_token_id=0)
LLAMA4_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 1.0,
    "original_max_position_embeddings": 16,
}

GPT_OSS = family("gpt_oss", "GptOssForCausalLM", hidden_act="silu", swiglu_limit=7.0)
BROKEN_YARN = {
    "rope_type": "yarn",
    "factor": 4.0,
    "original_max_position_embeddings": 16,
    "beta_fast": 1.0,
    "beta_slow": 0.1,
    "truncate": False,
}

POSITIONS = {"max_position_embeddings": 64}
ENDS = {"bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0}
YARN = {"factor": 4.0, "original_max_position_embeddings": 16, "beta_fast": 8.0}

MINISTRAL3_ROPE = {
    "rope_parameters": {
        "rope_type": "yarn",
        "rope_theta": 1000000.0,
        "factor": 4.0,
        "original_max_position_embeddings": 16,
        "beta_fast": 8.0,
        "beta_slow": 1.0,
        "mscale": 1.0,
        "mscale_all_dim": 1.0,
        "llama_4_scaling_beta": 0.4,
    }
}

LONGROPE = {
    "max_position_embeddings": 64,
    "original_max_position_embeddings": 16,
    "partial_rotary_factor": 0.75,
    "rope_scaling": {
        "type": "longrope",
        "short_factor": [1.0, 1.3, 1.7],
        "long_factor": [2.0, 3.5, 8.0],
    },
}

FAMILIES = [
    {
        "name": "qwen2-tied",
        "dtype": "BF16",
        "tokens": 20,
        "config": QWEN2
        | sizes(43, 24, 28, 3, 1)
        | POSITIONS
        | {"tie_word_embeddings": True, "use_sliding_window": False, "sliding_window": 5}
        | rope4(1000000.0)
        | {"bos_token_id": 1, "eos_token_id": [2, 3]},
        "must_matter": [{"use_sliding_window": True, "max_window_layers": 1}],
    },
    {
        "name": "qwen2-window",
        "dtype": "F32",
        "tokens": 24,
        "config": QWEN2
        | sizes(41, 16, 20, 2, 1, layers=3)
        | POSITIONS
        | {"use_sliding_window": True, "sliding_window": 6, "max_window_layers": 2}
        | rope5("default", 500.0)
        | LAST,
        "must_matter": [{"use_sliding_window": False}, {"max_window_layers": 1}],
    },
    {
        "name": "ministral-layers",
        "dtype": "BF16",
        "tokens": 24,
        "config": MINISTRAL
        | sizes(41, 16, 20, 4, 2, head_dim=6)
        | POSITIONS
        | {"sliding_window": 5, "layer_types": ["full_attention", "sliding_attention"]}
        | rope5("default", 500.0)
        | LAST,
        "must_matter": [
            {"layer_types": ["full_attention", "full_attention"]},
            {"layer_types": ["sliding_attention", "full_attention"]},
        ],
    },
    {
        "name": "ministral3",
        "dtype": "BF16",
        "tokens": 40,
        "config": MINISTRAL3
        | sizes(41, 16, 20, 4, 2, head_dim=6)
        | POSITIONS
        | {"pad_token_id": 0}
        | MINISTRAL3_ROPE
        | LAST,
        "must_matter": [
            {"rope_parameters": MINISTRAL3_ROPE["rope_parameters"] | {"llama_4_scaling_beta": 0.0}},
            {"rope_parameters": MINISTRAL3_ROPE["rope_parameters"] | {"mscale": 0.5}},
        ],
    },
    {
        "name": "mistral3-vision",
        "dtype": "BF16",
        "tokens": 20,
        "prefix": "language_model.",
        "config": {
            "architectures": ["Mistral3ForConditionalGeneration"],
            "model_type": "mistral3",
            "eos_token_id": [2, 3],
            "text_config": {
                "model_type": "mistral",
                "hidden_act": "silu",
                "sliding_window": None,
                "rope_theta": 1000000000.0,
                "max_position_embeddings": 64,
                "tie_word_embeddings": False,
            }
            | sizes(41, 16, 20, 4, 2, head_dim=6),
        },
    },
    {
        "name": "ministral3-vision",
        "dtype": "BF16",
        "tokens": 40,
        "prefix": "language_model.",
        "config": {
            "architectures": ["Mistral3ForConditionalGeneration"],
            "model_type": "mistral3",
            "text_config": {"model_type": "ministral3", "tie_word_embeddings": True}
            | {"max_position_embeddings": 64, "pad_token_id": 0}
            | sizes(41, 16, 20, 4, 2, head_dim=6, layers=1)
            | MINISTRAL3_ROPE,
        },
    },
    {
        "name": "smollm3",
        "dtype": "BF16",
        "tokens": 24,
        "config": SMOLLM3
        | sizes(41, 16, 20, 2, 1, layers=4)
        | POSITIONS
        | {"no_rope_layers": [1, 1, 1, 0], "no_rope_layer_interval": 2}
        | {"tie_word_embeddings": True, "use_sliding_window": False, "sliding_window": None}
        | rope4(2000000.0)
        | LAST,
        "must_matter": [{"no_rope_layers": [1, 1, 1, 1]}, {"no_rope_layers": None}],
    },
    {
        "name": "smollm3-interval-window",
        "dtype": "F16",
        "tokens": 24,
        "config": SMOLLM3
        | sizes(41, 16, 20, 2, 2, layers=3)
        | POSITIONS
        | {"no_rope_layer_interval": 3, "use_sliding_window": True, "sliding_window": 4}
        | {"tie_word_embeddings": False, "attention_bias": True, "mlp_bias": True}
        | rope5("default", 500.0)
        | LAST,
        "must_matter": [{"no_rope_layer_interval": 2}, {"use_sliding_window": False}],
    },
    {
        "name": "granite",
        "dtype": "BF16",
        "tokens": 20,
        "config": GRANITE
        | sizes(43, 24, 28, 3, 1)
        | POSITIONS
        | {"tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False}
        | {"embedding_multiplier": 12.0, "residual_multiplier": 0.22}
        | {"attention_multiplier": 0.6, "logits_scaling": 8.0}
        | rope4(10000.0)
        | LAST,
        "must_matter": [
            {"embedding_multiplier": 3.0},
            {"residual_multiplier": 1.0},
            {"attention_multiplier": 0.2},
            {"logits_scaling": 4.0},
        ],
    },
    {
        "name": "olmo2",
        "dtype": "BF16",
        "tokens": 20,
        "config": OLMO2
        | sizes(43, 24, 28, 4, 2)
        | POSITIONS
        | {"attention_bias": False}
        | rope4(500000.0)
        | {"bos_token_id": None, "eos_token_id": 2},
    },
    {
        "name": "olmo3-yarn",
        "dtype": "BF16",
        "tokens": 40,
        "config": OLMO3
        | sizes(41, 16, 20, 2, 1, layers=3)
        | POSITIONS
        | {"sliding_window": 7}
        | {"layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
        | rope4(500000.0, {"rope_type": "yarn", **YARN})
        | {"bos_token_id": None, "eos_token_id": 2},
        "must_matter": [
            {"layer_types": ["full_attention", "full_attention", "sliding_attention"]},
            {"rope_scaling": None},
        ],
    },
    {
        "name": "olmo3-types",
        "dtype": "BF16",
        "tokens": 24,
        "config": OLMO3
        | sizes(41, 16, 20, 2, 2, layers=4)
        | POSITIONS
        | {"sliding_window": 5}
        | {
            "rope_parameters": {
                "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
                "full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 500.0},
            }
        }
        | {"bos_token_id": None, "eos_token_id": 2},
        "must_matter": [{"rope_parameters": None}, {"sliding_window": 4}],
    },
    {
        "name": "gemma2",
        "dtype": "BF16",
        "tokens": 24,
        "config": GEMMA2
        | sizes(43, 24, 28, 4, 2, head_dim=8)
        | POSITIONS
        | {"tie_word_embeddings": True, "query_pre_attn_scalar": 20, "sliding_window": 6}
        | {"attn_logit_softcapping": 3.0, "final_logit_softcapping": 4.0}
        | {"cache_implementation": "hybrid"}
        | rope4(10000.0)
        | ENDS,
        "must_matter": [
            {"query_pre_attn_scalar": 5},
            {"sliding_window": 5},
            {"layer_types": ["full_attention", "sliding_attention"]},
            {"attn_logit_softcapping": None},
            {"attn_logit_softcapping": 50.0},
            {"final_logit_softcapping": None},
        ],
    },
    {
        "name": "gemma2-uncapped",
        "dtype": "F32",
        "tokens": 16,
        "config": GEMMA2
        | sizes(41, 16, 20, 2, 1, head_dim=10)
        | POSITIONS
        | {"tie_word_embeddings": True, "query_pre_attn_scalar": 10, "sliding_window": 6}
        | {"attn_logit_softcapping": None, "final_logit_softcapping": None}
        | rope5("default", 500.0)
        | ENDS,
    },
    {
        "name": "gemma3",
        "dtype": "BF16",
        "tokens": 24,
        "config": GEMMA3
        | sizes(43, 24, 28, 4, 1, head_dim=8, layers=3)
        | POSITIONS
        | {"query_pre_attn_scalar": 20, "sliding_window": 6, "sliding_window_pattern": 3}
        | rope4(1000000.0, {"rope_type": "linear", "factor": 8.0})
        | {"rope_local_base_freq": 500.0}
        | ENDS,
        "must_matter": [
            {"query_pre_attn_scalar": 5},
            {"sliding_window": 5},
            {"sliding_window_pattern": 2},
            {"rope_local_base_freq": 10000.0},
            {"rope_scaling": None},
            {"rope_theta": 2.0},
        ],
    },
    {
        "name": "gemma3-pages",
        "dtype": "BF16",
        "tokens": 901,
        "compared": 6,
        "config": GEMMA3
        | sizes(41, 16, 20, 2, 1, head_dim=8, layers=4)
        | {"max_position_embeddings": 1024}
        | {"query_pre_attn_scalar": 20, "sliding_window": 40, "sliding_window_pattern": 3}
        | rope4(1000000.0)
        | {"rope_local_base_freq": 500.0}
        | ENDS,
        "must_matter": [{"sliding_window": 39}, {"sliding_window_pattern": 2}],
    },
    {
        "name": "gemma3-capped",
        "dtype": "BF16",
        "tokens": 24,
        "config": GEMMA3
        | sizes(41, 16, 20, 2, 2, head_dim=10)
        | POSITIONS
        | {"query_pre_attn_scalar": 10, "sliding_window": 5, "final_logit_softcapping": 5.0}
        | {"layer_types": ["full_attention", "sliding_attention"], "tie_word_embeddings": True}
        | {
            "rope_parameters": {
                "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
                "full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 5000.0},
            }
        }
        | ENDS,
        "must_matter": [
            {"final_logit_softcapping": None},
            {"rope_parameters": None},
            {"layer_types": ["sliding_attention", "full_attention"]},
        ],
    },
    {
        "name": "gemma3-vision",
        "dtype": "BF16",
        "tokens": 20,
        "prefix": "language_model.",
        "config": {
            "architectures": ["Gemma3ForConditionalGeneration"],
            "model_type": "gemma3",
            "eos_token_id": [1, 3],
            "text_config": {
                "model_type": "gemma3_text",
                "hidden_size": 24,
                "intermediate_size": 20,
                "head_dim": 4,
                "num_hidden_layers": 1,
                "vocab_size": 41,
                "rope_scaling": {"rope_type": "linear", "factor": 8.0},
                "sliding_window": 6,
            },
        },
    },
    {
        "name": "phi3",
        "dtype": "BF16",
        "tokens": 24,
        "config": PHI3
        | sizes(43, 24, 28, 3)
        | POSITIONS
        | {"original_max_position_embeddings": 64, "sliding_window": 9, "rope_scaling": None}
        | {"rope_theta": 10000.0}
        | LAST,
        "must_matter": [{"sliding_window": None}, {"sliding_window": 8}],
    },
    {
        "name": "phi3-longrope-within",
        "dtype": "BF16",
        "tokens": 16,
        "config": PHI3
        | sizes(41, 16, 20, 2, 1)
        | LONGROPE
        | {"rope_theta": 100.0, "sliding_window": None, "tie_word_embeddings": True}
        | LAST,
        "must_matter": [{"original_max_position_embeddings": 8}],
    },
    {
        "name": "phi3-longrope-beyond",
        "dtype": "BF16",
        "tokens": 40,
        "config": PHI3
        | sizes(41, 16, 20, 2, 1)
        | LONGROPE
        | {"rope_theta": 100.0, "sliding_window": None}
        | LAST,
        "must_matter": [{"original_max_position_embeddings": 40}],
    },
    {
        "name": "rope-yarn",
        "dtype": "BF16",
        "tokens": 40,
        "config": LLAMA
        | sizes(41, 24, 20, 2, 1)
        | POSITIONS
        | rope4(500.0, {"type": "yarn", **YARN})
        | LAST,
        "must_matter": [{"rope_scaling": None}],
    },
    {
        "name": "rope-dynamic-within",
        "dtype": "BF16",
        "tokens": 16,
        "config": LLAMA
        | sizes(41, 16, 20, 2, 1)
        | {"max_position_embeddings": 16}
        | rope4(500.0, {"type": "dynamic", "factor": 4.0})
        | LAST,
    },
    {
        "name": "rope-dynamic-beyond",
        "dtype": "BF16",
        "tokens": 40,
        "config": LLAMA
        | sizes(41, 16, 20, 2, 1)
        | {"max_position_embeddings": 16}
        | rope5("dynamic", 500.0, factor=4.0)
        | LAST,
        "must_matter": [{"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}],
    },
    {
        "name": "mixtral",
        "dtype": "BF16",
        "tokens": 24,
        "config": MIXTRAL
        | sizes(41, 16, 20, 4, 2)
        | POSITIONS
        | {"num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None}
        | rope4(1000000.0)
        | LAST,
        "must_matter": [{"num_experts_per_tok": 1}, {"sliding_window": 6}],
    },
    {
        "name": "qwen2-moe",
        "dtype": "BF16",
        "tokens": 24,
        "config": QWEN2_MOE
        | sizes(41, 16, 20, 2, 2)
        | POSITIONS
        | {"num_experts": 5, "num_experts_per_tok": 3, "norm_topk_prob": False}
        | {"moe_intermediate_size": 10, "shared_expert_intermediate_size": 14}
        | {"decoder_sparse_step": 1, "mlp_only_layers": [], "use_sliding_window": False}
        | rope4(1000000.0)
        | LAST,
        "must_matter": [{"num_experts_per_tok": 2}, {"norm_topk_prob": True}],
    },
    {
        "name": "qwen3-moe",
        "dtype": "BF16",
        "tokens": 24,
        "config": QWEN3_MOE
        | sizes(41, 16, 20, 4, 2, head_dim=6)
        | POSITIONS
        | {"num_experts": 18, "num_experts_per_tok": 3, "norm_topk_prob": True}
        | {"moe_intermediate_size": 4, "decoder_sparse_step": 1, "mlp_only_layers": []}
        | {"use_sliding_window": False, "attention_bias": False, "sliding_window": None}
        | rope4(1000000.0)
        | {"bos_token_id": 1, "eos_token_id": 2},
        "must_matter": [{"num_experts_per_tok": 2}, {"norm_topk_prob": False}],
    },
    {
        "name": "qwen3-moe-window",
        "dtype": "BF16",
        "tokens": 20,
        "config": QWEN3_MOE
        | sizes(41, 16, 20, 2, 1, head_dim=8, layers=4)
        | POSITIONS
        | {"num_experts": 4, "num_experts_per_tok": 2, "norm_topk_prob": False}
        | {"moe_intermediate_size": 12, "use_sliding_window": True, "sliding_window": 6}
        | {"attention_bias": True, "tie_word_embeddings": True}
        | {"decoder_sparse_step": 2, "mlp_only_layers": [3]}
        | rope5("default", 500.0)
        | LAST,
        "must_matter": [{"use_sliding_window": False}, {"norm_topk_prob": True}],
    },
    {
        "name": "granite-moe",
        "dtype": "BF16",
        "tokens": 20,
        "config": GRANITE_MOE
        | sizes(41, 16, 12, 2, 1)
        | POSITIONS
        | {"num_local_experts": 6, "num_experts_per_tok": 3, "tie_word_embeddings": True}
        | {"embedding_multiplier": 12.0, "residual_multiplier": 0.22, "attention_bias": False}
        | {"attention_multiplier": 0.6, "logits_scaling": 6.0}
        | rope4(10000.0)
        | LAST,
        "must_matter": [{"num_experts_per_tok": 1}, {"residual_multiplier": 1.0}],
    },
    {
        "name": "olmoe",
        "dtype": "BF16",
        "tokens": 20,
        "config": OLMOE
        | sizes(41, 16, 12, 2, 2)
        | POSITIONS
        | {"num_experts": 6, "num_experts_per_tok": 2, "norm_topk_prob": False}
        | {"attention_bias": False, "clip_qkv": None}
        | rope4(10000.0)
        | {"bos_token_id": None, "eos_token_id": 2},
        "must_matter": [{"num_experts_per_tok": 1}, {"norm_topk_prob": True}],
    },
    {
        "name": "llama4",
        "dtype": "BF16",
        "tokens": 40,
        "config": LLAMA4
        | sizes(41, 16, 12, 4, 2, head_dim=8, layers=4)
        | POSITIONS
        | {"intermediate_size_mlp": 20, "num_local_experts": 5, "num_experts_per_tok": 1}
        | {"interleave_moe_layer_step": 2, "no_rope_layers": [1, 0, 1, 1], "use_qk_norm": True}
        | {"attention_chunk_size": 7, "attn_scale": 0.5, "floor_scale": 5}
        | {"attn_temperature_tuning": True}
        | rope4(100.0, LLAMA4_ROPE)
        | LAST,
        "must_matter": [
            {"attention_chunk_size": 8},
            {"attn_temperature_tuning": False},
            {"floor_scale": 6},
            {"attn_scale": 0.1},
            {"use_qk_norm": False},
            {"no_rope_layers": [1, 0, 1, 0]},
            {"layer_types": ["chunked_attention"] * 4},
            {"num_experts_per_tok": 2},
            {"rope_scaling": None},
        ],
    },
    {
        "name": "llama4-pages",
        "dtype": "BF16",
        "tokens": 901,
        "compared": 6,
        "config": LLAMA4
        | sizes(41, 16, 8, 2, 1, head_dim=8)
        | {"max_position_embeddings": 1024, "intermediate_size_mlp": 12}
        | {"num_local_experts": 2, "num_experts_per_tok": 1, "interleave_moe_layer_step": 2}
        | {"no_rope_layers": [1, 0], "attention_chunk_size": 299, "floor_scale": 200}
        | rope4(500.0)
        | LAST,
        "must_matter": [{"attention_chunk_size": 300}, {"floor_scale": 1000}],
    },
    {
        "name": "llama4-usual",
        "dtype": "BF16",
        "tokens": 24,
        "config": LLAMA4
        | sizes(41, 16, 12, 2, 1, head_dim=8, layers=4)
        | POSITIONS
        | {"intermediate_size_mlp": 20, "num_local_experts": 3, "num_experts_per_tok": 1}
        | {"interleave_moe_layer_step": 2}
        | rope4(500.0)
        | LAST,
        "must_matter": [{"no_rope_layer_interval": 3}, {"use_qk_norm": False}],
    },
    {
        "name": "llama4-dense",
        "dtype": "F16",
        "tokens": 24,
        "config": LLAMA4
        | sizes(41, 16, 20, 2, 1, head_dim=8)
        | POSITIONS
        | {"intermediate_size_mlp": 20, "num_local_experts": 0, "num_experts_per_tok": 0}
        | {"interleave_moe_layer_step": 0, "moe_layers": [], "no_rope_layers": [1, 1]}
        | {"layer_types": ["full_attention"] * 2, "attn_temperature_tuning": False}
        | {"tie_word_embeddings": True, "attention_bias": True}
        | rope4(500.0)
        | LAST,
        "must_matter": [{"attention_bias": False}],
    },
    {
        "name": "llama4-vision",
        "dtype": "BF16",
        "tokens": 20,
        "prefix": "language_model.",
        "config": {
            "architectures": ["Llama4ForConditionalGeneration"],
            "model_type": "llama4",
            "text_config": {
                "model_type": "llama4_text",
                "hidden_size": 16,
                "intermediate_size": 12,
                "intermediate_size_mlp": 20,
                "num_attention_heads": 2,
                "num_key_value_heads": 1,
                "head_dim": 8,
                "num_hidden_layers": 1,
                "num_local_experts": 3,
                "vocab_size": 41,
                "attention_chunk_size": 6,
                "pad_token_id": 0,
                "bos_token_id": 1,
                "eos_token_id": [2, 3],
            },
        },
    },
    {
        "name": "mlx-llama4",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 24,
        "not_quantised": [],
        "switch": True,
        "config": LLAMA4
        | sizes(41, 64, 32, 2, 1, head_dim=32, layers=2)
        | POSITIONS
        | {"intermediate_size_mlp": 64, "num_local_experts": 3, "interleave_moe_layer_step": 2}
        | {"no_rope_layers": [1, 0], "attention_chunk_size": 9, "tie_word_embeddings": True}
        | rope4(500.0)
        | mlx(4, 32)
        | LAST,
    },
    {
        "name": "mlx-gemma3",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 24,
        "not_quantised": [],
        "config": GEMMA3
        | sizes(41, 64, 64, 2, 1, head_dim=32)
        | POSITIONS
        | {"query_pre_attn_scalar": 32, "sliding_window": 6, "sliding_window_pattern": 2}
        | {"tie_word_embeddings": True, "rope_local_base_freq": 500.0}
        | rope4(1000000.0)
        | mlx(4, 32)
        | ENDS,
    },
    {
        "name": "mlx-phi3",
        "dtype": "BF16",
        "scales": "F16",
        "tokens": 24,
        "not_quantised": [],
        "config": PHI3
        | sizes(41, 64, 64, 2, 1, layers=1)
        | POSITIONS
        | {"sliding_window": None, "rope_scaling": None, "rope_theta": 10000.0}
        | mlx(4, 64)
        | LAST,
    },
    {
        "name": "mlx-granite-moe",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 20,
        "not_quantised": [],
        "switch": True,
        "config": GRANITE_MOE
        | sizes(41, 64, 32, 2, 1, layers=1)
        | POSITIONS
        | {"num_local_experts": 3, "num_experts_per_tok": 2, "tie_word_embeddings": True}
        | {"embedding_multiplier": 12.0, "residual_multiplier": 0.5, "attention_bias": False}
        | {"attention_multiplier": 0.2, "logits_scaling": 6.0}
        | rope4(10000.0)
        | mlx(
            4,
            32,
            **{"model.layers.0.block_sparse_moe.router.layer": {"group_size": 64, "bits": 8}},
        )
        | LAST,
    },
    {
        "name": "mlx-qwen3-moe",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 24,
        "not_quantised": [],
        "switch": True,
        "config": QWEN3_MOE
        | sizes(41, 64, 64, 2, 1, head_dim=32, layers=1)
        | POSITIONS
        | {"num_experts": 4, "num_experts_per_tok": 2, "norm_topk_prob": True}
        | {"moe_intermediate_size": 32, "use_sliding_window": False, "attention_bias": False}
        | {"tie_word_embeddings": True}
        | rope4(1000000.0)
        | mlx(4, 32, **{"model.layers.0.mlp.gate": {"group_size": 64, "bits": 8}})
        | LAST,
    },
    {
        "name": "gpt-oss",
        "dtype": "BF16",
        "tokens": 40,
        "scaled": {"experts.gate_up_proj": 4, "self_attn.sinks": 2},
        "config": GPT_OSS
        | sizes(43, 24, 20, 4, 2, head_dim=16, layers=3)
        | POSITIONS
        | {"num_local_experts": 5, "num_experts_per_tok": 2, "sliding_window": 6}
        | rope4(100.0, BROKEN_YARN)
        | ENDS,
        "must_matter": [
            {"sliding_window": 7},
            {"layer_types": ["full_attention", "sliding_attention", "full_attention"]},
            {"num_experts_per_tok": 3},
            {"rope_scaling": BROKEN_YARN | {"truncate": True}},
        ],
    },
    {
        "name": "gpt-oss-mxfp4",
        "dtype": "BF16",
        "tokens": 24,
        "mxfp4": True,
        "config": GPT_OSS
        | sizes(41, 32, 32, 4, 1, head_dim=8)
        | POSITIONS
        | {"num_local_experts": 3, "num_experts_per_tok": 2, "sliding_window": 5}
        | {"quantization_config": {"quant_method": "mxfp4"}}
        | rope4(100.0, BROKEN_YARN)
        | ENDS,
        "must_matter": [{"num_experts_per_tok": 1}, {"sliding_window": 6}],
    },
    {
        "name": "mlx-gpt-oss",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 24,
        "mxfp4": True,
        "matrices": ["lm_head.weight"],
        "config": GPT_OSS
        | sizes(41, 32, 32, 4, 1, head_dim=8)
        | POSITIONS
        | {"num_local_experts": 3, "num_experts_per_tok": 2, "sliding_window": 5}
        | {
            "quantization": {
                "group_size": 32,
                "bits": 4,
                "mode": "mxfp4",
                "model.embed_tokens": {"group_size": 32, "bits": 8},
                "model.layers.0.self_attn.q_proj": {"group_size": 32, "bits": 8},
                "model.layers.1.self_attn.v_proj": {"group_size": 32, "bits": 6},
            }
        }
        | rope4(100.0, BROKEN_YARN)
        | ENDS,
    },
]
