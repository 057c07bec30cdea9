package org.llamajvm.engine.generate;

import java.util.function.IntConsumer;

/**
 * A decoder-only model at work on one sequence: its weights are shared, its KV cache and its
 * buffers are its own. One thread at a time.
 */
public interface Decoder extends AutoCloseable {

  /** Number of logits: one for each token of the vocabulary. */
  int vocabularySize();

  /** The most positions that the KV cache may hold. */
  int capacity();

  /** Tokens in the KV cache; the next token gets this position. */
  int position();

  /**
   * Forgets all tokens from {@code position} on.
   *
   * @throws IllegalArgumentException if {@code position} is negative or beyond {@link #position()}
   */
  void rewind(int position);

  /**
   * Appends tokens to the sequence, in batches, and computes the logits of the last one.
   *
   * @param tokens token ids
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @return the {@link #logits()}
   * @throws IllegalArgumentException if the range is empty or a token is not in the vocabulary
   * @throws IllegalStateException if the tokens do not fit into the {@link #capacity()}
   */
  float[] forward(int[] tokens, int from, int to);

  /**
   * As {@link #forward}, but computes the logits of every token; each time they are there, {@code
   * perToken} gets the token's index in {@code tokens} and reads {@link #logits()}.
   *
   * @throws IllegalArgumentException if the range is empty or a token is not in the vocabulary
   * @throws IllegalStateException if the tokens do not fit into the {@link #capacity()}
   */
  void forwardEach(int[] tokens, int from, int to, IntConsumer perToken);

  /**
   * The logits of the token computed last: (vocabularySize), borrowed, overwritten by the next
   * call. The caller may change them.
   */
  float[] logits();

  /** Gives the KV cache back. */
  @Override
  void close();
}
