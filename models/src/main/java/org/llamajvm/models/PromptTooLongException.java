package org.llamajvm.models;

/** A prompt has more tokens than the context. */
public final class PromptTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int tokens;
  private final int context;

  PromptTooLongException(int tokens, int context) {
    super(
        "The prompt has %d tokens, but the context holds %d; shorten it or ask for a larger context"
            .formatted(tokens, context));
    this.tokens = tokens;
    this.context = context;
  }

  /** Tokens of the prompt. */
  public int tokens() {
    return tokens;
  }

  /** The most tokens that prompt and answer may have together. */
  public int context() {
    return context;
  }
}
