package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.Int8Codes;
import org.llamajvm.engine.kernel.Int8Input;
import org.llamajvm.engine.kernel.vector.elementwise.Elementwise;

/** What the layouts of 8-bit inputs have in common: scales and sums. */
abstract class VectorInt8Input implements Int8Input {

  private final int cols;
  private final int groupSize;
  private final int groups;
  private float[] scales = {};
  private float[] sums = {};

  VectorInt8Input(int groupSize, int cols) {
    Int8Codes.check(groupSize, cols);
    this.cols = cols;
    this.groupSize = groupSize;
    groups = cols / groupSize;
  }

  @Override
  public void reserve(int tokens) {
    if (scales.length < tokens * groups) {
      scales = new float[tokens * groups];
      sums = new float[tokens * groups];
    }
  }

  @Override
  public final void encode(float[] values, int fromToken, int toToken) {
    for (int token = fromToken; token < toToken; token++) {
      for (int group = 0; group < groups; group++) {
        encodeGroup(values, token, group);
      }
    }
  }

  private void encodeGroup(float[] values, int token, int group) {
    int first = token * cols + group * groupSize;
    float largest = Elementwise.largestMagnitude(values, first, groupSize);
    float top = Int8Codes.LARGEST;
    int both = encode(values, token, group, inverse(top / largest));
    if (both >> 16 > Int8Codes.MOST) {
      top = Int8Codes.LARGEST_OF_FLAT;
      both = encode(values, token, group, inverse(top / largest));
    }
    int sum = (short) both;
    scales[token * groups + group] = largest / top;
    sums[token * groups + group] = largest / top * sum;
    start(token, group, -8 * sum & 0xFFFF);
  }

  private static float inverse(float steps) {
    return Float.isInfinite(steps) ? 0 : steps;
  }

  /**
   * Writes the codes of a group: the values times {@code inverse}, rounded.
   *
   * @return the sum of the codes in the low half, and of their magnitudes in the high half
   */
  abstract int encode(float[] values, int token, int group, float inverse);

  /**
   * Writes where the sums of a group start: -8 times the sum of its codes in the low half, nothing
   * in the high one. Sums of unsigned 4-bit weights times codes that start there end as halves that
   * add up, modulo 2^16, to the sum of centred weights, which fits.
   */
  abstract void start(int token, int group, int pair);

  /** Columns of a token. */
  final int cols() {
    return cols;
  }

  @Override
  public final int groupSize() {
    return groupSize;
  }

  /** Groups of a token. */
  final int groups() {
    return groups;
  }

  /** (tokens, groups) what a group's codes are multiplied by. */
  final float[] scales() {
    return scales;
  }

  /** (tokens, groups) sums of a group's codes, times its scale. */
  final float[] sums() {
    return sums;
  }

  @Override
  public final float scale(int token, int group) {
    return scales[token * groups + group];
  }

  @Override
  public final float sum(int token, int group) {
    return sums[token * groups + group];
  }
}
