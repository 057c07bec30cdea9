package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/** The product with a page of the KV cache. */
record ScalarPageKernel(KvType type) implements PageKernel {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public float leftFactor() {
    return 1;
  }

  @Override
  public void multiply(
      float[] a,
      int aOffset,
      int rows,
      MemorySegment page,
      int pageRows,
      int fromRow,
      int inner,
      int strips,
      float[] c,
      int cOffset,
      int cStride) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < strips * STRIP; j++) {
        long first = (long) (j / STRIP) * pageRows + fromRow;
        float sum = 0;
        for (int k = 0; k < inner; k++) {
          float element = element(page, (first + k) * STRIP + type.place(j % STRIP));
          sum += a[aOffset + row * PANEL + k] * element;
        }
        c[cOffset + row * cStride + j] = sum;
      }
    }
  }

  private float element(MemorySegment page, long index) {
    return switch (type) {
      case F32 -> page.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case F16 -> Float.float16ToFloat(page.getAtIndex(SHORT, index));
      case Q8 -> page.get(ValueLayout.JAVA_BYTE, index);
    };
  }
}
