package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Branch;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The dense models of Granite 3 and 4 (IBM, 2024): Llama with four factors.
 *
 * @param factors of a model
 */
public record Granite(GraniteFactors factors) implements Architecture {

  private static final int DEFAULT_POSITIONS = 2048;

  /** Before a configuration has been read. */
  public Granite() {
    this(GraniteFactors.ONES);
  }

  @Override
  public String modelType() {
    return "granite";
  }

  @Override
  public String className() {
    return "GraniteForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(new Granite(GraniteFactors.parse(json)), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .biases("attention_bias", "mlp_bias")
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
                modules.gatedMlp(name + ".mlp", Activation.SILU)))
        .withEmbeddingFactor(factors.embedding())
        .withLogits(ScoreRule.scaled(1 / factors.logits()));
  }
}
