package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.engine.tensor.Matrix;

/**
 * Moves matrices of few bits from the row-major orders of MLX and of ggml to the interleaved order
 * of {@link InterleavedMatrix}, and those of 4 bits back to that of MLX. Between MLX's and ours no
 * bit is lost.
 *
 * <p>Both directions work on ranges of blocks of sixteen rows, and ranges that do not overlap may
 * be moved by different threads at once.
 */
public final class Interleaver {

  private Interleaver() {}

  /**
   * Whether a matrix has an interleaved form: few bits, scales of two bytes, not interleaved yet.
   */
  public static boolean canInterleave(Matrix matrix) {
    return switch (matrix) {
      case AffineMatrix m -> m.bits() <= 6 && m.scaleType() != FloatType.F32;
      case BlockMatrix m -> BlockGroups.format(m).isPresent();
      case FloatMatrix _, InterleavedMatrix _ -> false;
    };
  }

  /**
   * The interleaved shape of a matrix.
   *
   * @throws IllegalArgumentException if the matrix {@linkplain #canInterleave has none}
   */
  public static InterleavedShape shape(Matrix matrix) {
    if (!canInterleave(matrix)) {
      throw new IllegalArgumentException(describe(matrix) + " have no interleaved form");
    }
    InterleavedFormat format =
        matrix instanceof AffineMatrix m
            ? AffineGroups.format(m)
            : BlockGroups.format((BlockMatrix) matrix).orElseThrow();
    return new InterleavedShape(matrix.rows(), matrix.cols(), format);
  }

  private static String describe(Matrix matrix) {
    return switch (matrix) {
      case AffineMatrix m -> "%d bits with scales of %s".formatted(m.bits(), m.scaleType());
      case BlockMatrix m -> "blocks of " + m.type();
      case FloatMatrix m -> m.type() + " floats";
      case InterleavedMatrix _ -> "interleaved groups";
    };
  }

  /**
   * Writes the blocks {@code first … end - 1} of a matrix. Scales and biases of ggml's types with
   * blocks of 256 are rounded to F16, by 2^-12 of their value at most, or by 2^-25 where they are
   * below 2^-14; all else is exact.
   *
   * @param from which {@linkplain #canInterleave has} an interleaved form
   * @param to receives the blocks: exactly {@code end - first} of them
   * @throws IllegalArgumentException if the matrix has no interleaved form
   * @throws IndexOutOfBoundsException if the range is not within the matrix, or {@code to} too
   *     short
   */
  public static void interleave(Matrix from, int first, int end, MemorySegment to) {
    InterleavedShape shape = shape(from);
    Objects.checkFromToIndex(first, end, shape.blocks());
    GroupRows rowsOf =
        from instanceof BlockMatrix m ? BlockGroups.of(m) : new AffineGroups((AffineMatrix) from);
    BlockBuffer buffer = new BlockBuffer(shape);
    for (int block = first; block < end; block++) {
      int row = block * BLOCK_ROWS;
      buffer.interleave(rowsOf, row, Math.min(BLOCK_ROWS, shape.rows() - row));
      buffer.writeBlock(to, block - first);
    }
  }

  /**
   * Writes the rows of the blocks {@code first … end - 1} of a matrix, without filling, in the
   * order of MLX.
   *
   * @param from affine groups of 4 bits
   * @param codes receives cols / 8 words of 32 bits for each row of the range
   * @param scales receives cols / groupSize values of the scale type for each row of the range
   * @param biases likewise
   * @throws IndexOutOfBoundsException if the range is not within the matrix, or a segment too short
   */
  public static void deinterleave(
      InterleavedMatrix from,
      int first,
      int end,
      MemorySegment codes,
      MemorySegment scales,
      MemorySegment biases) {
    InterleavedShape shape = InterleavedShape.of(from);
    Objects.checkFromToIndex(first, end, shape.blocks());
    BlockBuffer buffer = new BlockBuffer(shape);
    for (int block = first; block < end; block++) {
      int row = block * BLOCK_ROWS;
      buffer.readBlock(from.data(), block);
      for (int r = 0; r < Math.min(BLOCK_ROWS, shape.rows() - row); r++) {
        buffer.deinterleave(r);
        buffer.writeRow(codes, scales, biases, row + r - first * BLOCK_ROWS);
      }
    }
  }

  /** One block in the interleaved order, and one of its rows. */
  private static final class BlockBuffer {
    private final int wordsPerGroup;
    private final int[] codes; // (words)
    private final int[] factors; // (groups)
    private final int[] block; // (groups, wordsPerGroup + 1, 16)

    BlockBuffer(InterleavedShape shape) {
      wordsPerGroup = shape.format().codeLines();
      factors = new int[shape.cols() / shape.groupSize()];
      codes = new int[factors.length * wordsPerGroup];
      block = new int[factors.length * (wordsPerGroup + 1) * BLOCK_ROWS];
    }

    void readBlock(MemorySegment from, int index) {
      MemorySegment.copy(
          from, Layouts.INT, (long) index * block.length * 4, block, 0, block.length);
    }

    void writeBlock(MemorySegment to, int index) {
      MemorySegment.copy(block, 0, to, Layouts.INT, (long) index * block.length * 4, block.length);
    }

    /** Rows to block; what is behind {@code rows} of them becomes zeros. */
    void interleave(GroupRows from, int row, int rows) {
      if (rows < BLOCK_ROWS) {
        Arrays.fill(block, 0);
      }
      for (int r = 0; r < rows; r++) {
        from.read(row + r, codes, factors);
        interleave(r);
      }
    }

    private void interleave(int r) {
      int to = r;
      int from = 0;
      for (int factor : factors) {
        for (int end = from + wordsPerGroup; from < end; from++) {
          block[to] = codes[from];
          to += BLOCK_ROWS;
        }
        block[to] = factor;
        to += BLOCK_ROWS;
      }
    }

    void deinterleave(int r) {
      int from = r;
      int to = 0;
      for (int g = 0; g < factors.length; g++) {
        for (int end = to + wordsPerGroup; to < end; to++) {
          codes[to] = block[from];
          from += BLOCK_ROWS;
        }
        factors[g] = block[from];
        from += BLOCK_ROWS;
      }
    }

    void writeRow(MemorySegment toCodes, MemorySegment toScales, MemorySegment toBiases, int row) {
      long code = (long) row * codes.length * 4;
      MemorySegment.copy(codes, 0, toCodes, Layouts.INT, code, codes.length);
      long at = (long) row * factors.length * 2;
      for (int factor : factors) {
        toScales.set(Layouts.SHORT, at, (short) factor);
        toBiases.set(Layouts.SHORT, at, (short) (factor >>> 16));
        at += 2;
      }
    }
  }
}
