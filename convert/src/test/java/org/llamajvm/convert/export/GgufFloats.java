package org.llamajvm.convert.export;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/** The elements of a tensor of a GGUF file. */
public final class GgufFloats {

  private GgufFloats() {}

  /** All elements, of any type. */
  public static float[] of(GgufModel model, GgufTensor tensor) throws IOException {
    MemorySegment data = model.segment(tensor.name());
    float[] values = new float[Math.toIntExact(tensor.elements())];
    if (tensor.type().blockType().isPresent()) {
      BlockRows.decode(tensor.type().blockType().get(), data, 0, values.length, values, 0);
      return values;
    }
    FloatType type = tensor.type().floatType().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          type.decode(
              type == FloatType.F32
                  ? data.get(Layouts.INT, 4L * i)
                  : data.get(Layouts.SHORT, 2L * i) & 0xFFFF);
    }
    return values;
  }
}
