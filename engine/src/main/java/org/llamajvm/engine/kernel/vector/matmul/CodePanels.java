package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.InputForm;
import org.llamajvm.engine.kernel.Int8Groups;

/**
 * 8-bit inputs as the tile reads them: pair {@code 4 j + p} has the codes of columns {@code 8 j +
 * p} and {@code 8 j + 4 + p}, the first in the low half, as {@link
 * org.llamajvm.engine.tensor.Packing} pairs the weights that lie in the halves of a word.
 */
final class CodePanels extends VectorInt8Input {

  /** Tokens whose codes lie side by side. */
  static final int PANEL = 6;

  /** Grouped in one way. */
  record Form(Int8Groups groups) implements InputForm {

    @Override
    public EncodedInput newInput(int cols) {
      return new CodePanels(groups, cols);
    }
  }

  private int[] codes = {};
  private int[] starts = {};

  private CodePanels(Int8Groups groups, int cols) {
    super(groups, cols);
  }

  @Override
  public int tokenStep() {
    return PANEL;
  }

  @Override
  public void reserve(int tokens) {
    int whole = Math.ceilDiv(tokens, PANEL) * PANEL;
    super.reserve(whole);
    if (codes.length < whole * cols() / 2) {
      codes = new int[whole * cols() / 2];
      starts = new int[whole * count()];
    }
  }

  @Override
  int encode(float[] values, int token, int group, float inverse) {
    int size = groups().columns();
    int from = token * cols() + group * size;
    int code = codeIndex(token, group * size / 2);
    return CodeEncoder.encodePanel(values, from, size, inverse, codes, code);
  }

  @Override
  void start(int token, int group, int pair) {
    starts[startIndex(token, group)] = pair;
  }

  /** Pairs of codes: (panels, cols / 2, PANEL). */
  int[] codes() {
    return codes;
  }

  /** Where {@link #codes} has a pair of a token. */
  int codeIndex(int token, int pair) {
    return (token / PANEL * (cols() / 2) + pair) * PANEL + token % PANEL;
  }

  /** Where sums start: (panels, groups, PANEL). */
  int[] starts() {
    return starts;
  }

  /** Where {@link #starts} has a group of a token. */
  int startIndex(int token, int group) {
    return (token / PANEL * count() + group) * PANEL + token % PANEL;
  }

  @Override
  public int code(int token, int column) {
    int pair = codes[codeIndex(token, column / 8 * 4 + column % 4)];
    return column % 8 < 4 ? (short) pair : pair >> 16;
  }
}
