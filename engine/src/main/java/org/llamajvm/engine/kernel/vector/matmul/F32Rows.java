package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of F32. */
record F32Rows(FloatMatrix matrix) implements RowDecoder, RowProduct {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void decode(int row, float[] out, int offset) {
    decode(row, row + 1, out, offset);
  }

  @Override
  public void decode(int fromRow, int toRow, float[] out, int offset) {
    int count = (toRow - fromRow) * matrix.cols();
    MemorySegment.copy(matrix.data(), FLOAT, start(fromRow), out, offset, count);
  }

  @Override
  public int columnsPerWord() {
    return 1;
  }

  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    MemorySegment data = OffHeap.of(matrix.data());
    int cols = matrix.cols();
    int columns = Planes.columns(cols, 1);
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
        for (int end = k + columns; k != end; k += LANES) {
          FloatVector x = FloatVector.fromArray(FLOATS, planes, k);
          a = load(data, atA).fma(x, a);
          b = load(data, atB).fma(x, b);
          c = load(data, atC).fma(x, c);
          d = load(data, atD).fma(x, d);
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

  @Override
  public float weight(int row, int col) {
    return matrix.data().get(FLOAT, start(row) + 4L * col);
  }

  private long start(int row) {
    return 4L * row * matrix.cols();
  }

  private static FloatVector load(MemorySegment data, long at) {
    return FloatVector.fromMemorySegment(FLOATS, data, at, ByteOrder.LITTLE_ENDIAN);
  }
}
