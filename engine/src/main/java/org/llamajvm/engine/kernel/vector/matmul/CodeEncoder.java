package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.matmul.CodePanels.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.llamajvm.engine.kernel.Int8Codes;

/**
 * Rounds a group of inputs to 8-bit codes, eight columns at a time: their pairs are two vectors of
 * four lanes, one in each half, whatever wider vectors there are. The layouts have a loop each:
 * with a condition in it, the compiler kept vectors on the heap.
 */
final class CodeEncoder {

  private static final VectorSpecies<Float> FOUR_FLOATS = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> FOUR_INTS = IntVector.SPECIES_128;
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(Int8Codes.ROUNDER);

  /** Lane before lane, and the last before the first. */
  private static final VectorShuffle<Integer> BEFORE =
      VectorShuffle.fromValues(FOUR_INTS, 3, 0, 1, 2);

  /** Of the last pair before the first one, the low half comes before the high half. */
  private static final IntVector LOW_BEFORE_HIGH =
      IntVector.fromArray(FOUR_INTS, new int[] {16, 0, 0, 0}, 0);

  private CodeEncoder() {}

  /**
   * Writes the pairs of {@link CodePanels}.
   *
   * @param from where the group begins in {@code values}
   * @param size columns of the group
   * @param inverse what to multiply values by before they are rounded
   * @param code where the first pair goes in {@code codes}, the others a panel apart
   * @return the sum of the codes in the low half, and of their magnitudes in the high half
   */
  static int encodePanel(float[] values, int from, int size, float inverse, int[] codes, int code) {
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = from + size;
    while (from != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector pairs = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      codes[code] = pairs.lane(0);
      codes[code + PANEL] = pairs.lane(1);
      codes[code + 2 * PANEL] = pairs.lane(2);
      codes[code + 3 * PANEL] = pairs.lane(3);
      ShortVector x = pairs.reinterpretAsShorts();
      total = total.add(x);
      magnitudes = magnitudes.add(x.abs());
      from += 8;
      code += 4 * PANEL;
    }
    return both(total, magnitudes);
  }

  /**
   * Writes pairs one after the other.
   *
   * @param from where the group begins in {@code values}
   * @param size columns of the group
   * @param inverse what to multiply values by before they are rounded
   * @param code where the first pair goes in {@code codes}
   * @return the sum of the codes in the low half, and of their magnitudes in the high half
   */
  static int encodePairs(float[] values, int from, int size, float inverse, int[] codes, int code) {
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = from + size;
    while (from != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector pairs = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      pairs.intoArray(codes, code);
      ShortVector x = pairs.reinterpretAsShorts();
      total = total.add(x);
      magnitudes = magnitudes.add(x.abs());
      from += 8;
      code += 4;
    }
    return both(total, magnitudes);
  }

  /**
   * Writes the pairs of {@link CodeDifferences} for 4-bit weights.
   *
   * @param from where the group begins in {@code values}
   * @param size columns of the group
   * @param inverse what to multiply values by before they are rounded
   * @param difference where the first pair goes in {@code differences}
   * @return the sum of the codes in the low half, and of their magnitudes in the high half
   */
  static int encodeDifferences(
      float[] values, int from, int size, float inverse, int[] differences, int difference) {
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = from + size;
    while (from != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector pairs = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      IntVector before = pairs.rearrange(BEFORE).lanewise(VectorOperators.LSHL, LOW_BEFORE_HIGH);
      ShortVector x = pairs.reinterpretAsShorts();
      x.sub(before.reinterpretAsShorts().mul((short) 16))
          .reinterpretAsInts()
          .intoArray(differences, difference);
      total = total.add(x);
      magnitudes = magnitudes.add(x.abs());
      from += 8;
      difference += 4;
    }
    return both(total, magnitudes);
  }

  private static int both(ShortVector total, ShortVector magnitudes) {
    return (total.reduceLanes(VectorOperators.ADD) & 0xFFFF)
        | (magnitudes.reduceLanes(VectorOperators.ADD) << 16);
  }

  private static IntVector rounded(float[] values, int at, float inverse) {
    FloatVector steps = FloatVector.fromArray(FOUR_FLOATS, values, at).mul(inverse);
    return steps.add(Int8Codes.ROUNDER).reinterpretAsInts().sub(ROUNDER_BITS);
  }
}
