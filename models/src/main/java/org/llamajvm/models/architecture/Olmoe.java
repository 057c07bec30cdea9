package org.llamajvm.models.architecture;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * OLMoE (Muennighoff et al., 2024): a mixture of experts in every layer, and norms of all queries
 * and all keys of a token.
 *
 * @param experts of a layer
 */
public record Olmoe(ExpertsConfig experts) implements Architecture {

  private static final int DEFAULT_POSITIONS = 4096;
  private static final int DEFAULT_EOS = 50279;
  private static final double DEFAULT_EPS = 1e-5;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(64, 8, 0, false);

  /** Before a configuration has been read. */
  public Olmoe() {
    this(ExpertsConfig.NONE);
  }

  @Override
  public String modelType() {
    return "olmoe";
  }

  @Override
  public String className() {
    return "OlmoeForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    if (json.has("clip_qkv")) {
      throw json.unsupported("clip_qkv", "null");
    }
    ExpertsConfig sizes =
        ExpertsConfig.parse(json, "num_experts", "intermediate_size", DEFAULT_EXPERTS);
    return new StandardConfig(new Olmoe(sizes), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultEps(DEFAULT_EPS)
        .defaultEnds(OptionalInt.empty(), List.of(DEFAULT_EOS))
        .attentionBias("attention_bias")
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    ExpertModules mixtures = new ExpertModules(modules, experts);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) -> {
      Attention attention =
          modules
              .attention(name + ".self_attn", i, rotary)
              .withNorms(
                  modules.norm(name + ".self_attn.q_norm", config.querySize()),
                  modules.norm(name + ".self_attn.k_norm", config.keyValueSize()));
      return new DecoderLayer(
          modules.norm(name + ".input_layernorm"),
          attention,
          modules.norm(name + ".post_attention_layernorm"),
          mixtures.mixture(name + ".mlp"));
    });
  }
}
