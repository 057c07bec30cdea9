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
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.RowOrder;

/** Blocks of ggml in the kernels' order: the same weights, computed here from the formulas. */
final class BlockInterleavingTest {

  private static final int ROWS = 24;
  private static final int COLS = 512;

  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static BlockMatrix matrix(BlockType type, RowOrder order) {
    byte[] bytes = new byte[(int) (ROWS * type.rowBytes(COLS))];
    Random random = new Random(type.bytes());
    random.nextBytes(bytes);
    MemorySegment data = Arena.ofAuto().allocate(bytes.length);
    data.copyFrom(MemorySegment.ofArray(bytes));
    for (long at = 0; at < bytes.length; at += type.bytes()) {
      data.set(HALF, at, Float.floatToFloat16((float) random.nextGaussian() / 100));
      if (type != BlockType.Q4_0) {
        data.set(HALF, at + 2, Float.floatToFloat16((float) random.nextGaussian() / 100));
      }
    }
    return new BlockMatrix(type, ROWS, COLS, order, data);
  }

  /** (scale, code, bias) of a weight. */
  private static double[] parts(BlockMatrix m, int row, int col) {
    int size = m.type().elements();
    long at = m.rowOffset(row) + (long) (col / size) * m.type().bytes();
    double d = Float.float16ToFloat(m.data().get(HALF, at));
    double second = Float.float16ToFloat(m.data().get(HALF, at + 2));
    int w = col % size;
    return switch (m.type()) {
      case Q4_0 -> new double[] {d, nibble(m, at + 2 + w % 16, w / 16), -8 * d};
      case Q4_1 -> new double[] {d, nibble(m, at + 4 + w % 16, w / 16), second};
      case Q4_K -> {
        int part = w / 32;
        int[] factors = new int[2];
        for (int i = 0; i < 2; i++) {
          int low = at(m, at + 4 + 4L * i + part % 4);
          int packed = at(m, at + 12 + part % 4) >> (4 * i) & 15;
          factors[i] = part < 4 ? low & 63 : packed | low >> 6 << 4;
        }
        int code = nibble(m, at + 16 + w / 64 * 32L + w % 32, w / 32 % 2);
        yield new double[] {d * factors[0], code, -second * factors[1]};
      }
      default -> throw new IllegalArgumentException(m.type().toString());
    };
  }

  private static int nibble(BlockMatrix m, long at, int half) {
    return at(m, at) >> (4 * half) & 15;
  }

  private static int at(BlockMatrix m, long at) {
    return m.data().get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  @ParameterizedTest
  @CsvSource({"Q4_0, 0", "Q4_1, 0", "Q4_K, 0", "Q4_0, 8", "Q4_K, 4"})
  void everyWeightIsWhereTheLayoutWantsIt(BlockType type, int headSize) {
    BlockMatrix from = matrix(type, new RowOrder(headSize));
    InterleavedShape shape = Interleaver.shape(from);
    assertThat(shape).isEqualTo(new InterleavedShape(ROWS, COLS, 32, FloatType.F16));
    MemorySegment to = Arena.ofAuto().allocate(shape.byteSize(), 64);

    Interleaver.interleave(from, 0, shape.blocks(), to);

    boolean exact = type != BlockType.Q4_K;
    for (int row = 0; row < ROWS; row++) {
      for (int col = 0; col < COLS; col++) {
        double[] parts = parts(from, row, col);
        long group =
            row / 16 * (shape.byteSize() / shape.blocks())
                + (long) (col / 32) * InterleavedMatrix.groupBytes(32);
        int word = to.get(WORD, group + col % 32 / 8 * 64L + row % 16 * 4L);
        int factors = to.get(WORD, group + 4 * 64 + row % 16 * 4L);
        assertThat(word >>> (col % 8 * 4) & 15).isEqualTo((int) parts[1]);
        isRounded(Float.float16ToFloat((short) factors), parts[0], exact);
        isRounded(Float.float16ToFloat((short) (factors >>> 16)), parts[2], exact);
      }
    }
  }

  private static void isRounded(double actual, double value, boolean exact) {
    double error = exact ? 0 : Math.max(Math.abs(value) * 0x1p-11, 0x1p-25);
    assertThat(actual).isCloseTo(value, within(error));
  }

  @Test
  void otherBlocksHaveNoInterleavedForm() {
    BlockMatrix matrix = matrix(BlockType.Q8_0, RowOrder.PLAIN);
    assertThat(Interleaver.canInterleave(matrix)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interleaver.shape(matrix))
        .withMessage("blocks of Q8_0 have no interleaved form");
  }
}
