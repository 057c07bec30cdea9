package org.llamajvm.loader.quantize;

import static org.llamajvm.loader.quantize.GroupQuantizer.LANES;

import java.util.Arrays;

/**
 * For every lane the sums that give the least-squares line through its points (code, weight), the
 * codes being those nearest under a given scale and bias.
 */
final class LineFit {

  private final float[] inverse = new float[LANES];
  private final float[] sumCode = new float[LANES];
  private final float[] sumCodeCode = new float[LANES];
  private final float[] sumCodeWeight = new float[LANES];

  /** Sums over all weights of every lane. */
  void compute(float[][] rows, float[] scale, float[] bias, float top) {
    Arrays.fill(sumCode, 0);
    Arrays.fill(sumCodeCode, 0);
    Arrays.fill(sumCodeWeight, 0);
    Lanes.invert(scale, inverse);
    for (float[] row : rows) {
      add(row, inverse, bias, top, sumCode, sumCodeCode, sumCodeWeight);
    }
  }

  private static void add(
      float[] row,
      float[] inverse,
      float[] bias,
      float top,
      float[] sumCode,
      float[] sumCodeCode,
      float[] sumCodeWeight) {
    for (int l = 0; l < LANES; l++) {
      float w = row[l];
      float code = Lanes.code((w - bias[l]) * inverse[l], top);
      sumCode[l] += code;
      sumCodeCode[l] += code * code;
      sumCodeWeight[l] += code * w;
    }
  }

  /** The slope, or NaN if all codes of the lane are equal. */
  float slope(int lane, int count, float sumWeight) {
    double q = sumCode[lane];
    double spread = (double) count * sumCodeCode[lane] - q * q;
    return spread > 0
        ? (float) (((double) count * sumCodeWeight[lane] - q * sumWeight) / spread)
        : Float.NaN;
  }

  float intercept(int lane, int count, float sumWeight, float slope) {
    return (float) (((double) sumWeight - (double) slope * sumCode[lane]) / count);
  }
}
