package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.elementwise.Elementwise;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;

/**
 * Rows of 8-bit affine groups that are no smaller than a vector of words.
 *
 * <p>Three of a word's four codes are not cut out of it: that would take a shift and a mask for
 * each. With {@code w_n} the lowest 8 n bits of the word,
 *
 * <pre>{@code c_0 x_0 + c_1 x_1 + c_2 x_2
 *     = w_1 (x_0 - x_1 / 2^8) + w_2 (x_1 / 2^8 - x_2 / 2^16) + w_3 x_2 / 2^16}</pre>
 *
 * where the factors of {@code w_n} are the same for all rows, and {@code w_n}, of at most 24 bits,
 * is exact in float32.
 */
final class Affine8Product implements RowDecoder, RowProduct {

  private static final int PER_WORD = 4;

  private final AffineMatrix matrix;
  private final int groups;
  private final RowDecoder rows;
  private final RowDecoder scales;
  private final RowDecoder biases;

  Affine8Product(AffineMatrix matrix) {
    this.matrix = matrix;
    groups = matrix.cols() / matrix.groupSize();
    rows = new Affine8Rows(matrix);
    scales = RowDecoder.of(groupFloats(matrix.scales()));
    biases = RowDecoder.of(groupFloats(matrix.biases()));
  }

  private FloatMatrix groupFloats(MemorySegment data) {
    return new FloatMatrix(matrix.scaleType(), matrix.rows(), groups, data);
  }

  /** Whether no vector of words has columns of two groups. */
  static boolean canMultiply(AffineMatrix matrix) {
    return matrix.bits() == 8 && matrix.groupSize() % (PER_WORD * LANES) == 0;
  }

  @Override
  public AffineMatrix matrix() {
    return matrix;
  }

  @Override
  public void decode(int row, float[] out, int offset) {
    rows.decode(row, out, offset);
  }

  @Override
  public int columnsPerWord() {
    return PER_WORD;
  }

  /**
   * {@code Σ_g scale_g Σ_k code_k · x_k + bias_g Σ_k x_k}. Scales and biases are decoded before,
   * and biases added after, because the compiler gives up on a method that calls the Vector API too
   * often.
   */
  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    int rows = toRow - fromRow;
    int inputs = 2 * rows * groups;
    int nested = inputs + tokens * groups;
    float[] factors = scratch.evenMoreFloats(nested + tokens * matrix.cols());
    scales.decode(fromRow, toRow, factors, 0);
    biases.decode(fromRow, toRow, factors, rows * groups);
    int groupSize = matrix.groupSize();
    for (int i = 0; i < tokens * groups; i++) {
      factors[inputs + i] = Elementwise.sum(planes, i * groupSize, groupSize);
    }
    nest(planes, tokens * matrix.cols(), factors, nested);
    multiplyCodes(fromRow, toRow, factors, nested, tokens, sums);
    int tokenSums = Math.ceilDiv(rows, ROWS) * ROWS * LANES;
    for (int token = 0; token < tokens; token++) {
      for (int row = 0; row < rows; row++) {
        int sum = token * tokenSums + row * LANES;
        addBiases(factors, (rows + row) * groups, inputs + token * groups, sums, sum);
      }
    }
  }

  /** Makes planes the factors of a word's lowest bits. */
  private static void nest(float[] planes, int count, float[] out, int to) {
    for (int k = 0; k < count; k += PER_WORD * LANES) {
      FloatVector x1 = FloatVector.fromArray(FLOATS, planes, k + LANES).mul(0x1p-8f);
      FloatVector x2 = FloatVector.fromArray(FLOATS, planes, k + 2 * LANES).mul(0x1p-16f);
      FloatVector.fromArray(FLOATS, planes, k).sub(x1).intoArray(out, to + k);
      x1.sub(x2).intoArray(out, to + k + LANES);
      x2.intoArray(out, to + k + 2 * LANES);
      FloatVector.fromArray(FLOATS, planes, k + 3 * LANES).intoArray(out, to + k + 3 * LANES);
    }
  }

  /**
   * Multiplies codes and scales.
   *
   * @param factors begins with (rows, groups) scales, and has planes for a word's lowest bits from
   *     {@code nested} on
   */
  private void multiplyCodes(
      int fromRow, int toRow, float[] factors, int nested, int tokens, float[] sums) {
    int groupSize = matrix.groupSize();
    int last = toRow - 1;
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int next = stride * LANES;
    for (int row = fromRow; row < fromRow + stride; row++) {
      MemorySegment data = OffHeap.of(matrix.codes());
      int rowB = Math.min(row + stride, last);
      int rowC = Math.min(row + 2 * stride, last);
      int rowD = Math.min(row + 3 * stride, last);
      int sum = (row - fromRow) * LANES;
      int k = nested;
      for (int token = 0; token < tokens; token++) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long atA = start(row);
        long atB = start(rowB);
        long atC = start(rowC);
        long atD = start(rowD);
        for (int group = 0; group < groups; group++) {
          FloatVector productsA = FloatVector.zero(FLOATS);
          FloatVector productsB = productsA;
          FloatVector productsC = productsA;
          FloatVector productsD = productsA;
          for (int end = k + groupSize; k != end; k += PER_WORD * LANES) {
            IntVector wordsA = IntVector.fromMemorySegment(INTS, data, atA, LITTLE_ENDIAN);
            IntVector wordsB = IntVector.fromMemorySegment(INTS, data, atB, LITTLE_ENDIAN);
            IntVector wordsC = IntVector.fromMemorySegment(INTS, data, atC, LITTLE_ENDIAN);
            IntVector wordsD = IntVector.fromMemorySegment(INTS, data, atD, LITTLE_ENDIAN);
            FloatVector x = FloatVector.fromArray(FLOATS, factors, k + 3 * LANES);
            productsA = highest(wordsA).fma(x, productsA);
            productsB = highest(wordsB).fma(x, productsB);
            productsC = highest(wordsC).fma(x, productsC);
            productsD = highest(wordsD).fma(x, productsD);
            for (int plane = 0; plane < PER_WORD - 1; plane++) {
              int mask = 0xFFFFFF >>> (16 - 8 * plane);
              x = FloatVector.fromArray(FLOATS, factors, k + plane * LANES);
              productsA = lowest(wordsA, mask).fma(x, productsA);
              productsB = lowest(wordsB, mask).fma(x, productsB);
              productsC = lowest(wordsC, mask).fma(x, productsC);
              productsD = lowest(wordsD, mask).fma(x, productsD);
            }
            atA += 4L * LANES;
            atB += 4L * LANES;
            atC += 4L * LANES;
            atD += 4L * LANES;
          }
          a = productsA.fma(factor(factors, (row - fromRow) * groups + group), a);
          b = productsB.fma(factor(factors, (rowB - fromRow) * groups + group), b);
          c = productsC.fma(factor(factors, (rowC - fromRow) * groups + group), c);
          d = productsD.fma(factor(factors, (rowD - fromRow) * groups + group), d);
        }
        a.intoArray(sums, sum);
        b.intoArray(sums, sum + next);
        c.intoArray(sums, sum + 2 * next);
        d.intoArray(sums, sum + 3 * next);
        sum += ROWS * next;
      }
    }
  }

  /**
   * Adds {@code Σ_g bias_g · input_g} to a row's sums, in whichever lanes.
   *
   * @param factors has the row's biases from {@code bias} on, and the sums of a token's groups from
   *     {@code input} on
   */
  private void addBiases(float[] factors, int bias, int input, float[] sums, int sum) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, sum);
    int group = 0;
    for (; group <= groups - LANES; group += LANES) {
      FloatVector inputs = FloatVector.fromArray(FLOATS, factors, input + group);
      a = FloatVector.fromArray(FLOATS, factors, bias + group).fma(inputs, a);
    }
    a.intoArray(sums, sum);
    for (; group < groups; group++) {
      sums[sum] = Math.fma(factors[bias + group], factors[input + group], sums[sum]);
    }
  }

  @Override
  public float weight(int row, int col) {
    int code = Byte.toUnsignedInt(matrix.codes().get(ValueLayout.JAVA_BYTE, start(row) + col));
    GroupFloats factors = new GroupFloats(matrix, row);
    int group = col / matrix.groupSize();
    return Math.fma(code, factors.scale(group), factors.bias(group));
  }

  private long start(int row) {
    return (long) row * matrix.cols();
  }

  private static FloatVector lowest(IntVector words, int mask) {
    return (FloatVector) words.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  private static FloatVector highest(IntVector words) {
    IntVector codes = words.lanewise(VectorOperators.LSHR, 24);
    return (FloatVector) codes.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  private static FloatVector factor(float[] factors, int at) {
    return FloatVector.broadcast(FLOATS, factors[at]);
  }
}
