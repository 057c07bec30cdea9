package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.FeedForward;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The sparse models of Qwen3 (Yang et al., 2025): Qwen3 with a mixture of experts.
 *
 * @param experts of a layer
 * @param sparse layers that have a mixture
 */
public record Qwen3Moe(ExpertsConfig experts, SparseLayers sparse) implements Architecture {

  private static final int DEFAULT_POSITIONS = 32768;
  private static final int DEFAULT_KEY_VALUE_HEADS = 4;
  private static final int DEFAULT_WINDOW = 4096;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(128, 8, 768, false);

  /** Before a configuration has been read. */
  public Qwen3Moe() {
    this(ExpertsConfig.NONE, SparseLayers.ALL);
  }

  @Override
  public String modelType() {
    return "qwen3_moe";
  }

  @Override
  public String className() {
    return "Qwen3MoeForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    ExpertsConfig sizes =
        ExpertsConfig.parse(json, "num_experts", "moe_intermediate_size", DEFAULT_EXPERTS);
    boolean windows = json.flag("use_sliding_window", false);
    return new StandardConfig(new Qwen3Moe(sizes, SparseLayers.parse(json)), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .slidingWindow(DEFAULT_WINDOW, _ -> windows)
        .attentionBias("attention_bias")
        .noDefaultEnds()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) -> {
      Attention attention =
          modules
              .attention(name + ".self_attn", i, rotary)
              .withNorms(
                  modules.norm(name + ".self_attn.q_norm", config.headSize()),
                  modules.norm(name + ".self_attn.k_norm", config.headSize()));
      return new DecoderLayer(
          modules.norm(name + ".input_layernorm"),
          attention,
          modules.norm(name + ".post_attention_layernorm"),
          mlp(modules, name + ".mlp", i));
    });
  }

  private FeedForward mlp(Modules modules, String name, int layer) throws ModelException {
    return sparse.contains(layer)
        ? new ExpertModules(modules, experts).mixture(name)
        : modules.gatedMlp(name, Activation.SILU);
  }
}
