package org.llamajvm.models.source;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.llamajvm.format.ModelException;

/** What only some architectures say in GGUF files, as transformers would. For one thread. */
final class GgufFamilies {

  private static final int MAX_SIZE = 1 << 24;
  private static final int SOFTMAX = 1;
  private static final int SIGMOID = 2;

  /** Of the models of Llama 4 the one with so many experts has no norms of heads. */
  private static final int EXPERTS_WITHOUT_NORMS = 128;

  /** The largest models of Gemma divide scores in their own way, which their files do not tell. */
  private static final Map<String, Integer> LAYERS_OF_27B = Map.of("gemma2", 46, "gemma3", 62);

  /** Names that transformers has for the same architecture. */
  private static final Map<String, String> TYPES =
      Map.of(
          "gemma3", "gemma3_text",
          "gpt-oss", "gpt_oss",
          "llama4", "llama4_text",
          "qwen2moe", "qwen2_moe",
          "qwen3moe", "qwen3_moe");

  /** Factors, each with the value that changes nothing. */
  private static final Map<String, Double> FACTORS =
      Map.of(
          "attention.scale", 0.0,
          "attn_logit_softcapping", 0.0,
          "final_logit_softcapping", 0.0,
          "attention.clamp_kqv", 0.0,
          "logit_scale", 1.0,
          "embedding_scale", 1.0,
          "residual_scale", 1.0,
          "expert_weights_scale", 1.0,
          "rope.scaling.attn_factor", 1.0);

  private static final List<String> SCALED =
      List.of("embedding_scale", "residual_scale", "attention.scale", "logit_scale");
  private static final List<String> CAPPED =
      List.of("attn_logit_softcapping", "final_logit_softcapping", "attention.scale");

  private final GgufEntries entries;
  private final int layers;
  private final double share;
  private final int headSize;

  /**
   * @param share of the width that a head would have if they divided it
   * @param headSize what it has
   */
  GgufFamilies(GgufEntries entries, int layers, double share, int headSize) {
    this.entries = entries;
    this.layers = layers;
    this.share = share;
    this.headSize = headSize;
  }

  void add() throws ModelException {
    String architecture = entries.architecture();
    switch (architecture) {
      case "granite", "granitemoe" -> granite();
      case "gemma2", "gemma3" -> gemma();
      case "phi3" -> checkFactors(List.of("rope.scaling.attn_factor"));
      case "llama4" -> {
        checkFactors(List.of());
        llama4();
      }
      default ->
          checkFactors(
              entries.metadata().text(entries.own("rope.scaling.type")).isPresent()
                  ? List.of("rope.scaling.attn_factor")
                  : List.of());
    }
    String activation = architecture.startsWith("gemma") ? "gelu_pytorch_tanh" : "silu";
    String activationName = architecture.startsWith("gemma") ? "hidden_activation" : "hidden_act";
    entries.put(activationName, GgufConfig.ARCHITECTURE, activation);
    boolean sparse = expertCount() > 0;
    if (sparse) {
      experts();
    }
    entries.put("model_type", GgufConfig.ARCHITECTURE, type(architecture, sparse));
  }

  /** Mistral and Mixtral are written as llama, also as mistral3, OLMo 3 as OLMo 2. */
  private String type(String architecture, boolean sparse) throws ModelException {
    boolean window = entries.integer("attention.sliding_window", Integer.MAX_VALUE).isPresent();
    return switch (architecture) {
      case "llama" -> sparse ? "mixtral" : window ? "mistral" : "llama";
      case "mistral3" ->
          entries.decimal("attention.temperature_scale").isPresent() ? "ministral3" : "mistral";
      case "olmo2" -> window ? "olmo3" : "olmo2";
      default -> TYPES.getOrDefault(architecture, architecture);
    };
  }

  /** Chunks and growth of the published models, as llama.cpp has them, too. */
  private void llama4() throws ModelException {
    entries.put("use_qk_norm", entries.own("expert_count"), expertCount() != EXPERTS_WITHOUT_NORMS);
    entries.putInteger("interleave_moe_layer_step", "interleave_moe_layer_step", MAX_SIZE);
    entries.putInteger("intermediate_size_mlp", "feed_forward_length", MAX_SIZE);
    entries.putInteger("intermediate_size", "expert_feed_forward_length", MAX_SIZE);
    String window = entries.own("attention.sliding_window");
    if (entries.metadata().integer(window, 0, Integer.MAX_VALUE).orElse(1) == 0) {
      entries.put("layer_types", window, Collections.nCopies(layers, "full_attention"));
      entries.put("no_rope_layer_interval", window, layers + 1);
    }
  }

  private long expertCount() throws ModelException {
    return entries.integer("expert_count", MAX_SIZE).orElse(0);
  }

  private void checkFactors(List<String> known) throws ModelException {
    for (Map.Entry<String, Double> factor : FACTORS.entrySet()) {
      double value = entries.decimal(factor.getKey()).orElse(factor.getValue());
      if (value != factor.getValue() && !known.contains(factor.getKey())) {
        throw entries.unsupported(
            entries.own(factor.getKey()), value, String.valueOf(factor.getValue()));
      }
    }
  }

  private void granite() throws ModelException {
    checkFactors(SCALED);
    String finetuned = entries.own("rope.scaling.finetuned");
    if (!entries.metadata().flag(finetuned).orElse(true)) {
      throw entries.unsupported(finetuned, false, "true: layers that turn by positions");
    }
    entries.putDecimal("embedding_multiplier", "embedding_scale");
    entries.putDecimal("residual_multiplier", "residual_scale");
    entries.putDecimal("attention_multiplier", "attention.scale");
    entries.putDecimal("logits_scaling", "logit_scale");
  }

  private void gemma() throws ModelException {
    checkFactors(CAPPED);
    entries.putDecimal("attn_logit_softcapping", "attn_logit_softcapping");
    entries.putDecimal("final_logit_softcapping", "final_logit_softcapping");
    entries.putDecimal("rope_local_base_freq", "rope.freq_base_swa");
    OptionalDouble scale = entries.decimal("attention.scale");
    if (scale.isPresent()) {
      entries.put(
          "query_pre_attn_scalar",
          entries.own("attention.scale"),
          1 / (scale.getAsDouble() * scale.getAsDouble()));
    } else {
      boolean largest = LAYERS_OF_27B.get(entries.architecture()) == layers;
      entries.put(
          "query_pre_attn_scalar",
          entries.own(largest ? "block_count" : "attention.key_length"),
          largest ? share : headSize);
    }
    pattern();
  }

  /** A number of layers after which a full one comes, or a truth value for each layer. */
  private void pattern() throws ModelException {
    String key = entries.own("attention.sliding_window_pattern");
    if (entries.metadata().length(key).isEmpty()) {
      entries.putInteger(
          "sliding_window_pattern", "attention.sliding_window_pattern", Integer.MAX_VALUE);
      return;
    }
    Optional<int[]> sliding = entries.metadata().integers(key, 0, 1);
    entries.put(
        "layer_types",
        key,
        IntStream.of(sliding.orElse(new int[0]))
            .mapToObj(flag -> flag == 1 ? "sliding_attention" : "full_attention")
            .toList());
  }

  private void experts() throws ModelException {
    int usualGating = entries.architecture().equals("llama4") ? SIGMOID : SOFTMAX;
    long gating = entries.integer("expert_gating_func", Integer.MAX_VALUE).orElse(usualGating);
    if (gating != usualGating) {
      throw entries.unsupported(
          entries.own("expert_gating_func"),
          gating,
          usualGating == SOFTMAX ? "1, which is softmax" : "2, which is sigmoid");
    }
    for (String key : List.of("expert_group_count", "leading_dense_block_count")) {
      long count = entries.integer(key, MAX_SIZE).orElse(0);
      if (count > (key.equals("expert_group_count") ? 1 : 0)) {
        throw entries.unsupported(entries.own(key), count, "0");
      }
    }
    entries.putInteger("num_experts", "expert_count", MAX_SIZE);
    entries.putInteger("num_local_experts", "expert_count", MAX_SIZE);
    entries.putInteger("num_experts_per_tok", "expert_used_count", MAX_SIZE);
    entries.putInteger("moe_intermediate_size", "expert_feed_forward_length", MAX_SIZE);
    entries.putInteger(
        "shared_expert_intermediate_size", "expert_shared_feed_forward_length", MAX_SIZE);
    boolean usual =
        List.of("llama", "granitemoe", "qwen3moe", "gpt-oss").contains(entries.architecture());
    String normalised = entries.own("expert_weights_norm");
    entries.put("norm_topk_prob", normalised, entries.metadata().flag(normalised).orElse(usual));
  }
}
