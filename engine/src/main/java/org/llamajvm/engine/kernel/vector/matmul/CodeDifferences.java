package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.InputForm;

/**
 * 8-bit inputs as they are multiplied by words of weights that are shifted, but not masked.
 *
 * <p>A shift by {@code 4 p} bits brings codes {@code q_p} to the bottom of both halves of a word,
 * and leaves others above: the low half is {@code q_p + 16 q_(p+1) + 256 q_(p+2) + 4096 q_(p+3)}.
 * Times {@code x_p}, that would count {@code q_(p+1)} again with {@code 16 x_p}, and so on. So the
 * pairs are those of {@link CodePanels}, but with {@code y_p = x_p - 16 x_(p-1)} in place of {@code
 * x_p}, for all eight columns of the word from {@code y_0 = x_0} on: with them all that is counted
 * too often cancels, also what comes from the high half into the low one, and the eight products
 * add up to {@code Σ q_p x_p} modulo 2^16, over both halves, without a mask.
 */
final class CodeDifferences extends VectorInt8Input {

  /** Groups of a number of columns. */
  record Form(int groupSize) implements InputForm {

    @Override
    public EncodedInput newInput(int cols) {
      return new CodeDifferences(groupSize, cols);
    }
  }

  private int[] pairs = {};
  private int[] starts = {};

  private CodeDifferences(int groupSize, int cols) {
    super(groupSize, cols);
  }

  @Override
  public int tokenStep() {
    return 1;
  }

  @Override
  public void reserve(int tokens) {
    super.reserve(tokens);
    if (pairs.length < tokens * cols() / 2) {
      pairs = new int[tokens * cols() / 2];
      starts = new int[tokens * groups()];
    }
  }

  @Override
  int encode(float[] values, int token, int group, float inverse) {
    int from = token * cols() + group * groupSize();
    return CodeEncoder.encodeDifferences(values, from, groupSize(), inverse, pairs, from / 2);
  }

  @Override
  void start(int token, int group, int pair) {
    starts[token * groups() + group] = pair;
  }

  /** (tokens, cols / 2) pairs of differences, modulo 2^16. */
  int[] pairs() {
    return pairs;
  }

  /** (tokens, groups) where sums start. */
  int[] starts() {
    return starts;
  }

  @Override
  public int code(int token, int column) {
    int first = (token * cols() + column / 8 * 8) / 2;
    short code = 0;
    for (int i = 0; i <= column % 8; i++) {
      int pair = pairs[first + i % 4];
      code = (short) ((i < 4 ? pair : pair >> 16) + 16 * code);
    }
    return code;
  }
}
