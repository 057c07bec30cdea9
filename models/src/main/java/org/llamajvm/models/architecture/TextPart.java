package org.llamajvm.models.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** The language model of a model that reads images, too. */
final class TextPart {

  private static final String TEXT = "text_config";
  private static final String TIED = "tie_word_embeddings";

  /** What is said beside the language model and holds for it. */
  private static final List<String> SHARED = List.of("bos_token_id", "eos_token_id", TIED);

  private TextPart() {}

  /**
   * Its configuration.
   *
   * @param json of the whole model
   * @param tied whether the embedding is the output of a model that does not say so
   * @throws ModelException if there is none
   */
  static JsonObject of(JsonObject json, boolean tied) throws ModelException {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put(TIED, tied);
    for (String key : SHARED) {
      if (json.has(key)) {
        shared.put(key, json.value(key));
      }
    }
    return json.object(TEXT).withDefaults(shared);
  }
}
