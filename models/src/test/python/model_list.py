"""The tiny models, each with the features that it is there for."""

LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu"}
QWEN3 = {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_act": "silu"}
MISTRAL = {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "hidden_act": "silu"}
LAST = {"bos_token_id": 1, "eos_token_id": 2}


def sizes(vocab, hidden, inner, heads, key_value_heads=None, head_dim=None, layers=2):
    config = {
        "vocab_size": vocab,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "rms_norm_eps": 1e-5,
    }
    if key_value_heads:
        config["num_key_value_heads"] = key_value_heads
    if head_dim:
        config["head_dim"] = head_dim
    return config


def rope5(rope_type, theta, **parameters):
    """As transformers 5 writes it."""
    return {"rope_parameters": {"rope_type": rope_type, "rope_theta": theta, **parameters}}


def rope4(theta, scaling=None):
    """As transformers 4 writes it."""
    return {"rope_theta": theta, "rope_scaling": scaling}


def mlx(bits, group_size, **modules):
    settings = {"group_size": group_size, "bits": bits, "mode": "affine", **modules}
    return {"quantization": settings, "quantization_config": settings}


LLAMA3 = {
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 16,
}
UNSCALED = {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}

MODELS = [
    {
        "name": "tied-f32",
        "dtype": "F32",
        "tokens": 24,
        "config": LLAMA
        | sizes(101, 36, 50, 3)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "dtype": "float32"}
        | rope5("default", 10000.0)
        | LAST,
    },
    {
        "name": "attention-bias-bf16",
        "dtype": "BF16",
        "tokens": 24,
        "config": LLAMA
        | sizes(103, 40, 54, 4, 2)
        | {"max_position_embeddings": 64, "attention_bias": True, "torch_dtype": "bfloat16"}
        | {"eos_token_id": [2, 5], "bos_token_id": 1}
        | rope4(10000.0),
        "must_matter": [{"attention_bias": False}],
    },
    {
        "name": "mlp-bias-f16",
        "dtype": "F16",
        "tokens": 24,
        "config": LLAMA
        | sizes(97, 36, 47, 3, 3)
        | {"max_position_embeddings": 64, "mlp_bias": True, "dtype": "float16"}
        | rope5("default", 10000.0)
        | LAST,
        "must_matter": [{"mlp_bias": False}],
    },
    {
        "name": "head-dim-mqa",
        "dtype": "BF16",
        "tokens": 24,
        "config": LLAMA
        | sizes(103, 40, 53, 4, 1, head_dim=14)
        | {"max_position_embeddings": 64, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | LAST,
    },
    {
        "name": "odd-sizes",
        "dtype": "BF16",
        "tokens": 37,
        "float32": ["norm"],
        "config": LLAMA
        | sizes(131, 72, 101, 3, 3, head_dim=24, layers=1)
        | {"max_position_embeddings": 64, "dtype": "bfloat16"}
        | rope5("default", 10000.0)
        | LAST,
    },
    {
        "name": "rope-default-past-context",
        "dtype": "F16",
        "tokens": 41,
        "config": LLAMA
        | sizes(89, 36, 50, 3)
        | {"max_position_embeddings": 16, "torch_dtype": "float16"}
        | rope4(500.0)
        | LAST,
        "must_matter": [{"rope_theta": 10000.0}],
    },
    {
        "name": "rope-linear-4",
        "dtype": "F16",
        "tokens": 41,
        "config": LLAMA
        | sizes(89, 40, 50, 4, 2)
        | {"max_position_embeddings": 16, "torch_dtype": "float16"}
        | rope4(500.0, {"type": "linear", "factor": 4.0})
        | LAST,
        "must_matter": [{"rope_scaling": None}],
    },
    {
        "name": "rope-linear-5",
        "dtype": "F16",
        "tokens": 41,
        "config": LLAMA
        | sizes(89, 40, 50, 4, 2, layers=1)
        | {"max_position_embeddings": 16, "dtype": "float16"}
        | rope5("linear", 500.0, factor=2.5)
        | LAST,
        "must_matter": [UNSCALED],
    },
    {
        "name": "rope-llama3-4",
        "dtype": "F16",
        "tokens": 61,
        "config": LLAMA
        | sizes(89, 48, 50, 3, 1)
        | {"max_position_embeddings": 128, "torch_dtype": "float16"}
        | rope4(500.0, {"rope_type": "llama3", **LLAMA3})
        | LAST,
        "must_matter": [{"rope_scaling": None}],
    },
    {
        "name": "rope-llama3-5",
        "dtype": "F16",
        "tokens": 61,
        "config": LLAMA
        | sizes(89, 48, 50, 2, layers=1)
        | {"max_position_embeddings": 128, "dtype": "float16"}
        | rope5("llama3", 500.0, **LLAMA3)
        | LAST,
        "must_matter": [UNSCALED],
    },
    {
        "name": "mistral-window",
        "dtype": "BF16",
        "tokens": 43,
        "config": MISTRAL
        | sizes(89, 40, 50, 4, 2)
        | {"max_position_embeddings": 64, "sliding_window": 7, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | LAST,
        "must_matter": [{"sliding_window": None}, {"sliding_window": 6}, {"sliding_window": 8}],
    },
    {
        "name": "mistral-window-long",
        "dtype": "BF16",
        "tokens": 301,
        "compared": 60,
        "config": MISTRAL
        | sizes(61, 32, 40, 4, 1)
        | {"max_position_embeddings": 512, "sliding_window": 131, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | LAST,
        "must_matter": [{"sliding_window": None}],
    },
    {
        "name": "mistral-window-pages",
        "dtype": "BF16",
        "tokens": 901,
        "compared": 6,
        "config": MISTRAL
        | sizes(41, 16, 20, 2, 1)
        | {"max_position_embeddings": 1024, "sliding_window": 40, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | LAST,
        "must_matter": [{"sliding_window": None}, {"sliding_window": 39}],
    },
    {
        "name": "mistral-no-window",
        "dtype": "BF16",
        "tokens": 30,
        "config": MISTRAL
        | sizes(89, 40, 50, 4, 2, head_dim=12)
        | {"max_position_embeddings": 64, "sliding_window": None, "dtype": "bfloat16"}
        | rope5("default", 1000000.0)
        | LAST,
        "must_matter": [{"sliding_window": 7}],
    },
    {
        "name": "tied-with-own-head",
        "dtype": "BF16",
        "tokens": 16,
        "extra": {"lm_head.weight": (61, 32), "model.layers.0.self_attn.rotary_emb.inv_freq": (8,)},
        "config": LLAMA
        | sizes(61, 32, 40, 2)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | LAST,
    },
    {
        "name": "sharded-index",
        "dtype": "BF16",
        "tokens": 16,
        "shards": 3,
        "index": True,
        "config": LLAMA
        | sizes(61, 32, 40, 2)
        | {"max_position_embeddings": 64, "dtype": "bfloat16"}
        | rope5("default", 10000.0)
        | LAST,
    },
    {
        "name": "sharded-no-index",
        "dtype": "F16",
        "tokens": 16,
        "shards": 2,
        "index": False,
        "config": LLAMA
        | sizes(61, 32, 40, 2)
        | {"max_position_embeddings": 64, "dtype": "float16"}
        | rope5("default", 10000.0)
        | LAST,
    },
    {
        "name": "mlx-4bit-32-f16",
        "dtype": "F16",
        "scales": "F16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(101, 96, 160, 3, 1)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "torch_dtype": "float16"}
        | rope4(10000.0)
        | mlx(4, 32)
        | LAST,
    },
    {
        "name": "mlx-4bit-64-bf16",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(101, 128, 192, 4, 2, layers=1)
        | {"max_position_embeddings": 64, "dtype": "bfloat16"}
        | rope5("default", 10000.0)
        | mlx(4, 64)
        | LAST,
    },
    {
        "name": "mlx-4bit-128-f16",
        "dtype": "F16",
        "scales": "F16",
        "tokens": 30,
        "not_quantised": [],
        "config": MISTRAL
        | sizes(101, 128, 256, 4, 1, layers=1)
        | {"max_position_embeddings": 64, "sliding_window": None, "torch_dtype": "float16"}
        | rope4(10000.0)
        | mlx(4, 128)
        | LAST,
    },
    {
        "name": "mlx-8bit-32-bf16",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(101, 96, 96, 3, 1, layers=1)
        | {"max_position_embeddings": 64, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | mlx(8, 32)
        | LAST,
    },
    {
        "name": "mlx-8bit-64-f16",
        "dtype": "F16",
        "scales": "F16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(101, 64, 128, 2, 1)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "dtype": "float16"}
        | rope5("default", 10000.0)
        | mlx(8, 64)
        | LAST,
    },
    {
        "name": "mlx-8bit-128-bf16",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(101, 128, 128, 4, 1, layers=1)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "dtype": "bfloat16"}
        | rope5("default", 10000.0)
        | mlx(8, 128)
        | LAST,
    },
    {
        "name": "mlx-mixed",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": ["layers.1.self_attn.o_proj"],
        "config": LLAMA
        | sizes(101, 64, 128, 2, 1)
        | {"max_position_embeddings": 64, "attention_bias": True, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | mlx(
            4,
            64,
            **{
                "model.embed_tokens": {"group_size": 32, "bits": 8},
                "model.layers.0.mlp.down_proj": {"group_size": 128, "bits": 8},
                "model.layers.0.self_attn.v_proj": {"group_size": 32, "bits": 4},
                "model.layers.1.mlp.gate_proj": False,
                "lm_head": {"group_size": 64, "bits": 8},
            },
        )
        | LAST,
    },
    {
        "name": "mlx-2bit-32-bf16",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(61, 64, 96, 2, 1)
        | {"max_position_embeddings": 64, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | mlx(2, 32)
        | LAST,
    },
    {
        "name": "mlx-3bit-64-f16",
        "dtype": "F16",
        "scales": "F16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(61, 64, 128, 2, 1)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "dtype": "float16"}
        | rope5("default", 10000.0)
        | mlx(3, 64)
        | LAST,
    },
    {
        "name": "mlx-5bit-32-f16",
        "dtype": "F16",
        "scales": "F16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(61, 64, 96, 2, 1)
        | {"max_position_embeddings": 64, "dtype": "float16"}
        | rope5("default", 10000.0)
        | mlx(5, 32)
        | LAST,
    },
    {
        "name": "mlx-6bit-64-bf16",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(61, 64, 128, 2, 1)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "dtype": "bfloat16"}
        | rope5("default", 10000.0)
        | mlx(6, 64)
        | LAST,
    },
    {
        "name": "mlx-mixed-bits",
        "dtype": "BF16",
        "scales": "BF16",
        "tokens": 30,
        "not_quantised": [],
        "config": LLAMA
        | sizes(61, 64, 128, 2, 1)
        | {"max_position_embeddings": 64, "torch_dtype": "bfloat16"}
        | rope4(10000.0)
        | mlx(
            3,
            64,
            **{
                "model.embed_tokens": {"group_size": 64, "bits": 6},
                "model.layers.0.self_attn.v_proj": {"group_size": 64, "bits": 5},
                "model.layers.1.self_attn.v_proj": {"group_size": 32, "bits": 2},
                "model.layers.0.mlp.down_proj": {"group_size": 128, "bits": 6},
                "model.layers.1.mlp.down_proj": {"group_size": 128, "bits": 5},
                "lm_head": {"group_size": 64, "bits": 8},
            },
        )
        | LAST,
    },
    {
        "name": "qwen3-tied-bf16",
        "dtype": "BF16",
        "tokens": 24,
        "config": QWEN3
        | sizes(103, 40, 52, 4, 2, head_dim=14)
        | {"max_position_embeddings": 64, "tie_word_embeddings": True, "attention_bias": False}
        | rope5("default", 1000000.0)
        | {"bos_token_id": None, "eos_token_id": 2},
        "must_matter": [{"architectures": ["LlamaForCausalLM"], "model_type": "llama"}],
    },
    {
        "name": "qwen3-bias-window-f32",
        "dtype": "F32",
        "tokens": 30,
        "config": QWEN3
        | sizes(97, 36, 44, 3, 1, head_dim=12, layers=3)
        | {"max_position_embeddings": 64, "tie_word_embeddings": False, "attention_bias": True}
        | {"use_sliding_window": True, "sliding_window": 9, "max_window_layers": 1}
        | rope4(500.0)
        | {"bos_token_id": 1, "eos_token_id": [2, 3]},
        "must_matter": [{"use_sliding_window": False}, {"max_window_layers": 2}],
    },
]
