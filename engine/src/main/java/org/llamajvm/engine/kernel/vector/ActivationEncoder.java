package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.Activations.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.llamajvm.engine.kernel.ActivationCodes;
import org.llamajvm.engine.kernel.Activations;

/**
 * Writes a group of activations as {@link Activations#encodeGroup} does, eight columns at a time:
 * their pairs are two vectors of four lanes, one in each half, whatever wider vectors there are.
 */
final class ActivationEncoder {

  private static final VectorSpecies<Float> FOUR_FLOATS = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> FOUR_INTS = IntVector.SPECIES_128;
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ActivationCodes.ROUNDER);

  /** Lane before lane, and the last before the first. */
  private static final VectorShuffle<Integer> BEFORE =
      VectorShuffle.fromValues(FOUR_INTS, 3, 0, 1, 2);

  /** Of the last pair before the first one, the low half comes before the high half. */
  private static final IntVector LOW_BEFORE_HIGH =
      IntVector.fromArray(FOUR_INTS, new int[] {16, 0, 0, 0}, 0);

  private ActivationEncoder() {}

  /** See {@link Activations#encodeGroup}. */
  static void encodeGroup(Activations in, int token, int group, float largest) {
    float top = ActivationCodes.LARGEST;
    int sums = encode(in, token, group, top / largest);
    if (sums >> 16 > ActivationCodes.MOST) {
      top = ActivationCodes.LARGEST_OF_FLAT;
      sums = encode(in, token, group, top / largest);
    }
    in.setScale(token, group, largest / top, (short) sums);
  }

  /**
   * Fills the codes and, if the batch has them, their differences; returns the sum of the codes in
   * the low half, and of their magnitudes in the high half.
   */
  private static int encode(Activations in, int token, int group, float steps) {
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    return in.hasDifferences()
        ? encodeWithDifferences(in, token, group, inverse)
        : encodeCodes(in, token, group, inverse);
  }

  private static int encodeCodes(Activations in, int token, int group, float inverse) {
    float[] values = in.values();
    int[] codes = in.codes();
    int from = token * in.cols() + group * in.groupSize();
    int code = in.codeIndex(token, group * in.groupSize() / 2);
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = from + in.groupSize();
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
    return ActivationCodes.pair(
        total.reduceLanes(VectorOperators.ADD), magnitudes.reduceLanes(VectorOperators.ADD));
  }

  /** A loop of its own: with a condition in it, the compiler kept vectors on the heap. */
  private static int encodeWithDifferences(Activations in, int token, int group, float inverse) {
    float[] values = in.values();
    int[] codes = in.codes();
    int[] differences = in.differences();
    int from = token * in.cols() + group * in.groupSize();
    int code = in.codeIndex(token, group * in.groupSize() / 2);
    int difference = from / 2;
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = from + in.groupSize();
    while (from != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector pairs = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      codes[code] = pairs.lane(0);
      codes[code + PANEL] = pairs.lane(1);
      codes[code + 2 * PANEL] = pairs.lane(2);
      codes[code + 3 * PANEL] = pairs.lane(3);
      IntVector before = pairs.rearrange(BEFORE).lanewise(VectorOperators.LSHL, LOW_BEFORE_HIGH);
      ShortVector x = pairs.reinterpretAsShorts();
      x.sub(before.reinterpretAsShorts().mul((short) 16))
          .reinterpretAsInts()
          .intoArray(differences, difference);
      total = total.add(x);
      magnitudes = magnitudes.add(x.abs());
      from += 8;
      code += 4 * PANEL;
      difference += 4;
    }
    return ActivationCodes.pair(
        total.reduceLanes(VectorOperators.ADD), magnitudes.reduceLanes(VectorOperators.ADD));
  }

  private static IntVector rounded(float[] values, int at, float inverse) {
    FloatVector steps = FloatVector.fromArray(FOUR_FLOATS, values, at).mul(inverse);
    return steps.add(ActivationCodes.ROUNDER).reinterpretAsInts().sub(ROUNDER_BITS);
  }
}
