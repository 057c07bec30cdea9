package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.FloatType;

/** Reads rows in pieces of several sizes, which must all give the same. */
final class RowReader {

  private static final byte CANARY = 0x5A;

  private RowReader() {}

  static byte[] bytes(Rows rows) throws IOException {
    byte[] whole = read(rows, rows.count());
    assertThat(read(rows, 1)).isEqualTo(whole);
    assertThat(read(rows, 3)).isEqualTo(whole);
    rows.release();
    assertThat(read(rows, 7)).isEqualTo(whole);
    if (rows.mapped().isPresent()) {
      assertThat(rows.mapped().get().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(whole);
    }
    return whole;
  }

  private static byte[] read(Rows rows, long step) throws IOException {
    byte[] all = new byte[Math.toIntExact(rows.byteSize())];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(step * rows.rowBytes() + 1);
      for (long row = 0; row < rows.count(); row += step) {
        long count = Math.min(step, rows.count() - row);
        buffer.fill(CANARY);
        rows.read(row, count, buffer);
        long used = count * rows.rowBytes();
        MemorySegment.copy(buffer, 0, MemorySegment.ofArray(all), row * rows.rowBytes(), used);
        assertThat(buffer.get(ValueLayout.JAVA_BYTE, used)).isEqualTo(CANARY);
      }
    }
    return all;
  }

  static float[] floats(Rows rows, FloatType type) throws IOException {
    MemorySegment bytes = MemorySegment.ofArray(bytes(rows));
    float[] values = new float[Math.toIntExact(bytes.byteSize() / type.bytes())];
    for (int i = 0; i < values.length; i++) {
      long at = (long) i * type.bytes();
      values[i] =
          type.decode(
              type.bytes() == 4 ? LittleEndian.i32(bytes, at) : LittleEndian.u16(bytes, at));
    }
    return values;
  }
}
