package org.llamajvm.engine.kernel.vector.matmul;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Bytes of ggml's blocks in the lanes of vectors. */
final class BlockLanes {

  /** Bytes of one load: a divisor of the sixteen or more that lie together in a block. */
  static final int STEP = NARROW_BYTES.length();

  /** Vectors of ints that the bytes of one load fill. */
  static final int PARTS = STEP / LANES;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BlockLanes() {}

  static IntVector unsigned(ByteVector bytes, int part) {
    return (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, part);
  }

  static IntVector signed(ByteVector bytes, int part) {
    return (IntVector) bytes.convertShape(VectorOperators.B2I, INTS, part);
  }

  static FloatVector floats(IntVector codes) {
    return (FloatVector) codes.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  static int word(MemorySegment data, long at) {
    return data.get(INT, at);
  }
}
