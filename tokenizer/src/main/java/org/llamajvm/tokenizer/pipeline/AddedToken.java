package org.llamajvm.tokenizer.pipeline;

/**
 * A token that is found in the text before the model sees it.
 *
 * @param id its id
 * @param content its text; not empty
 * @param singleWord found only where no word character touches it
 * @param stripLeft takes the whitespace before it along
 * @param stripRight takes the whitespace after it along
 * @param normalized its normalized text is found in normalized text; else text as it came is
 *     searched
 * @param special a control token, found in trusted text alone and left out of decoded text
 */
public record AddedToken(
    int id,
    String content,
    boolean singleWord,
    boolean stripLeft,
    boolean stripRight,
    boolean normalized,
    boolean special) {

  /** A control token without further rules. */
  public static AddedToken control(int id, String content) {
    return new AddedToken(id, content, false, false, false, false, true);
  }
}
