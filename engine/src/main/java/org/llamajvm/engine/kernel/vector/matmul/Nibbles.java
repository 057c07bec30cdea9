package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The 4-bit codes of words, as floats. */
final class Nibbles {

  /** Words that one call of {@link #decode} takes. */
  static final int WORDS = LANES > 8 ? 2 : 1;

  /** Where a lane finds its code: eight codes a word, from the low bits up. */
  private static final int[] SHIFTS = {0, 4, 8, 12, 16, 20, 24, 28, 0, 4, 8, 12, 16, 20, 24, 28};

  private static final VectorMask<Integer> SECOND_WORD =
      VectorMask.fromLong(INTS, LANES > 8 ? 0xFF00 : 0);

  private Nibbles() {}

  /**
   * Decodes the eight columns of a word; where a vector has sixteen lanes, of two words.
   *
   * @param word the first word
   * @param second the second word, if there is room for it
   */
  static void decode(int word, int second, float scale, float bias, float[] out, int offset) {
    IntVector words = IntVector.broadcast(INTS, word).blend(second, SECOND_WORD);
    for (int i = 0; i < 8 * WORDS; i += LANES) {
      IntVector shifts = IntVector.fromArray(INTS, SHIFTS, i);
      IntVector codes = words.lanewise(VectorOperators.LSHR, shifts).and(0xF);
      ((FloatVector) codes.convertShape(VectorOperators.I2F, FLOATS, 0))
          .mul(scale)
          .add(bias)
          .intoArray(out, offset + i);
    }
  }
}
