package org.llamajvm.convert.llama;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.tensor.FloatType;

/** Writes Meta's parameters as Hugging Face's {@code config.json}. */
public final class HuggingFaceConfig {

  private static final int LLAMA_3_VOCABULARY = 128_256;
  private static final int LLAMA_3_BOS = 128_000;
  private static final int LLAMA_3_EOS = 128_001;
  private static final int ORIGINAL_POSITIONS = 8192;

  private HuggingFaceConfig() {}

  /**
   * The configuration of a model.
   *
   * @param params what its files say
   * @param shape its sizes
   * @param tied whether the head is the embeddings
   * @param type how its embeddings are stored
   */
  public static Map<String, Object> of(
      MetaParams params, LlamaShape shape, boolean tied, FloatType type) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", "llama");
    config.put("vocab_size", shape.vocabulary());
    config.put("hidden_size", shape.dim());
    config.put("intermediate_size", shape.hidden());
    config.put("num_hidden_layers", shape.layers());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.kvHeads());
    config.put("head_dim", shape.headSize());
    config.put("hidden_act", "silu");
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("max_position_embeddings", maxPositions(params));
    config.put("rms_norm_eps", params.normEpsilon());
    config.put("rope_theta", params.rotary().theta());
    if (params.rotary().scaled()) {
      config.put("rope_scaling", scaling(params, tied));
    }
    boolean third = shape.vocabulary() == LLAMA_3_VOCABULARY;
    config.put("bos_token_id", third ? LLAMA_3_BOS : 1);
    config.put("eos_token_id", third ? LLAMA_3_EOS : 2);
    config.put("tie_word_embeddings", tied);
    config.put("torch_dtype", torchName(type));
    return config;
  }

  /** PyTorch's name of a type of float. */
  public static String torchName(FloatType type) {
    return switch (type) {
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
    };
  }

  /**
   * Meta does not write the context's length down; the other parameters tell the generations apart:
   * Llama 1 (epsilon 1e-6) 2048, Llama 2 4096, Code Llama (theta 1e6) 16384, Llama 3 (theta 5e5)
   * 8192, since Llama 3.1 (scaled) 131072.
   */
  private static int maxPositions(MetaParams params) {
    int inferred;
    if (params.rotary().scaled()) {
      inferred = 131_072;
    } else if (params.rotary().theta() >= 1e6) {
      inferred = 16_384;
    } else if (params.rotary().theta() >= 5e5) {
      inferred = ORIGINAL_POSITIONS;
    } else {
      inferred = params.normEpsilon() < 5e-6 ? 2048 : 4096;
    }
    return params.maxPositions().orElse(inferred);
  }

  /** Without a factor in the file: 32 for the tied models (Llama 3.2 1B and 3B), else 8. */
  private static Map<String, Object> scaling(MetaParams params, boolean tied) {
    Map<String, Object> scaling = new LinkedHashMap<>();
    scaling.put("rope_type", "llama3");
    scaling.put("factor", params.rotary().factor().orElse(tied ? 32 : 8));
    scaling.put("low_freq_factor", 1.0);
    scaling.put("high_freq_factor", 4.0);
    scaling.put("original_max_position_embeddings", ORIGINAL_POSITIONS);
    return scaling;
  }
}
