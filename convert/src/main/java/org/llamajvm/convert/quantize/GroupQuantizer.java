package org.llamajvm.convert.quantize;

import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import org.llamajvm.engine.kernel.GroupKernel;

/**
 * Quantises sixteen groups side by side: arrays have one entry per group ("lane"), or one row of
 * such entries for every weight of a group.
 *
 * <p>Used over and over by one thread: fill {@link #weights}, call {@link #quantize}, read the
 * results. Not safe to share between threads.
 */
final class GroupQuantizer {

  /** MLX never makes a scale smaller. */
  private static final float MIN_SCALE = 1e-7f;

  /**
   * Steps by which the search makes the range of a group smaller than its weights': on Gaussian
   * weights the larger steps cost more than the cut ends, up to about half a step.
   */
  private static final float DRAWN_IN = 0.45f;

  private final GroupFormat format;
  private final Rounding rounding;
  private final GroupKernel kernel;
  private final float top;

  /** (groupSize, lanes) the weights. */
  final float[] weights;

  /** (groupSize * bits / 32, lanes) the packed codes. */
  final int[] words;

  /** The stored scales and biases. */
  final Parameters stored;

  /** (lanes) summed squared difference between the weights and what the result stands for. */
  final float[] errors = new float[LANES];

  /** (lanes) summed squares of the weights. */
  final float[] powers = new float[LANES];

  private final Parameters mlx;
  // (groupSize, lanes) each
  private final int[] codes;
  private final int[] mlxCodes;
  // (lanes) each
  private final float[] mlxErrors = new float[LANES];
  private final float[] min = new float[LANES];
  private final float[] max = new float[LANES];
  private final float[] sums = new float[LANES];
  private final float[] codeSums = new float[LANES];
  private final float[] codeSquares = new float[LANES];
  private final float[] products = new float[LANES];
  private final float[] scale = new float[LANES];
  private final float[] bias = new float[LANES];

  GroupQuantizer(GroupFormat format, Rounding rounding, GroupKernel kernel) {
    this.format = format;
    this.rounding = rounding;
    this.kernel = kernel;
    top = format.maxCode();
    weights = new float[format.groupSize() * LANES];
    codes = new int[format.groupSize() * LANES];
    mlxCodes = new int[format.groupSize() * LANES];
    words = new int[format.wordsPerGroup() * LANES];
    stored = new Parameters(format.scaleType());
    mlx = new Parameters(format.scaleType());
  }

  /** Fills {@link #weights} with sixteen rows; row r begins at {@code first + r * stride}. */
  void gather(float[] rows, int first, int stride) {
    kernel.gather(rows, first, stride, weights);
  }

  /**
   * Quantises all lanes.
   *
   * @return whether every weight is finite and every scale and bias fits its type
   */
  boolean quantize() {
    kernel.summarize(weights, min, max, sums, powers);
    kernel.lineAsMlx(min, max, top, MIN_SCALE, scale, bias);
    mlx.set(scale, bias);
    if (!mlx.areFinite() || !isFinite(sums)) {
      return false;
    }
    if (rounding == Rounding.MLX) {
      stored.setAll(mlx);
      // MLX rounds the codes before it rounds scale and bias to their type
      kernel.encodeAsMlx(weights, scale, bias, stored.scale, stored.bias, top, codes, errors);
    } else {
      search();
    }
    kernel.pack(codes, format.bits(), words);
    return true;
  }

  private void search() {
    kernel.encode(weights, mlx.scale, mlx.bias, top, mlxCodes, mlxErrors);
    for (int l = 0; l < LANES; l++) {
      float step = Math.max((max[l] - min[l]) * ((top - DRAWN_IN) / top) / top, MIN_SCALE);
      scale[l] = step;
      bias[l] = (max[l] + min[l] - step * top) / 2;
    }
    kernel.fit(weights, scale, bias, top, codeSums, codeSquares, products);
    kernel.line(format.groupSize(), sums, codeSums, codeSquares, products, MIN_SCALE, scale, bias);
    stored.set(scale, bias);
    kernel.encode(weights, stored.scale, stored.bias, top, codes, errors);
    fallBack();
  }

  /** Takes MLX's line and codes where the fitted line is worse. */
  private void fallBack() {
    for (int l = 0; l < LANES; l++) {
      if (!(errors[l] <= mlxErrors[l])) {
        stored.set(l, mlx);
      }
    }
    kernel.keepBetter(codes, errors, mlxCodes, mlxErrors);
  }

  private static boolean isFinite(float[] values) {
    // NaN or infinity times zero is NaN, and NaN stays in a sum
    float sum = 0;
    for (float value : values) {
      sum += value * 0;
    }
    return sum == 0;
  }
}
