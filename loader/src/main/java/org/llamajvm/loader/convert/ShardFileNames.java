package org.llamajvm.loader.convert;

import org.llamajvm.loader.weights.ModelFiles;

/** The names that the Hugging Face libraries give to files of weights. */
final class ShardFileNames {

  private ShardFileNames() {}

  /** The name of file {@code number} (from 1) of {@code total}. */
  static String name(int number, int total) {
    return total == 1
        ? ModelFiles.SINGLE
        : "model-%05d-of-%05d.safetensors".formatted(number, total);
  }
}
