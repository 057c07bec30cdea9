package org.llamajvm.convert.quantize;

import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import org.llamajvm.engine.tensor.FloatType;

/** A scale and a bias for every lane: the stored bits, and the floats that they stand for. */
final class Parameters {

  private final FloatType type;
  final int[] scaleBits = new int[LANES];
  final int[] biasBits = new int[LANES];
  final float[] scale = new float[LANES];
  final float[] bias = new float[LANES];

  Parameters(FloatType type) {
    this.type = type;
  }

  /** Takes what is nearest to these floats among what can be stored. */
  void set(float[] scales, float[] biases) {
    round(scales, scaleBits, scale);
    round(biases, biasBits, bias);
  }

  private void round(float[] values, int[] bits, float[] rounded) {
    for (int l = 0; l < LANES; l++) {
      bits[l] = type.encode(values[l]);
      rounded[l] = type.decode(bits[l]);
    }
  }

  void set(int lane, Parameters other) {
    scaleBits[lane] = other.scaleBits[lane];
    biasBits[lane] = other.biasBits[lane];
    scale[lane] = other.scale[lane];
    bias[lane] = other.bias[lane];
  }

  void setAll(Parameters other) {
    System.arraycopy(other.scaleBits, 0, scaleBits, 0, LANES);
    System.arraycopy(other.biasBits, 0, biasBits, 0, LANES);
    System.arraycopy(other.scale, 0, scale, 0, LANES);
    System.arraycopy(other.bias, 0, bias, 0, LANES);
  }

  boolean areFinite() {
    // NaN or infinity times zero is NaN, and NaN stays in a sum
    float sum = 0;
    for (int l = 0; l < LANES; l++) {
      sum += scale[l] * 0 + bias[l] * 0;
    }
    return sum == 0;
  }
}
