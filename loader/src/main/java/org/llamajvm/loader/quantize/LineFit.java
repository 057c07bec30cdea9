package org.llamajvm.loader.quantize;

import static org.llamajvm.engine.kernel.GroupKernel.LANES;

/** The least-squares line through the points (code, weight) of every lane, from their sums. */
final class LineFit {

  private final int count;

  /** (lanes) sums of the codes. */
  final float[] codes = new float[LANES];

  /** (lanes) sums of the squared codes. */
  final float[] squares = new float[LANES];

  /** (lanes) sums of codes times weights. */
  final float[] products = new float[LANES];

  /** For so many points in each lane. */
  LineFit(int count) {
    this.count = count;
  }

  /** The slope, or NaN if all codes of the lane are equal. */
  float slope(int lane, float sumWeight) {
    double q = codes[lane];
    double spread = (double) count * squares[lane] - q * q;
    return spread > 0
        ? (float) (((double) count * products[lane] - q * sumWeight) / spread)
        : Float.NaN;
  }

  float intercept(int lane, float sumWeight, float slope) {
    return (float) (((double) sumWeight - (double) slope * codes[lane]) / count);
  }
}
