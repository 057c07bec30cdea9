package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.Int8Codes;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.kernel.Int8Input;
import org.llamajvm.engine.kernel.vector.elementwise.Elementwise;

/** What the layouts of 8-bit inputs have in common: scales and sums. */
abstract class VectorInt8Input implements Int8Input {

  private final Int8Groups groups;
  private final int cols;
  private final int count;
  private float[] scales = {};
  private float[] sums = {};

  VectorInt8Input(Int8Groups groups, int cols) {
    this.groups = groups;
    this.cols = cols;
    count = groups.count(cols);
  }

  @Override
  public void reserve(int tokens) {
    if (scales.length < tokens * count) {
      scales = new float[tokens * count];
      sums = new float[tokens * count];
    }
  }

  @Override
  public final void encode(float[] values, int fromToken, int toToken) {
    for (int token = fromToken; token < toToken; token++) {
      for (int group = 0; group < count; group++) {
        encodeGroup(values, token, group);
      }
    }
  }

  private void encodeGroup(float[] values, int token, int group) {
    int first = token * cols + group * groups.columns();
    float largest = Elementwise.largestMagnitude(values, first, groups.columns());
    float top = Int8Codes.LARGEST;
    int both = encode(values, token, group, inverse(top / largest));
    if (both >> 16 > groups.most()) {
      top = Int8Codes.LARGEST_OF_FLAT;
      both = encode(values, token, group, inverse(top / largest));
    }
    int sum = (short) both;
    scales[token * count + group] = largest / top;
    sums[token * count + group] = largest / top * sum;
    start(token, group, groups.start(sum));
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
   * Writes where the sums of a group start: {@link Int8Groups#start} in the low half, nothing in
   * the high one. Sums of weights that are not centred end as halves that add up, modulo 2^16, to
   * the sum of centred ones, which fits.
   */
  abstract void start(int token, int group, int pair);

  /** Columns of a token. */
  final int cols() {
    return cols;
  }

  @Override
  public final Int8Groups groups() {
    return groups;
  }

  /** Groups of a token. */
  final int count() {
    return count;
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
    return scales[token * count + group];
  }

  @Override
  public final float sum(int token, int group) {
    return sums[token * count + group];
  }
}
