package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** All that a new architecture needs: Llama's modules, the layers from the last to the first. */
record ToyArchitecture() implements Architecture {

  @Override
  public String modelType() {
    return "toy";
  }

  @Override
  public String className() {
    return "ToyForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(this, json).defaultPositions(64).read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((_, i) -> {
      String name = "model.layers." + (config.layers() - 1 - i);
      return new DecoderLayer(
          modules.norm(name + ".input_layernorm", config.hiddenSize()),
          modules.attention(name + ".self_attn", i, rotary),
          modules.norm(name + ".post_attention_layernorm", config.hiddenSize()),
          modules.gatedMlp(name + ".mlp", Activation.SILU));
    });
  }
}
