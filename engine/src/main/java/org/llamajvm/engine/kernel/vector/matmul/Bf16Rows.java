package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of BF16, whose bits are the upper half of a float32. */
record Bf16Rows(FloatMatrix matrix) implements RowDecoder, RowProduct {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int UPPER_HALF = 0xFFFF0000;

  @Override
  public void decode(int row, float[] out, int offset) {
    decode(row, row + 1, out, offset);
  }

  @Override
  public void decode(int fromRow, int toRow, float[] out, int offset) {
    MemorySegment data = OffHeap.of(matrix.data());
    long start = start(fromRow);
    int count = (toRow - fromRow) * matrix.cols();
    int step = NARROW_SHORTS.length();
    int k = 0;
    for (; k <= count - step; k += step) {
      ShortVector stored =
          ShortVector.fromMemorySegment(
              NARROW_SHORTS, data, start + 2L * k, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part < step / LANES; part++) {
        IntVector bits = (IntVector) stored.convertShape(VectorOperators.S2I, INTS, part);
        low(bits).intoArray(out, offset + k + part * LANES);
      }
    }
    for (; k < count; k++) {
      out[offset + k] = weight(fromRow, k);
    }
  }

  @Override
  public float weight(int row, int col) {
    return matrix.type().decode(matrix.data().get(SHORT, start(row) + 2L * col));
  }

  @Override
  public int columnsPerWord() {
    return 2;
  }

  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    MemorySegment data = OffHeap.of(matrix.data());
    int cols = matrix.cols();
    int columns = Planes.columns(cols, 2);
    int last = toRow - 1;
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int next = stride * LANES;
    for (int row = fromRow; row < fromRow + stride; row++) {
      long startA = start(row);
      long startB = start(Math.min(row + stride, last));
      long startC = start(Math.min(row + 2 * stride, last));
      long startD = start(Math.min(row + 3 * stride, last));
      int sum = (row - fromRow) * LANES;
      for (int token = 0; token < tokens; token++) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long atA = startA;
        long atB = startB;
        long atC = startC;
        long atD = startD;
        int k = token * cols;
        for (int end = k + columns; k != end; k += 2 * LANES) {
          IntVector wordsA = load(data, atA);
          IntVector wordsB = load(data, atB);
          IntVector wordsC = load(data, atC);
          IntVector wordsD = load(data, atD);
          FloatVector x = FloatVector.fromArray(FLOATS, planes, k);
          a = low(wordsA).fma(x, a);
          b = low(wordsB).fma(x, b);
          c = low(wordsC).fma(x, c);
          d = low(wordsD).fma(x, d);
          x = FloatVector.fromArray(FLOATS, planes, k + LANES);
          a = high(wordsA).fma(x, a);
          b = high(wordsB).fma(x, b);
          c = high(wordsC).fma(x, c);
          d = high(wordsD).fma(x, d);
          atA += 4L * LANES;
          atB += 4L * LANES;
          atC += 4L * LANES;
          atD += 4L * LANES;
        }
        a.intoArray(sums, sum);
        b.intoArray(sums, sum + next);
        c.intoArray(sums, sum + 2 * next);
        d.intoArray(sums, sum + 3 * next);
        sum += ROWS * next;
      }
    }
  }

  private long start(int row) {
    return 2L * row * matrix.cols();
  }

  private static IntVector load(MemorySegment data, long at) {
    return IntVector.fromMemorySegment(INTS, data, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static FloatVector low(IntVector words) {
    return words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  private static FloatVector high(IntVector words) {
    return words.and(UPPER_HALF).reinterpretAsFloats();
  }
}
