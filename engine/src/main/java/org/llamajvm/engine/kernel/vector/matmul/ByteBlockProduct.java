package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.floats;
import static org.llamajvm.engine.kernel.vector.matmul.BlockLanes.half;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.BlockMatrix;

/**
 * Rows of Q8_0, multiplied as they lie: words of four signed bytes, whose sums by blocks are
 * multiplied by the blocks' scales. A vector of words is a part of a block, a block, or two.
 */
record ByteBlockProduct(BlockMatrix matrix) implements RowDecoder, RowProduct {

  private static final int ELEMENTS = 32;

  /** The bytes are after the scale. */
  private static final int CODES = 2;

  private static final int PER_WORD = 4;
  private static final int WORDS = ELEMENTS / PER_WORD;

  /** Vectors that a block takes, and blocks that a vector holds. */
  private static final int VECTORS = Math.max(1, WORDS / LANES);

  private static final int BLOCKS = Math.max(1, LANES / WORDS);

  private static final VectorMask<Integer> SECOND_BLOCK =
      VectorMask.fromLong(INTS, BLOCKS == 2 ? 0xFF00 : 0); // its words lie a scale further

  private static final VectorMask<Float> SECOND_SCALE =
      VectorMask.fromLong(FLOATS, BLOCKS == 2 ? 0xFF00 : 0);

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
    int bytes = BLOCKS * matrix.type().bytes();
    int last = toRow - 1;
    int stride = Math.ceilDiv(toRow - fromRow, ROWS);
    int next = stride * LANES;
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
        int k = token * cols;
        for (int end = k + columns; k != end; ) {
          FloatVector productsA = FloatVector.zero(FLOATS);
          FloatVector productsB = productsA;
          FloatVector productsC = productsA;
          FloatVector productsD = productsA;
          for (int i = 0; i < VECTORS; i++) {
            IntVector wordsA = words(data, atA + CODES + 4L * i * LANES);
            IntVector wordsB = words(data, atB + CODES + 4L * i * LANES);
            IntVector wordsC = words(data, atC + CODES + 4L * i * LANES);
            IntVector wordsD = words(data, atD + CODES + 4L * i * LANES);
            for (int plane = 0; plane < PER_WORD; plane++) {
              int shift = 24 - 8 * plane;
              FloatVector x = FloatVector.fromArray(FLOATS, planes, k);
              productsA = code(wordsA, shift).fma(x, productsA);
              productsB = code(wordsB, shift).fma(x, productsB);
              productsC = code(wordsC, shift).fma(x, productsC);
              productsD = code(wordsD, shift).fma(x, productsD);
              k += LANES;
            }
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

  private static IntVector words(MemorySegment data, long at) {
    IntVector words = stored(data, at);
    return BLOCKS == 1 ? words : words.blend(stored(data, at + CODES), SECOND_BLOCK);
  }

  private static IntVector stored(MemorySegment data, long at) {
    return IntVector.fromMemorySegment(INTS, OffHeap.of(data), at, LITTLE_ENDIAN);
  }

  private static FloatVector code(IntVector words, int shift) {
    return floats(words.lanewise(VectorOperators.LSHL, shift).lanewise(VectorOperators.ASHR, 24));
  }

  private static FloatVector scale(MemorySegment data, long at) {
    FloatVector scale = FloatVector.broadcast(FLOATS, half(data, at));
    return BLOCKS == 1 ? scale : withSecondScale(scale, data, at);
  }

  private static FloatVector withSecondScale(FloatVector scale, MemorySegment data, long at) {
    return scale.blend(half(data, at + ELEMENTS + CODES), SECOND_SCALE);
  }
}
