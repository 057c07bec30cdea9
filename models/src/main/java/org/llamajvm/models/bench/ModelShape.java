package org.llamajvm.models.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.models.architecture.Bias;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

/** The sizes of well-known models, as their {@code config.json} gives them. */
public enum ModelShape {
  /** TinyLlama 1.1B. */
  TINYLLAMA_1_1B("tinyllama-1.1b", 32000, 2048, 5632, 22, 32, 4, 64, 1e4, 2048, false),
  /** Llama 3.2 1B. */
  LLAMA_3_2_1B("llama-3.2-1b", 128256, 2048, 8192, 16, 32, 8, 64, 5e5, 131072, true),
  /** Llama 2 7B. */
  LLAMA_2_7B("llama-2-7b", 32000, 4096, 11008, 32, 32, 32, 128, 1e4, 4096, false),
  /** Llama 3 8B. */
  LLAMA_3_8B("llama-3-8b", 128256, 4096, 14336, 32, 32, 8, 128, 5e5, 8192, false);

  private static final double EPSILON = 1e-5;

  private final String label;

  // Its list is a copy that cannot be changed, so a config cannot either.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ModelConfig config;

  ModelShape(
      String label,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      double theta,
      int positions,
      boolean tied) {
    this.label = label;
    config =
        new ModelConfig(
            new Llama(),
            vocabulary,
            hidden,
            intermediate,
            heads,
            keyValueHeads,
            headSize,
            EPSILON,
            new RopeConfig(theta, new Unscaled()),
            positions,
            Collections.nCopies(layers, 0),
            Bias.NONE,
            Bias.NONE,
            tied,
            OptionalInt.empty(),
            List.of());
  }

  /** The shape of that name, as {@code llama-3.2-1b}. */
  public static Optional<ModelShape> named(String name) {
    return Arrays.stream(values()).filter(s -> s.label.equalsIgnoreCase(name)).findFirst();
  }

  /** The name. */
  public String label() {
    return label;
  }

  /** The sizes. */
  public ModelConfig config() {
    return config;
  }
}
