package org.llamajvm.engine.kernel;

/**
 * The loops of affine quantisation, over {@value #LANES} groups of weights at once, on one thread.
 * Weights are (size, {@value #LANES}): element k of every group side by side, a group in each lane.
 *
 * <p>A code is the whole number from 0 to {@code top} that is nearest to {@code (weight - bias) ·
 * (1 / scale)}, ties to even; it stands for {@code scale · code + bias}. Lanes are summed up in the
 * order of k, products with one rounding (fused), so that all sets of kernels give the same to the
 * bit. That holds for finite weights; where a weight is NaN, its lane's sum is too.
 */
public interface GroupKernel {

  /** Groups that are worked on at once. */
  int LANES = 16;

  /**
   * Lays {@value #LANES} rows side by side.
   *
   * @param rows has element k of row r at {@code first + r * stride + k}
   * @param weights (size, lanes) is overwritten; size is a multiple of 32
   */
  void gather(float[] rows, int first, int stride, float[] weights);

  /** The smallest and the largest weight, the sum and the sum of squares of every lane. */
  void summarize(float[] weights, float[] min, float[] max, float[] sum, float[] squares);

  /**
   * The line that MLX's formula gives, as its kernels for the CPU compute it: the larger end of the
   * group is met exactly, and zero too if it is inside.
   *
   * @param min (lanes) as {@link #summarize} leaves it
   * @param max (lanes) likewise
   * @param least no step between two codes is smaller
   * @param scale (lanes) is overwritten
   * @param bias (lanes) is overwritten
   */
  void lineAsMlx(float[] min, float[] max, float top, float least, float[] scale, float[] bias);

  /**
   * Sums of which the least-squares line through (code, weight) follows.
   *
   * @param scale (lanes) with {@code bias}, the line whose codes are meant
   * @param codes (lanes) is overwritten with the sum of the codes
   * @param squares likewise with that of their squares
   * @param products likewise with that of codes times weights
   */
  void fit(
      float[] weights,
      float[] scale,
      float[] bias,
      float top,
      float[] codes,
      float[] squares,
      float[] products);

  /**
   * The least-squares line through (code, weight), from their sums.
   *
   * @param count number of weights in each lane
   * @param sum (lanes) sums of the weights
   * @param codes (lanes) as {@link #fit} leaves them
   * @param squares (lanes) likewise
   * @param products (lanes) likewise
   * @param least where the line would rise less than this, or all codes are equal, {@code scale}
   *     and {@code bias} stay as they are
   * @param scale (lanes) receives the slope
   * @param bias (lanes) receives the intercept
   */
  void line(
      int count,
      float[] sum,
      float[] codes,
      float[] squares,
      float[] products,
      float least,
      float[] scale,
      float[] bias);

  /**
   * Finds the nearest codes, and what they leave.
   *
   * @param codes (size, lanes) is overwritten
   * @param errors (lanes) is overwritten with the sums of squared differences
   */
  void encode(float[] weights, float[] scale, float[] bias, float top, int[] codes, float[] errors);

  /**
   * Finds codes, here by a division, under one line, and what they leave under another: MLX rounds
   * codes before it rounds scale and bias to the type in which it stores them.
   *
   * @param step (lanes) a code is the number nearest to {@code (weight - offset) / step}
   * @param offset (lanes)
   * @param scale (lanes) the code then stands for {@code scale · code + bias}
   * @param bias (lanes)
   * @param codes (size, lanes) is overwritten
   * @param errors (lanes) is overwritten with the sums of squared differences
   */
  void encodeAsMlx(
      float[] weights,
      float[] step,
      float[] offset,
      float[] scale,
      float[] bias,
      float top,
      int[] codes,
      float[] errors);

  /**
   * Keeps the better of two results in every lane; an error that is not a number counts as worse.
   *
   * @param codes (size, lanes) one result, receives the better
   * @param errors (lanes) its errors, receives the smaller
   * @param otherCodes (size, lanes) the other
   * @param otherErrors (lanes) its errors
   */
  void keepBetter(int[] codes, float[] errors, int[] otherCodes, float[] otherErrors);

  /**
   * Puts codes into words without gaps, the first in the lowest bits.
   *
   * @param codes (size, lanes) of {@code bits} bits
   * @param words (size · bits / 32, lanes) is overwritten
   */
  void pack(int[] codes, int bits, int[] words);
}
