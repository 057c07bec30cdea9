package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertWritten;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.Rounding;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Matrix products: vector kernels against their scalar twins, at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorMatrixTest {

  private static final int[] TOKENS = {1, 2, 3, 5, 8, 16, 17, 24};

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static Stream<Arguments> matrices() {
    RandomMatrices random = new RandomMatrices(1);
    List<Arguments> all = new ArrayList<>();
    for (FloatType type : FloatType.values()) {
      for (int[] shape : new int[][] {{1, 1}, {3, 7}, {4, 32}, {16, 64}, {21, 48}, {37, 131}}) {
        add(all, type + "", random.floats(type, shape[0], shape[1]));
      }
      for (int bits : new int[] {4, 8}) {
        for (int group : new int[] {32, 64, 128}) {
          String name = "%d-bit groups of %d, %s".formatted(bits, group, type);
          add(all, name, random.affine(bits, group, type, 21, 3 * group));
        }
      }
    }
    add(all, "longer than a cache", random.floats(FloatType.F16, 5, 30_001));
    interleaved(random, all);
    return all.stream();
  }

  static Stream<Arguments> interleaved() {
    List<Arguments> all = new ArrayList<>();
    interleaved(new RandomMatrices(2), all);
    return all.stream();
  }

  private static void interleaved(RandomMatrices random, List<Arguments> all) {
    for (FloatType type : List.of(FloatType.F16, FloatType.BF16)) {
      for (int group : new int[] {32, 64, 128}) {
        for (int rows : new int[] {1, 16, 37, 48}) {
          String name = "interleaved groups of %d, %s".formatted(group, type);
          add(all, name, random.interleaved(group, type, rows, 3 * group));
        }
      }
    }
    for (int rows : new int[] {81, 147, 261}) {
      add(all, "more blocks than a kernel takes", random.interleaved(64, FloatType.F16, rows, 128));
    }
  }

  private static void add(List<Arguments> all, String name, Matrix matrix) {
    all.add(argumentSet("%s (%d, %d)".formatted(name, matrix.rows(), matrix.cols()), matrix));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void floatProductsAreWithinTheRoundingOfTheirSums(Matrix matrix) {
    MatrixKernel expected = scalar.bind(matrix, ActivationPrecision.FLOAT32);
    MatrixKernel actual = vector.bind(matrix, ActivationPrecision.FLOAT32);
    for (int tokens : TOKENS) {
      Activations in = activations(actual, tokens);
      double[] bounds = bounds(matrix, in, tokens);
      float[] want = wholeProduct(expected, in, tokens);
      float[] have = wholeProduct(actual, in, tokens);
      for (int i = 0; i < bounds.length; i++) {
        int at = GUARD + i / matrix.rows() * stride(matrix) + i % matrix.rows();
        assertWithin(bounds[i], have[at], want[at], i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("interleaved")
  void integerProductsAreEqualToTheBit(Matrix matrix) {
    MatrixKernel expected = scalar.bind(matrix, ActivationPrecision.INT8);
    MatrixKernel actual = vector.bind(matrix, ActivationPrecision.INT8);
    assertThat(actual.form()).isEqualTo(expected.form()).isNotEqualTo(ActivationForm.FLOAT32);
    for (int tokens : TOKENS) {
      Activations in = activations(actual, tokens);
      assertThat(wholeProduct(actual, in, tokens))
          .containsExactly(wholeProduct(expected, in, tokens));
    }
  }

  /** All weights are the smallest or the largest code, so that nothing cancels in a group's sum. */
  @ParameterizedTest
  @ValueSource(bytes = {0x00, (byte) 0xFF})
  void theLargestSumsOfAGroupFit(byte codes) {
    InterleavedMatrix matrix = new RandomMatrices(3).interleaved(64, FloatType.F16, 16, 64);
    int scaleLine = matrix.groupSize() / 8 * InterleavedMatrix.LINE_BYTES;
    matrix.data().asSlice(0, scaleLine).fill(codes);
    MatrixKernel kernel = vector.bind(matrix, ActivationPrecision.INT8);
    ValueLayout.OfInt word = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    for (int ones : new int[] {1, 31, 32, 33, 63, 64}) {
      for (int tokens : new int[] {1, 17}) {
        Activations in = new Activations(64);
        in.reserve(tokens);
        in.reserveCodes(tokens, kernel.form());
        for (int token = 0; token < tokens; token++) {
          Arrays.fill(in.values(), token * 64, token * 64 + ones, 1);
          vector.quantize(in, token);
        }
        float[] have = wholeProduct(kernel, in, tokens);
        for (int row = 0; row < 16; row++) {
          int words = matrix.data().get(word, scaleLine + 4L * row);
          double scale = matrix.scaleType().decode(words & 0xFFFF);
          double bias = matrix.scaleType().decode(words >>> 16);
          double want = ones * (scale * (codes & 0xF) + bias);
          double error = 1e-6 * ones * (16 * Math.abs(scale) + Math.abs(bias));
          for (int token = 0; token < tokens; token++) {
            assertThat((double) have[GUARD + token * stride(matrix) + row])
                .isCloseTo(want, within(error));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void theCutIntoRangesOfRowsChangesNoBit(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixKernel kernel = vector.bind(matrix, precision);
      int tokens = 3;
      Activations in = activations(kernel, tokens);
      float[] whole = wholeProduct(kernel, in, tokens);
      float[] cut = canaries(whole.length);
      int step = MatrixKernel.ROW_STEP;
      for (int row = 0; row < kernel.rows(); row += step) {
        int to = Math.min(row + step, kernel.rows());
        kernel.multiply(in, 0, tokens, row, to, cut, GUARD, stride(matrix), new Scratch());
      }
      assertThat(cut).containsExactly(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void aRangeOfTokensWritesItsOutputsAlone(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixKernel kernel = vector.bind(matrix, precision);
      int stride = stride(matrix);
      Activations in = activations(kernel, 25);
      int fromRow = matrix.rows() > MatrixKernel.ROW_STEP ? MatrixKernel.ROW_STEP : 0;
      for (int to : new int[] {4, 24}) {
        float[] out = canaries(2 * GUARD + 25 * stride);
        kernel.multiply(in, 1, to, fromRow, matrix.rows(), out, GUARD, stride, new Scratch());
        assertWritten(
            out,
            i ->
                i >= GUARD + stride
                    && i < GUARD + to * stride
                    && (i - GUARD) % stride >= fromRow
                    && (i - GUARD) % stride < matrix.rows());
      }
    }
  }

  /** (tokens, rows) outputs, the rows {@link #stride} apart, canaries between. */
  private static float[] wholeProduct(MatrixKernel kernel, Activations in, int tokens) {
    int stride = kernel.rows() + 3;
    float[] out = canaries(2 * GUARD + tokens * stride);
    kernel.multiply(in, 0, tokens, 0, kernel.rows(), out, GUARD, stride, new Scratch());
    assertWritten(
        out,
        i -> i >= GUARD && i < GUARD + tokens * stride && (i - GUARD) % stride < kernel.rows());
    return out;
  }

  private static int stride(Matrix matrix) {
    return matrix.rows() + 3;
  }

  private Activations activations(MatrixKernel kernel, int tokens) {
    Activations in = new Activations(kernel.cols());
    in.reserve(tokens);
    float[] values = new RandomMatrices(tokens).vector(tokens * kernel.cols());
    System.arraycopy(values, 0, in.values(), 0, values.length);
    if (kernel.form() != ActivationForm.FLOAT32) {
      in.reserveCodes(tokens, kernel.form());
      for (int token = 0; token < tokens; token++) {
        scalar.quantize(in, token);
      }
    }
    return in;
  }

  /** What two sums in float32 may differ by, for every (token, row). */
  private static double[] bounds(Matrix matrix, Activations in, int tokens) {
    int cols = matrix.cols();
    double[] bounds = new double[tokens * matrix.rows()];
    float[] weights = new float[cols];
    for (int row = 0; row < matrix.rows(); row++) {
      MatrixRows.decode(matrix, row, weights, 0);
      double largest = 0;
      for (float weight : weights) {
        largest = Math.max(largest, Math.abs(weight));
      }
      for (int token = 0; token < tokens; token++) {
        double inputs = 0;
        for (int k = 0; k < cols; k++) {
          inputs += Math.abs(in.values()[token * cols + k]);
        }
        bounds[token * matrix.rows() + row] = 2 * Rounding.ofSum(cols, largest * inputs);
      }
    }
    return bounds;
  }
}
