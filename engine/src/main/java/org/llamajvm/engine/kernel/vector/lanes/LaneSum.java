package org.llamajvm.engine.kernel.vector.lanes;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The sum of the lanes of a vector, by halves. The order in which {@link FloatVector#reduceLanes}
 * adds is undefined, and compiled code does add in another order than interpreted code: a result
 * would depend on when the compiler got to it.
 *
 * <p>Its methods are small, such that they are inlined wherever they are called from: a vector that
 * is passed to a method is allocated.
 */
public final class LaneSum {

  private static final VectorShuffle<Float> BY_8 = by(8);
  private static final VectorShuffle<Float> BY_4 = by(4);
  private static final VectorShuffle<Float> BY_2 = by(2);
  private static final VectorShuffle<Float> BY_1 = by(1);

  private LaneSum() {}

  /** Loads this class. */
  public static void load() {}

  private static VectorShuffle<Float> by(int lanes) {
    return VectorShuffle.iota(FLOATS, lanes, 1, true);
  }

  /**
   * The sums of many vectors.
   *
   * @param lanes (count, LANES) floats from {@code from} on
   * @param out gets (count) floats from {@code to} on
   */
  public static void of(float[] lanes, int from, int count, float[] out, int to) {
    for (int i = 0; i < count; i++) {
      out[to + i] = of(FloatVector.fromArray(FLOATS, lanes, from + i * LANES));
    }
  }

  /** The sum of the lanes of one vector. */
  public static float of(FloatVector lanes) {
    return halves(halves(four(lanes), 2, BY_2), 1, BY_1).lane(0);
  }

  private static FloatVector four(FloatVector lanes) {
    return halves(halves(lanes, 8, BY_8), 4, BY_4);
  }

  private static FloatVector halves(FloatVector sums, int lanes, VectorShuffle<Float> by) {
    return LANES > lanes ? sums.add(sums.rearrange(by)) : sums;
  }
}
