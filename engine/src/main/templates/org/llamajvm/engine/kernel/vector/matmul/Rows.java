//: for F32, Bf16, F16
package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
//: Bf16, F16
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
//:
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
//: Bf16, F16
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_SHORTS;
//:

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
//: F16
import java.util.Arrays;
//:
import jdk.incubator.vector.FloatVector;
//: Bf16, F16
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
//: F16
import org.llamajvm.engine.kernel.vector.elementwise.Elementwise;
//:
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
//: F16
import org.llamajvm.engine.kernel.vector.lanes.Subnormals;
//:
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.FloatMatrix;

//: F32
/** Rows of F32. */
//: Bf16
/** Rows of BF16, whose bits are the upper half of a float32. */
//: F16
/**
 * Rows of F16, which get the exponent that a float32 has; infinities and NaN, which no weight is,
 * do not come out as such.
 *
 * <p>Decoded, and multiplied where {@link Subnormals} are dear, no float32 on the way is subnormal:
 * of weights of usual size two in a thousand are in F16. Otherwise, rows are multiplied with their
 * exponents as they are, which makes them {@code 2^112} times too small; the values that they meet
 * are enlarged by most of that, such that none becomes infinite, and the sums by what is left.
 */
//:
record TYPERows(FloatMatrix matrix) implements RowDecoder, RowProduct {

//: F32
  private static final int BYTES = 4;
  private static final int COLUMNS_PER_WORD = 1;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
//: Bf16, F16
  private static final int BYTES = 2;
  private static final int COLUMNS_PER_WORD = 2;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
//: Bf16

  private static final int UPPER_HALF = 0xFFFF0000;
//: F16

  /** Columns of two rows before those of two others. */
  private static final int STRETCH = 32 * LANES;

  private static final int SIGN = 0x80000000;

  /** Exponent and fraction of an F16, where a float32 has its own. */
  private static final int MAGNITUDE = 0x0FFFE000;

  /** How a factor's magnitude gets there, along with its sign if nothing more is done to it. */
  private static final VectorOperators.Binary FACTOR_SHIFT =
      Subnormals.CHEAP ? VectorOperators.ASHR : VectorOperators.LSHR;

  private static final int FACTOR_BITS = Subnormals.CHEAP ? SIGN | MAGNITUDE : MAGNITUDE;

  /** The difference of the exponents' biases, where a float32 has its exponent. */
  private static final int REBIAS = 112 << 23;

  private static final float ENLARGED = 0x1p96f;
  private static final float LEFT = 0x1p16f;

  private static final float SMALLEST_NORMAL_F16 = 0x1p-14f;
//:

  @Override
  public void decode(int row, float[] out, int offset) {
    decode(row, row + 1, out, offset);
  }

  @Override
  public void decode(int fromRow, int toRow, float[] out, int offset) {
    int count = (toRow - fromRow) * matrix.cols();
//: F32
    MemorySegment.copy(matrix.data(), FLOAT, start(fromRow), out, offset, count);
//: Bf16, F16
    long start = start(fromRow);
    int step = NARROW_SHORTS.length();
    int k = 0;
    for (; k <= count - step; k += step) {
      MemorySegment data = OffHeap.of(matrix.data());
      ShortVector stored =
          ShortVector.fromMemorySegment(
              NARROW_SHORTS, data, start + 2L * k, LITTLE_ENDIAN);
      for (int part = 0; part < step / LANES; part++) {
        IntVector bits = (IntVector) stored.convertShape(VectorOperators.S2I, INTS, part);
//: Bf16
        low(bits).intoArray(out, offset + k + part * LANES);
//: F16
        high(lowToHigh(bits)).intoArray(out, offset + k + part * LANES);
//: Bf16, F16
      }
    }
    for (; k < count; k++) {
      out[offset + k] = weight(fromRow, k);
    }
//:
  }

  @Override
  public float weight(int row, int col) {
//: F32
    return matrix.data().get(FLOAT, start(row) + BYTES * (long) col);
//: Bf16, F16
    return matrix.type().decode(matrix.data().get(SHORT, start(row) + BYTES * (long) col));
//:
  }

  private long start(int row) {
    return (long) BYTES * row * matrix.cols();
  }

  @Override
  public int columnsPerWord() {
    return COLUMNS_PER_WORD;
  }

//: F32, Bf16
  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    int cols = matrix.cols();
    int columns = Planes.columns(cols, COLUMNS_PER_WORD);
    int last = toRow - 1;
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int next = stride * LANES;
    for (int row = fromRow; row < fromRow + stride; row++) {
      MemorySegment data = OffHeap.of(matrix.data());
      long startA = start(row);
      long startB = start(Math.min(row + stride, last));
      long startC = start(Math.min(row + 2 * stride, last));
      long startD = start(Math.min(row + 3 * stride, last));
      int sum = (row - fromRow) * LANES;
      for (int token = 0; token < tokens; token++) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long atA = startA;
        long atB = startB;
        long atC = startC;
        long atD = startD;
        int k = token * cols;
        for (int end = k + columns; k != end; k += COLUMNS_PER_WORD * LANES) {
//: F32
          FloatVector x = FloatVector.fromArray(FLOATS, planes, k);
          a = FloatVector.fromMemorySegment(FLOATS, data, atA, LITTLE_ENDIAN).fma(x, a);
          b = FloatVector.fromMemorySegment(FLOATS, data, atB, LITTLE_ENDIAN).fma(x, b);
          c = FloatVector.fromMemorySegment(FLOATS, data, atC, LITTLE_ENDIAN).fma(x, c);
          d = FloatVector.fromMemorySegment(FLOATS, data, atD, LITTLE_ENDIAN).fma(x, d);
//: Bf16
          IntVector wordsA = IntVector.fromMemorySegment(INTS, data, atA, LITTLE_ENDIAN);
          IntVector wordsB = IntVector.fromMemorySegment(INTS, data, atB, LITTLE_ENDIAN);
          IntVector wordsC = IntVector.fromMemorySegment(INTS, data, atC, LITTLE_ENDIAN);
          IntVector wordsD = IntVector.fromMemorySegment(INTS, data, atD, LITTLE_ENDIAN);
          FloatVector x = FloatVector.fromArray(FLOATS, planes, k);
          a = low(wordsA).fma(x, a);
          b = low(wordsB).fma(x, b);
          c = low(wordsC).fma(x, c);
          d = low(wordsD).fma(x, d);
          x = FloatVector.fromArray(FLOATS, planes, k + LANES);
          a = high(wordsA).fma(x, a);
          b = high(wordsB).fma(x, b);
          c = high(wordsC).fma(x, c);
          d = high(wordsD).fma(x, d);
//: F32, Bf16
          atA += 4L * LANES;
          atB += 4L * LANES;
          atC += 4L * LANES;
          atD += 4L * LANES;
        }
        a.intoArray(sums, sum);
        b.intoArray(sums, sum + next);
        c.intoArray(sums, sum + 2 * next);
        d.intoArray(sums, sum + 3 * next);
        sum += ROWS * next;
      }
    }
  }
//: F16
  /**
   * Two rows at a time, a stretch of two and then that of two others, the two halves of a word in a
   * loop: the compiler gives up on a method that calls the Vector API too often.
   */
  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    int cols = matrix.cols();
    int columns = Planes.columns(cols, COLUMNS_PER_WORD);
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int rows = ROWS * stride;
    Arrays.fill(sums, 0, tokens * rows * LANES, 0);
    if (Subnormals.CHEAP) {
      Elementwise.scale(planes, 0, tokens * cols, ENLARGED);
    }
    for (int row = 0; row < stride; row++) {
      for (int token = 0; token < tokens; token++) {
        for (int from = 0; from < columns; from += STRETCH) {
          int to = Math.min(from + STRETCH, columns);
          for (int other = row; other < rows; other += 2 * stride) {
            int rowA = Math.min(fromRow + other, toRow - 1);
            int rowB = Math.min(fromRow + other + stride, toRow - 1);
            int sum = (token * rows + other) * LANES;
            addProducts(rowA, rowB, from, to, planes, token * cols, sums, sum, stride * LANES);
          }
        }
      }
    }
    if (Subnormals.CHEAP) {
      Elementwise.scale(sums, 0, tokens * rows * LANES, LEFT);
    }
  }

  /**
   * Adds the products of two rows, from one column to another, to their sums.
   *
   * @param sum of the first row
   * @param next from there to that of the second
   */
  private void addProducts(
      int rowA,
      int rowB,
      int from,
      int to,
      float[] planes,
      int x0,
      float[] sums,
      int sum,
      int next) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, sum);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, sum + next);
    long atA = start(rowA) + 2L * from;
    long atB = start(rowB) + 2L * from;
    int k = x0 + from;
    for (int end = x0 + to; k != end; k += 2 * LANES) {
      MemorySegment data = OffHeap.of(matrix.data());
      IntVector wordsA = IntVector.fromMemorySegment(INTS, data, atA, LITTLE_ENDIAN);
      IntVector wordsB = IntVector.fromMemorySegment(INTS, data, atB, LITTLE_ENDIAN);
      IntVector upperA = lowToHigh(wordsA);
      IntVector upperB = lowToHigh(wordsB);
      for (int plane = 0; plane < 2; plane++) {
        FloatVector x = FloatVector.fromArray(FLOATS, planes, k + plane * LANES);
        a = factor(upperA).fma(x, a);
        b = factor(upperB).fma(x, b);
        upperA = wordsA;
        upperB = wordsB;
      }
      atA += 4L * LANES;
      atB += 4L * LANES;
    }
    a.intoArray(sums, sum);
    b.intoArray(sums, sum + next);
  }
//:

//: Bf16
  private static FloatVector low(IntVector words) {
    return words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  private static FloatVector high(IntVector words) {
    return words.and(UPPER_HALF).reinterpretAsFloats();
  }
//: F16
  private static IntVector lowToHigh(IntVector words) {
    return words.lanewise(VectorOperators.LSHL, 16);
  }

  private static FloatVector factor(IntVector words) {
    IntVector bits = words.lanewise(FACTOR_SHIFT, 3).and(FACTOR_BITS);
    return (Subnormals.CHEAP ? bits : rebiased(bits, words)).reinterpretAsFloats();
  }

  private static FloatVector high(IntVector words) {
    IntVector magnitude = words.lanewise(VectorOperators.LSHR, 3).and(MAGNITUDE);
    return rebiased(magnitude, words).reinterpretAsFloats();
  }

  private static IntVector rebiased(IntVector magnitude, IntVector words) {
    return withSubnormals(magnitude.add(REBIAS)).or(words.and(SIGN));
  }

  /**
   * A subnormal F16, which has no implicit one, comes out as half of it and half of the smallest
   * normal number together. Twice that, less the smallest normal number, is right for it and too
   * large for all others. Positive float32 are ordered as their bits are.
   */
  private static IntVector withSubnormals(IntVector magnitude) {
    FloatVector subnormal = magnitude.reinterpretAsFloats().fma(2, -SMALLEST_NORMAL_F16);
    return magnitude.min(subnormal.reinterpretAsInts());
  }
//:
}
