package org.llamajvm.loader.layout;

import static org.llamajvm.engine.tensor.Layouts.LONG;
import static org.llamajvm.engine.tensor.Layouts.SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.PartScales;

/** Blocks of 256 that are eight groups of 32. */
final class SuperBlockGroups extends BlockGroups {

  private static final long BITS = 0x0101010101010101L;
  private static final long CRUMBS = 3 * BITS;
  private static final long NIBBLES = 15 * BITS;

  SuperBlockGroups(BlockMatrix matrix) {
    super(matrix);
  }

  @Override
  void readCodes(MemorySegment data, long at, int part, long[] eights) {
    for (int i = 0; i < eights.length; i++) {
      eights[i] =
          switch (type()) {
            case Q3_K -> threeBits(data, at + 8L * i, part);
            case Q4_K -> nibbles(data, at + 16 + 8L * i, part);
            case Q5_K ->
                nibbles(data, at + 48 + 8L * i, part)
                    | (data.get(LONG, at + 16 + 8L * i) >>> part & BITS) << 4;
            case Q6_K -> sixBits(data, at + 8L * i, part);
            default -> throw new IllegalStateException(type().toString());
          };
    }
  }

  /** Of two parts, the first lies in the low nibbles of 32 bytes. */
  private static long nibbles(MemorySegment data, long at, int part) {
    return data.get(LONG, at + part / 2 * 32L) >>> (part % 2 * 4) & NIBBLES;
  }

  /** From -4 to 3, around 8: high bits of all parts in 32 bytes, low ones of four parts in 32. */
  private static long threeBits(MemorySegment data, long at, int part) {
    long low = data.get(LONG, at + 32 + part / 4 * 32L) >>> (part % 4 * 2) & CRUMBS;
    long high = data.get(LONG, at) >>> part & BITS;
    return (low | high << 2) + 4 * BITS;
  }

  /** Low nibbles of two parts, 64 bytes of each half; high bits of four parts in 32 bytes. */
  private static long sixBits(MemorySegment data, long at, int part) {
    long low =
        data.get(LONG, at + part / 4 * 64L + part % 2 * 32L) >>> (part / 2 % 2 * 4) & NIBBLES;
    long high = data.get(LONG, at + 128 + part / 4 * 32L) >>> (part % 4 * 2) & CRUMBS;
    return low | high << 4;
  }

  @Override
  int factors(MemorySegment data, long at, int part) {
    return switch (type()) {
      case Q3_K -> {
        float d = half(data, at + 108);
        yield pair(d * scale3(data, at + 96, 2 * part), d * scale3(data, at + 96, 2 * part + 1));
      }
      case Q4_K, Q5_K -> {
        float scale = half(data, at) * PartScales.scale(data, at + 4, part);
        yield pair(scale, -half(data, at + 2) * PartScales.minimum(data, at + 4, part));
      }
      case Q6_K -> {
        float d = half(data, at + 208);
        long scales = at + 192 + 2L * part;
        yield pair(
            d * data.get(ValueLayout.JAVA_BYTE, scales),
            d * data.get(ValueLayout.JAVA_BYTE, scales + 1));
      }
      default -> throw new IllegalStateException(type().toString());
    };
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  /** Scale {@code k} of sixteen: four low bits in eight bytes, two high ones in the next four. */
  private static int scale3(MemorySegment data, long at, int k) {
    int low = data.get(ValueLayout.JAVA_BYTE, at + k % 8) >>> (k / 8 * 4) & 15;
    int high = data.get(ValueLayout.JAVA_BYTE, at + 8 + k % 4) >>> (k / 4 * 2) & 3;
    return (low | high << 4) - 32;
  }
}
