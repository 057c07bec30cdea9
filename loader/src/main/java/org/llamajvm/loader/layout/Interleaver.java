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
      case BlockMatrix m -> BlockGroups.format(m.type()).isPresent();
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
            : BlockGroups.format(((BlockMatrix) matrix).type()).orElseThrow();
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
      int rows = Math.min(BLOCK_ROWS, shape.rows() - row);
      buffer.readRows(rowsOf, row, rows);
      buffer.interleave(rows);
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
      int rows = Math.min(BLOCK_ROWS, shape.rows() - row);
      buffer.readBlock(from.data(), block);
      buffer.deinterleave(rows);
      buffer.writeRows(codes, scales, biases, row - first * BLOCK_ROWS, rows);
    }
  }

  /** One block in both orders. */
  private static final class BlockBuffer {
    private final int groups;
    private final int wordsPerGroup;
    private final int words; // of a row
    private final int[][] codes; // (16, words)
    private final short[][] scales; // (16, groups): the low halves of factors
    private final short[][] biases; // (16, groups): the high ones
    private final int[] block; // (groups, wordsPerGroup + 1, 16)

    BlockBuffer(InterleavedShape shape) {
      groups = shape.cols() / shape.groupSize();
      wordsPerGroup = shape.format().codeLines();
      words = groups * wordsPerGroup;
      codes = new int[BLOCK_ROWS][words];
      scales = new short[BLOCK_ROWS][groups];
      biases = new short[BLOCK_ROWS][groups];
      block = new int[groups * (wordsPerGroup + 1) * BLOCK_ROWS];
    }

    void readRows(GroupRows from, int row, int rows) {
      for (int r = 0; r < rows; r++) {
        from.read(row + r, codes[r], scales[r], biases[r]);
      }
    }

    void writeRows(
        MemorySegment toCodes, MemorySegment toScales, MemorySegment toBiases, int row, int rows) {
      for (int r = 0; r < rows; r++) {
        long at = (long) row + r;
        MemorySegment.copy(codes[r], 0, toCodes, Layouts.INT, at * words * 4, words);
        MemorySegment.copy(scales[r], 0, toScales, Layouts.SHORT, at * groups * 2, groups);
        MemorySegment.copy(biases[r], 0, toBiases, Layouts.SHORT, at * groups * 2, groups);
      }
    }

    void readBlock(MemorySegment from, int index) {
      MemorySegment.copy(
          from, Layouts.INT, (long) index * block.length * 4, block, 0, block.length);
    }

    void writeBlock(MemorySegment to, int index) {
      MemorySegment.copy(block, 0, to, Layouts.INT, (long) index * block.length * 4, block.length);
    }

    /** Rows to block; rows from {@code rows} on become zeros. */
    void interleave(int rows) {
      if (rows < BLOCK_ROWS) {
        Arrays.fill(block, 0);
      }
      for (int r = 0; r < rows; r++) {
        interleaveRow(codes[r], scales[r], biases[r], r);
      }
    }

    private void interleaveRow(int[] rowCodes, short[] rowScales, short[] rowBiases, int r) {
      int to = r;
      int from = 0;
      for (int g = 0; g < groups; g++) {
        for (int end = from + wordsPerGroup; from < end; from++) {
          block[to] = rowCodes[from];
          to += BLOCK_ROWS;
        }
        block[to] = (rowBiases[g] << 16) | (rowScales[g] & 0xFFFF);
        to += BLOCK_ROWS;
      }
    }

    void deinterleave(int rows) {
      for (int r = 0; r < rows; r++) {
        deinterleaveRow(codes[r], scales[r], biases[r], r);
      }
    }

    private void deinterleaveRow(int[] rowCodes, short[] rowScales, short[] rowBiases, int r) {
      int from = r;
      int to = 0;
      for (int g = 0; g < groups; g++) {
        for (int end = to + wordsPerGroup; to < end; to++) {
          rowCodes[to] = block[from];
          from += BLOCK_ROWS;
        }
        rowScales[g] = (short) block[from];
        rowBiases[g] = (short) (block[from] >>> 16);
        from += BLOCK_ROWS;
      }
    }
  }
}
