package org.llamajvm.engine.kernel.vector.quantize;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Turns squares of as many rows as a vector has lanes, so that rows become columns: at distance d,
 * the blocks of d × d beside the diagonal change places, for every d from half of the square down
 * to one. Two distances are done in one pass over the square, as a pass costs more for its loads
 * and stores than for its permutations.
 */
final class Transposition {

  /** For distance 2ⁿ, from lane 2ⁿ⁺¹·{@code LANES}: what the upper row becomes, then the lower. */
  private static final int[] LANES_OF = lanes();

  private Transposition() {}

  /**
   * Turns one square.
   *
   * @param rows has the element of row r and column c at {@code from + r * rowStride + c}
   * @param columns receives it at {@code to + c * columnStride + r}
   */
  static void turn(
      float[] rows, int from, int rowStride, float[] columns, int to, int columnStride) {
    if (LANES == 2) {
      turnLast(rows, from, rowStride, columns, to, columnStride);
      return;
    }
    turnTwo(rows, from, rowStride, columns, to, columnStride, LANES / 2);
    int distance = LANES / 8;
    while (distance > 1) {
      turnTwo(columns, to, columnStride, columns, to, columnStride, distance);
      distance /= 4;
    }
    if (distance == 1) {
      turnLast(columns, to, columnStride, columns, to, columnStride);
    }
  }

  /** At {@code distance}, and at half of it. */
  private static void turnTwo(
      float[] rows,
      int from,
      int rowStride,
      float[] columns,
      int to,
      int columnStride,
      int distance) {
    int half = distance / 2;
    IntVector upper = lanes(distance, 0);
    IntVector lower = lanes(distance, LANES);
    IntVector innerUpper = lanes(half, 0);
    IntVector innerLower = lanes(half, LANES);
    for (int block = 0; block < LANES; block += 2 * distance) {
      for (int r = block; r < block + half; r++) {
        int source = from + r * rowStride;
        IntVector a = load(rows, source);
        IntVector b = load(rows, source + half * rowStride);
        IntVector c = load(rows, source + distance * rowStride);
        IntVector d = load(rows, source + (distance + half) * rowStride);
        IntVector ac = upper.selectFrom(a, c);
        IntVector bd = upper.selectFrom(b, d);
        int target = to + r * columnStride;
        store(innerUpper.selectFrom(ac, bd), columns, target);
        store(innerLower.selectFrom(ac, bd), columns, target + half * columnStride);
        target += distance * columnStride;
        ac = lower.selectFrom(a, c);
        bd = lower.selectFrom(b, d);
        store(innerUpper.selectFrom(ac, bd), columns, target);
        store(innerLower.selectFrom(ac, bd), columns, target + half * columnStride);
      }
    }
  }

  /** At the distance of one. */
  private static void turnLast(
      float[] rows, int from, int rowStride, float[] columns, int to, int columnStride) {
    IntVector upper = lanes(1, 0);
    IntVector lower = lanes(1, LANES);
    for (int r = 0; r < LANES; r += 2) {
      IntVector a = load(rows, from + r * rowStride);
      IntVector b = load(rows, from + (r + 1) * rowStride);
      store(upper.selectFrom(a, b), columns, to + r * columnStride);
      store(lower.selectFrom(a, b), columns, to + (r + 1) * columnStride);
    }
  }

  private static IntVector lanes(int distance, int row) {
    return IntVector.fromArray(INTS, LANES_OF, 2 * distance * LANES + row);
  }

  private static IntVector load(float[] from, int at) {
    return FloatVector.fromArray(FLOATS, from, at).reinterpretAsInts();
  }

  private static void store(IntVector vector, float[] to, int at) {
    vector.reinterpretAsFloats().intoArray(to, at);
  }

  private static int[] lanes() {
    int[] lanes = new int[2 * LANES * LANES];
    for (int d = 1; d < LANES; d *= 2) {
      for (int l = 0; l < LANES; l++) {
        boolean own = (l & d) == 0;
        lanes[2 * d * LANES + l] = own ? l : LANES + l - d;
        lanes[2 * d * LANES + LANES + l] = own ? l + d : LANES + l;
      }
    }
    return lanes;
  }
}
