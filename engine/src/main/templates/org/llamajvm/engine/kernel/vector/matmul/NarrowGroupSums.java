//: for Bit4, Bit5, Bit6
package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.SHORTS;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.broadcast;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.nextPlane;
import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ShortVector;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * For vectors shorter than a line. A vector of rows of each of four blocks share an activation; the
 * other rows of these lines come next, from the cache, then the same group of four more blocks. So
 * memory has eight streams and, while a prefetcher fetches what comes next in four, the other four
 * are computed with.
 */
record TYPENarrowGroupSums(InterleavedMatrix matrix) implements GroupSums {

  private static final int BLOCKS = 8;

  @Override
  public int blocks() {
    return BLOCKS;
  }

  @Override
  public void fill(int block, int stride, int last, CodeDifferences in, int token, short[] sums) {
    int[] pairs = in.pairs();
    int[] starts = in.starts();
    int xGroupBytes = in.groups().words() * LINE_BYTES;
    int groupBytes = matrix.format().codeLines() * LINE_BYTES;
    int xPair = token * in.tokenPairs();
    int xStart = token * in.count();
    int sets = last < block + 4 * stride ? 1 : 2;
    long at = 0;
    long scales = groupBytes;
    int sum = 0;
    int end = in.count() * BLOCKS * BLOCK_LANES;
    while (sum != end) {
      MemorySegment data = OffHeap.of(matrix.data());
      for (int set = 0; set < sets; set++) {
        int first = block + 4 * set * stride;
        long startA = Math.min(first, last) * matrix.blockBytes() + at;
        long startB = Math.min(first + stride, last) * matrix.blockBytes() + at;
        long startC = Math.min(first + 2 * stride, last) * matrix.blockBytes() + at;
        long startD = Math.min(first + 3 * stride, last) * matrix.blockBytes() + at;
        for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
          ShortVector a = broadcast(starts[xStart]);
          ShortVector b = a;
          ShortVector c = a;
          ShortVector d = a;
          int pair = xPair;
          long atA = startA + 4L * lane;
          long atB = startB + 4L * lane;
          long atC = startC + 4L * lane;
          long atD = startD + 4L * lane;
          long nextGroup = atA + xGroupBytes;
          while (atA != nextGroup) {
            ShortVector codesA = ShortVector.fromMemorySegment(SHORTS, data, atA, LITTLE_ENDIAN);
            ShortVector codesB = ShortVector.fromMemorySegment(SHORTS, data, atB, LITTLE_ENDIAN);
            ShortVector codesC = ShortVector.fromMemorySegment(SHORTS, data, atC, LITTLE_ENDIAN);
            ShortVector codesD = ShortVector.fromMemorySegment(SHORTS, data, atD, LITTLE_ENDIAN);
            for (int p = 0; p < 4; p++) {
//: Bit4
              int width = 4;
//: Bit5
              int width = 5;
//: Bit6
              int width = p < 2 ? 6 : 2;
//:
              ShortVector x = broadcast(pairs[pair + p]);
              a = a.add(codesA.mul(x));
              b = b.add(codesB.mul(x));
              c = c.add(codesC.mul(x));
              d = d.add(codesD.mul(x));
              codesA = nextPlane(codesA, width);
              codesB = nextPlane(codesB, width);
              codesC = nextPlane(codesC, width);
              codesD = nextPlane(codesD, width);
            }
            atA += LINE_BYTES;
            atB += LINE_BYTES;
            atC += LINE_BYTES;
            atD += LINE_BYTES;
            pair += 4;
          }
          int target = sum + 4 * set * BLOCK_LANES + 2 * lane;
          a.intoArray(sums, target);
          b.intoArray(sums, target + BLOCK_LANES);
          c.intoArray(sums, target + 2 * BLOCK_LANES);
          d.intoArray(sums, target + 3 * BLOCK_LANES);
        }
      }
      sum += BLOCKS * BLOCK_LANES;
      at += xGroupBytes;
      xPair += in.groupPairs();
      xStart++;
      if (at == scales) {
        at += LINE_BYTES;
        scales = at + groupBytes;
      }
    }
  }
}
