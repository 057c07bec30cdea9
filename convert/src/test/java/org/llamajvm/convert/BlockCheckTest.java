package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.engine.kernel.scalar.BlockRows;
import org.llamajvm.engine.tensor.BlockType;

/** What is found is what decoding to floats would find, byte by byte of a block. */
class BlockCheckTest {

  private static final int BLOCKS = 3;
  private static final int LAST = BLOCKS - 1;

  private static boolean isFinite(BlockType type, byte[] block) {
    float[] weights = new float[type.elements()];
    BlockRows.decode(type, MemorySegment.ofArray(block), 0, weights.length, weights, 0);
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        return false;
      }
    }
    return true;
  }

  private static OptionalLong first(BlockType type, byte[] bytes) {
    return new BlockCheck(Progress.SILENT).first(type, MemorySegment.ofArray(bytes));
  }

  @ParameterizedTest
  @EnumSource(BlockType.class)
  void findsWhatDecodingFinds(BlockType type) {
    Random random = new Random(7);
    int found = 0;
    for (int place = 0; place < type.bytes() - 1; place++) {
      byte[] all = new byte[BLOCKS * type.bytes()];
      random.nextBytes(all);
      for (int i = 0; i < all.length; i++) {
        // no half that such bytes make has a full exponent
        all[i] = (byte) ((all[i] & 0x3B) | 1);
      }
      int at = LAST * type.bytes();
      for (int low : new int[] {0xFC, 0xFD, 0xFF}) {
        for (int high : new int[] {0x7B, 0x7C, 0xFE, 0xFF}) {
          all[at + place] = (byte) low;
          all[at + place + 1] = (byte) high;
          boolean finite = isFinite(type, Arrays.copyOfRange(all, at, all.length));
          found += finite ? 0 : 1;
          assertThat(first(type, all))
              .as("bytes %d and %d of a block: %x %x", place, place + 1, low, high)
              .isEqualTo(finite ? OptionalLong.empty() : OptionalLong.of(LAST));
        }
      }
    }
    assertThat(found).isPositive();
  }
}
