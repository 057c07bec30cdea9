package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.BlockType;

/** Q4_1 and Q5_1: codes with a scale and a minimum. */
final class AffineBlocks implements BlockEncoder {

  private final int bits;
  private final int top;
  private final int blockBytes;
  private final AffineFit fit;
  private final float[] scales;
  private final float[] minima;
  private final int[] codes = new int[SmallCodes.COUNT];

  AffineBlocks(int cols, int bits) {
    this.bits = bits;
    this.top = (1 << bits) - 1;
    this.blockBytes = (bits == 4 ? BlockType.Q4_1 : BlockType.Q5_1).bytes();
    this.fit = new AffineFit(SmallCodes.COUNT, top, false, Importance.MAGNITUDE);
    this.scales = new float[cols / SmallCodes.COUNT];
    this.minima = new float[scales.length];
  }

  @Override
  public void encode(float[] row, MemorySegment to, long at) {
    fit.fit(row, scales, minima);
    for (int block = 0; block < scales.length; block++) {
      long start = at + (long) block * blockBytes;
      float inverse = Half.inverse(Half.put(to, start, scales[block]));
      float minimum = Half.put(to, start + 2, minima[block]);
      for (int i = 0; i < codes.length; i++) {
        float exact = (row[block * codes.length + i] - minimum) * inverse;
        codes[i] = Lanes.code(exact, 0, top);
      }
      SmallCodes.write(codes, bits, to, start + 4);
    }
  }
}
