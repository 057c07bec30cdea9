package org.llamajvm.models.constraint.vocabulary;

/** Which tokens may come next: a bit for each. */
final class Mask {

  private final long[] words;

  Mask(int size) {
    words = new long[(size + 63) / 64];
  }

  void set(int token) {
    words[token >> 6] |= 1L << token;
  }

  boolean get(int token) {
    return (words[token >> 6] >>> token & 1) != 0;
  }

  void addAll(Mask other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /** Makes all logits of other tokens -infinity. */
  void apply(float[] logits) {
    for (int word = 0; word < words.length; word++) {
      long bits = words[word];
      int from = word << 6;
      int to = Math.min(from + 64, logits.length);
      if (bits == -1L) {
        continue;
      }
      for (int i = from; i < to; i++) {
        if ((bits >>> i & 1) == 0) {
          logits[i] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  boolean isEmpty() {
    for (long word : words) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }
}
