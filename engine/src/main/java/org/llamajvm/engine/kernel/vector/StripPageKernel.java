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
        if (inner % 2 == 1) {
          for (int r = 0; r < ROWS; r++) {
            oneRow(a, left + r * aStride, strip, inner - 1, inner, c, result + r * cStride);
          }
        }
      }
      for (; row < rows; row++) {
        int result = cOffset + row * cStride + column;
        oneRow(a, aOffset + row * aStride, strip, 0, inner, c, result);
      }
    }
    for (int row = 0; row < rows; row++) {
      int result = cOffset + row * cStride;
      rest(a, aOffset + row * aStride, page, inner, column, cols, c, result);
    }
  }

  /** Sums over even and odd columns of the left factor, apart: a chain of sums would be slower. */
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
    FloatVector even0 = FloatVector.fromArray(FLOATS, c, cOffset);
    FloatVector even1 = FloatVector.fromArray(FLOATS, c, cOffset + cStride);
    FloatVector even2 = FloatVector.fromArray(FLOATS, c, cOffset + 2 * cStride);
    FloatVector even3 = FloatVector.fromArray(FLOATS, c, cOffset + 3 * cStride);
    FloatVector odd0 = FloatVector.zero(FLOATS);
    FloatVector odd1 = odd0;
    FloatVector odd2 = odd0;
    FloatVector odd3 = odd0;
    int at = j;
    int k = aOffset;
    int end = aOffset + inner / 2 * 2;
    while (k != end) {
      FloatVector b = FloatVector.fromArray(FLOATS, strip, at);
      even0 = b.fma(broadcast(a[k]), even0);
      even1 = b.fma(broadcast(a[k + aStride]), even1);
      even2 = b.fma(broadcast(a[k + 2 * aStride]), even2);
      even3 = b.fma(broadcast(a[k + 3 * aStride]), even3);
      b = FloatVector.fromArray(FLOATS, strip, at + COLUMNS);
      odd0 = b.fma(broadcast(a[k + 1]), odd0);
      odd1 = b.fma(broadcast(a[k + 1 + aStride]), odd1);
      odd2 = b.fma(broadcast(a[k + 1 + 2 * aStride]), odd2);
      odd3 = b.fma(broadcast(a[k + 1 + 3 * aStride]), odd3);
      at += 2 * COLUMNS;
      k += 2;
    }
    even0.add(odd0).intoArray(c, cOffset);
    even1.add(odd1).intoArray(c, cOffset + cStride);
    even2.add(odd2).intoArray(c, cOffset + 2 * cStride);
    even3.add(odd3).intoArray(c, cOffset + 3 * cStride);
  }

  private static void oneRow(
      float[] a, int aOffset, float[] strip, int from, int to, float[] c, int cOffset) {
    for (int j = 0; j < COLUMNS; j += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, c, cOffset + j);
      for (int k = from; k < to; k++) {
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
