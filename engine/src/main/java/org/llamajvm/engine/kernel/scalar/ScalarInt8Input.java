package org.llamajvm.engine.kernel.scalar;

import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.InputForm;
import org.llamajvm.engine.kernel.Int8Codes;
import org.llamajvm.engine.kernel.Int8Input;

/** 8-bit inputs as they are described: (tokens, cols) codes, (tokens, groups) scales and sums. */
final class ScalarInt8Input implements Int8Input {

  /** Groups of a number of columns. */
  record Form(int groupSize) implements InputForm {

    @Override
    public EncodedInput newInput(int cols) {
      return new ScalarInt8Input(groupSize, cols);
    }
  }

  private final int groupSize;
  private final int cols;
  private final int groups;
  private byte[] codes = {};
  private float[] scales = {};
  private float[] sums = {};

  private ScalarInt8Input(int groupSize, int cols) {
    Int8Codes.check(groupSize, cols);
    this.groupSize = groupSize;
    this.cols = cols;
    groups = cols / groupSize;
  }

  @Override
  public int tokenStep() {
    return 1;
  }

  @Override
  public void reserve(int tokens) {
    if (codes.length < tokens * cols) {
      codes = new byte[tokens * cols];
      scales = new float[tokens * groups];
      sums = new float[tokens * groups];
    }
  }

  @Override
  public void encode(float[] values, int fromToken, int toToken) {
    for (int token = fromToken; token < toToken; token++) {
      for (int group = 0; group < groups; group++) {
        encodeGroup(values, token, group);
      }
    }
  }

  private void encodeGroup(float[] values, int token, int group) {
    int first = token * cols + group * groupSize;
    float largest = 0;
    for (int i = first; i < first + groupSize; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float top = Int8Codes.LARGEST;
    if (encode(values, first, top / largest) > Int8Codes.MOST) {
      top = Int8Codes.LARGEST_OF_FLAT;
      encode(values, first, top / largest);
    }
    int sum = 0;
    for (int i = first; i < first + groupSize; i++) {
      sum += codes[i];
    }
    scales[token * groups + group] = largest / top;
    sums[token * groups + group] = largest / top * sum;
  }

  /** Writes the codes of a group; returns the sum of their magnitudes. */
  private int encode(float[] values, int first, float steps) {
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    int magnitudes = 0;
    for (int i = first; i < first + groupSize; i++) {
      codes[i] = (byte) Int8Codes.round(values[i] * inverse);
      magnitudes += Math.abs(codes[i]);
    }
    return magnitudes;
  }

  @Override
  public int groupSize() {
    return groupSize;
  }

  @Override
  public int code(int token, int column) {
    return codes[token * cols + column];
  }

  @Override
  public float scale(int token, int group) {
    return scales[token * groups + group];
  }

  @Override
  public float sum(int token, int group) {
    return sums[token * groups + group];
  }
}
