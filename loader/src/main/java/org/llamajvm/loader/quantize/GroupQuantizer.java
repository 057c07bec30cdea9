package org.llamajvm.loader.quantize;

import java.util.Arrays;

/**
 * Quantises {@value #LANES} groups side by side: every array has one entry per group ("lane"), so
 * that each loop runs over independent lanes.
 *
 * <p>Used over and over by one thread: fill {@link #weights}, call {@link #quantize}, read the
 * results. Not safe to share between threads.
 */
final class GroupQuantizer {

  /** Groups that are quantised at once. */
  static final int LANES = 128;

  /** MLX never makes a scale smaller. */
  private static final float MIN_SCALE = 1e-7f;

  /**
   * Steps by which the search makes the range of a group smaller than its weights': on Gaussian
   * weights the larger steps cost more than the cut ends, up to about half a step.
   */
  private static final float DRAWN_IN = 0.45f;

  private final GroupFormat format;
  private final Rounding rounding;

  /** (groupSize, LANES) the weights; element k of every group side by side. */
  final float[][] weights;

  /** (groupSize * bits / 32, LANES) the packed codes. */
  final int[][] words;

  /** (LANES) the stored scales and biases. */
  final Parameters stored;

  /** (LANES) summed squared difference between the weights and what the result stands for. */
  final float[] errors = new float[LANES];

  /** (LANES) summed squares of the weights. */
  final float[] powers = new float[LANES];

  private final Parameters mlx;
  private final LineFit fit = new LineFit();
  // (LANES) each
  private final float[] mlxScale = new float[LANES];
  private final float[] mlxBias = new float[LANES];
  private final float[] mlxErrors = new float[LANES];
  private final float[] min = new float[LANES];
  private final float[] max = new float[LANES];
  private final float[] sums = new float[LANES];
  private final float[] drawnInScale = new float[LANES];
  private final float[] drawnInBias = new float[LANES];
  private final float[] scratch = new float[LANES];

  GroupQuantizer(GroupFormat format, Rounding rounding) {
    this.format = format;
    this.rounding = rounding;
    weights = new float[format.groupSize()][LANES];
    words = new int[format.wordsPerGroup()][LANES];
    stored = new Parameters(format.scaleType());
    mlx = new Parameters(format.scaleType());
  }

  /**
   * Quantises all lanes.
   *
   * @return whether every weight is finite and every scale and bias fits its type
   */
  boolean quantize() {
    findRange();
    startAsMlx();
    if (!mlx.areFinite()) {
      return false;
    }
    if (rounding == Rounding.MLX) {
      stored.setAll(mlx);
      // MLX rounds the codes before it rounds scale and bias to their type
      encode(mlxScale, mlxBias);
    } else {
      search();
    }
    return true;
  }

  private void findRange() {
    System.arraycopy(weights[0], 0, min, 0, LANES);
    System.arraycopy(weights[0], 0, max, 0, LANES);
    Arrays.fill(powers, 0);
    Arrays.fill(sums, 0);
    for (int k = 0; k < weights.length; k += 4) {
      Lanes.range(weights, k, min, max);
      Lanes.sums(weights, k, sums, powers);
    }
  }

  /** MLX's formula, as its kernels for the CPU compute it. */
  private void startAsMlx() {
    int top = format.maxCode();
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
    System.arraycopy(mlxScale, 0, mlx.scale, 0, LANES);
    System.arraycopy(mlxBias, 0, mlx.bias, 0, LANES);
    mlx.round();
  }

  private void search() {
    int top = format.maxCode();
    Arrays.fill(mlxErrors, 0);
    Lanes.invert(mlx.scale, scratch);
    for (float[] row : weights) {
      Lanes.errors(row, scratch, mlx.scale, mlx.bias, top, mlxErrors);
    }
    for (int l = 0; l < LANES; l++) {
      float step = Math.max((max[l] - min[l]) * ((top - DRAWN_IN) / top) / top, MIN_SCALE);
      drawnInScale[l] = step;
      drawnInBias[l] = (max[l] + min[l] - step * top) / 2;
    }
    fit.compute(weights, drawnInScale, drawnInBias, top);
    for (int l = 0; l < LANES; l++) {
      float scale = fit.slope(l, format.groupSize(), sums[l]);
      boolean usable = Math.abs(scale) >= MIN_SCALE;
      stored.scale[l] = usable ? scale : drawnInScale[l];
      stored.bias[l] =
          usable ? fit.intercept(l, format.groupSize(), sums[l], scale) : drawnInBias[l];
    }
    stored.round();
    encode(stored.scale, stored.bias);
    fallBack();
  }

  /** Encodes again, with MLX's scale and bias, the few lanes for which the fitted line is worse. */
  private void fallBack() {
    for (int l = 0; l < LANES; l++) {
      // written so that an error that is not a number counts as worse
      if (!(errors[l] <= mlxErrors[l])) {
        stored.set(l, mlx);
        encodeLane(l);
      }
    }
  }

  private void encodeLane(int lane) {
    float scale = stored.scale[lane];
    float bias = stored.bias[lane];
    int bits = format.bits();
    for (int[] row : words) {
      row[lane] = 0;
    }
    float error = 0;
    for (int k = 0; k < weights.length; k++) {
      float weight = weights[k][lane];
      float code = Lanes.code((weight - bias) / scale, format.maxCode());
      float miss = weight - (scale * code + bias);
      error += miss * miss;
      int word = k * bits / 32;
      int shift = k * bits % 32;
      words[word][lane] |= (int) code << shift;
      if (shift + bits > 32) {
        words[word + 1][lane] |= (int) code >>> (32 - shift);
      }
    }
    errors[lane] = error;
  }

  private void encode(float[] scale, float[] bias) {
    Arrays.fill(errors, 0);
    for (int[] row : words) {
      Arrays.fill(row, 0);
    }
    int bits = format.bits();
    int top = format.maxCode();
    for (int k = 0; k < weights.length; k++) {
      Lanes.codes(weights[k], scale, bias, top, stored.scale, stored.bias, scratch, errors);
      int word = k * bits / 32;
      int shift = k * bits % 32;
      Lanes.pack(scratch, shift, words[word]);
      if (shift + bits > 32) {
        Lanes.packRest(scratch, 32 - shift, words[word + 1]);
      }
    }
  }
}
