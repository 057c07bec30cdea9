"""Tiny models of every family, each with the features that it is there for.

What transformers calls the tensors when it saves a model of the configuration is what they are
called here. "must_matter" is as in model_list.py; so are the other keys.
"""

from model_list import LAST, rope4, rope5, sizes


def family(model_type, class_name, **entries):
    return {"architectures": [class_name], "model_type": model_type, **entries}


QWEN2 = family("qwen2", "Qwen2ForCausalLM", hidden_act="silu")
MINISTRAL = family("ministral", "MinistralForCausalLM", hidden_act="silu")
SMOLLM3 = family("smollm3", "SmolLM3ForCausalLM", hidden_act="silu", pad_token_id=0)
GRANITE = family("granite", "GraniteForCausalLM", hidden_act="silu")
OLMO2 = family("olmo2", "Olmo2ForCausalLM", hidden_act="silu", pad_token_id=0)
OLMO3 = family("olmo3", "Olmo3ForCausalLM", hidden_act="silu", pad_token_id=0)

POSITIONS = {"max_position_embeddings": 64}
YARN = {"factor": 4.0, "original_max_position_embeddings": 16, "beta_fast": 8.0}

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
        "name": "smollm3",
        "dtype": "BF16",
        "tokens": 24,
        "config": SMOLLM3
        | sizes(41, 16, 20, 2, 1, layers=4)
        | POSITIONS
        | {"no_rope_layers": [1, 0, 1, 1], "no_rope_layer_interval": 2}
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
]
