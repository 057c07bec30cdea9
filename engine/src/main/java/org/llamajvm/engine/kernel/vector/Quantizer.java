package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.ActivationCodes;
import org.llamajvm.engine.kernel.Activations;

/** Rounds activations to 8-bit integers. */
final class Quantizer {

  private Quantizer() {}

  static void quantize(Activations activations, int token) {
    int groupSize = activations.groupSize();
    int groups = activations.groups();
    for (int group = 0; group < groups; group++) {
      int first = token * activations.cols() + group * groupSize;
      quantizeGroup(activations, first, groupSize, token * groups + group);
    }
  }

  private static void quantizeGroup(Activations activations, int first, int size, int group) {
    float[] values = activations.values();
    int[] pairs = activations.pairs();
    float largest = largestMagnitude(values, first, size);
    float inverse = largest == 0 ? 0 : ActivationCodes.LARGEST / largest;
    int lowSum = 0;
    int highSum = 0;
    for (int i = 0; i < size; i += 8) {
      for (int plane = 0; plane < 4; plane++) {
        int low = ActivationCodes.round(values[first + i + plane] * inverse);
        int high = ActivationCodes.round(values[first + i + 4 + plane] * inverse);
        pairs[(first + i) / 2 + plane] = ActivationCodes.pair(low, high);
        lowSum += low;
        highSum += high;
      }
    }
    float scale = largest / ActivationCodes.LARGEST;
    activations.scales()[group] = scale;
    activations.sums()[group] = scale * (lowSum + highSum);
    activations.starts()[group] = ActivationCodes.pair(-8 * lowSum, -8 * highSum);
  }

  private static float largestMagnitude(float[] values, int first, int size) {
    FloatVector largest = FloatVector.zero(FLOATS);
    for (int i = 0; i < size; i += LANES) {
      largest = largest.max(FloatVector.fromArray(FLOATS, values, first + i).abs());
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }
}
