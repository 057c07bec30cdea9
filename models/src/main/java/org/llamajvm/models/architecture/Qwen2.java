package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The dense models of Qwen2 and Qwen2.5 (Yang et al., 2024): Llama with biases of queries, keys and
 * values.
 */
public record Qwen2() implements Architecture {

  private static final int DEFAULT_POSITIONS = 32768;
  private static final int DEFAULT_KEY_VALUE_HEADS = 32;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_FULL_LAYERS = 28;

  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public String className() {
    return "Qwen2ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(this, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .slidingWindow(false, DEFAULT_WINDOW, DEFAULT_FULL_LAYERS)
        .noBiases()
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
            modules.attention(name + ".self_attn", i, rotary, Bias.REQUIRED, Bias.NONE),
            modules.norm(name + ".post_attention_layernorm"),
            modules.gatedMlp(name + ".mlp", Activation.SILU)));
  }
}
