package org.llamajvm.tokenizer;

/**
 * Says that a regular expression of a tokenizer takes out of all proportion for a text: more steps
 * than {@linkplain org.llamajvm.tokenizer.pipeline.BoundedPattern so many} for each character, or
 * more stack than there is. Other texts may do.
 */
public final class UnboundedPatternException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 100; // chars of the expression

  /**
   * Makes the message {@code "The tokenizer's regular expression '(a*)*b' takes too many steps for
   * a text of 20 characters"}.
   *
   * @param regex the regular expression
   * @param excess what there is too much of
   * @param length of the text, in UTF-16 units
   */
  public UnboundedPatternException(String regex, String excess, int length) {
    super(
        "The tokenizer's regular expression '%s' takes %s for a text of %d characters"
            .formatted(
                regex.length() > SHOWN ? regex.substring(0, SHOWN) + "…" : regex, excess, length));
  }
}
