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

  Parameters(FloatType type) {
    this.type = type;
  }

  void set(int lane, float newScale, float newBias) {
    scaleBits[lane] = type.encode(newScale);
    biasBits[lane] = type.encode(newBias);
    scale[lane] = type.decode(scaleBits[lane]);
    bias[lane] = type.decode(biasBits[lane]);
  }

  void set(int lane, Parameters other) {
    scaleBits[lane] = other.scaleBits[lane];
    biasBits[lane] = other.biasBits[lane];
    scale[lane] = other.scale[lane];
    bias[lane] = other.bias[lane];
  }

  boolean areFinite() {
    for (int l = 0; l < LANES; l++) {
      if (!Float.isFinite(scale[l]) || !Float.isFinite(bias[l])) {
        return false;
      }
    }
    return true;
  }
}
