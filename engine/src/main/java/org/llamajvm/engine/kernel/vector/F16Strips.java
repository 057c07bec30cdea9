package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;
import static org.llamajvm.engine.kernel.vector.Width.NARROW_SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Strips of F16: the bits moved to where a float32 has them, as in {@link HalfRows}. */
final class F16Strips implements StripDecoder {

  private static final int FLOAT32_BITS = 0x8FFFE000;
  private static final float FACTOR = 0x1p112f;

  @Override
  public void decode(MemorySegment page, int rows, int cols, int from, float[] strip) {
    int step = NARROW_SHORTS.length();
    long at = 2L * from;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < COLUMNS; j += step) {
        ShortVector stored =
            ShortVector.fromMemorySegment(
                NARROW_SHORTS, page, at + 2L * j, ByteOrder.nativeOrder());
        for (int part = 0; part < step / LANES; part++) {
          IntVector bits = (IntVector) stored.convertShape(VectorOperators.S2I, INTS, part);
          bits.lanewise(VectorOperators.LSHL, 13)
              .and(FLOAT32_BITS)
              .reinterpretAsFloats()
              .mul(FACTOR)
              .intoArray(strip, row * COLUMNS + j + part * LANES);
        }
      }
      at += 2L * cols;
    }
  }

  @Override
  public float element(MemorySegment page, long index) {
    return Float.float16ToFloat(page.getAtIndex(ValueLayout.JAVA_SHORT, index));
  }
}
