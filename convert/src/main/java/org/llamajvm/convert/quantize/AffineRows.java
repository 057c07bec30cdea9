package org.llamajvm.convert.quantize;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;

/**
 * Rows that are quantised already, as MLX lays them out, decoded: {@code scale * code + bias}. Safe
 * to share between threads.
 *
 * @param format the form of their groups
 * @param cols elements of a row
 * @param codes (rows, cols * bits / 32) words, borrowed
 * @param scales (rows, cols / groupSize) of the scale type, borrowed
 * @param biases likewise
 */
public record AffineRows(
    GroupFormat format, int cols, MemorySegment codes, MemorySegment scales, MemorySegment biases)
    implements RowSource {

  @Override
  public void read(int row, int col, int count, float[] into, int at) {
    int bits = format.bits();
    long rowWords = (long) row * (cols / 32) * bits;
    long rowGroups = (long) row * (cols / format.groupSize());
    for (int i = 0; i < count; i++) {
      int k = col + i;
      long group = rowGroups + k / format.groupSize();
      int code = code(rowWords, k, bits);
      into[at + i] = scale(scales, group) * code + scale(biases, group);
    }
  }

  private int code(long rowWords, int k, int bits) {
    long bit = (long) k * bits;
    long word = rowWords + bit / 32;
    int shift = (int) (bit % 32);
    int code = codes.get(Layouts.INT, word * 4) >>> shift;
    if (shift + bits > 32) {
      code |= codes.get(Layouts.INT, word * 4 + 4) << (32 - shift);
    }
    return code & format.maxCode();
  }

  private float scale(MemorySegment values, long index) {
    FloatType type = format.scaleType();
    return type.decode(
        type == FloatType.F32
            ? values.get(Layouts.INT, index * 4)
            : values.get(Layouts.SHORT, index * 2));
  }
}
