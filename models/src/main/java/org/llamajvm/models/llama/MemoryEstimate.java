package org.llamajvm.models.llama;

/**
 * The memory that a model needs for one sequence, in bytes.
 *
 * @param weights of the mapped files; the system keeps in memory what it has room for
 * @param cache of keys and values, for every position of the context
 * @param scratch of the activations of one batch, and of the logits
 */
public record MemoryEstimate(long weights, long cache, long scratch) {

  /**
   * Computes the need.
   *
   * @param config the model's sizes
   * @param weightBytes size of the mapped weights
   * @param positions tokens of context
   * @param batch most tokens that go through a layer at once
   * @param bytesPerElement of a key or a value in the cache: 4 or 2
   */
  public static MemoryEstimate of(
      LlamaConfig config, long weightBytes, int positions, int batch, int bytesPerElement) {
    long cacheElements = 2L * config.layers() * config.keyValueSize() * positions;
    long perToken =
        4L * config.hiddenSize()
            + 2L * config.querySize()
            + 2L * config.keyValueSize()
            + 2L * config.intermediateSize();
    long scratchElements = perToken * batch + config.vocabularySize();
    return new MemoryEstimate(
        weightBytes, cacheElements * bytesPerElement, scratchElements * Float.BYTES);
  }

  /** What must be in memory at once, whatever the system does with the mapped files. */
  public long pinned() {
    return cache + scratch;
  }

  /** All of it together. */
  public long total() {
    return weights + pinned();
  }
}
