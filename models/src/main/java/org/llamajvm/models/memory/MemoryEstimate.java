package org.llamajvm.models.memory;

import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.architecture.ModelConfig;

/**
 * The memory that a model needs for one sequence, in bytes.
 *
 * @param weights of the mapped files; the system keeps in memory what it has room for
 * @param cache of keys and values, for every position of the context
 * @param scratch of the activations of one batch, the angles of RoPE, and the logits as the model
 *     and as the sequence has them
 */
public record MemoryEstimate(long weights, long cache, long scratch) {

  /**
   * Computes the need.
   *
   * @param config the model's sizes
   * @param weightBytes size of the mapped weights
   * @param positions tokens of context
   * @param batch most tokens that go through a layer at once
   * @param kvType how keys and values are stored
   */
  public static MemoryEstimate of(
      ModelConfig config, long weightBytes, int positions, int batch, KvType kvType) {
    long cache = config.kvLayout(kvType).byteSize(positions);
    long angles = (long) positions * config.headSize();
    long activations =
        3L * config.hiddenSize()
            + 2L * config.querySize()
            + 2L * config.keyValueSize()
            + 3L * config.intermediateSize();
    long scratch = (activations * batch + angles + 2L * config.vocabularySize()) * Float.BYTES;
    return new MemoryEstimate(weightBytes, cache, scratch);
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
