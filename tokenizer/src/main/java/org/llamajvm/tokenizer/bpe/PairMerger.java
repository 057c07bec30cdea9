package org.llamajvm.tokenizer.bpe;

import java.util.Arrays;

/**
 * Applies merges to a sequence of symbols: again and again the pair of the lowest rank, of equals
 * the leftmost, until no pair merges. The symbols form a linked list, and a heap holds (rank,
 * position) of the pairs that may merge, so n symbols take O(n log n) time, one word of a megabyte
 * included.
 *
 * <p>Entries of the heap are not removed when their pair is gone; they are recognised by the rank
 * that the pair at their position has now. Holds scratch memory: one for each thread.
 */
public final class PairMerger {

  /** Is told of every pair that could merge, in the order in which pairs come into being. */
  @FunctionalInterface
  public interface CandidateListener {
    /** {@code left} and {@code right} are adjacent and merge into {@code result}. */
    void candidate(int left, int right, int result);
  }

  private static final int GONE = -1;

  private final Merges merges;
  private final CandidateListener listener; // null if nobody listens
  private final LongHeap heap = new LongHeap();
  private int[] symbol = new int[32];
  private int[] previous = new int[32];
  private int[] next = new int[32];
  private int[] rank = new int[32]; // of the pair (this, next), GONE if that does not merge
  private int[] result = new int[32]; // of the same pair
  private int size;

  /** Merges by {@code merges}. */
  public PairMerger(Merges merges) {
    this(merges, null);
  }

  /** Merges by {@code merges} and tells {@code listener}. */
  public PairMerger(Merges merges, CandidateListener listener) {
    this.merges = merges;
    this.listener = listener;
  }

  /** Appends a symbol to the sequence. */
  public void add(int item) {
    if (size == symbol.length) {
      int capacity = size * 2;
      symbol = Arrays.copyOf(symbol, capacity);
      previous = Arrays.copyOf(previous, capacity);
      next = Arrays.copyOf(next, capacity);
      rank = Arrays.copyOf(rank, capacity);
      result = Arrays.copyOf(result, capacity);
    }
    symbol[size] = item;
    previous[size] = size - 1;
    next[size] = size + 1;
    size++;
  }

  /** Merges, appends the symbols that are left to {@code out}, and forgets the sequence. */
  public void finish(IntList out) {
    for (int i = 0; i < size; i++) {
      consider(i);
    }
    while (!heap.isEmpty()) {
      long entry = heap.pop();
      int position = (int) entry;
      if (rank[position] == (int) (entry >>> 32)) {
        merge(position);
      }
    }
    for (int i = 0; i < size; i = next[i]) {
      out.add(symbol[i]);
    }
    size = 0;
    heap.clear();
  }

  private void merge(int left) {
    int right = next[left];
    symbol[left] = result[left];
    rank[right] = GONE;
    next[left] = next[right];
    if (next[left] < size) {
      previous[next[left]] = left;
    }
    if (previous[left] >= 0) {
      consider(previous[left]);
    }
    consider(left);
  }

  private void consider(int left) {
    int right = next[left];
    long merge = right < size ? merges.find(symbol[left], symbol[right]) : Merges.NONE;
    if (merge == Merges.NONE) {
      rank[left] = GONE;
      return;
    }
    rank[left] = Merges.rank(merge);
    result[left] = Merges.result(merge);
    heap.push((long) rank[left] << 32 | left);
    if (listener != null) {
      listener.candidate(symbol[left], symbol[right], result[left]);
    }
  }
}
