package org.llamajvm.convert.block;

import static org.llamajvm.convert.block.Lanes.COUNT;

/**
 * Finds scales for codes from {@code -top} to {@code top - 1}: {@code w ≈ scale · code}. The weight
 * with the largest magnitude falls near the code {@code -top}, where there is one code more; how
 * near is searched. For each try the codes are rounded and the scale is the one with the least
 * weighted squares. Used by one thread.
 */
final class SignedFit {

  /** Tries on either side, a tenth of a code apart. */
  private static final int TRIES = 9;

  private static final float STEP = 0.1f;

  private final Lanes lanes;
  private final float top;
  private final Importance importance;
  private final float[] importances;
  private final float[] extremes = new float[COUNT];
  private final float[] inverses = new float[COUNT];
  private final float[] products = new float[COUNT];
  private final float[] squares = new float[COUNT];
  private final float[] gains = new float[COUNT];
  private final float[] scales = new float[COUNT];

  /**
   * @param length weights that share a scale
   */
  SignedFit(int length, int top, Importance importance) {
    this.lanes = new Lanes(length);
    this.top = top;
    this.importance = importance;
    this.importances = new float[length * COUNT];
  }

  /** Finds the scale of each part of a row; {@code out} has one entry for each. */
  void fit(float[] row, float[] out) {
    for (int part = 0; part < out.length; part += COUNT) {
      int count = Math.min(COUNT, out.length - part);
      lanes.gather(row, part, count);
      fit();
      System.arraycopy(scales, 0, out, part, count);
    }
  }

  private void fit() {
    importance.of(lanes, importances);
    findExtremes();
    for (int l = 0; l < COUNT; l++) {
      gains[l] = 0;
      scales[l] = 0;
    }
    for (int step = -TRIES; step <= TRIES; step++) {
      for (int l = 0; l < COUNT; l++) {
        inverses[l] = extremes[l] == 0 ? 0 : -(top + STEP * step) / extremes[l];
      }
      sum();
      for (int l = 0; l < COUNT; l++) {
        float gain = squares[l] > 0 ? products[l] / squares[l] * products[l] : 0;
        if (gain > gains[l]) {
          gains[l] = gain;
          scales[l] = products[l] / squares[l];
        }
      }
    }
  }

  private void findExtremes() {
    for (int l = 0; l < COUNT; l++) {
      extremes[l] = 0;
    }
    for (int at = 0; at < lanes.weights.length; at += COUNT) {
      for (int l = 0; l < COUNT; l++) {
        float weight = lanes.weights[at + l];
        extremes[l] = Math.abs(weight) > Math.abs(extremes[l]) ? weight : extremes[l];
      }
    }
  }

  private void sum() {
    float least = -top;
    float most = top - 1;
    for (int l = 0; l < COUNT; l++) {
      products[l] = 0;
      squares[l] = 0;
    }
    for (int at = 0; at < lanes.weights.length; at += COUNT) {
      for (int l = 0; l < COUNT; l++) {
        float weight = lanes.weights[at + l];
        float code = Math.max(least, Math.min(most, Lanes.round(weight * inverses[l])));
        float weighted = importances[at + l] * code;
        products[l] += weighted * weight;
        squares[l] += weighted * code;
      }
    }
  }
}
