package org.llamajvm.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertGuarded;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/** Rows of every kind of matrix against what torch reads in the same memory. */
class MatrixRowsTest {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static List<Arguments> matrices() throws IOException {
    try (InputStream in = MatrixRowsTest.class.getResourceAsStream("matrices.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(MatrixRowsTest::parse).toList();
    }
  }

  private static Arguments parse(String line) {
    String[] fields = line.split("\t", -1);
    int bits = Integer.parseInt(fields[1]);
    int group = Integer.parseInt(fields[2]);
    FloatType type = FloatType.valueOf(fields[3]);
    int rows = Integer.parseInt(fields[4]);
    int cols = Integer.parseInt(fields[5]);
    MemorySegment data = memory(fields[6]);
    Matrix matrix =
        switch (fields[0]) {
          case "float" -> new FloatMatrix(type, rows, cols, data);
          case "affine" ->
              new AffineMatrix(
                  bits, group, type, rows, cols, data, memory(fields[7]), memory(fields[8]));
          case "interleaved" ->
              new InterleavedMatrix(InterleavedFormat.affine4(group, type), rows, cols, data);
          default -> throw new IllegalArgumentException(fields[0]);
        };
    String name = String.join(" ", Arrays.copyOf(fields, 6));
    return argumentSet(name, matrix, memory(fields[9]).toArray(FLOAT));
  }

  private static MemorySegment memory(String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    return Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void rowsHaveTheValuesThatTorchReads(Matrix matrix, float[] values) {
    int cols = matrix.cols();
    assertThat(values).hasSize(matrix.rows() * cols);
    for (int row = 0; row < matrix.rows(); row++) {
      float[] out = canaries(cols + 2 * GUARD);
      MatrixRows.decode(matrix, row, out, GUARD);
      assertGuarded(out, cols);
      assertThat(Arrays.copyOfRange(out, GUARD, GUARD + cols))
          .as("row %d", row)
          .containsExactly(Arrays.copyOfRange(values, row * cols, (row + 1) * cols));
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void thereIsNoRowOutsideTheMatrix(Matrix matrix, float[] values) {
    float[] out = new float[values.length];
    for (int row : new int[] {-1, matrix.rows()}) {
      assertThatThrownBy(() -> MatrixRows.decode(matrix, row, out, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
