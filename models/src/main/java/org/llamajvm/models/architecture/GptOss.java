package org.llamajvm.models.architecture;

import java.util.Map;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.Clamp;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Sinks;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * gpt-oss (OpenAI, 2025): experts with biases and limits in every layer, attention with sinks, and
 * a window in every other layer.
 *
 * @param experts of a layer
 * @param limit of what is between the two halves of an expert
 */
public record GptOss(ExpertsConfig experts, float limit) implements Architecture {

  private static final int DEFAULT_POSITIONS = 131072;
  private static final int DEFAULT_KEY_VALUE_HEADS = 8;
  private static final int DEFAULT_HEAD_SIZE = 64;
  private static final int DEFAULT_WINDOW = 128;
  private static final double DEFAULT_THETA = 150000;
  private static final double DEFAULT_EPS = 1e-5;

  /** The limit of a model that does not say so. */
  public static final float DEFAULT_LIMIT = 7;

  private static final float STEEPNESS = 1.702f;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(128, 4, 0, true);
  private static final String BIAS = "attention_bias";
  private static final String ROPE = "rope_scaling";

  /** How a model turns that does not say so. */
  private static final Map<String, Object> DEFAULT_ROPE =
      Map.of(
          "rope_type",
          "yarn",
          "factor",
          32.0,
          "beta_fast",
          32.0,
          "beta_slow",
          1.0,
          "truncate",
          false,
          "original_max_position_embeddings",
          4096);

  /** Before a configuration has been read. */
  public GptOss() {
    this(ExpertsConfig.NONE, DEFAULT_LIMIT);
  }

  @Override
  public String modelType() {
    return "gpt_oss";
  }

  @Override
  public String className() {
    return "GptOssForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject given) throws ModelException {
    JsonObject biased = given.withDefaults(Map.of(BIAS, true));
    JsonObject json =
        given.has("rope_parameters") ? biased : biased.withDefaults(Map.of(ROPE, DEFAULT_ROPE));
    ExpertsConfig sizes =
        ExpertsConfig.parse(json, "num_local_experts", "intermediate_size", DEFAULT_EXPERTS);
    double limit = json.optionalPositive("swiglu_limit").orElse(DEFAULT_LIMIT);
    return new StandardConfig(new GptOss(sizes, (float) limit), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultHeadSize(DEFAULT_HEAD_SIZE)
        .defaultTheta(DEFAULT_THETA)
        .defaultEps(DEFAULT_EPS)
        .slidingWindow(DEFAULT_WINDOW, layer -> layer % 2 == 0)
        .attentionBias(BIAS)
        .noDefaultEnds()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    ExpertModules mixtures =
        new ExpertModules(modules, experts, Bias.REQUIRED, new Clamp(limit, STEEPNESS));
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) -> {
      String sinks = name + ".self_attn.sinks.weight";
      Attention attention =
          modules
              .attention(name + ".self_attn", i, rotary)
              .withSinks(
                  new Sinks(sinks, modules.weights().vector(sinks, config.attentionHeads())));
      return new DecoderLayer(
          modules.norm(name + ".input_layernorm"),
          attention,
          modules.norm(name + ".post_attention_layernorm"),
          mixtures.mixture(name + ".mlp", name + ".mlp.router", ExpertModules.USUAL));
    });
  }
}
