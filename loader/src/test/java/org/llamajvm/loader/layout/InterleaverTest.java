package org.llamajvm.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;

class InterleaverTest {

  private static final byte CANARY = 0x5A;

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static MemorySegment offHeap(byte[] bytes) {
    return Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static AffineMatrix matrix(int rows, int cols, int group, FloatType type) {
    return matrix(4, rows, cols, group, type);
  }

  private static AffineMatrix matrix(int bits, int rows, int cols, int group, FloatType type) {
    Random random = new Random(rows * 31L + cols);
    int groups = cols / group;
    return new AffineMatrix(
        bits,
        group,
        type,
        rows,
        cols,
        offHeap(random(random, rows * cols * bits / 8)),
        offHeap(random(random, rows * groups * type.bytes())),
        offHeap(random(random, rows * groups * type.bytes())));
  }

  private static ByteBuffer buffer(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The layout written down once more, element by element, from its description. */
  private static byte[] expected(AffineMatrix m) {
    int group = m.groupSize();
    int groups = m.cols() / group;
    int groupBytes = 64 * (group / 8 + 1);
    byte[] out = new byte[Math.ceilDiv(m.rows(), 16) * groups * groupBytes];
    ByteBuffer to = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < m.rows(); row++) {
      for (int g = 0; g < groups; g++) {
        int begin = (row / 16 * groups + g) * groupBytes;
        for (int k = 0; k < group; k++) {
          int element = row * m.cols() + g * group + k;
          int code = buffer(m.codes()).get(element / 2) >> (element % 2 * 4) & 15;
          int at = begin + k / 8 * 64 + row % 16 * 4;
          to.putInt(at, to.getInt(at) | code << (k % 8 * 4));
        }
        int at = begin + group / 8 * 64 + row % 16 * 4;
        to.putShort(at, buffer(m.scales()).getShort((row * groups + g) * 2));
        to.putShort(at + 2, buffer(m.biases()).getShort((row * groups + g) * 2));
      }
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 32, 32",
    "16, 64, 64",
    "17, 192, 64",
    "15, 128, 128",
    "33, 256, 32",
    "48, 384, 128"
  })
  void movesEveryElementWhereTheLayoutWantsIt(int rows, int cols, int group) {
    AffineMatrix matrix = matrix(rows, cols, group, FloatType.BF16);
    InterleavedShape shape = Interleaver.shape(matrix);
    byte[] data = new byte[(int) shape.byteSize() + 8];
    Arrays.fill(data, CANARY);

    Interleaver.interleave(matrix, 0, shape.blocks(), MemorySegment.ofArray(data));

    assertThat(Arrays.copyOf(data, data.length - 8)).isEqualTo(expected(matrix));
    assertThat(Arrays.copyOfRange(data, data.length - 8, data.length)).containsOnly(CANARY);
  }

  @ParameterizedTest
  @CsvSource({"1, 32, 32, F16", "47, 192, 64, BF16", "64, 128, 128, F16"})
  void comesBackBitForBit(int rows, int cols, int group, FloatType type) {
    AffineMatrix matrix = matrix(rows, cols, group, type);
    InterleavedShape shape = Interleaver.shape(matrix);
    byte[] data = new byte[(int) shape.byteSize()];
    // in ranges, the last first
    long blockBytes = shape.byteSize() / shape.blocks();
    for (int block = shape.blocks() - 1; block >= 0; block--) {
      Interleaver.interleave(
          matrix,
          block,
          block + 1,
          MemorySegment.ofArray(data).asSlice(block * blockBytes, blockBytes));
    }
    InterleavedMatrix interleaved =
        new InterleavedMatrix(shape.format(), rows, cols, offHeap(data));
    byte[] codes = new byte[(int) matrix.codes().byteSize()];
    byte[] scales = new byte[(int) matrix.scales().byteSize()];
    byte[] biases = new byte[(int) matrix.biases().byteSize()];
    for (int block = 0; block < shape.blocks(); block++) {
      int row = 16 * block;
      Interleaver.deinterleave(
          interleaved,
          block,
          block + 1,
          MemorySegment.ofArray(codes).asSlice((long) row * cols / 2),
          MemorySegment.ofArray(scales).asSlice((long) row * (cols / group) * 2),
          MemorySegment.ofArray(biases).asSlice((long) row * (cols / group) * 2));
    }
    assertThat(codes).isEqualTo(matrix.codes().toArray(ValueLayout.JAVA_BYTE));
    assertThat(scales).isEqualTo(matrix.scales().toArray(ValueLayout.JAVA_BYTE));
    assertThat(biases).isEqualTo(matrix.biases().toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 32, 32, F16",
    "3, 17, 192, 64, BF16",
    "5, 33, 96, 32, F16",
    "5, 16, 256, 128, BF16",
    "6, 15, 64, 32, BF16",
    "6, 20, 128, 64, F16"
  })
  void keepsWeightsOfOtherBits(int bits, int rows, int cols, int group, FloatType type) {
    AffineMatrix matrix = matrix(bits, rows, cols, group, type);
    InterleavedShape shape = Interleaver.shape(matrix);
    MemorySegment data = Arena.ofAuto().allocate(shape.byteSize());
    Interleaver.interleave(matrix, 0, shape.blocks(), data);
    InterleavedMatrix interleaved = new InterleavedMatrix(shape.format(), rows, cols, data);
    float[] expected = new float[cols];
    float[] actual = new float[cols];
    for (int row = 0; row < rows; row++) {
      MatrixRows.decode(matrix, row, expected, 0);
      MatrixRows.decode(interleaved, row, actual, 0);
      assertThat(actual).as("row %d", row).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, F32", "3, F32", "8, F16"})
  void refusesWhatHasNoInterleavedForm(int bits, FloatType type) {
    AffineMatrix matrix = matrix(bits, 16, 64, 64, type);
    assertThat(Interleaver.canInterleave(matrix)).isFalse();
    MemorySegment to = MemorySegment.ofArray(new byte[4096]);
    assertThatThrownBy(() -> Interleaver.interleave(matrix, 0, 1, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%d bits with scales of %s have no interleaved form".formatted(bits, type));
  }

  @Test
  void refusesBlocksThatAreNotThere() {
    AffineMatrix matrix = matrix(16, 64, 64, FloatType.F16);
    MemorySegment to = MemorySegment.ofArray(new byte[4096]);
    assertThatThrownBy(() -> Interleaver.interleave(matrix, 0, 2, to))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void writesItsShapeIntoTheMetadata() {
    InterleavedShape shape = new InterleavedShape(33, 256, 64, FloatType.BF16);
    assertThat(shape.text())
        .isEqualTo("interleaved rows=33 cols=256 bits=4 group_size=64 scales=BF16");
    assertThat(InterleavedShape.parse(shape.text())).contains(shape);
    assertThat(shape.tensorShape()).containsExactly(3, 4, 9, 16);
    assertThat(shape.byteSize()).isEqualTo(3 * 4 * 9 * 64);
  }

  @ParameterizedTest
  @CsvSource({
    "interleaved rows=33 cols=256 bits=8 group_size=64 scales=BF16",
    "interleaved rows=33 cols=256 bits=4 group_size=64 scales=F32",
    "interleaved rows=0 cols=256 bits=4 group_size=64 scales=F16",
    "interleaved rows=33 cols=100 bits=4 group_size=64 scales=F16",
    "interleaved rows=33 cols=256 bits=4 group_size=4 scales=F16",
    "interleaved rows=99999999999 cols=256 bits=4 group_size=64 scales=F16",
    "row-major"
  })
  void doesNotReadAnotherShape(String text) {
    assertThat(InterleavedShape.parse(text)).isEmpty();
  }
}
