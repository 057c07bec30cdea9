package org.llamajvm.models;

/** A prompt has more tokens than the context. */
public final class PromptTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PromptTooLongException(int tokens, int context) {
    super(
        "The prompt has %d tokens, but the context holds %d; shorten it or ask for a larger context"
            .formatted(tokens, context));
  }
}
