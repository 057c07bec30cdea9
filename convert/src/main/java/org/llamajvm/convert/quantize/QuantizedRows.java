package org.llamajvm.convert.quantize;

import static org.llamajvm.engine.kernel.GroupKernel.LANES;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Layouts;

/** Where quantised rows are written, and in which order. The memory is the caller's. */
public sealed interface QuantizedRows {

  /**
   * Rows one after the other, as MLX lays them out.
   *
   * @param codes (rows, cols * bits / 32) words
   * @param scales (rows, cols / groupSize) of the scale type
   * @param biases likewise
   */
  record RowMajor(MemorySegment codes, MemorySegment scales, MemorySegment biases)
      implements QuantizedRows {

    /** Writes one group. */
    void write(GroupFormat format, GroupQuantizer from, int lane, long group) {
      int words = format.wordsPerGroup();
      for (int j = 0; j < words; j++) {
        codes.set(Layouts.INT, (group * words + j) * 4, from.words[j * LANES + lane]);
      }
      if (format.scaleType() == FloatType.F32) {
        scales.set(Layouts.INT, group * 4, from.stored.scaleBits[lane]);
        biases.set(Layouts.INT, group * 4, from.stored.biasBits[lane]);
      } else {
        scales.set(Layouts.SHORT, group * 2, (short) from.stored.scaleBits[lane]);
        biases.set(Layouts.SHORT, group * 2, (short) from.stored.biasBits[lane]);
      }
    }
  }

  /**
   * Blocks of sixteen rows, as {@link InterleavedMatrix} lays them out. A block that is not full is
   * filled with zeros.
   *
   * @param data the blocks
   */
  record Interleaved(MemorySegment data) implements QuantizedRows {

    /** Writes one group of all rows of a block. */
    void write(GroupFormat format, GroupQuantizer from, int rows, long blockGroup) {
      long at =
          blockGroup
              * InterleavedFormat.affine4(format.groupSize(), format.scaleType()).groupBytes();
      int count = from.words.length;
      MemorySegment.copy(from.words, 0, data, Layouts.INT, at, count);
      for (int r = 0; r < LANES; r++) {
        int scale = from.stored.scaleBits[r] & 0xFFFF;
        data.set(Layouts.INT, at + 4L * (count + r), (from.stored.biasBits[r] << 16) | scale);
      }
      for (int i = 0; rows < LANES && i < count + LANES; i++) {
        if (i % LANES >= rows) {
          data.set(Layouts.INT, at + 4L * i, 0);
        }
      }
    }
  }
}
