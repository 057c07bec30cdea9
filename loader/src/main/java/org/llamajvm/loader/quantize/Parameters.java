package org.llamajvm.loader.quantize;

import static org.llamajvm.loader.quantize.GroupQuantizer.LANES;

import org.llamajvm.engine.tensor.FloatType;

/** A scale and a bias for every lane: the stored bits, and the floats that they stand for. */
final class Parameters {

  private final FloatType type;
  final int[] scaleBits = new int[LANES];
  final int[] biasBits = new int[LANES];
  final float[] scale = new float[LANES];
  final float[] bias = new float[LANES];
  private final short[] halves = new short[LANES];

  Parameters(FloatType type) {
    this.type = type;
  }

  /** Rounds the floats to what can be stored. */
  void round() {
    switch (type) {
      case F16 -> {
        roundF16(scale, halves, scaleBits);
        roundF16(bias, halves, biasBits);
      }
      case BF16, F32 -> {
        roundOther(scale, scaleBits);
        roundOther(bias, biasBits);
      }
    }
  }

  /** Three loops of one conversion each, which all become vector code. */
  private static void roundF16(float[] values, short[] halves, int[] bits) {
    for (int l = 0; l < LANES; l++) {
      halves[l] = Float.floatToFloat16(values[l]);
    }
    for (int l = 0; l < LANES; l++) {
      values[l] = Float.float16ToFloat(halves[l]);
    }
    for (int l = 0; l < LANES; l++) {
      bits[l] = halves[l] & 0xFFFF;
    }
  }

  private void roundOther(float[] values, int[] bits) {
    for (int l = 0; l < LANES; l++) {
      bits[l] = type.encode(values[l]);
      values[l] = type.decode(bits[l]);
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
