package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.Layouts.INT;
import static org.llamajvm.engine.tensor.Layouts.LONG;
import static org.llamajvm.engine.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.Iq4;
import org.llamajvm.engine.tensor.Matrix;

/**
 * Writes blocks of types whose codes stand for bytes, IQ4_NL and IQ4_XS, as blocks of Q8_0. Scales
 * of IQ4_XS, which are products of two numbers, are rounded to F16, by 2^-12 of their value at
 * most, or by 2^-25 where they are below 2^-14; all else is exact.
 */
public final class ByteBlocks {

  private static final int PART = 32;

  private ByteBlocks() {}

  /** Whether a matrix is of one of these types. */
  public static boolean canExpand(Matrix matrix) {
    return matrix instanceof BlockMatrix m
        && (m.type() == BlockType.IQ4_NL || m.type() == BlockType.IQ4_XS);
  }

  /** Bytes that a matrix takes as Q8_0. */
  public static long byteSize(Matrix matrix) {
    return matrix.rows() * BlockType.Q8_0.rowBytes(matrix.cols());
  }

  /**
   * Writes all rows of a matrix, in the order in which they are counted.
   *
   * @param from which {@linkplain #canExpand can be} written so
   * @param to receives {@link #byteSize} bytes
   * @throws IllegalArgumentException if the matrix is of another type
   * @throws IndexOutOfBoundsException if {@code to} is too short
   */
  public static void expand(BlockMatrix from, MemorySegment to) {
    if (!canExpand(from)) {
      throw new IllegalArgumentException("blocks of " + from.type() + " have no bytes");
    }
    long target = 0;
    for (int row = 0; row < from.rows(); row++) {
      long start = from.rowOffset(row);
      for (int part = 0; part < from.cols() / PART; part++) {
        expandPart(from, start, part, to, target);
        target += BlockType.Q8_0.bytes();
      }
    }
  }

  private static void expandPart(
      BlockMatrix from, long start, int part, MemorySegment to, long target) {
    MemorySegment data = from.data();
    long codes;
    short scale;
    if (from.type() == BlockType.IQ4_NL) {
      long block = start + (long) part * from.type().bytes();
      scale = data.get(SHORT, block);
      codes = block + 2;
    } else {
      long block = start + part / 8 * (long) from.type().bytes();
      float d = Float.float16ToFloat(data.get(SHORT, block));
      scale = Float.floatToFloat16(d * scale(data, block, part % 8));
      codes = block + 8 + part % 8 * 16L;
    }
    to.set(SHORT, target, scale);
    for (int i = 0; i < 16; i += 8) {
      long nibbles = data.get(LONG, codes + i);
      to.set(LONG, target + 2 + i, values(nibbles));
      to.set(LONG, target + 18 + i, values(nibbles >>> 4));
    }
  }

  /** Scale {@code part} of eight of IQ4_XS: four low bits in four bytes, two high ones in two. */
  private static int scale(MemorySegment data, long block, int part) {
    int high = data.get(SHORT, block + 2) >>> (2 * part) & 3;
    int low = data.get(INT, block + 4) >>> (4 * part) & 15;
    return (low | high << 4) - 32;
  }

  private static long values(long nibbles) {
    long values = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      values |= (Iq4.value((int) (nibbles >>> shift) & 15) & 0xFFL) << shift;
    }
    return values;
  }
}
