package org.llamajvm.models.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.Bias;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

/** The sizes of well-known models, as their {@code config.json} gives them. */
public enum ModelShape {
  /** TinyLlama 1.1B. */
  TINYLLAMA_1_1B("tinyllama-1.1b", 32000, 2048, 5632, 22, 32, 4, 64, 1e4, 2048, false),
  /** Llama 3.2 1B. */
  LLAMA_3_2_1B("llama-3.2-1b", 128256, 2048, 8192, 16, 32, 8, 64, 5e5, 131072, true),
  /** Llama 2 7B. */
  LLAMA_2_7B("llama-2-7b", 32000, 4096, 11008, 32, 32, 32, 128, 1e4, 4096, false),
  /** Llama 3 8B. */
  LLAMA_3_8B("llama-3-8b", 128256, 4096, 14336, 32, 32, 8, 128, 5e5, 8192, false),
  /** Qwen3 0.6B. */
  QWEN3_0_6B(
      "qwen3-0.6b",
      """
      {"model_type": "qwen3", "vocab_size": 151936, "hidden_size": 1024,
       "intermediate_size": 3072, "num_hidden_layers": 28, "num_attention_heads": 16,
       "num_key_value_heads": 8, "head_dim": 128, "rope_theta": 1000000,
       "max_position_embeddings": 40960, "tie_word_embeddings": true}
      """),
  /** Qwen3 30B-A3B. */
  QWEN3_30B_A3B(
      "qwen3-30b-a3b",
      """
      {"model_type": "qwen3_moe", "vocab_size": 151936, "hidden_size": 2048,
       "intermediate_size": 6144, "num_hidden_layers": 48, "num_attention_heads": 32,
       "num_key_value_heads": 4, "head_dim": 128, "rope_theta": 1000000,
       "max_position_embeddings": 40960, "num_experts": 128, "num_experts_per_tok": 8,
       "moe_intermediate_size": 768, "norm_topk_prob": true}
      """),
  /** Gemma 3 1B. */
  GEMMA_3_1B(
      "gemma-3-1b",
      """
      {"model_type": "gemma3_text", "vocab_size": 262144, "hidden_size": 1152,
       "intermediate_size": 6912, "num_hidden_layers": 26, "num_attention_heads": 4,
       "num_key_value_heads": 1, "head_dim": 256, "sliding_window": 512,
       "max_position_embeddings": 32768}
      """),
  /** SmolLM3 3B. */
  SMOLLM3_3B(
      "smollm3-3b",
      """
      {"model_type": "smollm3", "vocab_size": 128256, "hidden_size": 2048,
       "intermediate_size": 11008, "num_hidden_layers": 36, "num_attention_heads": 16,
       "num_key_value_heads": 4, "rope_theta": 5000000, "max_position_embeddings": 65536}
      """),
  /** Granite 3.1 1B-A400M. */
  GRANITE_3_1_1B_A400M(
      "granite-3.1-1b-a400m",
      """
      {"model_type": "granitemoe", "vocab_size": 49155, "hidden_size": 1024,
       "intermediate_size": 512, "num_hidden_layers": 24, "num_attention_heads": 16,
       "num_key_value_heads": 8, "rope_theta": 5000000, "max_position_embeddings": 131072,
       "num_local_experts": 32, "num_experts_per_tok": 8, "tie_word_embeddings": true}
      """),
  /** OLMoE 1B-7B. */
  OLMOE_1B_7B(
      "olmoe-1b-7b",
      """
      {"model_type": "olmoe", "vocab_size": 50304, "hidden_size": 2048,
       "intermediate_size": 1024, "num_hidden_layers": 16, "num_attention_heads": 16,
       "num_key_value_heads": 16, "max_position_embeddings": 4096, "num_experts": 64,
       "num_experts_per_tok": 8}
      """);

  private static final double EPSILON = 1e-5;

  private final String label;

  // Its list is a copy that cannot be changed, so a config cannot either.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ModelConfig config;

  ModelShape(
      String label,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      double theta,
      int positions,
      boolean tied) {
    this.label = label;
    config =
        new ModelConfig(
            new Llama(),
            vocabulary,
            hidden,
            intermediate,
            heads,
            keyValueHeads,
            headSize,
            EPSILON,
            new RopeConfig(theta, new Unscaled()),
            positions,
            Collections.nCopies(layers, 0),
            Bias.NONE,
            Bias.NONE,
            tied,
            OptionalInt.empty(),
            List.of());
  }

  ModelShape(String label, String json) {
    this.label = label;
    try {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      config =
          Architectures.STANDARD.config(
              JsonObject.parse(Path.of(label), bytes, ConfigDialect.CONFIG));
    } catch (ModelException e) {
      throw new IllegalStateException("The shape of " + label + " is no configuration", e);
    }
  }

  /** The shape of that name, as {@code llama-3.2-1b}. */
  public static Optional<ModelShape> named(String name) {
    return Arrays.stream(values()).filter(s -> s.label.equalsIgnoreCase(name)).findFirst();
  }

  /** The name. */
  public String label() {
    return label;
  }

  /** The sizes. */
  public ModelConfig config() {
    return config;
  }
}
