package org.llamajvm.convert.plan;

import java.util.Optional;

/**
 * What a conversion to GGUF should make.
 *
 * @param type of the matrices; empty: they stay what they are, and those that are quantised become
 *     F16
 * @param again whether to round also what is quantised already
 * @param maxShardBytes a file is not made larger than this, unless one tensor alone is
 * @param threads number of threads that work on tensors
 */
public record GgufOptions(Optional<FileType> type, boolean again, long maxShardBytes, int threads) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no thread, or no byte in a file
   */
  public GgufOptions {
    if (maxShardBytes <= 0) {
      throw new IllegalArgumentException("a file of " + maxShardBytes + " bytes holds nothing");
    }
    if (threads <= 0) {
      throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
    }
  }
}
