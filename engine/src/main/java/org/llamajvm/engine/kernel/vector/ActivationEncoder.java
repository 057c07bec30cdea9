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
   * Fills the codes and, for few tokens, their differences; returns the sum of the codes in the low
   * half, and of their magnitudes in the high half.
   */
  private static int encode(Activations in, int token, int group, float steps) {
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    float[] values = in.values();
    int[] codes = in.codes();
    boolean few = in.hasDifferences();
    int[] differences = in.differences();
    int pairs = in.groupSize() / 2;
    int from = token * in.cols() + group * in.groupSize();
    int code = in.codeIndex(token, group * pairs);
    int difference = token * in.cols() / 2 + group * pairs;
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector magnitudes = total;
    int end = difference + pairs;
    while (difference != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector both = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      codes[code] = both.lane(0);
      codes[code + PANEL] = both.lane(1);
      codes[code + 2 * PANEL] = both.lane(2);
      codes[code + 3 * PANEL] = both.lane(3);
      ShortVector x = both.reinterpretAsShorts();
      if (few) {
        IntVector before = both.rearrange(BEFORE).lanewise(VectorOperators.LSHL, LOW_BEFORE_HIGH);
        x.sub(before.reinterpretAsShorts().mul((short) 16))
            .reinterpretAsInts()
            .intoArray(differences, difference);
      }
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
