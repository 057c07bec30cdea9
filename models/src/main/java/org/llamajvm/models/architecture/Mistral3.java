package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Mistral Small 3.1 and 3.2, and Ministral 3, which read images, too: of these models the language
 * model is used.
 */
public record Mistral3() implements Architecture {

  @Override
  public String modelType() {
    return "mistral3";
  }

  @Override
  public String className() {
    return "Mistral3ForConditionalGeneration";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    JsonObject text = TextPart.of(json, true);
    String type = text.optionalText("model_type").orElse("mistral");
    return switch (type) {
      case "mistral" -> new Mistral().config(text);
      case "ministral3" -> new Ministral3().config(text);
      default -> throw text.unsupported("model_type", "mistral, ministral3");
    };
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return config.architecture().build(config, weights);
  }
}
