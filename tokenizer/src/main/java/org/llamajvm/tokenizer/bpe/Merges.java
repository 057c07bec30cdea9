package org.llamajvm.tokenizer.bpe;

/** Which two adjacent symbols merge into which, and how early. A symbol is a non-negative int. */
@FunctionalInterface
public interface Merges {

  /** What {@link #find} returns for a pair that does not merge. */
  long NONE = -1;

  /** The merge of a pair, for {@link #rank} and {@link #result}; or {@link #NONE}. */
  long find(int left, int right);

  /**
   * A merge.
   *
   * @param rank the lowest goes first, and of equals the leftmost in the text; not -1
   * @param result the symbol that the two become
   */
  static long merge(int rank, int result) {
    return (long) rank << 32 | result;
  }

  /** How early a merge goes. */
  static int rank(long merge) {
    return (int) (merge >>> 32);
  }

  /** The symbol that a merge yields. */
  static int result(long merge) {
    return (int) merge;
  }
}
