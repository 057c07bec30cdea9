package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Strips of F32: a copy. */
final class F32Strips implements StripDecoder {

  @Override
  public void decode(MemorySegment page, int rows, int cols, int from, float[] strip) {
    long at = 4L * from;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < COLUMNS; j += LANES) {
        FloatVector.fromMemorySegment(FLOATS, page, at + 4L * j, ByteOrder.nativeOrder())
            .intoArray(strip, row * COLUMNS + j);
      }
      at += 4L * cols;
    }
  }

  @Override
  public float element(MemorySegment page, long index) {
    return page.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }
}
