package org.llamajvm.models;

import java.util.OptionalInt;

/**
 * How many tokens sequences may have.
 *
 * @param asked for all of them, if the options of the model say
 * @param trained positions that the model was trained for
 */
record ContextSizes(OptionalInt asked, int trained) {

  /** The most tokens of a sequence, whatever it is for. */
  int largest() {
    return asked.orElse(trained);
  }

  /** What is asked for, else so many, if the model has as many. */
  int atMost(int tokens) {
    return asked.orElse(Math.min(tokens, trained));
  }

  /** The context of a session that names none. */
  int ofSession() {
    return atMost(LanguageModel.DEFAULT_SESSION_CONTEXT);
  }

  /** The context of a generation that has a sequence to itself. */
  int of(int promptTokens, OptionalInt maxTokens) {
    if (asked.isPresent()) {
      return asked.getAsInt();
    }
    if (maxTokens.isEmpty()) {
      return Math.max(ofSession(), Math.min(promptTokens, trained));
    }
    return Math.clamp((long) promptTokens + maxTokens.getAsInt(), 1, trained);
  }
}
