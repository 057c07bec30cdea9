package org.llamajvm.loader.quantize;

import static org.llamajvm.loader.quantize.GroupQuantizer.LANES;

/**
 * The loops over lanes. Each is free of branches, so that it becomes vector code, and most take
 * four rows at once, so that what is summed up is loaded and stored a quarter as often.
 */
final class Lanes {

  /**
   * Adding and taking away this number rounds a float below 2²² to a whole number, ties to even.
   */
  private static final float ROUND = 0x1.8p23f;

  private Lanes() {}

  /** The code nearest to {@code steps}, a whole number from 0 to {@code top}. */
  static float code(float steps, float top) {
    return (Math.max(Math.min(steps, top), 0) + ROUND) - ROUND;
  }

  static void range(float[][] rows, int k, float[] min, float[] max) {
    float[] a = rows[k];
    float[] b = rows[k + 1];
    float[] c = rows[k + 2];
    float[] d = rows[k + 3];
    for (int l = 0; l < LANES; l++) {
      min[l] = Math.min(min[l], Math.min(Math.min(a[l], b[l]), Math.min(c[l], d[l])));
      max[l] = Math.max(max[l], Math.max(Math.max(a[l], b[l]), Math.max(c[l], d[l])));
    }
  }

  static void sums(float[][] rows, int k, float[] sum, float[] squares) {
    float[] a = rows[k];
    float[] b = rows[k + 1];
    float[] c = rows[k + 2];
    float[] d = rows[k + 3];
    for (int l = 0; l < LANES; l++) {
      sum[l] += (a[l] + b[l]) + (c[l] + d[l]);
      squares[l] += (a[l] * a[l] + b[l] * b[l]) + (c[l] * c[l] + d[l] * d[l]);
    }
  }

  /** Adds the squared errors that the nearest codes leave. */
  static void errors(
      float[] row, float[] inverse, float[] scale, float[] bias, float top, float[] errors) {
    for (int l = 0; l < LANES; l++) {
      float code = code((row[l] - bias[l]) * inverse[l], top);
      float miss = row[l] - (scale[l] * code + bias[l]);
      errors[l] += miss * miss;
    }
  }

  /** Codes of one row, as floats, and the error that they leave. */
  static void codes(
      float[] row,
      float[] scale,
      float[] bias,
      float top,
      float[] storedScale,
      float[] storedBias,
      float[] codes,
      float[] errors) {
    for (int l = 0; l < LANES; l++) {
      float code = code((row[l] - bias[l]) / scale[l], top);
      codes[l] = code;
      float miss = row[l] - (storedScale[l] * code + storedBias[l]);
      errors[l] += miss * miss;
    }
  }

  static void invert(float[] values, float[] inverse) {
    for (int l = 0; l < LANES; l++) {
      inverse[l] = 1 / values[l];
    }
  }

  /** Puts codes into words, at {@code shift} and above. */
  static void pack(float[] codes, int shift, int[] words) {
    for (int l = 0; l < LANES; l++) {
      words[l] |= (int) codes[l] << shift;
    }
  }

  /** Puts the upper bits of codes into the next word, without the lowest {@code shift}. */
  static void packRest(float[] codes, int shift, int[] words) {
    for (int l = 0; l < LANES; l++) {
      words[l] |= (int) codes[l] >>> shift;
    }
  }
}
