package org.llamajvm.convert.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Interleaver;
import org.llamajvm.loader.weights.TensorStore;

/** Against MLX's formula as torch computes it (make_quantized.py). */
class MatrixQuantizerTest {

  private static final int ROWS = 3;
  private static final int COLS = 256;

  private static TensorStore reference;

  @BeforeAll
  static void open() throws IOException, URISyntaxException {
    Path file = Path.of(MatrixQuantizerTest.class.getResource("quantized.safetensors").toURI());
    reference = TensorStore.open(file.getParent());
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  static Stream<GroupFormat> formats() {
    return Stream.of(FloatType.values())
        .flatMap(type ->
            AffineMatrix.BITS.stream()
                .sorted()
                .flatMap(bits ->
                    GroupFormat.GROUP_SIZES.stream()
                        .sorted()
                        .map(group -> new GroupFormat(bits, group, type))));
  }

  private static byte[] bytes(String name) throws IOException {
    return reference.segment(name).toArray(ValueLayout.JAVA_BYTE);
  }

  private static QuantizedRows.RowMajor rowMajor(GroupFormat format, int rows, int cols) {
    int scaleBytes = rows * cols / format.groupSize() * format.scaleType().bytes();
    return new QuantizedRows.RowMajor(
        Arena.ofAuto().allocate(rows * cols * format.bits() / 8),
        Arena.ofAuto().allocate(scaleBytes),
        Arena.ofAuto().allocate(scaleBytes));
  }

  private static RowSource weights(FloatType type) throws IOException {
    return new FloatRows(type, COLS, reference.segment("w." + type));
  }

  private static float[] values(GroupFormat format, int rows, int cols, QuantizedRows.RowMajor q) {
    AffineRows decoded = new AffineRows(format, cols, q.codes(), q.scales(), q.biases());
    return values(decoded, rows, cols);
  }

  private static float[] values(RowSource source, int rows, int cols) {
    float[] values = new float[rows * cols];
    for (int row = 0; row < rows; row++) {
      source.read(row, 0, cols, values, row * cols);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void roundsAsMlxDoes(GroupFormat format) throws IOException {
    QuantizedRows.RowMajor actual = rowMajor(format, ROWS, COLS);
    Quantizers.fastest(Rounding.MLX)
        .of(format, COLS)
        .quantize(weights(format.scaleType()), ROWS, actual);

    String name = "q.%s.%d.%d.".formatted(format.scaleType(), format.bits(), format.groupSize());
    assertThat(actual.codes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes(name + "weight"));
    assertThat(actual.scales().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes(name + "scales"));
    assertThat(actual.biases().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes(name + "biases"));
  }

  @ParameterizedTest
  @CsvSource({"2, 32", "3, 64", "4, 64", "6, 128", "8, 32"})
  void decodesAsTorchDoes(int bits, int group) throws IOException {
    GroupFormat format = new GroupFormat(bits, group, FloatType.BF16);
    String name = "q.BF16.%d.%d.".formatted(bits, group);
    QuantizedRows.RowMajor stored =
        new QuantizedRows.RowMajor(
            reference.segment(name + "weight"),
            reference.segment(name + "scales"),
            reference.segment(name + "biases"));
    float[] expected =
        reference
            .segment(name + "values")
            .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    assertThat(values(format, ROWS, COLS, stored)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void isNowhereWorseThanMlx(GroupFormat format) throws IOException {
    float[] weights = values(weights(format.scaleType()), ROWS, COLS);
    String name = "q.%s.%d.%d.".formatted(format.scaleType(), format.bits(), format.groupSize());
    QuantizedRows.RowMajor mlx =
        new QuantizedRows.RowMajor(
            reference.segment(name + "weight"),
            reference.segment(name + "scales"),
            reference.segment(name + "biases"));
    QuantizedRows.RowMajor searched = rowMajor(format, ROWS, COLS);
    QuantizationError error =
        Quantizers.fastest(Rounding.LEAST_SQUARES)
            .of(format, COLS)
            .quantize(weights(format.scaleType()), ROWS, searched);

    double[] expected = groupErrors(weights, values(format, ROWS, COLS, mlx), format.groupSize());
    double[] actual =
        groupErrors(weights, values(format, ROWS, COLS, searched), format.groupSize());
    double sum = 0;
    for (int g = 0; g < actual.length; g++) {
      assertThat(actual[g]).isLessThanOrEqualTo(expected[g] * (1 + 1e-5) + 1e-14);
      sum += actual[g];
    }
    assertThat(error.squaredError()).isCloseTo(sum, within(1e-4 * sum + 1e-9));
  }

  private static double[] groupErrors(float[] weights, float[] values, int group) {
    double[] errors = new double[weights.length / group];
    for (int i = 0; i < weights.length; i++) {
      double d = (double) weights[i] - values[i];
      errors[i / group] += d * d;
    }
    return errors;
  }

  private static MemorySegment gaussian(int rows, int cols) {
    Random random = new Random(7);
    MemorySegment data = MemorySegment.ofArray(new byte[rows * cols * 2]);
    for (int i = 0; i < rows * cols; i++) {
      float w = (float) (random.nextGaussian() * 0.02);
      data.setAtIndex(Layouts.SHORT, i, Float.floatToFloat16(w));
    }
    return data;
  }

  @Test
  void beatsMlxOnGaussianWeights() {
    double mlx = gaussianError(Rounding.MLX);
    assertThat(mlx).isBetween(0.0080, 0.0086);
    assertThat(gaussianError(Rounding.LEAST_SQUARES)).isLessThan(0.89 * mlx);
  }

  private static double gaussianError(Rounding rounding) {
    GroupFormat format = new GroupFormat(4, 64, FloatType.F16);
    QuantizationError error =
        Quantizers.fastest(rounding)
            .of(format, 1024)
            .quantize(
                new FloatRows(FloatType.F16, 1024, gaussian(64, 1024)),
                64,
                rowMajor(format, 64, 1024));
    return error.squaredError() / error.power();
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 64", "16, 512, 64", "19, 576, 64", "37, 128, 128", "33, 352, 32"})
  void writesTheSameInBothLayouts(int rows, int cols, int group) {
    GroupFormat format = new GroupFormat(4, group, FloatType.BF16);
    RowSource source = new FloatRows(FloatType.F16, cols, gaussian(rows, cols));
    MatrixQuantizer quantizer = Quantizers.fastest(Rounding.LEAST_SQUARES).of(format, cols);
    QuantizedRows.RowMajor plain = rowMajor(format, rows, cols);
    QuantizationError error = quantizer.quantize(source, rows, plain);
    InterleavedShape shape = new InterleavedShape(rows, cols, group, FloatType.BF16);
    MemorySegment actual = MemorySegment.ofArray(new byte[(int) shape.byteSize()]).fill((byte) 9);
    MemorySegment expected = MemorySegment.ofArray(new byte[(int) shape.byteSize()]);

    assertThat(quantizer.quantize(source, rows, new QuantizedRows.Interleaved(actual)))
        .isEqualTo(error);
    Interleaver.interleave(
        new AffineMatrix(
            4, group, FloatType.BF16, rows, cols, plain.codes(), plain.scales(), plain.biases()),
        0,
        shape.blocks(),
        expected);
    assertThat(actual.toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void refusesWhatIsNotFinite(Rounding rounding) {
    GroupFormat format = new GroupFormat(4, 32, FloatType.F16);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e9f}) {
      float[] weights = new float[64];
      weights[40] = bad;
      RowSource source = new FloatRows(FloatType.F32, 64, MemorySegment.ofArray(weights));
      assertThatThrownBy(() ->
              Quantizers.fastest(rounding)
                  .of(format, 64)
                  .quantize(source, 1, rowMajor(format, 1, 64)))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("rows 0 to 0 hold NaN or infinity, or weights too large for scales of F16");
    }
  }

  @Test
  void refusesAWidthThatTheGroupsDoNotDivide() {
    GroupFormat format = new GroupFormat(4, 64, FloatType.F16);
    assertThatThrownBy(() -> Quantizers.fastest(Rounding.MLX).of(format, 172))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group size 64 does not divide 172 columns");
  }
}
