package org.llamajvm.models.constraint;

import org.llamajvm.models.constraint.vocabulary.TokenVocabulary;
import org.llamajvm.tokenizer.Tokenizer;

/** The tokens of a model, arranged for constraints. Immutable; safe to share between threads. */
public final class ConstraintVocabulary {

  private final TokenVocabulary tokens;

  /**
   * Arranges the tokens; takes a tenth of a second or more for a large vocabulary.
   *
   * @param tokenizer read, not kept
   * @param size ids that the model knows are below this
   */
  public ConstraintVocabulary(Tokenizer tokenizer, int size) {
    tokens = new TokenVocabulary(tokenizer, size);
  }

  /**
   * Cuts text into tokens, each the longest one; ends early where none fits.
   *
   * @param text in UTF-8
   */
  public int[] cut(byte[] text) {
    return tokens.cut(text);
  }

  TokenVocabulary tokens() {
    return tokens;
  }
}
