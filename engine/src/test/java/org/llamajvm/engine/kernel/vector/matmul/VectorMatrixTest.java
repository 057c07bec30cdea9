package org.llamajvm.engine.kernel.vector.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertWritten;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;
import static org.llamajvm.engine.kernel.MatrixKernel.ROW_STEP;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;
import static org.llamajvm.engine.tensor.InterleavedFormat.affine4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.kernel.Products;
import org.llamajvm.engine.kernel.Rounding;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.Packing;
import org.llamajvm.engine.tensor.RandomMatrices;
import org.llamajvm.engine.tensor.RowOrder;

/** Matrix products: vector kernels against their scalar twins, at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorMatrixTest {

  /** (generated tokens, tokens of prompts). */
  static final int[][] STEPS = {
    {1, 0}, {2, 0}, {3, 0}, {8, 0}, {17, 0}, {0, 1}, {0, 2}, {0, 7}, {0, 8}, {0, 16}, {0, 17},
    {0, 24}, {1, 1}, {3, 4}, {7, 10}
  };

  /** A few of them, one of each kind. */
  private static final int[][] SOME_STEPS = {{1, 0}, {3, 0}, {0, 2}, {0, 19}, {2, 3}};

  /** Those in which a token has other company. */
  private static final int[][] COMPANIES = {{1, 0}, {3, 0}, {17, 0}, {0, 2}, {0, 17}, {3, 4}};

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static Stream<Arguments> matrices() {
    RandomMatrices random = new RandomMatrices(1);
    List<Arguments> all = new ArrayList<>();
    for (FloatType type : FloatType.values()) {
      for (int[] shape : new int[][] {{1, 1}, {3, 7}, {4, 32}, {16, 64}, {21, 48}, {37, 131}}) {
        add(all, type + "", random.floats(type, shape[0], shape[1]));
      }
      for (int bits : AffineMatrix.BITS) {
        for (int group : new int[] {32, 64, 128}) {
          String name = "%d-bit groups of %d, %s".formatted(bits, group, type);
          add(all, name, random.affine(bits, group, type, 21, 3 * group));
        }
      }
    }
    add(all, "many stretches of columns", random.floats(FloatType.F16, 5, 1_301));
    interleaved(random, all);
    for (BlockType type : BlockType.values()) {
      add(all, type + "", random.blocks(type, 21, 2 * type.elements()));
    }
    add(all, "rows of heads", random.blocks(BlockType.Q4_K, 24, 256, new RowOrder(8)));
    return all.stream();
  }

  static Stream<BlockMatrix> blocks() {
    RandomMatrices random = new RandomMatrices(4);
    return Arrays.stream(BlockType.values())
        .map(type -> random.blocks(type, 12, 3 * type.elements(), new RowOrder(6)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void blocksAreDecodedToTheSameBits(BlockMatrix matrix) {
    int cols = matrix.cols();
    float[] expected = new float[cols];
    MatrixKernel kernel = vector.bind(matrix, ActivationPrecision.FLOAT32);
    float[] units = new float[cols * cols];
    for (int k = 0; k < cols; k++) {
      units[k * cols + k] = 1;
    }
    float[] columns = Products.whole(kernel, units, cols, 0);
    for (int row = 0; row < matrix.rows(); row++) {
      MatrixRows.decode(matrix, row, expected, 0);
      for (int k = 0; k < cols; k++) {
        assertThat(columns[k * matrix.rows() + row]).isEqualTo(expected[k] + 0f);
      }
    }
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
          add(all, name, random.interleaved(affine4(group, type), rows, 3 * group));
        }
      }
    }
    for (InterleavedFormat format : packedFormats()) {
      for (int rows : new int[] {1, 37}) {
        int cols = 3 * format.groupSize();
        add(all, name(format), random.interleaved(format, rows, cols));
      }
    }
    for (int rows : new int[] {81, 147, 261}) {
      InterleavedFormat format = affine4(64, FloatType.F16);
      add(all, "more blocks than a kernel takes", random.interleaved(format, rows, 128));
    }
  }

  /** Groups other than those of affine 4-bit codes. */
  private static List<InterleavedFormat> packedFormats() {
    return List.of(
        new InterleavedFormat(Packing.FOUR, 32, FloatType.F16, Factors.TWO_SCALES),
        new InterleavedFormat(Packing.FIVE, 32, FloatType.F16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.FIVE, 64, FloatType.BF16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.FIVE, 128, FloatType.F16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.SIX, 32, FloatType.F16, Factors.TWO_SCALES),
        new InterleavedFormat(Packing.SIX, 32, FloatType.F16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.SIX, 64, FloatType.BF16, Factors.SCALE_AND_BIAS),
        new InterleavedFormat(Packing.SIX, 128, FloatType.F16, Factors.SCALE_AND_BIAS));
  }

  private static String name(InterleavedFormat format) {
    return "%s-bit groups of %d, %s, %s"
        .formatted(
            format.packing().bits(), format.groupSize(), format.scaleType(), format.factors());
  }

  private static void add(List<Arguments> all, String name, Matrix matrix) {
    all.add(argumentSet("%s (%d, %d)".formatted(name, matrix.rows(), matrix.cols()), matrix));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void floatProductsAreWithinTheRoundingOfTheirSums(Matrix matrix) {
    MatrixKernel expected = scalar.bind(matrix, ActivationPrecision.FLOAT32);
    MatrixKernel actual = vector.bind(matrix, ActivationPrecision.FLOAT32);
    for (int[] step : STEPS) {
      int tokens = step[0] + step[1];
      float[] values = values(matrix, tokens);
      double[] bounds = bounds(matrix, values, tokens);
      float[] want = guardedProduct(expected, values, step[0], step[1]);
      float[] have = guardedProduct(actual, values, step[0], step[1]);
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
    for (int[] step : STEPS) {
      assertThat(actual.plan(step[0], step[1]).form()).isPresent();
      float[] values = values(matrix, step[0] + step[1]);
      assertThat(guardedProduct(actual, values, step[0], step[1]))
          .containsExactly(guardedProduct(expected, values, step[0], step[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void aTokenGetsTheSameAloneAndAmongOthers(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixPromises.aTokenGetsTheSameAloneAndAmongOthers(
          vector.bind(matrix, precision), COMPANIES);
    }
  }

  static Stream<Arguments> extremeCodes() {
    return Stream.concat(Stream.of(affine4(64, FloatType.F16)), packedFormats().stream())
        .flatMap(format ->
            Stream.of(0x00, 0xFF)
                .map(codes -> argumentSet(name(format) + " of " + codes, format, codes)));
  }

  /** All weights are the smallest or the largest code, so that nothing cancels in a group's sum. */
  @ParameterizedTest
  @MethodSource("extremeCodes")
  void theLargestSumsOfAGroupFit(InterleavedFormat format, int codes) {
    int cols = format.groupSize();
    InterleavedMatrix matrix = new RandomMatrices(3).interleaved(format, 16, cols);
    matrix.data().asSlice(0, format.groupBytes() - LINE_BYTES).fill((byte) codes);
    MatrixKernel kernel = vector.bind(matrix, ActivationPrecision.INT8);
    float[] weights = new float[cols];
    for (int ones : new int[] {1, 7, 15, 16, 17, cols / 2, cols - 1, cols}) {
      for (int tokens : new int[] {1, 2, 17}) {
        float[] values = new float[tokens * cols];
        for (int token = 0; token < tokens; token++) {
          Arrays.fill(values, token * cols, token * cols + ones, 1);
        }
        float[] have = guardedProduct(kernel, values, 0, tokens);
        for (int row = 0; row < 16; row++) {
          MatrixRows.decode(matrix, row, weights, 0);
          double want = 0;
          double error = 0;
          for (int k = 0; k < ones; k++) {
            want += weights[k];
            error += 1e-6 * (Math.abs(weights[k]) + format.packing().centre());
          }
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
      for (int[] step : SOME_STEPS) {
        float[] values = values(matrix, step[0] + step[1]);
        float[] whole = guardedProduct(kernel, values, step[0], step[1]);
        float[] cut = canaries(whole.length);
        Product product = Products.of(kernel, values, step[0], step[1], cut, GUARD, stride(matrix));
        for (int row = 0; row < kernel.rows(); row += ROW_STEP) {
          int to = Math.min(row + ROW_STEP, kernel.rows());
          kernel.multiply(product, row, to, new Scratch());
        }
        assertThat(cut).containsExactly(whole);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void aRangeOfRowsWritesItsOutputsAlone(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixKernel kernel = vector.bind(matrix, precision);
      int stride = stride(matrix);
      int fromRow = matrix.rows() > ROW_STEP ? ROW_STEP : 0;
      for (int[] step : SOME_STEPS) {
        int tokens = step[0] + step[1];
        float[] out = canaries(2 * GUARD + tokens * stride);
        float[] values = values(matrix, tokens);
        Product product = Products.of(kernel, values, step[0], step[1], out, GUARD, stride);
        kernel.multiply(product, fromRow, matrix.rows(), new Scratch());
        assertWritten(
            out,
            i ->
                i >= GUARD
                    && i < GUARD + tokens * stride
                    && (i - GUARD) % stride >= fromRow
                    && (i - GUARD) % stride < matrix.rows());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void plansHaveRangesThatMayBeAskedFor(Matrix matrix) {
    for (ActivationPrecision precision : ActivationPrecision.values()) {
      MatrixKernel kernel = vector.bind(matrix, precision);
      for (int[] step : STEPS) {
        MatrixPlan plan = kernel.plan(step[0], step[1]);
        assertThat(plan).isSameAs(kernel.plan(step[0], step[1]));
        assertThat(plan.fewestRows() % ROW_STEP).isZero();
        assertThat(plan.mostRows() % ROW_STEP).isZero();
        assertThat(plan.fewestRows()).isBetween(ROW_STEP, plan.mostRows());
      }
    }
  }

  /** (tokens, rows) outputs, the rows {@link #stride} apart, canaries between. */
  private static float[] guardedProduct(
      MatrixKernel kernel, float[] values, int generated, int prompt) {
    int stride = kernel.rows() + 3;
    int tokens = generated + prompt;
    float[] out = canaries(2 * GUARD + tokens * stride);
    Product product = Products.of(kernel, values, generated, prompt, out, GUARD, stride);
    kernel.multiply(product, 0, kernel.rows(), new Scratch());
    assertWritten(
        out,
        i -> i >= GUARD && i < GUARD + tokens * stride && (i - GUARD) % stride < kernel.rows());
    return out;
  }

  private static int stride(Matrix matrix) {
    return matrix.rows() + 3;
  }

  private static float[] values(Matrix matrix, int tokens) {
    return new RandomMatrices(tokens).vector(tokens * matrix.cols());
  }

  /** What two sums in float32 may differ by, for every (token, row). */
  private static double[] bounds(Matrix matrix, float[] values, int tokens) {
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
          inputs += Math.abs(values[token * cols + k]);
        }
        bounds[token * matrix.rows() + row] = 2 * Rounding.ofSum(cols, largest * inputs);
      }
    }
    return bounds;
  }
}
