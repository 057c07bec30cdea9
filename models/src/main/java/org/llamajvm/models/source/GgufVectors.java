package org.llamajvm.models.source;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/** Reads the floats of a GGUF file that are no matrix. */
final class GgufVectors {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private GgufVectors() {}

  /**
   * Copies a vector.
   *
   * @param length elements that the tensor has
   * @param order in which they lie
   * @throws ModelException of kind unsupported if they are no floats
   */
  static float[] read(GgufModel model, GgufTensor tensor, int length, RowOrder order)
      throws ModelException {
    FloatType type = tensor.floatType();
    MemorySegment data = model.segment(tensor.name());
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      int at = order.place(i);
      int bits = type == FloatType.F32 ? data.get(INT, 4L * at) : data.get(SHORT, 2L * at) & 0xFFFF;
      values[i] = type.decode(bits);
    }
    return values;
  }
}
