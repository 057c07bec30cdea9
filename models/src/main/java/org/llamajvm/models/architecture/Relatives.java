package org.llamajvm.models.architecture;

import java.util.Map;

/** Architectures that do not run here though a near relative does: what they have besides. */
final class Relatives {

  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry("gemma", "it is like gemma2 without norms after the branches"),
          Map.entry("gemma3n", "unlike gemma3_text it has embeddings in each layer and AltUp"),
          Map.entry("gemma4", "unlike gemma3_text it has experts and heads of two sizes"),
          Map.entry("gemma4_text", "unlike gemma3_text it has experts and heads of two sizes"),
          Map.entry("granitemoehybrid", "unlike granitemoe it has state space layers"),
          Map.entry("granitemoeshared", "unlike granitemoe it has an expert of all tokens"),
          Map.entry("olmo", "unlike olmo2 it has norms without weights"),
          Map.entry("phi", "unlike phi3 it computes attention and MLP side by side"),
          Map.entry("phimoe", "unlike phi3 it has experts with a router of its own kind"),
          Map.entry("qwen3_next", "unlike qwen3_moe it has linear attention"));

  private Relatives() {}

  /** The list of what runs, and in what this type differs from one of them, if it is near. */
  static String hint(String modelType, String known) {
    String difference = DIFFERENCES.get(modelType);
    return difference == null ? known : known + "; " + modelType + " does not: " + difference;
  }
}
