package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Mixtral (Jiang et al., 2024): Mistral with a mixture of experts in every layer.
 *
 * @param experts of a layer
 */
public record Mixtral(ExpertsConfig experts) implements Architecture {

  private static final int DEFAULT_POSITIONS = 131072;
  private static final int DEFAULT_KEY_VALUE_HEADS = 8;
  private static final double DEFAULT_THETA = 1e6;
  private static final double DEFAULT_EPS = 1e-5;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(8, 2, 0, true);
  private static final ExpertModules.Names NAMES = new ExpertModules.Names("w1", "w3", "w2");

  /** Before a configuration has been read. */
  public Mixtral() {
    this(ExpertsConfig.NONE);
  }

  @Override
  public String modelType() {
    return "mixtral";
  }

  @Override
  public String className() {
    return "MixtralForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    ExpertsConfig sizes =
        ExpertsConfig.parse(json, "num_local_experts", "intermediate_size", DEFAULT_EXPERTS);
    return new StandardConfig(new Mixtral(sizes), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultTheta(DEFAULT_THETA)
        .defaultEps(DEFAULT_EPS)
        .slidingWindow(0, _ -> true)
        .noBiases()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    ExpertModules mixtures = new ExpertModules(modules, experts);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) -> {
      String mixture = name + ".block_sparse_moe";
      return new DecoderLayer(
          modules.norm(name + ".input_layernorm"),
          modules.attention(name + ".self_attn", i, rotary),
          modules.norm(name + ".post_attention_layernorm"),
          mixtures.mixture(mixture, mixture + ".gate", NAMES));
    });
  }
}
