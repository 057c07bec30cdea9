package org.llamajvm.engine.generate;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * A model at work on one sequence: the sequence is its own, weights and buffers are shared. One
 * thread at a time.
 */
public interface Decoder extends AutoCloseable {

  /** Number of logits: one for each token of the vocabulary. */
  int vocabularySize();

  /** The most tokens that the sequence may have. */
  int capacity();

  /** Tokens of the sequence; the next token gets this position. */
  int position();

  /** The tokens of the sequence, in order; a copy. */
  int[] tokens();

  /**
   * Forgets all tokens from {@code position} on. If keys and values of tokens before it were given
   * back, these tokens are processed again.
   *
   * @throws IllegalArgumentException if {@code position} is negative or beyond {@link #position()}
   */
  void rewind(int position);

  /**
   * Makes the sequence the longest beginning of a prompt that need not be processed again.
   *
   * @param prompt the tokens that the sequence will have
   * @param count how many of them may be kept
   * @return the sequence's position
   */
  int keep(int[] prompt, int count);

  /**
   * Appends tokens of a prompt, in pieces, and computes the logits of the last one.
   *
   * @param tokens token ids
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @param goOn gets the index after the last token that was processed, piece by piece; what it
   *     answers after the last piece does not matter
   * @return the index after the last token that was processed: {@code to}, unless {@code goOn} has
   *     answered no
   * @throws IllegalArgumentException if the range is empty or a token is not in the vocabulary
   * @throws IllegalStateException if the tokens do not fit into the {@link #capacity()}, or the
   *     decoder or its model is closed
   */
  int prompt(int[] tokens, int from, int to, IntPredicate goOn);

  /**
   * As {@link #prompt}, but computes the logits of every token; each time they are there, {@code
   * perToken} gets the token's index in {@code tokens} and reads {@link #logits()}.
   *
   * @throws IllegalArgumentException if the range is empty or a token is not in the vocabulary
   * @throws IllegalStateException if the tokens do not fit into the {@link #capacity()}, or the
   *     decoder or its model is closed
   */
  void promptEach(int[] tokens, int from, int to, IntConsumer perToken);

  /**
   * Appends one token that was generated, and computes its logits.
   *
   * @throws IllegalArgumentException if the token is not in the vocabulary
   * @throws IllegalStateException if it does not fit into the {@link #capacity()}, or the decoder
   *     or its model is closed
   */
  void next(int token);

  /**
   * The logits of the token computed last: (vocabularySize), borrowed, overwritten by the next
   * call. The caller may change them.
   */
  float[] logits();

  /** Gives keys and values back. May be called again. */
  @Override
  void close();
}
