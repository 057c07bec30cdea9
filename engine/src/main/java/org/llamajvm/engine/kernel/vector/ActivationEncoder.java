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

  private static final VectorShuffle<Integer> BEFORE =
      VectorShuffle.fromValues(FOUR_INTS, 0, 0, 1, 2);
  private static final IntVector NOT_FIRST =
      IntVector.fromArray(FOUR_INTS, new int[] {0, -1, -1, -1}, 0);

  private ActivationEncoder() {}

  /** See {@link Activations#encodeGroup}. */
  static void encodeGroup(Activations in, int token, int group, float largest) {
    float steps = ActivationCodes.LARGEST / largest;
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    int pairs = in.groupSize() / 2;
    int sums =
        encode(
            in.values(),
            token * in.cols() + group * in.groupSize(),
            inverse,
            pairs,
            in.codes(),
            in.codeIndex(token, group * pairs),
            in.differences(),
            token * in.cols() / 2 + group * pairs);
    int lowSum = (short) sums;
    int highSum = sums >> 16;
    int index = token * in.groups() + group;
    in.scales()[index] = largest / ActivationCodes.LARGEST;
    in.sums()[index] = in.scales()[index] * (lowSum + highSum);
    in.starts()[in.startIndex(token, group)] = ActivationCodes.pair(-8 * lowSum, -8 * highSum);
  }

  /** Fills the codes and their differences; returns the pair of the sums of both halves. */
  private static int encode(
      float[] values,
      int from,
      float inverse,
      int pairs,
      int[] codes,
      int code,
      int[] differences,
      int difference) {
    ShortVector total = ShortVector.zero(ShortVector.SPECIES_128);
    int end = difference + pairs;
    while (difference != end) {
      IntVector low = rounded(values, from, inverse);
      IntVector high = rounded(values, from + 4, inverse);
      IntVector both = low.and(0xFFFF).or(high.lanewise(VectorOperators.LSHL, 16));
      codes[code] = both.lane(0);
      codes[code + PANEL] = both.lane(1);
      codes[code + 2 * PANEL] = both.lane(2);
      codes[code + 3 * PANEL] = both.lane(3);
      ShortVector before = both.rearrange(BEFORE).and(NOT_FIRST).reinterpretAsShorts();
      ShortVector x = both.reinterpretAsShorts();
      x.sub(before.mul((short) 16)).reinterpretAsInts().intoArray(differences, difference);
      total = total.add(x);
      from += 8;
      code += 4 * PANEL;
      difference += 4;
    }
    IntVector sums = total.reinterpretAsInts();
    return addHalves(addHalves(sums.lane(0), sums.lane(1)), addHalves(sums.lane(2), sums.lane(3)));
  }

  private static IntVector rounded(float[] values, int at, float inverse) {
    FloatVector steps = FloatVector.fromArray(FOUR_FLOATS, values, at).mul(inverse);
    return steps.add(ActivationCodes.ROUNDER).reinterpretAsInts().sub(ROUNDER_BITS);
  }

  private static int addHalves(int a, int b) {
    return ActivationCodes.pair(a + b, (a >> 16) + (b >> 16));
  }
}
