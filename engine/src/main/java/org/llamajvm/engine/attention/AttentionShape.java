package org.llamajvm.engine.attention;

/**
 * The shape of grouped-query attention (Ainslie et al., 2023): query heads in groups that share a
 * key/value head.
 *
 * @param heads query heads, a multiple of {@code keyValueHeads}
 * @param keyValueHeads key/value heads
 * @param headSize elements of a head, even
 * @param window positions that a token sees, itself included; 0 for all
 * @param chunked whether the positions that a token sees begin at a multiple of the window, so that
 *     they are as many only at the end of each chunk
 */
public record AttentionShape(
    int heads, int keyValueHeads, int headSize, int window, boolean chunked) {

  /** With a window that slides, if there is one. */
  public AttentionShape(int heads, int keyValueHeads, int headSize, int window) {
    this(heads, keyValueHeads, headSize, window, false);
  }

  /** The same with chunks instead of a window that slides. */
  public AttentionShape inChunks() {
    return new AttentionShape(heads, keyValueHeads, headSize, window, true);
  }

  /** Query heads that share a key/value head. */
  public int group() {
    return heads / keyValueHeads;
  }

  /** Elements of all queries of a token. */
  public int querySize() {
    return heads * headSize;
  }

  /** Elements of all keys of a token, or all values. */
  public int keyValueSize() {
    return keyValueHeads * headSize;
  }

  /** Elements of a token's queries, keys and values, which lie one after the other. */
  public int qkvSize() {
    return querySize() + 2 * keyValueSize();
  }

  /** The first position that the token at {@code position} sees. */
  public int firstVisible(int position) {
    if (window == 0) {
      return 0;
    }
    return chunked ? position - position % window : Math.max(0, position - window + 1);
  }
}
