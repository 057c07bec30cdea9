package org.llamajvm.engine.generate;

/**
 * Says which tokens may continue one text, and follows it. A token that ends a text may come only
 * where the text may end. One thread at a time.
 */
public interface TokenFilter {

  /**
   * Whether a token may come next.
   *
   * @param token an id of the vocabulary
   */
  boolean allows(int token);

  /**
   * Makes the logits of all tokens that may not come next negative infinity.
   *
   * @param logits (vocabulary)
   */
  void mask(float[] logits);

  /**
   * A token was chosen.
   *
   * @throws IllegalArgumentException if it may not come next
   */
  void accept(int token);

  /** Whether no token may come next but one that ends the text. */
  boolean isComplete();

  /**
   * Tokens that must come next whatever the model thinks; often none. They are not accepted yet.
   */
  int[] forced();
}
