package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.BlockType;

/** Q4_0 and Q5_0: codes around the middle with a scale. */
final class SignedBlocks implements BlockEncoder {

  private final int bits;
  private final int top;
  private final int blockBytes;
  private final SignedFit fit;
  private final float[] scales;
  private final int[] codes = new int[SmallCodes.COUNT];

  SignedBlocks(int cols, int bits) {
    this.bits = bits;
    this.top = 1 << (bits - 1);
    this.blockBytes = (bits == 4 ? BlockType.Q4_0 : BlockType.Q5_0).bytes();
    this.fit = new SignedFit(SmallCodes.COUNT, top, Importance.MAGNITUDE);
    this.scales = new float[cols / SmallCodes.COUNT];
  }

  @Override
  public void encode(float[] row, MemorySegment to, long at) {
    fit.fit(row, scales);
    for (int block = 0; block < scales.length; block++) {
      long start = at + (long) block * blockBytes;
      float inverse = Half.inverse(Half.put(to, start, scales[block]));
      for (int i = 0; i < codes.length; i++) {
        float exact = row[block * codes.length + i] * inverse;
        codes[i] = Lanes.code(exact, -top, top - 1) + top;
      }
      SmallCodes.write(codes, bits, to, start + 2);
    }
  }
}
