package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Mistral 7B and all else that uses the class (Jiang et al., 2023): Llama with a sliding window and
 * without biases.
 */
public record Mistral() implements Architecture {

  private static final int DEFAULT_POSITIONS = 131072;
  private static final int DEFAULT_KEY_VALUE_HEADS = 8;
  private static final int DEFAULT_WINDOW = 4096;

  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public String className() {
    return "MistralForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return standard(this, json).read();
  }

  /** What Ministral has, too. */
  static StandardConfig standard(Architecture architecture, JsonObject json) throws ModelException {
    return new StandardConfig(architecture, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .slidingWindow(true, DEFAULT_WINDOW, 0)
        .noBiases();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return new Llama().build(config, weights);
  }
}
