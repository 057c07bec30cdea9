package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.parallel.Scratch;

/** The product with a page of the KV cache. */
record ScalarPageKernel(KvType type) implements PageKernel {

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
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < inner; k++) {
        float factor = a[aOffset + row * aStride + k];
        for (int j = 0; j < cols; j++) {
          c[cOffset + row * cStride + j] += factor * element(page, (long) k * cols + j);
        }
      }
    }
  }

  private float element(MemorySegment page, long index) {
    return switch (type) {
      case F32 -> page.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case F16 -> Float.float16ToFloat(page.getAtIndex(ValueLayout.JAVA_SHORT, index));
      case Q8 -> page.get(ValueLayout.JAVA_BYTE, index);
    };
  }
}
