package org.llamajvm.models;

import org.llamajvm.engine.generate.FinishReason;

/**
 * An answer that was to be a value of a Java type ended before it was whole: too few tokens were
 * allowed, the context was full, somebody cancelled it, or the model called functions in its place.
 */
public final class UnfinishedAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a copy that was sent elsewhere does without
  private final transient Generation generation;

  UnfinishedAnswerException(Generation generation) {
    super(message(generation));
    this.generation = generation;
  }

  private static String message(Generation generation) {
    int tokens = generation.usage().completionTokens();
    return switch (generation.finishReason()) {
      case STOP -> "The model calls functions and gives no answer yet";
      case LENGTH ->
          "The answer was cut after %d tokens; a larger maxTokens lets it end".formatted(tokens);
      case CONTEXT ->
          "The answer was cut after %d tokens, because the context is full".formatted(tokens);
      case CANCELLED -> "The answer was cancelled after %d tokens".formatted(tokens);
    };
  }

  static boolean isUnfinished(Generation generation) {
    return generation.finishReason() != FinishReason.STOP || !generation.calls().isEmpty();
  }

  /** What there is of the answer; null if the exception was serialised. */
  public Generation generation() {
    return generation;
  }
}
