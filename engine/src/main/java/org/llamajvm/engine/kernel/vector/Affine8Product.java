package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.Width.INTS;
import static org.llamajvm.engine.kernel.vector.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;

/** Rows of 8-bit affine groups that are no smaller than a vector of words. */
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
  public void decode(int row, float[] out, int offset) {
    rows.decode(row, out, offset);
  }

  @Override
  public int columnsPerWord() {
    return PER_WORD;
  }

  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    int rows = toRow - fromRow;
    float[] factors = scratch.evenMoreFloats(2 * rows * groups);
    for (int i = 0; i < 2 * rows; i++) {
      RowDecoder kind = i < rows ? scales : biases;
      kind.decode(fromRow + i % rows, factors, i * groups);
    }
    multiplyCodes(fromRow, toRow, planes, tokens, factors, sums);
  }

  /**
   * {@code Σ_g scale_g Σ_k code_k · x_k + bias_g Σ_k x_k}. Scales and biases were decoded before,
   * because the compiler gives up on a method that calls the Vector API too often.
   *
   * @param factors (2, rows, groups) scales and biases
   */
  private void multiplyCodes(
      int fromRow, int toRow, float[] planes, int tokens, float[] factors, float[] sums) {
    MemorySegment data = OffHeap.of(matrix.codes());
    int groupSize = matrix.groupSize();
    int last = toRow - 1;
    int toBias = (toRow - fromRow) * groups;
    int tokenSums = Math.ceilDiv(toRow - fromRow, ROWS) * ROWS * LANES;
    for (int row = fromRow; row < toRow; row += ROWS) {
      int rowB = Math.min(row + 1, last);
      int rowC = Math.min(row + 2, last);
      int rowD = Math.min(row + 3, last);
      int sum = (row - fromRow) * LANES;
      int k = 0;
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
          FloatVector inputs = productsA;
          for (int end = k + groupSize; k != end; k += PER_WORD * LANES) {
            IntVector wordsA = load(data, atA);
            IntVector wordsB = load(data, atB);
            IntVector wordsC = load(data, atC);
            IntVector wordsD = load(data, atD);
            for (int plane = 0; plane < PER_WORD; plane++) {
              FloatVector x = FloatVector.fromArray(FLOATS, planes, k + plane * LANES);
              productsA = codes(wordsA).fma(x, productsA);
              productsB = codes(wordsB).fma(x, productsB);
              productsC = codes(wordsC).fma(x, productsC);
              productsD = codes(wordsD).fma(x, productsD);
              inputs = inputs.add(x);
              wordsA = next(wordsA);
              wordsB = next(wordsB);
              wordsC = next(wordsC);
              wordsD = next(wordsD);
            }
            atA += 4L * LANES;
            atB += 4L * LANES;
            atC += 4L * LANES;
            atD += 4L * LANES;
          }
          int scale = (row - fromRow) * groups + group;
          a = inputs.fma(factor(factors, scale + toBias), productsA.fma(factor(factors, scale), a));
          scale = (rowB - fromRow) * groups + group;
          b = inputs.fma(factor(factors, scale + toBias), productsB.fma(factor(factors, scale), b));
          scale = (rowC - fromRow) * groups + group;
          c = inputs.fma(factor(factors, scale + toBias), productsC.fma(factor(factors, scale), c));
          scale = (rowD - fromRow) * groups + group;
          d = inputs.fma(factor(factors, scale + toBias), productsD.fma(factor(factors, scale), d));
        }
        a.intoArray(sums, sum);
        b.intoArray(sums, sum + LANES);
        c.intoArray(sums, sum + 2 * LANES);
        d.intoArray(sums, sum + 3 * LANES);
        sum += tokenSums;
      }
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

  private static IntVector load(MemorySegment data, long at) {
    return IntVector.fromMemorySegment(INTS, data, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static FloatVector codes(IntVector words) {
    return (FloatVector) words.and(0xFF).convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  private static IntVector next(IntVector words) {
    return words.lanewise(VectorOperators.LSHR, 8);
  }

  private static FloatVector factor(float[] factors, int at) {
    return FloatVector.broadcast(FLOATS, factors[at]);
  }
}
