package org.llamajvm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Codes in words: packing by whole halves of words against unpacking field by field. */
class PackingTest {

  private static final int RUNS = 3;

  @ParameterizedTest
  @EnumSource
  void packsWhatIsUnpacked(Packing packing) {
    int columns = RUNS * packing.columns();
    byte[] codes = new byte[columns];
    long[] eights = new long[columns / 8];
    Random random = new Random(7);
    for (int i = 0; i < columns; i++) {
      codes[i] = (byte) random.nextInt(1 << packing.bits());
      eights[i / 8] |= (long) codes[i] << (i % 8 * 8);
    }
    int[] packed = new int[1 + RUNS * packing.words()];
    packing.pack(eights, eights.length, packed, 1);
    byte[] unpacked = new byte[columns];
    for (int run = 0; run < RUNS; run++) {
      packing.unpack(packed, 1 + run * packing.words(), 1, unpacked, run * packing.columns());
    }
    assertThat(unpacked).isEqualTo(codes);
  }

  @ParameterizedTest
  @EnumSource
  void everyBitOfAWordIsOneBitOfOneCode(Packing packing) {
    for (int bit = 0; bit < 32 * packing.words(); bit++) {
      int[] words = new int[packing.words()];
      words[bit / 32] = 1 << bit % 32;
      byte[] codes = new byte[packing.columns()];
      packing.unpack(words, 0, 1, codes, 0);
      int bits = 0;
      for (byte code : codes) {
        assertThat(code).isBetween((byte) 0, (byte) ((1 << packing.bits()) - 1));
        bits += Integer.bitCount(code);
      }
      assertThat(bits).as("bit %d", bit).isEqualTo(1);
    }
  }
}
