//: for Bit4, Bit5, Bit6
package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.SHORTS;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.broadcast;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.nextPlane;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ShortVector;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * For vectors as long as a line. Four blocks share an activation: a prefetcher that stays a few
 * lines ahead of each stream of memory is early enough only if there are several. A line is loaded
 * before the one ahead of it is multiplied, the scales after the last codes too, so that what waits
 * for memory is not all that a processor has at hand.
 */
record TYPEWideGroupSums(InterleavedMatrix matrix) implements GroupSums {

  private static final int BLOCKS = 4;

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
    int pair = token * in.tokenPairs();
    int xStart = token * in.count();
    long atA = block * matrix.blockBytes();
    long atB = Math.min(block + stride, last) * matrix.blockBytes();
    long atC = Math.min(block + 2 * stride, last) * matrix.blockBytes();
    long atD = Math.min(block + 3 * stride, last) * matrix.blockBytes();
    long scales = atA + groupBytes;
    int end = in.count() * BLOCKS * BLOCK_LANES;
    for (int sum = 0; sum < end; sum += BLOCKS * BLOCK_LANES) {
      MemorySegment data = OffHeap.of(matrix.data());
      ShortVector a = broadcast(starts[xStart]);
      ShortVector b = a;
      ShortVector c = a;
      ShortVector d = a;
      long nextGroup = atA + xGroupBytes;
      ShortVector codesA = ShortVector.fromMemorySegment(SHORTS, data, atA, LITTLE_ENDIAN);
      ShortVector codesB = ShortVector.fromMemorySegment(SHORTS, data, atB, LITTLE_ENDIAN);
      ShortVector codesC = ShortVector.fromMemorySegment(SHORTS, data, atC, LITTLE_ENDIAN);
      ShortVector codesD = ShortVector.fromMemorySegment(SHORTS, data, atD, LITTLE_ENDIAN);
      while (atA != nextGroup) {
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        atC += LINE_BYTES;
        atD += LINE_BYTES;
        ShortVector nextA = ShortVector.fromMemorySegment(SHORTS, data, atA, LITTLE_ENDIAN);
        ShortVector nextB = ShortVector.fromMemorySegment(SHORTS, data, atB, LITTLE_ENDIAN);
        ShortVector nextC = ShortVector.fromMemorySegment(SHORTS, data, atC, LITTLE_ENDIAN);
        ShortVector nextD = ShortVector.fromMemorySegment(SHORTS, data, atD, LITTLE_ENDIAN);
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
        codesA = nextA;
        codesB = nextB;
        codesC = nextC;
        codesD = nextD;
        pair += 4;
      }
      a.intoArray(sums, sum);
      b.intoArray(sums, sum + BLOCK_LANES);
      c.intoArray(sums, sum + 2 * BLOCK_LANES);
      d.intoArray(sums, sum + 3 * BLOCK_LANES);
      xStart++;
      if (atA == scales) {
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        atC += LINE_BYTES;
        atD += LINE_BYTES;
        scales = atA + groupBytes;
      }
    }
  }
}
