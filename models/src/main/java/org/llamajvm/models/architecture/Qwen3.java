package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The dense models of Qwen3 (Yang et al., 2025): a pre-norm transformer with RMSNorm, also of every
 * query and key head, rotary positions, grouped-query attention and SwiGLU.
 */
public record Qwen3() implements Architecture {

  private static final int DEFAULT_POSITIONS = 32768;
  private static final int DEFAULT_KEY_VALUE_HEADS = 32;
  private static final int DEFAULT_HEAD_SIZE = 128;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_FULL_LAYERS = 28;

  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  public String className() {
    return "Qwen3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(this, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultHeadSize(DEFAULT_HEAD_SIZE)
        .slidingWindow(false, DEFAULT_WINDOW, DEFAULT_FULL_LAYERS)
        .attentionBias("attention_bias")
        .noDefaultEnds()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            modules
                .attention(name + ".self_attn", i, rotary)
                .withNorms(
                    modules.norm(name + ".self_attn.q_norm", config.headSize()),
                    modules.norm(name + ".self_attn.k_norm", config.headSize())),
            modules.norm(name + ".post_attention_layernorm"),
            modules.gatedMlp(name + ".mlp", Activation.SILU)));
  }
}
