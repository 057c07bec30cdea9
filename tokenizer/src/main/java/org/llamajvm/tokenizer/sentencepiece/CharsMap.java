package org.llamajvm.tokenizer.sentencepiece;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;

/**
 * Compiled normalization rules: a double-array trie (that of darts-clone) whose keys are sequences
 * of bytes of UTF-8, and the replacements that its values point at, each ended by a zero byte.
 * Immutable.
 */
final class CharsMap {

  private final int[] units;
  private final byte[] replacements;

  /** No rules. */
  CharsMap() {
    units = new int[0];
    replacements = new byte[0];
  }

  /**
   * Reads rules: the size of the trie in four bytes, the trie, the replacements.
   *
   * @param from makes the exception
   */
  CharsMap(byte[] blob, ProtobufReader from) throws TokenizerFormatException {
    ByteBuffer in = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    int size = blob.length < 4 ? -1 : in.getInt();
    if (size < 4 || size % 4 != 0 || size > blob.length - 4) {
      throw from.failure(
          Kind.CORRUPT,
          "precompiled_charsmap of %d bytes says that its trie has %d"
              .formatted(blob.length, size));
    }
    units = new int[size / 4];
    in.asIntBuffer().get(units);
    replacements = Arrays.copyOfRange(blob, 4 + size, blob.length);
  }

  /** Whether there are no rules. */
  boolean isEmpty() {
    return units.length == 0;
  }

  /**
   * The longest rule at {@code utf8[from, …)}.
   *
   * @return length of its key in the upper half, position of its replacement in the lower; 0 if
   *     none
   */
  long longestAt(byte[] utf8, int from) {
    long found = 0;
    int node = units.length == 0 ? 0 : offset(units[0]);
    for (int i = from; i < utf8.length; i++) {
      int b = utf8[i] & 0xff;
      node ^= b;
      if (node < 0 || node >= units.length || (units[node] & 0x800000FF) != b) {
        break;
      }
      int unit = units[node];
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1 && node < units.length) {
        found = (long) (i + 1 - from) << 32 | (units[node] & 0x7fffffff);
      }
    }
    return found;
  }

  /** The replacement at a position that {@link #longestAt} gave. */
  String replacement(int position) {
    int end = Math.min(position, replacements.length);
    int from = end;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    return new String(replacements, from, end - from, StandardCharsets.UTF_8);
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }
}
