package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Vectors of 16-bit lanes, two for each row of an interleaved matrix. */
final class CodeLanes {

  private CodeLanes() {}

  /**
   * Brings the next field of every lane to its bottom. Shifts 32 bits at once, because the compiler
   * has no 16-bit shift by a constant.
   *
   * @param width of the field that is at the bottom
   */
  static ShortVector nextPlane(ShortVector codes, int width) {
    return codes.reinterpretAsInts().lanewise(VectorOperators.LSHR, width).reinterpretAsShorts();
  }

  /** The field of every lane that begins at a bit. */
  static ShortVector plane(ShortVector codes, int bit, short mask) {
    return codes.lanewise(VectorOperators.LSHR, bit).and(mask);
  }

  /** A pair of 16-bit activations, for every row. */
  static ShortVector broadcast(int pair) {
    return IntVector.broadcast(INTS, pair).reinterpretAsShorts();
  }
}
