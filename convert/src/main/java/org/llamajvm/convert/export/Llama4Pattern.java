package org.llamajvm.convert.export;

import java.util.stream.IntStream;
import org.llamajvm.engine.attention.ScoreRule.Growth;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.Llama4;
import org.llamajvm.models.architecture.ModelConfig;

/**
 * What files of Llama 4 do not tell, since llama.cpp has it as the published models do.
 *
 * @param config of a model
 * @param llama its constants
 * @param json where it stands, for messages
 */
record Llama4Pattern(ModelConfig config, Llama4 llama, JsonObject json) {

  private static final int FULL_EVERY = 4;
  private static final int EXPERTS_WITHOUT_NORMS = 128;
  private static final Growth GROWTH = new Growth(Llama4.DEFAULT_RATE, Llama4.DEFAULT_CHUNK, 1);

  /**
   * Every so many layers one has a mixture of experts.
   *
   * @throws ModelException if a model has another pattern of layers than the published ones, or
   *     other constants
   */
  int step() throws ModelException {
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean turned = (layer + 1) % FULL_EVERY != 0;
      int chunk = turned ? Llama4.DEFAULT_CHUNK : 0;
      if (llama.turned().get(layer) != turned || config.windows().get(layer) != chunk) {
        throw unsupported("no_rope_layers", "chunks of 8192, and none in every fourth layer");
      }
    }
    if (!llama.growth().equals(GROWTH)) {
      throw unsupported("attn_temperature_tuning", "queries that grow by 0.1 in 8192 positions");
    }
    if (llama.normed() == (llama.experts().count() == EXPERTS_WITHOUT_NORMS)) {
      throw unsupported("use_qk_norm", "norms of heads in all models without 128 experts");
    }
    int first = llama.sparse().stream().min(Integer::compare).orElse(config.layers());
    int step = first + 1;
    if (!IntStream.range(0, config.layers())
            .allMatch(layer -> llama.sparse().contains(layer) == ((layer + 1) % step == 0))
        || llama.sparse().isEmpty()) {
      throw unsupported("moe_layers", "experts in every layer or in every so many");
    }
    return step;
  }

  private ModelException unsupported(String key, String supported) {
    return json.unsupported(key, "in GGUF files: " + supported);
  }
}
