package org.llamajvm.convert.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockType;

/** Rounding to blocks, beside what ggml loses ({@code block_errors.py}). */
class BlockQuantizerTest {

  private static final int ROWS = 16;
  private static final int COLS = 512;
  private static final long SEED = 20261130;

  static Stream<BlockType> types() {
    return BlockQuantizer.TYPES.stream().sorted();
  }

  private static float[][] weights() {
    long state = SEED;
    float[][] rows = new float[ROWS][COLS];
    for (int i = 0; i < ROWS * COLS; i++) {
      float total = 0;
      for (int draw = 0; draw < 4; draw++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        total += (float) ((state >>> 40) / 0x1p24 - 0.5);
      }
      rows[i / COLS][i % COLS] = total * (i % 100 == 0 ? 0.5f : 0.0625f);
    }
    return rows;
  }

  private static double ggmlError(BlockType type) throws IOException {
    try (InputStream file = BlockQuantizerTest.class.getResourceAsStream("/block/errors.json")) {
      JsonNode errors = new JsonMapper().readTree(file).get("errors");
      return errors.get(type.name()).asDouble();
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void losesNoMoreThanGgml(BlockType type) throws IOException {
    BlockQuantizer quantizer = new BlockQuantizer(type, COLS);
    MemorySegment blocks = MemorySegment.ofArray(new byte[(int) type.rowBytes(COLS)]);
    QuantizationError error = QuantizationError.NONE;
    for (float[] row : weights()) {
      error = error.plus(quantizer.quantize(row, blocks, 0));
    }
    assertThat(error.squaredError()).isLessThanOrEqualTo(1.02 * ggmlError(type)).isPositive();
  }

  /** What is a whole number of steps stays as it is; the places of all bits are right then. */
  @ParameterizedTest
  @MethodSource("types")
  void keepsWhatFits(BlockType type) {
    float[] row = new float[COLS];
    for (int i = 0; i < COLS; i++) {
      // both ends of the codes are in each part of sixteen
      row[i] = (i * 7 + i / 16) % 16 - 8;
    }
    byte[] blocks = new byte[(int) type.rowBytes(COLS) + 3];
    new BlockQuantizer(type, COLS).quantize(row, MemorySegment.ofArray(blocks), 3);
    float[] decoded = new float[COLS];
    BlockRows.decode(type, MemorySegment.ofArray(blocks), 3, COLS, decoded, 0);
    double tolerance =
        switch (type) {
          case Q4_0, Q4_1, Q5_0, Q5_1 -> 0;
          default -> 0.07; // scales are codes themselves, or 127 stands for the largest weight
        };
    for (int i = 0; i < COLS; i++) {
      assertThat(Math.abs(decoded[i] - row[i]))
          .as("weight %d", i)
          .isLessThanOrEqualTo((float) tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void zerosStayZeros(BlockType type) {
    byte[] blocks = new byte[(int) type.rowBytes(COLS)];
    QuantizationError error =
        new BlockQuantizer(type, COLS).quantize(new float[COLS], MemorySegment.ofArray(blocks), 0);
    assertThat(error.squaredError()).isZero();
  }

  @ParameterizedTest
  @MethodSource("types")
  void refusesWhatIsNoNumber(BlockType type) {
    BlockQuantizer quantizer = new BlockQuantizer(type, COLS);
    MemorySegment blocks = MemorySegment.ofArray(new byte[(int) type.rowBytes(COLS)]);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
      float[] row = new float[COLS];
      Arrays.fill(row, 0.5f);
      row[77] = bad;
      assertThatThrownBy(() -> quantizer.quantize(row, blocks, 0))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("beyond the range of F16");
    }
  }

  @Test
  void otherTypesCanBeReadOnly() {
    assertThatThrownBy(() -> new BlockQuantizer(BlockType.Q2_K, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q2_K can be read only");
    assertThatThrownBy(() -> new BlockQuantizer(BlockType.Q4_K, 128))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
