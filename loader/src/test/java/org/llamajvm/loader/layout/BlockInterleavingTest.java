package org.llamajvm.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RowOrder;

/**
 * Blocks of ggml in the kernels' order: the same weights as {@code MatrixRows} decodes from the
 * blocks, which another test compares with ggml's.
 */
final class BlockInterleavingTest {

  private static final int ROWS = 24;
  private static final int COLS = 512;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static BlockMatrix matrix(BlockType type, RowOrder order) {
    byte[] bytes = new byte[(int) (ROWS * type.rowBytes(COLS))];
    Random random = new Random(type.bytes());
    random.nextBytes(bytes);
    MemorySegment data = Arena.ofAuto().allocate(bytes.length);
    data.copyFrom(MemorySegment.ofArray(bytes));
    for (long at = 0; at < bytes.length; at += type.bytes()) {
      if (type == BlockType.MXFP4) {
        data.set(ValueLayout.JAVA_BYTE, at, (byte) (100 + random.nextInt(40)));
      }
      for (int scale : type.halves()) {
        data.set(HALF, at + scale, Float.floatToFloat16((float) random.nextGaussian() / 100));
      }
    }
    return new BlockMatrix(type, ROWS, COLS, order, data);
  }

  @ParameterizedTest
  @CsvSource({
    "Q4_0, 0",
    "Q4_1, 0",
    "Q4_K, 0",
    "Q4_0, 8",
    "Q4_K, 4",
    "Q5_0, 0",
    "Q5_1, 8",
    "Q5_K, 0",
    "Q6_K, 0",
    "Q6_K, 8",
    "Q2_K, 0",
    "Q3_K, 0",
    "MXFP4, 0"
  })
  void everyWeightIsTheBlocks(BlockType type, int headSize) {
    BlockMatrix from = matrix(type, new RowOrder(headSize));
    InterleavedShape shape = Interleaver.shape(from);
    MemorySegment to = Arena.ofAuto().allocate(shape.byteSize(), 64);

    Interleaver.interleave(from, 0, shape.blocks(), to);

    assertSame(from, new InterleavedMatrix(shape.format(), ROWS, COLS, to));
  }

  @ParameterizedTest
  @CsvSource({"IQ4_NL, 0", "IQ4_NL, 8", "IQ4_XS, 0", "IQ4_XS, 4"})
  void everyWeightOfBytesIsTheBlocks(BlockType type, int headSize) {
    BlockMatrix from = matrix(type, new RowOrder(headSize));
    MemorySegment to = Arena.ofAuto().allocate(ByteBlocks.byteSize(from));

    ByteBlocks.expand(from, to);

    assertSame(from, new BlockMatrix(BlockType.Q8_0, ROWS, COLS, to));
  }

  private static void assertSame(BlockMatrix from, Matrix copy) {
    boolean exact = from.type().elements() == 32;
    float[] expected = new float[COLS];
    float[] actual = new float[COLS];
    for (int row = 0; row < ROWS; row++) {
      MatrixRows.decode(from, row, expected, 0);
      MatrixRows.decode(copy, row, actual, 0);
      double largest = largest(expected);
      for (int col = 0; col < COLS; col++) {
        double error = exact ? 2e-7 * largest : 2 * largest * 0x1p-11;
        assertThat((double) actual[col])
            .as("%d, %d", row, col)
            .isCloseTo(expected[col], within(error));
      }
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void otherBlocksHaveNoInterleavedForm() {
    BlockMatrix matrix = matrix(BlockType.Q8_0, RowOrder.PLAIN);
    assertThat(Interleaver.canInterleave(matrix)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interleaver.shape(matrix))
        .withMessage("blocks of Q8_0 have no interleaved form");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteBlocks.expand(matrix, MemorySegment.NULL))
        .withMessage("blocks of Q8_0 have no bytes");
  }
}
