package org.llamajvm.models.constraint.vocabulary;

/** Which tokens may come next: a bit for each text of a token, in the order of the tree. */
final class Mask {

  private final long[] words;

  Mask(int texts) {
    words = new long[(texts + 63) / 64];
  }

  void set(int rank) {
    words[rank >> 6] |= 1L << rank;
  }

  boolean get(int rank) {
    return rank >= 0 && (words[rank >> 6] >>> rank & 1) != 0;
  }

  void addAll(Mask other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /** Adds what another mask has of a range. */
  void addRange(Mask other, int from, int to) {
    if (from >= to) {
      return;
    }
    int first = from >> 6;
    int last = (to - 1) >> 6;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (first == last) {
      words[first] |= other.words[first] & head & tail;
      return;
    }
    words[first] |= other.words[first] & head;
    for (int i = first + 1; i < last; i++) {
      words[i] |= other.words[i];
    }
    words[last] |= other.words[last] & tail;
  }

  /** Sets a range. */
  void setRange(int from, int to) {
    int at = from;
    while (at < to) {
      if ((at & 63) == 0 && at + 64 <= to) {
        words[at >> 6] = -1L;
        at += 64;
      } else {
        set(at++);
      }
    }
  }

  /** Makes all logits of other tokens -infinity. */
  void apply(TokenTrie trie, float[] logits) {
    for (int token = 0; token < logits.length; token++) {
      if (!get(trie.rankOf(token))) {
        logits[token] = Float.NEGATIVE_INFINITY;
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
