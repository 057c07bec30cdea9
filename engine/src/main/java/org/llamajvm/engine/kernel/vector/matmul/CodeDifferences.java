package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.tensor.Packing.PLANES;

import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.InputForm;
import org.llamajvm.engine.kernel.Int8Groups;
import org.llamajvm.engine.tensor.Packing;

/**
 * 8-bit inputs as they are multiplied by words of weights that are shifted, but not masked.
 *
 * <p>A shift brings a field of both halves of a word to the bottom, and leaves others above: of
 * fields {@code f} and {@code g} with {@code w} bits between their beginnings, the sum {@code f +
 * 2^w g}, and so on. Times the input {@code x_f} of the first, that would count {@code g} again
 * with {@code 2^w x_f}. So words are not multiplied by the inputs {@code x} of their fields, but by
 * {@code y_g = x_g - 2^w x_f}, for all eight fields of the word from {@code y_0 = x_0} on. All that
 * is counted too often cancels, also what comes from the high half into the low one, and the eight
 * products add up to what the fields alone would give modulo 2^16, over both halves, without a
 * mask.
 *
 * <p>The input of a field that holds a piece of a code is that of the code's column, times the
 * power of two of the piece's lowest bit.
 */
final class CodeDifferences extends VectorInt8Input {

  /** Grouped in one way. */
  record Form(Int8Groups groups) implements InputForm {

    @Override
    public EncodedInput newInput(int cols) {
      return new CodeDifferences(groups, cols);
    }
  }

  private final int groupPairs;
  private int[] pairs = {};
  private int[] starts = {};
  private int[] codes = {};

  private CodeDifferences(Int8Groups groups, int cols) {
    super(groups, cols);
    groupPairs = groups.words() * PLANES;
  }

  @Override
  public int tokenStep() {
    return 1;
  }

  @Override
  public void reserve(int tokens) {
    super.reserve(tokens);
    if (pairs.length < tokens * tokenPairs()) {
      pairs = new int[tokens * tokenPairs()];
      starts = new int[tokens * count()];
      codes = groups().packing() == Packing.FOUR ? codes : new int[tokens * cols() / 2];
    }
  }

  @Override
  int encode(float[] values, int token, int group, float inverse) {
    int size = groups().columns();
    int from = token * cols() + group * size;
    int pair = token * tokenPairs() + group * groupPairs;
    Packing packing = groups().packing();
    if (packing == Packing.FOUR) {
      return CodeEncoder.encodeDifferences(values, from, size, inverse, pairs, pair);
    }
    int sums = CodeEncoder.encodePairs(values, from, size, inverse, codes, from / 2);
    for (int run = 0; run < size; run += packing.columns()) {
      writeDifferences(packing, (from + run) / 2, pair);
      pair += packing.words() * PLANES;
    }
    return sums;
  }

  /** Turns the codes of a run into differences. */
  private void writeDifferences(Packing packing, int from, int to) {
    for (int word = 0; word < packing.words(); word++) {
      int last = codes[from + packing.pair(word, PLANES - 1)];
      int lowBefore = 0;
      int highBefore = (short) last << packing.piece(word, PLANES - 1);
      int width = packing.width(PLANES - 1);
      for (int plane = 0; plane < PLANES; plane++) {
        int pair = codes[from + packing.pair(word, plane)];
        int low = (short) pair << packing.piece(word, plane);
        int high = pair >> 16 << packing.piece(word, plane);
        int lowDifference = low - (lowBefore << width);
        int highDifference = high - (highBefore << width);
        pairs[to + word * PLANES + plane] = (lowDifference & 0xFFFF) | highDifference << 16;
        lowBefore = low;
        highBefore = high;
        width = packing.width(plane);
      }
    }
  }

  @Override
  void start(int token, int group, int pair) {
    starts[token * count() + group] = pair;
  }

  /** Pairs of a group. */
  int groupPairs() {
    return groupPairs;
  }

  /** Pairs of a token. */
  int tokenPairs() {
    return count() * groupPairs;
  }

  /** (tokens, groups, words, planes) pairs of differences, modulo 2^16. */
  int[] pairs() {
    return pairs;
  }

  /** (tokens, groups) where sums start. */
  int[] starts() {
    return starts;
  }

  @Override
  public int code(int token, int column) {
    Packing packing = groups().packing();
    int run = token * tokenPairs() + column / packing.columns() * packing.words() * PLANES;
    int pair = column % packing.columns() / 8 * 4 + column % 4;
    boolean isHigh = column % 8 >= 4;
    for (int i = 0; i < packing.words() * PLANES; i++) {
      if (packing.pair(i / PLANES, i % PLANES) == pair
          && packing.piece(i / PLANES, i % PLANES) == 0) {
        return input(packing, run + i / PLANES * PLANES, (isHigh ? PLANES : 0) + i % PLANES);
      }
    }
    throw new IllegalStateException("no field has column " + column);
  }

  /** The input of a field, all of which have been subtracted from those after them. */
  private short input(Packing packing, int word, int field) {
    short input = 0;
    for (int i = 0; i <= field; i++) {
      int pair = pairs[word + i % PLANES];
      int before = input << packing.width((i + PLANES - 1) % PLANES);
      input = (short) ((i < PLANES ? pair : pair >> 16) + before);
    }
    return input;
  }
}
