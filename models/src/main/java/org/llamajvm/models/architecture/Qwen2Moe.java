package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.FeedForward;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The sparse models of Qwen1.5 and Qwen2 (Qwen team, 2024): Qwen2 with a mixture of experts, one of
 * which is for all tokens.
 *
 * @param experts of a layer
 * @param sharedSize elements between the two halves of the expert of all tokens
 * @param sparse layers that have a mixture
 */
public record Qwen2Moe(ExpertsConfig experts, int sharedSize, SparseLayers sparse)
    implements Architecture {

  private static final int DEFAULT_POSITIONS = 32768;
  private static final int DEFAULT_KEY_VALUE_HEADS = 16;
  private static final int DEFAULT_SHARED_SIZE = 5632;
  private static final int MOST = 1 << 24;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(60, 4, 1408, false);

  /** Before a configuration has been read. */
  public Qwen2Moe() {
    this(ExpertsConfig.NONE, 1, SparseLayers.ALL);
  }

  @Override
  public String modelType() {
    return "qwen2_moe";
  }

  @Override
  public String className() {
    return "Qwen2MoeForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    ExpertsConfig sizes =
        ExpertsConfig.parse(json, "num_experts", "moe_intermediate_size", DEFAULT_EXPERTS);
    int shared =
        json.optionalInteger("shared_expert_intermediate_size", 1, MOST)
            .orElse(DEFAULT_SHARED_SIZE);
    if (json.flag("use_sliding_window", false)) {
      throw json.unsupported("use_sliding_window", "false");
    }
    return new StandardConfig(new Qwen2Moe(sizes, shared, SparseLayers.parse(json)), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .attentionBias("qkv_bias")
        .noDefaultEnds()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    Bias bias = config.attentionBias() == Bias.NONE ? Bias.NONE : Bias.REQUIRED;
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            modules.attention(name + ".self_attn", i, rotary, bias, Bias.NONE),
            modules.norm(name + ".post_attention_layernorm"),
            mlp(modules, name + ".mlp", i)));
  }

  private FeedForward mlp(Modules modules, String name, int layer) throws ModelException {
    if (!sparse.contains(layer)) {
      return modules.gatedMlp(name, Activation.SILU);
    }
    ExpertModules mixtures = new ExpertModules(modules, experts);
    return mixtures.withGatedShared(mixtures.mixture(name), name, sharedSize);
  }
}
