package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Ministral 8B (Mistral AI, 2024), where only some layers need have a window; else as {@link
 * Mistral}.
 */
public record Ministral() implements Architecture {

  @Override
  public String modelType() {
    return "ministral";
  }

  @Override
  public String className() {
    return "MinistralForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return Mistral.standard(this, json).read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return new Llama().build(config, weights);
  }
}
