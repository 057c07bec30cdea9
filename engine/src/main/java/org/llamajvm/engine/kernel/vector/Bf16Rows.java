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
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;

/** Rows of BF16: the upper halves of float32. */
record Bf16Rows(FloatMatrix matrix) implements RowDecoder {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void decode(int row, float[] out, int offset) {
    int cols = matrix.cols();
    MemorySegment data = matrix.data().asSlice(2L * row * cols, 2L * cols);
    int step = NARROW_SHORTS.length();
    int k = 0;
    for (; k <= cols - step; k += step) {
      ShortVector stored =
          ShortVector.fromMemorySegment(NARROW_SHORTS, data, 2L * k, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part < step / LANES; part++) {
        IntVector bits = (IntVector) stored.convertShape(VectorOperators.S2I, INTS, part);
        bits.lanewise(VectorOperators.LSHL, 16)
            .reinterpretAsFloats()
            .intoArray(out, offset + k + part * LANES);
      }
    }
    for (; k < cols; k++) {
      out[offset + k] = FloatType.BF16.decode(data.get(SHORT, 2L * k));
    }
  }
}
