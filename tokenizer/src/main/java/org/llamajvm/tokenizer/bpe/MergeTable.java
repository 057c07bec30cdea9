package org.llamajvm.tokenizer.bpe;

/**
 * Which two adjacent symbols merge into which, and how early. A symbol is a non-negative int.
 * Filled once, then only read.
 */
public final class MergeTable {

  /** What {@link #find} returns for a pair that does not merge. */
  public static final int NONE = -1;

  private final long[] pairs; // (left << 32 | right) + 1, 0 for a free slot
  private final int[] ranks;
  private final int[] results;

  /** An empty table with room for {@code capacity} merges. */
  public MergeTable(int capacity) {
    int slots = Integer.highestOneBit(Math.max(capacity, 4)) * 4;
    pairs = new long[slots];
    ranks = new int[slots];
    results = new int[slots];
  }

  /**
   * Adds a merge, or replaces the one of the same pair.
   *
   * @param rank non-negative; the lowest goes first, and of equals the leftmost in the text
   */
  public void put(int left, int right, int rank, int result) {
    int slot = slotOf(key(left, right));
    pairs[slot] = key(left, right);
    ranks[slot] = rank;
    results[slot] = result;
  }

  /** The merge of a pair, for {@link #rank} and {@link #result}; or {@link #NONE}. */
  public int find(int left, int right) {
    int slot = slotOf(key(left, right));
    return pairs[slot] == 0 ? NONE : slot;
  }

  /** How early a merge goes. */
  public int rank(int merge) {
    return ranks[merge];
  }

  /** The symbol that a merge yields. */
  public int result(int merge) {
    return results[merge];
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
