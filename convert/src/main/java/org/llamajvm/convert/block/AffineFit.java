package org.llamajvm.convert.block;

import static org.llamajvm.convert.block.Lanes.COUNT;

/**
 * Finds scales and minima for codes from 0 to {@code top}: {@code w ≈ scale · code + minimum}. The
 * range of the weights is cut into a number of steps that is searched. For each try the codes are
 * rounded and the line is the one with the least weighted squares; of all lines the one with the
 * least error is kept. Used by one thread.
 */
final class AffineFit {

  private static final int TRIES = 20;
  private static final float STEP = 0.1f;

  /** By how many codes the first try falls short of the range. */
  private static final float FIRST = -1;

  private final Lanes lanes;
  private final float top;
  private final boolean atMostZero;
  private final Importance importance;
  private final float[] importances;
  private final float[] codes;
  private final float[] least = new float[COUNT];
  private final float[] most = new float[COUNT];
  private final float[] inverses = new float[COUNT];
  private final float[] total = new float[COUNT];
  private final float[] weightSums = new float[COUNT];
  private final float[] codeSums = new float[COUNT];
  private final float[] codeSquares = new float[COUNT];
  private final float[] products = new float[COUNT];
  private final float[] scale = new float[COUNT];
  private final float[] minimum = new float[COUNT];
  private final float[] error = new float[COUNT];
  private final float[] bestScale = new float[COUNT];
  private final float[] bestMinimum = new float[COUNT];
  private final float[] bestError = new float[COUNT];

  /**
   * @param length weights that share a scale and a minimum
   * @param atMostZero whether minima must not be positive
   */
  AffineFit(int length, int top, boolean atMostZero, Importance importance) {
    this.lanes = new Lanes(length);
    this.top = top;
    this.atMostZero = atMostZero;
    this.importance = importance;
    this.importances = new float[length * COUNT];
    this.codes = new float[length * COUNT];
  }

  /** Finds scale and minimum of each part of a row; the arrays have one entry for each. */
  void fit(float[] row, float[] scales, float[] minima) {
    for (int part = 0; part < scales.length; part += COUNT) {
      int count = Math.min(COUNT, scales.length - part);
      lanes.gather(row, part, count);
      fit();
      System.arraycopy(bestScale, 0, scales, part, count);
      System.arraycopy(bestMinimum, 0, minima, part, count);
    }
  }

  private void fit() {
    importance.of(lanes, importances);
    summarize();
    for (int l = 0; l < COUNT; l++) {
      bestError[l] = Float.POSITIVE_INFINITY;
    }
    for (int l = 0; l < COUNT; l++) {
      scale[l] = (most[l] - least[l]) / top;
      minimum[l] = least[l];
      inverses[l] = scale[l] > 0 ? 1 / scale[l] : 0;
    }
    sum();
    keepBetter();
    for (int step = 0; step <= TRIES; step++) {
      for (int l = 0; l < COUNT; l++) {
        float range = most[l] - least[l];
        inverses[l] = range > 0 ? (top + FIRST + STEP * step) / range : 0;
      }
      sum();
      findLine();
      keepBetter();
    }
  }

  private void summarize() {
    for (int l = 0; l < COUNT; l++) {
      least[l] = atMostZero ? 0 : Float.POSITIVE_INFINITY;
      most[l] = Float.NEGATIVE_INFINITY;
      total[l] = 0;
      weightSums[l] = 0;
    }
    for (int at = 0; at < codes.length; at += COUNT) {
      for (int l = 0; l < COUNT; l++) {
        float weight = lanes.weights[at + l];
        least[l] = Math.min(least[l], weight);
        most[l] = Math.max(most[l], weight);
        total[l] += importances[at + l];
        weightSums[l] += importances[at + l] * weight;
      }
    }
  }

  private void sum() {
    for (int l = 0; l < COUNT; l++) {
      codeSums[l] = 0;
      codeSquares[l] = 0;
      products[l] = 0;
    }
    for (int at = 0; at < codes.length; at += COUNT) {
      for (int l = 0; l < COUNT; l++) {
        float weight = lanes.weights[at + l];
        float exact = (weight - least[l]) * inverses[l];
        float code = Math.max(0, Math.min(top, Lanes.round(exact)));
        codes[at + l] = code;
        float weighted = importances[at + l] * code;
        codeSums[l] += weighted;
        codeSquares[l] += weighted * code;
        products[l] += weighted * weight;
      }
    }
  }

  private void findLine() {
    for (int l = 0; l < COUNT; l++) {
      float determinant = total[l] * codeSquares[l] - codeSums[l] * codeSums[l];
      if (determinant > 0) {
        scale[l] = (total[l] * products[l] - weightSums[l] * codeSums[l]) / determinant;
        minimum[l] = (codeSquares[l] * weightSums[l] - codeSums[l] * products[l]) / determinant;
        if (atMostZero && minimum[l] > 0) {
          minimum[l] = 0;
          scale[l] = products[l] / codeSquares[l];
        }
      }
    }
  }

  private void keepBetter() {
    for (int l = 0; l < COUNT; l++) {
      error[l] = 0;
    }
    for (int at = 0; at < codes.length; at += COUNT) {
      for (int l = 0; l < COUNT; l++) {
        float difference = scale[l] * codes[at + l] + minimum[l] - lanes.weights[at + l];
        error[l] += importances[at + l] * difference * difference;
      }
    }
    for (int l = 0; l < COUNT; l++) {
      if (error[l] < bestError[l]) {
        bestError[l] = error[l];
        bestScale[l] = scale[l];
        bestMinimum[l] = minimum[l];
      }
    }
  }
}
