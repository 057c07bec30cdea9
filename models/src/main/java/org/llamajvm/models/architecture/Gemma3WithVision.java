package org.llamajvm.models.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Gemma 3 from 4B on, which reads images, too: of these models the language model is used. */
public record Gemma3WithVision() implements Architecture {

  private static final String TEXT = "text_config";

  /** What is said beside the language model and holds for it. */
  private static final List<String> SHARED =
      List.of("bos_token_id", "eos_token_id", "tie_word_embeddings");

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
    Map<String, Object> shared = new LinkedHashMap<>();
    for (String key : SHARED) {
      if (json.has(key)) {
        shared.put(key, json.value(key));
      }
    }
    return new Gemma3().config(json.object(TEXT).withDefaults(shared));
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    return config.architecture().build(config, weights);
  }
}
