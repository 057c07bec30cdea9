package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Gemma 3 from 4B on, which reads images, too: of these models the language model is used. */
public record Gemma3WithVision() implements Architecture {

  @Override
  public String modelType() {
    return "gemma3";
  }

  @Override
  public String className() {
    return "Gemma3ForConditionalGeneration";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new Gemma3().config(TextPart.of(json, true));
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return config.architecture().build(config, weights);
  }
}
