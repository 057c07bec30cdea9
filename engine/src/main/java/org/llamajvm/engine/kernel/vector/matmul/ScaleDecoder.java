package org.llamajvm.engine.kernel.vector.matmul;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.tensor.FloatType;

/**
 * Scales and biases of interleaved groups, of either type, as float32 without a branch. The bits of
 * a BF16 are the upper half of a float32. Those of an F16, moved to where a float32 has exponent
 * and fraction, are a float32 that lacks a factor of 2^112, the difference of the exponents'
 * biases. Of that factor, {@code factor} is to be put on what scales are multiplied by, and {@code
 * rest} on the result, so that nothing overflows or becomes subnormal in between: powers of two
 * cost no accuracy.
 *
 * @param shift by how much the sign is moved away from the exponent
 * @param mask bits of the float32
 * @param factor what to multiply the other factor of a scale or a bias by
 * @param rest what to multiply a result by
 */
record ScaleDecoder(int shift, int mask, float factor, float rest) {

  private static final ScaleDecoder F16 = new ScaleDecoder(3, 0x8FFFE000, 0x1p96f, 0x1p16f);
  private static final ScaleDecoder BF16 = new ScaleDecoder(0, 0xFFFF0000, 1, 1);

  static ScaleDecoder of(FloatType type) {
    return type == FloatType.F16 ? F16 : BF16;
  }

  /** The floats whose bits are in the lower halves of the lanes. */
  FloatVector low(IntVector words) {
    return high(words.lanewise(VectorOperators.LSHL, 16));
  }

  /** The floats whose bits are in the upper halves of the lanes. */
  FloatVector high(IntVector words) {
    return words.lanewise(VectorOperators.ASHR, shift).and(mask).reinterpretAsFloats();
  }
}
