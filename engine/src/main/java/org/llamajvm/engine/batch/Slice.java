package org.llamajvm.engine.batch;

import org.llamajvm.engine.cache.Sequence;

/**
 * Tokens of one sequence that a step appends to it. Valid until the batch it belongs to is cleared.
 */
public final class Slice {

  Sequence sequence;
  int[] tokens;
  int from;
  int to;
  int wanted;
  boolean prompt;

  Slice() {}

  /** The sequence that the tokens are appended to. */
  public Sequence sequence() {
    return sequence;
  }

  /** Token ids, of which those from {@link #from()} to {@link #to()} are meant; borrowed. */
  public int[] tokens() {
    return tokens;
  }

  /** Index of the first token. */
  public int from() {
    return from;
  }

  /** Index after the last token. */
  public int to() {
    return to;
  }

  /** Number of tokens. */
  public int count() {
    return to - from;
  }

  /** How many of the last tokens get logits. */
  public int wanted() {
    return wanted;
  }

  /** Whether the tokens are a part of a prompt; else there is one, which was generated. */
  public boolean isPrompt() {
    return prompt;
  }
}
