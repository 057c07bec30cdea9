package org.llamajvm.engine.sampling;

/**
 * All tokens by rank: the highest logit first, the lower id first among equal ones. Ranked as far
 * as asked for: the first m of n tokens take O(n + m log n), which for the m that filters keep is
 * far less than a sort.
 */
final class RankedTokens {

  /** Token ids: a binary heap of those not ranked yet, then the ranked ones, rank 0 last. */
  private final int[] ids;

  private float[] logits = new float[0];
  private int unranked;

  RankedTokens(int vocabularySize) {
    ids = new int[vocabularySize];
  }

  /** Starts over; the logits, none of them NaN, are borrowed until the next call. */
  void rank(float[] from) {
    logits = from;
    unranked = ids.length;
    for (int i = 0; i < unranked; i++) {
      ids[i] = i;
    }
    for (int i = unranked / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  /** The token of a rank, from 0 to one less than the size of the vocabulary. */
  int token(int rank) {
    int place = ids.length - 1 - rank;
    while (place < unranked) {
      unranked--;
      int highest = ids[0];
      ids[0] = ids[unranked];
      ids[unranked] = highest;
      siftDown(0);
    }
    return ids[place];
  }

  private void siftDown(int from) {
    int parent = from;
    int id = ids[from];
    while (2 * parent + 1 < unranked) {
      int child = 2 * parent + 1;
      if (child + 1 < unranked && before(ids[child + 1], ids[child])) {
        child++;
      }
      if (!before(ids[child], id)) {
        break;
      }
      ids[parent] = ids[child];
      parent = child;
    }
    ids[parent] = id;
  }

  private boolean before(int a, int b) {
    return logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
  }
}
