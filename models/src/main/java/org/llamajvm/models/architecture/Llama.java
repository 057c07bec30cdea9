package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Llama 1 to 3.3, Code Llama, TinyLlama and all else that uses the class (Touvron et al., 2023): a
 * pre-norm transformer with RMSNorm, rotary positions, grouped-query attention and SwiGLU.
 */
public record Llama() implements Architecture {

  private static final int DEFAULT_POSITIONS = 2048;

  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public String className() {
    return "LlamaForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(this, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .biases("attention_bias", "mlp_bias")
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            modules.attention(name + ".self_attn", i, rotary),
            modules.norm(name + ".post_attention_layernorm"),
            modules.gatedMlp(name + ".mlp", Activation.SILU)));
  }
}
