package org.llamajvm.convert.block;

import static org.llamajvm.convert.block.Lanes.COUNT;

import java.util.Arrays;

/** How much the error of a weight counts beside those of others of its part. */
enum Importance {
  /** All alike. */
  EQUAL {
    @Override
    void of(Lanes lanes, float[] out) {
      Arrays.fill(out, 1);
    }
  },
  /** By magnitude, on top of the usual magnitude of the part. */
  MAGNITUDE {
    @Override
    void of(Lanes lanes, float[] out) {
      float[] usual = new float[COUNT];
      for (int at = 0; at < out.length; at += COUNT) {
        for (int l = 0; l < COUNT; l++) {
          usual[l] += lanes.weights[at + l] * lanes.weights[at + l];
        }
      }
      for (int l = 0; l < COUNT; l++) {
        usual[l] = (float) Math.sqrt(usual[l] / lanes.length);
      }
      for (int at = 0; at < out.length; at += COUNT) {
        for (int l = 0; l < COUNT; l++) {
          out[at + l] = usual[l] + Math.abs(lanes.weights[at + l]);
        }
      }
    }
  },
  /** By the square. */
  SQUARE {
    @Override
    void of(Lanes lanes, float[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = lanes.weights[i] * lanes.weights[i];
      }
    }
  };

  /** Fills {@code out}, which has the form of {@link Lanes#weights}. */
  abstract void of(Lanes lanes, float[] out);
}
