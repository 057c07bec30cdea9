package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.parallel.Scratch;

/** The product with a page of F32: a lane is a column of the page. */
final class F32PageKernel implements PageKernel {

  @Override
  public void multiplyAdd(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      MemorySegment page,
      int inner,
      int cols,
      float[] c,
      int cOffset,
      int cStride,
      Scratch scratch) {
    int row = 0;
    for (; row <= rows - 4; row += 4) {
      int bound = cols / LANES * LANES;
      for (int j = 0; j < bound; j += LANES) {
        fourRows(
            a,
            aOffset + row * aStride,
            aStride,
            page,
            inner,
            cols,
            j,
            c,
            cOffset + row * cStride + j,
            cStride);
      }
      for (int r = row; r < row + 4; r++) {
        rest(a, aOffset + r * aStride, page, inner, bound, cols, c, cOffset + r * cStride);
      }
    }
    for (; row < rows; row++) {
      int bound = cols / LANES * LANES;
      for (int j = 0; j < bound; j += LANES) {
        oneRow(a, aOffset + row * aStride, page, inner, cols, j, c, cOffset + row * cStride + j);
      }
      rest(a, aOffset + row * aStride, page, inner, bound, cols, c, cOffset + row * cStride);
    }
  }

  private static void fourRows(
      float[] a,
      int aOffset,
      int aStride,
      MemorySegment page,
      int inner,
      int cols,
      int j,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector sum0 = FloatVector.fromArray(FLOATS, c, cOffset);
    FloatVector sum1 = FloatVector.fromArray(FLOATS, c, cOffset + cStride);
    FloatVector sum2 = FloatVector.fromArray(FLOATS, c, cOffset + 2 * cStride);
    FloatVector sum3 = FloatVector.fromArray(FLOATS, c, cOffset + 3 * cStride);
    long at = 4L * j;
    for (int k = aOffset; k < aOffset + inner; k++) {
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, page, at, ByteOrder.nativeOrder());
      sum0 = b.fma(broadcast(a[k]), sum0);
      sum1 = b.fma(broadcast(a[k + aStride]), sum1);
      sum2 = b.fma(broadcast(a[k + 2 * aStride]), sum2);
      sum3 = b.fma(broadcast(a[k + 3 * aStride]), sum3);
      at += 4L * cols;
    }
    sum0.intoArray(c, cOffset);
    sum1.intoArray(c, cOffset + cStride);
    sum2.intoArray(c, cOffset + 2 * cStride);
    sum3.intoArray(c, cOffset + 3 * cStride);
  }

  private static void oneRow(
      float[] a, int aOffset, MemorySegment page, int inner, int cols, int j, float[] c, int at) {
    FloatVector sum = FloatVector.fromArray(FLOATS, c, at);
    for (int k = 0; k < inner; k++) {
      FloatVector b =
          FloatVector.fromMemorySegment(
              FLOATS, page, 4L * ((long) k * cols + j), ByteOrder.nativeOrder());
      sum = b.fma(broadcast(a[aOffset + k]), sum);
    }
    sum.intoArray(c, at);
  }

  private static void rest(
      float[] a,
      int aOffset,
      MemorySegment page,
      int inner,
      int from,
      int cols,
      float[] c,
      int at) {
    for (int j = from; j < cols; j++) {
      float sum = c[at + j];
      for (int k = 0; k < inner; k++) {
        float b = page.getAtIndex(ValueLayout.JAVA_FLOAT, (long) k * cols + j);
        sum = Math.fma(a[aOffset + k], b, sum);
      }
      c[at + j] = sum;
    }
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
