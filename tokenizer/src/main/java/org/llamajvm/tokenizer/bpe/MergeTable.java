package org.llamajvm.tokenizer.bpe;

/** Merges that are listed. Filled once, then only read. */
public final class MergeTable implements Merges {

  private final long[] pairs; // (left << 32 | right) + 1, 0 for a free slot
  private final long[] merges;

  /** An empty table with room for {@code capacity} merges. */
  public MergeTable(int capacity) {
    int slots = Integer.highestOneBit(Math.max(capacity, 4)) * 4;
    pairs = new long[slots];
    merges = new long[slots];
  }

  /**
   * Adds a merge, or replaces the one of the same pair.
   *
   * @param rank non-negative; the lowest goes first, and of equals the leftmost in the text
   */
  public void put(int left, int right, int rank, int result) {
    int slot = slotOf(key(left, right));
    pairs[slot] = key(left, right);
    merges[slot] = Merges.merge(rank, result);
  }

  @Override
  public long find(int left, int right) {
    int slot = slotOf(key(left, right));
    return pairs[slot] == 0 ? NONE : merges[slot];
  }

  private static long key(int left, int right) {
    return ((long) left << 32 | right) + 1;
  }

  private int slotOf(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & (pairs.length - 1);
    while (pairs[slot] != 0 && pairs[slot] != key) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }
}
