package org.llamajvm.convert.decode;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Elements of a small tensor as one row of float32, in another order and with something added.
 *
 * @param source the tensor
 * @param length elements of the row
 * @param place where an element lies in the source
 * @param plus what is added to each element
 */
public record VectorRows(
    CheckpointTensor.Floats source, int length, IntUnaryOperator place, float plus)
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
    byte[] bytes = new byte[Math.toIntExact(source.data().byteSize())];
    source.data().read(0, source.data().count(), MemorySegment.ofArray(bytes));
    float[] values = new float[bytes.length / source.type().bytes()];
    new FloatRows(source.type(), values.length, MemorySegment.ofArray(bytes))
        .read(0, 0, values.length, values, 0);
    for (int i = 0; i < length; i++) {
      into.set(Layouts.FLOAT, (long) i * Float.BYTES, values[place.applyAsInt(i)] + plus);
    }
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
