//: for Bit4, Bit5, Bit6
package org.llamajvm.engine.kernel.vector.matmul;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;
import static org.llamajvm.engine.kernel.vector.lanes.Width.SHORTS;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.broadcast;
import static org.llamajvm.engine.kernel.vector.matmul.CodeLanes.nextPlane;
import static org.llamajvm.engine.kernel.vector.matmul.GroupSums.BLOCK_LANES;
import static org.llamajvm.engine.tensor.InterleavedFormat.BLOCK_ROWS;
import static org.llamajvm.engine.tensor.InterleavedFormat.LINE_BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ShortVector;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/** Reads the words of one packing. */
record TYPEFourTokenSums(InterleavedMatrix matrix) implements FourTokenSums {

  @Override
  public void fill(int block, int other, CodeDifferences in, int token, short[] sums) {
    for (int lane = 0; lane < BLOCK_ROWS; lane += LANES) {
      long atA = block * matrix.blockBytes() + 4L * lane;
      long atB = other * matrix.blockBytes() + 4L * lane;
      fill(atA, atB, in, token, sums, 2 * lane);
    }
  }

  private void fill(long atA, long atB, CodeDifferences in, int token, short[] sums, int sum) {
    int[] pairs = in.pairs();
    int[] starts = in.starts();
    int groups = in.count();
    int pairsPerToken = in.tokenPairs();
    int xGroupBytes = in.groups().words() * LINE_BYTES;
    int groupBytes = matrix.format().codeLines() * LINE_BYTES;
    int pair = token * pairsPerToken;
    long scales = atA + groupBytes;
    int end = (token + 1) * groups;
    for (int start = token * groups; start < end; start++) {
      MemorySegment data = OffHeap.of(matrix.data());
      ShortVector a0 = broadcast(starts[start]);
      ShortVector a1 = broadcast(starts[start + groups]);
      ShortVector a2 = broadcast(starts[start + 2 * groups]);
      ShortVector a3 = broadcast(starts[start + 3 * groups]);
      ShortVector b0 = a0;
      ShortVector b1 = a1;
      ShortVector b2 = a2;
      ShortVector b3 = a3;
      long nextGroup = atA + xGroupBytes;
      while (atA != nextGroup) {
        ShortVector a = ShortVector.fromMemorySegment(SHORTS, data, atA, LITTLE_ENDIAN);
        ShortVector b = ShortVector.fromMemorySegment(SHORTS, data, atB, LITTLE_ENDIAN);
        for (int p = 0; p < 4; p++) {
//: Bit4
          int width = 4;
//: Bit5
          int width = 5;
//: Bit6
          int width = p < 2 ? 6 : 2;
//:
          ShortVector x = broadcast(pairs[pair + p]);
          a0 = a0.add(a.mul(x));
          b0 = b0.add(b.mul(x));
          x = broadcast(pairs[pair + pairsPerToken + p]);
          a1 = a1.add(a.mul(x));
          b1 = b1.add(b.mul(x));
          x = broadcast(pairs[pair + 2 * pairsPerToken + p]);
          a2 = a2.add(a.mul(x));
          b2 = b2.add(b.mul(x));
          x = broadcast(pairs[pair + 3 * pairsPerToken + p]);
          a3 = a3.add(a.mul(x));
          b3 = b3.add(b.mul(x));
          a = nextPlane(a, width);
          b = nextPlane(b, width);
        }
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        pair += 4;
      }
      a0.intoArray(sums, sum);
      b0.intoArray(sums, sum + BLOCK_LANES);
      a1.intoArray(sums, sum + 2 * BLOCK_LANES);
      b1.intoArray(sums, sum + 3 * BLOCK_LANES);
      a2.intoArray(sums, sum + 4 * BLOCK_LANES);
      b2.intoArray(sums, sum + 5 * BLOCK_LANES);
      a3.intoArray(sums, sum + 6 * BLOCK_LANES);
      b3.intoArray(sums, sum + 7 * BLOCK_LANES);
      sum += GROUP_LANES;
      if (atA == scales) {
        atA += LINE_BYTES;
        atB += LINE_BYTES;
        scales = atA + groupBytes;
      }
    }
  }
}
