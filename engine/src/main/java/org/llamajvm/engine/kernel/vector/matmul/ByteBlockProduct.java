package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.half;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.BlockMatrix;

/**
 * Rows of Q8_0, multiplied as they lie: words of four signed bytes, whose sums by blocks are
 * multiplied by the blocks' scales. A vector of words is a block, or a part of one: the words of a
 * wider one would not lie together, for there is a scale between.
 */
record ByteBlockProduct(BlockMatrix matrix) implements RowDecoder, RowProduct {

  private static final int ELEMENTS = 32;

  /** The bytes are after the scale. */
  private static final int CODES = 2;

  private static final int PER_WORD = 4;

  /** Words of a vector. */
  private static final int WORDS = Math.min(LANES, ELEMENTS / PER_WORD);

  private static final int BYTES = PER_WORD * WORDS;
  private static final VectorShape SHAPE = VectorShape.forBitSize(Integer.SIZE * WORDS);
  private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);
  private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);

  @Override
  public void decode(int row, float[] out, int offset) {
    new SmallBlockRows(matrix).decode(row, out, offset);
  }

  @Override
  public int columnsPerWord() {
    return PER_WORD;
  }

  @Override
  public void multiply(
      int fromRow, int toRow, float[] planes, int tokens, float[] sums, Scratch scratch) {
    int cols = matrix.cols();
    int columns = Planes.columns(cols, PER_WORD);
    int bytes = matrix.type().bytes();
    int last = toRow - 1;
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int next = stride * LANES;
    Arrays.fill(sums, 0, tokens * ROWS * next, 0);
    for (int row = fromRow; row < fromRow + stride; row++) {
      MemorySegment data = OffHeap.of(matrix.data());
      int sum = (row - fromRow) * LANES;
      for (int token = 0; token < tokens; token++) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long atA = matrix.rowOffset(row);
        long atB = matrix.rowOffset(Math.min(row + stride, last));
        long atC = matrix.rowOffset(Math.min(row + 2 * stride, last));
        long atD = matrix.rowOffset(Math.min(row + 3 * stride, last));
        for (int word = 0; word < columns / PER_WORD; ) {
          FloatVector productsA = FloatVector.zero(FLOATS);
          FloatVector productsB = productsA;
          FloatVector productsC = productsA;
          FloatVector productsD = productsA;
          for (int part = CODES; part < CODES + ELEMENTS; part += BYTES) {
            IntVector wordsA = IntVector.fromMemorySegment(INTS, data, atA + part, LITTLE_ENDIAN);
            IntVector wordsB = IntVector.fromMemorySegment(INTS, data, atB + part, LITTLE_ENDIAN);
            IntVector wordsC = IntVector.fromMemorySegment(INTS, data, atC + part, LITTLE_ENDIAN);
            IntVector wordsD = IntVector.fromMemorySegment(INTS, data, atD + part, LITTLE_ENDIAN);
            int k = token * cols + word / LANES * PER_WORD * LANES + word % LANES;
            for (int plane = 0; plane < PER_WORD; plane++) {
              int shift = 24 - 8 * plane;
              FloatVector x = FloatVector.fromArray(FLOATS, planes, k + plane * LANES);
              productsA = code(wordsA, shift).fma(x, productsA);
              productsB = code(wordsB, shift).fma(x, productsB);
              productsC = code(wordsC, shift).fma(x, productsC);
              productsD = code(wordsD, shift).fma(x, productsD);
            }
            word += WORDS;
          }
          a = productsA.fma(scale(data, atA), a);
          b = productsB.fma(scale(data, atB), b);
          c = productsC.fma(scale(data, atC), c);
          d = productsD.fma(scale(data, atD), d);
          atA += bytes;
          atB += bytes;
          atC += bytes;
          atD += bytes;
        }
        a.intoArray(sums, sum);
        b.intoArray(sums, sum + next);
        c.intoArray(sums, sum + 2 * next);
        d.intoArray(sums, sum + 3 * next);
        sum += ROWS * next;
      }
    }
  }

  @Override
  public float weight(int row, int col) {
    long block = matrix.rowOffset(row) + (long) (col / ELEMENTS) * matrix.type().bytes();
    byte code = matrix.data().get(ValueLayout.JAVA_BYTE, block + CODES + col % ELEMENTS);
    return half(matrix.data(), block) * code;
  }

  private static FloatVector code(IntVector words, int shift) {
    IntVector codes =
        words.lanewise(VectorOperators.LSHL, shift).lanewise(VectorOperators.ASHR, 24);
    return (FloatVector) codes.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  private static FloatVector scale(MemorySegment data, long at) {
    return FloatVector.broadcast(FLOATS, half(data, at));
  }
}
