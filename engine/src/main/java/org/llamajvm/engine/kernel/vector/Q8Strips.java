package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.NARROW_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Strips of 8-bit integers, without their scales. */
final class Q8Strips implements StripDecoder {

  @Override
  public void decode(MemorySegment page, int rows, int cols, int from, float[] strip) {
    int step = NARROW_BYTES.length();
    long at = from;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < COLUMNS; j += step) {
        ByteVector stored =
            ByteVector.fromMemorySegment(NARROW_BYTES, page, at + j, ByteOrder.nativeOrder());
        for (int part = 0; part < step / LANES; part++) {
          ((FloatVector) stored.convertShape(VectorOperators.B2F, FLOATS, part))
              .intoArray(strip, row * COLUMNS + j + part * LANES);
        }
      }
      at += cols;
    }
  }

  @Override
  public float element(MemorySegment page, long index) {
    return page.get(ValueLayout.JAVA_BYTE, index);
  }
}
