package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Llama 4 as it was published, which reads images, too: of it the language model is used. */
public record Llama4WithVision() implements Architecture {

  @Override
  public String modelType() {
    return "llama4";
  }

  @Override
  public String className() {
    return "Llama4ForConditionalGeneration";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new Llama4().config(TextPart.of(json, false));
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return config.architecture().build(config, weights);
  }
}
