package org.llamajvm.convert.quantize;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;

/** Rows of plain floats. Used by one thread. */
public final class FloatRows implements RowSource {

  private final FloatType type;
  private final int cols;
  private final MemorySegment data;
  private final short[] halves;

  /**
   * Reads from memory.
   *
   * @param type how an element is stored
   * @param cols elements of a row
   * @param data the rows one after the other, borrowed
   */
  public FloatRows(FloatType type, int cols, MemorySegment data) {
    this.type = type;
    this.cols = cols;
    this.data = data;
    this.halves = new short[type == FloatType.F32 ? 0 : cols];
  }

  @Override
  public void read(int row, int col, int count, float[] into, int at) {
    long offset = ((long) row * cols + col) * type.bytes();
    switch (type) {
      case F32 -> MemorySegment.copy(data, Layouts.FLOAT, offset, into, at, count);
      case F16 -> {
        MemorySegment.copy(data, Layouts.SHORT, offset, halves, 0, count);
        decodeF16(halves, into, at, count);
      }
      case BF16 -> {
        MemorySegment.copy(data, Layouts.SHORT, offset, halves, 0, count);
        decodeBf16(halves, into, at, count);
      }
    }
  }

  private static void decodeF16(short[] from, float[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      into[at + i] = Float.float16ToFloat(from[i]);
    }
  }

  private static void decodeBf16(short[] from, float[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      into[at + i] = Float.intBitsToFloat(from[i] << 16);
    }
  }
}
