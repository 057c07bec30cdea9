package org.llamajvm.convert.export;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.Layouts;

/**
 * A vector as GGUF files have it: one row of float32.
 *
 * @param source the vector in Hugging Face's order
 * @param length its elements
 * @param headSize elements of a head whose halves are to alternate; 0 if they stay in order
 * @param plus what is added to each element
 */
record VectorRows(CheckpointTensor.Floats source, int length, int headSize, float plus)
    implements Rows {

  @Override
  public long count() {
    return 1;
  }

  @Override
  public long rowBytes() {
    return (long) length * Float.BYTES;
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, 1);
    if (number == 0) {
      return;
    }
    byte[] bytes = new byte[length * source.type().bytes()];
    source.data().read(0, source.data().count(), MemorySegment.ofArray(bytes));
    float[] values = new float[length];
    new FloatRows(source.type(), length, MemorySegment.ofArray(bytes))
        .read(0, 0, length, values, 0);
    for (int i = 0; i < length; i++) {
      into.set(Layouts.FLOAT, (long) i * Float.BYTES, values[place(i)] + plus);
    }
  }

  private int place(int index) {
    if (headSize == 0) {
      return index;
    }
    int inHead = index % headSize;
    return index - inHead + inHead % 2 * (headSize / 2) + inHead / 2;
  }

  @Override
  public void check() throws IOException {
    source.check();
  }

  @Override
  public void release() {
    source.release();
  }
}
