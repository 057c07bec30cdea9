package org.llamajvm.convert.plan;

import java.util.Optional;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;

/**
 * What a conversion should make.
 *
 * @param quantization how matrices are quantised; empty: they stay as they are
 * @param dtype what floats become; empty: they stay what they are
 * @param layout the order of 4-bit weights
 * @param maxShardBytes a file is not made larger than this, unless one tensor alone is
 * @param threads number of threads that work on tensors
 */
public record ConvertOptions(
    Optional<Quantization> quantization,
    Optional<FloatType> dtype,
    Layout layout,
    long maxShardBytes,
    int threads) {

  /**
   * How matrices are quantised.
   *
   * @param bits bits of a code
   * @param groupSize elements that share a scale and a bias
   * @param rounding how scale and bias are found
   * @param again whether to quantise also what is quantised already, in another way
   */
  public record Quantization(int bits, int groupSize, Rounding rounding, boolean again) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if bits or group size cannot be written
     */
    public Quantization {
      new GroupFormat(bits, groupSize, FloatType.F16);
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no thread, no byte in a shard, or a layout that
   *     does not exist for the number of bits
   */
  public ConvertOptions {
    if (maxShardBytes <= 0) {
      throw new IllegalArgumentException("a shard of " + maxShardBytes + " bytes holds nothing");
    }
    if (threads <= 0) {
      throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
    }
    if (layout == Layout.INTERLEAVED
        && quantization.isPresent()
        && quantization.get().bits() != 4
        && quantization.get().bits() != 8) {
      throw new IllegalArgumentException(
          "%d bits can be written in the MLX layout only".formatted(quantization.get().bits()));
    }
  }
}
