package org.llamajvm.models.architecture;

import java.util.Optional;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.module.Branch;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Experts;
import org.llamajvm.engine.module.Routing;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The sparse models of Granite 3 (IBM, 2024): Granite with a mixture of experts in every layer.
 *
 * @param factors of a model
 * @param experts of a layer
 */
public record GraniteMoe(GraniteFactors factors, ExpertsConfig experts) implements Architecture {

  private static final int DEFAULT_POSITIONS = 2048;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(8, 2, 0, true);
  private static final ExpertModules.Names NAMES =
      new ExpertModules.Names("gate_proj", "up_proj", "down_proj");

  /** Before a configuration has been read. */
  public GraniteMoe() {
    this(GraniteFactors.ONES, ExpertsConfig.NONE);
  }

  @Override
  public String modelType() {
    return "granitemoe";
  }

  @Override
  public String className() {
    return "GraniteMoeForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    GraniteMoe own =
        new GraniteMoe(
            GraniteFactors.parse(json),
            ExpertsConfig.parse(json, "num_local_experts", "intermediate_size", DEFAULT_EXPERTS));
    return new StandardConfig(own, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .attentionBias("attention_bias")
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    ScoreRule scores = ScoreRule.scaled(factors.attention());
    return modules
        .transformer((name, i) ->
            new DecoderLayer(
                Branch.preNorm(modules.norm(name + ".input_layernorm")).times(factors.residual()),
                modules.attention(name + ".self_attn", i, rotary).withScores(scores),
                Branch.preNorm(modules.norm(name + ".post_attention_layernorm"))
                    .times(factors.residual()),
                mixture(modules, name + ".block_sparse_moe")))
        .withEmbeddingFactor(factors.embedding())
        .withLogits(ScoreRule.scaled(1 / factors.logits()));
  }

  private Experts mixture(Modules modules, String name) throws ModelException {
    ExpertModules mixtures = new ExpertModules(modules, experts);
    String router = name + ".router.layer";
    String fused = name + ".input_linear";
    if (!modules.weights().has(fused + ".weight")) {
      return mixtures.mixture(name, router, NAMES);
    }
    return new Experts(
        modules.linear(router, experts.count(), modules.config().hiddenSize(), Bias.NONE),
        mixtures.fused(name, fused, name + ".output_linear"),
        experts.used(),
        Routing.softmax(experts.normalised()),
        Optional.empty());
  }
}
