package org.llamajvm.engine.kernel;

/**
 * The inputs of a matrix product in the form that some kernel reads: how they lie is its own
 * affair. One thread makes room, several may encode ranges of tokens at the same time, then all
 * read.
 */
public interface EncodedInput {

  /** Tokens that one thread should encode together, and of which a range begins at a multiple. */
  int tokenStep();

  /** Makes room for a batch; what was there is lost. */
  void reserve(int tokens);

  /**
   * Encodes a range of the tokens that there is room for.
   *
   * @param values (tokens, cols) in float32
   * @param fromToken first token, inclusive
   * @param toToken last token, exclusive
   */
  void encode(float[] values, int fromToken, int toToken);
}
