package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.StripDecoder.COLUMNS;
import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.parallel.Scratch;

/**
 * The product with a page that is not float32: a strip of columns is decoded once, into the
 * first-level cache, and multiplied by all rows; a lane is a column.
 *
 * @param decoder how elements are stored
 */
record StripPageKernel(StripDecoder decoder) implements PageKernel {

  private static final int ROWS = 4;

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
    float[] strip = scratch.moreFloats(inner * COLUMNS);
    int column = 0;
    for (; column <= cols - COLUMNS; column += COLUMNS) {
      decoder.decode(page, inner, cols, column, strip);
      int row = 0;
      for (; row <= rows - ROWS; row += ROWS) {
        int left = aOffset + row * aStride;
        int result = cOffset + row * cStride + column;
        for (int j = 0; j < COLUMNS; j += LANES) {
          fourRows(a, left, aStride, strip, j, inner, c, result + j, cStride);
        }
      }
      for (; row < rows; row++) {
        int result = cOffset + row * cStride + column;
        oneRow(a, aOffset + row * aStride, strip, inner, c, result);
      }
    }
    for (int row = 0; row < rows; row++) {
      int result = cOffset + row * cStride;
      rest(a, aOffset + row * aStride, page, inner, column, cols, c, result);
    }
  }

  private static void fourRows(
      float[] a,
      int aOffset,
      int aStride,
      float[] strip,
      int j,
      int inner,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector sum0 = FloatVector.fromArray(FLOATS, c, cOffset);
    FloatVector sum1 = FloatVector.fromArray(FLOATS, c, cOffset + cStride);
    FloatVector sum2 = FloatVector.fromArray(FLOATS, c, cOffset + 2 * cStride);
    FloatVector sum3 = FloatVector.fromArray(FLOATS, c, cOffset + 3 * cStride);
    int at = j;
    for (int k = aOffset; k < aOffset + inner; k++) {
      FloatVector b = FloatVector.fromArray(FLOATS, strip, at);
      sum0 = b.fma(broadcast(a[k]), sum0);
      sum1 = b.fma(broadcast(a[k + aStride]), sum1);
      sum2 = b.fma(broadcast(a[k + 2 * aStride]), sum2);
      sum3 = b.fma(broadcast(a[k + 3 * aStride]), sum3);
      at += COLUMNS;
    }
    sum0.intoArray(c, cOffset);
    sum1.intoArray(c, cOffset + cStride);
    sum2.intoArray(c, cOffset + 2 * cStride);
    sum3.intoArray(c, cOffset + 3 * cStride);
  }

  private static void oneRow(
      float[] a, int aOffset, float[] strip, int inner, float[] c, int cOffset) {
    for (int j = 0; j < COLUMNS; j += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, c, cOffset + j);
      for (int k = 0; k < inner; k++) {
        FloatVector b = FloatVector.fromArray(FLOATS, strip, k * COLUMNS + j);
        sum = b.fma(broadcast(a[aOffset + k]), sum);
      }
      sum.intoArray(c, cOffset + j);
    }
  }

  /** The columns that fill no strip. */
  private void rest(
      float[] a,
      int aOffset,
      MemorySegment page,
      int inner,
      int from,
      int cols,
      float[] c,
      int cOffset) {
    for (int j = from; j < cols; j++) {
      float sum = c[cOffset + j];
      for (int k = 0; k < inner; k++) {
        sum = Math.fma(a[aOffset + k], decoder.element(page, (long) k * cols + j), sum);
      }
      c[cOffset + j] = sum;
    }
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
