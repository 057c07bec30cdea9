package org.llamajvm.engine.kernel.scalar;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.engine.tensor.Packing;

/**
 * One row of an interleaved matrix.
 *
 * @param matrix borrowed
 * @param start of the row's first word
 */
record InterleavedGroups(InterleavedMatrix matrix, long start) {

  static InterleavedGroups of(InterleavedMatrix matrix, int row) {
    long start = row / BLOCK_ROWS * matrix.blockBytes() + 4L * (row % BLOCK_ROWS);
    return new InterleavedGroups(matrix, start);
  }

  /** Reads the codes of a group's columns. */
  void codes(int group, byte[] codes) {
    Packing packing = matrix.format().packing();
    int[] words = new int[matrix.format().codeLines()];
    for (int line = 0; line < words.length; line++) {
      words[line] = line(group, line);
    }
    for (int word = 0; word < words.length; word += packing.words()) {
      packing.unpack(words, word, 1, codes, word / packing.words() * packing.columns());
    }
  }

  /** The scale of a column of a group. */
  float scale(int group, int column) {
    boolean second =
        matrix.format().factors() == Factors.TWO_SCALES && column >= matrix.scaleColumns();
    return decode(factors(group) >>> (second ? 16 : 0));
  }

  /** What is added to the scaled codes of a group, at a column. */
  float bias(int group, int column) {
    return matrix.format().factors() == Factors.TWO_SCALES
        ? -matrix.format().packing().centre() * scale(group, column)
        : decode(factors(group) >>> 16);
  }

  private int factors(int group) {
    return line(group, matrix.format().codeLines());
  }

  private float decode(int bits) {
    return matrix.format().scaleType().decode(bits & 0xFFFF);
  }

  private int line(int group, int line) {
    long at = start + (long) group * matrix.format().groupBytes() + (long) line * LINE_BYTES;
    return matrix.data().get(Layouts.INT, at);
  }
}
