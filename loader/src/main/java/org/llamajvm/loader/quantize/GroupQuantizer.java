package org.llamajvm.loader.quantize;

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
  private final LineFit fit;
  private final int[] codes; // (groupSize, lanes)
  // (lanes) each
  private final float[] mlxScale = new float[LANES];
  private final float[] mlxBias = new float[LANES];
  private final float[] mlxErrors = new float[LANES];
  private final float[] min = new float[LANES];
  private final float[] max = new float[LANES];
  private final float[] sums = new float[LANES];
  private final float[] startScale = new float[LANES];
  private final float[] startBias = new float[LANES];
  private final float[] inverse = new float[LANES];

  GroupQuantizer(GroupFormat format, Rounding rounding, GroupKernel kernel) {
    this.format = format;
    this.rounding = rounding;
    this.kernel = kernel;
    top = format.maxCode();
    weights = new float[format.groupSize() * LANES];
    codes = new int[format.groupSize() * LANES];
    words = new int[format.wordsPerGroup() * LANES];
    fit = new LineFit(format.groupSize());
    stored = new Parameters(format.scaleType());
    mlx = new Parameters(format.scaleType());
  }

  /**
   * Quantises all lanes.
   *
   * @return whether every weight is finite and every scale and bias fits its type
   */
  boolean quantize() {
    kernel.summarize(weights, min, max, sums, powers);
    startAsMlx();
    if (!mlx.areFinite() || !isFinite(sums)) {
      return false;
    }
    if (rounding == Rounding.MLX) {
      stored.setAll(mlx);
      // MLX rounds the codes before it rounds scale and bias to their type
      encode(mlxScale, mlxBias);
    } else {
      search();
    }
    kernel.pack(codes, format.bits(), words);
    return true;
  }

  /** MLX's formula, as its kernels for the CPU compute it. */
  private void startAsMlx() {
    for (int l = 0; l < LANES; l++) {
      float low = min[l];
      float high = max[l];
      boolean lowIsLarger = Math.abs(low) > Math.abs(high);
      float scale = Math.max((high - low) / top, MIN_SCALE);
      scale = lowIsLarger ? scale : -scale;
      float edge = lowIsLarger ? low : high;
      float code = (float) Math.rint(edge / scale);
      float bias = 0;
      if (code != 0) {
        scale = edge / code;
        bias = edge;
      }
      mlxScale[l] = scale;
      mlxBias[l] = bias;
    }
    mlx.set(mlxScale, mlxBias);
  }

  private void search() {
    mlx.invert(inverse);
    kernel.errors(weights, inverse, mlx.scale, mlx.bias, top, mlxErrors);
    for (int l = 0; l < LANES; l++) {
      float step = Math.max((max[l] - min[l]) * ((top - DRAWN_IN) / top) / top, MIN_SCALE);
      startScale[l] = step;
      startBias[l] = (max[l] + min[l] - step * top) / 2;
      inverse[l] = 1 / step;
    }
    kernel.fit(weights, inverse, startBias, top, fit.codes, fit.squares, fit.products);
    for (int l = 0; l < LANES; l++) {
      float scale = fit.slope(l, sums[l]);
      if (Math.abs(scale) >= MIN_SCALE) {
        startScale[l] = scale;
        startBias[l] = fit.intercept(l, sums[l], scale);
      }
    }
    stored.set(startScale, startBias);
    encode(stored.scale, stored.bias);
    fallBack();
  }

  private void encode(float[] step, float[] offset) {
    kernel.encode(weights, step, offset, stored.scale, stored.bias, top, codes, errors);
  }

  /** Encodes again with MLX's scale and bias if the fitted line is worse for some lane. */
  private void fallBack() {
    boolean worse = false;
    for (int l = 0; l < LANES; l++) {
      // written so that an error that is not a number counts as worse
      if (!(errors[l] <= mlxErrors[l])) {
        stored.set(l, mlx);
        worse = true;
      }
    }
    if (worse) {
      encode(stored.scale, stored.bias);
    }
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
