package org.llamajvm.models.constraint.automaton;

import java.util.Arrays;

/** A set of bytes. Not safe for use by several threads while it is changed. */
public final class ByteSet {

  private final long[] words = new long[4];

  /** An empty set. */
  public ByteSet() {}

  /** The bytes from one to another, both inclusive. */
  public static ByteSet range(int from, int to) {
    ByteSet set = new ByteSet();
    set.add(from, to);
    return set;
  }

  /** Adds the bytes from one to another, both inclusive. */
  public void add(int from, int to) {
    for (int b = from; b <= to; b++) {
      words[b >> 6] |= 1L << b;
    }
  }

  /** Adds all bytes of another set. */
  public void addAll(ByteSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /** Keeps the bytes that are in another set, too. */
  public void retainAll(ByteSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
  }

  /** Whether a byte is in the set. */
  public boolean contains(int b) {
    return (words[b >> 6] >>> b & 1) != 0;
  }

  /** How many bytes there are. */
  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** The smallest byte from {@code from} on, or -1. */
  public int next(int from) {
    for (int b = from; b < 256; b++) {
      if (contains(b)) {
        return b;
      }
    }
    return -1;
  }

  /** The bytes at which a run of members or of others begins, 0 left out. */
  ByteSet borders() {
    ByteSet borders = new ByteSet();
    for (int b = 1; b < 256; b++) {
      if (contains(b) != contains(b - 1)) {
        borders.add(b, b);
      }
    }
    return borders;
  }

  /** A copy. */
  ByteSet copy() {
    ByteSet copy = new ByteSet();
    copy.addAll(this);
    return copy;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSet set && Arrays.equals(words, set.words);
  }
}
