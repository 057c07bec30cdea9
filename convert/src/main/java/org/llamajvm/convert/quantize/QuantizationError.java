package org.llamajvm.convert.quantize;

/**
 * What quantising changed.
 *
 * @param squaredError sum of the squared differences between weights and what stands for them
 * @param power sum of the squares of the weights
 */
public record QuantizationError(double squaredError, double power) {

  /** Nothing quantised. */
  public static final QuantizationError NONE = new QuantizationError(0, 0);

  /** Both together. */
  public QuantizationError plus(QuantizationError other) {
    return new QuantizationError(squaredError + other.squaredError, power + other.power);
  }

  /** Root of the mean squared error, as a share of the root of the mean square of the weights. */
  public double relative() {
    return power > 0 ? Math.sqrt(squaredError / power) : 0;
  }
}
