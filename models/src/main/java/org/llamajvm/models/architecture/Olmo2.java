package org.llamajvm.models.architecture;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.Branch;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * OLMo 2 (OLMo team, 2024): norms after attention and after the feed-forward network, none before
 * them, and norms of all queries and all keys of a token.
 */
public record Olmo2() implements Architecture {

  private static final int DEFAULT_POSITIONS = 2048;
  private static final int DEFAULT_EOS = 50279;
  private static final double DEFAULT_EPS = 1e-5;

  @Override
  public String modelType() {
    return "olmo2";
  }

  @Override
  public String className() {
    return "Olmo2ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return standard(this, json).read();
  }

  /** What OLMo 3 has, too. */
  static StandardConfig standard(Architecture architecture, JsonObject json) throws ModelException {
    return new StandardConfig(architecture, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultEps(DEFAULT_EPS)
        .defaultEnds(OptionalInt.empty(), List.of(DEFAULT_EOS))
        .attentionBias("attention_bias");
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) -> layer(modules, name, i, rotary));
  }

  /** A layer, which OLMo 3 has, too. */
  static DecoderLayer layer(Modules modules, String name, int index, RotaryScheme rotary)
      throws ModelException {
    ModelConfig config = modules.config();
    Attention attention =
        modules
            .attention(name + ".self_attn", index, rotary)
            .withNorms(
                modules.norm(name + ".self_attn.q_norm", config.querySize()),
                modules.norm(name + ".self_attn.k_norm", config.keyValueSize()));
    return new DecoderLayer(
        Branch.postNorm(modules.norm(name + ".post_attention_layernorm")),
        attention,
        Branch.postNorm(modules.norm(name + ".post_feedforward_layernorm")),
        modules.gatedMlp(name + ".mlp", Activation.SILU));
  }
}
