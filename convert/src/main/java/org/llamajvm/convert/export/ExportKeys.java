package org.llamajvm.convert.export;

import java.util.List;
import java.util.stream.IntStream;
import org.llamajvm.engine.attention.ScoreRule.Growth;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.Architecture;
import org.llamajvm.models.architecture.ExpertsConfig;
import org.llamajvm.models.architecture.Gemma2;
import org.llamajvm.models.architecture.Gemma3;
import org.llamajvm.models.architecture.GptOss;
import org.llamajvm.models.architecture.Granite;
import org.llamajvm.models.architecture.GraniteFactors;
import org.llamajvm.models.architecture.GraniteMoe;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.Llama4;
import org.llamajvm.models.architecture.Ministral3;
import org.llamajvm.models.architecture.Mistral;
import org.llamajvm.models.architecture.Mixtral;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.Olmo2;
import org.llamajvm.models.architecture.Olmo3;
import org.llamajvm.models.architecture.Olmoe;
import org.llamajvm.models.architecture.Phi3;
import org.llamajvm.models.architecture.Qwen2;
import org.llamajvm.models.architecture.Qwen2Moe;
import org.llamajvm.models.architecture.Qwen3;
import org.llamajvm.models.architecture.Qwen3Moe;
import org.llamajvm.models.architecture.RopeConfig.Yarn;
import org.llamajvm.models.architecture.SmolLm3;
import org.llamajvm.models.architecture.SparseLayers;

/**
 * What a configuration says of a model's sizes and constants, as keys of a GGUF file.
 *
 * @param config what it says
 * @param json where it stands, for messages
 * @param architecture {@code general.architecture}
 */
record ExportKeys(ModelConfig config, JsonObject json, String architecture) {

  private static final int SMOLLM_FULL_EVERY = 4;
  private static final int OLMO_FULL_EVERY = 4;

  /**
   * The keys of a configuration.
   *
   * @throws ModelException if files of GGUF have no name for the architecture
   */
  static ExportKeys of(ModelConfig config, JsonObject json) throws ModelException {
    String architecture =
        switch (config.architecture()) {
          case Llama _, Mistral _, Mixtral _ -> "llama";
          case Llama4 _ -> "llama4";
          case Ministral3 _ -> "mistral3";
          case Qwen2 _ -> "qwen2";
          case Qwen2Moe _ -> "qwen2moe";
          case Qwen3 _ -> "qwen3";
          case Qwen3Moe _ -> "qwen3moe";
          case SmolLm3 _ -> "smollm3";
          case Granite _ -> "granite";
          case GraniteMoe _ -> "granitemoe";
          case Olmo2 _, Olmo3 _ -> "olmo2";
          case Olmoe _ -> "olmoe";
          case Gemma2 _ -> "gemma2";
          case Gemma3 _ -> "gemma3";
          case Phi3 _ -> "phi3";
          case GptOss _ -> "gpt-oss";
          default ->
              throw json.unsupported(
                  "model_type",
                  "those that GGUF files are written of: llama, llama4, mistral, ministral3, mixtral, qwen2, qwen2_moe, qwen3, qwen3_moe, smollm3, granite, granitemoe, olmo2, olmo3, olmoe, gemma2, gemma3, phi3, gpt_oss");
        };
    return new ExportKeys(config, json, architecture);
  }

  /**
   * Adds them.
   *
   * @throws ModelException if GGUF has no key for something
   */
  void add(MetadataBytes keys) throws ModelException {
    keys.integer(own("vocab_size"), config.vocabularySize());
    keys.integer(own("block_count"), config.layers());
    keys.integer(own("context_length"), config.maxPositions());
    keys.integer(own("embedding_length"), config.hiddenSize());
    keys.integer(own("feed_forward_length"), feedForward());
    keys.integer(own("attention.head_count"), config.attentionHeads());
    keys.integer(own("attention.head_count_kv"), config.keyValueHeads());
    keys.integer(own("attention.key_length"), config.headSize());
    keys.integer(own("attention.value_length"), config.headSize());
    keys.decimal(own("attention.layer_norm_rms_epsilon"), config.rmsNormEps());
    new ExportRope(config, architecture).addKeys(keys, json);
    window(keys);
    family(keys, config.architecture());
  }

  /** Elements between the two halves of a network that is no expert. */
  private int feedForward() {
    return config.architecture() instanceof Llama4 llama
        ? llama.denseSize()
        : config.intermediateSize();
  }

  private String own(String key) {
    return architecture + "." + key;
  }

  private void family(MetadataBytes keys, Architecture family) throws ModelException {
    switch (family) {
      case Granite granite -> factors(keys, granite.factors());
      case GraniteMoe granite -> {
        factors(keys, granite.factors());
        experts(keys, granite.experts());
      }
      case Gemma2 gemma -> {
        keys.decimal(own("attention.scale"), 1 / Math.sqrt(gemma.queryScalar()));
        cap(keys, "attn_logit_softcapping", gemma.attentionCap());
        cap(keys, "final_logit_softcapping", gemma.logitCap());
      }
      case Gemma3 gemma -> {
        keys.decimal(own("attention.scale"), 1 / Math.sqrt(gemma.queryScalar()));
        cap(keys, "final_logit_softcapping", gemma.logitCap());
        keys.decimal(own("rope.freq_base_swa"), gemma.local().theta());
      }
      case Mixtral mixtral -> experts(keys, mixtral.experts());
      case Olmoe olmoe -> experts(keys, olmoe.experts());
      case Qwen3Moe qwen -> {
        checkAllSparse(qwen.sparse());
        experts(keys, qwen.experts());
      }
      case Qwen2Moe qwen -> {
        checkAllSparse(qwen.sparse());
        experts(keys, qwen.experts());
        keys.integer(own("expert_shared_feed_forward_length"), qwen.sharedSize());
      }
      case SmolLm3 smollm -> checkTurned(smollm.turned());
      case GptOss gpt -> {
        if (gpt.limit() != GptOss.DEFAULT_LIMIT) {
          throw json.unsupported("swiglu_limit", "in GGUF files: " + GptOss.DEFAULT_LIMIT);
        }
        experts(keys, gpt.experts());
      }
      case Llama4 llama -> {
        keys.integer(
            own("interleave_moe_layer_step"), new Llama4Pattern(config, llama, json).step());
        experts(keys, llama.experts());
      }
      case Ministral3 ministral -> temperature(keys, ministral.growth());
      default -> {}
    }
  }

  /** A step has as many positions as the context before it was extended. */
  private void temperature(MetadataBytes keys, Growth growth) throws ModelException {
    boolean fits =
        config.rope().scaling() instanceof Yarn yarn
            && yarn.originalMaxPositions() == growth.positions();
    if (growth.rate() != 0 && !fits) {
      throw json.unsupported("rope_parameters", "in GGUF files: yarn, with queries that grow");
    }
    if (growth.rate() != 0) {
      keys.decimal(own("attention.temperature_scale"), growth.rate());
    }
  }

  private void factors(MetadataBytes keys, GraniteFactors factors) {
    keys.decimal(own("embedding_scale"), factors.embedding());
    keys.decimal(own("residual_scale"), factors.residual());
    keys.decimal(own("attention.scale"), factors.attention());
    keys.decimal(own("logit_scale"), factors.logits());
  }

  private void cap(MetadataBytes keys, String key, double cap) {
    if (cap > 0) {
      keys.decimal(own(key), cap);
    }
  }

  private void experts(MetadataBytes keys, ExpertsConfig experts) {
    keys.integer(own("expert_count"), experts.count());
    keys.integer(own("expert_used_count"), experts.used());
    keys.integer(own("expert_feed_forward_length"), experts.size());
    keys.flag(own("expert_weights_norm"), experts.normalised());
  }

  /** How many experts a layer has; 0 if it has none. */
  int expertCount() {
    return switch (config.architecture()) {
      case GptOss gpt -> gpt.experts().count();
      case GraniteMoe granite -> granite.experts().count();
      case Llama4 llama -> llama.experts().count();
      case Mixtral mixtral -> mixtral.experts().count();
      case Olmoe olmoe -> olmoe.experts().count();
      case Qwen2Moe qwen -> qwen.experts().count();
      case Qwen3Moe qwen -> qwen.experts().count();
      default -> 0;
    };
  }

  private void checkAllSparse(SparseLayers sparse) throws ModelException {
    if (!IntStream.range(0, config.layers()).allMatch(sparse::contains)) {
      throw json.unsupported(
          json.has("mlp_only_layers") ? "mlp_only_layers" : "decoder_sparse_step",
          "in GGUF files: experts in all layers");
    }
  }

  /** Files do not tell which layers turn; llama.cpp has the pattern of the published models. */
  private void checkTurned(List<Boolean> turned) throws ModelException {
    for (int layer = 0; layer < turned.size(); layer++) {
      if (turned.get(layer) != ((layer + 1) % SMOLLM_FULL_EVERY != 0)) {
        throw json.unsupported("no_rope_layers", "in GGUF files: every fourth layer");
      }
    }
  }

  private void window(MetadataBytes keys) throws ModelException {
    int window = config.slidingWindow();
    if (window == 0 || config.architecture() instanceof Llama4) {
      return;
    }
    keys.integer(own("attention.sliding_window"), window);
    switch (config.architecture()) {
      case Gemma3 _ -> keys.integer(own("attention.sliding_window_pattern"), pattern());
      case Gemma2 _, GptOss _ -> checkPattern(2);
      case Olmo3 _ -> checkPattern(OLMO_FULL_EVERY);
      default -> checkPattern(config.layers() + 1);
    }
  }

  /** A number of layers of which the last has no window. */
  private int pattern() throws ModelException {
    int pattern = config.windows().indexOf(0) + 1;
    checkPattern(pattern == 0 ? config.layers() + 1 : pattern);
    return pattern == 0 ? config.layers() + 1 : pattern;
  }

  private void checkPattern(int pattern) throws ModelException {
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean full = (layer + 1) % pattern == 0;
      if (full != (config.windows().get(layer) == 0)) {
        throw json.unsupported(
            json.has("layer_types") ? "layer_types" : "sliding_window",
            "in GGUF files: windows in the pattern of the published models");
      }
    }
  }
}
