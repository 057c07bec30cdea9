package org.llamajvm.models;

import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.constraint.ConstraintVocabulary;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Begins texts under constraints; arranges the vocabulary when the first one is asked for. Safe to
 * share between threads.
 */
final class ConstraintTokens {

  private final Tokenizer tokenizer;
  private final int size;
  private ConstraintVocabulary vocabulary; // guarded by this, null as long as nobody needs it

  /**
   * Does nothing yet.
   *
   * @param tokenizer borrowed
   * @param size tokens that the model knows
   */
  ConstraintTokens(Tokenizer tokenizer, int size) {
    this.tokenizer = tokenizer;
    this.size = size;
  }

  /**
   * Begins a text.
   *
   * @param ends ids of tokens that end a text
   * @return null if the options name no constraint
   * @throws org.llamajvm.models.constraint.ConstraintException if no text fits the constraint
   */
  ConstrainedText begin(GenerateOptions options, int[] ends) {
    return options
        .constraint()
        .map(constraint ->
            new ConstrainedText(constraint, vocabulary(), options.ignoreEnd() ? new int[0] : ends))
        .orElse(null);
  }

  private synchronized ConstraintVocabulary vocabulary() {
    if (vocabulary == null) {
      vocabulary = new ConstraintVocabulary(tokenizer, size);
    }
    return vocabulary;
  }
}
