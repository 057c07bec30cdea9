package org.llamajvm.models.constraint.vocabulary;

import java.util.List;
import org.llamajvm.models.constraint.automaton.ByteSet;

/** Bytes that grammars mostly treat alike. */
final class ByteCategory {

  /** Disjoint sets that have all bytes together; the index of a set is its bit. */
  static final List<ByteSet> SETS =
      List.of(
          ByteSet.range('a', 'z'),
          ByteSet.range('A', 'Z'),
          ByteSet.range('0', '9'),
          ByteSet.range('_', '_'),
          ByteSet.range('-', '-'),
          ByteSet.range(' ', ' '),
          ByteSet.range('.', '.'),
          ByteSet.range('"', '"'),
          ByteSet.range('\\', '\\'),
          others(),
          ByteSet.range(0, 0x1F),
          ByteSet.range(0x7F, 0xFF));

  private ByteCategory() {}

  private static ByteSet others() {
    ByteSet set = new ByteSet();
    for (int b = 0x20; b < 0x7F; b++) {
      boolean letterOrDigit =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
      if (!letterOrDigit && "_- .\"\\".indexOf(b) < 0) {
        set.add(b, b);
      }
    }
    return set;
  }

  /** The bit of a byte. */
  static int bit(int value) {
    for (int i = 0; i < SETS.size(); i++) {
      if (SETS.get(i).contains(value)) {
        return 1 << i;
      }
    }
    throw new IllegalArgumentException("no byte: " + value);
  }
}
