package org.llamajvm.engine.kernel.scalar;

import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.InputForm;
import org.llamajvm.engine.kernel.Int8Codes;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.kernel.Int8Input;

/** 8-bit inputs as they are described: (tokens, cols) codes, (tokens, groups) scales and sums. */
final class ScalarInt8Input implements Int8Input {

  /** Grouped in one way. */
  record Form(Int8Groups groups) implements InputForm {

    @Override
    public EncodedInput newInput(int cols) {
      return new ScalarInt8Input(groups, cols);
    }
  }

  private final Int8Groups groups;
  private final int cols;
  private final int count;
  private byte[] codes = {};
  private float[] scales = {};
  private float[] sums = {};

  private ScalarInt8Input(Int8Groups groups, int cols) {
    this.groups = groups;
    this.cols = cols;
    count = groups.count(cols);
  }

  @Override
  public int tokenStep() {
    return 1;
  }

  @Override
  public void reserve(int tokens) {
    if (codes.length < tokens * cols) {
      codes = new byte[tokens * cols];
      scales = new float[tokens * count];
      sums = new float[tokens * count];
    }
  }

  @Override
  public void encode(float[] values, int fromToken, int toToken) {
    for (int token = fromToken; token < toToken; token++) {
      for (int group = 0; group < count; group++) {
        encodeGroup(values, token, group);
      }
    }
  }

  private void encodeGroup(float[] values, int token, int group) {
    int first = token * cols + group * groups.columns();
    float largest = 0;
    for (int i = first; i < first + groups.columns(); i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float top = Int8Codes.LARGEST;
    if (encode(values, first, top / largest) > groups.most()) {
      top = Int8Codes.LARGEST_OF_FLAT;
      encode(values, first, top / largest);
    }
    int sum = 0;
    for (int i = first; i < first + groups.columns(); i++) {
      sum += codes[i];
    }
    scales[token * count + group] = largest / top;
    sums[token * count + group] = largest / top * sum;
  }

  /** Writes the codes of a group; returns the sum of their magnitudes. */
  private int encode(float[] values, int first, float steps) {
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    int magnitudes = 0;
    for (int i = first; i < first + groups.columns(); i++) {
      codes[i] = (byte) Int8Codes.round(values[i] * inverse);
      magnitudes += Math.abs(codes[i]);
    }
    return magnitudes;
  }

  @Override
  public Int8Groups groups() {
    return groups;
  }

  @Override
  public int code(int token, int column) {
    return codes[token * cols + column];
  }

  @Override
  public float scale(int token, int group) {
    return scales[token * count + group];
  }

  @Override
  public float sum(int token, int group) {
    return sums[token * count + group];
  }
}
