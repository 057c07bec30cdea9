package org.llamajvm.fuzz;

import java.util.List;

/** Configurations that are JSON, of the families that read most of it. */
public final class ConfigEditsTarget {

  private static final JsonEdits EDITS =
      new JsonEdits(
          List.of(
              """
              {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96,
               "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
               "vocab_size": 300, "max_position_embeddings": 256, "rms_norm_eps": 1e-5,
               "rope_theta": 10000.0, "hidden_act": "silu", "bos_token_id": 1, "eos_token_id": [2, 3],
               "tie_word_embeddings": false, "torch_dtype": "float32",
               "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                 "high_freq_factor": 4.0, "original_max_position_embeddings": 128},
               "quantization": {"group_size": 32, "bits": 4, "model.embed_tokens": false}}
              """,
              """
              {"model_type": "gemma3_text", "hidden_size": 64, "intermediate_size": 96,
               "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
               "head_dim": 16, "vocab_size": 300, "max_position_embeddings": 256,
               "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "rope_local_base_freq": 10000.0,
               "sliding_window": 8, "sliding_window_pattern": 2, "query_pre_attn_scalar": 16,
               "hidden_activation": "gelu_pytorch_tanh", "final_logit_softcapping": 30.0,
               "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
              """,
              """
              {"model_type": "qwen3_moe", "hidden_size": 64, "intermediate_size": 96,
               "moe_intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
               "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 300, "num_experts": 4,
               "num_experts_per_tok": 2, "norm_topk_prob": true, "decoder_sparse_step": 1,
               "mlp_only_layers": [1], "max_position_embeddings": 256, "rms_norm_eps": 1e-6,
               "rope_theta": 1000000.0, "hidden_act": "silu", "tie_word_embeddings": true}
              """,
              """
              {"model_type": "phi3", "hidden_size": 64, "intermediate_size": 96,
               "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
               "vocab_size": 300, "max_position_embeddings": 256, "rms_norm_eps": 1e-5,
               "original_max_position_embeddings": 64, "partial_rotary_factor": 0.5,
               "rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1, 1],
                 "long_factor": [2, 2, 2, 2]}}
              """),
          List.of(
              "architectures",
              "attention_bias",
              "mlp_bias",
              "no_rope_layers",
              "use_sliding_window",
              "max_window_layers",
              "attn_logit_softcapping",
              "embedding_multiplier",
              "logits_scaling",
              "shared_expert_intermediate_size",
              "quantization_config",
              "temperature",
              "top_k",
              "top_p",
              "text_config"));

  private ConfigEditsTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    ConfigTarget.fuzzerTestOneInput(EDITS.apply(input));
  }
}
